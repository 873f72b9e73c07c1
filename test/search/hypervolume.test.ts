import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dominates,
  hypervolume,
  hypervolumeContributions,
  nonDominatedSort,
  type Point,
} from '../../src/search/pareto.ts';
import { createRng } from '../../src/space/random.ts';

interface Case {
  readonly id: number;
  readonly F: number[][];
  readonly fronts: number[][];
  readonly hypervolume: {
    readonly ref: number[];
    readonly value_all_points: number;
    readonly value_front0: number;
  }[];
  readonly hv_contributions_front0: { readonly ref: number[]; readonly values: number[] };
}

/** Outside reference values, beside the project where there are any. */
const vectors = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/vectors/pymoo.json');
const available = existsSync(vectors);
if (!available) console.warn(`Skipping the comparison with pymoo's hypervolumes: ${vectors} is not there.`);
const cases: Case[] = available ? JSON.parse(readFileSync(vectors, 'utf8')).cases : [];

/** Equal but for rounding: a few parts in 10¹² of the value, or of `scale`. */
function expectNear(actual: number, expected: number, scale = Math.abs(expected)): void {
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(1e-11 * scale);
}

/** Points on a grid, some of them at and beyond the reference. */
const gridOf = (objectives: number, edge: number) =>
  fc.array(
    fc.array(fc.integer({ min: 0, max: edge + 1 }), { minLength: objectives, maxLength: objectives }),
    { maxLength: 16 },
  );

/** The volume by counting unit cells from 0 to the edge in every objective. */
function counted(points: readonly Point[], objectives: number, edge: number): number {
  let cells = 0;
  for (let number = 0; number < edge ** objectives; number++) {
    const cell = Array.from({ length: objectives }, (_, m) => Math.floor(number / edge ** m) % edge);
    if (points.some((point) => point.every((value, m) => value <= cell[m]!))) cells++;
  }
  return cells;
}

const without = <T>(items: readonly T[], i: number): T[] => items.filter((_, j) => j !== i);

describe.skipIf(!available)('agrees with pymoo and moocore', () => {
  const named = cases.map((reference) => [reference.id, reference] as const);

  it.each(named)('hypervolume of case %i', (_, { F, fronts, hypervolume: values }) => {
    const first = fronts[0]!.map((i) => F[i]!);
    for (const { ref, value_all_points, value_front0 } of values) {
      expectNear(hypervolume(F, ref), value_all_points);
      expectNear(hypervolume(first, ref), value_front0);
    }
  });

  it.each(named)('contributions of case %i', (_, { F, fronts, hv_contributions_front0: { ref, values } }) => {
    const first = fronts[0]!.map((i) => F[i]!);
    const ours = hypervolumeContributions(first, ref);
    expect(ours.length).toBe(values.length);
    const scale = hypervolume(first, ref);
    for (const [k, value] of values.entries()) expectNear(ours[k]!, value, scale);
  });
});

describe.each([
  [1, 12],
  [2, 9],
  [3, 6],
  [4, 4],
  [5, 3],
])('in %i objectives', (objectives, edge) => {
  const reference = new Array<number>(objectives).fill(edge);

  it('the hypervolume is what counting cells gives', () => {
    fc.assert(
      fc.property(gridOf(objectives, edge), (points) => {
        expect(hypervolume(points, reference)).toBe(counted(points, objectives, edge));
      }),
      { numRuns: 300 },
    );
  });

  it('a contribution is what is lost without the point', () => {
    fc.assert(
      fc.property(gridOf(objectives, edge), (points) => {
        const all = counted(points, objectives, edge);
        expect(hypervolumeContributions(points, reference)).toEqual(
          points.map((_, i) => all - counted(without(points, i), objectives, edge)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe.each([2, 3, 4, 5, 6])('with real numbers in %i objectives', (objectives) => {
  const rng = createRng(objectives);
  const draw = (n: number) =>
    Array.from({ length: n }, () => Array.from({ length: objectives }, () => rng.float() * 2 - 1));
  const reference = new Array<number>(objectives).fill(0.8);

  it('a contribution is the difference of two hypervolumes, 0 where the point is dominated', () => {
    for (let n = 1; n < 40; n += 3) {
      const points = draw(n);
      points.push(points[0]!);
      const all = hypervolume(points, reference);
      const contributions = hypervolumeContributions(points, reference);
      for (const [i, point] of points.entries()) {
        expectNear(contributions[i]!, all - hypervolume(without(points, i), reference), all + 1);
        const idle =
          points.some((other, j) => j !== i && (dominates(other, point) || other === point)) ||
          !point.every((value) => value < 0.8);
        if (idle) expect(contributions[i]).toBe(0);
      }
    }
  });

  it('only the first front matters, in any order, and in any order of the objectives', () => {
    const points = draw(60);
    const all = hypervolume(points, reference);
    const first = nonDominatedSort(points)[0]!.map((i) => points[i]!);
    expectNear(hypervolume(first, reference), all);
    expectNear(hypervolume(points.toReversed(), reference), all);
    expectNear(
      hypervolume(
        points.map((point) => point.toReversed()),
        reference,
      ),
      all,
    );
  });
});

describe('edges', () => {
  const { POSITIVE_INFINITY: far, NEGATIVE_INFINITY: near } = Number;

  it('many points agree between three objectives and four, of which the last is the same for all', () => {
    const rng = createRng(4);
    const points = Array.from({ length: 700 }, () => [rng.float(), rng.float(), rng.float()]);
    const deep = points.map((point) => [...point, 1]);
    expectNear(hypervolume(deep, [1, 1, 1, 3]), 2 * hypervolume(points, [1, 1, 1]));
    const expected = hypervolumeContributions(points, [1, 1, 1]);
    for (const [i, value] of hypervolumeContributions(deep, [1, 1, 1, 3]).entries())
      expectNear(value, 2 * expected[i]!, 1);
  });

  it('nothing is worth nothing', () => {
    expect(hypervolume([], [1, 1, 1])).toBe(0);
    expect(hypervolumeContributions([], [1])).toEqual([]);
    expect(hypervolume([[1, 0, 0, 0]], [1, 1, 1, 1])).toBe(0);
    expect(hypervolumeContributions([[far, 0]], [1, 1])).toEqual([0]);
  });

  it('what is infinitely far out spans an infinite volume', () => {
    for (const rest of [[], [0], [0, 0]]) {
      const ones = [1, 1, ...rest.map(() => 1)];
      expect(hypervolume([[near, 0, ...rest]], ones)).toBe(far);
      expect(hypervolume([[near, 1, ...rest]], ones)).toBe(0);
      expect(hypervolume([[0, 0, ...rest]], [far, ...ones.slice(1)])).toBe(far);
      expect(() => hypervolumeContributions([[near, 0, ...rest]], ones)).toThrow(RangeError);
    }
  });

  it('refuses NaN and points that do not fit the reference', () => {
    expect(() => hypervolume([[1, 1, 1]], [2, 2])).toThrow('Point 0 must have 2 objectives, not 3.');
    expect(() => hypervolumeContributions([[1, 1], [1]], [2, 2])).toThrow(
      'Point 1 must have 2 objectives, not 1',
    );
    expect(() => hypervolume([[1, Number.NaN]], [2, 2])).toThrow(RangeError);
    expect(() => hypervolume([[1, 1]], [2, Number.NaN])).toThrow('reference');
    expect(() => hypervolume([], [])).toThrow('reference');
  });
});
