import { createRng, deriveSeed } from '../../space/random.ts';
import { denseRanks, kendall } from '../correlation.ts';
import { quantile } from '../density.ts';
import type { Progress } from '../progress.ts';
import type { RankCorrelation } from './operator.ts';

/** Pairs looked at between two reports: some 20 ms. */
const PACE = 200_000;

/**
 * Kendall's τ-b of one figure of operators with each of several others, with a percentile interval of 95 % by bootstrap
 * over the operators. The same seed resamples the same operators, whatever the figures. Throws a `RangeError` where
 * lengths differ.
 */
export function* rankCorrelations(
  x: readonly number[],
  others: readonly (readonly number[])[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Generator<Progress, RankCorrelation[]> {
  const count = x.length;
  const points = others.map((y) => kendall(x, y));
  const taus = others.map((y) => resampledTau(x, y));
  const found = others.map((): number[] => []);
  const rng = createRng(deriveSeed(seed, 'bootstrap'));
  const times = new Int32Array(count);
  let work = 0;
  for (let resample = 0; resample < resamples; resample++) {
    times.fill(0);
    for (let i = 0; i < count; i++) times[Math.floor(rng.float() * count)]!++;
    for (const [k, { value }] of points.entries()) {
      if (Number.isNaN(value)) continue;
      const tau = taus[k]!(times);
      // A resample of equals alone has no ranks.
      if (!Number.isNaN(tau)) found[k]!.push(tau);
    }
    work += count * others.length;
    if (work > PACE) {
      work = 0;
      yield { stage: 'Bootstrap', share: resample / resamples };
    }
  }
  return points.map(({ value: tau, p }, k) => {
    const sorted = Float64Array.from(found[k]!).sort();
    return { tau, p, interval: [quantile(sorted, 0.025), quantile(sorted, 0.975)] };
  });
}

/**
 * Kendall's τ-b of pairs of which each counts so many times, as a function of these: what the bootstrap needs of many
 * resamples. Sorted by x once; every pair then meets those with a smaller x in a binary indexed tree of y.
 */
export function resampledTau(x: readonly number[], y: readonly number[]): (times: Int32Array) => number {
  const count = x.length;
  const xRanks = denseRanks(x);
  const yRanks = denseRanks(y);
  const order = Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => xRanks[a]! - xRanks[b]!);
  const tree = new Int32Array(count + 1);
  const yTimes = new Int32Array(count);
  return (times) => {
    tree.fill(0);
    yTimes.fill(0);
    let all = 0;
    let xTied = 0;
    let score = 0;
    for (let from = 0, to = 0; from < count; from = to) {
      const rank = xRanks[order[from]!]!;
      let own = 0;
      for (; to < count && xRanks[order[to]!] === rank; to++) {
        const i = order[to]!;
        const many = times[i]!;
        if (many === 0) continue;
        const place = yRanks[i]!;
        let less = 0;
        for (let at = place; at > 0; at &= at - 1) less += tree[at]!;
        let notMore = 0;
        for (let at = place + 1; at > 0; at &= at - 1) notMore += tree[at]!;
        score += many * (less - (all - notMore));
        own += many;
      }
      for (let k = from; k < to; k++) {
        const i = order[k]!;
        const many = times[i]!;
        if (many === 0) continue;
        yTimes[yRanks[i]!]! += many;
        for (let at = yRanks[i]! + 1; at <= count; at += at & -at) tree[at]! += many;
      }
      all += own;
      xTied += (own * (own - 1)) / 2;
    }
    let yTied = 0;
    for (const own of yTimes) yTied += (own * (own - 1)) / 2;
    const pairs = (all * (all - 1)) / 2;
    return pairs === xTied || pairs === yTied
      ? Number.NaN
      : Math.max(-1, Math.min(1, score / Math.sqrt((pairs - xTied) * (pairs - yTied))));
  };
}
