import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdingDistance, dominates, nonDominatedSort } from '../../../src/search/pareto.ts';
import { BY_CROWDING } from '../../../src/search/selection/by-crowding.ts';
import { individualsWith } from '../spaces.ts';

const points = fc.integer({ min: 2, max: 3 }).chain((objectives) =>
  fc.array(fc.array(fc.nat(12), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: 25,
  }),
);

describe('NSGA-II’s survivors', () => {
  it('are the first front, and of the next the ends and those with most room', () => {
    const individuals = individualsWith([
      [0, 10],
      // The second front, whose third and fourth are close together.
      [1, 20],
      [5, 15],
      [10, 11],
      [10.5, 10.9],
      [20, 10.5],
      // The third.
      [30, 30],
    ]);
    const { survivors } = BY_CROWDING;
    expect(survivors(individuals, 1)).toEqual([0]);
    expect(survivors(individuals, 3).toSorted()).toEqual([0, 1, 5]);
    expect(survivors(individuals, 4).toSorted()).toEqual([0, 1, 2, 5]);
    // Room beside: (10.5 − 5)/19 + (15 − 10.9)/9.5 against (20 − 10)/19 + (11 − 10.5)/9.5.
    expect(survivors(individuals, 5).toSorted()).toEqual([0, 1, 2, 3, 5]);
    expect(survivors(individuals, 6).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(survivors(individuals, 9).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('leave out nobody of a better front, nor of more room in the same', () => {
    fc.assert(
      fc.property(points, fc.nat(26), (all, count) => {
        const kept = BY_CROWDING.survivors(individualsWith(all), count);
        expect(new Set(kept).size).toBe(kept.length);
        expect(kept).toHaveLength(Math.min(count, all.length));
        const cut = new Set<number>();
        for (const [rank, members] of nonDominatedSort(all).entries()) {
          const room = crowdingDistance(members.map((i) => all[i]!));
          const least = Math.min(...members.map((i, place) => (kept.includes(i) ? room[place]! : Infinity)));
          for (const [place, i] of members.entries())
            if (!kept.includes(i)) {
              cut.add(rank);
              expect(room[place]).toBeLessThanOrEqual(least);
            }
          // Whoever is kept has all better fronts kept whole.
          if (members.some((i) => kept.includes(i)))
            expect([...cut].every((each) => each === rank)).toBe(true);
        }
      }),
    );
  });
});

describe('NSGA-II’s tournaments', () => {
  it('are won by who dominates, else by who has more room in its front', () => {
    fc.assert(
      fc.property(points, (all) => {
        const duel = BY_CROWDING.duel(individualsWith(all));
        const room = new Map(
          nonDominatedSort(all).flatMap((members) => {
            const distances = crowdingDistance(members.map((i) => all[i]!));
            return members.map((i, place) => [i, distances[place]!] as const);
          }),
        );
        for (const a of all.keys())
          for (const b of all.keys()) {
            const outcome = Math.sign(duel(a, b));
            expect(outcome + Math.sign(duel(b, a))).toBe(0);
            if (dominates(all[a]!, all[b]!)) expect(outcome).toBe(-1);
            else if (!dominates(all[b]!, all[a]!)) {
              const [mine, other] = [room.get(a)!, room.get(b)!];
              expect(outcome).toBe(mine === other ? 0 : Math.sign(other - mine));
            }
          }
      }),
    );
  });

  it('compare room across fronts where neither dominates', () => {
    // The middle of the first front against an end of the second.
    const duel = BY_CROWDING.duel(
      individualsWith([
        [0, 10],
        [4, 4],
        [10, 0],
        [3, 12],
        [12, 3],
      ]),
    );
    expect(duel(1, 3)).toBeGreaterThan(0);
    expect(duel(0, 3)).toBeLessThan(0);
    expect(duel(2, 3)).toBe(0);
  });
});
