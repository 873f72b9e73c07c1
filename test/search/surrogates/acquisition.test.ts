import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expectedImprovement,
  normalCdf,
  standardNormal,
  worth,
} from '../../../src/search/surrogates/acquisition.ts';
import { learnable } from '../../../src/search/surrogates/values.ts';
import { createRng, deriveSeed } from '../../../src/space/random.ts';

const density = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
/** The integral by Simpson's rule. */
function integral(from: number, to: number, f: (x: number) => number): number {
  const steps = 2000;
  const width = (to - from) / steps;
  let sum = f(from) + f(to);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * width);
  return (sum * width) / 3;
}

describe('acquisition', () => {
  it('Φ is the integral of its density', () => {
    for (const z of [-6, -3.2, -2.9, -1, 0, 0.5, 2.99, 3.01, 5])
      expect(normalCdf(z)).toBeCloseTo(integral(-12, z, density), 10);
    expect(normalCdf(-20) / (density(20) / 20)).toBeCloseTo(1, 2);
  });

  it('expected improvement is the integral of the improvement', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (mean, deviation, best) => {
          const expected =
            integral(mean - 12 * deviation, best, (y) => (best - y) * density((y - mean) / deviation)) /
            deviation;
          expect(expectedImprovement(mean, deviation, best)).toBeCloseTo(Math.max(0, expected), 6);
        },
      ),
    );
    expect(expectedImprovement(1, 0, 3)).toBe(2);
    expect(expectedImprovement(3, 0, 1)).toBe(0);
    // In the far tail it keeps the order.
    expect(expectedImprovement(9, 1, 0)).toBeGreaterThan(expectedImprovement(10, 1, 0));
    expect(expectedImprovement(40, 1, 0)).toBeGreaterThanOrEqual(0);
  });

  it('a bound and a drawn belief are what they say', () => {
    expect(worth('confidence bound', 3, 2, 0, createRng(1))).toBe(1);
    const drawn = Array.from({ length: 4000 }, (_, i) =>
      worth('thompson', 3, 2, 0, createRng(deriveSeed(i))),
    );
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    expect(mean).toBeCloseTo(-3, 0);
    const rng = createRng(deriveSeed('normal'));
    const normal = Array.from({ length: 20_000 }, () => standardNormal(rng));
    expect(normal.reduce((sum, z) => sum + z, 0) / 20_000).toBeCloseTo(0, 1);
    expect(normal.reduce((sum, z) => sum + z * z, 0) / 20_000).toBeCloseTo(1, 1);
  });

  it('values are learned from the median down, at mean 0 and deviation 1', () => {
    const learned = learnable([5, 1, 2, 1000, 3]);
    expect(learned[0]).toBe(learned[3]);
    expect(learned.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    expect(learned.reduce((sum, value) => sum + value * value, 0) / 5).toBeCloseTo(1, 12);
    expect([...learnable([2, 2, 2])]).toEqual([0, 0, 0]);
    // Where more than half are the best, those that are not still differ.
    const [best, , , worse, worst] = learnable([2, 2, 2, 3, 4]);
    expect(best).toBeLessThan(worse!);
    expect(worse).toBeLessThan(worst!);
  });
});
