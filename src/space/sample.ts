import { count } from './count.ts';
import type { Rng } from './random.ts';
import { type Genotype, type List, type Option, pickGenotype, type Tree } from './tree.ts';

/**
 * A random genotype, *tree-uniform*: every choice picks its option and every list its length uniformly. Small
 * branches come up as often as large ones, so that a space of deep and shallow networks yields both.
 */
export function sample(tree: Tree, rng: Rng): Genotype {
  return draw(
    tree,
    (options) => rng.int(options.length),
    (list) => list.min + rng.int(list.max - list.min + 1),
  );
}

/** A random genotype whose lists are all as short as they may be. */
export function sampleShortest(tree: Tree, rng: Rng): Genotype {
  return draw(
    tree,
    (options) => rng.int(options.length),
    (list) => list.min,
  );
}

/** The genotype that takes every first option and every shortest list. */
export function firstMember(tree: Tree): Genotype {
  return draw(
    tree,
    () => 0,
    (list) => list.min,
  );
}

/** A random genotype, *size-uniform*: each of the `count(tree)` genotypes is equally likely. */
export function sampleUniform(tree: Tree, rng: Rng): Genotype {
  const weighted = (weights: readonly bigint[]) => {
    let ticket = rng.bigint(weights.reduce((sum, weight) => sum + weight, 0n));
    let index = 0;
    while (ticket >= weights[index]!) ticket -= weights[index++]!;
    return index;
  };
  return draw(
    tree,
    (options) => weighted(options.map((option) => count(option.tree))),
    (list) => {
      const item = count(list.item);
      const lengths = Array.from({ length: list.max - list.min + 1 }, (_, i) => item ** BigInt(list.min + i));
      return list.min + weighted(lengths);
    },
  );
}

function draw(
  tree: Tree,
  pickOption: (options: readonly Option[]) => number,
  pickLength: (list: List) => number,
): Genotype {
  const go = (node: Tree): Genotype => draw(node, pickOption, pickLength);
  switch (tree.kind) {
    case 'constant':
      return tree.value;
    case 'choice': {
      const option = tree.options[pickOption(tree.options)]!;
      return pickGenotype(option, go(option.tree));
    }
    case 'record': {
      // A plain loop: members are drawn by the thousand.
      const fields: Record<string, Genotype> = {};
      for (const name of Object.keys(tree.fields)) fields[name] = go(tree.fields[name]!);
      return fields;
    }
    case 'list':
      return Array.from({ length: pickLength(tree) }, () => go(tree.item));
  }
}
