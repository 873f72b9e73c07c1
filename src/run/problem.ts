import { labelled, shortPaths } from '../architecture/labelled.ts';
import { type Phenotype, phenotype } from '../architecture/phenotype.ts';
import type { Decision, SearchSpace } from '../search/method.ts';
import { crossover } from '../space/crossover.ts';
import { buildGenotype, visitDecisions } from '../space/decisions.ts';
import { neighbours } from '../space/distance.ts';
import { encode } from '../space/encode.ts';
import type { Space } from '../space/hierarchy.ts';
import { mutate } from '../space/mutate.ts';
import { sample } from '../space/sample.ts';
import type { Genotype } from '../space/tree.ts';

/** How many phenotypes are kept: model-based methods look at the same few hundred genotypes again and again. */
const KEPT = 1000;
/** Nodes of the paths that predictors see. */
const PATH_LENGTH = 4;

/** A space as methods see it: genotypes to vary, and what is known of them without training. */
export function searchProblem(
  space: Space,
  mutationRate: number,
): SearchSpace<Genotype> & { phenotypeOf(genotype: Genotype): Phenotype } {
  const { tree } = space;
  const cap = space.document.constraints.maxParameters;
  const kept = new Map<Genotype, Phenotype>();
  const phenotypeOf = (genotype: Genotype): Phenotype => {
    const known = kept.get(genotype);
    if (known) return known;
    const made = phenotype(space, genotype);
    kept.set(genotype, made);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    return made;
  };
  return {
    sample: (rng) => sample(tree, rng),
    mutate: (genotype, rng) => mutate(tree, genotype, rng, { default: mutationRate }),
    crossover: (a, b, rng) => [crossover(tree, a, b, rng)],
    describe(genotype) {
      const { hash, costs, alive } = phenotypeOf(genotype);
      return {
        hash,
        // A network that its input does not reach is as wrong as one of twice the cap.
        violation: alive ? Math.max(0, costs.parameters - cap) : cap,
        // Sizes differ by factors, not by amounts.
        cheap: [Math.log10(Math.max(1, costs.parameters)), Math.log10(Math.max(1, costs.macs))],
      };
    },
    neighbours: (genotype) => neighbours(tree, genotype),
    build: (decide) => buildGenotype(tree, decide),
    decisions(genotype) {
      const decisions: Decision[] = [];
      visitDecisions(tree, genotype, (site, options, choice) => decisions.push({ site, options, choice }));
      return decisions;
    },
    code: (genotype) => encode(tree, genotype),
    paths: (genotype) => shortPaths(labelled(phenotypeOf(genotype).architecture), PATH_LENGTH),
    graph: (genotype) => labelled(phenotypeOf(genotype).architecture),
    phenotypeOf,
  };
}
