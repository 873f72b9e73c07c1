import { type Genotype, pickGenotype, type Tree } from './tree.ts';

const counts = new WeakMap<Tree, bigint>();

/** The exact number of genotypes. Sub-trees that are the same object are counted once and remembered. */
export function count(tree: Tree): bigint {
  const known = counts.get(tree);
  if (known !== undefined) return known;
  const total = countAfresh(tree);
  counts.set(tree, total);
  return total;
}

function countAfresh(tree: Tree): bigint {
  switch (tree.kind) {
    case 'constant':
      return 1n;
    case 'choice':
      return tree.options.reduce((sum, option) => sum + count(option.tree), 0n);
    case 'record':
      return Object.values(tree.fields).reduce((product, field) => product * count(field), 1n);
    case 'list': {
      const item = count(tree.item);
      let total = 0n;
      for (let length = tree.min; length <= tree.max; length++) total += item ** BigInt(length);
      return total;
    }
  }
}

/** Every genotype, each once, lazily. For small spaces and for tests: the number is `count(tree)`. */
export function* enumerate(tree: Tree): Generator<Genotype> {
  switch (tree.kind) {
    case 'constant':
      yield tree.value;
      return;
    case 'choice':
      for (const option of tree.options) {
        for (const below of enumerate(option.tree)) yield pickGenotype(option, below);
      }
      return;
    case 'record': {
      const names = Object.keys(tree.fields);
      for (const values of product(names.map((name) => tree.fields[name]!))) {
        yield Object.fromEntries(names.map((name, i) => [name, values[i]!]));
      }
      return;
    }
    case 'list':
      for (let length = tree.min; length <= tree.max; length++) {
        yield* product(new Array<Tree>(length).fill(tree.item));
      }
  }
}

function* product(trees: readonly Tree[]): Generator<readonly Genotype[]> {
  const [first, ...rest] = trees;
  if (!first) {
    yield [];
    return;
  }
  for (const head of enumerate(first)) {
    for (const tail of product(rest)) yield [head, ...tail];
  }
}
