import type { Landscape } from './landscape.ts';
import type { Plateaus } from './plateaus.ts';

/**
 * The nodes that are strictly fitter than all their neighbours, the fittest first, equal ones in the table's order. A
 * node without neighbours, in a table with gaps, is one of them: nothing near it is better.
 */
export function strictOptima({ fitness, starts, neighbours }: Landscape, { members }: Plateaus): Int32Array {
  return members.filter((node) => {
    for (let at = starts[node]!; at < starts[node + 1]!; at++)
      if (fitness[neighbours[at]!]! >= fitness[node]!) return false;
    return true;
  });
}

/** The fittest node, of several the first. */
export const fittest = ({ members }: Plateaus): number => members[0]!;
