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
 * The member with the fewest parameters that descent finds: from sampled starts with the shortest lists, choice after
 * choice takes the option that saves most, over and over until none saves anything. Deterministic, and remembered by
 * space. An upper bound of the true minimum; on spaces of the hierarchy it is the minimum in every case the tests
 * enumerate. Large members get fewer starts, so that the answer takes about a second at most.
 */
export function smallestMember(space: Space): SmallMember {
  const known = found.get(space);
  if (known) return known;
  const rng = createRng(1);
  let best: SmallMember | undefined;
  let evaluated = 0;
  for (let start = 0; start < STARTS && (start === 0 || evaluated < MOST_EVALUATIONS); start++) {
    const descent = new Descent(space, sampleShortest(space.tree, rng));
    evaluated += descent.evaluated;
    if (!best || descent.best.parameters < best.parameters) best = descent.best;
  }
  found.set(space, best!);
  return best!;
}

const STARTS = 4;
const MOST_EVALUATIONS = 1500;

/** Coordinate descent over a member's choices. */
class Descent {
  readonly #space: Space;
  evaluated = 0;
  best: SmallMember;

  constructor(space: Space, start: Genotype) {
    this.#space = space;
    this.best = { genotype: start, parameters: this.#cost(start) };
    for (let before = Number.POSITIVE_INFINITY; this.best.parameters < before; ) {
      before = this.best.parameters;
      this.#sweep(space.tree, this.best.genotype, (genotype) => genotype);
    }
  }

  #cost(genotype: Genotype): number {
    this.evaluated++;
    return totalCosts(decode(this.#space, genotype)).parameters;
  }

  /**
   * Lets every choice below `genotype` take its cheapest option, in order; returns what stands there then. `whole` makes a
   * member of a part.
   */
  #sweep(tree: Tree, genotype: Genotype, whole: (part: Genotype) => Genotype): Genotype {
    switch (tree.kind) {
      case 'constant':
        return genotype;
      case 'choice': {
        let current = genotype;
        const { option, below } = picked(tree, genotype);
        for (const other of tree.options) {
          if (other === option) continue;
          const content = other.tree === option.tree ? below : sampleShortest(other.tree, createRng(2));
          const candidate = pickGenotype(other, content);
          const parameters = this.#cost(whole(candidate));
          if (parameters >= this.best.parameters) continue;
          this.best = { genotype: whole(candidate), parameters };
          current = candidate;
        }
        const taken = picked(tree, current);
        const swept = this.#sweep(taken.option.tree, taken.below, (part) =>
          whole(pickGenotype(taken.option, part)),
        );
        return pickGenotype(taken.option, swept);
      }
      case 'record': {
        let fields = genotype as Readonly<Record<string, Genotype>>;
        for (const [name, field] of Object.entries(tree.fields)) {
          const here = fields;
          fields = {
            ...here,
            [name]: this.#sweep(field, here[name]!, (part) => whole({ ...here, [name]: part })),
          };
        }
        return fields;
      }
      case 'list': {
        let items = genotype as readonly Genotype[];
        for (const i of items.keys()) {
          const here = items;
          items = here.with(
            i,
            this.#sweep(tree.item, here[i]!, (part) => whole(here.with(i, part))),
          );
        }
        return items;
      }
    }
  }
}
