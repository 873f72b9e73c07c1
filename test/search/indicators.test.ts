import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominates, epsilonIndicator, gd, hypervolume, igd, igdPlus } from '../../src/search/pareto.ts';

interface Case {
  readonly id: number;
  readonly m: number;
  readonly pf: number[][];
  readonly A: number[][];
  readonly igd: number;
  readonly igd_plus: number;
  readonly gd: number;
  readonly hv_1_1: number;
  readonly eps_additive: number;
}

/** Outside reference values, beside the project where there are any. */
const vectors = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/vectors/pymoo.json');
const available = existsSync(vectors);
if (!available) console.warn(`Skipping the comparison with pymoo's indicators: ${vectors} is not there.`);
const cases: Case[] = available ? JSON.parse(readFileSync(vectors, 'utf8')).indicators : [];

describe.skipIf(!available)('agrees with pymoo', () => {
  it.each(cases.map((reference) => [reference.id, reference] as const))('case %i', (_, reference) => {
    const { A, pf, m } = reference;
    expect(igd(A, pf)).toBeCloseTo(reference.igd, 12);
    expect(igdPlus(A, pf)).toBeCloseTo(reference.igd_plus, 12);
    expect(gd(A, pf)).toBeCloseTo(reference.gd, 12);
    expect(epsilonIndicator(A, pf)).toBeCloseTo(reference.eps_additive, 12);
    expect(hypervolume(A, new Array<number>(m).fill(1.1))).toBeCloseTo(reference.hv_1_1, 12);
  });
});

describe('indicators', () => {
  const sets = fc.integer({ min: 1, max: 4 }).chain((objectives) => {
    const point = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: objectives, maxLength: objectives });
    const set = fc.array(point, { minLength: 1, maxLength: 12 });
    return fc.tuple(set, set);
  });

  it('follow their formulas', () => {
    const points = [
      [1, 4],
      [3, 3],
    ];
    const front = [
      [0, 3],
      [2, 2],
      [4, 0],
    ];
    const diagonal = Math.SQRT2;
    expect(igd(points, front)).toBeCloseTo((diagonal + diagonal + Math.sqrt(10)) / 3, 14);
    // (3, 3) is better than (4, 0) in the first objective, which does not count.
    expect(igdPlus(points, front)).toBeCloseTo((diagonal + diagonal + 3) / 3, 14);
    expect(gd(points, front)).toBeCloseTo(diagonal, 14);
    expect(epsilonIndicator(points, front)).toBe(3);
    expect(epsilonIndicator([[-1, -2]], [[0, 0]])).toBe(-1);
  });

  it('are 0 for the front itself; IGD⁺ is at most IGD; GD is IGD with the two exchanged', () => {
    fc.assert(
      fc.property(sets, ([points, front]) => {
        for (const indicator of [igd, igdPlus, gd, epsilonIndicator]) expect(indicator(front, front)).toBe(0);
        expect(igdPlus(points, front)).toBeLessThanOrEqual(igd(points, front));
        expect(gd(points, front)).toBe(igd(front, points));
      }),
    );
  });

  it('IGD⁺ and ε never get worse when a point gets better', () => {
    fc.assert(
      fc.property(sets, fc.nat(11), fc.nat(3), ([points, front], i, m) => {
        const place = i % points.length;
        const better = points[place]!.with(m % points[place]!.length, -10);
        expect(dominates(better, points[place]!)).toBe(true);
        const improved = points.with(place, better);
        expect(igdPlus(improved, front)).toBeLessThanOrEqual(igdPlus(points, front));
        expect(epsilonIndicator(improved, front)).toBeLessThanOrEqual(epsilonIndicator(points, front));
      }),
    );
  });

  it('shifted by a vector, ε is its largest entry', () => {
    const front = [
      [0, 8, 1],
      [5, 2, 3],
    ];
    const shifted = front.map(([a, b, c]) => [a! + 0.25, b! + 0.5, c! - 1]);
    expect(epsilonIndicator(shifted, front)).toBe(0.5);
  });

  it('say what they cannot measure', () => {
    const far = Number.POSITIVE_INFINITY;
    for (const indicator of [igd, igdPlus, gd, epsilonIndicator]) {
      expect(() => indicator([[1, 2]], [])).toThrow(RangeError);
      expect(() => indicator([[1, 2], [1]], [[1, 2]])).toThrow('Point 1 must have 2 objectives, not 1');
      expect(() => indicator([[1, 2]], [[1, 2], [1]])).toThrow('Point 1 of the front must have 2 objectives');
      expect(() => indicator([[1, Number.NaN]], [[1, 2]])).toThrow(RangeError);
      expect(indicator([], [[1, 2]])).toBe(far);
      expect(indicator([[far, 1]], [[0, 1]])).toBe(far);
      expect(indicator([[far, 1]], [[far, 1]])).toBe(0);
    }
  });
});
