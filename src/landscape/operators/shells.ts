import type { Landscape } from '../landscape.ts';
import { type Draw, symmetricPolynomials } from './draw.ts';
import { gather, type Lattice, latticeOf, scatter } from './lattice.ts';

/** Numbers that are held at once, at most: 512 MB. */
const MOST_NUMBERS = 2 ** 26;

/**
 * Sums over all ways to change d of the varying positions, for d = 0 … `furthest`, of values by number: F_d = Σ over
 * sets of d positions of Π w_i M_i applied to the values, where M_i changes position i to one of its other options,
 * each in proportion to its weight. Position by position, F_d ← F_d + w_i M_i F_{d−1}. Exact;
 * O(positions · furthest · combinations). Throws a `RangeError` where the sums would not fit memory.
 */
export function sumsByDistance(
  lattice: Lattice,
  { weights, options, furthest }: Pick<Draw, 'weights' | 'options' | 'furthest'>,
  values: Float64Array,
): Float64Array[] {
  if ((furthest + 1) * lattice.combinations > MOST_NUMBERS)
    throw new RangeError(
      `Sums over ${furthest} changes of ${lattice.combinations.toLocaleString('en')} combinations do not fit memory. ` +
        'Use an operator that changes fewer positions at once.',
    );
  const sums = [values, ...Array.from({ length: furthest }, () => new Float64Array(lattice.combinations))];
  for (const [k, position] of lattice.varying.entries())
    for (let d = Math.min(k + 1, furthest); d > 0; d--)
      addChanged(lattice, position, options[position], weights[k]!, sums[d - 1]!, sums[d]!);
  return sums;
}

/**
 * Adds to `into` what `from` is on average after one position was changed, times a factor. Other options are summed
 * from both sides, not by taking one's own from the total, which would cancel.
 */
export function addChanged(
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
  apply(values: ArrayLike<number>): Float64Array;
  /** By node: how likely a draw lands on a row of the table. */
  readonly landing: Float64Array;
  /** By node: the expected number of positions that a draw which lands changes. */
  readonly reach: Float64Array;
}

/** Exact one-step means by convolution on the product space. Throws like `sumsByDistance`. */
export function blindStep(lattice: Lattice, draw: Draw): BlindStep {
  const { scale, furthest } = draw;
  const spread = (values: Float64Array, factor: (d: number) => number): Float64Array => {
    const sums = sumsByDistance(lattice, draw, values);
    const total = new Float64Array(lattice.combinations);
    for (let d = 0; d <= furthest; d++) {
      const by = factor(d);
      if (by !== 0) for (let at = 0; at < total.length; at++) total[at]! += by * sums[d]![at]!;
    }
    return gather(lattice, total);
  };
  const count = lattice.codes.length;
  const whole = draw.operator.distances.reduce((sum, share, d) => sum + share * d, 0);
  let landing = new Float64Array(count).fill(1);
  let reach = new Float64Array(count).fill(whole);
  if (!lattice.complete) {
    const present = scatter(lattice, new Float64Array(count).fill(1));
    landing = spread(present, (d) => scale[d]!) as Float64Array<ArrayBuffer>;
    reach = spread(present, (d) => d * scale[d]!).map((sum, i) => (landing[i]! > 0 ? sum / landing[i]! : 0));
  }
  return {
    landing,
    reach,
    apply(values) {
      const next = spread(scatter(lattice, values), (d) => scale[d]!);
      if (!lattice.complete)
        for (let i = 0; i < count; i++) next[i] = landing[i]! > 0 ? next[i]! / landing[i]! : values[i]!;
      return next;
    },
  };
}

/** Means over the nodes at each distance from each node. */
export interface Shells {
  /** By distance 0 … the number of varying positions, then by node: the mean; `NaN` where no node is so far away. */
  readonly means: readonly Float64Array[];
  /** The share of the combinations at that distance that are in the table. */
  readonly landing: readonly Float64Array[];
}

/**
 * For every node and distance the mean fitness of the nodes exactly so far away, each as likely; exact, by
 * convolution. Throws a `RangeError` where the space is no product, or too large.
 */
export function shellMeans(landscape: Landscape): Shells {
  const lattice = latticeOf(landscape);
  const { varying, sizes, codes } = lattice;
  // Sets with many combinations are drawn more readily: then every node of a shell is as likely.
  const weights = Float64Array.from(varying, (i) => sizes[i]! - 1);
  const uniform = { weights, options: sizes.map(() => undefined), furthest: varying.length };
  const totals = symmetricPolynomials(weights);
  const average = landscape.fitness.reduce((sum, value) => sum + value, 0) / codes.length;
  const sums = sumsByDistance(
    lattice,
    uniform,
    scatter(
      lattice,
      landscape.fitness.map((value) => value - average),
    ),
  );
  const counts = sumsByDistance(lattice, uniform, scatter(lattice, new Float64Array(codes.length).fill(1)));
  const landing = counts.map((count, d) => gather(lattice, count).map((found) => found / totals[d]!));
  const means = sums.map((sum, d) =>
    // Counts are sums of products of whole numbers up to rounding: half a node is none.
    gather(lattice, sum).map((value, i) =>
      landing[d]![i]! * totals[d]! < 0.5 ? Number.NaN : average + value / (totals[d]! * landing[d]![i]!),
    ),
  );
  return { means, landing };
}
