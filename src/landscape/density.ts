import type { DensityOfStates } from './report.ts';

const BINS_AT_LEAST = 10;
const BINS_AT_MOST = 120;

/**
 * The distribution of fitness. Bins are as wide as Freedman and Diaconis's rule says, `2 · IQR / ∛n`, 10 to 120 of them.
 * The deviation of a single value is 0; skewness and kurtosis are `NaN` where all values are equal. Throws a
 * `RangeError` without values.
 */
export function densityOfStates(fitness: Float64Array): DensityOfStates {
  const n = fitness.length;
  if (n === 0) throw new RangeError('The landscape has no nodes.');
  const sorted = fitness.slice().sort();
  const minimum = sorted[0]!;
  const maximum = sorted[n - 1]!;
  const mean = meanOf(sorted);
  const moments = [0, 0, 0];
  let distinct = 1;
  for (let i = 0; i < n; i++) {
    const off = sorted[i]! - mean;
    const square = off * off;
    moments[0]! += square;
    moments[1]! += square * off;
    moments[2]! += square * square;
    if (i > 0 && sorted[i] !== sorted[i - 1]) distinct++;
  }
  const [second, third, fourth] = moments.map((sum) => sum / n) as [number, number, number];
  const varied = distinct > 1;
  const quantiles = [0.1, 0.25, 0.75, 0.9].map((q) => quantile(sorted, q)) as [
    number,
    number,
    number,
    number,
  ];
  return {
    minimum,
    maximum,
    mean,
    median: quantile(sorted, 0.5),
    deviation: n > 1 && varied ? Math.sqrt(moments[0]! / (n - 1)) : 0,
    skewness: varied ? third / second ** 1.5 : Number.NaN,
    kurtosis: varied ? fourth / second ** 2 - 3 : Number.NaN,
    quantiles,
    distinct,
    ...histogram(sorted, quantiles[2] - quantiles[1]),
  };
}

/** The quantile of sorted numbers at `q` from 0 to 1, linear between them (NumPy's default). */
export function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return Math.min(high, low + (at - below) * (high - low));
}

/** The mean, which for values that are all equal is that value. */
export function meanOf(values: Float64Array): number {
  // About the first value: sums of large equal numbers would be rounded.
  const first = values[0]!;
  let sum = 0;
  for (const value of values) sum += value - first;
  return first + sum / values.length;
}

function histogram(sorted: Float64Array, iqr: number): Pick<DensityOfStates, 'edges' | 'counts'> {
  const minimum = sorted[0]!;
  const maximum = sorted[sorted.length - 1]!;
  const range = maximum - minimum;
  if (range === 0) return { edges: [minimum - 0.5, minimum + 0.5], counts: [sorted.length] };
  const wanted = range / ((2 * iqr) / Math.cbrt(sorted.length));
  const bins = Math.max(BINS_AT_LEAST, Math.min(BINS_AT_MOST, Math.ceil(wanted)));
  const edges = Array.from({ length: bins + 1 }, (_, i) =>
    i === bins ? maximum : minimum + (range * i) / bins,
  );
  const counts = new Array<number>(bins).fill(0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return { edges, counts };
}
