import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_OBJECTIVE, tchebycheff } from '../../../src/search/scalarise.ts';
import { byValue } from '../../../src/search/selection/by-value.ts';
import { badness, isEvaluated } from '../../../src/search/selection/individual.ts';
import { individualsWith } from '../spaces.ts';

describe('byValue', () => {
  const order = byValue(FIRST_OBJECTIVE);

  it('keeps the smallest, the younger of equals first', () => {
    const individuals = individualsWith([[3], [1], [2], [1], [2], [1]]);
    expect(order.survivors(individuals, 6)).toEqual([5, 3, 1, 4, 2, 0]);
    expect(order.survivors(individuals, 2)).toEqual([5, 3]);
    // By age is by candidate, wherever it stands.
    expect(order.survivors(individuals.toReversed(), 2)).toEqual([0, 2]);
  });

  it('takes the number that the scalarisation makes of all objectives', () => {
    const individuals = individualsWith([
      [0, 10],
      [4, 4],
      [10, 0],
    ]);
    const equal = byValue(tchebycheff([1, 1], (objectives) => objectives));
    expect(equal.survivors(individuals, 1)).toEqual([1]);
    expect(equal.duel(individuals)(0, 1)).toBeGreaterThan(0);
    expect(order.duel(individuals)(0, 1)).toBeLessThan(0);
  });

  it('lets the smaller win a tournament, and nobody among equals', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 2, maxLength: 10 }), (values) => {
        const duel = order.duel(individualsWith(values.map((value) => [value])));
        for (const a of values.keys())
          for (const b of values.keys())
            expect(Math.sign(duel(a, b))).toBe(Math.sign(values[a]! - values[b]!));
      }),
    );
  });
});

describe('an individual', () => {
  const individual = { candidate: 1, genotype: 0, objectives: [1], violation: 0, cheap: [] };

  it('is evaluated where it has objectives and breaks nothing', () => {
    expect(isEvaluated(individual)).toBe(true);
    expect(isEvaluated({ ...individual, objectives: null })).toBe(false);
    expect(isEvaluated({ ...individual, violation: 1 })).toBe(false);
  });

  it('is the worse the more it breaks, and worst where it failed', () => {
    const broken = badness({ ...individual, objectives: null, violation: 2 });
    expect(broken).toBe(2);
    expect(badness({ ...individual, objectives: null, violation: 3 })).toBeGreaterThan(broken);
    expect(badness({ ...individual, objectives: null })).toBeGreaterThan(1e300);
  });
});
