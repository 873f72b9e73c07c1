import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nonDominatedSort } from '../../../src/search/pareto.ts';
import { byNiche } from '../../../src/search/selection/by-niche.ts';
import { individualsWith } from '../spaces.ts';

const survivors = (all: readonly (readonly number[])[], count: number, population = count) =>
  byNiche(population).survivors(individualsWith(all), count);
const sorted = (indices: readonly number[]) => indices.toSorted((a, b) => a - b);

const points = fc.integer({ min: 2, max: 4 }).chain((objectives) =>
  fc.array(fc.array(fc.nat(9), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: 25,
  }),
);

/** Ends on the axes, so that the ideal point is the origin and every intercept 1. */
const ENDS = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;

describe('NSGA-III’s survivors', () => {
  it('are one for each direction where there is one', () => {
    const all = [
      // Close to the ends, and exactly between them.
      [0.95, 0.1, 0.1],
      ...ENDS,
      [0.1, 0.95, 0.1],
      [0.5, 0.5, 0],
      [0.5, 0, 0.5],
      [0, 0.5, 0.5],
    ];
    expect(nonDominatedSort(all)).toHaveLength(1);
    // Six directions: the ends and the middles between them.
    expect(sorted(survivors(all, 6))).toEqual([1, 2, 3, 5, 6, 7]);
    // Two more, for the second member of a direction each.
    expect(sorted(survivors(all, 8, 6))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('come from directions that the better fronts have left empty, even if another lies nearer to its own', () => {
    const all = [
      ...ENDS,
      [0.5, 0.5, 0],
      [0.05, 0.8, 0.25],
      // The second front: exactly in a direction that has one; far from one that has none.
      [0.6, 0.6, 0],
      [0.2, 0.8, 0.6],
    ];
    expect(nonDominatedSort(all).map((front) => front.length)).toEqual([5, 2]);
    expect(sorted(survivors(all, 6))).toEqual([0, 1, 2, 3, 4, 6]);
  });

  it('are of equally full directions those nearest to theirs', () => {
    const all = [...ENDS, [0.5, 0.48, 0.02], [0.05, 0.5, 0.45], [0.5, 0.1, 0.41]];
    expect(nonDominatedSort(all)).toHaveLength(1);
    expect(sorted(survivors(all, 4, 6))).toEqual([0, 1, 2, 3]);
    expect(sorted(survivors(all, 5, 6))).toEqual([0, 1, 2, 3, 4]);
  });

  it('fill the direction with the fewest first', () => {
    // Two directions of two objectives: three members near the first axis, two near the second.
    const all = [
      [1, 0],
      [0.98, 0.01],
      [0.96, 0.02],
      [0, 1],
      [0.01, 0.98],
    ];
    expect(sorted(survivors(all, 2))).toEqual([0, 3]);
    expect(sorted(survivors(all, 4, 2))).toEqual([0, 1, 3, 4]);
  });

  it('are measured by where the plane through the extreme points meets the axes', () => {
    // That through the first three meets the first axis at 12.5, the others at 10.
    const extremes = [
      [10, 0, 2],
      [0, 10, 0],
      [0, 0, 10],
    ];
    // So the first of these is in the middle of its direction; in the front's own range it is the second.
    const all = [...extremes, [6.25, 5, 0], [5, 5.2, 0.1]];
    expect(nonDominatedSort(all)).toHaveLength(1);
    expect(sorted(survivors(all, 4, 6))).toEqual([0, 1, 2, 3]);
  });

  it('are the same in any units and from any origin', () => {
    const all = [
      ...ENDS,
      [0.5, 0.5, 0],
      [0.5, 0.375, 0.125],
      [0.25, 0.5, 0.25],
      [0.25, 0.25, 0.5],
      [0.125, 0.375, 0.5],
      [0.75, 0.125, 0.25],
    ];
    const moved = all.map(([a, b, c]) => [8 + 1024 * a!, b! / 64 - 3, c! * 16]);
    for (let count = 3; count < all.length; count++)
      expect(survivors(moved, count, 6)).toEqual(survivors(all, count, 6));
  });

  it('are spread over what there is where an objective says nothing', () => {
    // No plane through the extreme points has an intercept with the third axis.
    const all = Array.from({ length: 9 }, (_, i) => [1000 * i, 8 - i, 5]);
    expect(sorted(survivors(all, 3, 6))).toEqual([0, 4, 8]);
    expect(
      survivors(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        2,
      ),
    ).toHaveLength(2);
  });

  it('are as many as asked for, better fronts whole', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 26 }), (all, count) => {
        const kept = survivors(all, count);
        expect(new Set(kept).size).toBe(Math.min(count, all.length));
        expect(kept).toHaveLength(Math.min(count, all.length));
        let room = count;
        for (const members of nonDominatedSort(all)) {
          const staying = members.filter((i) => kept.includes(i));
          expect(staying).toHaveLength(Math.min(members.length, room));
          room -= staying.length;
        }
      }),
    );
  });

  it('are the more of the same: one place more takes nobody’s', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 24 }), (all, count) => {
        const [front] = nonDominatedSort(all) as [number[]];
        const members = front.map((i) => all[i]!);
        const more = survivors(members, count + 1, 10);
        expect(more).toEqual(expect.arrayContaining(survivors(members, count, 10)));
      }),
    );
  });
});

it('NSGA-III’s tournaments compare nothing', () => {
  const duel = byNiche(4).duel(
    individualsWith([
      [0, 0],
      [9, 9],
    ]),
  );
  expect([duel(0, 1), duel(1, 0)]).toEqual([0, 0]);
});
