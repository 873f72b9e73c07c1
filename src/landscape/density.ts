import type { DensityOfStates } from './report.ts';

const BINS_AT_LEAST = 10;
const BINS_AT_MOST = 120;

/**
 * The distribution of fitness. Bins are as wide as Freedman and Diaconis's rule says, `2 · IQR / ∛n`, 10 to 120 of
 * them. The deviation of a single value is 0; skewness and kurtosis are `NaN` where all values are equal. Throws a
 * `RangeError` without values.
 */
export function densityOfStates(fitness: Float64Array): DensityOfStates {
  const n = fitness.length;
  if (n === 0) throw new RangeError('The landscape has no nodes.');
  const sorted = fitness.slice().sort();
  // Of −0, too, 0 is made.
  const minimum = sorted[0]! + 0;
  const maximum = sorted[n - 1]! + 0;
  const { mean, deviation, skewness, kurtosis } = momentsOf(sorted);
  let distinct = 1;
  for (let i = 1; i < n; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
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
    deviation: n > 1 ? deviation * Math.sqrt(n / (n - 1)) : 0,
    skewness,
    kurtosis,
    quantiles,
    distinct,
    ...histogram(sorted, quantiles[2] - quantiles[1]),
  };
}

/**
 * Moments of a population: the mean, the standard deviation (n in the denominator), the third standardised moment, and
 * the fourth minus 3; these two are `NaN` where all values are equal.
 */
export function momentsOf(values: Float64Array): {
  readonly mean: number;
  readonly deviation: number;
  readonly skewness: number;
  readonly kurtosis: number;
} {
  const mean = meanOf(values);
  let [squares, cubes, fourths] = [0, 0, 0];
  for (const value of values) {
    const off = value - mean;
    const square = off * off;
    squares += square;
    cubes += square * off;
    fourths += square * square;
  }
  const second = squares / values.length;
  return {
    mean,
    deviation: Math.sqrt(second),
    skewness: cubes / values.length / second ** 1.5,
    kurtosis: fourths / values.length / second ** 2 - 3,
  };
}

/** The quantile of sorted numbers at `q` from 0 to 1, linear between them (NumPy's default); `NaN` of none. */
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
