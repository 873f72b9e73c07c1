import { denseRanks } from './correlation.ts';
import type { Landscape } from './landscape.ts';

/**
 * The nodes in connected sets of exactly equal fitness, most of them sets of one. Plateaus are numbered from the
 * fittest down, so what leads uphill from one leads to a smaller number.
 */
export interface Plateaus {
  readonly count: number;
  /** By node: its plateau. */
  readonly of: Int32Array;
  /** All nodes, plateau after plateau; hence the fittest first. Among equals the order of the table. */
  readonly members: Int32Array;
  /** Plateau p's members are those from `starts[p]` up to, not including, `starts[p + 1]`. */
  readonly starts: Int32Array;
}

/** Contracts a landscape's plateaus: a flood fill from each node, the fittest first. */
export function plateausOf({ count, fitness, starts, neighbours }: Landscape): Plateaus {
  const of = new Int32Array(count).fill(-1);
  const members = new Int32Array(count);
  const bounds = new Int32Array(count + 1);
  let plateaus = 0;
  let end = 0;
  for (const seed of fittestFirst(fitness)) {
    if (of[seed]! >= 0) continue;
    const begin = end;
    of[seed] = plateaus;
    members[end++] = seed;
    for (let next = begin; next < end; next++) {
      const node = members[next]!;
      for (let at = starts[node]!; at < starts[node + 1]!; at++) {
        const other = neighbours[at]!;
        if (fitness[other] !== fitness[node] || of[other]! >= 0) continue;
        of[other] = plateaus;
        members[end++] = other;
      }
    }
    members.subarray(begin, end).sort();
    bounds[++plateaus] = end;
  }
  return { count: plateaus, of, members, starts: bounds.slice(0, plateaus + 1) };
}

/** Nodes in order of fitness, the fittest first, equal ones in their own order: a counting sort of ranks. */
function fittestFirst(fitness: Float64Array): Int32Array {
  const ranks = denseRanks(fitness);
  const ends = new Int32Array(ranks.length + 1);
  for (const rank of ranks) ends[rank]!++;
  let from = 0;
  for (let rank = ranks.length; rank >= 0; rank--) {
    const size = ends[rank]!;
    ends[rank] = from;
    from += size;
  }
  const order = new Int32Array(ranks.length);
  for (let node = 0; node < ranks.length; node++) order[ends[ranks[node]!]!++] = node;
  return order;
}
