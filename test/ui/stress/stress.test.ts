import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoute } from '../../../src/ui/route.ts';
import { quantile, timesOf } from '../../../src/ui/stress/frame-recorder.ts';
import { stressOptions } from '../../../src/ui/stress/stress-options.ts';

describe('the stress route', () => {
  it('is a place of its own, with or without a candidate', () => {
    expect(parseRoute('#/stress')).toEqual({ screen: 'stress', candidate: null });
    expect(parseRoute('#/stress?candidates=10000')).toEqual({ screen: 'stress', candidate: null });
    expect(parseRoute('#/stress/c/17?candidates=10000')).toEqual({ screen: 'stress', candidate: 17 });
    for (const other of ['#/stresses', '#/stress/c/x', '#/stress/c/'])
      expect(parseRoute(other).screen).toBe('run');
  });

  it('reads what to show, and takes the usual for what is none', () => {
    expect(stressOptions('#/stress/c/3?candidates=10000&seed=7&only=pareto')).toEqual({
      candidates: 10_000,
      seed: 7,
      only: 'pareto',
    });
    const usual = { candidates: 2000, seed: 1, only: null };
    for (const hash of ['#/stress', '#/stress?candidates=many&seed=-1&only=<b>', '#/stress?candidates=0'])
      expect(stressOptions(hash)).toEqual(usual);
    expect(stressOptions('#/stress?candidates=1e9').candidates).toBe(500_000);
  });
});

describe('quantile', () => {
  it('is the least value that enough of the others do not exceed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const found = quantile(values, share);
          const upTo = (value: number) => values.filter((each) => each <= value).length / values.length;
          expect(values).toContain(found);
          expect(upTo(found)).toBeGreaterThanOrEqual(share - 1e-12);
          const smaller = values.filter((value) => value < found);
          if (smaller.length > 0) expect(upTo(Math.max(...smaller))).toBeLessThan(share + 1e-12);
        },
      ),
    );
    expect(timesOf([3, 1, 2])).toEqual({ count: 3, p50: 2, p95: 3, max: 3 });
    expect(timesOf([]).p95).toBeNaN();
  });
});
