import { sortedByKey } from '../../shared/radix-sort.ts';

/** A landscape as it is drawn: the graph, what is climbed, and where steepest ascent leads. */
export interface GraphData {
  readonly count: number;
  /** How many options there are at each position. */
  readonly sizes: readonly number[];
  /** What is chosen: node after node, position after position. */
  readonly digits: Uint8Array;
  /** Neighbours of node i: `neighbours[starts[i]]` up to, not including, `neighbours[starts[i + 1]]`. */
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  /** By node; larger is better. */
  readonly fitness: Float64Array;
  /** By node: the place in `optima` where steepest ascent ends; −1 where it ends on a plateau. */
  readonly climb: Int32Array;
  /** Nodes that are strict local optima. */
  readonly optima: Int32Array;
}

/** Nodes in the order in which they are visited, and what kind of walk it is. */
export interface Walk {
  readonly nodes: readonly number[];
  readonly label: string;
}

/** The basin of steepest ascent of an optimum. */
export interface Basin {
  /** The place in `optima`. */
  readonly optimum: number;
  /** Nodes, the optimum among them. */
  readonly size: number;
}

/** So many basins have a colour of their own. */
export const NAMED_BASINS = 10;

/** What follows from a landscape, whatever its centre. */
export interface GraphFacts {
  /** By node: how many nodes are fitter, plus one. */
  readonly rank: Int32Array;
  readonly fittest: number;
  readonly lowest: number;
  readonly highest: number;
  /** The largest first, of equals the fitter: at most `NAMED_BASINS`. */
  readonly basins: readonly Basin[];
  /** By place in `optima`: the place in `basins`; −1 for the smaller ones. */
  readonly basinOf: Int32Array;
  /** Nodes of all other basins, and nodes whose ascent ends on a plateau. */
  readonly others: number;
  readonly plateau: number;
  /** By node: 1 for a strict local optimum. */
  readonly isOptimum: Uint8Array;
}

/** Throws an `Error` for a landscape without nodes. */
export function factsOf({ count, fitness, climb, optima }: GraphData): GraphFacts {
  if (count === 0) throw new Error('A landscape without architectures cannot be drawn.');
  const nodes = Int32Array.from({ length: count }, (_, node) => node);
  const order = sortedByKey(
    nodes,
    fitness.map((value) => -value),
  );
  const rank = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const node = order[i]!;
    const tied = i > 0 && fitness[order[i - 1]!] === fitness[node];
    rank[node] = tied ? rank[order[i - 1]!]! : i + 1;
  }
  const sizes = new Int32Array(optima.length);
  let plateau = 0;
  for (const optimum of climb) {
    if (optimum < 0) plateau++;
    else sizes[optimum]!++;
  }
  const basins = Array.from(sizes, (size, optimum) => ({ optimum, size }))
    .sort((a, b) => b.size - a.size || fitness[optima[b.optimum]!]! - fitness[optima[a.optimum]!]!)
    .slice(0, NAMED_BASINS);
  const basinOf = new Int32Array(optima.length).fill(-1);
  for (const [place, { optimum }] of basins.entries()) basinOf[optimum] = place;
  const isOptimum = new Uint8Array(count);
  for (const node of optima) isOptimum[node] = 1;
  return {
    rank,
    fittest: order[0]!,
    lowest: fitness[order[count - 1]!]!,
    highest: fitness[order[0]!]!,
    basins,
    basinOf,
    others: count - plateau - basins.reduce((sum, { size }) => sum + size, 0),
    plateau,
    isOptimum,
  };
}

/** The neighbours of a node, the fittest first; equals in the order of the graph. */
export function neighboursOf({ starts, neighbours, fitness }: GraphData, node: number): readonly number[] {
  return [...neighbours.subarray(starts[node]!, starts[node + 1]!)].sort((a, b) => fitness[b]! - fitness[a]!);
}

/** The positions, from 0, at which two nodes differ. */
export function differences({ sizes, digits }: GraphData, a: number, b: number): readonly number[] {
  const length = sizes.length;
  return [...sizes.keys()].filter((i) => digits[a * length + i] !== digits[b * length + i]);
}

/** The node of this number; `null` where there is none. */
export const nodeOf = ({ count }: GraphData, node: number | null): number | null =>
  node !== null && node >= 0 && node < count ? node : null;
