import type { Landscape } from './landscape.ts';
import type { Plateaus } from './plateaus.ts';
import type { Progress } from './progress.ts';

/** Words of 32 bits that the bit sets may take together: 64 MB. */
const WORDS_AT_MOST = 2 ** 24;
/** Words looked at between two reports. */
const PACE = 4_000_000;

export interface ReachedFrom {
  /** By optimum: how many nodes lead to it by steps that never lose, itself not counted. */
  readonly weak: Float64Array;
  /** By optimum: how many of them lead to no other. */
  readonly strong: Float64Array;
  /** How many nodes lead to some optimum; optima themselves not counted. */
  readonly weakUnion: number;
}

/**
 * Sizes of the weak and strong basins of strict `optima`. One pass over the plateaus from the fittest down, in which each
 * takes over the optima of every plateau right above it, as a bit set: a plateau leads to what its uphill neighbours
 * lead to. Many optima go in several passes, so that the sets fit in 64 MB.
 */
export function* weakBasins(
  landscape: Landscape,
  plateaus: Plateaus,
  optima: Int32Array,
  wordsAtMost = WORDS_AT_MOST,
): Generator<Progress, ReachedFrom> {
  const stage = 'Weak and strong basins';
  const { fitness, starts, neighbours } = landscape;
  const { count, of, members, starts: bounds } = plateaus;
  const weak = new Float64Array(optima.length);
  const strong = new Float64Array(optima.length);
  // By plateau: in how many basins it is, and the last that was found.
  const basins = new Int32Array(count);
  const last = new Int32Array(count);

  const words = Math.max(1, Math.min(Math.ceil(optima.length / 32), Math.floor(wordsAtMost / count)));
  const sets = new Int32Array(count * words);
  let work = 0;
  for (let first = 0; first < optima.length; first += 32 * words) {
    sets.fill(0);
    const end = Math.min(optima.length, first + 32 * words);
    for (let i = first; i < end; i++)
      sets[of[optima[i]!]! * words + ((i - first) >> 5)]! |= 1 << ((i - first) & 31);
    for (let plateau = 0; plateau < count; plateau++) {
      const own = plateau * words;
      for (let m = bounds[plateau]!; m < bounds[plateau + 1]!; m++) {
        const node = members[m]!;
        for (let at = starts[node]!; at < starts[node + 1]!; at++) {
          const other = neighbours[at]!;
          if (!(fitness[other]! > fitness[node]!)) continue;
          const above = of[other]! * words;
          for (let w = 0; w < words; w++) sets[own + w]! |= sets[above + w]!;
          work += words;
        }
      }
      const size = bounds[plateau + 1]! - bounds[plateau]!;
      for (let w = 0; w < words; w++) {
        for (let left = sets[own + w]!; left !== 0; left &= left - 1) {
          const optimum = first + 32 * w + 31 - Math.clz32(left & -left);
          weak[optimum]! += size;
          basins[plateau]!++;
          last[plateau] = optimum;
          work++;
        }
      }
      if (work > PACE) {
        work = 0;
        yield { stage, share: (first + ((end - first) * plateau) / count) / optima.length };
      }
    }
  }

  // Each optimum was counted in its own set, and in no other: nothing near it is as good.
  for (let i = 0; i < optima.length; i++) {
    weak[i]!--;
    basins[of[optima[i]!]!] = 0;
  }
  let weakUnion = 0;
  for (let plateau = 0; plateau < count; plateau++) {
    const size = bounds[plateau + 1]! - bounds[plateau]!;
    if (basins[plateau]! > 0) weakUnion += size;
    if (basins[plateau] === 1) strong[last[plateau]!]! += size;
  }
  return { weak, strong, weakUnion };
}

/**
 * By node: the strict optimum at which steepest ascent ends, as an index into `optima`; −1 where it ends on a plateau.
 * Each step goes to the fittest neighbour, of several the first in the graph's order, as long as it is fitter.
 */
export function steepestAscent(
  { count, fitness, starts, neighbours }: Landscape,
  { members }: Plateaus,
  optima: Int32Array,
): Int32Array {
  const ends = new Int32Array(count).fill(-1);
  for (const [i, node] of optima.entries()) ends[node] = i;
  // From the fittest down: where the next node's ascent ends is known by then.
  for (const node of members) {
    let next = node;
    for (let at = starts[node]!; at < starts[node + 1]!; at++)
      if (fitness[neighbours[at]!]! > fitness[next]!) next = neighbours[at]!;
    if (next !== node) ends[node] = ends[next]!;
  }
  return ends;
}
