import { type Genotype, picked, type Tree } from '../../space/tree.ts';

/** Genotypes that are the same but for a blank, and what the blank stands for in each; sorted by that. */
export interface Group {
  readonly nodes: readonly number[];
  readonly kinds: readonly number[];
}

/** What the blank of a list stands for: an item more, or nothing. */
const [WHOLE, SHORTER] = [0, 1];
/** So many blanks take half a gigabyte. */
const MOST_BLANKS = 2 ** 24;
/** A blank as numbers: three words of its hash, what stands there, whose it is. */
const WIDTH = 5;

/** Three words of a hash: among 2²⁴ of them, two different things have the same with a probability of about 10⁻¹⁴. */
type Words = readonly [number, number, number];

/**
 * Hashes of genotypes with a blank at one place each: in the stead of an option (what is below it stays, where other
 * options have the same tree; else it is of the blank), or of an item of a list that can grow.
 *
 * A part's hash is a number for what is chosen there, plus the hashes of its parts times odd numbers by their place,
 * modulo 2³². It is linear: with a blank somewhere it differs by what the blank differs by, times the weights on the
 * way, so that a genotype is walked once for all its blanks.
 */
export class BlankedHashes {
  #values = new Int32Array(WIDTH * 1024);
  #count = 0;
  #nodes = 0;
  readonly #numbers = new Map<Tree, number>();

