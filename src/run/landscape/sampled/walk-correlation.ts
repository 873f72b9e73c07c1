import { bootstrap, type Estimate } from './intervals.ts';

export interface WalkCorrelation {
  /** At lags 1, 2, …: how alike the fitness is so many steps apart. */
  readonly lags: readonly (Estimate | undefined)[];
  /** −1 / ln of it at lag 1, steps. `undefined` where that is not positive. */
  readonly length: Estimate | undefined;
}

/**
 * The autocorrelation of fitness along random walks, ρ(k) = 1 − γ(k)/γ(∞): half the mean squared difference of points k steps
 * apart on a walk, over that of points on different walks. Both are unbiased for walks that begin anywhere by chance; the
 * mean of the walks' own correlations, which is usual, is too small for short walks, each of which is measured against its own
 * mean. Points without fitness are `NaN`. The interval draws whole walks; a walk that is drawn twice is not compared with
 * itself.
 */
export function* walkCorrelation(
  walks: readonly ArrayLike<number>[],
  lags: number,
  options: { readonly resamples: number; readonly seed: number },
): Generator<void, WalkCorrelation> {
  const known = walks.flatMap((walk) => Array.from(walk).filter((value) => !Number.isNaN(value)));
  const centre = known.reduce((sum, value) => sum + value, 0) / known.length;
  const sums = walks.map((walk) => sumsOf(walk, centre, lags));
  const times = new Int32Array(walks.length);
  const found = yield* bootstrap(
    walks.length,
    lags,
    (picked, out) => {
      times.fill(0);
      for (const walk of picked) times[walk]!++;
      between(sums, times, out);
    },
    options,
  );
  const [first] = found;
  return { lags: found, length: first && lengthOf(first) };
}

interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  /** By lag, from 1: pairs, and their squared differences. */
  readonly pairs: Float64Array;
  readonly apart: Float64Array;
}

function sumsOf(walk: ArrayLike<number>, centre: number, lags: number): Sums {
  let count = 0;
  let sum = 0;
  let squares = 0;
  const pairs = new Float64Array(lags);
  const apart = new Float64Array(lags);
  for (let i = 0; i < walk.length; i++) {
    const value = walk[i]! - centre;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squares += value * value;
    for (let lag = 1; lag <= lags && i + lag < walk.length; lag++) {
      const step = walk[i + lag]! - walk[i]!;
      if (Number.isNaN(step)) continue;
      pairs[lag - 1]!++;
      apart[lag - 1]! += step * step;
    }
  }
  return { count, sum, squares, pairs, apart };
}

/** ρ at each lag of walks that are drawn so many times. */
function between(walks: readonly Sums[], times: Int32Array, out: Float64Array): void {
  let count = 0;
  let sum = 0;
  let squares = 0;
  // What pairs of the same walk add: taken off again.
  let samePairs = 0;
  let same = 0;
  for (const [i, walk] of walks.entries()) {
    const drawn = times[i]!;
    count += drawn * walk.count;
    sum += drawn * walk.sum;
    squares += drawn * walk.squares;
    samePairs += drawn ** 2 * walk.count ** 2;
    same += drawn ** 2 * (walk.count * walk.squares - walk.sum ** 2);
  }
  // Σ (x − y)²/2 over all ordered pairs is n Σx² − (Σx)².
  const far = (count * squares - sum ** 2 - same) / (count ** 2 - samePairs);
  for (let lag = 0; lag < out.length; lag++) {
    let pairs = 0;
    let apart = 0;
    for (const [i, walk] of walks.entries()) {
      pairs += times[i]! * walk.pairs[lag]!;
      apart += times[i]! * walk.apart[lag]!;
    }
    out[lag] = far > 0 && pairs > 0 ? 1 - apart / pairs / 2 / far : Number.NaN;
  }
}

/** −1/ln ρ rises with ρ, so that the ends of one interval are those of the other. */
function lengthOf({ value, low, high, units }: Estimate): Estimate | undefined {
  const length = (correlation: number) =>
    correlation <= 0 ? 0 : correlation >= 1 ? Number.POSITIVE_INFINITY : -1 / Math.log(correlation);
  return value > 0 && value < 1
    ? { value: length(value), low: length(low), high: length(high), units }
    : undefined;
}
