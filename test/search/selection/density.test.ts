import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawInverse, kernelDensity } from '../../../src/search/selection/density.ts';
import { createRng } from '../../../src/space/random.ts';
import { deviation } from '../spaces.ts';

describe('kernelDensity', () => {
  it('is the mean of Gaussians of Scott’s width about the points', () => {
    // Of 0 and 2 the standard deviation is 1; two points in one dimension: width 2^(−1/5).
    const width = 2 ** (-1 / 5);
    const gauss = (distance: number) => Math.exp(-((distance / width) ** 2) / 2);
    const density = kernelDensity([[0], [2]]);
    for (const x of [-1, 0, 0.5, 1, 3]) expect(density([x])).toBeCloseTo((gauss(x) + gauss(x - 2)) / 2, 14);
  });

  it('measures every axis in its own standard deviation', () => {
    const points = [
      [0, 10],
      [2, 40],
      [4, 10],
      [2, 20],
    ] as const;
    // Variances: (4 + 0 + 4 + 0)/4 = 2 and, about 20, (100 + 400 + 100 + 0)/4 = 150; width 4^(−1/6).
    const square = 4 ** (-2 / 6);
    const at = (x: number, y: number) =>
      points.reduce(
        (sum, [a, b]) => sum + Math.exp(-((x - a) ** 2 / 2 + (y - b) ** 2 / 150) / square / 2),
        0,
      ) / 4;
    const density = kernelDensity(points);
    for (const [x, y] of [
      [0, 10],
      [3, 30],
      [-1, 55],
    ] as const)
      expect(density([x, y])).toBeCloseTo(at(x, y), 14);
  });

  it('does not look at an axis on which all are equal, nor at anything without points', () => {
    const flat = kernelDensity([
      [0, 7],
      [2, 7],
    ]);
    expect(flat([0.5, 7])).toBe(flat([0.5, -100]));
    expect(kernelDensity([[5], [5]])([9])).toBe(1);
    expect(kernelDensity([[]])([])).toBe(1);
    expect(kernelDensity([])([3, 4])).toBe(1);
  });

  it('does not depend on units and origin, and is largest where points are many', () => {
    const numbers = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -40, max: 40 }), (values, x) => {
        const here = kernelDensity(values.map((value) => [value]))([x]);
        const moved = kernelDensity(values.map((value) => [value * 8 + 64]))([x * 8 + 64]);
        expect(moved).toBeCloseTo(here, 12);
        expect(here).toBeGreaterThanOrEqual(0);
        expect(here).toBeLessThanOrEqual(1);
      }),
    );
    const density = kernelDensity([[0], [0.1], [0.2], [10]]);
    expect(density([0.1])).toBeGreaterThan(2 * density([10]));
  });
});

describe('drawInverse', () => {
  const frequencies = (densities: readonly number[], draws: number) => {
    const rng = createRng(1);
    const counts = densities.map(() => 0);
    for (let i = 0; i < draws; i++) counts[drawInverse(densities, rng)]!++;
    return counts;
  };

  it('draws with probability inverse to the density', () => {
    // Weights 1, 2, 4 and 10.
    const counts = frequencies([1, 0.5, 0.25, 0.1], 20_000);
    expect(deviation(counts, [1 / 17, 2 / 17, 4 / 17, 10 / 17])).toBeLessThan(4);
  });

  it('takes no density for less than a thousandth', () => {
    // Weights 1000, 1000 and 500.
    const counts = frequencies([0, 1e-300, 0.002], 20_000);
    expect(deviation(counts, [0.4, 0.4, 0.2])).toBeLessThan(4);
  });

  it('draws one of one, and of any number one that there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }),
        fc.constantFrom(0, 0.5, 1 - 2 ** -53),
        (densities, ticket) => {
          const drawn = drawInverse(densities, { ...createRng(1), float: () => ticket });
          expect(densities[drawn]).toBeDefined();
          if (ticket === 0) expect(drawn).toBe(0);
        },
      ),
    );
  });
});
