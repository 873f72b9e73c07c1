import type { Method, Origin, SearchSpace } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { type Acquisition, worth } from '../surrogates/acquisition.ts';
import { ones } from '../surrogates/graph-kernel.ts';
import { MlpEnsemble } from '../surrogates/mlp-ensemble.ts';
import { learnable } from '../surrogates/values.ts';
import { Vocabulary } from '../surrogates/vocabulary.ts';
import { type Predictor, surrogateSearch } from './surrogate-search.ts';

export interface BananasOptions {
  readonly initial: number;
  readonly batch: number;
  readonly encoding: 'paths' | 'decisions';
  readonly truncate: number;
  readonly networks: number;
  readonly layers: number;
  readonly units: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly miniBatch: number;
  readonly pool: number;
  readonly fresh: number;
  readonly parents: number;
  readonly mutated: number;
  readonly randomFraction: number;
  readonly limit: number;
  readonly acquisition: Acquisition;
}

export const BANANAS_DEFAULTS: BananasOptions = {
  initial: 10,
  batch: 10,
  encoding: 'paths',
  truncate: 500,
  networks: 5,
  layers: 3,
  units: 32,
  epochs: 60,
  learningRate: 0.01,
  miniBatch: 32,
  pool: 200,
  fresh: 200,
  parents: 10,
  mutated: 1,
  randomFraction: 0,
  limit: 500,
  acquisition: 'thompson',
};

export function bananas<G>(
  space: SearchSpace<G>,
  options: BananasOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  const byPaths = options.encoding === 'paths';
  return surrogateSearch(
    space,
    options,
    scalarisation,
    origin,
    (): Predictor<G, readonly string[] | Int32Array> => ({
      features: (genotype) => (byPaths ? space.paths(genotype) : ones(space.code(genotype))),
      learn({ examples, values, rng }) {
        const vocabulary = new Vocabulary(byPaths ? (examples as readonly string[][]) : [], options.truncate);
        const encode = (features: readonly string[] | Int32Array) =>
          features instanceof Int32Array ? features : vocabulary.encode(features);
        const encoded = examples.map(encode);
        let width = 1;
        for (const each of encoded) for (const place of each) width = Math.max(width, place + 1);
        const learned = learnable(values);
        const ensemble = new MlpEnsemble(encoded, learned, width, { ...options, batch: options.miniBatch }, rng);
        const best = Math.min(...learned);
        return (candidate) => {
          const known = encode(candidate).filter((place) => place < width);
          const { mean, deviation } = ensemble.belief(known);
          return worth(options.acquisition, mean, deviation, best, rng);
        };
      },
      state: () => null,
    }),
  );
}
