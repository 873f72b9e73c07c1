import { useEffect, useState } from 'react';
import type { GraphView } from '../../architecture/layout.ts';
import { parentsOf } from '../../run/candidate-table.ts';
import type { RunView } from '../../run/fold.ts';
import { OPERATORS } from '../../search/method.ts';
import { GraphPicture } from '../graph/GraphPicture.tsx';
import { selectCandidate } from '../route.ts';
import { coordinator, designer, useApp } from '../store.ts';
import { differenceBetween } from './analysis/analyst.ts';
import { changeWords } from './analysis/DifferenceDialog.tsx';

interface Seen {
  readonly candidate: number;
  readonly graph: GraphView;
  /** What the operator did to the first parent, in words. */
  readonly words: string;
}

/** Each candidate as it is proposed: which operator made it, of whom, and what that changed. */
export function SlowMotion() {
  const run = useApp((app) => app.run);
  const newest = useApp((app) => (app.run ? newestOf(app.run) : 0));
  const seen = useSeen(run, newest);
  if (!run || !seen) return null;
  const { candidates: table } = run;
  const parents = parentsOf(table, seen.candidate);
  const operator = OPERATORS[table.operator[seen.candidate]!];
  return (
    <section className="slow-motion" aria-label="Slow motion">
      <div className="row">
        <h2>
          Candidate {seen.candidate}: {operator}
          {parents.length > 0 && ` of ${parents.join(' × ')}`}
        </h2>
        <span className="spacer" />
        <button type="button" className="button small" onClick={() => selectCandidate(seen.candidate)}>
          Select
        </button>
      </div>
      <p aria-live="polite">{seen.words}</p>
      <div className="slow-graph">
        <GraphPicture graph={seen.graph} label={`What the operator made: candidate ${seen.candidate}`} />
      </div>
    </section>
  );
}

/** The candidate that was proposed last and is not trained yet, or else the last one. */
const newestOf = ({ candidates }: RunView): number => candidates.count;

/** What there is to see of a candidate; the one before until it is known. */
function useSeen(run: RunView | null, candidate: number): Seen | null {
  const [seen, setSeen] = useState<Seen | null>(null);
  const started = run?.started;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a candidate's genotype and parents do not change.
  useEffect(() => {
    if (!run || candidate === 0) return;
    let current = true;
    const look = async () => {
      const [parent] = parentsOf(run.candidates, candidate);
      if (parent !== undefined) {
        const difference = await differenceBetween(run, parent, candidate);
        if (current) setSeen({ candidate, graph: difference.graph, words: changeWords(difference) });
        return;
      }
      const { genotype } = await coordinator.candidate(candidate);
      const graph = await designer.graph(run.started.space, genotype);
      if (current) setSeen({ candidate, graph, words: 'Drawn at random from the space.' });
    };
    // A worker that is gone says so itself.
    look().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [started, candidate]);
  return seen;
}
