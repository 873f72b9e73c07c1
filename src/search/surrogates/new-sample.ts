import type { Rng } from '../../space/random.ts';
import type { Problem } from '../method.ts';

/** A random sample that is known, or breaks a constraint, is drawn anew so often. */
const TRIES = 16;
/**
 * Where all of them break a constraint, the best of them is mutated so often, and less wrong ones take its
 * place.
 */
const STEPS = 80;

/**
 * A random sample; one whose hash is not `known` and that is within the constraints, if that can be had in a
 * few tries. Where constraints are so tight that hardly any sample keeps them, what comes nearest is led
 * towards them by mutations: they cost nothing to know.
 */
export function newSample<G>(
  problem: Pick<Problem<G>, 'sample' | 'mutate' | 'describe'>,
  known: ReadonlySet<string>,
  rng: Rng,
): { readonly genotype: G; readonly hash: string } {
  const judged = (genotype: G) => {
    const { hash, violation } = problem.describe(genotype);
    return { genotype, hash, fault: known.has(hash) ? Number.POSITIVE_INFINITY : violation };
  };
  let best = judged(problem.sample(rng));
  for (let i = 1; i < TRIES && best.fault > 0; i++) {
    const other = judged(problem.sample(rng));
    if (other.fault < best.fault) best = other;
  }
  for (let i = 0; i < STEPS && best.fault > 0 && Number.isFinite(best.fault); i++) {
    const other = judged(problem.mutate(best.genotype, rng));
    if (other.fault <= best.fault) best = other;
  }
  return best;
}
