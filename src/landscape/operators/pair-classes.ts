import type { Lattice } from './lattice.ts';

/**
 * Pairs of nodes by what differs. A node's key packs its digits into bits; the class of a pair is
 * `low[k & mask] + high[k >>> bits]`, where k is the exclusive or of the keys and `mask` is 2^bits − 1.
 */
export interface PairClasses {
  /** How many classes there are. Class 0: nothing differs. */
  readonly count: number;
  /** By class: how many positions differ. */
  readonly distance: Uint8Array;
  /** By class: how many combinations are so from any one, in the table or not. */
  readonly sizes: Float64Array;
  readonly keys: Int32Array;
  readonly bits: number;
  readonly low: Uint16Array;
  readonly high: Uint16Array;
}

/** Varying positions with which classes are still told apart by set. */
const SETS_AT_MOST = 12;
/** Keys of so many bits are looked up at once: half a megabyte. */
const AT_ONCE = 18;

/** Whether a space has few enough positions for `classesBySet`. */
export const hasSets = ({ varying }: Lattice): boolean => varying.length <= SETS_AT_MOST;

/**
 * A class for each set of varying positions that may differ: its bits say which. Throws a `RangeError` for more than
 * twelve.
 */
export function classesBySet(lattice: Lattice): PairClasses {
  const { varying, sizes } = lattice;
  if (!hasSets(lattice))
    throw new RangeError(`${varying.length} positions have too many sets; ${SETS_AT_MOST} are the most.`);
  const count = 2 ** varying.length;
  const distance = new Uint8Array(count);
  const combinations = new Float64Array(count).fill(1);
  for (let set = 1; set < count; set++) {
    const top = 31 - Math.clz32(set);
    const rest = set - 2 ** top;
    distance[set] = distance[rest]! + 1;
    combinations[set] = combinations[rest]! * (sizes[varying[top]!]! - 1);
  }
  return { count, distance, sizes: combinations, ...packed(lattice, (k) => 2 ** k) };
}

/** A class for each distance. */
export function classesByDistance(lattice: Lattice): PairClasses {
  const { varying, sizes } = lattice;
  const count = varying.length + 1;
  const combinations = new Float64Array(count);
  combinations[0] = 1;
  for (const [k, i] of varying.entries())
    for (let d = k + 1; d > 0; d--) combinations[d]! += (sizes[i]! - 1) * combinations[d - 1]!;
  return {
    count,
    distance: Uint8Array.from({ length: count }, (_, d) => d),
    sizes: combinations,
    ...packed(lattice, () => 1),
  };
}

/** Keys, and by their differences the sum of `part(k)` over the varying positions k that differ. */
function packed(
  { varying, sizes, strides, codes }: Lattice,
  part: (k: number) => number,
): Pick<PairClasses, 'keys' | 'bits' | 'low' | 'high'> {
  const widths = varying.map((i) => 32 - Math.clz32(sizes[i]! - 1));
  const all = widths.reduce((sum, width) => sum + width, 0);
  // Fields are not torn apart: as many as fit are looked up at once, the others in a second look.
  let bits = 0;
  let split = 0;
  while (split < widths.length && bits + widths[split]! <= (all <= AT_ONCE ? AT_ONCE : 16))
    bits += widths[split++]!;
  const table = (from: number, to: number): Uint16Array => {
    let sums = Uint16Array.of(0);
    for (let k = from; k < to; k++) {
      const wider = new Uint16Array(sums.length * 2 ** widths[k]!);
      for (let at = 0; at < wider.length; at++)
        wider[at] = sums[at % sums.length]! + (at < sums.length ? 0 : part(k));
      sums = wider;
    }
    return sums;
  };
  const shifts = widths.map((_, k) => widths.slice(0, k).reduce((sum, width) => sum + width, 0));
  const keys = Int32Array.from(codes, (code) =>
    varying.reduce((key, i, k) => key | ((Math.floor(code / strides[i]!) % sizes[i]!) << shifts[k]!), 0),
  );
  return { keys, bits, low: table(0, split), high: table(split, widths.length) };
}
