import { useCallback, useEffect, useRef, useState } from 'react';
import type { SpecimenView } from '../../run/designer.worker.ts';
import { GraphPicture } from '../graph/GraphPicture.tsx';
import { short, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { designer, useApp } from '../store.ts';
import { showPlace } from './commands.ts';
import { useDesign } from './design-store.ts';

/** How the specimen shown came about. */
type Origin =
  | { readonly kind: 'seed' }
  | { readonly kind: 'first' }
  | { readonly kind: 'mutant' | 'cross'; readonly steps: number; readonly partner?: number };

/** One member of the space: drawn with a seed, mutated, or crossed with another; differences are marked. */
export function Specimen() {
  const space = useApp((app) => app.space);
  const specimen = useDesign((design) => design.specimen);
  const [seed, setSeed] = useState(1);
  const [partner, setPartner] = useState(2);
  const [kind, setKind] = useState<'uniform' | 'subtree'>('uniform');
  const [origin, setOrigin] = useState<Origin>({ kind: 'seed' });
  /** The latest question: only its answer is shown. */
  const asked = useRef(0);
  /** The document that the specimen is of: of another one it cannot be changed. */
  const [of, setOf] = useState<typeof space | null>(null);

  const ask = useCallback(async (next: Origin, work: () => Promise<SpecimenView>, from: typeof space) => {
    const question = ++asked.current;
    try {
      const found = await work();
      if (question !== asked.current) return;
      useDesign.setState({ specimen: found });
      setOrigin(next);
      setOf(from);
    } catch {
      // The space has problems, which are listed; there is nothing to draw.
      if (question === asked.current) useDesign.setState({ specimen: null });
    }
  }, []);

  useEffect(() => {
    void ask({ kind: 'seed' }, () => designer.specimen(space, seed), space);
  }, [space, seed, ask]);

  const sound = useApp((app) => (app.report?.size ?? '') !== '');
  const steps = 'steps' in origin ? origin.steps : 0;
  const ready = specimen !== null && of === space;
  const mutate = () =>
    specimen &&
    ask(
      { kind: 'mutant', steps: steps + 1 },
      () => designer.mutant(space, specimen.genotype, seed * 1000 + steps),
      space,
    );
  const cross = () =>
    specimen &&
    ask(
      { kind: 'cross', steps: steps + 1, partner },
      () => designer.cross(space, specimen.genotype, partner, kind, seed * 1000 + steps),
      space,
    );
  const first = () => ask({ kind: 'first' }, () => designer.first(space), space);
  const walk = (to: number) => {
    if (to === seed) void ask({ kind: 'seed' }, () => designer.specimen(space, seed), space);
    else setSeed(to);
  };

  return (
    <Panel
      title="Specimen"
      area="specimen"
      detail={originWords(origin, seed)}
      actions={
        <>
          <button
            type="button"
            className="button small"
            aria-label="Previous seed"
            disabled={seed <= 1}
            onClick={() => walk(seed - 1)}
          >
            ◀
          </button>
          <button
            type="button"
            className="button small"
            id="next-specimen"
            aria-label="Next seed"
            aria-keyshortcuts="r"
            title="Next seed (R)"
            onClick={() => walk(seed + 1)}
          >
            ▶
          </button>
        </>
      }
    >
      <div className="row specimen-tools">
        <button type="button" className="button small" disabled={!ready} onClick={() => void mutate()}>
          Mutate
        </button>
        <button type="button" className="button small" disabled={!ready} onClick={() => void cross()}>
          Cross with
        </button>
        <input
          className="seed"
          aria-label="Seed of the other parent"
          inputMode="numeric"
          value={partner}
          onChange={(event) =>
            setPartner(Math.max(1, Math.min(999_999, Math.trunc(Number(event.target.value)) || 1)))
          }
        />
        <select
          aria-label="Kind of crossover"
          value={kind}
          onChange={(event) => setKind(event.target.value as 'uniform' | 'subtree')}
        >
          <option value="uniform">uniform</option>
          <option value="subtree">subtree</option>
        </select>
        <button
          type="button"
          className="button small"
          disabled={!sound}
          onClick={() => void first()}
          title="The first value of every choice, the shortest of every list"
        >
          First
        </button>
        {origin.kind !== 'seed' && (
          <button type="button" className="button small" onClick={() => walk(seed)}>
            Back
          </button>
        )}
      </div>
      {specimen ? (
        <Shown
          specimen={specimen}
          cap={space.constraints.maxParameters}
          label={`Specimen, ${originWords(origin, seed)}`}
        />
      ) : (
        <div className="empty">
          <p>
            {sound
              ? 'A member of the space will be drawn here.'
              : 'Solve the problems first: then a member is drawn here.'}
          </p>
        </div>
      )}
    </Panel>
  );
}

const originWords = (origin: Origin, seed: number): string => {
  if (origin.kind === 'first') return 'first member';
  if (origin.kind === 'seed') return `seed ${seed}`;
  if (origin.kind === 'mutant') return `seed ${seed}, mutated (${origin.steps})`;
  return `seed ${seed} crossed with ${origin.partner} (${origin.steps})`;
};

function Shown({ specimen, cap, label }: { specimen: SpecimenView; cap: number; label: string }) {
  const { graph, alive, change } = specimen;
  return (
    <>
      <dl className="figures">
        <dt>parameters</dt>
        <dd>{whole(graph.parameters)}</dd>
        <dt>MACs</dt>
        <dd>{short(graph.macs)}</dd>
        <dt>depth</dt>
        <dd>{graph.depth}</dd>
        <dt>memory</dt>
        <dd>{short(graph.activationBytes)}B</dd>
      </dl>
      {!alive && <p className="warning">Its input does not reach its output: it would not be trained.</p>}
      {alive && graph.parameters > cap && (
        <p className="warning">Over the cap of {whole(cap)} parameters: it would not be trained.</p>
      )}
      {change && (
        <p className="quiet" role="status">
          Since the one before: <b className="added">+ {change.added} added</b>,{' '}
          <b className="changed">~ {change.changed} changed</b>, {change.removed.length} removed
          {change.removed.length > 0 &&
            `: ${change.removed.slice(0, 4).join('; ')}${change.removed.length > 4 ? ' …' : ''}`}
          .
        </p>
      )}
      <GraphPicture graph={graph} label={label} onPick={showPlace} exportable />
    </>
  );
}
