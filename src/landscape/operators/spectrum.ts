import { meanOf } from '../density.ts';
import type { Progress } from '../progress.ts';
import { type Draw, symmetricPolynomials } from './draw.ts';
import type { Starts } from './groups.ts';
import { type Lattice, scatter } from './lattice.ts';

/** Numbers that are summed up between two signs of life: some 20 ms. */
const PACE = 2_000_000;

/** A function on a complete product space by the sets of positions that its parts depend on. */
export interface Spectrum {
  /** By group, then by set of varying positions (as bits): the part's mean over the group. The parts add up. */
  readonly parts: readonly Float64Array[];
  readonly varying: readonly number[];
  readonly sizes: readonly number[];
}

/**
 * The functional ANOVA of fitness on a complete product space, as means over groups: fitness is a sum of parts, one for
 * each set of positions, that depend on these alone and average out along each of them. A blind operator that draws
 * options evenly multiplies every part by a number, so that any number of steps is as cheap as one. Exact;
 * O(combinations · groups). Throws a `RangeError` for a table with gaps.
 */
export function* spectrumOf(
  lattice: Lattice,
  fitness: Float64Array,
  groups: readonly Starts[],
): Generator<Progress, Spectrum> {
  if (!lattice.complete) throw new RangeError('A table with gaps has no spectrum.');
  const { varying, sizes, strides } = lattice;
  const parts = groups.map(() => new Float64Array(2 ** varying.length));
  const average = meanOf(fitness);
  const weights = groups.map(({ nodes, weights: own }) => {
    const byNode = new Float64Array(fitness.length);
    for (const [i, node] of nodes.entries()) byNode[node]! += own[i]!;
    return scatter(lattice, byNode);
  });
  let work = 0;
  /** From the last varying position to the first: what is before position k is still whole, as long as its stride. */
  function* split(
    k: number,
    set: number,
    values: Float64Array,
    shares: readonly Float64Array[],
  ): Generator<Progress, void> {
    work += values.length * (1 + groups.length);
    if (work > PACE) {
      work = 0;
      yield { stage: 'Spectrum', share: set / 2 ** varying.length };
    }
    if (k < 0) {
      for (const [g, share] of shares.entries()) {
        let mean = 0;
        for (let at = 0; at < values.length; at++) mean += share[at]! * values[at]!;
        parts[g]![set] = mean;
      }
      return;
    }
    const size = sizes[varying[k]!]!;
    const stride = strides[varying[k]!]!;
    const mean = summedAlong(values, size, stride).map((sum) => sum / size);
    const summed = shares.map((share) => summedAlong(share, size, stride));
    yield* split(k - 1, set, mean, summed);
    yield* split(
      k - 1,
      set | (1 << k),
      values.map((value, at) => value - mean[Math.floor(at / (size * stride)) * stride + (at % stride)]!),
      shares,
    );
  }
  yield* split(
    varying.length - 1,
    0,
    scatter(lattice, fitness).map((value) => value - average),
    weights,
  );
  return { parts, varying, sizes };
}

/**
 * The expected change of fitness over a number of blind steps from each group. The draw must be symmetric, and without
 * memory.
 */
export function changeAfter({ parts, varying, sizes }: Spectrum, draw: Draw, steps: number): number[] {
  const changes = parts.map(() => 0);
  const turned = draw.weights.slice();
  for (let set = 1; set < 2 ** varying.length; set++) {
    // A change to any other option turns a part that averages out along the position to −1/(size − 1) of itself.
    for (const [k, i] of varying.entries())
      turned[k] = (set & (1 << k)) === 0 ? draw.weights[k]! : -draw.weights[k]! / (sizes[i]! - 1);
    const sums = symmetricPolynomials(turned);
    let factor = 0;
    for (let d = 0; d <= draw.furthest; d++) factor += draw.scale[d]! * sums[d]!;
    const change = factor ** steps - 1;
    for (const [g, own] of parts.entries()) changes[g]! += change * own[set]!;
  }
  return changes;
}

/** Sums along a position, which is then gone. */
function summedAlong(values: Float64Array, size: number, stride: number): Float64Array {
  const sums = new Float64Array(values.length / size);
  for (let at = 0; at < values.length; at++)
    sums[Math.floor(at / (size * stride)) * stride + (at % stride)]! += values[at]!;
  return sums;
}
