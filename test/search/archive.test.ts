import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Archive, createArchive, insert } from '../../src/search/archive.ts';
import { dominates, hypervolume, nonDominatedSort, type Point } from '../../src/search/pareto.ts';

const sequences = fc.integer({ min: 1, max: 5 }).chain((objectives) =>
  fc.record({
    objectives: fc.constant(objectives),
    points: fc.array(
      fc.array(fc.integer({ min: 0, max: 8 }), { minLength: objectives, maxLength: objectives }),
      { maxLength: 40 },
    ),
  }),
);

/** An archive of the points, each with its index as its item. */
function archiveOf(objectives: number, points: readonly Point[], reference?: Point): Archive<number> {
  let archive = createArchive<number>(objectives, reference);
  for (const [i, point] of points.entries()) archive = insert(archive, point, i).archive;
  return archive;
}

/** The first front, of equal points the first. */
function firstFront(points: readonly Point[]): number[] {
  const first = nonDominatedSort(points)[0] ?? [];
  return first.filter((i) => points.findIndex((point) => String(point) === String(points[i])) === i);
}

describe('an archive', () => {
  it('holds the first front, of equal points the first', () => {
    fc.assert(
      fc.property(sequences, ({ objectives, points }) => {
        const items = archiveOf(objectives, points).members.map(({ item }) => item);
        expect(items.toSorted((a, b) => a - b)).toEqual(firstFront(points));
      }),
      { numRuns: 300 },
    );
  });

  it('holds the same points whatever the order', () => {
    fc.assert(
      fc.property(
        sequences.chain(({ objectives, points }) =>
          fc.tuple(
            fc.constant(objectives),
            fc.constant(points),
            fc.shuffledSubarray(points, { minLength: points.length }),
          ),
        ),
        ([objectives, points, shuffled]) => {
          const held = (all: readonly Point[]) =>
            archiveOf(objectives, all)
              .members.map(({ point }) => String(point))
              .sort();
          expect(held(shuffled)).toEqual(held(points));
        },
      ),
    );
  });

  it('says whether a point entered and which it removed, and leaves the archive before it as it was', () => {
    fc.assert(
      fc.property(sequences, ({ objectives, points }) => {
        let archive = createArchive<number>(objectives);
        for (const [i, point] of points.entries()) {
          const { members } = archive;
          const copy = [...members];
          const insertion = insert(archive, point, i);
          expect(members).toEqual(copy);
          expect(insertion.entered).toBe(
            !members.some(
              (member) => dominates(member.point, point) || String(member.point) === String(point),
            ),
          );
          expect(insertion.removed).toEqual(members.filter((member) => dominates(point, member.point)));
          if (!insertion.entered) expect(insertion.archive).toBe(archive);
          archive = insertion.archive;
        }
      }),
    );
  });

  it('is sorted by the first of two objectives', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20))), (points) => {
        const { members } = archiveOf(2, points);
        for (const [k, { point }] of members.slice(1).entries()) {
          expect(point[0]).toBeGreaterThan(members[k]!.point[0]!);
          expect(point[1]).toBeLessThan(members[k]!.point[1]!);
        }
      }),
    );
  });

  it('keeps the hypervolume, with points beyond the reference among its members', () => {
    fc.assert(
      fc.property(sequences, ({ objectives, points }) => {
        const reference = new Array<number>(objectives).fill(6);
        const archive = archiveOf(objectives, points, reference);
        expect(archive.hypervolume).toBe(hypervolume(points, reference));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the hypervolume where points are infinitely far out', () => {
    const { NEGATIVE_INFINITY: near, POSITIVE_INFINITY: far } = Number;
    const value = fc.constantFrom(near, 0, 1, 2, 3, far);
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 3 })
          .chain((m) =>
            fc.array(fc.array(value, { minLength: m, maxLength: m }), { minLength: 1, maxLength: 8 }),
          ),
        (points) => {
          const reference = points[0]!.map(() => 2.5);
          expect(archiveOf(reference.length, points, reference).hypervolume).toBe(
            hypervolume(points, reference),
          );
        },
      ),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => createArchive(0)).toThrow(RangeError);
    expect(() => createArchive(1.5)).toThrow(RangeError);
    expect(() => createArchive(2, [1])).toThrow('reference');
    expect(() => createArchive(2, [1, Number.POSITIVE_INFINITY])).toThrow('reference');
    expect(() => insert(createArchive(2), [1, 2, 3], 0)).toThrow('The point must have 2 objectives, not 3.');
    expect(() => insert(createArchive(3), [1, Number.NaN, 3], 0)).toThrow('The point has NaN');
  });
});
