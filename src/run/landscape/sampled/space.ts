import { type Phenotype, phenotype } from '../../../architecture/phenotype.ts';
import { distance } from '../../../space/distance.ts';
import type { Space } from '../../../space/hierarchy.ts';
import { mutate } from '../../../space/mutate.ts';
import type { Rng } from '../../../space/random.ts';
import { sample } from '../../../space/sample.ts';
import type { Genotype } from '../../../space/tree.ts';

/** What sampling has to know of a space; `G` is how an architecture is written down. */
export interface SampledSpace<G> {
  /** A random architecture, which need not be a member. */
  draw(rng: Rng): G;
  /** The architecture with one random edit: at distance 1, where the space has another one. */
  edit(genotype: G, rng: Rng): G;
  /** The least number of edits that make one of the other. */
  distance(a: G, b: G): number;
  /** What equal networks share; `undefined` of an architecture that is no member. */
  identify(genotype: G): string | undefined;
}

/** Every step is one edit of the space's own distance: lists gain or lose an item, none is drawn anew. */
const ONE_EDIT = { step: 0, resample: 0 };

/**
 * A space as sampling sees it. Draws are tree-uniform, as a search's are. Members are what a search would train: the
 * input reaches the output, and there are no more parameters than the cap.
 */
export function sampledSpace(space: Space): SampledSpace<Genotype> {
  const { tree } = space;
  const cap = space.document.constraints.maxParameters;
  const admits = ({ alive, costs }: Phenotype) => alive && costs.parameters <= cap;
  return {
    draw: (rng) => sample(tree, rng),
    edit: (genotype, rng) => mutate(tree, genotype, rng, { default: 0 }, ONE_EDIT),
    distance: (a, b) => distance(tree, a, b),
    identify(genotype) {
      const found = phenotype(space, genotype);
      return admits(found) ? found.hash : undefined;
    },
  };
}
