import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constrainedDominates,
  constrainedSort,
  crowdingDistance,
  dominates,
  nonDominatedSort,
  type Point,
  rankAndCrowdSurvivors,
} from '../../src/search/pareto.ts';
import { createRng } from '../../src/space/random.ts';

interface Vectors {
  readonly cases: readonly {
    readonly id: number;
    readonly F: number[][];
    readonly fronts: number[][];
    /** Infinity is written as a text. */
    readonly crowding_by_front: (number | string)[][];
  }[];
  readonly survival: readonly {
    readonly id: number;
    readonly F: number[][];
    readonly cv: number[];
    readonly n_survive: number;
    readonly must_survive: number[];
    readonly may_survive: number[];
  }[];
}

/** Outside reference values, beside the project where there are any. */
const vectors = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/vectors/pymoo.json');
const available = existsSync(vectors);
if (!available) console.warn(`Skipping the comparison with pymoo: ${vectors} is not there.`);
const { cases, survival }: Vectors = available
  ? JSON.parse(readFileSync(vectors, 'utf8'))
  : { cases: [], survival: [] };

/** Points of so many objectives with many ties and duplicates. */
const pointsOf = (objectives: number, maxLength = 60) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    maxLength,
  });

/** Points of one to six objectives. */
const points = fc.integer({ min: 1, max: 6 }).chain((objectives) => pointsOf(objectives));

/** By the definition: those that nothing left dominates, again and again. */
function sortByDefinition<T>(items: readonly T[], beats: (a: T, b: T) => boolean): number[][] {
  const fronts: number[][] = [];
  for (let left = [...items.keys()]; left.length > 0; ) {
    const front = left.filter((i) => !left.some((j) => beats(items[j]!, items[i]!)));
    fronts.push(front);
    left = left.filter((i) => !front.includes(i));
  }
  return fronts;
}

describe.skipIf(!available)('agrees with pymoo', () => {
  const named = cases.map((reference) => [reference.id, reference] as const);

  it.each(named)('fronts of case %i', (_, { F, fronts }) => {
    expect(nonDominatedSort(F)).toEqual(fronts);
  });

  it.each(named)('crowding of case %i', (_, { F, fronts, crowding_by_front: expected }) => {
    for (const [k, front] of fronts.entries()) {
      const ours = crowdingDistance(front.map((i) => F[i]!));
      for (const [place, reference] of expected[k]!.entries()) {
        if (reference === 'Infinity') expect(ours[place]).toBe(Number.POSITIVE_INFINITY);
        else expect(ours[place]).toBeCloseTo(Number(reference), 10);
      }
    }
  });

  it.each(survival.map((reference) => [reference.id, reference] as const))(
    'survivors of case %i',
    (_, { F, cv, n_survive: count, must_survive: must, may_survive: may }) => {
      const survivors = rankAndCrowdSurvivors(F, cv, count);
      expect(new Set(survivors).size).toBe(count);
      expect(must.filter((i) => !survivors.includes(i))).toEqual([]);
      expect(survivors.filter((i) => !may.includes(i))).toEqual([]);
    },
  );
});

describe('dominates', () => {
  it('is nowhere worse and somewhere better', () => {
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 3], [1, 2])).toBe(false);
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([1, 3], [2, 2])).toBe(false);
    expect(dominates([-0, 1], [0, 1])).toBe(false);
    expect(dominates([Number.NEGATIVE_INFINITY, 1], [0, 1])).toBe(true);
  });

  it('refuses what cannot be compared', () => {
    expect(() => dominates([1, 2], [1, 2, 3])).toThrow(RangeError);
    expect(() => dominates([1, Number.NaN], [2, 2])).toThrow('Objective 1 is NaN');
    expect(() => dominates([5, 1], [1, Number.NaN])).toThrow(RangeError);
  });
});

describe('nonDominatedSort', () => {
  it('is the definition, in any number of objectives', () => {
    fc.assert(
      fc.property(points, (all) => {
        expect(nonDominatedSort(all)).toEqual(sortByDefinition(all, dominates));
      }),
      { numRuns: 300 },
    );
  });

  it.each([2, 3, 4, 5])('is the definition for many points of %i objectives', (objectives) => {
    // More than fit into one word, one block of rows and one pass over pairs.
    const rng = createRng(objectives);
    const all = Array.from({ length: 1500 }, () => Array.from({ length: objectives }, () => rng.int(40)));
    const fronts = nonDominatedSort(all);
    expect(fronts.flat().sort((a, b) => a - b)).toEqual([...all.keys()]);
    for (const [k, front] of fronts.entries()) {
      expect(front).toEqual(front.toSorted((a, b) => a - b));
      for (const i of front) {
        expect(front.some((j) => dominates(all[j]!, all[i]!))).toBe(false);
        if (k > 0) expect(fronts[k - 1]!.some((j) => dominates(all[j]!, all[i]!))).toBe(true);
      }
    }
  });

  it('takes -0 for 0 and orders infinities', () => {
    const { POSITIVE_INFINITY: far, NEGATIVE_INFINITY: near } = Number;
    for (const rest of [[], [0], [0, -0]]) {
      const all = [
        [0, -0],
        [-0, 0],
        [far, 0],
        [near, far],
        [far, far],
      ].map((point) => [...point, ...rest]);
      expect(nonDominatedSort(all)).toEqual([[0, 1, 3], [2], [4]]);
    }
  });

  it('names a point that it cannot sort', () => {
    expect(nonDominatedSort([])).toEqual([]);
    expect(() =>
      nonDominatedSort([
        [1, 2],
        [1, 2, 3],
      ]),
    ).toThrow(new RangeError('Point 1 must have 2 objectives, not 3.'));
    expect(() =>
      nonDominatedSort([
        [1, 2],
        [1, Number.NaN],
      ]),
    ).toThrow(new RangeError('Point 1 has NaN as its objective 1.'));
    expect(() => nonDominatedSort([[]])).toThrow(RangeError);
  });
});

