import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attainment,
  attainmentDifference,
  attainmentSurfaces,
  levelOf,
} from '../../../src/search/analysis/attainment.ts';
import { hypervolume, nonDominatedSort } from '../../../src/search/pareto.ts';

const SIDE = 7;
const point = fc.tuple(fc.integer({ min: 0, max: SIDE - 1 }), fc.integer({ min: 0, max: SIDE - 1 }));
const runs = fc.array(fc.array(point, { maxLength: 6 }), { minLength: 1, maxLength: 5 });
/** All points of a grid, half a step off where said. */
const grid = (offset = 0) =>
  Array.from({ length: SIDE ** 2 }, (_, i) => [(i % SIDE) + offset, Math.floor(i / SIDE) + offset]);

describe('attainmentSurfaces', () => {
  it('bounds what so many runs attain, at every level, with the fewest corners', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const levels = all.map((_, k) => k + 1);
        const surfaces = attainmentSurfaces(all, levels);
        for (const [k, corners] of surfaces.entries()) {
          for (const [x, y] of grid())
            expect(corners.some(([cx, cy]) => cx! <= x! && cy! <= y!)).toBe(
              attainment(all, [x!, y!]) * all.length > k + 0.5,
            );
          if (corners.length > 0) expect(nonDominatedSort(corners)).toHaveLength(1);
          expect(corners.map(([x]) => x)).toEqual(
            [...new Set(corners.map(([x]) => x))].sort((a, b) => a! - b!),
          );
        }
      }),
    );
  });

  it('has the union of all fronts as the best, and is a single run itself', () => {
    const front = [
      [1, 5],
      [2, 3],
      [4, 1],
    ];
    expect(attainmentSurfaces([front], [1])).toEqual([front]);
    const [best, worst] = attainmentSurfaces([front, [[3, 2]]], [1, 2]);
    expect(best).toEqual([
      [1, 5],
      [2, 3],
      [3, 2],
      [4, 1],
    ]);
    expect(worst).toEqual([
      [3, 3],
      [4, 2],
    ]);
  });

  it('gives levels in the order asked for, and the worst as the median of two', () => {
    const two = [[[0, 1]], [[1, 0]]];
    expect(attainmentSurfaces(two, [2, 1])).toEqual([
      [[1, 1]],
      [
        [0, 1],
        [1, 0],
      ],
    ]);
    expect([levelOf(0, 4), levelOf(0.25, 4), levelOf(0.5, 5), levelOf(0.5, 2), levelOf(1, 4)]).toEqual([
      1, 1, 3, 1, 4,
    ]);
  });

  it('refuses what makes no sense', () => {
    expect(() => attainmentSurfaces([], [])).toThrow('no runs');
    expect(() => attainment([], [1, 2])).toThrow('no runs');
    expect(() => attainmentSurfaces([[[1, 2]]], [2])).toThrow(
      'A level is a whole number from 1 to 1, not 2.',
    );
    expect(() => attainmentSurfaces([[[1, 2, 3]]], [1])).toThrow('must have 2 objectives');
    expect(() => attainmentSurfaces([[[1, Number.NaN]]], [1])).toThrow('NaN');
  });
});

describe('attainmentDifference', () => {
  it('covers exactly what one group attains more often, once', () => {
    fc.assert(
      fc.property(runs, runs, (first, second) => {
        const reference = [SIDE, SIDE];
        const boxes = attainmentDifference(first, second, reference);
        for (const cell of grid(0.5)) {
          const [x, y] = cell as [number, number];
          const over = boxes.filter(
            ({ from, to }) => from[0]! < x && x < to[0]! && from[1]! < y && y < to[1]!,
          );
          const expected = attainment(first, cell) - attainment(second, cell);
          expect(over.length).toBeLessThanOrEqual(1);
          expect(over[0]?.difference ?? 0).toBeCloseTo(expected, 12);
        }
        for (const { from, to, difference } of boxes) {
          expect(difference).not.toBe(0);
          expect(to[0]! > from[0]! && to[1]! > from[1]! && to[0]! <= SIDE && to[1]! <= SIDE).toBe(true);
        }
      }),
    );
  });

  it('integrates to the difference of the mean hypervolumes', () => {
    fc.assert(
      fc.property(runs, runs, (first, second) => {
        const reference = [SIDE, SIDE];
        const mean = (all: readonly (readonly (readonly number[])[])[]) =>
          all.reduce((sum, run) => sum + hypervolume(run, reference), 0) / all.length;
        const area = attainmentDifference(first, second, reference).reduce(
          (sum, { from, to, difference }) => sum + difference * (to[0]! - from[0]!) * (to[1]! - from[1]!),
          0,
        );
        expect(area).toBeCloseTo(mean(first) - mean(second), 9);
      }),
    );
  });

  it('is nothing between equals, and one box between two points', () => {
    expect(attainmentDifference([[[1, 1]]], [[[1, 1]]], [4, 4])).toEqual([]);
    expect(attainmentDifference([[[1, 1]]], [[[5, 5]]], [4, 3])).toEqual([
      { from: [1, 1], to: [4, 3], difference: 1 },
    ]);
  });
});
