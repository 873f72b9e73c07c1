import type { Method, Origin, SearchSpace } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { type Acquisition, worth } from '../surrogates/acquisition.ts';
import { RegressionForest } from '../surrogates/forest.ts';
import { ones } from '../surrogates/graph-kernel.ts';
import { learnable } from '../surrogates/values.ts';
import { type Predictor, surrogateSearch } from './surrogate-search.ts';

export interface RandomForestOptions {
  readonly initial: number;
  readonly trees: number;
  readonly features: number;
  readonly minSplit: number;
  readonly minLeaf: number;
  readonly bootstrap: boolean;
  readonly pool: number;
  readonly fresh: number;
  readonly parents: number;
  readonly mutated: number;
  readonly climbs: number;
  readonly randomFraction: number;
  readonly limit: number;
  readonly acquisition: Acquisition;
}

export const RANDOM_FOREST_DEFAULTS: RandomForestOptions = {
  initial: 10,
  trees: 10,
  features: 5 / 6,
  minSplit: 3,
  minLeaf: 1,
  bootstrap: true,
  pool: 500,
  fresh: 100,
  parents: 10,
  mutated: 0.5,
  climbs: 2,
  randomFraction: 0.25,
  limit: 1000,
  acquisition: 'expected improvement',
};

export function randomForest<G>(
  space: SearchSpace<G>,
  options: RandomForestOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  return surrogateSearch(
    space,
    { ...options, batch: 1 },
    scalarisation,
    origin,
    (): Predictor<G, Int32Array> => {
      let width = 0;
      return {
        features(genotype) {
          const code = space.code(genotype);
          width = code.length;
          return ones(code);
        },
        learn({ examples, values, open, rng }) {
          const learned = learnable(values);
          const forest = new RegressionForest(
            [...examples, ...open],
            [...learned, ...open.map(() => 0)],
            width,
            options,
            rng,
          );
          const best = Math.min(...learned);
          return (candidate) => {
            const { mean, deviation } = forest.belief(candidate);
            return worth(options.acquisition, mean, deviation, best, rng);
          };
        },
        climb: { rounds: options.climbs, starts: 10, neighbours: 5 },
        state: () => null,
      };
    },
  );
}
