import { type Genotype, picked, pickGenotype, type Tree } from './tree.ts';

const lengths = new WeakMap<Tree, number>();

/** How many numbers encode a genotype of the tree: the same for all of them. */
export function encodingLength(tree: Tree): number {
  const known = lengths.get(tree);
  if (known !== undefined) return known;
  const length = lengthAfresh(tree);
  lengths.set(tree, length);
  return length;
}

function lengthAfresh(tree: Tree): number {
  switch (tree.kind) {
    case 'constant':
      return 0;
    case 'choice':
      return (
        tree.options.length + branches(tree.options).reduce((sum, branch) => sum + encodingLength(branch), 0)
      );
    case 'record':
      return Object.values(tree.fields).reduce((sum, field) => sum + encodingLength(field), 0);
    case 'list':
      return tree.max - tree.min + 1 + tree.max * encodingLength(tree.item);
  }
}

/** The different trees below a choice, each once: options that share a tree share its place in the code. */
const branches = (options: readonly { readonly tree: Tree }[]): Tree[] => [
  ...new Set(options.map(({ tree }) => tree)),
];

/**
 * A genotype as zeros and ones of fixed length, for predictors: a one for every option taken and every length had, at the
 * place that belongs to the path there (a path encoding in the sense of White et al. 2021, one bit a decision and path);
 * what is not there is zero. Different genotypes have different codes; `decodeVector` is the inverse.
 */
export function encode(tree: Tree, genotype: Genotype): Float32Array {
  const code = new Float32Array(encodingLength(tree));
  write(tree, genotype, code, 0);
  return code;
}

function write(tree: Tree, genotype: Genotype, code: Float32Array, start: number): void {
  switch (tree.kind) {
    case 'constant':
      return;
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      code[start + tree.options.indexOf(option)] = 1;
      let place = start + tree.options.length;
      for (const branch of branches(tree.options)) {
        if (branch === option.tree) write(branch, below, code, place);
        place += encodingLength(branch);
      }
      return;
    }
    case 'record': {
      let place = start;
      for (const [name, field] of Object.entries(tree.fields)) {
        write(field, (genotype as Record<string, Genotype>)[name]!, code, place);
        place += encodingLength(field);
      }
      return;
    }
    case 'list': {
      const items = genotype as readonly Genotype[];
      code[start + items.length - tree.min] = 1;
      const first = start + tree.max - tree.min + 1;
      for (const [i, item] of items.entries())
        write(tree.item, item, code, first + i * encodingLength(tree.item));
    }
  }
}

/** The genotype that has this code. Throws a `RangeError` where none has: at a decision without exactly one answer. */
export function decodeVector(tree: Tree, code: ArrayLike<number>): Genotype {
  if (code.length !== encodingLength(tree)) {
    throw new RangeError(`A code of this space has ${encodingLength(tree)} numbers, not ${code.length}.`);
  }
  const genotype = read(tree, code, 0);
  // Bits set below what was not taken would be lost in silence.
  const again = encode(tree, genotype);
  const stray = again.findIndex((bit, i) => bit !== code[i]);
  if (stray >= 0) throw new RangeError(`Number ${stray} of the code belongs to nothing that was chosen.`);
  return genotype;
}

function read(tree: Tree, code: ArrayLike<number>, start: number): Genotype {
  const hot = (count: number): number => {
    const set = Array.from({ length: count }, (_, i) => i).filter((i) => code[start + i] === 1);
    if (set.length !== 1)
      throw new RangeError(`The decision at number ${start} of the code has ${set.length} answers, not one.`);
    return set[0]!;
  };
  switch (tree.kind) {
    case 'constant':
      return tree.value;
    case 'choice': {
      const option = tree.options[hot(tree.options.length)]!;
      let place = start + tree.options.length;
      for (const branch of branches(tree.options)) {
        if (branch === option.tree) break;
        place += encodingLength(branch);
      }
      return pickGenotype(option, read(option.tree, code, place));
    }
    case 'record': {
      let place = start;
      return Object.fromEntries(
        Object.entries(tree.fields).map(([name, field]) => {
          const value = read(field, code, place);
          place += encodingLength(field);
          return [name, value];
        }),
      );
    }
    case 'list': {
      const count = tree.min + hot(tree.max - tree.min + 1);
      const first = start + tree.max - tree.min + 1;
      return Array.from({ length: count }, (_, i) =>
        read(tree.item, code, first + i * encodingLength(tree.item)),
      );
    }
  }
}
