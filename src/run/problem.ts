import { type Phenotype, phenotype } from '../architecture/phenotype.ts';
import type { Problem } from '../search/strategy.ts';
import { crossover } from '../space/crossover.ts';
import type { Space } from '../space/hierarchy.ts';
import { mutate } from '../space/mutate.ts';
import { sample } from '../space/sample.ts';
import type { Genotype } from '../space/tree.ts';

/** A space as strategies see it: genotypes to vary, and what is known of them without training. */
export function searchProblem(
  space: Space,
  mutationRate: number,
): Problem<Genotype> & { phenotypeOf(genotype: Genotype): Phenotype } {
  const cap = space.document.constraints.maxParameters;
  // A genotype is described when asked about and decoded when proposed: one decoding serves both.
  let last: { genotype: Genotype; phenotype: Phenotype } | undefined;
  const phenotypeOf = (genotype: Genotype): Phenotype => {
    if (last?.genotype !== genotype) last = { genotype, phenotype: phenotype(space, genotype) };
    return last.phenotype;
  };
  return {
    sample: (rng) => sample(space.tree, rng),
    mutate: (genotype, rng) => mutate(space.tree, genotype, rng, { default: mutationRate }),
    crossover: (a, b, rng) => crossover(space.tree, a, b, rng),
    describe: (genotype) => {
      const { hash, costs, alive } = phenotypeOf(genotype);
      // A network that its input does not reach is as wrong as one of twice the cap.
      return { hash, violation: alive ? Math.max(0, costs.parameters - cap) : cap };
    },
    phenotypeOf,
  };
}
