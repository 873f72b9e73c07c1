import type { Rng } from './random.ts';
import { type Genotype, picked, pickGenotype, type Tree } from './tree.ts';

/**
 * Uniform crossover: every decision of the child is that of one parent, each parent with probability ½. Lists are
 * aligned by position and take one parent's length; where the parents chose options with different trees, the child
 * takes one parent's whole branch. Closed over the space.
 */
export function crossover(tree: Tree, a: Genotype, b: Genotype, rng: Rng): Genotype {
  switch (tree.kind) {
    case 'constant':
      return tree.value;
    case 'choice': {
      const fromA = picked(tree, a);
      const fromB = picked(tree, b);
      const option = rng.chance(0.5) ? fromA.option : fromB.option;
      if (fromA.option.tree === fromB.option.tree) {
        return pickGenotype(option, crossover(option.tree, fromA.below, fromB.below, rng));
      }
      return pickGenotype(option, option === fromA.option ? fromA.below : fromB.below);
    }
    case 'record':
      return Object.fromEntries(
        Object.entries(tree.fields).map(([name, field]) => [
          name,
          crossover(
            field,
            (a as Record<string, Genotype>)[name]!,
            (b as Record<string, Genotype>)[name]!,
            rng,
          ),
        ]),
      );
    case 'list': {
      const itemsA = a as readonly Genotype[];
      const itemsB = b as readonly Genotype[];
      const { length } = rng.chance(0.5) ? itemsA : itemsB;
      return Array.from({ length }, (_, i) => {
        const itemA = itemsA[i];
        const itemB = itemsB[i];
        if (itemA === undefined) return itemB!;
        return itemB === undefined ? itemA : crossover(tree.item, itemA, itemB, rng);
      });
    }
  }
}
