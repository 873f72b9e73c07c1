import type { Rng } from '../../space/random.ts';
import type { Belief } from './belief.ts';

export interface ForestOptions {
  readonly trees: number;
  /** The share of features that a split may be made on, drawn anew at every node. */
  readonly features: number;
  /** A node with fewer examples is not split. */
  readonly minSplit: number;
  /** Every leaf has so many examples at least. */
  readonly minLeaf: number;
  /** Whether each tree learns from as many examples as there are, drawn with replacement. */
  readonly bootstrap: boolean;
}

/** A tree's nodes in one list, the root first. A leaf has feature −1. */
interface Tree {
  readonly feature: number[];
  /** Where to go on for a zero and for a one. */
  readonly zero: number[];
  readonly one: number[];
  /** Of the examples in the node. */
  readonly mean: number[];
  readonly variance: number[];
}

/**
 * A forest of regression trees (Breiman 2001) on zeros and ones, as SMAC uses it (Hutter et al. 2011; 2014 for
 * the variance): each tree is grown on a bootstrap sample; a node is split by the feature, of a random share,
 * that leaves the least sum of squares. Genotypes are given as the places of their ones.
 */
export class RegressionForest {
  readonly #trees: readonly Tree[];

  /** `width`: the number of features. Throws a `RangeError` without examples. */
  constructor(
    examples: readonly Int32Array[],
    values: ArrayLike<number>,
    width: number,
    options: ForestOptions,
    rng: Rng,
  ) {
    const { length } = examples;
    if (length === 0) throw new RangeError('A forest needs examples.');
    const grower = new Grower(examples, values, width, options, rng);
    this.#trees = Array.from({ length: options.trees }, () =>
      grower.grow(Int32Array.from({ length }, (_, i) => (options.bootstrap ? rng.int(length) : i))),
    );
  }

  /**
   * The mean of the trees' means, and by the law of total variance the mean of the leaves' variances and the
   * variance of the trees' means together.
   */
  belief(ones: Int32Array): Belief {
    const has = new Set(ones);
    let sum = 0;
    let squares = 0;
    let within = 0;
    for (const { feature, zero, one, mean, variance } of this.#trees) {
      let node = 0;
      while (feature[node]! >= 0) node = has.has(feature[node]!) ? one[node]! : zero[node]!;
      sum += mean[node]!;
      squares += mean[node]! ** 2;
      within += variance[node]!;
    }
    const count = this.#trees.length;
    const mean = sum / count;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean) + within / count) };
  }
}

class Grower {
  readonly #examples: readonly Int32Array[];
  readonly #values: ArrayLike<number>;
  readonly #options: ForestOptions;
  readonly #rng: Rng;
  /** For each feature, of the node's examples that have it: how many, and the sum of their values. */
  readonly #counts: Int32Array;
  readonly #sums: Float64Array;

  constructor(
    examples: readonly Int32Array[],
    values: ArrayLike<number>,
    width: number,
    options: ForestOptions,
    rng: Rng,
  ) {
    this.#examples = examples;
    this.#values = values;
    this.#options = options;
    this.#rng = rng;
    this.#counts = new Int32Array(width);
    this.#sums = new Float64Array(width);
  }

  grow(all: Int32Array): Tree {
    const tree: Tree = { feature: [], zero: [], one: [], mean: [], variance: [] };
    const add = (members: Int32Array): number => {
      const node = tree.feature.length;
      const { mean, variance } = this.#moments(members);
      tree.mean.push(mean);
      tree.variance.push(variance);
      const feature =
        variance > 0 && members.length >= this.#options.minSplit ? this.#split(members, mean) : -1;
      tree.feature.push(feature);
      tree.zero.push(-1);
      tree.one.push(-1);
      if (feature >= 0) {
        const has = members.map((member) => (this.#examples[member]!.includes(feature) ? 1 : 0));
        tree.zero[node] = add(members.filter((_, i) => has[i] === 0));
        tree.one[node] = add(members.filter((_, i) => has[i] === 1));
      }
      return node;
    };
    add(all);
    return tree;
  }

  #moments(members: Int32Array): { readonly mean: number; readonly variance: number } {
    let sum = 0;
    for (const member of members) sum += this.#values[member]!;
    const mean = sum / members.length;
    let squares = 0;
    for (const member of members) squares += (this.#values[member]! - mean) ** 2;
    return { mean, variance: squares / members.length };
  }

  /**
   * The feature whose split leaves the least sum of squares, that is, has the largest `n₀m₀² + n₁m₁²` of sizes
   * and means around the node's mean; −1 where none leaves less.
   */
  #split(members: Int32Array, mean: number): number {
    const { features, minLeaf } = this.#options;
    const touched: number[] = [];
    for (const member of members) {
      const deviation = this.#values[member]! - mean;
      for (const feature of this.#examples[member]!) {
        if (this.#counts[feature]!++ === 0) touched.push(feature);
        this.#sums[feature]! += deviation;
      }
    }
    let best = -1;
    let most = 1e-12;
    for (const feature of touched) {
      const count = this.#counts[feature]!;
      const sum = this.#sums[feature]!;
      this.#counts[feature] = 0;
      this.#sums[feature] = 0;
      const others = members.length - count;
      if (count < minLeaf || others < minLeaf || others === 0) continue;
      if (features < 1 && !this.#rng.chance(features)) continue;
      // The deviations sum to 0, so the others' sum is −sum.
      const gain = sum * sum * (1 / count + 1 / others);
      if (gain <= most) continue;
      most = gain;
      best = feature;
    }
    return best;
  }
}
