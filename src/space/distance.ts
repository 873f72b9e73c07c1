import { enumerate } from './count.ts';
import {
  type Choice,
  type Genotype,
  genotypeKey,
  type Option,
  picked,
  pickGenotype,
  type Tree,
} from './tree.ts';

/**
 * The least number of single steps from `a` to `b`, where a step changes one choice, or inserts or deletes one list
 * item: the length of the shortest path in the graph whose edges are `neighbours`. A metric; for records of plain
 * choices it is the Hamming distance, for lists a Levenshtein distance with `distance(item)` as substitution cost.
 */
export function distance(tree: Tree, a: Genotype, b: Genotype): number {
  switch (tree.kind) {
    case 'constant':
      return 0;
    case 'choice': {
      const fromA = picked(tree, a);
      const fromB = picked(tree, b);
      if (fromA.option.tree !== fromB.option.tree) return 1;
      const direct =
        Number(fromA.option !== fromB.option) + distance(fromA.option.tree, fromA.below, fromB.below);
      return hasDetour(tree, fromA.option) ? Math.min(direct, 2) : direct;
    }
    case 'record':
      return Object.entries(tree.fields).reduce(
        (sum, [name, field]) =>
          sum +
          distance(field, (a as Record<string, Genotype>)[name]!, (b as Record<string, Genotype>)[name]!),
        0,
      );
    case 'list':
      return listDistance(tree.item, tree.min === tree.max, a as Genotype[], b as Genotype[]);
  }
}

/** Two steps, out to an option with another tree and back with any content, are always enough where there is one. */
const hasDetour = (tree: Choice, option: Option): boolean =>
  tree.options.some((other) => other.tree !== option.tree);

function listDistance(item: Tree, fixed: boolean, a: readonly Genotype[], b: readonly Genotype[]): number {
  if (fixed) return a.reduce<number>((sum, value, i) => sum + distance(item, value, b[i]!), 0);
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      current.push(
        Math.min(
          previous[j]! + 1,
          current[j - 1]! + 1,
          previous[j - 1]! + distance(item, a[i - 1]!, b[j - 1]!),
        ),
      );
    }
    previous = current;
  }
  return previous[b.length]!;
}

/** Every genotype at distance one, each once, lazily (an insertion alone can have millions). */
export function* neighbours(tree: Tree, genotype: Genotype): Generator<Genotype> {
  switch (tree.kind) {
    case 'constant':
      return;
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      for (const other of tree.options) {
        if (other === option) continue;
        if (other.tree === option.tree) yield pickGenotype(other, below);
        else for (const content of enumerate(other.tree)) yield pickGenotype(other, content);
      }
      for (const content of neighbours(option.tree, below)) yield pickGenotype(option, content);
      return;
    }
    case 'record': {
      const fields = genotype as Record<string, Genotype>;
      for (const [name, field] of Object.entries(tree.fields)) {
        for (const value of neighbours(field, fields[name]!)) yield { ...fields, [name]: value };
      }
      return;
    }
    case 'list': {
      const items = genotype as readonly Genotype[];
      for (const [i, item] of items.entries()) {
        for (const value of neighbours(tree.item, item)) yield items.with(i, value);
      }
      // Deleting either of two equal items in a row, or inserting beside an equal one, gives the same list: once is enough.
      const keys = items.map(genotypeKey);
      if (items.length > tree.min) {
        for (let i = 0; i < items.length; i++) if (keys[i] !== keys[i - 1]) yield items.toSpliced(i, 1);
      }
      if (items.length < tree.max) {
        for (const value of enumerate(tree.item)) {
          const key = genotypeKey(value);
          for (let i = 0; i <= items.length; i++) if (key !== keys[i - 1]) yield items.toSpliced(i, 0, value);
        }
      }
    }
  }
}
