import { createRng, type Rng, rngFromState } from '../../space/random.ts';
import type { Decision, Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';

export interface TpeOptions {
  /** Random samples before anything is estimated: 10, as in Optuna. */
  readonly initial: number;
  /** The share of results that count as good (γ). The paper has 0.15 to 0.25; 0.1 as in Optuna. */
  readonly good: number;
  /** Genotypes drawn from the good ones' density, of which the likeliest to be good is suggested: 24, as in the paper. */
  readonly draws: number;
  /** How many observations the uniform prior of each decision counts for: 1, as in the paper. */
  readonly prior: number;
}

export const TPE_DEFAULTS: TpeOptions = { initial: 10, good: 0.1, draws: 24, prior: 1 };

/** At most so many results are good, as in Optuna. */
const MOST_GOOD = 25;

interface Observation {
  readonly decisions: readonly Decision[];
  /** `null`: failed. */
  readonly objectives: readonly number[] | null;
  readonly violation: number;
  readonly candidate: number;
}

interface State {
  readonly rng: readonly number[];
  readonly observations: readonly Observation[];
  readonly known: readonly string[];
}

/** For each site how often each option was taken. */
type Counts = ReadonlyMap<string, Float64Array>;

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kégl 2011) over decisions: results are split into the
 * good ones and the others, each half has a density, a product of one categorical for each decision,
 * `(count + prior / options) / (observations + prior)`, and of several genotypes drawn from the good ones' density, decision by
 * decision, the one with the largest ratio of the two is suggested. Decisions that a genotype does not have do not count.
 * What breaks a constraint or failed is never good. Several objectives: weights of its own for each proposal (ParEGO).
 */
export function tpe<G>(
  space: SearchSpace<G>,
  options: TpeOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  const saved = typeof origin === 'number' ? undefined : (origin.saved as State);
  const rng: Rng = saved ? rngFromState(saved.rng) : createRng(origin as number);
  const observations: Observation[] = [...(saved?.observations ?? [])];
  /** What was suggested or told, by its decisions. */
  const known = new Set(saved?.known);

  /** The densities of the good results and of the others. */
  function split(weights: readonly number[]): { readonly good: Counts; readonly others: Counts } {
    const scored = observations
      .map((observation) => ({ observation, badness: badnessOf(observation, scalarisation, weights) }))
      .sort((a, b) => compare(a.badness, b.badness) || a.observation.candidate - b.observation.candidate);
    const evaluated = scored.filter(({ badness }) => badness[0] === 0).length;
    const count = Math.min(MOST_GOOD, Math.max(1, Math.ceil(options.good * evaluated)));
    const decisions = scored.map(({ observation }) => observation.decisions);
    return { good: countsOf(decisions.slice(0, count)), others: countsOf(decisions.slice(count)) };
  }

  /** The probability of each option at a site. */
  function probabilities(counts: Counts, site: string, count: number): number[] {
    const seen = counts.get(site);
    const total = (seen?.reduce((sum, each) => sum + each, 0) ?? 0) + options.prior;
    return Array.from({ length: count }, (_, i) => ((seen?.[i] ?? 0) + options.prior / count) / total);
  }

  /** A genotype drawn from the good ones' density, and the logarithm of the ratio of the densities. */
  function draw(good: Counts, others: Counts) {
    let ratio = 0;
    const choices: string[] = [];
    const genotype = space.build((site, count) => {
      const likely = probabilities(good, site, count);
      let ticket = rng.float();
      let choice = 0;
      while (choice < count - 1 && ticket >= likely[choice]!) ticket -= likely[choice++]!;
      ratio += Math.log(likely[choice]! / probabilities(others, site, count)[choice]!);
      choices.push(`${site}=${choice}`);
      return choice;
    });
    return { genotype, ratio, key: choices.join() };
  }

  return {
    ask(): Suggestion<G> {
      if (observations.filter(({ objectives }) => objectives).length < options.initial)
        return { genotype: space.sample(rng), generation: 1, operator: 'sample', parents: [] };
      const { good, others } = split(scalarisation.weights(rng));
      let best = draw(good, others);
      for (let i = 1; i < options.draws; i++) {
        const other = draw(good, others);
        const fresh = Number(!known.has(other.key)) - Number(!known.has(best.key));
        if (fresh > 0 || (fresh === 0 && other.ratio > best.ratio)) best = other;
      }
      known.add(best.key);
      return { genotype: best.genotype, generation: 1, operator: 'acquisition', parents: [] };
    },

    tell({ genotype, candidate, objectives, violation, repeat }: Result<G>): void {
      const decisions = space.decisions(genotype);
      known.add(decisions.map(({ site, choice }) => `${site}=${choice}`).join());
      if (repeat) return;
      const finite = objectives?.every(Number.isFinite) ? objectives : null;
      observations.push({ decisions, objectives: finite, violation, candidate });
    },

    state: (): State => ({ rng: rng.state(), observations: [...observations], known: [...known] }),
  };
}

/** How bad an observation is: 0 and its value; 1 where it failed; 2 and by how much it breaks a constraint. */
function badnessOf(
  { objectives, violation }: Observation,
  { value }: Scalarisation,
  weights: readonly number[],
): readonly [number, number] {
  if (violation > 0) return [2, violation];
  return objectives ? [0, value(objectives, weights)] : [1, 0];
}

const compare = (a: readonly [number, number], b: readonly [number, number]): number =>
  a[0] - b[0] || a[1] - b[1];

function countsOf(genotypes: readonly (readonly Decision[])[]): Counts {
  const counts = new Map<string, Float64Array>();
  for (const decisions of genotypes) {
    for (const { site, options, choice } of decisions) {
      const known = counts.get(site);
      const here = known && known.length >= options ? known : new Float64Array(options);
      if (here !== known) counts.set(site, here);
      here[choice]!++;
    }
  }
  return counts;
}