describe('crowdingDistance', () => {
  it('is the mean side of the box between the neighbours, with the ends at infinity', () => {
    const front = [
      [0, 10],
      [1, 6],
      [4, 5],
      [10, 0],
    ];
    // (4 − 0)/10 + (10 − 5)/10 and (10 − 1)/10 + (6 − 0)/10, halved.
    expect(crowdingDistance(front)).toEqual([Number.POSITIVE_INFINITY, 0.45, 0.75, Number.POSITIVE_INFINITY]);
    expect(
      crowdingDistance([
        [1, 2],
        [2, 1],
      ]),
    ).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(
      crowdingDistance([
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
    ).toEqual([0, 0, 0]);
    expect(crowdingDistance([])).toEqual([]);
  });

  it('gives numbers where an objective is infinite', () => {
    const far = Number.POSITIVE_INFINITY;
    const front = [[0], [1], [2], [far], [far]];
    // Next to the infinite end lies all of the range; between two ends of it nothing.
    expect(crowdingDistance(front)).toEqual([far, 0, 1, 1, far]);
  });
});

describe('constrained sorting', () => {
  const constrained = fc.integer({ min: 1, max: 4 }).chain((objectives) =>
    fc.array(
      fc.record({
        point: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: objectives, maxLength: objectives }),
        violation: fc.constantFrom(-1, -0, 0, 0.5, 1, 2, Number.POSITIVE_INFINITY),
      }),
      { maxLength: 40 },
    ),
  );

  it("follows Deb's rule", () => {
    expect(constrainedDominates([9, 9], [1, 1], 0, 0.1)).toBe(true);
    expect(constrainedDominates([1, 1], [9, 9], 0.1, -1)).toBe(false);
    expect(constrainedDominates([9, 9], [1, 1], 0.1, 0.2)).toBe(true);
    expect(constrainedDominates([1, 1], [9, 9], 0.1, 0.1)).toBe(false);
    expect(constrainedDominates([1, 1], [9, 9], 0, -3)).toBe(true);
    expect(() => constrainedDominates([1], [2], Number.NaN, 0)).toThrow(RangeError);
  });

  it('is the definition with that rule', () => {
    fc.assert(
      fc.property(constrained, (all) => {
        const fronts = constrainedSort(
          all.map(({ point }) => point),
          all.map(({ violation }) => violation),
        );
        expect(fronts).toEqual(
          sortByDefinition(all, (a, b) => constrainedDominates(a.point, b.point, a.violation, b.violation)),
        );
      }),
    );
  });

  it('looks at the objectives of feasible points alone, and names those', () => {
    expect(constrainedSort([[], [1, 2], [Number.NaN], [0, 0]], [2, 0, 1, 0])).toEqual([[3], [1], [2], [0]]);
    expect(() => constrainedSort([[], [1, 2], [1]], [2, 0, 0])).toThrow(
      'Point 2 must have 2 objectives, not 1',
    );
    expect(() => constrainedSort([[1], [2]], [0, Number.NaN])).toThrow('violation of point 1 is NaN');
    expect(() => constrainedSort([[1]], [])).toThrow(RangeError);
    expect(constrainedSort([], [])).toEqual([]);
  });

  it('lets the best survive: whole fronts, then the least crowded of the next', () => {
    fc.assert(
      fc.property(constrained, fc.nat(45), (all, count) => {
        const objectives: Point[] = all.map(({ point }) => point);
        const violations = all.map(({ violation }) => violation);
        const survivors = rankAndCrowdSurvivors(objectives, violations, count);
        expect(new Set(survivors).size).toBe(Math.min(count, all.length));
        let left = survivors.length;
        for (const front of constrainedSort(objectives, violations)) {
          const chosen = front.filter((i) => survivors.includes(i));
          expect(chosen.length).toBe(Math.min(left, front.length));
          left -= chosen.length;
          if (violations[front[0]!]! > 0) continue;
          const distances = crowdingDistance(front.map((i) => objectives[i]!));
          const distanceOf = (i: number) => distances[front.indexOf(i)]!;
          const least = Math.min(...chosen.map(distanceOf));
          for (const i of front) if (!chosen.includes(i)) expect(distanceOf(i)).toBeLessThanOrEqual(least);
        }
      }),
    );
    expect(() => rankAndCrowdSurvivors([], [], -1)).toThrow(RangeError);
    expect(() => rankAndCrowdSurvivors([], [], 1.5)).toThrow(RangeError);
  });
});
