import type { Method, Origin, SearchSpace } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { type Acquisition, worth } from '../surrogates/acquisition.ts';
import { GaussianProcess, type GpState } from '../surrogates/gaussian-process.ts';
import { type KernelFeatures, KernelSpace } from '../surrogates/graph-kernel.ts';
import { learnable } from '../surrogates/values.ts';
import { type Predictor, surrogateSearch } from './surrogate-search.ts';

export interface NasbowlOptions {
  readonly initial: number;
  readonly pool: number;
  readonly fresh: number;
  readonly parents: number;
  readonly mutated: number;
  readonly refit: number;
  readonly randomFraction: number;
  readonly limit: number;
  readonly acquisition: Acquisition;
}

export const NASBOWL_DEFAULTS: NasbowlOptions = {
  initial: 10,
  pool: 500,
  fresh: 50,
  parents: 10,
  mutated: 0.5,
  refit: 5,
  randomFraction: 0,
  limit: 300,
  acquisition: 'expected improvement',
};

export function nasbowl<G>(
  space: SearchSpace<G>,
  options: NasbowlOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  return surrogateSearch(
    space,
    { ...options, batch: 1 },
    scalarisation,
    origin,
    (saved): Predictor<G, KernelFeatures> => {
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
    },
  );
}
