import type { Method, Origin, SearchSpace } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { type Acquisition, worth } from '../surrogates/acquisition.ts';
import { type ForestOptions, RegressionForest } from '../surrogates/forest.ts';
import { ones } from '../surrogates/graph-kernel.ts';
import { learnable } from '../surrogates/values.ts';
import { type Predictor, type SurrogateSearchOptions, surrogateSearch } from './surrogate-search.ts';

export interface RandomForestOptions
  extends Omit<SurrogateSearchOptions, 'batch'>,
    Omit<ForestOptions, 'bootstrap'> {
  /** Rounds of local search from the best candidates. */
  readonly climbs: number;
  readonly acquisition: Acquisition;
}

/**
 * 10 trees, 5/6 of the features at every split, and splits of three examples at least are SMAC's. Its every
 * second suggestion is a random one; a quarter is better on NATS-Bench, where without any a third of the runs
 * stays in a lesser basin.
 */
export const RANDOM_FOREST_DEFAULTS: RandomForestOptions = {
  initial: 10,
  pool: 500,
  fresh: 100,
  parents: 10,
  mutated: 0.5,
  randomFraction: 0.25,
  limit: 500,
  trees: 10,
  features: 5 / 6,
  minSplit: 3,
  minLeaf: 1,
  climbs: 2,
  acquisition: 'expected improvement',
};

/** A round of local search mutates so many of the best candidates, each so often. */
const STARTS = 10;
const NEIGHBOURS = 5;

/**
 * Bayesian optimisation with a random forest on the genotypes' code (SMAC, Hutter et al. 2011): expected
 * improvement by the forest's mean and variance, looked for among a pool and by local search from its best,
 * random samples in between. A suggestion that is open is taken to have come to the mean of what the forest
 * learns (constant liar, Ginsbourger et al. 2010).
 */
export function randomForest<G>(
  space: SearchSpace<G>,
  options: RandomForestOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  const forestOptions: ForestOptions = { ...options, bootstrap: true };
  let width = 0;
  const predictor: Predictor<G, Int32Array> = {
    features(genotype) {
      const code = space.code(genotype);
      width = code.length;
      return ones(code);
    },
    learn({ examples, values, open, rng }) {
      const learned = learnable(values);
      const seen = [...examples, ...open];
      const forest = new RegressionForest(
        seen,
        [...learned, ...open.map(() => 0)],
        width,
        forestOptions,
        rng,
      );
      const best = Math.min(...learned);
      return (candidate) => {
        const { mean, deviation } = forest.belief(candidate);
        return worth(options.acquisition, mean, deviation, best, rng);
      };
    },
    climb: { rounds: options.climbs, starts: STARTS, neighbours: NEIGHBOURS },
    state: () => null,
  };
  return surrogateSearch(space, { ...options, batch: 1 }, scalarisation, origin, () => predictor);
}
