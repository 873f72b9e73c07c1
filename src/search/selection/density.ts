import type { Rng } from '../../space/random.ts';

/**
 * A Gaussian kernel density estimate: every axis in units of its standard deviation, bandwidth after Scott (1992),
 * `n^(−1/(d + 4))`; not normalised. An axis without spread says nothing. Of no points: 1 everywhere.
 */
export function kernelDensity(points: readonly (readonly number[])[]): (point: readonly number[]) => number {
  const n = points.length;
  if (n === 0) return () => 1;
  const axes = points[0]!.map((_, d) => d);
  const means = axes.map((d) => points.reduce((sum, point) => sum + point[d]!, 0) / n);
  const spreads = axes.map((d) =>
    points.every((point) => point[d] === points[0]![d])
      ? 0
      : Math.sqrt(points.reduce((sum, point) => sum + (point[d]! - means[d]!) ** 2, 0) / n),
  );
  const bandwidth = n ** (-1 / (axes.length + 4));
  return (point) => {
    let sum = 0;
    for (const other of points) {
      let square = 0;
      for (const d of axes)
        if (spreads[d]! > 0) square += ((point[d]! - other[d]!) / (spreads[d]! * bandwidth)) ** 2;
      sum += Math.exp(-square / 2);
    }
    return sum / n;
  };
}

/** The index of one point, drawn with probability inverse to the density where it lies. */
export function drawInverse(densities: readonly number[], rng: Rng): number {
  // Far from everything the density underflows; it is still a place, not all of them.
  const weights = densities.map((density) => 1 / Math.max(density, 1e-3));
  let ticket = rng.float() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, weight] of weights.entries()) {
    ticket -= weight;
    if (ticket < 0) return i;
  }
  return weights.length - 1;
}
