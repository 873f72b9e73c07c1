import type { DensityOfStates } from '../../../landscape/report.ts';

/** Places of the line for each bin. */
const PLACES = 4;

/** A curve: places, and what it is there. */
export interface KernelLine {
  readonly x: readonly number[];
  /** In counts of a bin, as the bars are. */
  readonly y: readonly number[];
}

/**
 * A Gaussian kernel estimate of the density from a histogram's counts, each standing in its bin's middle, on the scale of
 * the bars. The width is Silverman's rule, 0.9 · min(s, IQR / 1.34) · n^(−1/5), and no less than half a bin, since the
 * counts know no more. Empty where the bins have no width.
 */
export function kernelLine(density: DensityOfStates): KernelLine {
  const { edges, counts, deviation, quantiles } = density;
  const bin = (edges.at(-1)! - edges[0]!) / counts.length;
  if (!(bin > 0)) return { x: [], y: [] };
  const n = counts.reduce((sum, count) => sum + count, 0);
  const spread = (quantiles[2] - quantiles[1]) / 1.34;
  const narrow = Math.min(deviation, spread > 0 ? spread : deviation);
  const width = Math.max(bin / 2, 0.9 * narrow * n ** -0.2);
  const x = Array.from(
    { length: counts.length * PLACES + 1 },
    (_, i) => edges[0]! + ((edges.at(-1)! - edges[0]!) * i) / (counts.length * PLACES),
  );
  const height = bin / (width * Math.sqrt(2 * Math.PI));
  const y = x.map((place) =>
    counts.reduce((sum, count, i) => {
      const away = (place - (edges[i]! + edges[i + 1]!) / 2) / width;
      return count === 0 || Math.abs(away) > 6 ? sum : sum + count * height * Math.exp(-0.5 * away * away);
    }, 0),
  );
  return { x, y };
}
