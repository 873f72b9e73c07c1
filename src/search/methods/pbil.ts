import { createRng, deriveSeed, rngFromState } from '../../space/random.ts';
import type { Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import { draw } from '../policies/policy.ts';
import { compareVerdicts, Rewards, type RewardsState, type Verdict } from '../policies/rewards.ts';
import type { Scalarisation } from '../scalarise.ts';

export interface PbilOptions {
  /** New results for each update. 10, so that 165 evaluations are sixteen updates. */
  readonly population: number;
  /** The share of them that the model learns from; at least one does. 0.25. */
  readonly elites: number;
  /**
   * How far probabilities move to the elites' frequencies, 0 … 1. 0.3; the paper's 0.1 learns too little from
   * 165. 1 is UMDA.
   */
  readonly learningRate: number;
  /** How far they then move back to uniform, 0 … 1, so that none becomes zero. 0.02. */
  readonly mutation: number;
}

export const PBIL_DEFAULTS: PbilOptions = { population: 10, elites: 0.25, learningRate: 0.3, mutation: 0.02 };

interface Member<G> extends Verdict {
  readonly genotype: G;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly rewards: RewardsState;
  readonly updates: number;
  readonly model: readonly (readonly [string, readonly number[]])[];
  readonly members: readonly Member<G>[];
}

/**
 * Population-based incremental learning (Baluja 1994), an estimation of distribution algorithm: genotypes are
 * drawn from a product of independent categoricals, one for each site, uniform at first. After each population,
 * the probabilities of every site that its elites have become `(1 − μ) ((1 − η) p + η f) + μ / options`, where f
 * are the elites' frequencies there, η is the learning rate and μ the mutation. What breaks a constraint is worse
 * than all else, by how much; repeats do not count. It never waits: a result counts for the population in which
 * it is told.
 */
export function pbil<G>(
  space: SearchSpace<G>,
  options: PbilOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
  const rng = saved ? rngFromState(saved.rng) : createRng(deriveSeed(origin as number, 'pbil'));
  const rewards = new Rewards(scalarisation, saved?.rewards);
  const model = new Map(saved?.model);
  let members = [...(saved?.members ?? [])];
  let updates = saved?.updates ?? 0;

  const probabilities = (site: string, length: number): readonly number[] =>
    model.get(site) ?? new Array<number>(length).fill(1 / length);

  function update(): void {
    const count = Math.max(1, Math.round(options.elites * members.length));
    const elites = members.toSorted(compareVerdicts).slice(0, count);
    for (const [site, frequencies] of frequenciesOf(space, elites))
      model.set(site, moved(probabilities(site, frequencies.length), frequencies, options));
    members = [];
    updates++;
  }

  return {
    ask(): Suggestion<G> {
      const genotype = space.build((site, length) => draw(probabilities(site, length), rng));
      return { genotype, generation: updates + 1, operator: 'policy', parents: [] };
    },
    tell(result: Result<G>): void {
      const verdict = rewards.read(result);
      if (!verdict || result.repeat) return;
      members.push({ genotype: result.genotype, ...verdict });
      if (members.length >= options.population) update();
    },
    state: (): State<G> => ({
      rng: rng.state(),
      rewards: rewards.state(),
      updates,
      model: [...model],
      members: [...members],
    }),
  };
}

/** Of each site, how often its options were chosen by those who have it; they add up to 1. */
function frequenciesOf<G>(
  space: SearchSpace<G>,
  members: readonly Member<G>[],
): ReadonlyMap<string, readonly number[]> {
  const counts = new Map<string, number[]>();
  for (const { genotype } of members) {
    for (const { site, options, choice } of space.decisions(genotype)) {
      const count = counts.get(site) ?? new Array<number>(options).fill(0);
      count[choice]!++;
      counts.set(site, count);
    }
  }
  for (const count of counts.values()) {
    const total = count.reduce((sum, one) => sum + one, 0);
    for (let i = 0; i < count.length; i++) count[i]! /= total;
  }
  return counts;
}

function moved(
  probabilities: readonly number[],
  frequencies: readonly number[],
  { learningRate, mutation }: PbilOptions,
): readonly number[] {
  return probabilities.map((p, i) => {
    const learned = (1 - learningRate) * p + learningRate * frequencies[i]!;
    return (1 - mutation) * learned + mutation / probabilities.length;
  });
}
