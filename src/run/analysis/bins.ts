/** A stretch of a run: what is shown at one place of an axis. */
export interface Bin {
  /** The first and the last generation in it, or evaluation (from 1). */
  readonly from: number;
  readonly to: number;
}

/** How a run's evaluations are put together. */
export interface Bins {
  /** What `from` and `to` count. */
  readonly by: 'generation' | 'evaluation';
  readonly bins: readonly Bin[];
  /** The bin of each evaluation, in their order. */
  readonly of: Int32Array;
}

export interface BinOptions {
  /** Bins by evaluations even where there are generations to go by. */
  readonly byEvaluation?: boolean;
  /** No more bins than this; 40 where left out. */
  readonly most?: number;
}

/** With fewer generations there is nothing to see over them. */
const FEWEST_GENERATIONS = 4;
/** Evaluations that a bin has at least, where there are so many. */
const SMALLEST = 10;

/**
 * Parts a run's evaluations, given by their generations in the order of evaluation: by generation where there are
 * from 4 to `most`; else into stretches of equally many evaluations (the first ones have one more where it does not
 * come out even), 10 at least where there are as many.
 */
export function binsOf(
  generations: Int32Array,
  count: number,
  { byEvaluation = false, most = 40 }: BinOptions = {},
): Bins {
  const of = new Int32Array(count);
  const distinct = [...new Set(generations.subarray(0, count))].sort((a, b) => a - b);
  if (!byEvaluation && distinct.length >= FEWEST_GENERATIONS && distinct.length <= most) {
    const place = new Map(distinct.map((generation, bin) => [generation, bin]));
    for (let i = 0; i < count; i++) of[i] = place.get(generations[i]!)!;
    return { by: 'generation', bins: distinct.map((each) => ({ from: each, to: each })), of };
  }
  const wanted = Math.min(most, Math.max(1, Math.floor(count / SMALLEST)), count);
  const bins: Bin[] = [];
  for (let bin = 0, from = 0; bin < wanted; bin++) {
    const to = from + Math.floor(count / wanted) + Number(bin < count % wanted);
    of.fill(bin, from, to);
    bins.push({ from: from + 1, to });
    from = to;
  }
  return { by: 'evaluation', bins, of };
}
