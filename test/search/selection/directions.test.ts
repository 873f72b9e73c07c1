import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadDirections } from '../../../src/search/selection/directions.ts';

function binomial(n: number, k: number): bigint {
  let value = 1n;
  for (let i = 1; i <= k; i++) value = (value * BigInt(n - k + i)) / BigInt(i);
  return value;
}

describe('spreadDirections', () => {
  it('has the counts of Das & Dennis and of Deb & Jain', () => {
    // (p + m − 1) over (m − 1): p = 12, 6, 5, 4 for 3, 5, 6, 8 objectives.
    const counts = [
      [3, 91],
      [5, 210],
      [6, 252],
      [8, 330],
      [2, 100],
      [3, 15],
    ] as const;
    for (const [objectives, count] of counts) {
      expect(spreadDirections(objectives, count)).toHaveLength(count);
      expect(spreadDirections(objectives, count - 1).length).toBeLessThan(count);
    }
    expect(spreadDirections(3, 104)).toHaveLength(91);
    expect(spreadDirections(3, 105)).toHaveLength(105);
    expect(spreadDirections(3, 16)).toHaveLength(15);
  });

  it('lists them in order', () => {
    expect(spreadDirections(3, 9)).toEqual([
      [0, 0, 1],
      [0, 0.5, 0.5],
      [0, 1, 0],
      [0.5, 0, 0.5],
      [0.5, 0.5, 0],
      [1, 0, 0],
    ]);
    expect(spreadDirections(2, 3)).toEqual([
      [0, 1],
      [0.5, 0.5],
      [1, 0],
    ]);
    expect(spreadDirections(1, 40)).toEqual([[1]]);
  });

  it('gives as many as are allowed, all different, multiples of one part that sum to 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), fc.nat(300), (objectives, more) => {
        const most = objectives + more;
        const directions = spreadDirections(objectives, most);
        let parts = 1;
        while (binomial(parts + objectives, objectives - 1) <= most) parts++;
        expect(BigInt(directions.length)).toBe(binomial(parts + objectives - 1, objectives - 1));
        const multiples = directions.map((direction) => direction.map((part) => part * parts));
        expect(new Set(multiples.map((each) => each.map(Math.round).join())).size).toBe(directions.length);
        for (const each of multiples) {
          expect(each).toHaveLength(objectives);
          for (const part of each) expect(part).toBeCloseTo(Math.round(part), 9);
          expect(each.reduce((sum, part) => sum + part, 0)).toBeCloseTo(parts, 9);
          expect(Math.min(...each)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('refuses less than one for each objective', () => {
    for (const [objectives, most] of [
      [3, 2],
      [0, 5],
      [2.5, 9],
    ] as const)
      expect(() => spreadDirections(objectives, most)).toThrow(
        new RangeError(
          `${most} directions cannot be spread over ${objectives} objectives: take at least one each.`,
        ),
      );
  });
});
