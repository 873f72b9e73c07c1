import type { Decision, SearchSpace } from '../../../src/search/method.ts';
import { crossover } from '../../../src/space/crossover.ts';
import { buildGenotype, visitDecisions } from '../../../src/space/decisions.ts';
import { neighbours } from '../../../src/space/distance.ts';
import { encode } from '../../../src/space/encode.ts';
import { mutate } from '../../../src/space/mutate.ts';
import { sample } from '../../../src/space/sample.ts';
import { choice, choiceOf, type Genotype, list, record, type Tree } from '../../../src/space/tree.ts';

/**
 * A space whose decisions depend on earlier ones: 1 to 3 blocks, each with options of its own. 14 + 14² + 14³
 * genotypes.
 */
const BLOCK = choice('block', [
  {
    key: 'conv',
    tree: record({ kernel: choiceOf('kernel', [1, 3, 5]), act: choiceOf('act', ['relu', 'elu']) }),
  },
  {
    key: 'pool',
    tree: record({ kind: choiceOf('pool', ['max', 'avg']), size: choiceOf('size', [2, 3, 4]) }),
  },
  { key: 'skip', tree: choiceOf('skip', ['a', 'b']) },
]);
export const BLOCKS = record({ blocks: list('length', BLOCK, 1, 3) });

export function treeSpace(
  tree: Tree,
  violation: (genotype: Genotype) => number = () => 0,
): SearchSpace<Genotype> {
  return {
    sample: (rng) => sample(tree, rng),
    mutate: (genotype, rng) => mutate(tree, genotype, rng, { default: 0.2 }),
    crossover: (a, b, rng) => [crossover(tree, a, b, rng)],
    describe: (genotype) => ({ hash: JSON.stringify(genotype), violation: violation(genotype), cheap: [] }),
    neighbours: (genotype) => neighbours(tree, genotype),
    build: (decide) => buildGenotype(tree, decide),
    decisions(genotype) {
      const decisions: Decision[] = [];
      visitDecisions(tree, genotype, (site, options, taken) =>
        decisions.push({ site, options, choice: taken }),
      );
      return decisions;
    },
    code: (genotype) => encode(tree, genotype),
    paths: (genotype) => [JSON.stringify(genotype)],
    graph: () => ({ labels: [], inputs: [] }),
  };
}

/** Longer is better, and convolutions with large kernels best. */
export function blockError(genotype: Genotype): number {
  const text = JSON.stringify(genotype);
  const count = (part: RegExp) => text.match(part)?.length ?? 0;
  return 10 - count(/conv/g) - 2 * count(/"kernel":5/g) - count(/elu/g) / 2;
}
