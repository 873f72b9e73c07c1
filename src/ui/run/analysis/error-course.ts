import { type Bin, type BinOptions, binsOf } from '../../../run/analysis/bins.ts';
import type { PopulationCourse } from '../../../run/analysis/population.ts';
import type { CandidateTable } from '../../../run/candidate-table.ts';
import { quantiles } from '../../../search/statistics.ts';

/**
 * The errors of a run as `populationOf` tells them, from the table alone: for a run whose genotypes are not here, so that
 * nothing is known of its diversity (NaN).
 */
export function errorCourse(table: CandidateTable, options: BinOptions = {}): PopulationCourse {
  const byOrder: number[] = [];
  for (let n = 1; n <= table.count; n++) if (!Number.isNaN(table.error[n]!)) byOrder[table.order[n]!] = n;
  // Failed candidates leave gaps.
  const candidates = byOrder.filter((n) => n !== undefined);
  const generations = Int32Array.from(candidates, (n) => table.generation[n]!);
  const { by, bins, of } = binsOf(generations, candidates.length, options);
  const errors = bins.map((): number[] => []);
  for (const [i, n] of candidates.entries()) errors[of[i]!]!.push(table.error[n]!);
  const figures = errors.map((values) => quantiles(values, [0, 0.25, 0.5, 0.75, 1]));
  const figure = (i: number) => Float64Array.from(figures, (all) => all[i]!);
  let lowest = Number.POSITIVE_INFINITY;
  return {
    by,
    bins,
    candidates: Int32Array.from(errors, ({ length }) => length),
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
