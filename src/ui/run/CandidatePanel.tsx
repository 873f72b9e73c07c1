import { memo, useEffect, useState } from 'react';
import type { GraphView } from '../../architecture/layout.ts';
import type { CandidateView } from '../../run/candidate-table.ts';
import { MNIST_URL } from '../../run/client.ts';
import type { RunView } from '../../run/fold.ts';
import { messageOf } from '../../run/message.ts';
import type { SpaceDocument } from '../../space/document.ts';
import { GraphPicture } from '../graph/GraphPicture.tsx';
import { selectCandidate } from '../route.ts';
import { percent, short, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { saveFile } from '../shared/save-file.ts';
import { coordinator, designer } from '../store.ts';
import { LearningCurve } from './LearningCurve.tsx';

interface Props {
  run: RunView | null;
  selected: CandidateView | undefined;
  /** The candidate the address names, whether it exists or not. */
  asked: number | null;
}

/** One candidate: figures, graph, learning curve, exports. */
export function CandidatePanel({ run, selected, asked }: Props) {
  if (!run || !selected) {
    return (
      <Panel title="Candidate" area="candidate">
        <div className="empty">
          <p>
            {run && asked !== null
              ? `This run has no candidate ${asked}.`
              : 'Select a point of the chart: its architecture, figures and learning curve will be here, and its exports.'}
          </p>
        </div>
      </Panel>
    );
  }
  return <Detail run={run} view={selected} />;
}

function Detail({ run, view }: { run: RunView; view: CandidateView }) {
  const { candidate, error, costs, curve, generation, parents, operator, seconds, reason } = view;
  const { graph, hash } = useArchitecture(run, candidate);
  const onFront = run.front.includes(candidate);
  return (
    <Panel
      title={`Candidate ${candidate}`}
      detail={`${onFront ? 'on the front · ' : ''}generation ${generation}`}
      area="candidate"
    >
      <dl className="figures">
        <dt>error</dt>
        <dd>{error === null ? '–' : percent(error)}</dd>
        <dt>parameters</dt>
        <dd>{whole(costs.parameters)}</dd>
        <dt>MACs</dt>
        <dd>{short(costs.macs)}</dd>
      </dl>
      {reason && (
        <div className="notice failure">This candidate failed: {reason} The search went on without it.</div>
      )}
      {graph && <GraphPicture graph={graph} label={`Architecture of candidate ${candidate}`} />}
      <h3 className="section-head">Learning curve</h3>
      <LearningCurve curve={curve} epochs={run.started.settings.epochs} />
      {error !== null && (
        <Exports
          key={`${run.started.time}-${candidate}`}
          seed={run.started.settings.seed}
          candidate={candidate}
        />
      )}
      <dl className="facts">
        <dt>Comes from</dt>
        <dd>
          {operator}
          {parents.map((parent) => (
            <span key={parent}>
              {' '}
              <button type="button" className="button small" onClick={() => selectCandidate(parent)}>
                {parent}
              </button>
            </span>
          ))}
        </dd>
        <dt>Depth</dt>
        <dd>{graph ? `${graph.depth} layers` : ''}</dd>
        <dt>Statistics kept</dt>
        <dd>{whole(costs.statistics)}</dd>
        <dt>Trained in</dt>
        <dd>{seconds === null ? '–' : `${seconds.toFixed(1)} s`}</dd>
        <dt>Hash</dt>
        <dd>{hash?.slice(0, 12)}</dd>
      </dl>
    </Panel>
  );
}

interface Drawn {
  readonly space: SpaceDocument;
  readonly candidate: number;
  readonly graph: GraphView;
  readonly hash: string;
}

/** The laid-out graph, from the design worker, and its hash; nothing while another candidate's is the last that came. */
function useArchitecture(
  { started: { space } }: RunView,
  candidate: number,
): { readonly graph: GraphView | null; readonly hash: string | null } {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  useEffect(() => {
    let current = true;
    const draw = async () => {
      const { genotype, hash } = await coordinator.candidate(candidate);
      const graph = await designer.graph(space, genotype);
      if (current) setDrawn({ space, candidate, graph, hash });
    };
    // A worker that is gone says so itself.
    draw().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [space, candidate]);
  return drawn?.candidate === candidate && drawn.space === space ? drawn : { graph: null, hash: null };
}

const Exports = memo(function Exports({ seed, candidate }: { seed: number; candidate: number }) {
  const [test, setTest] = useState<number | null>(null);
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState('');
  const name = `cellscape-seed${seed}-candidate${candidate}`;
  const attempt = async (what: string, work: () => Promise<void>) => {
    setBusy(what);
    setProblem('');
    try {
      await work();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy('');
    }
  };
  return (
    <>
      <div className="row" style={{ marginTop: 10 }}>
        <button
          type="button"
          className="button primary"
          disabled={busy !== ''}
          onClick={() =>
            void attempt('Packing …', async () =>
              saveFile(`${name}.zip`, await coordinator.exportModelZip(candidate), 'application/zip'),
            )
          }
        >
          Export tfjs model
        </button>
        <button
          type="button"
          className="button"
          disabled={busy !== ''}
          onClick={() =>
            void attempt('Writing …', async () =>
              saveFile(`${name}.json`, await coordinator.exportJson(candidate), 'application/json'),
            )
          }
        >
          Export JSON
        </button>
        <button
          type="button"
          className="button"
          disabled={busy !== ''}
          title="10,000 images that no part of the search has seen. Looking often makes them part of it."
          onClick={() =>
            void attempt('Measuring …', async () =>
              setTest(await coordinator.testError(candidate, MNIST_URL)),
            )
          }
        >
          Test error
        </button>
      </div>
      <p className="quiet" style={{ minHeight: 20, marginTop: 4 }}>
        {busy}
        {test !== null && !busy && (
          <>
            Test error <b style={{ color: 'var(--ink)' }}>{percent(test)}</b> on 10,000 images
          </>
        )}
      </p>
      {problem && (
        <div className="notice failure" role="alert">
          {problem}
        </div>
      )}
    </>
  );
});
