/**
 * Values as predictors learn them: whatever is worse than the median is set to it, and the rest brought to mean
 * 0 and standard deviation 1. Among bad architectures differences are large and say little about good ones: a
 * few that do not learn at all would have all others look the same. Where the better half is all equal, nothing
 * is cut; where all are, all are 0. Smaller is better.
 */
export function learnable(values: readonly number[]): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  const cut = median > sorted[0]! ? median : Number.POSITIVE_INFINITY;
  const clipped = Float64Array.from(values, (value) => Math.min(value, cut));
  let mean = 0;
  for (const value of clipped) mean += value / clipped.length;
  let variance = 0;
  for (const value of clipped) variance += (value - mean) ** 2 / clipped.length;
  const deviation = Math.sqrt(variance);
  return clipped.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}
