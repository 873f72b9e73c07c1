import { meanOf } from '../density.ts';
import type { Progress } from '../progress.ts';
import type { PairClasses } from './pair-classes.ts';

/** What the nodes around one start are, by class of pair. Buffers that the next start overwrites. */
export interface PairSums {
  /** Fitter nodes, and by how much in all. */
  readonly better: Float64Array;
  readonly gain: Float64Array;
  /** Nodes of equal fitness, the start itself among them. */
  readonly equal: Float64Array;
  /**
   * For each temperature: less fit nodes that Metropolis accepts: how many on average, and by how much (≤ 0) in all.
   */
  readonly accepted: readonly Float64Array[];
  readonly loss: readonly Float64Array[];
}

/** Pairs between two signs of life: some 10 ms. */
const PAIRS_AT_ONCE = 3e6;

/**
 * Goes through all pairs of a start and another node, and tells for every start the sums of what the others are, by
 * class. Starts come in order of fitness. Less fit nodes are looked at once for each temperature (`Infinity`: all are
 * accepted). Work in proportion to starts · nodes, about a nanosecond a pair.
 */
export function* pairSums(
  fitness: Float64Array,
  classes: PairClasses,
  starts: Int32Array,
  temperatures: readonly number[],
  visit: (start: number, sums: PairSums) => void,
): Generator<Progress, void> {
  const count = fitness.length;
  const order = Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => fitness[a]! - fitness[b]!);
  const sorted = Float64Array.from(order, (node) => fitness[node]!);
  // Sums are of what is left of the mean: those of large numbers close to one another would cancel.
  const mean = meanOf(fitness);
  const centred = sorted.map((value) => value - mean);
  const keys = Int32Array.from(order, (node) => classes.keys[node]!);
  const isStart = new Uint8Array(count);
  for (const start of starts) isStart[start] = 1;
  const buffer = () => new Float64Array(classes.count);
  const sums: PairSums = {
    better: buffer(),
    gain: buffer(),
    equal: buffer(),
    accepted: temperatures.map(buffer),
    loss: temperatures.map(buffer),
  };
  const { better, gain, equal, accepted, loss } = sums;
  const cooled = temperatures.map((temperature) =>
    temperature === Number.POSITIVE_INFINITY ? undefined : metropolis(classes, keys, sorted, temperature),
  );
  const buffers = [better, gain, equal, ...accepted, ...loss];
  let first = 0;
  let last = 0;
  let pairs = 0;
  for (let place = 0; place < count; place++) {
    const value = sorted[place]!;
    if (place === last) {
      first = place;
      while (last < count && sorted[last] === value) last++;
    }
    const start = order[place]!;
    if (isStart[start] === 0) continue;
    for (const sum of buffers) sum.fill(0);
    const key = keys[place]!;
    addRange(classes, keys, centred, key, last, count, better, gain);
    for (let c = 0; c < gain.length; c++) gain[c]! -= better[c]! * centred[place]!;
    addRange(classes, keys, undefined, key, first, last, equal, undefined);
    for (const [t, add] of cooled.entries()) {
      const [counts, total] = [accepted[t]!, loss[t]!];
      if (add) add(place, first, counts, total);
      else {
        addRange(classes, keys, centred, key, 0, first, counts, total);
        for (let c = 0; c < total.length; c++) total[c]! -= counts[c]! * centred[place]!;
      }
      pairs += first;
    }
    visit(start, sums);
    pairs += count - first;
    if (pairs > PAIRS_AT_ONCE) {
      pairs = 0;
      yield { stage: 'Comparing all pairs', share: place / count };
    }
  }
}

/** Counts nodes at places `from` up to `to` by class, and adds up their values. */
function addRange(
  { low, high, bits }: PairClasses,
  keys: Int32Array,
  values: Float64Array | undefined,
  key: number,
  from: number,
  to: number,
  counts: Float64Array,
  totals: Float64Array | undefined,
): void {
  const mask = 2 ** bits - 1;
  if (!values || !totals) {
    for (let at = from; at < to; at++) {
      const k = keys[at]! ^ key;
      counts[low[k & mask]! + high[k >>> bits]!]!++;
    }
  } else if (high.length === 1) {
    for (let at = from; at < to; at++) {
      const c = low[keys[at]! ^ key]!;
      counts[c]!++;
      totals[c]! += values[at]!;
    }
  } else {
    for (let at = from; at < to; at++) {
      const k = keys[at]! ^ key;
      const c = low[k & mask]! + high[k >>> bits]!;
      counts[c]!++;
      totals[c]! += values[at]!;
    }
  }
}

/** Numbers between e^−300 and e^300 are safe to multiply. */
const SAFE = 300;
/** What is accepted less often than once in e⁴¹ draws is lost in rounding. */
const LOST = 41;

/**
 * What Metropolis accepts of less fit nodes, as a function that adds it up for the node at a place: of nodes before
 * place `to`, exp((f − own) / temperature) each. The exponentials are of one node each, not of a pair, from an anchor
 * that moves up before they get too large.
 */
function metropolis(
  { low, high, bits }: PairClasses,
  keys: Int32Array,
  sorted: Float64Array,
  temperature: number,
): (place: number, to: number, accepted: Float64Array, loss: Float64Array) => void {
  const count = sorted.length;
  const mask = 2 ** bits - 1;
  const powers = new Float64Array(count);
  /** By place: where its anchor is. */
  const anchors = new Int32Array(count);
  for (let at = 1; at < count; at++) {
    const same = (sorted[at]! - sorted[anchors[at - 1]!]!) / temperature <= SAFE;
    anchors[at] = same ? anchors[at - 1]! : at;
  }
  for (let at = 0; at < count; at++)
    powers[at] = Math.exp((sorted[at]! - sorted[anchors[at]!]!) / temperature);
  let cut = 0;
  return (place, to, accepted, loss) => {
    const own = sorted[place]!;
    const key = keys[place]!;
    while (own - sorted[cut]! > LOST * temperature) cut++;
    for (let end = to; end > cut; ) {
      const anchor = anchors[end - 1]!;
      const factor = Math.exp((sorted[anchor]! - own) / temperature);
      const from = Math.max(cut, anchor);
      for (let at = from; at < end; at++) {
        const k = keys[at]! ^ key;
        const c = low[k & mask]! + high[k >>> bits]!;
        const share = powers[at]! * factor;
        accepted[c]! += share;
        loss[c]! += share * (sorted[at]! - own);
      }
      end = from;
    }
  };
}
