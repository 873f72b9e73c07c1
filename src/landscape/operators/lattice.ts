import type { Landscape } from '../landscape.ts';

/** Up to this many combinations a landscape's space is laid out whole. */
const MOST_COMBINATIONS = 2 ** 22;

/**
 * All combinations of a product of choices, numbered as digits (the first position counts ones), and the nodes there.
 */
export interface Lattice {
  readonly sizes: readonly number[];
  /** By how much the number grows where the choice at a position grows by one. */
  readonly strides: readonly number[];
  readonly combinations: number;
  /** Positions with more than one option: those that can change. */
  readonly varying: readonly number[];
  /** By node: its number. */
  readonly codes: Int32Array;
  /** By number: the node there; −1 for a gap. */
  readonly nodes: Int32Array;
  /** Whether there are no gaps. */
  readonly complete: boolean;
}

/**
 * Lays a landscape out on its product space. Throws a `RangeError` where the space is no product of choices, or has
 * more than 2²² combinations.
 */
export function latticeOf({ product, count }: Landscape): Lattice {
  if (!product)
    throw new RangeError(
      'Transformation operators change positions, and the architectures of this table are no choices at fixed ' +
        'positions. Use a table of words, of NATS-Bench cells, or of genotypes with the same decisions.',
    );
  const { sizes, digits } = product;
  const combinations = sizes.reduce((all, size) => all * size, 1);
  if (combinations > MOST_COMBINATIONS)
    throw new RangeError(
      `The space has ${combinations.toLocaleString('en')} combinations, and sums over all of them are made up to ` +
        `${MOST_COMBINATIONS.toLocaleString('en')}. Sample the space instead, or use a table with fewer positions.`,
    );
  const strides: number[] = [];
  let stride = 1;
  for (const size of sizes) {
    strides.push(stride);
    stride *= size;
  }
  const codes = new Int32Array(count);
  const nodes = new Int32Array(combinations).fill(-1);
  for (let node = 0; node < count; node++) {
    let code = 0;
    for (let i = 0; i < sizes.length; i++) code += strides[i]! * digits[node * sizes.length + i]!;
    codes[node] = code;
    nodes[code] = node;
  }
  const varying = [...sizes.keys()].filter((i) => sizes[i]! > 1);
  return { sizes, strides, combinations, varying, codes, nodes, complete: combinations === count };
}

/** Values by node as values by number; `gap` where there is no node. */
export function scatter({ nodes }: Lattice, values: ArrayLike<number>, gap = 0): Float64Array {
  return Float64Array.from(nodes, (node) => (node < 0 ? gap : values[node]!));
}

/** Values by number as values by node. */
export function gather({ codes }: Lattice, values: Float64Array): Float64Array {
  return Float64Array.from(codes, (code) => values[code]!);
}
