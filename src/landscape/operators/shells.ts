import type { Progress } from '../progress.ts';
import type { Transition } from './chain.ts';
import { type Draw, reachOf } from './draw.ts';
import type { Starts } from './groups.ts';
import { gather, type Lattice, scatter } from './lattice.ts';

/** Numbers that are held at once, at most: 512 MB. */
const MOST_NUMBERS = 2 ** 26;
/** Combinations between two signs of life: some 20 ms. */
const PACE = 400_000;

/**
 * Sums over all ways to change d of the varying positions, for d = 0 … `furthest`, of values by number: F_d = Σ over
 * sets of d positions of Π w_i M_i applied to the values, where M_i changes position i to one of its other options,
 * each in proportion to its weight. Position by position, F_d ← F_d + w_i M_i F_{d−1}. Exact;
 * O(positions · furthest · combinations). Throws a `RangeError` where the sums would not fit memory.
 */
function* sumsByDistance(
  lattice: Lattice,
  { weights, options, furthest }: Pick<Draw, 'weights' | 'options' | 'furthest'>,
  values: Float64Array,
): Generator<Progress, Float64Array[]> {
  if ((furthest + 1) * lattice.combinations > MOST_NUMBERS)
    throw new RangeError(
      `Sums over ${furthest} changes of ${lattice.combinations.toLocaleString('en')} combinations do not fit memory. ` +
        'Use an operator that changes fewer positions at once.',
    );
  const sums = [values, ...Array.from({ length: furthest }, () => new Float64Array(lattice.combinations))];
  let work = 0;
  for (const [k, position] of lattice.varying.entries())
    for (let d = Math.min(k + 1, furthest); d > 0; d--) {
      addChanged(lattice, position, options[position], weights[k]!, sums[d - 1]!, sums[d]!);
      work += lattice.combinations;
      if (work > PACE) {
        work = 0;
        yield { stage: 'Convolution', share: k / lattice.varying.length };
      }
    }
  return sums;
}

/**
 * Adds to `into` what `from` is on average after one position was changed, times a factor. Other options are summed
 * from both sides, not by taking one's own from the total, which would cancel.
 */
function addChanged(
  { sizes, strides, combinations }: Lattice,
  position: number,
  options: Float64Array | undefined,
  factor: number,
  from: Float64Array,
  into: Float64Array,
): void {
  const size = sizes[position]!;
  const stride = strides[position]!;
  const block = size * stride;
  const weights = options ?? new Float64Array(size).fill(1);
  const factors = Float64Array.from(weights, (_, own) => {
    let others = 0;
    for (let b = 0; b < size; b++) if (b !== own) others += weights[b]!;
    return factor / others;
  });
  for (let start = 0; start < combinations; start += block) {
    for (let first = start; first < start + stride; first++) {
      let before = 0;
      for (let b = 0, at = first; b < size; b++, at += stride) {
        into[at]! += factors[b]! * before;
        before += weights[b]! * from[at]!;
      }
      let after = 0;
      for (let b = size - 1, at = first + (size - 1) * stride; b >= 0; b--, at -= stride) {
        into[at]! += factors[b]! * after;
        after += weights[b]! * from[at]!;
      }
    }
  }
}

/** One blind step of an operator as a linear map of values by node. A draw that lands in a gap is drawn again. */
export interface BlindStep {
  /** What the values are on average after a step. Nodes from which every draw lands in gaps stay where they are. */
  readonly apply: Transition;
  /** By node: how likely a draw lands on a row of the table. */
  readonly landing: Float64Array;
  /** By node: the expected number of positions that a draw which lands changes. */
  readonly reach: Float64Array;
}

/** Exact one-step means by convolution on the product space. Throws like `sumsByDistance`. */
export function* blindStep(lattice: Lattice, draw: Draw): Generator<Progress, BlindStep> {
  const { scale } = draw;
  const shared = (sums: readonly Float64Array[], factor: (d: number) => number): Float64Array => {
    const total = new Float64Array(lattice.combinations);
    for (const [d, sum] of sums.entries()) {
      const by = factor(d);
      if (by !== 0) for (let at = 0; at < total.length; at++) total[at]! += by * sum[at]!;
    }
    return gather(lattice, total);
  };
  const count = lattice.codes.length;
  let landing: Float64Array = new Float64Array(count).fill(1);
  let reach: Float64Array = new Float64Array(count).fill(reachOf(draw.operator));
  if (!lattice.complete) {
    const present = scatter(lattice, new Float64Array(count).fill(1));
    const sums = yield* sumsByDistance(lattice, draw, present);
    landing = shared(sums, (d) => scale[d]!);
    reach = shared(sums, (d) => d * scale[d]!);
    for (let i = 0; i < count; i++) reach[i] = landing[i]! > 0 ? reach[i]! / landing[i]! : 0;
  }
  return {
    landing,
    reach,
    *apply(values) {
      const sums = yield* sumsByDistance(lattice, draw, scatter(lattice, values));
      const next = shared(sums, (d) => scale[d]!);
      if (!lattice.complete)
        for (let i = 0; i < count; i++) next[i] = landing[i]! > 0 ? next[i]! / landing[i]! : values[i]!;
      return next;
    },
  };
}

/**
 * Whether a draw of the operator, always taken, leaves the mean over a group as it is: one that is as likely as the one
 * back turns uniform chance over a whole space into itself.
 */
export const keepsMean = ({ complete }: Lattice, { symmetric, operator }: Draw, { group }: Starts): boolean =>
  complete && symmetric && operator.acceptance.kind === 'blind' && group === 'all';
