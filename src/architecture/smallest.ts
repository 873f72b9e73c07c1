import type { Space } from '../space/hierarchy.ts';
import { createRng } from '../space/random.ts';
import { sampleShortest } from '../space/sample.ts';
import { type Genotype, picked, pickGenotype, type Tree } from '../space/tree.ts';
import { totalCosts } from './costs.ts';
import { decode } from './decode.ts';

/** A member of the space with few parameters, and how many. */
export interface SmallMember {
  readonly genotype: Genotype;
  readonly parameters: number;
}

const found = new WeakMap<Space, SmallMember>();

/**
 * The member with the fewest parameters that descent finds: from several sampled starts with the shortest lists, change
 * one choice as long as that saves parameters. Deterministic, and remembered by space. An upper bound of the true
 * minimum; on spaces of the hierarchy it is the minimum in every case the tests enumerate.
 */
export function smallestMember(space: Space): SmallMember {
  const known = found.get(space);
  if (known) return known;
  const rng = createRng(1);
  const starts = Array.from({ length: STARTS }, () => descend(space, sampleShortest(space.tree, rng)));
  const best = starts.reduce((a, b) => (b.parameters < a.parameters ? b : a));
  found.set(space, best);
  return best;
}

const STARTS = 4;

function descend(space: Space, start: Genotype): SmallMember {
  const cost = (genotype: Genotype) => totalCosts(decode(space, genotype)).parameters;
  let current: SmallMember = { genotype: start, parameters: cost(start) };
  for (;;) {
    let next = current;
    for (const genotype of otherChoices(space.tree, current.genotype)) {
      const parameters = cost(genotype);
      if (parameters < next.parameters) next = { genotype, parameters };
    }
    if (next === current) return current;
    current = next;
  }
}

/** Every genotype with one choice made otherwise (with some short content where the other option has any). */
function* otherChoices(tree: Tree, genotype: Genotype): Generator<Genotype> {
  switch (tree.kind) {
    case 'constant':
      return;
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      for (const other of tree.options) {
        if (other === option) continue;
        yield pickGenotype(
          other,
          other.tree === option.tree ? below : sampleShortest(other.tree, createRng(2)),
        );
      }
      for (const content of otherChoices(option.tree, below)) yield pickGenotype(option, content);
      return;
    }
    case 'record': {
      const fields = genotype as Record<string, Genotype>;
      for (const [name, field] of Object.entries(tree.fields)) {
        for (const value of otherChoices(field, fields[name]!)) yield { ...fields, [name]: value };
      }
      return;
    }
    case 'list':
      for (const [i, item] of (genotype as readonly Genotype[]).entries()) {
        for (const value of otherChoices(tree.item, item))
          yield (genotype as readonly Genotype[]).with(i, value);
      }
  }
}
