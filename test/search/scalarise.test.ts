import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominates } from '../../src/search/pareto.ts';
import { FIRST_OBJECTIVE, tchebycheff } from '../../src/search/scalarise.ts';
import { createRng } from '../../src/space/random.ts';
import { kolmogorov } from './spaces.ts';

const asTheyAre = (objectives: readonly number[]) => objectives;

describe('the first objective', () => {
  it('is all that counts', () => {
    expect(FIRST_OBJECTIVE.value([3, 1])).toBe(3);
    expect(FIRST_OBJECTIVE.weights(createRng(1))).toEqual([1]);
  });
});

describe('tchebycheff', () => {
  it('is the largest weighted objective and a twentieth of their sum', () => {
    // Terms 0.2 · 0.5 = 0.1 and 0.8 · 0.25 = 0.2.
    expect(tchebycheff([0.2, 0.8], asTheyAre).value([0.5, 0.25])).toBeCloseTo(0.2 + 0.05 * 0.3, 14);
    // Three objectives: 0.5, 0.3 and 0.2 of 1, 2 and 3.
    expect(tchebycheff([5, 3, 2], asTheyAre).value([1, 2, 3])).toBeCloseTo(0.6 + 0.05 * 1.7, 14);
  });

  it('scales objectives before', () => {
    const scaled = tchebycheff([1, 1], ([a, b]) => [a! / 10, Math.log10(b!)]);
    expect(scaled.value([4, 1000])).toBeCloseTo(1.5 + 0.05 * 1.7, 14);
  });

  it('has fixed weights that sum to 1 and cost no chance, and equal ones where they are drawn', () => {
    const rng = createRng(3);
    const before = rng.state();
    const fixed = tchebycheff([2, 6], asTheyAre);
    expect(fixed.weights(rng)).toEqual([0.25, 0.75]);
    expect(rng.state()).toEqual(before);
    expect(fixed.value([1, 2])).toBe(tchebycheff([0.25, 0.75], asTheyAre).value([1, 2]));
    const drawn = tchebycheff(4, asTheyAre);
    expect(drawn.value([1, 2, 3, 4])).toBe(tchebycheff([1, 1, 1, 1], asTheyAre).value([1, 2, 3, 4]));
    expect(drawn.value([1, 2, 3, 4], [0, 0, 1, 0])).toBeCloseTo(3 * 1.05, 14);
  });

  it('draws weights uniformly from the simplex', () => {
    for (const objectives of [2, 3, 5]) {
      const rng = createRng(objectives);
      const { weights } = tchebycheff(objectives, asTheyAre);
      const drawn = Array.from({ length: 4000 }, () => weights(rng));
      for (const each of drawn) {
        expect(each).toHaveLength(objectives);
        expect(Math.min(...each)).toBeGreaterThanOrEqual(0);
        expect(each.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      }
      // Each weight is beta-distributed with 1 and m − 1; 1.95: one in a thousand is farther off.
      for (let m = 0; m < objectives; m++) {
        const one = drawn.map((each) => each[m]!);
        expect(kolmogorov(one, (w) => 1 - (1 - w) ** (objectives - 1))).toBeLessThan(1.95);
      }
    }
  });

  const point = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
  const positive = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });

  it('prefers what dominates, whatever the weights', () => {
    fc.assert(
      fc.property(point, point, positive, (a, b, weights) => {
        const { value } = tchebycheff(weights, asTheyAre);
        const best = a.map((each, m) => Math.min(each, b[m]!));
        // By rounding at most it may be no better.
        if (dominates(best, b)) expect(value(best)).toBeLessThanOrEqual(value(b));
        const clearly = b.map((each) => each + 0.01);
        expect(value(b)).toBeLessThan(value(clearly));
      }),
    );
  });

  it('tells a point from one that is worse in a smaller term', () => {
    const { value } = tchebycheff([0.5, 0.5], asTheyAre);
    expect(value([0.9, 0.3])).toBeLessThan(value([0.9, 0.4]));
  });

  it('finds what lies in a hollow of the front, which no weighted sum does', () => {
    const front = [[0, 1] as const, [0.8, 0.8] as const, [1, 0] as const];
    const { value } = tchebycheff(2, asTheyAre);
    const best = (weights: readonly number[]) =>
      front.reduce((a, b) => (value(b, weights) < value(a, weights) ? b : a));
    expect([best([0.9, 0.1]), best([0.5, 0.5]), best([0.1, 0.9])]).toEqual([
      [0, 1],
      [0.8, 0.8],
      [1, 0],
    ]);
  });

  it('refuses weights that are negative, not finite, or all zero', () => {
    for (const weights of [[0, 0], [], [2, -1], [1, Number.NaN], [1, Number.POSITIVE_INFINITY]])
      expect(() => tchebycheff(weights, asTheyAre)).toThrow(RangeError);
    expect(() => tchebycheff([2, -1], asTheyAre)).toThrow(
      'Weights must be positive numbers or zero, and not all zero: 2, -1.',
    );
    expect(() => tchebycheff([0, 1], asTheyAre)).not.toThrow();
  });
});
