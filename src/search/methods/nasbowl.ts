import type { Method, Origin, SearchSpace } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { type Acquisition, worth } from '../surrogates/acquisition.ts';
import { GaussianProcess, type GpState } from '../surrogates/gaussian-process.ts';
import { type KernelFeatures, KernelSpace } from '../surrogates/graph-kernel.ts';
import { learnable } from '../surrogates/values.ts';
import { type Predictor, type SurrogateSearchOptions, surrogateSearch } from './surrogate-search.ts';

export interface NasbowlOptions extends Omit<SurrogateSearchOptions, 'batch'> {
  /** Examples between two choices of the kernel's hyperparameters. 5: as often as the paper's batches. */
  readonly refit: number;
  readonly acquisition: Acquisition;
}

/**
 * The paper has 10 samples to begin with and 200 candidates, half of them mutations of the best 10. 500 are
 * found to be better and cost little, since 450 of them were seen before. Beyond 300 examples a proposal would
 * take too long in a browser: `O(n²)`.
 */
export const NASBOWL_DEFAULTS: NasbowlOptions = {
  initial: 10,
  pool: 500,
  fresh: 50,
  parents: 10,
  mutated: 0.5,
  randomFraction: 0,
  limit: 300,
  refit: 5,
  acquisition: 'expected improvement',
};

/**
 * Bayesian optimisation with a Gaussian process and the Weisfeiler–Lehman graph kernel (NASBOWL, Ru et al.
 * 2021). The kernel is a Gaussian one that sees the genotype's code, too (`kernelOf`): that is ours.
 * Suggestions that are open are believed to turn out as the process expects.
 */
export function nasbowl<G>(
  space: SearchSpace<G>,
  options: NasbowlOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  const makePredictor = (saved?: unknown): Predictor<G, KernelFeatures> => {
    const kernel = new KernelSpace(space);
    const process = new GaussianProcess(options.refit, saved as GpState | undefined);
    return {
      features: (genotype) => kernel.features(genotype),
      learn({ examples, values, open, rng }) {
        const learned = learnable(values);
        process.condition(examples, learned, open);
        const best = Math.min(...learned);
        return (candidate) => {
          const { mean, deviation } = process.belief(candidate);
          return worth(options.acquisition, mean, deviation, best, rng);
        };
      },
      state: () => process.state(),
    };
  };
  return surrogateSearch(space, { ...options, batch: 1 }, scalarisation, origin, makePredictor);
}
