/**
 * Two-sided probabilities of the correlations' tests, to about twelve digits, as far out as a double goes: with 15,625
 * pairs a correlation of −0.22 has p = 2·10⁻¹⁷⁰.
 */

/** Where a continued fraction stops: a factor that no longer changes a double by much. */
const ENOUGH = 1e-16;
const TINY = 1e-300;

/**
 * How likely Pearson's coefficient of `n` independent pairs of normal values is at least as far from 0 as `r`:
 * Student's t with n − 2 degrees of freedom, `I₁₋ᵣ²((n − 2)/2, ½)`. Two pairs always lie on a line: 1. `NaN` with
 * fewer, or where `r` is `NaN`.
 */
export function pearsonTail(r: number, n: number): number {
  if (Number.isNaN(r) || n < 2) return Number.NaN;
  if (n === 2) return 1;
  const square = r * r;
  if (square >= 1) return 0;
  const a = (n - 2) / 2;
  // ln of x^a (1 − x)^½ / B(a, ½) with x = 1 − r²; ln x by log1p, as r² may be next to nothing.
  const logFront =
    a * Math.log1p(-square) + 0.5 * Math.log(square) + Math.log(gammaRatio(a) / Math.sqrt(Math.PI));
  if (1 - square < (a + 1) / (a + 2.5)) return (Math.exp(logFront) * betaFraction(1 - square, a, 0.5)) / a;
  return Math.max(0, 1 - 2 * Math.exp(logFront) * betaFraction(square, 0.5, a));
}

/** How likely a standard normal number is at least as far from 0 as `z`: erfc(|z|/√2). */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const half = (z * z) / 2;
  if (half > 745) return 0;
  // Incomplete gamma functions with a = ½: a power series near 0, a continued fraction (Lentz's way) beyond.
  const front = Math.exp(-half) * Math.sqrt(half / Math.PI);
  if (half < 1.5) {
    let term = 2;
    let sum = 2;
    for (let a = 1.5; term > ENOUGH * sum; a++) {
      term *= half / a;
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = half + 0.5;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 1000; i++) {
    const numerator = -i * (i - 0.5);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= ENOUGH) break;
  }
  return front * fraction;
}

/**
 * How likely a random order of `n` different values has as few discordant pairs as `discordant`, or as many, exactly:
 * twice the smaller tail (Kendall, Rank Correlation Methods, 1970). For few of them, or few values: the numbers of
 * orders are counted in doubles, which hold up to 170!.
 */
export function kendallTail(n: number, discordant: number): number {
  const pairs = (n * (n - 1)) / 2;
  const tail = Math.min(discordant, pairs - discordant);
  if (2 * tail >= pairs) return 1;
  // shares[k]: the share of orders of j values with k discordant pairs. The j-th value is put before 0 … j − 1 others.
  let shares = new Float64Array(tail + 1);
  shares[0] = 1;
  for (let j = 2; j <= n; j++) {
    const next = new Float64Array(tail + 1);
    let window = 0;
    for (let k = 0; k <= tail; k++) {
      window += shares[k]!;
      if (k >= j) window -= shares[k - j]!;
      next[k] = window / j;
    }
    shares = next;
  }
  return Math.min(1, 2 * shares.reduce((sum, share) => sum + share, 0));
}

/** Γ(a + ½)/Γ(a), a positive: by its asymptotic series, from 20 on, and down from there by Γ(a + 1) = aΓ(a). */
function gammaRatio(a: number): number {
  let factor = 1;
  let x = a;
  for (; x < 20; x++) factor *= x / (x + 0.5);
  const inverse = 1 / x;
  const square = inverse * inverse;
  // ln: ½ ln x − 1/8x + 1/192x³ − 1/640x⁵ + 17/14336x⁷ − 31/18432x⁹
  const series =
    inverse *
    (-1 / 8 + square * (1 / 192 + square * (-1 / 640 + square * (17 / 14336 - (square * 31) / 18432))));
  return factor * Math.sqrt(x) * Math.exp(series);
}

/** The continued fraction of the incomplete beta function, for x < (a + 1)/(a + b + 2), by Lentz's way. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= ENOUGH) break;
  }
  return fraction;
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
