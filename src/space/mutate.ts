import type { Rng } from './random.ts';
import { sample } from './sample.ts';
import {
  type Choice,
  type Genotype,
  genotypeKey,
  type List,
  type Option,
  picked,
  pickGenotype,
  type Tree,
} from './tree.ts';

/** The probability that a site changes, by level; `default` for levels that are not named. */
export interface MutationRates {
  readonly default: number;
  readonly [level: string]: number;
}

/** How a site changes, where there is more than one way. */
export interface MutationKinds {
  /** The probability that an ordered choice steps to the next option up or down, instead of to any other. */
  readonly step: number;
  /** The probability that a list has one item drawn anew, instead of gaining or losing one. */
  readonly resample: number;
}

export const DEFAULT_KINDS: MutationKinds = { step: 0.5, resample: 0.2 };

/** One mutable site: a choice of several options, or a list that can grow or shrink. */
interface Site {
  readonly level: string;
}

/**
 * A changed copy of `genotype`, always different from it where the space has more than one member. Each site changes
 * with its level's rate; where none would, one site drawn uniformly does. A choice takes another option (the next one,
 * or any), and keeps what lies below if both options hold the same tree; a list gains a sampled item, loses one, or has
 * one drawn anew.
 */
export function mutate(
  tree: Tree,
  genotype: Genotype,
  rng: Rng,
  rates: MutationRates,
  kinds: MutationKinds = DEFAULT_KINDS,
): Genotype {
  const sites = [...mutableSites(tree, genotype)];
  if (sites.length === 0) return genotype;
  const before = genotypeKey(genotype);
  for (;;) {
    const flips = sites.map(({ level }) => rng.chance(rates[level] ?? rates.default));
    if (!flips.includes(true)) flips[rng.int(flips.length)] = true;
    let next = 0;
    const child = rewrite(tree, genotype, { rng, kinds, flip: () => flips[next++]! });
    // Two changes of one list can undo each other.
    if (genotypeKey(child) !== before) return child;
  }
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

interface Walk {
  readonly rng: Rng;
  readonly kinds: MutationKinds;
  /** Whether the next mutable site changes. */
  readonly flip: () => boolean;
}

function rewrite(tree: Tree, genotype: Genotype, walk: Walk): Genotype {
  const { rng, flip } = walk;
  const changes = isMutable(tree) && flip();
  switch (tree.kind) {
    case 'constant':
      return genotype;
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      // Sites below consume their flips even when the option goes, so that both walks stay in step.
      const kept = rewrite(option.tree, below, walk);
      if (!changes) return pickGenotype(option, kept);
      const other = otherOption(tree, option, walk);
      return pickGenotype(other, other.tree === option.tree ? kept : sample(other.tree, rng));
    }
    case 'record':
      return Object.fromEntries(
        Object.entries(tree.fields).map(([name, field]) => [
          name,
          rewrite(field, (genotype as Record<string, Genotype>)[name]!, walk),
        ]),
      );
    case 'list': {
      const items = (genotype as readonly Genotype[]).map((item) => rewrite(tree.item, item, walk));
      return changes ? changedList(tree, items, walk) : items;
    }
  }
}

function otherOption({ options, ordered }: Choice, option: Option, { rng, kinds }: Walk): Option {
  const place = options.indexOf(option);
  if (ordered && options.length > 2 && rng.chance(kinds.step)) {
    return rng.pick([options[place - 1], options[place + 1]].filter((next) => next !== undefined));
  }
  return rng.pick(options.filter((candidate) => candidate !== option));
}

function changedList(tree: List, items: readonly Genotype[], { rng, kinds }: Walk): readonly Genotype[] {
  if (items.length > 0 && rng.chance(kinds.resample)) {
    const place = rng.int(items.length);
    const drawn = sample(tree.item, rng);
    // Drawn alike, it would be no change.
    if (genotypeKey(drawn) !== genotypeKey(items[place]!)) return items.with(place, drawn);
  }
  const grows = items.length <= tree.min || (items.length < tree.max && rng.chance(0.5));
  return grows
    ? items.toSpliced(rng.int(items.length + 1), 0, sample(tree.item, rng))
    : items.toSpliced(rng.int(items.length), 1);
}
