import type { Rng } from '../../space/random.ts';

/**
 * What a predictor's belief about a candidate, a normal distribution, is worth: larger is better. Values are
 * minimised.
 */
export type Acquisition = 'expected improvement' | 'confidence bound' | 'thompson';

/** Standard deviations that the confidence bound lies below the mean. */
const KAPPA = 2;

/**
 * How much a candidate is worth that is believed to be N(mean, deviation²), where `best` is the least value
 * known.
 */
export function worth(
  acquisition: Acquisition,
  mean: number,
  deviation: number,
  best: number,
  rng: Rng,
): number {
  switch (acquisition) {
    case 'expected improvement':
      return expectedImprovement(mean, deviation, best);
    case 'confidence bound':
      return KAPPA * deviation - mean;
    case 'thompson':
      return -(mean + deviation * standardNormal(rng));
  }
}

/**
 * Expected improvement `E max(0, best − Y)` of `Y ~ N(μ, σ²)`: `σ (zΦ(z) + φ(z))` with `z = (best − μ) / σ`
 * (Jones et al. 1998). Never negative.
 */
export function expectedImprovement(mean: number, deviation: number, best: number): number {
  if (!(deviation > 0)) return Math.max(0, best - mean);
  const z = (best - mean) / deviation;
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  // Far below, zΦ(z) + φ(z) is a difference of nearly equal numbers; its expansion keeps the order among such
  // candidates.
  if (z < -8) return (deviation * density) / (z * z + 3);
  return deviation * Math.max(0, z * normalCdf(z) + density);
}

/**
 * Φ, the standard normal distribution function, to about 1e-13 relative: a Taylor series near 0, a continued
 * fraction in the tails (Marsaglia 2004).
 */
export function normalCdf(z: number): number {
  const x = Math.abs(z);
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  let tail: number;
  if (x < 3) {
    // Φ(x) − ½ = φ(x) (x + x³/3 + x⁵/(3·5) + …)
    let term = x;
    let sum = x;
    for (let k = 3; Math.abs(term) > 1e-17 * sum; k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    tail = 0.5 - density * sum;
  } else {
    // 1 − Φ(x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …))))
    let fraction = x;
    for (let k = 60; k >= 1; k--) fraction = x + k / fraction;
    tail = density / fraction;
  }
  return z < 0 ? tail : 1 - tail;
}

/** A standard normal variate (Box & Muller 1958). Draws two floats. */
export function standardNormal(rng: Rng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.float()));
  return radius * Math.cos(2 * Math.PI * rng.float());
}
