import type { Rng } from '../../space/random.ts';
import type { Decision, SearchSpace } from '../method.ts';

/**
 * A distribution over the ways through a search space, with parameters: `π(genotype) = ∏ π(choice | what was
 * decided before)`.
 */
export interface Policy {
  /** Starts before the first decision. */
  begin(): Walk;
  /** Follows the gradients that walks have added, by one step uphill. */
  ascend(learningRate: number): void;
  /** Plain JSON. */
  state(): unknown;
}

/** One way through the space, decision by decision. */
export interface Walk {
  /** The probabilities of the options of the next decision. */
  next(site: string, options: number): Float64Array;
  /** What was decided. To be called after every `next`. */
  take(choice: number): void;
  /**
   * Adds to the policy's gradient that of a function whose derivatives with respect to the logits of each
   * decision are `slopes`. Once, at the end, before the policy's next step.
   */
  backward(slopes: readonly Float64Array[]): void;
}

/** `exp(zᵢ) / Σ exp(zⱼ)`, in place. */
export function softmax(logits: Float64Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) largest = Math.max(largest, logit);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += logits[i] = Math.exp(logits[i]! - largest);
  for (let i = 0; i < logits.length; i++) logits[i] = logits[i]! / sum;
  return logits;
}

/** An index with the given probabilities. Takes one float from `rng`. */
export function draw(probabilities: ArrayLike<number>, rng: Rng): number {
  let left = rng.float();
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i]! <= 0) continue;
    last = i;
    left -= probabilities[i]!;
    if (left < 0) return i;
  }
  // Where rounding left a little over.
  return last;
}

export interface Drawn<G> {
  readonly genotype: G;
  readonly choices: readonly number[];
  /** The natural logarithm of each choice's probability. */
  readonly logProbabilities: readonly number[];
}

/** Draws a genotype from a policy. */
export function drawGenotype<G>(space: SearchSpace<G>, policy: Policy, rng: Rng): Drawn<G> {
  const walk = policy.begin();
  const choices: number[] = [];
  const logProbabilities: number[] = [];
  const genotype = space.build((site, options) => {
    const probabilities = walk.next(site, options);
    const choice = draw(probabilities, rng);
    walk.take(choice);
    choices.push(choice);
    logProbabilities.push(Math.log(probabilities[choice]!));
    return choice;
  });
  return { genotype, choices, logProbabilities };
}

/** Goes the way of given decisions. Returns the walk and what was probable at each. */
export function follow(
  policy: Policy,
  decisions: readonly Decision[],
): { readonly walk: Walk; readonly probabilities: readonly Float64Array[] } {
  const walk = policy.begin();
  const probabilities = decisions.map(({ site, options, choice }) => {
    const here = walk.next(site, options);
    walk.take(choice);
    return here;
  });
  return { walk, probabilities };
}
