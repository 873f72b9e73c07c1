import fc from 'fast-check';
import { hammingGraph } from '../../../../src/landscape/landscape.ts';
import type { GraphData } from '../../../../src/ui/landscape/graph/graph-data.ts';
import { steepestAscent } from '../../../../src/ui/landscape/graph/walks.ts';

/** The combinations of `sizes` whose codes (the first position counting ones) are in `codes`, with a fitness each. */
export function graphOf(
  sizes: readonly number[],
  codes: readonly number[],
  fitness: readonly number[],
): GraphData {
  const strides = sizes.map((_, i) => sizes.slice(0, i).reduce((all, size) => all * size, 1));
  const digits = Uint8Array.from(
    codes.flatMap((code) => sizes.map((size, i) => Math.floor(code / strides[i]!) % size)),
  );
  const rows = new Map(codes.map((code, row) => [code, row]));
  const nodeOf = (chosen: ArrayLike<number>) =>
    rows.get(strides.reduce((code, stride, i) => code + stride * chosen[i]!, 0)) ?? -1;
  const { count, starts, neighbours } = hammingGraph({ sizes, digits, nodeOf });
  const climbed = { starts, neighbours, fitness: Float64Array.from(fitness) };
  const around = (node: number) => [...neighbours.subarray(starts[node]!, starts[node + 1]!)];
  const optima = [...Array(count).keys()].filter((node) =>
    around(node).every((other) => fitness[other]! < fitness[node]!),
  );
  const climb = Int32Array.from({ length: count }, (_, node) =>
    optima.indexOf(steepestAscent(climbed, node).at(-1)!),
  );
  return { count, sizes, digits, ...climbed, climb, optima: Int32Array.from(optima) };
}

/** All combinations of positions of equal size; fitness by a function of the code. */
export const wholeGraph = (sizes: readonly number[], fitness: (code: number) => number): GraphData => {
  const codes = [...Array(sizes.reduce((all, size) => all * size, 1)).keys()];
  return graphOf(sizes, codes, codes.map(fitness));
};

/** Small tables of small spaces, with gaps and ties, and a node of each. */
export const tables = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
  .chain((sizes) => {
    const all = [...Array(sizes.reduce((product, size) => product * size, 1)).keys()];
    return fc.tuple(fc.shuffledSubarray(all, { minLength: 1 }), fc.nat()).chain(([codes, pick]) =>
      fc.record({
        data: fc
          .array(fc.integer({ min: -5, max: 5 }), { minLength: codes.length, maxLength: codes.length })
          .map((fitness) => graphOf(sizes, codes, fitness)),
        node: fc.constant(pick % codes.length),
      }),
    );
  });

/** Positions at which two nodes differ, by looking. */
export const differing = ({ sizes, digits }: GraphData, a: number, b: number): number[] =>
  [...sizes.keys()].filter((i) => digits[a * sizes.length + i] !== digits[b * sizes.length + i]);
