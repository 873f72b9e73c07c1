import { createRng, deriveSeed, type Rng } from '../../space/random.ts';

/** A decision that an example does not have. */
export const NOT_ASKED = 0xffff;

/** Examples as decisions: columns by feature, each the answer of one example after the other, or `NOT_ASKED`. */
export interface Decided {
  readonly columns: readonly Uint16Array[];
  /** How many answers each feature has. */
  readonly options: readonly number[];
}

export interface PartitionForestOptions {
  readonly trees: number;
  /** Every tree learns from as many examples as there are, drawn with replacement, but not from more than these. */
  readonly examples: number;
  /** The share of features that a split may be made on, drawn anew at every node. */
  readonly features: number;
  /** Every leaf has so many examples at least. */
  readonly minLeaf: number;
}

/** A tree's nodes in one list, the root first. A leaf has feature −1. */
export interface PartitionTree {
  readonly feature: readonly number[];
  /** For each node that is split, by answer: 1 where it goes left. */
  readonly goesLeft: readonly (Uint8Array | undefined)[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** The mean of the examples in the node. */
  readonly value: readonly number[];
}

/** A tree, and what it says of the examples that it has not learned from. */
export interface GrownTree {
  readonly tree: PartitionTree;
  readonly left: { readonly examples: Int32Array; readonly predictions: Float64Array };
}

/**
 * Grows a forest of regression trees (Breiman 2001) on answers without an order: a node's answers are sent left and
 * right so that the least sum of squares is left, which is found exactly by sorting them by mean (Fisher 1958).
 * Answers that a node has not seen go where more examples go. One tree a step, so that whoever waits can look up in
 * between.
 *
 * A decision that an example does not have is answered at random, for each tree anew: what it answers makes no
 * difference to the example, and whether it was asked is told by the decisions above it alone.
 *
 * Throws a `RangeError` without examples.
 */
export function* growForest(
  { columns, options }: Decided,
  values: Float64Array,
  settings: PartitionForestOptions,
  seed: number,
): Generator<GrownTree> {
  const { length } = values;
  if (length === 0) throw new RangeError('A forest needs examples.');
  for (let t = 0; t < settings.trees; t++) {
    const rng = createRng(deriveSeed(seed, 'tree', t));
    const salt = rng.int(2 ** 31);
    const answers = columns.map((column, f) => filled(column, options[f]!, salt, f));
    const drawn = new Uint8Array(length);
    const members = Int32Array.from({ length: Math.min(length, settings.examples) }, () => {
      const i = rng.int(length);
      drawn[i] = 1;
      return i;
    });
    const tree = growTree({ columns: answers, options }, values, members, settings, rng);
    const examples = Int32Array.from(drawn.keys()).filter((i) => drawn[i] === 0);
    const predictions = Float64Array.from(examples, (i) => predict(tree, (f) => answers[f]![i]!));
    yield { tree, left: { examples, predictions } };
  }
}

/**
 * One tree on the examples whose numbers are given, each as often as it is there; every decision must have an answer.
 */
export function growTree(
  { columns, options }: Decided,
  values: Float64Array,
  members: Int32Array,
  settings: Pick<PartitionForestOptions, 'features' | 'minLeaf'>,
  rng: Rng,
): PartitionTree {
  return new Grower(columns, options, values, settings, rng).grow(members);
}

/** What a tree says of an example, given by its answers. */
export function predict(tree: PartitionTree, answer: (feature: number) => number): number {
  let node = 0;
  while (tree.feature[node]! >= 0)
    node = tree.goesLeft[node]![answer(tree.feature[node]!)] === 1 ? tree.left[node]! : tree.right[node]!;
  return tree.value[node]!;
}

/**
 * A column without gaps. A mixing function (MurmurHash3's finaliser) answers: drawing one by one takes longer than
 * growing.
 */
function filled(column: Uint16Array, options: number, salt: number, feature: number): Uint16Array {
  const start = Math.imul(feature + 1, 0x9e3779b1) ^ salt;
  const answers = column.slice();
  for (let i = 0; i < answers.length; i++) {
    if (answers[i] !== NOT_ASKED) continue;
    let hash = Math.imul(i ^ start, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    answers[i] = (((hash ^ (hash >>> 16)) >>> 0) * options) / 2 ** 32;
  }
  return answers;
}

class Grower {
  readonly #columns: readonly Uint16Array[];
  readonly #options: readonly number[];
  readonly #values: Float64Array;
  readonly #settings: Pick<PartitionForestOptions, 'features' | 'minLeaf'>;
  readonly #rng: Rng;
  /** Features in an order that changes: the first ones are those of the node at hand. */
  readonly #features: Int32Array;
  /** By answer, of the node's examples. */
  readonly #counts: Int32Array;
  readonly #sums: Float64Array;
  readonly #order: Int32Array;

  constructor(
    columns: readonly Uint16Array[],
    options: readonly number[],
    values: Float64Array,
    settings: Pick<PartitionForestOptions, 'features' | 'minLeaf'>,
    rng: Rng,
  ) {
    this.#columns = columns;
    this.#options = options;
    this.#values = values;
    this.#settings = settings;
    this.#rng = rng;
    this.#features = Int32Array.from(columns.keys());
    const most = Math.max(1, ...options);
    this.#counts = new Int32Array(most);
    this.#sums = new Float64Array(most);
    this.#order = new Int32Array(most);
  }

  grow(all: Int32Array): PartitionTree {
    const tree = {
      feature: [] as number[],
      goesLeft: [] as (Uint8Array | undefined)[],
      left: [] as number[],
      right: [] as number[],
      value: [] as number[],
    };
    const add = (members: Int32Array): number => {
      const node = tree.feature.length;
      let sum = 0;
      for (const i of members) sum += this.#values[i]!;
      const mean = sum / members.length;
      const split = members.length >= 2 * this.#settings.minLeaf ? this.#split(members, mean) : undefined;
      tree.value.push(mean);
      tree.feature.push(split ? split.feature : -1);
      tree.goesLeft.push(split?.goesLeft);
      tree.left.push(-1);
      tree.right.push(-1);
      if (split) {
        const column = this.#columns[split.feature]!;
        tree.left[node] = add(members.filter((i) => split.goesLeft[column[i]!] === 1));
        tree.right[node] = add(members.filter((i) => split.goesLeft[column[i]!] === 0));
      }
      return node;
    };
    add(all);
    return tree;
  }

  /** The feature and the parting of its answers that leave the least sum of squares. */
  #split(
    members: Int32Array,
    mean: number,
  ): { readonly feature: number; readonly goesLeft: Uint8Array } | undefined {
    const { minLeaf } = this.#settings;
    const tried = Math.ceil(this.#settings.features * this.#features.length);
    let best = -1;
    let most = 1e-12;
    let goesLeft: Uint8Array | undefined;
    for (let k = 0; k < tried; k++) {
      const other = k + this.#rng.int(this.#features.length - k);
      const feature = this.#features[other]!;
      this.#features[other] = this.#features[k]!;
      this.#features[k] = feature;
      const seen = this.#tally(members, feature, mean);
      // The deviations from the mean sum to 0, so that the right side's sum is minus the left one's.
      let count = 0;
      let sum = 0;
      let cut = -1;
      for (let place = 0; place < seen - 1; place++) {
        count += this.#counts[this.#order[place]!]!;
        sum += this.#sums[this.#order[place]!]!;
        const others = members.length - count;
        if (count < minLeaf || others < minLeaf) continue;
        const gain = sum * sum * (1 / count + 1 / others);
        if (gain <= most) continue;
        most = gain;
        cut = place;
      }
      if (cut < 0) continue;
      best = feature;
      goesLeft = this.#sides(feature, cut, seen, members.length);
    }
    return goesLeft && { feature: best, goesLeft };
  }

  /** Counts and sums by answer; the answers seen, by mean; how many they are. */
  #tally(members: Int32Array, feature: number, mean: number): number {
    const column = this.#columns[feature]!;
    const options = this.#options[feature]!;
    const counts = this.#counts;
    const sums = this.#sums;
    counts.fill(0, 0, options);
    sums.fill(0, 0, options);
    for (const i of members) {
      const answer = column[i]!;
      counts[answer]!++;
      sums[answer]! += this.#values[i]! - mean;
    }
    let seen = 0;
    for (let answer = 0; answer < options; answer++) {
      if (counts[answer] === 0) continue;
      const height = sums[answer]! / counts[answer]!;
      let place = seen++;
      for (; place > 0; place--) {
        const before = this.#order[place - 1]!;
        if (sums[before]! / counts[before]! <= height) break;
        this.#order[place] = before;
      }
      this.#order[place] = answer;
    }
    return seen;
  }

  #sides(feature: number, cut: number, seen: number, total: number): Uint8Array {
    let count = 0;
    for (let place = 0; place <= cut; place++) count += this.#counts[this.#order[place]!]!;
    const sides = new Uint8Array(this.#options[feature]!).fill(2 * count >= total ? 1 : 0);
    for (let place = 0; place < seen; place++) sides[this.#order[place]!] = place <= cut ? 1 : 0;
    return sides;
  }
}
