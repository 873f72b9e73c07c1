import { createRng, type Rng, rngFromState } from '../space/random.ts';
import { type Answer, MAX_FRUITLESS, type Problem, type Strategy } from './strategy.ts';

interface State {
  readonly rng: readonly number[];
  readonly archive: readonly (readonly [string, number])[];
  readonly next: number;
  readonly open: readonly number[];
}

/** Random search: independent samples, no architecture twice. The baseline every strategy has to beat. */
export function createRandomSearch<G>(problem: Problem<G>, seed: number): Strategy<G> {
  return randomSearch(problem, createRng(seed), new Map(), 1, new Set());
}

/** Goes on from what `state()` returned. */
export function resumeRandomSearch<G>(problem: Problem<G>, saved: unknown): Strategy<G> {
  const { rng, archive, next, open } = saved as State;
  return randomSearch(problem, rngFromState(rng), new Map(archive), next, new Set(open));
}

function randomSearch<G>(
  problem: Problem<G>,
  rng: Rng,
  archive: Map<string, number>,
  next: number,
  open: Set<number>,
): Strategy<G> {
  let fruitless = 0;
  return {
    ask(): Answer<G> {
      if (fruitless >= MAX_FRUITLESS) return { kind: 'exhausted' };
      const genotype = problem.sample(rng);
      const { hash, violation } = problem.describe(genotype);
      const known = archive.get(hash);
      if (known !== undefined) {
        fruitless++;
        return { kind: 'duplicate', genotype, hash, of: known };
      }
      const candidate = next++;
      archive.set(hash, candidate);
      const proposal = { candidate, genotype, hash, generation: 1, operator: 'sample', parents: [] } as const;
      fruitless = violation > 0 ? fruitless + 1 : 0;
      if (violation > 0) return { kind: 'infeasible', violation, ...proposal };
      open.add(candidate);
      return { kind: 'evaluate', ...proposal };
    },
    tell({ candidate }) {
      if (!open.delete(candidate)) throw new Error(`Candidate ${candidate} is not being evaluated.`);
    },
    state: (): State => ({ rng: rng.state(), archive: [...archive], next, open: [...open] }),
  };
}
