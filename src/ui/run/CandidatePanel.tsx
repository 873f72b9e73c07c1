import { useEffect, useState } from 'react';
import type { GraphView } from '../../architecture/layout.ts';
import type { CandidateView } from '../../run/candidate-table.ts';
import type { RunView } from '../../run/fold.ts';
import type { SpaceDocument } from '../../space/document.ts';
import type { Genotype } from '../../space/tree.ts';
import { GraphPicture } from '../graph/GraphPicture.tsx';
import { percent, short, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { coordinator, designer } from '../store.ts';
import { Confusion } from './candidate/Confusion.tsx';
import { Exports } from './candidate/Exports.tsx';
import { Longer } from './candidate/Longer.tsx';
import { Relatives } from './candidate/Relatives.tsx';
import { LearningCurve } from './LearningCurve.tsx';
import { NO_MARK, useMarks } from './marks-store.ts';

interface Props {
  run: RunView | null;
  selected: CandidateView | undefined;
  /** The candidate the address names, whether it exists or not. */
  asked: number | null;
}

/** One candidate: figures, graph, learning curve, what it confuses, where it comes from, what can be done with it. */
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
  const { candidate, error, costs, curve, generation, seconds, inference, reason, longer } = view;
  const { graph, hash, genotype } = useArchitecture(run, candidate);
  const onFront = run.front.includes(candidate);
  const [large, setLarge] = useState(false);
  useEffect(() => {
    if (!large) return;
    const onKey = (event: KeyboardEvent) => {
      // Of a window above it, Escape is that window's.
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) setLarge(false);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [large]);
  const key = `${run.started.time}-${candidate}`;
  return (
    <Panel
      title={`Candidate ${candidate}`}
      detail={`${onFront ? 'front · ' : ''}generation ${generation}`}
      area="candidate"
      large={large}
      actions={
        <>
          <Star candidate={candidate} />
          <button
            type="button"
            className="button small"
            aria-pressed={large}
            aria-label={
              large ? 'Make the candidate small again' : 'Make the candidate as large as the window'
            }
            title={large ? 'Small again (Esc)' : 'As large as the window'}
            onClick={() => setLarge(!large)}
          >
            {large ? '⤡' : '⤢'}
          </button>
        </>
      }
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
      {longer && (
        <p className="quiet">
          Trained for {longer.epochs} epochs: <b>{percent(longer.error)}</b>
        </p>
      )}
      {error !== null && (
        <>
          <Exports key={key} seed={run.started.settings.seed} candidate={candidate} genotype={genotype} />
          <Longer key={`longer-${key}`} candidate={candidate} epochs={run.settings.epochs} />
          <Confusion
            key={`confusion-${key}-${longer?.epochs}`}
            candidate={candidate}
            classes={run.started.space.classes}
          />
        </>
      )}
      <Relatives run={run} view={view} />
      <dl className="facts">
        <dt>Depth</dt>
        <dd>{graph ? `${graph.depth} layers` : ''}</dd>
        <dt>Activation memory</dt>
        <dd>{costs.activationBytes === undefined ? '–' : `${short(costs.activationBytes)}B`}</dd>
        <dt>Statistics kept</dt>
        <dd>{whole(costs.statistics)}</dd>
        <dt>Trained in</dt>
        <dd>{seconds === null ? '–' : `${seconds.toFixed(1)} s`}</dd>
        <dt>An image takes</dt>
        <dd>{inference === null ? '–' : `${Number(inference.toPrecision(2))} ms`}</dd>
        <dt>Hash</dt>
        <dd>{hash?.slice(0, 12)}</dd>
      </dl>
      {genotype !== null && (
        <details>
          <summary>Genotype</summary>
          <pre className="genotype">{JSON.stringify(genotype, null, 1)}</pre>
        </details>
      )}
    </Panel>
  );
}

function Star({ candidate }: { candidate: number }) {
  const mark = useMarks(({ marks }) => marks.get(candidate) ?? NO_MARK);
  const setMark = useMarks((marks) => marks.setMark);
  return (
    <button
      type="button"
      className="star"
      aria-pressed={mark.star}
      aria-label={`Star candidate ${candidate}`}
      onClick={() => setMark(candidate, { ...mark, star: !mark.star })}
    >
      {mark.star ? '★' : '☆'}
    </button>
  );
}

interface Drawn {
  readonly space: SpaceDocument;
  readonly candidate: number;
  readonly graph: GraphView;
  readonly hash: string;
  readonly genotype: Genotype;
}

const NOTHING = { graph: null, hash: null, genotype: null } as const;

/** The laid-out graph, from the design worker, and what it is of; nothing while another candidate's is the last that came. */
function useArchitecture(
  { started: { space } }: RunView,
  candidate: number,
): Pick<Drawn, 'graph' | 'hash' | 'genotype'> | typeof NOTHING {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  useEffect(() => {
    let current = true;
    const draw = async () => {
      const { genotype, hash } = await coordinator.candidate(candidate);
      const graph = await designer.graph(space, genotype);
      if (current) setDrawn({ space, candidate, graph, hash, genotype });
    };
    // A worker that is gone says so itself.
    draw().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [space, candidate]);
  return drawn?.candidate === candidate && drawn.space === space ? drawn : NOTHING;
}
