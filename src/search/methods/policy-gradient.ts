import { createRng, deriveSeed, type Rng, rngFromState } from '../../space/random.ts';
import type { Decision, Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import { categoricalPolicy } from '../policies/categorical.ts';
import { lstmPolicy } from '../policies/lstm.ts';
import { drawGenotype, follow, type Policy } from '../policies/policy.ts';
import { Rewards, type RewardsState, type Verdict } from '../policies/rewards.ts';
import type { Scalarisation } from '../scalarise.ts';

export interface ReinforceOptions {
  /** One softmax for each decision (Dong et al. 2021), or a recurrent controller (Zoph & Le 2017). */
  readonly policy: 'categorical' | 'lstm';
  /**
   * Adam's. With 0.01 (NATS-Bench) and 0.0006 (Zoph & Le) a policy hardly moves in 165 evaluations; the values
   * here are among the best we measured at that number.
   */
  readonly learningRate: number;
  /** What the moving average of rewards keeps of itself at each result, 0 to below 1. 0.9 as in NATS-Bench. */
  readonly baseline: number;
  /**
   * The weight of the policy's entropy (in nats, summed over the decisions) next to rewards in standard
   * deviations. 0.1: with less, a policy converges before 165 evaluations and suggests what is known ten times
   * for each new one.
   */
  readonly entropy: number;
  /** Results for each step of the policy. 1 as in NATS-Bench; for PPO 5, for each batch and its epochs. */
  readonly batch: number;
  /** Of the LSTM: units of a layer. 35 (Zoph & Le). A saved state fits these units alone. */
  readonly units: number;
  /** Of the LSTM. 1; Zoph & Le have 2, but at 165 evaluations the second made no difference. */
  readonly layers: number;
}

export interface PpoOptions extends ReinforceOptions {
  /** By what share of itself a choice's probability may move from where it was drawn. 0.2 (Schulman et al. 2017). */
  readonly clip: number;
  /** Steps that follow the same batch. 10. */
  readonly epochs: number;
}

export const REINFORCE_DEFAULTS: ReinforceOptions = {
  policy: 'categorical',
  learningRate: 0.1,
  baseline: 0.9,
  entropy: 0.1,
  batch: 1,
  units: 35,
  layers: 1,
};

export const REINFORCE_LSTM_DEFAULTS: ReinforceOptions = {
  ...REINFORCE_DEFAULTS,
  policy: 'lstm',
  learningRate: 0.005,
};

export const PPO_DEFAULTS: PpoOptions = {
  ...REINFORCE_DEFAULTS,
  learningRate: 0.05,
  batch: 5,
  clip: 0.2,
  epochs: 10,
};

export const PPO_LSTM_DEFAULTS: PpoOptions = { ...PPO_DEFAULTS, policy: 'lstm', learningRate: 0.002 };

/** Goes with a suggestion of PPO: what was chosen, and the logarithm of how probable each choice was. */
interface Note {
  readonly choices: readonly number[];
  readonly logProbabilities: readonly number[];
}

/** A result that waits for the batch to be full. */
interface Sample<G> {
  readonly genotype: G;
  readonly advantage: number;
  /** When it was drawn; left out where the policy did not draw it. */
  readonly logProbabilities?: readonly number[];
}

interface State<G> {
  readonly rng: readonly number[];
  readonly seed: number;
  readonly updates: number;
  readonly policy: unknown;
  readonly rewards: RewardsState;
  readonly baseline: readonly [number, number];
  readonly batch: readonly Sample<G>[];
}

/**
 * REINFORCE (Williams 1992; for architectures Zoph & Le 2017): genotypes are drawn from a policy π, whose
 * parameters follow `A ∇ log π(genotype) + β ∇ entropy` uphill with Adam. The advantage A is the reward, less a
 * moving average of rewards, in standard deviations of all values seen, so that it has the same size whatever the
 * objectives are; the reward is the value's negative. A result that breaks a constraint counts as one to two
 * standard deviations below the worst.
 *
 * Repeats are results like any other. A result that the policy did not draw, or drew some steps ago, counts as
 * though it were drawn now. With `policy: 'categorical', learningRate: 0.01, entropy: 0` and repeats evaluated
 * anew this is NATS-Bench's REINFORCE.
 */
export function reinforce<G>(
  space: SearchSpace<G>,
  options: ReinforceOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  return new PolicyGradient(space, { ...options, epochs: 1 }, scalarisation, origin);
}

/**
 * Proximal policy optimisation (Schulman et al. 2017; for architectures Zoph et al. 2018): as `reinforce`, but
 * each batch is followed for several steps, and a choice whose probability has moved by more than `clip` in the
 * direction of its advantage since it was drawn is left alone. The ratio is taken choice by choice.
 */
export function ppo<G>(
  space: SearchSpace<G>,
  options: PpoOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  return new PolicyGradient(space, options, scalarisation, origin);
}

type Options = ReinforceOptions & { readonly epochs: number; readonly clip?: number };

class PolicyGradient<G> implements Method<G> {
  readonly #space: SearchSpace<G>;
  readonly #options: Options;
  readonly #seed: number;
  readonly #rng: Rng;
  readonly #policy: Policy;
  readonly #rewards: Rewards;
  /** The moving average is the quotient of these two, which does not lean to zero at the beginning. */
  #rewardSum: number;
  #weightSum: number;
  #batch: Sample<G>[];
  #updates: number;

  constructor(space: SearchSpace<G>, options: Options, scalarisation: Scalarisation, origin: Origin) {
    this.#space = space;
    this.#options = options;
    const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
    this.#seed = saved?.seed ?? (origin as number);
    this.#rng = saved ? rngFromState(saved.rng) : createRng(deriveSeed(this.#seed, 'policy gradient'));
    this.#policy =
      options.policy === 'lstm'
        ? lstmPolicy(options, this.#seed, saved?.policy)
        : categoricalPolicy(saved?.policy);
    this.#rewards = new Rewards(scalarisation, saved?.rewards);
    [this.#rewardSum, this.#weightSum] = saved?.baseline ?? [0, 0];
    this.#batch = [...(saved?.batch ?? [])];
    this.#updates = saved?.updates ?? 0;
  }

  ask(): Suggestion<G> {
    const { genotype, choices, logProbabilities } = drawGenotype(this.#space, this.#policy, this.#rng);
    const suggestion = { genotype, generation: this.#updates + 1, operator: 'policy', parents: [] } as const;
    // REINFORCE takes every result as drawn now.
    if (this.#options.clip === undefined) return suggestion;
    return { ...suggestion, note: { choices, logProbabilities } satisfies Note };
  }

  tell(result: Result<G>): void {
    const before = this.#rewards.count;
    const verdict = this.#rewards.read(result);
    if (!verdict) return;
    // Rewards from before the first value were on no scale.
    if (before === 0 && this.#rewards.count > 0) this.#rewardSum = this.#weightSum = 0;
    const { genotype } = result;
    const advantage = this.#advantage(verdict);
    const logProbabilities = drawnWith(result.note, this.#space.decisions(genotype));
    this.#batch.push({ genotype, advantage, ...(logProbabilities && { logProbabilities }) });
    if (this.#batch.length >= this.#options.batch) this.#update();
  }

  state(): State<G> {
    return {
      rng: this.#rng.state(),
      seed: this.#seed,
      updates: this.#updates,
      policy: this.#policy.state(),
      rewards: this.#rewards.state(),
      baseline: [this.#rewardSum, this.#weightSum],
      batch: [...this.#batch],
    };
  }

  #advantage({ value, penalty }: Verdict): number {
    const { deviation } = this.#rewards;
    const { baseline } = this.#options;
    const reward = -value - (penalty > 0 ? (1 + penalty) * deviation : 0);
    this.#rewardSum = baseline * this.#rewardSum + (1 - baseline) * reward;
    this.#weightSum = baseline * this.#weightSum + (1 - baseline);
    return (reward - this.#rewardSum / this.#weightSum) / deviation;
  }

  #update(): void {
    const { clip, entropy, epochs, learningRate } = this.#options;
    const batch = this.#batch.map((sample) => ({
      ...sample,
      decisions: this.#space.decisions(sample.genotype),
    }));
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const sample of batch) {
        const { decisions, advantage } = sample;
        const { walk, probabilities } = follow(this.#policy, decisions);
        sample.logProbabilities ??= probabilities.map((here, i) => logarithm(here[decisions[i]!.choice]!));
        walk.backward(
          probabilities.map((here, i) => {
            const { choice } = decisions[i]!;
            const strength =
              clip === undefined
                ? advantage
                : clippedStrength(here[choice]!, sample.logProbabilities![i]!, advantage, clip);
            const slopes = policySlopes(here, choice, strength, entropy);
            return slopes.map((slope) => slope / batch.length);
          }),
        );
      }
      this.#policy.ascend(learningRate);
    }
    this.#batch = [];
    this.#updates++;
  }
}

/** The log-probabilities of a note, if it is one of ours and belongs to these decisions. */
function drawnWith(note: unknown, decisions: readonly Decision[]): readonly number[] | undefined {
  const { choices, logProbabilities } = (note ?? {}) as Partial<Note>;
  if (!Array.isArray(choices) || !Array.isArray(logProbabilities)) return undefined;
  const same =
    choices.length === decisions.length &&
    logProbabilities.length === decisions.length &&
    decisions.every(({ choice }, i) => choices[i] === choice);
  return same ? logProbabilities : undefined;
}

/** Of a probability that may have become too small for a number. */
const logarithm = (probability: number): number => Math.log(Math.max(probability, Number.MIN_VALUE));

/**
 * The derivative of PPO's `min(ρA, clip(ρ, 1 − ε, 1 + ε) A)` with respect to the choice's log-probability, where
 * `ρ = exp(log probability − old)`: `ρA`, or 0 where ρ is beyond ε on the advantage's side.
 */
export function clippedStrength(probability: number, old: number, advantage: number, clip: number): number {
  const ratio = Math.exp(logarithm(probability) - old);
  const clipped = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip;
  return clipped ? 0 : ratio * advantage;
}

/**
 * The derivatives of `strength · log π(choice) + entropy · H(π)` with respect to a softmax's logits:
 * `strength · (1[k = choice] − πₖ) − entropy · πₖ (log πₖ + H)`.
 */
export function policySlopes(
  probabilities: Float64Array,
  choice: number,
  strength: number,
  entropy: number,
): Float64Array {
  let uncertainty = 0;
  for (const p of probabilities) uncertainty -= p * logarithm(p);
  return probabilities.map(
    (p, k) => strength * ((k === choice ? 1 : 0) - p) - entropy * p * (logarithm(p) + uncertainty),
  );
}
