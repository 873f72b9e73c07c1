import type { Bin } from '../../../run/analysis/bins.ts';
import { type CandidateTable, NONE } from '../../../run/candidate-table.ts';
import { whole } from '../../shared/format.ts';
import { overAt } from '../panels/progress.ts';

/** What the stretches of an analysis count. */
export type By = 'generation' | 'evaluation';

/** A stretch of a run in words: "generation 4", "evaluations 101 to 125". */
export function stretchWords(by: By, { from, to }: Bin): string {
  return from === to ? `${by} ${whole(from)}` : `${by}s ${whole(from)} to ${whole(to)}`;
}

/** Where a stretch stands on an axis: in its middle. */
export const middleOf = ({ from, to }: Bin): number => (from + to) / 2;

/**
 * How many candidates were over at the end of a stretch: what the replay is to show. A generation is at its end when the
 * last of its candidates, and of those before, is over.
 */
export function overAtEnd(table: CandidateTable, by: By, { to }: Bin): number {
  if (by === 'evaluation') return overAt(table, 'evaluated', to);
  let last = 0;
  for (let n = 1; n <= table.count; n++)
    if (table.generation[n]! <= to && table.order[n] !== NONE) last = Math.max(last, table.order[n]!);
  return last;
}

/** The stretch in which so many candidates were over, or -1 before the first. */
export function stretchAt(table: CandidateTable, by: By, bins: readonly Bin[], over: number): number {
  let evaluated = 0;
  let generation = 0;
  let latest = 0;
  for (let n = 1; n <= table.count; n++) {
    const order = table.order[n]!;
    if (order < 1 || order > over) continue;
    if (!Number.isNaN(table.error[n]!)) evaluated++;
    if (order > latest) [latest, generation] = [order, table.generation[n]!];
  }
  const reached = by === 'generation' ? generation : evaluated;
  return reached === 0 ? -1 : bins.findIndex(({ to }) => reached <= to);
}
