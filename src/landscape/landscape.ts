import { asPandasReads } from './pandas-number.ts';
import type { TabularBenchmark } from './table.ts';

/** A space in which an architecture is one choice at each of a few positions. */
export interface Product {
  /** How many options there are at each position. */
  readonly sizes: readonly number[];
  /** What is chosen: node after node, position after position. */
  readonly digits: Uint8Array;
  /** The node with these digits (an array as long as `sizes`); −1 where the table lacks it. */
  nodeOf(digits: ArrayLike<number>): number;
}

/**
 * Evaluated architectures as a graph: nodes are the table's rows, in its order; neighbours are one edit away from
 * each other; fitness is what the edits climb (larger is better).
 */
export interface Landscape {
  readonly count: number;
  /** By node, finite; larger is better. */
  readonly fitness: Float64Array;
  /** Neighbours of node i: `neighbours[starts[i]]` up to, not including, `neighbours[starts[i + 1]]`; symmetric. */
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  /** The least number of edits that make one of the other, whether the table has what lies between or not. */
  distance(a: number, b: number): number;
  /** The largest distance that two architectures of the space can have. */
  readonly diameter: number;
  /** Where the space is a product of choices. */
  readonly product: Product | undefined;
}

/** Whether every combination of the space is in the table. */
export const isComplete = ({ product, count }: Landscape): boolean =>
  product !== undefined && product.sizes.reduce((all, size) => all * size, 1) === count;

/** What a distance costs, in comparisons of digits' words: edits of genotypes are searched for, some 20 µs each. */
export const distanceCost = ({ product }: Pick<Landscape, 'product'>): number => (product ? 1 : 1000);

/** How a column becomes a landscape. */
export interface LandscapeOptions {
  /** Small values are good: they are negated. */
  readonly minimise?: boolean;
  /**
   * Which double a number is, which matters where equal ones are asked for: the nearest to its decimals (`exact`), or
   * the one that pandas makes of them, as in published analyses (`asPandasReads`). Of the CIFAR-10 column of the
   * follow-up's table 249 neutral networks come of the latter, as published, 219 of the former; of values rounded to 12
   * digits, which undoes the rounding of means over seeds, 277.
   */
  readonly reading?: 'pandas' | 'exact';
}

/** Larger numbers, either way, have no place in a variance. */
const FITNESS_AT_MOST = 1e100;

/**
 * The landscape of a column of a tabular benchmark: neighbours differ in one choice, distance is Hamming's. Throws an
 * `Error` where the column has no number in some row, or one beyond 10¹⁰⁰, or a position has more than 255 options.
 */
export const landscapeOf = (
  table: TabularBenchmark,
  column: string,
  options: LandscapeOptions = {},
): Landscape => ({
  ...hammingGraph(productOf(table)),
  fitness: fitnessOf(table.complete(column), column, options),
});

/** A column's numbers, none of them missing, as fitness. Throws an `Error` where there is one beyond 10¹⁰⁰. */
export function fitnessOf(
  values: Float64Array,
  column: string,
  { minimise = false, reading = 'pandas' }: LandscapeOptions = {},
): Float64Array {
  const far = values.find((value) => Math.abs(value) > FITNESS_AT_MOST);
  if (far !== undefined)
    throw new Error(`The column ${column} holds ${far}, too large a number for statistics. Use other units.`);
  return values.map((value) => {
    const read = reading === 'pandas' ? asPandasReads(value) : value;
    // Neither way −0 comes of 0.
    return minimise ? 0 - read : read + 0;
  });
}

/** The choices of a table's rows. Throws an `Error` where a position has more than 255 options. */
function productOf({ options, strides, codes, rows, rowOf }: TabularBenchmark): Product {
  const sizes = options.map(({ length }) => length);
  const many = sizes.findIndex((size) => size > 255);
  if (many >= 0)
    throw new Error(`Position ${many + 1} of the genotypes has ${sizes[many]} options; 255 are the most.`);
  const digits = new Uint8Array(rows * sizes.length);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < sizes.length; i++)
      digits[row * sizes.length + i] = Math.floor(codes[row]! / strides[i]!) % sizes[i]!;
  return {
    sizes,
    digits,
    nodeOf: (chosen) => rowOf(strides.reduce((code, stride, i) => code + stride * chosen[i]!, 0)),
  };
}

/** The graph of nodes that differ in one position. */
export function hammingGraph(product: Product): Omit<Landscape, 'fitness'> {
  const { sizes, digits, nodeOf } = product;
  const length = sizes.length;
  const count = digits.length / length;
  const starts = new Int32Array(count + 1);
  const most = sizes.reduce((sum, size) => sum + size - 1, 0);
  const neighbours = new Int32Array(count * most);
  const chosen = new Uint8Array(length);
  let end = 0;
  for (let node = 0; node < count; node++) {
    chosen.set(digits.subarray(node * length, (node + 1) * length));
    for (let i = 0; i < length; i++) {
      const own = chosen[i]!;
      for (let choice = 0; choice < sizes[i]!; choice++) {
        if (choice === own) continue;
        chosen[i] = choice;
        const other = nodeOf(chosen);
        if (other >= 0) neighbours[end++] = other;
      }
      chosen[i] = own;
    }
    starts[node + 1] = end;
  }
  return {
    count,
    starts,
    neighbours: neighbours.slice(0, end),
    diameter: sizes.filter((size) => size > 1).length,
    product,
    distance(a, b) {
      let different = 0;
      for (let i = 0; i < length; i++) if (digits[a * length + i] !== digits[b * length + i]) different++;
      return different;
    },
  };
}
