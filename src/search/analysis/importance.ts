import { createRng, deriveSeed } from '../../space/random.ts';
import { type Decided, growForest, type PartitionForestOptions, predict } from './partition-forest.ts';
import { treeEffects } from './tree-effects.ts';

/** Two features, and the share of the variance that they make together beyond what each makes alone. */
export interface PairShare {
  readonly a: number;
  readonly b: number;
  readonly share: number;
}

/** What a figure owes to each feature, as shares of the variance of what a forest makes of it. */
export interface Importance {
  /** Examples that it was learned from. */
  readonly examples: number;
  /**
   * How much of the examples' variance the forest explains where it has not seen them (out of bag): 1 is all, 0 or less
   * nothing, and then the shares say nothing either. `NaN` where there is no variance.
   */
  readonly rSquared: number;
  /** By feature; what changes with the answer, all else averaged. */
  readonly main: Float64Array;
  /** By feature and answer: by how much the figure lies above its mean where this is the answer. */
  readonly effects: readonly Float64Array[];
  /** Every pair that some tree asks for in one way, the strongest first. */
  readonly pairs: readonly PairShare[];
  /** The mean and the variance of the forest over all combinations of answers. */
  readonly mean: number;
  readonly variance: number;
}

export const FOREST: PartitionForestOptions = { trees: 32, examples: 4000, features: 0.4, minLeaf: 3 };

/** Combinations that are drawn for what no pair explains. */
const DRAWS = 2000;

/**
 * The importance of each feature for `values` by functional ANOVA on a random forest (Hutter, Hoos & Leyton-Brown
 * 2014). All combinations of answers count alike. Two things are not as in the paper. The forest's mean is decomposed
 * and not each tree, so that what the trees learn of the noise averages out: main and pair effects are means of the
 * trees' exact ones, and only the variance of what is left is estimated, from random combinations. And a decision
 * that was not asked is no answer of its own: see `growForest`.
 *
 * Limits: correlated answers, as late in a search, let the forest take one for the other; an effect that shows only
 * where two answers meet is underestimated, since trees ask for one at a time. Yields after every tree how much is
 * done, 0 to 1.
 */
export function* importanceOf(
  decided: Decided,
  values: Float64Array,
  seed: number,
  settings: PartitionForestOptions = FOREST,
): Generator<number, Importance> {
  const { options } = decided;
  const effects = options.map((count) => new Float64Array(count));
  const together = new Map<number, Float64Array>();
  const trees = [];
  const told = new Float64Array(values.length);
  const times = new Int32Array(values.length);
  let mean = 0;
  for (const { tree, left } of growForest(decided, values, settings, seed)) {
    trees.push(tree);
    for (const [k, i] of left.examples.entries()) {
      told[i]! += left.predictions[k]!;
      times[i]!++;
    }
    const own = treeEffects(tree, options);
    mean += own.mean / settings.trees;
    for (const [feature, effect] of own.main.entries())
      for (const [answer, value] of effect.entries()) effects[feature]![answer]! += value / settings.trees;
    for (const [pair, table] of own.pairs) {
      const all = together.get(pair) ?? new Float64Array(table.length);
      for (const [place, value] of table.entries()) all[place]! += value / settings.trees;
      together.set(pair, all);
    }
    yield trees.length / settings.trees;
  }
  const main = Float64Array.from(effects, meanSquare);
  const pairs = [...together].map(([pair, table]) => ({
    a: Math.floor(pair / options.length),
    b: pair % options.length,
    share: meanSquare(table),
  }));

  // What main effects do not explain, over random combinations: of it the pairs are known.
  const rng = createRng(deriveSeed(seed, 'combinations'));
  let left = 0;
  const answers = new Int32Array(options.length);
  for (let draw = 0; draw < DRAWS; draw++) {
    let rest = -mean;
    for (const [feature, count] of options.entries()) {
      answers[feature] = rng.int(count);
      rest -= effects[feature]![answers[feature]!]!;
    }
    for (const tree of trees) rest += predict(tree, (feature) => answers[feature]!) / trees.length;
    left += (rest * rest) / DRAWS;
  }
  const inPairs = pairs.reduce((sum, { share }) => sum + share, 0);
  const variance = main.reduce((sum, value) => sum + value, 0) + Math.max(left, inPairs);
  const shareOf = (part: number) => (variance > 0 ? part / variance : 0);
  return {
    examples: values.length,
    rSquared: explained(values, told, times),
    main: main.map(shareOf),
    effects,
    pairs: pairs
      .map(({ share, ...pair }) => ({ ...pair, share: shareOf(share) }))
      .sort((one, other) => other.share - one.share),
    mean,
    variance,
  };
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum / values.length;
}

/** R² over the examples that some tree had not seen; `NaN` where there is no variance to explain. */
function explained(values: Float64Array, told: Float64Array, times: Int32Array): number {
  let count = 0;
  let sum = 0;
  for (const [i, n] of times.entries()) {
    if (n === 0) continue;
    count++;
    sum += values[i]!;
  }
  let total = 0;
  let missed = 0;
  for (const [i, n] of times.entries()) {
    if (n === 0) continue;
    total += (values[i]! - sum / count) ** 2;
    missed += (values[i]! - told[i]! / n) ** 2;
  }
  return total > 0 ? 1 - missed / total : Number.NaN;
}
