import fc from 'fast-check';
import { hammingGraph, type Landscape, type Product } from '../../../src/landscape/landscape.ts';
import type { Acceptance, Operator } from '../../../src/landscape/operators/operator.ts';
import type { Progress } from '../../../src/landscape/progress.ts';

/** Runs a computation to its end. */
export function finish<T>(computation: Generator<Progress, T>): T {
  for (;;) {
    const { done, value } = computation.next();
    if (done) return value;
    if (!(value.share >= 0 && value.share <= 1 && value.stage)) throw new Error(JSON.stringify(value));
  }
}

/** The landscape of these digits, row after row. */
export function landscapeFrom(
  sizes: readonly number[],
  rows: readonly (readonly number[])[],
  fitness: readonly number[],
): Landscape {
  const byText = new Map(rows.map((row, i) => [row.join(), i]));
  const product: Product = {
    sizes,
    digits: Uint8Array.from(rows.flat()),
    nodeOf: (digits) => byText.get(Array.from(digits).join()) ?? -1,
  };
  return { ...hammingGraph(product), fitness: Float64Array.from(fitness) };
}

/** All rows of a space, the last position fastest: not the order of the codes. */
export const allRows = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, b) => [...row, b])),
    [[]],
  );

/**
 * Small product spaces: positions of different sizes, some with one option; fitness of few values, so that there are
 * ties; complete, or with gaps, in any order of rows.
 */
export const landscapes = ({ gaps = true }: { gaps?: boolean } = {}): fc.Arbitrary<Landscape> =>
  fc
    .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
    .filter((sizes) => sizes.some((size) => size > 1))
    .chain((sizes) => {
      const rows = allRows(sizes);
      return fc
        .record({
          rows: fc.oneof(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: gaps ? 1 : rows.length })),
          fitness: fc.array(
            fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ min: -5, max: 5, noNaN: true })),
            {
              minLength: rows.length,
              maxLength: rows.length,
            },
          ),
        })
        .map(({ rows: chosen, fitness }) => landscapeFrom(sizes, chosen, fitness.slice(0, chosen.length)));
    });

const weight = fc.oneof(fc.constant(1), fc.double({ min: 0.05, max: 20, noNaN: true }));

export const acceptances: fc.Arbitrary<Acceptance> = fc.oneof(
  fc.constant<Acceptance>({ kind: 'blind' }),
  fc.constant<Acceptance>({ kind: 'elitist' }),
  fc.integer({ min: 1, max: 4 }).map((size): Acceptance => ({ kind: 'tournament', size })),
  fc
    .double({ min: 1e-3, max: 10, noNaN: true })
    .map((temperature): Acceptance => ({ kind: 'annealed', temperature })),
);

/** Operators on a space; even options where it is to be symmetric. */
export const operators = (
  sizes: readonly number[],
  {
    symmetric = false,
    acceptance = acceptances,
    most = sizes.length,
  }: { symmetric?: boolean; acceptance?: fc.Arbitrary<Acceptance>; most?: number } = {},
): fc.Arbitrary<Operator> => {
  const furthest = Math.min(most, sizes.filter((size) => size > 1).length);
  return fc.record({
    name: fc.constant('any'),
    distances: fc
      .array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1, noNaN: true })), {
        minLength: furthest + 1,
        maxLength: furthest + 1,
      })
      .filter((shares) => shares.some((share) => share > 0))
      .map((shares) => {
        const total = shares.reduce((sum, share) => sum + share, 0);
        return Array.from({ length: sizes.length + 1 }, (_, d) => (shares[d] ?? 0) / total);
      }),
    positions: fc.tuple(...sizes.map(() => weight)),
    options: fc.tuple(
      ...sizes.map((size) =>
        symmetric
          ? fc.constant(new Array<number>(size).fill(3))
          : fc.array(weight, { minLength: size, maxLength: size }),
      ),
    ),
    acceptance,
    memory: fc.constant(0),
  });
};

/** A landscape and operators on it. */
export const scenes = (
  of: { gaps?: boolean } & Parameters<typeof operators>[1] & { count?: number } = {},
): fc.Arbitrary<{ landscape: Landscape; operators: Operator[] }> =>
  landscapes(of).chain((landscape) =>
    fc.record({
      landscape: fc.constant(landscape),
      operators: fc.array(operators(landscape.product!.sizes, of), {
        minLength: of.count ?? 1,
        maxLength: of.count ?? 1,
      }),
    }),
  );

/**
 * How likely a draw from each node lands on each node, by the definition: every set of positions, every row. Draws in
 * gaps are drawn again; where all are, the draw stays.
 */
export function drawMatrix(landscape: Landscape, operator: Operator): number[][] {
  const { sizes, digits } = landscape.product!;
  const n = sizes.length;
  const varying = [...sizes.keys()].filter((i) => sizes[i]! > 1);
  const sets = Array.from({ length: 2 ** varying.length }, (_, bits) =>
    varying.filter((_position, k) => bits & (1 << k)),
  );
  const productOf = (set: number[]) => set.reduce((all, i) => all * operator.positions[i]!, 1);
  const totals = operator.distances.map((_, d) =>
    sets.filter(({ length }) => length === d).reduce((sum, set) => sum + productOf(set), 0),
  );
  return Array.from({ length: landscape.count }, (_, x) => {
    const row = Array.from({ length: landscape.count }, (_other, y) => {
      const set = varying.filter((i) => digits[x * n + i] !== digits[y * n + i]);
      const d = set.length;
      if (operator.distances[d] === 0) return 0;
      return set.reduce(
        (share, i) => {
          const own = operator.options[i]!;
          const others = own.reduce((sum, value, b) => sum + (b === digits[x * n + i] ? 0 : value), 0);
          return (share * own[digits[y * n + i]!]!) / others;
        },
        (operator.distances[d]! * productOf(set)) / totals[d]!,
      );
    });
    const landed = row.reduce((sum, share) => sum + share, 0);
    return landed > 0 ? row.map((share) => share / landed) : row.map((_share, y) => (y === x ? 1 : 0));
  });
}

/**
 * How likely a step (draw and acceptance) leads from each node to each node; tournaments by going through all draws.
 */
export function stepMatrix(landscape: Landscape, operator: Operator): number[][] {
  const { fitness } = landscape;
  const { acceptance } = operator;
  return drawMatrix(landscape, operator).map((draws, x) => {
    if (acceptance.kind === 'tournament') {
      // The best so far and how likely: a draw takes its place where it is fitter.
      let best = draws;
      for (let i = 1; i < acceptance.size; i++) {
        const next = draws.map(() => 0);
        for (const [a, first] of best.entries())
          for (const [b, second] of draws.entries())
            next[fitness[b]! > fitness[a]! ? b : a]! += first * second;
        best = next;
      }
      return best;
    }
    const row = draws.map(() => 0);
    for (const [y, share] of draws.entries()) {
      const by = fitness[y]! - fitness[x]!;
      const taken =
        acceptance.kind === 'blind' || by >= 0
          ? 1
          : acceptance.kind === 'elitist'
            ? 0
            : Math.exp(by / acceptance.temperature);
      row[y]! += share * taken;
      row[x]! += share * (1 - taken);
    }
    return row;
  });
}

export const applied = (matrix: readonly (readonly number[])[], values: ArrayLike<number>): number[] =>
  matrix.map((row) => row.reduce((sum, share, y) => sum + share * values[y]!, 0));
