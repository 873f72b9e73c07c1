import type { Landscape } from '../landscape.ts';
import { asPart, type Progress } from '../progress.ts';
import { type Draw, otherShares } from './draw.ts';
import type { Lattice } from './lattice.ts';

/** One step of a chain: what values by node are on average after it. */
export type Transition = (values: Float64Array) => Generator<Progress, Float64Array>;

/** The expected values after a number of steps, by node: exact, by as many applications. */
export function* meanAfter(
  step: Transition,
  values: Float64Array,
  steps: number,
): Generator<Progress, Float64Array> {
  let now: Float64Array = values;
  for (let i = 0; i < steps; i++) {
    now = yield* asPart(step(now), i / steps, (i + 1) / steps);
    yield { stage, share: (i + 1) / steps };
  }
  return now;
}

/** Steps to a target, by node, with walks that have not come there after `cap` steps counted with this number. */
export interface CappedSteps {
  readonly mean: Float64Array;
  /** The probability of not being there after `cap` steps. */
  readonly givenUp: Float64Array;
}

/**
 * The exact mean of min(steps to the target, cap): the sum over k < cap of the probability of not being there after k
 * steps. Ends early where that is lost in rounding everywhere.
 */
export function* cappedSteps(
  step: Transition,
  target: Uint8Array,
  cap: number,
): Generator<Progress, CappedSteps> {
  const away: Float64Array = Float64Array.from(target, (there) => (there === 1 ? 0 : 1));
  const mean = new Float64Array(target.length);
  let now: Float64Array = away;
  for (let k = 0; k < cap; k++) {
    let largest = 0;
    for (let i = 0; i < mean.length; i++) {
      mean[i]! += now[i]!;
      if (now[i]! > largest) largest = now[i]!;
    }
    if (largest < 1e-17) return { mean, givenUp: new Float64Array(target.length) };
    now = yield* asPart(step(now), k / cap, (k + 1) / cap);
    for (let i = 0; i < now.length; i++) now[i]! *= away[i]!;
    yield { stage: 'Steps to the threshold', share: (k + 1) / cap };
  }
  return { mean, givenUp: now };
}

/** The moves that an elitist operator takes, as a sparse matrix by rows. */
export interface ElitistChain {
  /** Moves from node i: `starts[i]` up to, not including, `starts[i + 1]`. */
  readonly starts: Int32Array;
  readonly nodes: Int32Array;
  readonly shares: Float64Array;
  /** By node: how likely it stays. */
  readonly stays: Float64Array;
  readonly step: Transition;
}

const stage = 'Applying the chain';
/** Moves between two signs of life: some 10 ms. */
const PACE = 4_000_000;

/** Changes at once with which the matrix is still sparse. */
export const SPARSE_AT_MOST = 2;

/**
 * The Markov chain of an elitist operator that changes two positions at most. Exact. Throws a `RangeError` for another
 * acceptance, for memory, and for more changes.
 */
export function* elitistChain(
  { fitness, product, count }: Landscape,
  { sizes, strides, varying, codes, nodes: nodeAt }: Lattice,
  draw: Draw,
): Generator<Progress, ElitistChain> {
  const { acceptance, memory } = draw.operator;
  if (acceptance.kind !== 'elitist' || memory > 0 || draw.furthest > SPARSE_AT_MOST)
    throw new RangeError(
      `The chain of ${draw.operator.name} is not sparse: it takes an elitist operator without memory that changes ` +
        `${SPARSE_AT_MOST} positions at most.`,
    );
  const digits = product!.digits;
  const starts = new Int32Array(count + 1);
  const stays = new Float64Array(count);
  let nodes = new Int32Array(count * 16);
  let shares = new Float64Array(count * 16);
  let end = 0;
  let landed = 0;
  let taken = 0;
  const [none = 0, one = 0, two = 0] = draw.scale;
  const visit = (node: number, code: number, share: number) => {
    const other = nodeAt[code]!;
    if (other < 0) return;
    landed += share;
    if (fitness[other]! < fitness[node]!) return;
    taken += share;
    if (end === nodes.length) {
      nodes = grown(nodes, new Int32Array(2 * end));
      shares = grown(shares, new Float64Array(2 * end));
    }
    nodes[end] = other;
    shares[end++] = share;
  };
  const factors = draw.options.map((weights, i) => otherShares(weights, sizes[i]!));
  for (let node = 0; node < count; node++) {
    const code = codes[node]!;
    landed = none;
    taken = 0;
    const first = end;
    for (const [k, i] of varying.entries()) {
      const own = digits[node * sizes.length + i]!;
      for (let b = 0; b < sizes[i]!; b++) {
        if (b === own) continue;
        const at = code + strides[i]! * (b - own);
        const share = draw.weights[k]! * factors[i]![own * sizes[i]! + b]!;
        if (one > 0) visit(node, at, one * share);
        if (two === 0) continue;
        for (const [l, j] of varying.entries()) {
          if (l >= k) break;
          const other = digits[node * sizes.length + j]!;
          for (let c = 0; c < sizes[j]!; c++)
            if (c !== other)
              visit(
                node,
                at + strides[j]! * (c - other),
                two * share * draw.weights[l]! * factors[j]![other * sizes[j]! + c]!,
              );
        }
      }
    }
    if (landed > 0) for (let m = first; m < end; m++) shares[m]! /= landed;
    stays[node] = landed > 0 ? Math.max(0, 1 - taken / landed) : 1;
    starts[node + 1] = end;
    if (node % 1024 === 0) yield { stage: 'Laying out the chain', share: node / count };
  }
  const step: Transition = function* (values) {
    const next = new Float64Array(count);
    let from = 0;
    for (let node = 0; node < count; node++) {
      let sum = stays[node]! * values[node]!;
      for (let m = starts[node]!; m < starts[node + 1]!; m++) sum += shares[m]! * values[nodes[m]!]!;
      next[node] = sum;
      if (starts[node]! - from > PACE) {
        from = starts[node]!;
        yield { stage, share: node / count };
      }
    }
    return next;
  };
  return { starts, nodes: nodes.slice(0, end), shares: shares.slice(0, end), stays, step };
}

function grown<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
