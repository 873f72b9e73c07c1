import { totalCosts } from '../../../src/architecture/costs.ts';
import { decode } from '../../../src/architecture/decode.ts';
import { type AnalysedCandidate, DecisionTable } from '../../../src/run/analysis/decision-table.ts';
import type { Space } from '../../../src/space/hierarchy.ts';
import { createRng, deriveSeed } from '../../../src/space/random.ts';
import { sample } from '../../../src/space/sample.ts';
import type { Genotype } from '../../../src/space/tree.ts';

/** Random members of a space as candidates of a run in generations of ten; `error` of each by its genotype. */
export function candidates(
  space: Space,
  count: number,
  error: (genotype: Genotype, noise: number) => number,
  seed = 1,
): AnalysedCandidate[] {
  const rng = createRng(deriveSeed('candidates', seed));
  return Array.from({ length: count }, (_, i) => {
    const genotype = sample(space.tree, rng);
    return {
      candidate: i + 1,
      genotype,
      hash: `${i}`,
      generation: 1 + Math.floor(i / 10),
      error: error(genotype, rng.float()),
      parameters: totalCosts(decode(space, genotype)).parameters,
    };
  });
}

export function tableOf(space: Space, all: readonly AnalysedCandidate[]): DecisionTable {
  const table = new DecisionTable(space);
  for (const each of all) table.add(each);
  return table;
}
