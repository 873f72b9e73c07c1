import { quantiles } from '../../search/statistics.ts';
import { createRng, deriveSeed } from '../../space/random.ts';
import { type Bin, type BinOptions, binsOf } from './bins.ts';
import type { DecisionTable } from './decision-table.ts';

/** How a run's candidates were, bin by bin. */
export interface PopulationCourse {
  readonly by: 'generation' | 'evaluation';
  readonly bins: readonly Bin[];
  readonly candidates: Int32Array;
  /** Validation error: quartiles are of type 7 (`quantiles`). */
  readonly best: Float64Array;
  readonly lowerQuartile: Float64Array;
  readonly median: Float64Array;
  readonly upperQuartile: Float64Array;
  readonly worst: Float64Array;
  /** The best until the bin's end. */
  readonly bestSoFar: Float64Array;
  /** See `disagreement`: its mean over pairs of the bin's candidates, 0 … 1; NaN of fewer than two. */
  readonly diversity: Float64Array;
  /** Architectures that were new, of all that were suggested in the bin, 0 … 1. */
  readonly fresh: Float64Array;
}

/** So many pairs are compared in a bin: all of them, or as many drawn, each once. */
const PAIRS = 64;

/**
 * Errors and diversity over a run. Diversity is the mean disagreement of pairs of genotypes, of at most 64 of them,
 * which are drawn by the bin's number alone: the same run gives the same. (Not the edit distance of `space/distance`:
 * its lists take a quadratic time, and it has no unit that two spaces share.) Yields after every bin how much is
 * done, 0 to 1.
 */
export function* populationOf(
  table: DecisionTable,
  options: BinOptions = {},
): Generator<number, PopulationCourse> {
  const { by, bins, of } = binsOf(table.generation, table.count, options);
  const rows = bins.map((): number[] => []);
  for (let row = 0; row < table.count; row++) rows[of[row]!]!.push(row);
  const column = () => new Float64Array(bins.length);
  const course = {
    best: column(),
    lowerQuartile: column(),
    median: column(),
    upperQuartile: column(),
    worst: column(),
    bestSoFar: column(),
    diversity: column(),
    fresh: column(),
  };
  const seen = new Set<number>();
  let bestSoFar = Number.POSITIVE_INFINITY;
  for (const [bin, members] of rows.entries()) {
    const errors = members.map((row) => table.error[row]!);
    const figures = quantiles(errors, [0, 0.25, 0.5, 0.75, 1]);
    for (const [i, name] of (
      ['best', 'lowerQuartile', 'median', 'upperQuartile', 'worst'] as const
    ).entries())
      course[name][bin] = figures[i]!;
    bestSoFar = Math.min(bestSoFar, figures[0]!);
    course.bestSoFar[bin] = bestSoFar;
    course.diversity[bin] = meanDisagreement(table, members, bin);
    const known = seen.size;
    let suggested = 0;
    for (const row of members) {
      seen.add(table.hash[row]!);
      suggested += 1 + table.repeats[row]!;
    }
    course.fresh[bin] = (seen.size - known) / suggested;
    yield (bin + 1) / bins.length;
  }
  return { by, bins, candidates: Int32Array.from(rows, ({ length }) => length), ...course };
}

function meanDisagreement(table: DecisionTable, rows: readonly number[], bin: number): number {
  const pairs = (rows.length * (rows.length - 1)) / 2;
  if (pairs === 0) return Number.NaN;
  const chosen = new Set<number>();
  if (pairs <= PAIRS) for (let pair = 0; pair < pairs; pair++) chosen.add(pair);
  const rng = createRng(deriveSeed('diversity', bin));
  while (chosen.size < Math.min(pairs, PAIRS)) chosen.add(rng.int(pairs));
  let sum = 0;
  for (const pair of chosen) {
    // Pairs (i, j), j < i, are numbered row by row: i(i − 1)/2 come before those of i.
    let i = Math.floor((1 + Math.sqrt(1 + 8 * pair)) / 2);
    if ((i * (i - 1)) / 2 > pair) i--;
    const j = pair - (i * (i - 1)) / 2;
    sum += disagreement(table, rows[i]!, rows[j]!);
  }
  return sum / chosen.size;
}

/**
 * The share of the decisions that either genotype has in which the two differ, 0 … 1; what only one of them has to
 * decide is a difference. 0 where there is nothing to decide.
 */
export function disagreement(table: DecisionTable, first: number, second: number): number {
  const { siteOf } = table.book;
  const a = table.decisionsOf(first);
  const b = table.decisionsOf(second);
  let union = 0;
  let same = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; union++) {
    const siteA = i < a.length ? siteOf[a[i]!]! : Number.POSITIVE_INFINITY;
    const siteB = j < b.length ? siteOf[b[j]!]! : Number.POSITIVE_INFINITY;
    if (siteA === siteB && a[i] === b[j]) same++;
    if (siteA <= siteB) i++;
    if (siteB <= siteA) j++;
  }
  return union === 0 ? 0 : (union - same) / union;
}
