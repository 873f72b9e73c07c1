import { createRng, deriveSeed, type Rng } from '../../space/random.ts';
import type { Landscape } from '../landscape.ts';
import { normalTail } from '../tails.ts';
import { symmetricPolynomials } from './draw.ts';
import { operatorOf } from './generators.ts';
import type { Estimate, Operator } from './operator.ts';

/** An operator that is given as a function, as it was measured. */
export interface MeasuredOperator {
  /**
   * Blind, with the measured distances; positions weigh as often as they were changed where that is not even; options
   * even. What it leaves out of the function: how changes of several positions go together.
   */
  readonly operator: Operator;
  /** By distance: how often it came up, of the steps inside. */
  readonly distances: readonly Estimate[];
  /** The mean distance of the steps inside. */
  readonly reach: Estimate;
  /** The share of steps that led outside the table. */
  readonly outside: Estimate;
  /** The p-value of the hypothesis that all positions with a choice change as often. */
  readonly evenP: number;
  /** Whether nothing speaks against a step being as likely as the one back: `symmetricP` is 0.01 or more. */
  readonly symmetric: boolean;
  /** The p-value of Bowker's test: every option is replaced by another as often as the other by it. */
  readonly symmetricP: number;
}

/** Below this p-value an even share, or symmetry, is given up. */
const SIGNIFICANT = 0.01;

/**
 * Measures a step, a function from a node to another (−1: outside the table), as a transformation operator: it is taken
 * `samples` times, from nodes drawn uniformly. Seeded. Throws a `RangeError` where the space is no product of choices,
 * and an `Error` where every step led outside.
 */
export function measureOperator(
  landscape: Landscape,
  name: string,
  step: (node: number, rng: Rng) => number,
  { samples, seed }: { readonly samples: number; readonly seed: number },
): MeasuredOperator {
  const { product, count } = landscape;
  if (!product) throw new RangeError('A step is measured on a product of choices, and the space is none.');
  const { sizes, digits } = product;
  const rng = createRng(deriveSeed(seed, 'measured', name));
  const found = new Float64Array(sizes.length + 1);
  const changed = new Float64Array(sizes.length);
  const turns = sizes.map((size) => new Float64Array(size * size));
  let outside = 0;
  for (let sample = 0; sample < samples; sample++) {
    const node = rng.int(count);
    const next = step(node, rng);
    if (next < 0) {
      outside++;
      continue;
    }
    let distance = 0;
    for (let i = 0; i < sizes.length; i++) {
      const from = digits[node * sizes.length + i]!;
      const to = digits[next * sizes.length + i]!;
      if (from === to) continue;
      distance++;
      changed[i]!++;
      turns[i]![from * sizes[i]! + to]!++;
    }
    found[distance]!++;
  }
  const inside = samples - outside;
  if (inside === 0)
    throw new Error(`Every one of ${samples} steps of ${name} led outside the table: there is no distance.`);
  const shares = Array.from(found, (times) => times / inside);
  const reach = shares.reduce((sum, share, d) => sum + share * d, 0);
  const spread = shares.reduce((sum, share, d) => sum + share * (d - reach) ** 2, 0);
  const varying = [...sizes.keys()].filter((i) => sizes[i]! > 1);
  const evenP = evenness(varying.map((i) => changed[i]!));
  const symmetricP = symmetry(turns, sizes);
  const even = operatorOf(name, shares, sizes);
  return {
    operator:
      evenP < SIGNIFICANT ? { ...even, positions: fittedPositions(shares, changed, varying, inside) } : even,
    distances: shares.map((share) => proportion(share, inside)),
    reach: { mean: reach, half: 1.96 * Math.sqrt(spread / inside) },
    outside: proportion(outside / samples, samples),
    evenP,
    symmetric: symmetricP >= SIGNIFICANT,
    symmetricP,
  };
}

/** A proportion of n with half the width of its 95 % interval, Agresti and Coull's, which is not 0 for none or all. */
function proportion(share: number, n: number): Estimate {
  const all = n + 4;
  const shrunk = (share * n + 2) / all;
  return { mean: share, half: 1.96 * Math.sqrt((shrunk * (1 - shrunk)) / all) };
}

/** Whether counts are even, by Pearson's χ². Changes of one step are taken as independent. */
function evenness(counts: readonly number[]): number {
  const mean = counts.reduce((sum, times) => sum + times, 0) / counts.length;
  if (!(mean > 0)) return 1;
  return chiSquareTail(
    counts.reduce((sum, times) => sum + (times - mean) ** 2 / mean, 0),
    counts.length - 1,
  );
}

/** Bowker's test of symmetry, over all positions. */
function symmetry(turns: readonly Float64Array[], sizes: readonly number[]): number {
  let statistic = 0;
  let freedom = 0;
  for (const [i, own] of turns.entries())
    for (let a = 0; a < sizes[i]!; a++)
      for (let b = 0; b < a; b++) {
        const there = own[a * sizes[i]! + b]!;
        const back = own[b * sizes[i]! + a]!;
        if (there + back === 0) continue;
        statistic += (there - back) ** 2 / (there + back);
        freedom++;
      }
  return chiSquareTail(statistic, freedom);
}

/** The upper tail of χ², by Wilson and Hilferty's cube root (1931): within a few thousandths. 1 without freedom. */
function chiSquareTail(statistic: number, freedom: number): number {
  if (freedom === 0) return 1;
  const part = 2 / (9 * freedom);
  const z = (Math.cbrt(statistic / freedom) - (1 - part)) / Math.sqrt(part);
  return z > 0 ? normalTail(z) / 2 : 1 - normalTail(z) / 2;
}

/**
 * Weights with which every position is changed as often as it was: iterative scaling, w ← w · observed / expected.
 * Positions that never were get half a change, since weights are positive.
 */
function fittedPositions(
  shares: readonly number[],
  changed: Float64Array,
  varying: readonly number[],
  inside: number,
): number[] {
  const observed = varying.map((i) => Math.max(changed[i]!, 0.5) / inside);
  let weights = observed.slice();
  for (let round = 0; round < 200; round++) {
    const all = symmetricPolynomials(weights);
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    weights = weights.map((weight, k) => {
      const without = symmetricPolynomials(weights.toSpliced(k, 1));
      let expected = 0;
      for (let d = 1; d <= weights.length; d++) expected += (shares[d]! * weight * without[d - 1]!) / all[d]!;
      // Where every position changes anyway, no weight is better than another.
      return expected > 0 ? (weight / mean) * Math.min(1e3, observed[k]! / expected) : weight / mean;
    });
  }
  const positions = Array.from(changed, () => 1);
  for (const [k, i] of varying.entries()) positions[i] = Math.max(1e-6, weights[k]!);
  return positions;
}
