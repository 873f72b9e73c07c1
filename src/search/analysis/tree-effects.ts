import type { PartitionTree } from './partition-forest.ts';

/** What one tree's values owe to each feature. */
export interface TreeEffects {
  /** The tree's mean over all combinations of answers. */
  readonly mean: number;
  /** Its variance over them. */
  readonly variance: number;
  /** By feature and answer: how far the mean over all other features lies from the mean. */
  readonly main: readonly Float64Array[];
  /**
   * By pair of features (`a · features + b`, a < b) that some way through the tree asks for both: by answers (row by
   * row), what the two do together beyond what each does alone.
   */
  readonly pairs: ReadonlyMap<number, Float64Array>;
}

/**
 * Functional ANOVA of a regression tree on answers, all combinations of which count alike (Hutter, Hoos &
 * Leyton-Brown 2014, after Hooker 2007): the tree parts the combinations into boxes of one value each, so that every
 * marginal is a sum over its leaves, and exact.
 */
export function treeEffects(tree: PartitionTree, options: readonly number[]): TreeEffects {
  const main = options.map((count) => new Float64Array(count));
  const pairs = new Map<number, Float64Array>();
  // Around the root's value, so that squares of large means do not swallow the differences.
  const centre = tree.value[0]!;
  let sum = 0;
  let squares = 0;
  /** The features asked on the way, and for each which answers lead here, divided by their share: 0 or 1 / share. */
  const asked: number[] = [];
  const weights = options.map((count) => new Float64Array(count).fill(1));
  const depth = new Int32Array(options.length);
  const visit = (node: number, volume: number): void => {
    const feature = tree.feature[node]!;
    if (feature < 0) {
      leaf(tree.value[node]! - centre, volume);
      return;
    }
    const count = options[feature]!;
    const before = weights[feature]!;
    if (depth[feature]!++ === 0) asked.push(feature);
    for (const side of [1, 0]) {
      const here = new Float64Array(count);
      let open = 0;
      let was = 0;
      for (let answer = 0; answer < count; answer++) {
        if (before[answer] === 0) continue;
        was++;
        if (tree.goesLeft[node]![answer] !== side) continue;
        here[answer] = 1;
        open++;
      }
      if (open === 0) continue;
      for (let answer = 0; answer < count; answer++) here[answer]! *= count / open;
      weights[feature] = here;
      visit(side === 1 ? tree.left[node]! : tree.right[node]!, (volume * open) / was);
    }
    weights[feature] = before;
    if (--depth[feature]! === 0) asked.pop();
  };
  const leaf = (value: number, volume: number): void => {
    const mass = value * volume;
    sum += mass;
    squares += value * mass;
    for (const [k, b] of asked.entries()) {
      const forB = weights[b]!;
      const own = main[b]!;
      for (let answer = 0; answer < own.length; answer++) own[answer]! += mass * (forB[answer]! - 1);
      for (let j = 0; j < k; j++) {
        const a = asked[j]!;
        if (a < b) addPair(pairs, a, b, weights[a]!, forB, mass, options.length);
        else addPair(pairs, b, a, forB, weights[a]!, mass, options.length);
      }
    }
  };
  visit(0, 1);
  return { mean: centre + sum, variance: Math.max(0, squares - sum * sum), main, pairs };
}

function addPair(
  pairs: Map<number, Float64Array>,
  a: number,
  b: number,
  forA: Float64Array,
  forB: Float64Array,
  mass: number,
  features: number,
): void {
  const key = a * features + b;
  let table = pairs.get(key);
  if (!table) {
    table = new Float64Array(forA.length * forB.length);
    pairs.set(key, table);
  }
  for (let i = 0, place = 0; i < forA.length; i++) {
    const row = mass * (forA[i]! - 1);
    for (let j = 0; j < forB.length; j++, place++) table[place]! += row * (forB[j]! - 1);
  }
}
