import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crowdingDistance,
  dominates,
  hypervolume,
  nonDominatedSort,
  type Point,
} from '../../src/search/pareto.ts';

interface Case {
  readonly id: number;
  readonly m: number;
  readonly F: number[][];
  readonly fronts: number[][];
  /** Infinity is written as a text. */
  readonly crowding_by_front: (number | string)[][];
  readonly hypervolume: {
    readonly ref: number[];
    readonly value_all_points: number;
    readonly value_front0: number;
  }[];
}

/** Outside reference values, beside the project where there are any. */
const vectors = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/vectors/pymoo.json');
const available = existsSync(vectors);
if (!available) console.warn(`Skipping the comparison with pymoo: ${vectors} is not there.`);
const cases: Case[] = available ? JSON.parse(readFileSync(vectors, 'utf8')).cases : [];

const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), {
  maxLength: 40,
});

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

  it.each(named.filter(([, { m }]) => m === 2))(
    'hypervolume of case %i',
    (_, { F, fronts, hypervolume: values }) => {
      for (const { ref, value_all_points, value_front0 } of values) {
        expect(hypervolume(F, ref)).toBeCloseTo(value_all_points, 9);
        expect(
          hypervolume(
            fronts[0]!.map((i) => F[i]!),
            ref,
          ),
        ).toBeCloseTo(value_front0, 9);
      }
    },
  );
});

describe('nonDominatedSort', () => {
  it('peels fronts: none within one is dominated, each later one has a dominator before', () => {
    fc.assert(
      fc.property(points, (all) => {
        const fronts = nonDominatedSort(all);
        expect(fronts.flat().sort((a, b) => a - b)).toEqual([...all.keys()]);
        for (const [k, front] of fronts.entries()) {
          for (const i of front) {
            expect(front.some((j) => dominates(all[j]!, all[i]!))).toBe(false);
            if (k > 0) expect(fronts[k - 1]!.some((j) => dominates(all[j]!, all[i]!))).toBe(true);
          }
        }
      }),
    );
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
  });
});

describe('hypervolume', () => {
  /** The area by counting unit cells. */
  const counted = (all: readonly Point[], [right, top]: [number, number]) => {
    let cells = 0;
    for (let x = 0; x < right; x++) {
      for (let y = 0; y < top; y++) if (all.some((p) => p[0]! <= x && p[1]! <= y)) cells++;
    }
    return cells;
  };

  it('is the area that counting cells gives', () => {
    fc.assert(
      fc.property(points, (all) => {
        expect(hypervolume(all, [15, 12])).toBe(counted(all, [15, 12]));
      }),
    );
  });

  it('refuses other numbers of objectives', () => {
    expect(() => hypervolume([[1, 1, 1]], [2, 2, 2])).toThrow('two objectives');
  });
});