  /** Adds the next genotype; `false` where there are too many. */
  add(tree: Tree, genotype: Genotype): boolean {
    const from = this.#count;
    const [a, b, c] = this.#hash(tree, genotype, ONES);
    if (this.#count > MOST_BLANKS) return false;
    const values = this.#values;
    for (let at = WIDTH * from; at < WIDTH * this.#count; at += WIDTH) {
      values[at]! += a;
      values[at + 1]! += b;
      values[at + 2]! += c;
    }
    this.#nodes++;
    return true;
  }

  /** Those genotypes that have a hash in common, for each such hash. */
  groups(): Group[] {
    const values = this.#values;
    const size = 2 ** Math.ceil(Math.log2(1.5 * this.#count + 2));
    // Open addressing: each slot has the first blank with a hash, from 1; the others follow it in a chain.
    const slots = new Int32Array(size);
    const next = new Int32Array(this.#count + 1);
    const shared = new Set<number>();
    for (let blank = 1; blank <= this.#count; blank++) {
      const at = WIDTH * (blank - 1);
      for (let slot = spread(values[at]!) & (size - 1); ; slot = (slot + 1) & (size - 1)) {
        const first = slots[slot]!;
        if (first === 0) {
          slots[slot] = blank;
          break;
        }
        const other = WIDTH * (first - 1);
        if (
          values[other] !== values[at] ||
          values[other + 1] !== values[at + 1] ||
          values[other + 2] !== values[at + 2]
        )
          continue;
        next[blank] = next[first]!;
        next[first] = blank;
        shared.add(first);
        break;
      }
    }
    return [...shared].map((first) => {
      const members: { node: number; kind: number }[] = [];
      for (let blank = first; blank !== 0; blank = next[blank]!) {
        const at = WIDTH * (blank - 1);
        members.push({ kind: values[at + 3]!, node: values[at + 4]! });
      }
      members.sort((a, b) => a.kind - b.kind);
      return { nodes: members.map(({ node }) => node), kinds: members.map(({ kind }) => kind) };
    });
  }

  /** The hash of a part of a genotype, whose weight in the whole is given. Adds its blanks, as differences. */
  #hash(tree: Tree, genotype: Genotype, weight: Words): Words {
    const number = this.#numberOf(tree);
    switch (tree.kind) {
      case 'constant':
        return ZEROS;
      case 'choice': {
        const { options } = tree;
        const { option, below } = picked(tree, genotype);
        const own = options.indexOf(option);
        const ahead = weightOf(number, 0);
        const inner = times(ahead, this.#hash(option.tree, below, times(weight, ahead)));
        const chosen = markOf(number, OPTION + own);
        let [alike, others] = [own, false];
        for (let i = options.length - 1; i >= 0; i--)
          if (options[i]!.tree !== option.tree) others = true;
          else if (i < alike) alike = i;
        // Another option with the same tree keeps what is below; one with another tree has anything.
        if (options.some((other, i) => i !== own && other.tree === option.tree))
          this.#add(weight, minus(markOf(number, SAME_TREE + alike), chosen), own);
        const whole = plus(chosen, inner);
        if (others) this.#add(weight, minus(markOf(number, OTHER_TREE), whole), alike);
        return whole;
      }
      case 'record': {
        let whole: Words = ZEROS;
        let place = 0;
        for (const name of Object.keys(tree.fields)) {
          const ahead = weightOf(number, place++);
          const field = (genotype as Record<string, Genotype>)[name]!;
          whole = plus(whole, times(ahead, this.#hash(tree.fields[name]!, field, times(weight, ahead))));
        }
        return whole;
      }
      case 'list': {
        const items = (genotype as readonly Genotype[]).map((item, i) =>
          this.#hash(tree.item, item, times(weight, weightOf(number, i))),
        );
        const sum = weighed(number, items);
        const whole = plus(markOf(number, LENGTH + items.length), sum);
        if (tree.min === tree.max) return whole;
        this.#add(weight, minus(plus(markOf(number, ITEMS + items.length), sum), whole), WHOLE);
        for (const [i, item] of items.entries()) {
          // Deleting either of two equal items in a row gives the same list.
          if (i > 0 && item.every((word, k) => word === items[i - 1]![k])) continue;
          const shorter = weighed(number, items.toSpliced(i, 1));
          this.#add(weight, minus(plus(markOf(number, ITEMS + items.length - 1), shorter), whole), SHORTER);
        }
        return whole;
      }
    }
  }

  #add(weight: Words, difference: Words, kind: number): void {
    const at = WIDTH * this.#count++;
    if (at + WIDTH > this.#values.length) {
      const larger = new Int32Array(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    const [a, b, c] = times(weight, difference);
    this.#values[at] = a;
    this.#values[at + 1] = b;
    this.#values[at + 2] = c;
    this.#values[at + 3] = kind;
    this.#values[at + 4] = this.#nodes;
  }

  #numberOf(tree: Tree): number {
    const known = this.#numbers.get(tree);
    if (known !== undefined) return known;
    this.#numbers.set(tree, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

const ZEROS: Words = [0, 0, 0];
const ONES: Words = [1, 1, 1];
const plus = (x: Words, y: Words): Words => [(x[0] + y[0]) | 0, (x[1] + y[1]) | 0, (x[2] + y[2]) | 0];
const minus = (x: Words, y: Words): Words => [(x[0] - y[0]) | 0, (x[1] - y[1]) | 0, (x[2] - y[2]) | 0];
const times = (x: Words, y: Words): Words => [
  Math.imul(x[0], y[0]),
  Math.imul(x[1], y[1]),
  Math.imul(x[2], y[2]),
];

/** The sum of hashes, each times the weight of its place in a tree. */
function weighed(number: number, hashes: readonly Words[]): Words {
  let sum: Words = ZEROS;
  for (const [i, one] of hashes.entries()) sum = plus(sum, times(weightOf(number, i), one));
  return sum;
}

/** What is chosen, or blank, at a place. */
const [OPTION, SAME_TREE, OTHER_TREE, LENGTH, ITEMS] = [0, 1 << 20, 2 << 20, 3 << 20, 4 << 20];

/** Numbers as if by chance, by tree and place; the weights odd. */
const markOf = (tree: number, label: number): Words => wordsOf(Math.imul(tree, 0x9e3779b1) + label);
function weightOf(tree: number, place: number): Words {
  const [a, b, c] = wordsOf(Math.imul(tree, 0x61c88647) ^ ~place);
  return [a | 1, b | 1, c | 1];
}
const wordsOf = (seed: number): Words => [
  spread(seed ^ 0x1b873593),
  spread(seed ^ 0x38495ab5),
  spread(seed ^ 0x52dce729),
];

/** The finaliser of MurmurHash3 (Appleby, public domain). */
function spread(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
