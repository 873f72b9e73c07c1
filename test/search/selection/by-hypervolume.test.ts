import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume, nonDominatedSort, type Point } from '../../../src/search/pareto.ts';
import { BY_HYPERVOLUME } from '../../../src/search/selection/by-hypervolume.ts';
import { individualsWith } from '../spaces.ts';

const { duel, survivors } = BY_HYPERVOLUME;

const points = fc.integer({ min: 2, max: 3 }).chain((objectives) =>
  fc.array(fc.array(fc.nat(9), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: 14,
  }),
);

/** What each adds to the hypervolume of all, in the front's own range, to a reference ten ranges beyond: by taking it away. */
function contributions(front: readonly Point[]): number[] {
  const axes = front[0]!.map((_, m) => front.map((point) => point[m]!));
  const scaled = front.map((point) =>
    point.map((value, m) => {
      const low = Math.min(...axes[m]!);
      return (value - low) / (Math.max(...axes[m]!) - low || 1);
    }),
  );
  const reference = axes.map(() => 11);
  const whole = hypervolume(scaled, reference);
  return scaled.map((_, i) => whole - hypervolume(scaled.toSpliced(i, 1), reference));
}

describe('SMS-EMOA’s survivors', () => {
  it('lose the one that adds least of those that are no end', () => {
    fc.assert(
      fc.property(points, (all) => {
        const [front] = nonDominatedSort(all) as [number[]];
        const members = front.map((i) => all[i]!);
        const kept = survivors(individualsWith(members), members.length - 1);
        const added = contributions(members);
        const gone = [...members.keys()].filter((i) => !kept.includes(i));
        expect(gone).toHaveLength(1);
        const inside = added.filter((_, i) =>
          members[i]!.every((value, m) => members.some((other) => other[m]! < value)),
        );
        expect(added[gone[0]!]).toBeLessThanOrEqual(Math.min(...inside) + 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('lose one after the other, each from what is left', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 14 }), (all, count) => {
        let left = [...all.keys()];
        while (left.length > count)
          left = survivors(individualsWith(left.map((i) => all[i]!)), left.length - 1).map((k) => left[k]!);
        expect(survivors(individualsWith(all), count).toSorted()).toEqual(left.toSorted());
      }),
      { numRuns: 200 },
    );
  });

  it('are of the best fronts: only the worst that does not fit is thinned', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 14 }), (all, count) => {
        const kept = survivors(individualsWith(all), count);
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

  it('do not depend on the units of the objectives', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 14 }), (all, count) => {
        // Powers of two change no rounding.
        const scaled = all.map((point) => point.map((value, m) => value * 2 ** (7 * m - 9)));
        expect(survivors(individualsWith(scaled), count)).toEqual(survivors(individualsWith(all), count));
      }),
    );
  });

  it('keep the ends of an even front, and thin its middle', () => {
    const line = Array.from({ length: 9 }, (_, i) => [i, 8 - i]);
    const kept = survivors(individualsWith(line), 4).toSorted();
    expect([kept[0], kept.at(-1)]).toEqual([0, 8]);
    expect(survivors(individualsWith(line), 2).toSorted()).toEqual([0, 8]);
  });
});

describe('SMS-EMOA’s tournaments', () => {
  it('compare fronts alone', () => {
    fc.assert(
      fc.property(points, (all) => {
        const compare = duel(individualsWith(all));
        const fronts = nonDominatedSort(all);
        const rank = (i: number) => fronts.findIndex((members) => members.includes(i));
        for (const a of all.keys())
          for (const b of all.keys()) expect(Math.sign(compare(a, b))).toBe(Math.sign(rank(a) - rank(b)));
      }),
    );
  });
});
