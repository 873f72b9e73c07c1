import type { Rng } from './random.ts';
import { sample } from './sample.ts';
import { type Genotype, type List, picked, pickGenotype, type Tree } from './tree.ts';

/** The probability that a site changes, by level; `default` for levels that are not named. */
export interface MutationRates {
  readonly default: number;
  readonly [level: string]: number;
}

/** One mutable site: a choice of several options, or a list that can grow or shrink. */
interface Site {
  readonly level: string;
}

/**
 * A changed copy of `genotype`, always different from it where the space has more than one member. Each site changes
 * with its level's rate; where none would, one site drawn uniformly does. A choice takes another option, uniformly,
 * and keeps what lies below if both options hold the same tree; a list gains a sampled item or loses one.
 */
export function mutate(tree: Tree, genotype: Genotype, rng: Rng, rates: MutationRates): Genotype {
  const sites = [...mutableSites(tree, genotype)];
  if (sites.length === 0) return genotype;
  const flips = sites.map(({ level }) => rng.chance(rates[level] ?? rates.default));
  if (!flips.includes(true)) flips[rng.int(flips.length)] = true;
  let next = 0;
  return rewrite(tree, genotype, rng, () => flips[next++]!);
}

const isMutable = (tree: Tree): boolean =>
  (tree.kind === 'choice' && tree.options.length > 1) || (tree.kind === 'list' && tree.max > tree.min);

/** Sites in the order in which `rewrite` meets them. */
function* mutableSites(tree: Tree, genotype: Genotype): Generator<Site> {
  if ((tree.kind === 'choice' || tree.kind === 'list') && isMutable(tree)) yield tree;
  switch (tree.kind) {
    case 'constant':
      return;
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      yield* mutableSites(option.tree, below);
      return;
    }
    case 'record':
      for (const [name, field] of Object.entries(tree.fields)) {
        yield* mutableSites(field, (genotype as Record<string, Genotype>)[name]!);
      }
      return;
    case 'list':
      for (const item of genotype as readonly Genotype[]) yield* mutableSites(tree.item, item);
  }
}

function rewrite(tree: Tree, genotype: Genotype, rng: Rng, flip: () => boolean): Genotype {
  const changes = isMutable(tree) && flip();
  switch (tree.kind) {
    case 'constant':
      return genotype;
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      // Sites below consume their flips even when the option goes, so that both walks stay in step.
      const kept = rewrite(option.tree, below, rng, flip);
      if (!changes) return pickGenotype(option, kept);
      const other = rng.pick(tree.options.filter((candidate) => candidate !== option));
      return pickGenotype(other, other.tree === option.tree ? kept : sample(other.tree, rng));
    }
    case 'record':
      return Object.fromEntries(
        Object.entries(tree.fields).map(([name, field]) => [
          name,
          rewrite(field, (genotype as Record<string, Genotype>)[name]!, rng, flip),
        ]),
      );
    case 'list': {
      const items = (genotype as readonly Genotype[]).map((item) => rewrite(tree.item, item, rng, flip));
      return changes ? growOrShrink(tree, items, rng) : items;
    }
  }
}

function growOrShrink(tree: List, items: readonly Genotype[], rng: Rng): readonly Genotype[] {
  const grows = items.length <= tree.min || (items.length < tree.max && rng.chance(0.5));
  return grows
    ? items.toSpliced(rng.int(items.length + 1), 0, sample(tree.item, rng))
    : items.toSpliced(rng.int(items.length), 1);
}
