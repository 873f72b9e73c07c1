import type { Correlation, Correlations } from './report.ts';
import { kendallTail, normalTail, pearsonTail } from './tails.ts';

/** Up to so many pairs without ties Kendall's p-value is exact, as SciPy's. */
const EXACT_AT_MOST = 33;

/**
 * Pearson's, Spearman's and Kendall's correlation of the pairs (x[i], y[i]), with p-values as SciPy's `pearsonr`,
 * `spearmanr` and `kendalltau` give them by default. `NaN` where one of the two is constant, or there are fewer than
 * two pairs. Throws a `RangeError` where lengths differ. The numbers are finite.
 */
export function correlations(x: ArrayLike<number>, y: ArrayLike<number>): Correlations {
  const xRanks = denseRanks(x);
  const yRanks = denseRanks(y);
  return {
    pearson: pearson(x, y),
    spearman: spearmanOfRanks(xRanks, yRanks),
    kendall: kendallOfRanks(xRanks, yRanks),
  };
}

/** Pearson's r, with the two-sided p-value of the t test. As `correlations`. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): Correlation {
  const n = sameLength(x, y);
  if (n < 2 || isConstant(x) || isConstant(y)) return { value: Number.NaN, p: Number.NaN };
  const xMean = mean(x);
  const yMean = mean(y);
  let products = 0;
  let xSquares = 0;
  let ySquares = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - xMean;
    const dy = y[i]! - yMean;
    products += dx * dy;
    xSquares += dx * dx;
    ySquares += dy * dy;
  }
  // One root rather than two: a straight line then gives 1 exactly, mostly. Two where the product leaves the range.
  const both = xSquares * ySquares;
  const scale = both > 0 && both < Infinity ? Math.sqrt(both) : Math.sqrt(xSquares) * Math.sqrt(ySquares);
  const value = scale > 0 ? Math.max(-1, Math.min(1, products / scale)) : Number.NaN;
  return { value, p: pearsonTail(value, n) };
}

/** Spearman's ρ, ties sharing their mean rank, with the two-sided p-value of the t test. As `correlations`. */
export const spearman = (x: ArrayLike<number>, y: ArrayLike<number>): Correlation =>
  spearmanOfRanks(denseRanks(x), denseRanks(y));

/**
 * Kendall's τ-b, with its two-sided p-value: exact without ties where there are at most 33 pairs or all but one are
 * concordant (or discordant), else by the normal approximation with the variance for ties (Kendall 1970). O(n log n).
 * As `correlations`.
 */
export const kendall = (x: ArrayLike<number>, y: ArrayLike<number>): Correlation =>
  kendallOfRanks(denseRanks(x), denseRanks(y));

/** Kendall's τ-b alone; `NaN` where one of the two is constant. O(n log n). */
export const kendallTau = (x: Float64Array, y: Float64Array): number =>
  kendallTauOfRanks(denseRanks(x), denseRanks(y));

/**
 * For each value how many different smaller ones there are: 0, 1, 2, …, equal ones alike. What τ needs of numbers; to
 * have it of many resamples of the same pairs, rank them once and resample the ranks.
 */
export function denseRanks(values: ArrayLike<number>): Int32Array {
  // Sorting numbers and looking each up is several times faster than sorting indices by a comparison.
  const sorted = Float64Array.from(values).sort();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[distinct - 1]) sorted[distinct++] = sorted[i]!;
  }
  const ranks = new Int32Array(sorted.length);
  for (let i = 0; i < ranks.length; i++) {
    const value = values[i]!;
    let low = 0;
    let high = distinct - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    ranks[i] = low;
  }
  return ranks;
}

/**
 * Kendall's τ-b of pairs of ranks: whole numbers from 0, smaller than there are pairs (`denseRanks`, or a resample of
 * as many of them). `NaN` where one of the two is constant. About 50 µs for 1,000 pairs.
 */
export function kendallTauOfRanks(x: Int32Array, y: Int32Array): number {
  return tauOf(countPairs(x, y));
}

