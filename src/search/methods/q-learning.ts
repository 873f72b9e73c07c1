import { createRng, deriveSeed, type Rng, rngFromState } from '../../space/random.ts';
import type { Decision, Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import { Rewards, type RewardsState, type Verdict } from '../policies/rewards.ts';
import type { Scalarisation } from '../scalarise.ts';

export interface QLearningOptions {
  /** α, 0 … 1. 0.3: the paper's 0.01 needs thousands of evaluations, and finds little more than chance in 165. */
  readonly learningRate: number;
  /** γ, 0 … 1. 1 as in the paper: all rewards of a genotype count the same. */
  readonly discount: number;
  /** After so many evaluations exploration is down to its end. 150, about what a run has; the paper has 2700. */
  readonly horizon: number;
  /**
   * The share of the horizon in which every choice is random. 0.2; the paper's 0.55 costs a small budget too
   * much.
   */
  readonly randomShare: number;
  /** Earlier genotypes that are learned from again at each result, drawn with replacement. 100 as in the paper. */
  readonly replay: number;
  /**
   * Whether every decision gets its share of the reward (`r / T`, Zhong et al. 2018), or the last one all of it
   * (MetaQNN). Shared: otherwise what the first decisions are worth is hardly known when the budget is used up.
   */
  readonly reward: 'shared' | 'last';
}

export const Q_LEARNING_DEFAULTS: QLearningOptions = {
  learningRate: 0.3,
  discount: 1,
  horizon: 150,
  randomShare: 0.2,
  replay: 100,
  reward: 'shared',
};

/** Exploration ends here (Baker et al. 2017). */
const LAST_EPSILON = 0.1;
/** Of choices that were never made, when rewards are between 0 and 1 (Baker et al. 2017). */
const FIRST_VALUE = 0.5;

interface Memory<G> extends Verdict {
  readonly genotype: G;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly rewards: RewardsState;
  readonly values: readonly (readonly [string, readonly number[]])[];
  readonly memory: readonly Memory<G>[];
}

/** A decision as the table knows it. */
interface Move {
  readonly state: string;
  readonly options: number;
  readonly choice: number;
}

/**
 * Q-learning as in MetaQNN (Baker et al. 2017): a table of values `Q(state, choice)`, by which genotypes are
 * built ε-greedily. The state is the decision's site together with the decision before and its choice: the
 * paper's "layer so far" for any space. After each result it and a number of earlier ones are learned from, each
 * from its last decision to its first: `Q(s, a) ← Q(s, a) + α (r + γ max Q(s′, ·) − Q(s, a))`.
 *
 * The reward is the value's place between the worst (0) and the best (1) seen when it is learned from; where a
 * constraint is broken, less than 0. ε goes from 1 down to 0.1 in steps of 0.1 (`epsilonAfter`). Repeats teach
 * nothing: their first is replayed anyway.
 */
export function qLearning<G>(
  space: SearchSpace<G>,
  options: QLearningOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  return new QLearning(space, options, scalarisation, origin);
}

class QLearning<G> implements Method<G> {
  readonly #space: SearchSpace<G>;
  readonly #options: QLearningOptions;
  readonly #rng: Rng;
  readonly #rewards: Rewards;
  readonly #values: Map<string, number[]>;
  readonly #memory: Memory<G>[];
  /** Of each genotype in memory. */
  readonly #moves: (readonly Move[])[];

  constructor(
    space: SearchSpace<G>,
    options: QLearningOptions,
    scalarisation: Scalarisation,
    origin: Origin,
  ) {
    this.#space = space;
    this.#options = options;
    const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
    this.#rng = saved ? rngFromState(saved.rng) : createRng(deriveSeed(origin as number, 'q-learning'));
    this.#rewards = new Rewards(scalarisation, saved?.rewards);
    this.#values = new Map(saved?.values.map(([state, values]) => [state, [...values]]));
    this.#memory = [...(saved?.memory ?? [])];
    this.#moves = this.#memory.map(({ genotype }) => movesOf(space.decisions(genotype)));
  }

  ask(): Suggestion<G> {
    const evaluations = this.#memory.filter(({ penalty }) => penalty === 0).length;
    const epsilon = epsilonAfter(evaluations, this.#options);
    let before: Pick<Decision, 'site' | 'choice'> | undefined;
    const genotype = this.#space.build((site, options) => {
      const choice = this.#rng.chance(epsilon)
        ? this.#rng.int(options)
        : this.#rng.pick(largest(this.#valuesAt(stateOf(site, before), options)));
      before = { site, choice };
      return choice;
    });
    return { genotype, generation: 1, operator: 'policy', parents: [] };
  }

  tell(result: Result<G>): void {
    const verdict = this.#rewards.read(result);
    if (!verdict || result.repeat) return;
    const { genotype } = result;
    this.#memory.push({ genotype, ...verdict });
    this.#moves.push(movesOf(this.#space.decisions(genotype)));
    this.#learn(this.#memory.length - 1);
    for (let i = 0; i < this.#options.replay; i++) this.#learn(this.#rng.int(this.#memory.length));
  }

  state(): State<G> {
    return {
      rng: this.#rng.state(),
      rewards: this.#rewards.state(),
      values: [...this.#values].map(([state, values]) => [state, [...values]]),
      memory: [...this.#memory],
    };
  }

  #valuesAt(state: string, options: number): number[] {
    let values = this.#values.get(state);
    if (!values) {
      values = new Array<number>(options).fill(FIRST_VALUE);
      this.#values.set(state, values);
    }
    return values;
  }

  /** Backwards, so that a reward at the end comes to the first decision at once. */
  #learn(index: number): void {
    const { learningRate, discount } = this.#options;
    const shared = this.#options.reward === 'shared';
    const moves = this.#moves[index]!;
    const reward = this.#rewards.unit(this.#memory[index]!);
    let after = 0;
    for (const [i, { state, options, choice }] of [...moves.entries()].reverse()) {
      const values = this.#valuesAt(state, options);
      const last = i === moves.length - 1;
      const here = shared ? reward / moves.length : last ? reward : 0;
      values[choice]! += learningRate * (here + discount * after - values[choice]!);
      after = Math.max(...values);
    }
  }
}

/**
 * The probability of a random choice after so many evaluations: 1 for `randomShare` of the horizon, then 0.9, 0.8
 * … 0.1 for equal parts of what is left of it, and 0.1 from then on.
 */
export function epsilonAfter(
  evaluations: number,
  { horizon, randomShare }: Pick<QLearningOptions, 'horizon' | 'randomShare'>,
): number {
  const random = horizon * randomShare;
  if (evaluations < random) return 1;
  if (evaluations >= horizon) return LAST_EPSILON;
  const step = Math.floor((9 * (evaluations - random)) / (horizon - random));
  return (9 - step) / 10;
}

const stateOf = (site: string, before: Pick<Decision, 'site' | 'choice'> | undefined): string =>
  before ? `${site} after ${before.site} ${before.choice}` : site;

const movesOf = (decisions: readonly Decision[]): readonly Move[] =>
  decisions.map(({ site, options, choice }, i) => ({
    state: stateOf(site, decisions[i - 1]),
    options,
    choice,
  }));

/** The indices of the largest values. */
function largest(values: readonly number[]): number[] {
  const top = Math.max(...values);
  return [...values.keys()].filter((i) => values[i] === top);
}
