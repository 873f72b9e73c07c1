/**
 * What is said of repeated runs: location and spread of a sample, ranks within blocks, and corrections of
 * p-values for many comparisons. Samples are never changed.
 */

/** A sample in figures. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** The standard deviation with `n − 1`; `NaN` of a single value. */
  readonly sd: number;
  readonly min: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly max: number;
  /** Upper minus lower quartile. */
  readonly iqr: number;
}

/** The arithmetic mean; `NaN` of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/**
 * The standard deviation of a sample, `√(Σ(x − x̄)² / (n − 1))`, in two passes; `NaN` of fewer than two values.
 */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * Quantiles of type 7 (Hyndman and Fan 1996; the default of R and NumPy): linear between the order statistics, at
 * `1 + (n − 1)p`. `NaN` of nothing. Throws a `RangeError` for a probability outside 0 to 1.
 */
export function quantiles(values: ArrayLike<number>, probabilities: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return probabilities.map((probability) => {
    if (!(probability >= 0 && probability <= 1))
      throw new RangeError(`A quantile's probability is from 0 to 1, not ${probability}.`);
    if (sorted.length === 0) return Number.NaN;
    const place = (sorted.length - 1) * probability;
    const below = sorted[Math.floor(place)]!;
    const above = sorted[Math.ceil(place)]!;
    const part = place - Math.floor(place);
    // Infinite neighbours must not be subtracted.
    return part === 0 || below === above ? below : below + part * (above - below);
  });
}

/** The quantile at one half. */
export function median(values: ArrayLike<number>): number {
  return quantiles(values, [0.5])[0]!;
}

/** The distance of the quartiles (type 7). */
export function interquartileRange(values: ArrayLike<number>): number {
  const [lower, upper] = quantiles(values, [0.25, 0.75]) as [number, number];
  return upper - lower;
}

/** All of a sample's figures at once. */
export function summarise(values: ArrayLike<number>): Summary {
  const [min, lowerQuartile, middle, upperQuartile, max] = quantiles(values, [0, 0.25, 0.5, 0.75, 1]) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    n: values.length,
    mean: mean(values),
    sd: standardDeviation(values),
    min,
    lowerQuartile,
    median: middle,
    upperQuartile,
    max,
    iqr: upperQuartile - lowerQuartile,
  };
}

/** Ranks from 1, the smallest value first; equal values share the mean of their places (midranks). */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    // Places from + 1 … to.
    for (let i = from; i < to; i++) result[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

/**
 * Friedman's mean ranks: `blocks[seed][strategy]` are ranked within each block (1 is best), and the ranks of each
 * strategy averaged. Blocks are runs that share a seed. They add up to `k(k + 1)/2` over `k` strategies. `larger`
 * says which values are better. Throws a `RangeError` where blocks differ in length.
 */
export function averageRanks(
  blocks: readonly ArrayLike<number>[],
  better: 'larger' | 'smaller' = 'larger',
): number[] {
  const width = blocks[0]?.length ?? 0;
  const sums = new Array<number>(width).fill(0);
  for (const block of blocks) {
    if (block.length !== width)
      throw new RangeError(
        `Every block must hold ${width} values, one a strategy; one holds ${block.length}.`,
      );
    const ranked = ranks(better === 'larger' ? Float64Array.from(block, (value) => -value) : block);
    for (let i = 0; i < width; i++) sums[i]! += ranked[i]!;
  }
  return sums.map((sum) => sum / blocks.length);
}

/**
 * Holm's step-down correction (1979): p-values, in the given order, such that rejecting those of at most α errs
 * in any of them with probability at most α. The `i`-th smallest of `m` becomes `min(1, (m − i + 1)p)`, and none
 * less than the one before. Missing ones (`NaN`) stay missing and do not count.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()]
    .filter((i) => !Number.isNaN(pValues[i]))
    .sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = pValues.map(() => Number.NaN);
  let largest = 0;
  for (const [place, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (order.length - place) * pValues[i]!));
    adjusted[i] = largest;
  }
  return adjusted;
}
