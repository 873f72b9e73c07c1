import type { Rng } from '../../space/random.ts';
import type { Problem } from '../method.ts';

/** A random sample that is known, or breaks a constraint, is drawn anew so often. */
const TRIES = 32;

/**
 * A random sample; one whose hash is not `known` and that is within the constraints, if that can be had in a few tries, and
 * else the new one that breaks them least.
 */
export function newSample<G>(
  problem: Pick<Problem<G>, 'sample' | 'describe'>,
  known: ReadonlySet<string>,
  rng: Rng,
): { readonly genotype: G; readonly hash: string } {
  let best: { readonly genotype: G; readonly hash: string; readonly fault: number } | undefined;
  for (let i = 0; i < TRIES && best?.fault !== 0; i++) {
    const genotype = problem.sample(rng);
    const { hash, violation } = problem.describe(genotype);
    const fault = known.has(hash) ? Number.POSITIVE_INFINITY : violation;
    if (!best || fault < best.fault) best = { genotype, hash, fault };
  }
  return best!;
}
