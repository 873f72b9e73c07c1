import type { CandidateTable } from '../../../run/candidate-table.ts';
import { kneeByDistance, preferred } from '../../../search/analysis/knee.ts';
import { shortList } from '../../../search/analysis/short-list.ts';
import { MEASURE } from '../measures.ts';
import type { Measure } from '../view-store.ts';

/** Help with a crowded front: which members to look at first. */
export interface FrontChoice {
  /** The member at the front's bend; `null` where it has none. */
  readonly knee: number | null;
  /** So many members, well spread, in the front's order. */
  shortList(count: number): readonly number[];
  /** The member for somebody to whom the second measure is worth so much, 0 … 1, and the first the rest. */
  preferred(weight: number): number | null;
}

/** As in the run's hypervolume: errors as they are, sizes and times by their logarithms, since they differ by factors. */
const objectiveOf = (measure: Measure, value: number): number =>
  measure === 'error' ? value : Math.log(Math.max(value, MEASURE[measure].floor));

/** What `search/analysis` says of a front in two measures. */
export function frontChoice(
  table: CandidateTable,
  members: readonly number[],
  x: Measure,
  y: Measure,
): FrontChoice {
  const [xs, ys] = [MEASURE[x].column(table), MEASURE[y].column(table)];
  const points = members.map((n) => [objectiveOf(x, xs[n]!), objectiveOf(y, ys[n]!)] as const);
  return {
    knee: members[kneeByDistance(points)] ?? null,
    shortList: (count) => shortList(points, count).map((i) => members[i]!),
    preferred: (weight) => members[preferred(points, [1 - weight, weight])] ?? null,
  };
}
