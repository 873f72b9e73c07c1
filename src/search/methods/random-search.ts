import { createRng, rngFromState } from '../../space/random.ts';
import type { Method, Origin, Problem } from '../method.ts';

/** Random search: independent samples. The baseline that every method has to beat (Li & Talwalkar 2019). */
export function randomSearch<G>(problem: Pick<Problem<G>, 'sample'>, origin: Origin): Method<G> {
  const rng =
    typeof origin === 'number' ? createRng(origin) : rngFromState(origin.saved as readonly number[]);
  return {
    ask: () => ({ genotype: problem.sample(rng), generation: 1, operator: 'sample', parents: [] }),
    tell: () => undefined,
    state: () => rng.state(),
  };
}
