import type { Landscape } from './landscape.ts';
import type { Plateaus } from './plateaus.ts';
import type { Progress } from './progress.ts';

/** Words of 32 bits that the bit sets may take together: 64 MB. */
const WORDS_AT_MOST = 2 ** 24;
/** Words, or neighbours, looked at between two reports. */
const PACE = 2_000_000;
const stage = 'Weak and strong basins';

export interface ReachedFrom {
  /** By optimum: how many nodes lead to it by steps that never lose, itself not counted. */
  readonly weak: Float64Array;
  /** By optimum: how many of them lead to no other. */
  readonly strong: Float64Array;
  /** How many nodes lead to some optimum; optima themselves not counted. */
  readonly weakUnion: number;
}

/** Sizes of the weak and strong basins of strict `optima`, the fittest first. */
export function* weakBasins(
  landscape: Landscape,
  plateaus: Plateaus,
  optima: Int32Array,
  wordsAtMost = WORDS_AT_MOST,
): Generator<Progress, ReachedFrom> {
  const ways = yield* waysUp(landscape, plateaus);
  const { strong, weakUnion } = strongBasins(ways, plateaus, optima);
  return { weak: yield* weakSizes(ways, plateaus, optima, wordsAtMost), strong, weakUnion };
}

/** Plateaus right above plateau p, each once: `above[starts[p]]` up to, not including, `above[starts[p + 1]]`. */
interface Ways {
  readonly starts: Int32Array;
  readonly above: Int32Array;
}

function* waysUp(
  { fitness, starts, neighbours }: Landscape,
  { count, of, members, starts: bounds }: Plateaus,
): Generator<Progress, Ways> {
  const ends = new Int32Array(count + 1);
  // Each link leads up from one of its ends at most.
  const above = new Int32Array(neighbours.length / 2);
  const seen = new Int32Array(count).fill(-1);
  let end = 0;
  let work = 0;
  for (let plateau = 0; plateau < count; plateau++) {
    for (let m = bounds[plateau]!; m < bounds[plateau + 1]!; m++) {
      const node = members[m]!;
      for (let at = starts[node]!; at < starts[node + 1]!; at++) {
        const other = neighbours[at]!;
        if (!(fitness[other]! > fitness[node]!) || seen[of[other]!] === plateau) continue;
        seen[of[other]!] = plateau;
        above[end++] = of[other]!;
      }
      work += starts[node + 1]! - starts[node]!;
    }
    ends[plateau + 1] = end;
    if (work > PACE) {
      work = 0;
      yield { stage, share: 0 };
    }
  }
  return { starts: ends, above: above.subarray(0, end) };
}

/** No optimum is led to; or more than one. */
const [NONE, SEVERAL] = [-1, -2];

/**
 * One pass over the plateaus from the fittest down: each leads to the one optimum that all above it lead to, if any.
 */
function strongBasins(
  { starts, above }: Ways,
  { count, of, starts: bounds }: Plateaus,
  optima: Int32Array,
): Omit<ReachedFrom, 'weak'> {
  const strong = new Float64Array(optima.length);
  let weakUnion = 0;
  const only = new Int32Array(count).fill(NONE);
  for (const [i, optimum] of optima.entries()) only[of[optimum]!] = i;
  for (let plateau = 0; plateau < count; plateau++) {
    // Only an optimum is known before its turn: nothing is above it.
    if (only[plateau] !== NONE) continue;
    let found = NONE;
    for (let at = starts[plateau]!; at < starts[plateau + 1]! && found !== SEVERAL; at++) {
      const one = only[above[at]!]!;
      if (one !== NONE && one !== found) found = found === NONE ? one : SEVERAL;
    }
    only[plateau] = found;
    const size = bounds[plateau + 1]! - bounds[plateau]!;
    if (found !== NONE) weakUnion += size;
    if (found >= 0) strong[found]! += size;
  }
  return { strong, weakUnion };
}

/**
 * By optimum the size of its weak basin. In a pass over the plateaus from the fittest down each takes over the optima
 * of every plateau right above it, as a bit set, until it has all. Many optima go in several passes. The sets' bits
 * are counted for all optima of a word at once, in binary numbers that stand across words: bit k of `planes[p]` is bit
 * p of the k-th count.
 */
function* weakSizes(
  { starts, above }: Ways,
  { count, of, members, starts: bounds }: Plateaus,
  optima: Int32Array,
  wordsAtMost: number,
): Generator<Progress, Float64Array> {
  const weak = new Float64Array(optima.length);
  const words = Math.max(1, Math.min(Math.ceil(optima.length / 32), Math.floor(wordsAtMost / count)));
  const sets = new Int32Array(count * words);
  const height = 32 - Math.clz32(members.length);
  const planes = new Int32Array(words * height);
  let work = 0;
  for (let first = 0; first < optima.length; first += 32 * words) {
    sets.fill(0);
    planes.fill(0);
    const end = Math.min(optima.length, first + 32 * words);
    const used = Math.ceil((end - first) / 32);
    for (let i = first; i < end; i++)
      sets[of[optima[i]!]! * words + ((i - first) >> 5)]! |= 1 << ((i - first) & 31);
    // Bits of the last word that stand for no optimum go with the last that does, so that a whole set is all ones.
    if ((end - first) % 32 !== 0)
      sets[of[optima[end - 1]!]! * words + used - 1]! |= -1 << ((end - first - 1) & 31);
    for (let plateau = 0; plateau < count; plateau++) {
      const own = plateau * words;
      let whole = false;
      for (let at = starts[plateau]!; at < starts[plateau + 1]! && !whole; at++) {
        const from = above[at]! * words;
        let all = -1;
        for (let w = 0; w < used; w++) all &= sets[own + w]! |= sets[from + w]!;
        whole = all === -1;
        work += used;
      }
      const size = bounds[plateau + 1]! - bounds[plateau]!;
      for (let w = 0; w < used; w++) addBits(planes, w * height, sets[own + w]!, size);
      work += 4 * used;
      if (work > PACE) {
        work = 0;
        yield { stage, share: (first + ((end - first) * plateau) / count) / optima.length };
      }
    }
    for (let i = first; i < end; i++) {
      const [from, bit] = [((i - first) >> 5) * height, (i - first) & 31];
      // Each optimum was counted in its own set.
      weak[i] = -1;
      for (let p = 0; p < height; p++) weak[i]! += ((planes[from + p]! >>> bit) & 1) * 2 ** p;
    }
  }
  return weak;
}

/** Adds `times` to the count of each bit that is set. The planes of the word begin at `from`. */
function addBits(planes: Int32Array, from: number, bits: number, times: number): void {
  for (let p = from; times > 0; p++, times >>>= 1) {
    if ((times & 1) === 0) continue;
    let carry = bits;
    for (let q = p; carry !== 0; q++) {
      const both = planes[q]! & carry;
      planes[q]! ^= carry;
      carry = both;
    }
  }
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