function kendallOfRanks(x: Int32Array, y: Int32Array): Correlation {
  const n = sameLength(x, y);
  const counts = countPairs(x, y);
  const value = tauOf(counts);
  if (Number.isNaN(value)) return { value, p: Number.NaN };
  const { pairs, discordant, x: xTies, y: yTies } = counts;
  const noTies = xTies.pairs === 0 && yTies.pairs === 0;
  if (noTies && (n <= EXACT_AT_MOST || Math.min(discordant, pairs - discordant) <= 1))
    return { value, p: kendallTail(n, discordant) };
  const m = n * (n - 1);
  const variance =
    (m * (2 * n + 5) - xTies.weighted - yTies.weighted) / 18 +
    (2 * xTies.pairs * yTies.pairs) / m +
    (xTies.triples * yTies.triples) / (9 * m * (n - 2));
  return { value, p: normalTail(concordantLess(counts) / Math.sqrt(variance)) };
}

function spearmanOfRanks(x: Int32Array, y: Int32Array): Correlation {
  sameLength(x, y);
  return pearson(meanRanks(x), meanRanks(y));
}

/** Twice the mean rank (whole numbers) of each value, of its dense ranks. */
function meanRanks(dense: Int32Array): Float64Array {
  const sizes = new Int32Array(dense.length);
  for (const rank of dense) sizes[rank]!++;
  const twice = new Float64Array(dense.length);
  let before = 0;
  for (const [rank, size] of sizes.entries()) {
    twice[rank] = 2 * before + size + 1;
    before += size;
  }
  return Float64Array.from(dense, (rank) => twice[rank]!);
}

/** Of groups of t equal values: Σt(t − 1)/2, Σt(t − 1)(t − 2), Σt(t − 1)(2t + 5). */
interface Ties {
  readonly pairs: number;
  readonly triples: number;
  readonly weighted: number;
}

interface PairCounts {
  readonly pairs: number;
  readonly discordant: number;
  /** Pairs that are equal in both. */
  readonly equal: number;
  readonly x: Ties;
  readonly y: Ties;
}

/** Concordant pairs less discordant ones. */
const concordantLess = ({ pairs, discordant, equal, x, y }: PairCounts): number =>
  pairs - x.pairs - y.pairs + equal - 2 * discordant;

function tauOf(counts: PairCounts): number {
  const { pairs, x, y } = counts;
  if (x.pairs === pairs || y.pairs === pairs) return Number.NaN;
  const tau = concordantLess(counts) / Math.sqrt(pairs - x.pairs) / Math.sqrt(pairs - y.pairs);
  return Math.max(-1, Math.min(1, tau));
}

/**
 * Knight (1966): sorted by x, and by y among equal x, pairs are discordant where y is inverted. Ranks are sorted by
 * counting, inversions counted with a binary indexed tree.
 */
function countPairs(x: Int32Array, y: Int32Array): PairCounts {
  const n = sameLength(x, y);
  const yCounts = new Int32Array(n + 1);
  const xCounts = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) {
    yCounts[y[i]! + 1]!++;
    xCounts[x[i]! + 1]!++;
  }
  const yTies = tiesOf(yCounts);
  const xTies = tiesOf(xCounts);
  for (let rank = 0; rank < n; rank++) {
    yCounts[rank + 1]! += yCounts[rank]!;
    xCounts[rank + 1]! += xCounts[rank]!;
  }
  const byY = new Int32Array(n);
  for (let i = 0; i < n; i++) byY[yCounts[y[i]!]!++] = i;
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[xCounts[x[byY[i]!]!]!++] = byY[i]!;

  const tree = new Int32Array(n + 1);
  let discordant = 0;
  let equal = 0;
  let run = 0;
  for (let i = 0; i < n; i++) {
    const now = order[i]!;
    const before = order[i - 1]!;
    run = i > 0 && x[now] === x[before] && y[now] === y[before] ? run + 1 : 0;
    equal += run;
    let notLarger = 0;
    for (let at = y[now]! + 1; at > 0; at &= at - 1) notLarger += tree[at]!;
    discordant += i - notLarger;
    for (let at = y[now]! + 1; at <= n; at += at & -at) tree[at]!++;
  }
  return { pairs: (n * (n - 1)) / 2, discordant, equal, x: xTies, y: yTies };
}

function tiesOf(sizes: Int32Array): Ties {
  let pairs = 0;
  let triples = 0;
  let weighted = 0;
  for (const t of sizes) {
    if (t < 2) continue;
    pairs += (t * (t - 1)) / 2;
    triples += t * (t - 1) * (t - 2);
    weighted += t * (t - 1) * (2 * t + 5);
  }
  return { pairs, triples, weighted };
}

function sameLength(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) throw new RangeError(`${x.length} values cannot be paired with ${y.length}.`);
  return x.length;
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
