import { createRng, rngFromState } from '../../space/random.ts';
import type { Decision, Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { newSample } from '../surrogates/new-sample.ts';
import { ParzenEstimator } from '../surrogates/parzen.ts';

export interface TpeOptions {
  /** Random samples that must be evaluated before the estimators are used. At least 2. Optuna's default is 10. */
  readonly initial: number;
  /** Genotypes drawn from the good ones' estimator, of which the best is suggested. Optuna's default is 24. */
  readonly candidates: number;
  /** The share of results that are good. */
  readonly gamma: number;
  /** At most so many are good: Optuna's default is 25. */
  readonly maxGood: number;
  /** What every option counts before it is seen. 1: Bergstra et al. */
  readonly prior: number;
}

export const TPE_DEFAULTS: TpeOptions = { initial: 10, candidates: 24, gamma: 0.1, maxGood: 25, prior: 1 };

interface Example<G> {
  readonly genotype: G;
  /** `null`: failed, or broke a constraint. */
  readonly objectives: readonly number[] | null;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly examples: readonly Example<G>[];
  readonly known: readonly string[];
  readonly open: readonly (readonly [string, G])[];
  readonly barren: boolean;
}

/** Where all candidates are known they are drawn anew so often; then a random sample is suggested. */
const ROUNDS = 4;
/** Suggestions of which nothing was heard, beyond so many, are no longer taken to be open. */
const MAX_OPEN = 64;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011): results are split into the good, `min(⌈γn⌉,
 * maxGood)` of them, and the others; candidates are drawn, decision by decision, from the estimator `l` of the
 * good ones, and the one with the largest `Σ log l − log g` is suggested, `g` the estimator of the others. What
 * failed or broke a constraint is not good, and neither is what is open, so that no two suggestions are after
 * the same (Optuna's constant liar). Several objectives are read as one number with weights of their own for
 * every suggestion.
 */
export function tpe<G>(
  space: Pick<SearchSpace<G>, 'sample' | 'mutate' | 'build' | 'decisions' | 'describe'>,
  options: TpeOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
  const rng = saved ? rngFromState(saved.rng) : createRng(origin as number);
  const examples = [...(saved?.examples ?? [])];
  const known = new Set(saved?.known);
  let open = [...(saved?.open ?? [])];
  /** Whether the last draws had nothing new; a small space may be used up, and drawing again would be in vain. */
  let barren = saved?.barren ?? false;
  const decided = new WeakMap<object, readonly Decision[]>();
  const decisionsOf = (from: object, genotype: G): readonly Decision[] => {
    const decisions = decided.get(from) ?? space.decisions(genotype);
    decided.set(from, decisions);
    return decisions;
  };

  /** The estimators of good and other genotypes. */
  function split(): readonly [ParzenEstimator, ParzenEstimator] {
    const weights = scalarisation.weights(rng);
    const valued = examples.map((example) => ({
      decisions: decisionsOf(example, example.genotype),
      value: example.objectives ? scalarisation.value(example.objectives, weights) : Number.POSITIVE_INFINITY,
    }));
    // Sorting is stable: of equal values the earlier is better.
    valued.sort((a, b) => (a.value === b.value ? 0 : a.value - b.value));
    const evaluated = valued.filter(({ value }) => value < Number.POSITIVE_INFINITY).length;
    const good = Math.min(Math.ceil(options.gamma * evaluated), options.maxGood);
    const decisions = valued.map((each) => each.decisions);
    const others = [...decisions.slice(good), ...open.map((each) => decisionsOf(each, each[1]))];
    return [
      new ParzenEstimator(decisions.slice(0, good), options.prior),
      new ParzenEstimator(others, options.prior),
    ];
  }

  /** The best of what the good ones' estimator draws that is new and within the constraints. */
  function propose(): { readonly genotype: G; readonly hash: string } | undefined {
    const [good, others] = split();
    for (let round = 0; round < ROUNDS; round++) {
      const drawn = Array.from({ length: options.candidates }, () => {
        const genotype = space.build((site, count) => good.draw(site, count, rng));
        const decisions = space.decisions(genotype);
        return { genotype, score: good.logDensity(decisions) - others.logDensity(decisions) };
      });
      for (const { genotype } of drawn.sort((a, b) => b.score - a.score)) {
        const { hash, violation } = space.describe(genotype);
        if (!known.has(hash) && violation <= 0) return { genotype, hash };
      }
    }
    return undefined;
  }

  return {
    ask(): Suggestion<G> {
      const evaluated = examples.filter(({ objectives }) => objectives).length;
      const random = evaluated < options.initial || barren;
      const proposed = random ? undefined : propose();
      barren ||= !random && !proposed;
      const { genotype, hash } = proposed ?? newSample(space, known, rng);
      known.add(hash);
      open = [...open.slice(1 - MAX_OPEN), [hash, genotype]];
      return { genotype, generation: 1, operator: proposed ? 'acquisition' : 'sample', parents: [] };
    },

    tell({ genotype, hash, violation, objectives, repeat }: Result<G>): void {
      known.add(hash);
      const at = open.findIndex((each) => each[0] === hash);
      if (at >= 0) open = open.toSpliced(at, 1);
      if (repeat) return;
      barren = false;
      // Infinity is no JSON, and no number to compare by.
      const evaluated = violation <= 0 && objectives?.every(Number.isFinite);
      examples.push({ genotype, objectives: evaluated ? objectives : null });
    },

    state: (): State<G> => ({ rng: rng.state(), examples: [...examples], known: [...known], open, barren }),
  };
}
