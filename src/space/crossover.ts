import type { Rng } from './random.ts';
import { type Genotype, genotypeKey, picked, pickGenotype, type Tree } from './tree.ts';

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

/**
 * Subtree crossover (Koza 1992): a part of `a` is replaced by a part of `b` that the same tree describes: a cell by
 * a cell, a pipeline by a pipeline, wherever they stand. The part is drawn uniformly from all that have a
 * different counterpart; where there is none, the child is `a`. Closed over the space.
 */
export function subtreeCrossover(tree: Tree, a: Genotype, b: Genotype, rng: Rng): Genotype {
  const donors = new Map<Tree, Map<string, Genotype>>();
  for (const { tree: part, genotype } of partsOf(tree, b)) {
    const known = donors.get(part) ?? new Map<string, Genotype>();
    donors.set(part, known.set(genotypeKey(genotype), genotype));
  }
  const places = [...partsOf(tree, a)].flatMap(({ tree: part, genotype }, place) => {
    const own = genotypeKey(genotype);
    const others = [...(donors.get(part) ?? [])].filter(([key]) => key !== own).map(([, donor]) => donor);
    // The root as a whole would make the child a copy of b.
    return others.length > 0 && place > 0 ? [{ place, others }] : [];
  });
  if (places.length === 0) return a;
  const { place, others } = rng.pick(places);
  let next = 0;
  return replacePart(tree, a, () => (next++ === place ? rng.pick(others) : undefined));
}

/** Every part of a genotype with the tree that describes it, from the root down; constants are no parts. */
function* partsOf(tree: Tree, genotype: Genotype): Generator<{ tree: Tree; genotype: Genotype }> {
  if (tree.kind === 'constant') return;
  yield { tree, genotype };
  if (tree.kind === 'choice') {
    const { option, below } = picked(tree, genotype);
    yield* partsOf(option.tree, below);
  } else if (tree.kind === 'record') {
    for (const [name, field] of Object.entries(tree.fields))
      yield* partsOf(field, (genotype as Record<string, Genotype>)[name]!);
  } else for (const item of genotype as readonly Genotype[]) yield* partsOf(tree.item, item);
}

/** A copy with parts replaced; `replacement` is asked for each part in the order of `partsOf`. */
function replacePart(tree: Tree, genotype: Genotype, replacement: () => Genotype | undefined): Genotype {
  if (tree.kind === 'constant') return genotype;
  const replaced = replacement();
  if (replaced !== undefined) return replaced;
  if (tree.kind === 'choice') {
    const { option, below } = picked(tree, genotype);
    return pickGenotype(option, replacePart(option.tree, below, replacement));
  }
  if (tree.kind === 'record') {
    return Object.fromEntries(
      Object.entries(tree.fields).map(([name, field]) => [
        name,
        replacePart(field, (genotype as Record<string, Genotype>)[name]!, replacement),
      ]),
    );
  }
  return (genotype as readonly Genotype[]).map((item) => replacePart(tree.item, item, replacement));
}
