import fc from 'fast-check';
import { hammingGraph, type Landscape } from '../../src/landscape/landscape.ts';

/** Some so small that their squares are 0 to a double, none whose hundredth part is. */
const reals = fc
  .double({ min: -1, max: 1, noNaN: true })
  .map((value) => (Math.abs(value) < 1e-200 ? 1e-200 : value));

/** Product spaces of up to 81 nodes, some left out, in any order, with few different fitness values or many. */
export const smallLandscapes: fc.Arbitrary<Landscape> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
    left: fc.array(fc.boolean(), { minLength: 81, maxLength: 81 }),
    whole: fc.boolean(),
    order: fc.array(fc.nat(), { minLength: 81, maxLength: 81 }),
    values: fc.oneof(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 81, maxLength: 81 }),
      fc.array(fc.integer({ min: -9, max: 30 }), { minLength: 81, maxLength: 81 }),
      fc.array(reals, { minLength: 81, maxLength: 81 }),
    ),
  })
  .map(({ sizes, left, whole, order, values }) => {
    const count = sizes.reduce((product, size) => product * size, 1);
    const codes = [...Array(count).keys()]
      .filter((code) => whole || code === 0 || !left[code])
      .sort((a, b) => order[a]! - order[b]!);
    const digitsOf = (code: number): number[] =>
      sizes.map((size) => {
        const digit = code % size;
        code = (code - digit) / size;
        return digit;
      });
    const nodeOf = (digits: ArrayLike<number>): number =>
      codes.indexOf(sizes.reduceRight((code, size, i) => code * size + digits[i]!, 0));
    const graph = hammingGraph({ sizes, digits: Uint8Array.from(codes.flatMap(digitsOf)), nodeOf });
    return { ...graph, fitness: Float64Array.from(codes, (_, i) => values[i]!) };
  });

/** The neighbours of each node. */
export const neighboursOf = ({ count, starts, neighbours }: Landscape): number[][] =>
  Array.from({ length: count }, (_, node) => [...neighbours.subarray(starts[node], starts[node + 1])]);

/** All that can be reached from a node by steps of a kind, itself included, in order. */
export function reachable(
  landscape: Landscape,
  from: number,
  allowed: (from: number, to: number) => boolean,
): number[] {
  const near = neighboursOf(landscape);
  const found = new Set([from]);
  for (const node of found) for (const other of near[node]!) if (allowed(node, other)) found.add(other);
  return [...found].sort((a, b) => a - b);
}

/** Runs a generator to its end. */
export function finish<Result>(work: Generator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value as Result;
  }
}
