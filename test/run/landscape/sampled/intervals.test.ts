import { describe, expect, it } from 'vitest';
import { pearson } from '../../../../src/landscape/correlation.ts';
import {
  bootstrap,
  clusteredShare,
  plainShare,
  studentPoint,
} from '../../../../src/run/landscape/sampled/intervals.ts';
import { walkCorrelation } from '../../../../src/run/landscape/sampled/walk-correlation.ts';
import { standardNormal } from '../../../../src/search/surrogates/acquisition.ts';
import { createRng, deriveSeed } from '../../../../src/space/random.ts';
import { createCoverage, finish } from './tabulated.ts';

const mean = (values: readonly number[]) => (picked: Int32Array, out: Float64Array) => {
  out[0] = picked.reduce((sum, unit) => sum + values[unit]!, 0) / picked.length;
};

describe('intervals', () => {
  it('have the points of the tables of Student’s t', () => {
    // 97.5 %, four decimals: NIST's handbook of statistical methods.
    for (const [freedom, point] of [
      [4, 2.776],
      [5, 2.571],
      [9, 2.262],
      [19, 2.093],
      [60, 2],
      [1e6, 1.96],
    ] as const)
      expect(Math.abs(studentPoint(freedom) - point)).toBeLessThan(0.003);
  });

  it('of a mean hold it 95 times in a hundred, with eight units as with eighty', () => {
    for (const units of [8, 80]) {
      const coverage = createCoverage();
      for (let seed = 0; seed < 400; seed++) {
        const rng = createRng(deriveSeed(seed, units));
        const values = Array.from({ length: units }, () => standardNormal(rng));
        const [estimate] = finish(bootstrap(units, 1, mean(values), { resamples: 400, seed }));
        coverage.note('mean', estimate, 0);
      }
      const share = coverage.shares().get('mean')!;
      // Four standard errors of a share of 400 are 4.4 %.
      expect(share).toBeGreaterThan(0.905);
      expect(share).toBeLessThan(0.99);
    }
  });

  it('are the same again with the same seed, and none with fewer than five units', () => {
    const values = [1, 5, 2, 8, 3, 9];
    const once = finish(bootstrap(6, 1, mean(values), { resamples: 100, seed: 1 }));
    expect(finish(bootstrap(6, 1, mean(values), { resamples: 100, seed: 1 }))).toEqual(once);
    expect(finish(bootstrap(6, 1, mean(values), { resamples: 100, seed: 2 }))).not.toEqual(once);
    expect(finish(bootstrap(4, 1, mean(values), { resamples: 100, seed: 1 }))).toEqual([undefined]);
  });

  it('of shares are Wilson’s', () => {
    // Of 10 in 50, 11.24 to 33.04 % by its formula.
    const { low, high } = plainShare(10, 50)!;
    expect(low).toBeCloseTo(0.1124, 3);
    expect(high).toBeCloseTo(0.3304, 3);
    expect(plainShare(0, 50)!.high).toBeGreaterThan(0.05);
    expect(plainShare(0, 50)!.low).toBe(0);
  });

  it('of shares in clusters hold the truth where a cluster’s events are alike, and none is certain', () => {
    const coverage = createCoverage();
    for (let seed = 0; seed < 400; seed++) {
      const rng = createRng(deriveSeed(seed, 'clusters'));
      const hits = Array.from({ length: 25 }, () => (rng.chance(0.3) ? 10 : 0));
      coverage.note('alike', clusteredShare(hits, new Array(25).fill(10)), 0.3);
      const free = hits.map(() => Array.from({ length: 10 }, () => rng.chance(0.3)).filter(Boolean).length);
      coverage.note('free', clusteredShare(free, new Array(25).fill(10)), 0.3);
    }
    expect(coverage.shares().get('alike')).toBeGreaterThan(0.9);
    expect(coverage.shares().get('free')).toBeGreaterThan(0.9);
    const none = clusteredShare(new Array(20).fill(0), new Array(20).fill(10))!;
    expect(none.low).toBe(0);
    expect(none.high).toBeGreaterThan(0.1);
  });
});

describe('the correlation along walks', () => {
  it('is that of an autoregression, without the bias that short walks have of themselves', () => {
    const truth = 0.6;
    /** The sum of the walks' own correlations, as is usual. */
    let own = 0;
    const coverage = createCoverage();
    for (let seed = 0; seed < 200; seed++) {
      const rng = createRng(deriveSeed(seed, 'walks'));
      const walks = Array.from({ length: 40 }, () => {
        const walk = [standardNormal(rng)];
        while (walk.length < 12) walk.push(truth * walk.at(-1)! + 0.8 * standardNormal(rng));
        return walk;
      });
      for (const walk of walks) own += pearson(walk.slice(1), walk.slice(0, -1)).value;
      const { lags, length } = finish(walkCorrelation(walks, 3, { resamples: 200, seed }));
      for (const [i, lag] of lags.entries()) coverage.note(`lag ${i + 1}`, lag, truth ** (i + 1));
      coverage.note('length', length, -1 / Math.log(truth));
    }
    for (const [name, share] of coverage.shares()) expect(share, name).toBeGreaterThan(0.88);
    const { sum, all } = coverage.found.get('lag 1')!;
    expect(Math.abs(sum / all)).toBeLessThan(0.015);
    expect(own / 8000).toBeLessThan(truth - 0.1);
  });

  it('passes over points without fitness', () => {
    const walks = Array.from({ length: 6 }, (_, i) => [i, i + 1, Number.NaN, i + 2, i + 1]);
    const { lags } = finish(walkCorrelation(walks, 2, { resamples: 50, seed: 1 }));
    expect(lags.every((lag) => lag === undefined || Number.isFinite(lag.value))).toBe(true);
    expect(lags[0]).toBeDefined();
  });
});
