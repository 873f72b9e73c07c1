import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  kneeByDistance,
  marginalUtilities,
  normalised,
  preferred,
} from '../../../src/search/analysis/knee.ts';
import { nonDominatedSort } from '../../../src/search/pareto.ts';

const fronts = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 900 })), {
    minLength: 3,
    maxLength: 12,
  })
  .map((points) => {
    const [first] = nonDominatedSort(points);
    const keys = new Set<string>();
    return first!.map((i) => points[i]!).filter((each) => !keys.has(each.join()) && keys.add(each.join()));
  })
  .filter((front) => front.length >= 3);

describe('kneeByDistance', () => {
  it('is farthest from the line through the extremes, on their side of the ideal point', () => {
    fc.assert(
      fc.property(fronts, (front) => {
        const points = normalised(front) as [number, number][];
        const left = points.toSorted((a, b) => a[0] - b[0])[0]!;
        const right = points.toSorted((a, b) => a[1] - b[1])[0]!;
        const length = Math.hypot(right[0] - left[0], right[1] - left[1]);
        // Twice the triangle's area over its base; positive on the ideal point's side.
        const distances = points.map(
          ([x, y]) => -((right[0] - left[0]) * (y - left[1]) - (right[1] - left[1]) * (x - left[0])) / length,
        );
        const most = Math.max(...distances);
        const knee = kneeByDistance(front);
        if (most < 1e-9) expect(knee).toBe(-1);
        else expect(distances[knee]).toBeCloseTo(most, 9);
      }),
    );
  });

  it('is where a front bends, whatever the units', () => {
    const front = [0.02, 0.1, 0.2, 0.5, 1].map((x) => [x, 1 / x]);
    expect(kneeByDistance(front)).toBe(1);
    expect(kneeByDistance(front.map(([x, y]) => [x! * 1e6 + 3, y! / 7]))).toBe(1);
  });

  it('is nowhere on a front that bulges outwards, of two, or of none', () => {
    const bulging = [0, 30, 60, 90].map((degrees) => [
      Math.cos((degrees * Math.PI) / 180),
      Math.sin((degrees * Math.PI) / 180),
    ]);
    expect(kneeByDistance(bulging)).toBe(-1);
    expect(kneeByDistance(bulging.slice(0, 2))).toBe(-1);
    expect(kneeByDistance([])).toBe(-1);
  });

  it('takes three objectives', () => {
    const ends = [
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ];
    expect(kneeByDistance([...ends, [0.4, 0.4, 0.4], [0.2, 0.2, 0.3], [0.3, 0.3, 0.3]])).toBe(4);
  });
});

describe('marginalUtilities', () => {
  it('is what the integral over all weights says for three members', () => {
    // Between (0, 1) and (1, 0), (a, a) is missed by min(w, 1 − w) − a where that is positive: (1/2 − a)² in all.
    for (const a of [0.1, 0.25, 0.4]) {
      const [left, middle, right] = marginalUtilities([
        [0, 1],
        [a, a],
        [1, 0],
      ]);
      expect(middle).toBeCloseTo((0.5 - a) ** 2, 4);
      // An end is missed by a − w up to w = a.
      expect(left).toBeCloseTo(a ** 2 / 2, 4);
      expect(right).toBeCloseTo(a ** 2 / 2, 4);
    }
  });

  it('is 0 for what is best for no weights, and for equals', () => {
    expect(
      marginalUtilities([
        [0, 1],
        [0.7, 0.7],
        [1, 0],
      ])[1],
    ).toBe(0);
    expect(
      marginalUtilities([
        [0, 1],
        [0.1, 0.1],
        [0.1, 0.1],
        [1, 0],
      ]).slice(1, 3),
    ).toEqual([0, 0]);
    expect(marginalUtilities([[3, 4]])).toEqual([0]);
  });

  it('adds up to the mean loss by brute force, in two to five objectives', () => {
    for (const objectives of [2, 3, 4, 5]) {
      // A corner for each objective, and one member nearer to the ideal point than all: it is worth most.
      const corners = Array.from({ length: objectives }, (_, m) =>
        Array.from({ length: objectives }, (__, k) => Number(m !== k)),
      );
      const near = new Array<number>(objectives).fill(0.2);
      const utilities = marginalUtilities([...corners, near]);
      expect(utilities.at(-1)).toBeGreaterThan(Math.max(...utilities.slice(0, -1)));
      // By symmetry all corners are worth the same.
      for (const utility of utilities.slice(1, -1)) expect(utility).toBeCloseTo(utilities[0]!, 9);
    }
  });
});

describe('preferred', () => {
  it('has the least augmented Tchebycheff value', () => {
    fc.assert(
      fc.property(
        fronts,
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
        (front, [v, w]) => {
          const values = normalised(front).map(
            ([x, y]) => (Math.max(v * x!, w * y!) + 0.05 * (v * x! + w * y!)) / (v + w),
          );
          expect(values[preferred(front, [v, w])]).toBeCloseTo(Math.min(...values), 12);
        },
      ),
    );
  });

  it('goes to the ends with the weights, and into a dent between', () => {
    const front = [
      [0, 10],
      [7, 7],
      [10, 0],
    ];
    expect([
      preferred(front, [1, 0]),
      preferred(front, [1, 1]),
      preferred(front, [0, 1]),
      preferred([], [1]),
    ]).toEqual([0, 1, 2, -1]);
    expect(() => preferred(front, [0, 0])).toThrow('Weights');
  });
});
