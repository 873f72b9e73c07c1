import { type Draw, otherShares } from './draw.ts';
import type { Lattice } from './lattice.ts';

/** Rows of the table, how likely a draw lands on each (in proportion), and how many positions that changes. */
export interface Rows {
  readonly nodes: Int32Array;
  readonly shares: Float64Array;
  readonly distances: Uint8Array;
}

/** Gives for a node the rows that a draw from there can land on, itself among them where a draw may change nothing. */
export function rowsAroundOf(
  digits: Uint8Array,
  { sizes, varying, codes }: Lattice,
  { weights, scale, options, furthest }: Draw,
): (node: number) => Rows {
  const positions = sizes.length;
  const others = options.map((own, i) => otherShares(own, sizes[i]!));
  return (node) => {
    const nodes: number[] = [];
    const shares: number[] = [];
    const distances: number[] = [];
    for (let row = 0; row < codes.length; row++) {
      let share = 1;
      let distance = 0;
      for (let k = 0; k < varying.length && distance <= furthest; k++) {
        const i = varying[k]!;
        const own = digits[node * positions + i]!;
        const option = digits[row * positions + i]!;
        if (option === own) continue;
        distance++;
        share *= weights[k]! * others[i]![own * sizes[i]! + option]!;
      }
      if (distance > furthest || scale[distance] === 0) continue;
      nodes.push(row);
      shares.push(share * scale[distance]!);
      distances.push(distance);
    }
    return {
      nodes: Int32Array.from(nodes),
      shares: Float64Array.from(shares),
      distances: Uint8Array.from(distances),
    };
  };
}
