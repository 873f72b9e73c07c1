import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { densityOfStates, quantile } from '../../src/landscape/density.ts';

describe('the density of states', () => {
  it('of whole numbers in a row has the moments of the books', () => {
    const n = 101;
    const found = densityOfStates(Float64Array.from({ length: n }, (_, i) => (i * 37) % n));
    expect(found).toMatchObject({ minimum: 0, maximum: 100, mean: 50, median: 50, distinct: n });
    expect(found.deviation).toBeCloseTo(Math.sqrt((n * (n + 1)) / 12), 10);
    expect(found.skewness).toBeCloseTo(0, 10);
    expect(found.kurtosis).toBeCloseTo((-1.2 * (n * n + 1)) / (n * n - 1), 10);
    expect(found.quantiles).toEqual([10, 25, 75, 90]);
  });

  it('of two values is skewed as Bernoulli’s', () => {
    const p = 0.2;
    const found = densityOfStates(Float64Array.from({ length: 50 }, (_, i) => (i % 5 === 0 ? 7 : 3)));
    expect(found.skewness).toBeCloseTo((1 - 2 * p) / Math.sqrt(p * (1 - p)), 10);
    expect(found.kurtosis).toBeCloseTo((1 - 6 * p * (1 - p)) / (p * (1 - p)), 10);
    expect(found.distinct).toBe(2);
  });

  it('counts every value in one bin', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(values, (list) => {
        const { edges, counts, minimum, maximum } = densityOfStates(Float64Array.from(list));
        expect(edges.length).toBe(counts.length + 1);
        for (const [bin, count] of counts.entries()) {
          const last = bin === counts.length - 1;
          const inside = list.filter(
            (v) => v >= edges[bin]! && (v < edges[bin + 1]! || (last && v <= edges[bin + 1]!)),
          );
          expect(count).toBe(inside.length);
        }
        if (minimum < maximum) expect([edges[0], edges.at(-1)]).toEqual([minimum, maximum]);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(list.length);
      }),
    );
  });

  it('of equal values has no shape', () => {
    const found = densityOfStates(Float64Array.of(0.1, 0.1, 0.1));
    expect(found).toMatchObject({ mean: 0.1, median: 0.1, deviation: 0, distinct: 1, counts: [3] });
    expect(found.skewness).toBeNaN();
    expect(found.kurtosis).toBeNaN();
    expect(() => densityOfStates(new Float64Array())).toThrow(RangeError);
  });

  it('has quantiles between values', () => {
    expect(quantile(Float64Array.of(1, 2, 4), 0.75)).toBe(3);
    expect(quantile(Float64Array.of(5), 0.3)).toBe(5);
  });
});
