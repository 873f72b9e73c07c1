import { ranks } from '../statistics.ts';

/** Up to this many values on each side the distribution of U is counted (as R's `wilcox.test` does). */
const EXACT_AT_MOST = 49;

export interface MannWhitney {
  /** How many of the `n·m` pairs the first sample wins; a tie is a half. */
  readonly u: number;
  /** Two-sided. */
  readonly p: number;
  /** Whether `p` comes from the exact distribution. */
  readonly exact: boolean;
}

/**
 * The Mann–Whitney U test of two independent samples (Wilcoxon's rank-sum test), two-sided. Without ties and with
 * fewer than 50 values on each side `p` is exact: twice the smaller tail, at most 1. Otherwise by the normal
 * approximation `z = (|U − nm/2| − ½) / √(nm/12 · (N + 1 − Σ(t³ − t)/(N(N − 1))))` with Mann and Whitney's
 * moments, the correction for continuity, and that for groups of `t` ties. Samples that are all equal give 1.
 * Throws a `RangeError` for an empty sample or one with a value that is no number.
 */
export function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): MannWhitney {
  const n = first.length;
  const m = second.length;
  const total = n + m;
  const { u, ties } = pairsWon(first, second);
  if (ties === 0 && n <= EXACT_AT_MOST && m <= EXACT_AT_MOST) {
    const distribution = uDistribution(n, m);
    let tail = 0;
    for (let i = 0; i <= Math.min(u, n * m - u); i++) tail += distribution[i]!;
    return { u, p: Math.min(1, 2 * tail), exact: true };
  }
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return { u, p: 1, exact: false };
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return { u, p: erfc(z / Math.SQRT2), exact: false };
}

/**
 * Vargha and Delaney's A₁₂ (2000): the probability that a value of the first sample is larger than one of the
 * second, ties counting half; `U / nm`. 0.5 is no difference; 0.56, 0.64 and 0.71 are called small, medium and
 * large.
 */
export function varghaDelaney(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return pairsWon(first, second).u / (first.length * second.length);
}

/**
 * Cliff's δ (1993), also the rank-biserial correlation: the share of pairs that the first sample wins minus the
 * share that it loses, `2A₁₂ − 1`, from −1 to 1.
 */
export function cliffsDelta(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return 2 * varghaDelaney(first, second) - 1;
}

/** U by rank sums, `R₁ − n(n + 1)/2`, and `Σ(t³ − t)` over groups of `t` equal values. */
function pairsWon(first: ArrayLike<number>, second: ArrayLike<number>): { u: number; ties: number } {
  const n = first.length;
  if (n === 0 || second.length === 0) throw new RangeError('Each sample must hold a value at least.');
  const all = new Float64Array(n + second.length);
  all.set(first);
  all.set(second, n);
  if (all.some(Number.isNaN)) throw new RangeError('A sample holds a value that is no number.');
  const ranked = ranks(all);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += ranked[i]!;
  // A group of t equal values has t equal ranks.
  const sorted = ranked.slice().sort();
  let ties = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { u: sum - (n * (n + 1)) / 2, ties };
}

/**
 * The probabilities of U = 0 … nm where both samples come from one continuous distribution. By Mann and Whitney's
 * recurrence on the largest value, which is of the first sample with probability `n/(n + m)` and then wins `m`
 * pairs: `P(u; n, m) = n/(n+m) · P(u − m; n − 1, m) + m/(n+m) · P(u; n, m − 1)`. `O(n²m²)`.
 */
export function uDistribution(n: number, m: number): Float64Array {
  // rows[j] is the distribution for i and j values, i growing.
  const rows = Array.from({ length: m + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= n; i++) {
    for (let j = 1; j <= m; j++) {
      const won = rows[j]!;
      const lost = rows[j - 1]!;
      const next = new Float64Array(i * j + 1);
      for (let u = 0; u < won.length; u++) next[u + j]! += (i / (i + j)) * won[u]!;
      for (let u = 0; u < lost.length; u++) next[u]! += (j / (i + j)) * lost[u]!;
      rows[j] = next;
    }
  }
  return rows[m]!;
}

/**
 * The complementary error function of `x ≥ 0`, to about eleven digits: the series `e^(−x²) 2/√π Σ
 * 2ᵏx^(2k+1)/(2k+1)!!` of its complement near zero, Laplace's continued fraction beyond. `erfc(z/√2)` is the
 * two-sided tail of a standard normal.
 */
export function erfc(x: number): number {
  const scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 3) {
    let term = 2 * x;
    let sum = term;
    for (let k = 1; term > sum * Number.EPSILON; k++) {
      term *= (2 * x * x) / (2 * k + 1);
      sum += term;
    }
    return 1 - scale * sum;
  }
  let fraction = x;
  for (let k = 60; k > 0; k--) fraction = x + k / 2 / fraction;
  return scale / fraction;
}
