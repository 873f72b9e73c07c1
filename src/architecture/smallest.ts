import type { Space } from '../space/hierarchy.ts';
import { createRng } from '../space/random.ts';
import { sample } from '../space/sample.ts';
import { type Genotype, picked, pickGenotype, type Tree } from '../space/tree.ts';
import { totalCosts } from './costs.ts';
import { decode } from './decode.ts';

/** A member of the space with few parameters, and how many. */
export interface SmallMember {
  readonly genotype: Genotype;
  readonly parameters: number;
}

/**
 * The member with the fewest parameters that descent finds: from several sampled starts, change one choice or shorten
 * one list as long as that saves parameters. Deterministic. An upper bound of the true minimum; on spaces of the
 * hierarchy it is the minimum in every case the tests enumerate.
 */
export function smallestMember(space: Space, starts = 4): SmallMember {
  const rng = createRng(1);
  let best: SmallMember | undefined;
  for (let start = 0; start < starts; start++) {
    const found = descend(space, sample(space.tree, rng));
    if (!best || found.parameters < best.parameters) best = found;
  }
  return best!;
}

function descend(space: Space, start: Genotype): SmallMember {
  const cost = (genotype: Genotype) => totalCosts(decode(space, genotype)).parameters;
  let current: SmallMember = { genotype: start, parameters: cost(start) };
  for (;;) {
    let next = current;
    for (const genotype of simplerOrOther(space.tree, current.genotype)) {
      const parameters = cost(genotype);
      if (parameters < next.parameters) next = { genotype, parameters };
    }
    if (next === current) return current;
    current = next;
  }
}

/** One step away: other options (with some content), and lists one item shorter. Insertions never save anything. */
function* simplerOrOther(tree: Tree, genotype: Genotype): Generator<Genotype> {
  switch (tree.kind) {
    case 'constant':
      return;
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      for (const other of tree.options) {
        if (other === option) continue;
        if (other.tree === option.tree) yield pickGenotype(other, below);
        else yield pickGenotype(other, sample(other.tree, createRng(2)));
      }
      for (const content of simplerOrOther(option.tree, below)) yield pickGenotype(option, content);
      return;
    }
    case 'record': {
      const fields = genotype as Record<string, Genotype>;
      for (const [name, field] of Object.entries(tree.fields)) {
        for (const value of simplerOrOther(field, fields[name]!)) yield { ...fields, [name]: value };
      }
      return;
    }
    case 'list': {
      const items = genotype as readonly Genotype[];
      if (items.length > tree.min) for (const i of items.keys()) yield items.toSpliced(i, 1);
      for (const [i, item] of items.entries()) {
        for (const value of simplerOrOther(tree.item, item)) yield items.with(i, value);
      }
    }
  }
}
