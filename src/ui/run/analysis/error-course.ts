import { type Bin, type BinOptions, binsOf } from '../../../run/analysis/bins.ts';
import type { PopulationCourse } from '../../../run/analysis/population.ts';
import type { CandidateTable } from '../../../run/candidate-table.ts';
import { quantiles } from '../../../search/statistics.ts';
import { settledOf } from '../pareto/settled.ts';

/**
 * The errors of a run as `populationOf` tells them, from the table alone: for a run whose genotypes are not here, so that
 * nothing is known of its diversity (NaN).
 */
export function errorCourse(table: CandidateTable, options: BinOptions = {}): PopulationCourse {
  const settled = settledOf(table);
  // Failed candidates have no error.
  const candidates = settled.candidates
    .subarray(0, settled.count)
    .filter((n) => n > 0 && !Number.isNaN(table.error[n]!));
  const generations = candidates.map((n) => table.generation[n]!);
  const { by, bins, of } = binsOf(generations, candidates.length, options);
  const counts = new Int32Array(bins.length);
  for (const bin of of) counts[bin]!++;
  const errors = Array.from(counts, (count) => new Float64Array(count));
  const filled = new Int32Array(bins.length);
  for (const [i, n] of candidates.entries()) errors[of[i]!]![filled[of[i]!]!++] = table.error[n]!;
  const figures = errors.map((values) => quantiles(values, [0, 0.25, 0.5, 0.75, 1]));
  const figure = (i: number) => Float64Array.from(figures, (all) => all[i]!);
  let lowest = Number.POSITIVE_INFINITY;
  return {
    by,
    bins,
    candidates: counts,
    best: figure(0),
    lowerQuartile: figure(1),
    median: figure(2),
    upperQuartile: figure(3),
    worst: figure(4),
    bestSoFar: figure(0).map((best) => {
      lowest = Math.min(lowest, best);
      return lowest;
    }),
    diversity: new Float64Array(bins.length).fill(Number.NaN),
    fresh: new Float64Array(bins.length).fill(Number.NaN),
  };
}

/** The range of all errors of a course, never empty; `floor`: the smallest that a log axis draws. */
export function errorDomain({ best, worst }: PopulationCourse, floor: number): readonly [number, number] {
  let low = 1;
  let high = floor;
  for (const value of best) low = Math.min(low, Math.max(floor, value));
  for (const value of worst) high = Math.max(high, value);
  return [low * 0.88, Math.min(1, high * 1.1)];
}

/** The bins as places of an axis, each as wide as the generations or evaluations that it holds. */
export const edgesOf = ({ from, to }: Bin): readonly [number, number] => [from - 0.5, to + 0.5];
