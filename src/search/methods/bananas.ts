import type { Rng } from '../../space/random.ts';
import type { Method, Origin, SearchSpace } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { type Acquisition, worth } from '../surrogates/acquisition.ts';
import { ones } from '../surrogates/graph-kernel.ts';
import { MlpEnsemble, type MlpEnsembleOptions } from '../surrogates/mlp-ensemble.ts';
import { learnable } from '../surrogates/values.ts';
import { Vocabulary } from '../surrogates/vocabulary.ts';
import { type Predictor, type SurrogateSearchOptions, surrogateSearch } from './surrogate-search.ts';

export interface BananasOptions extends SurrogateSearchOptions, Omit<MlpEnsembleOptions, 'batch'> {
  /** What the networks see: the paths from input to output, or the decisions (`space.code`). */
  readonly encoding: 'paths' | 'decisions';
  /** Paths that are seen at most: the most frequent. */
  readonly truncate: number;
  /** Examples of a training step. */
  readonly miniBatch: number;
  readonly acquisition: Acquisition;
}

/**
 * 10 samples, batches of 10, five networks, learning rate 0.01 and steps of 32 are the paper's. Its networks of
 * 10 layers of 20, trained for 150 epochs, are no better on NATS-Bench than these, which learn in a twelfth of
 * the time. A fifth of the suggestions and half the candidates are random samples, which the paper does not
 * have: without, the search stays in the first good basin too often.
 */
export const BANANAS_DEFAULTS: BananasOptions = {
  initial: 10,
  pool: 200,
  fresh: 200,
  parents: 10,
  mutated: 0.5,
  randomFraction: 0.2,
  limit: 300,
  batch: 10,
  encoding: 'paths',
  truncate: 500,
  networks: 5,
  layers: 3,
  units: 16,
  epochs: 60,
  learningRate: 0.01,
  miniBatch: 32,
  acquisition: 'thompson',
};

/**
 * BANANAS (White, Neiswanger & Savani 2021): an ensemble of networks on the path encoding, independent Thompson
 * sampling, candidates by mutation of the best. The networks learn anew for every batch; what is open has no
 * part in it, but is not suggested again.
 */
export function bananas<G>(
  space: SearchSpace<G>,
  options: BananasOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  const { encoding, truncate, acquisition } = options;
  const ensembleOptions: MlpEnsembleOptions = { ...options, batch: options.miniBatch };
  /** Learns examples that are given as the places of their ones. */
  const learn = (examples: readonly Int32Array[], width: number, values: readonly number[], rng: Rng) => {
    const learned = learnable(values);
    const ensemble = new MlpEnsemble(examples, learned, width, ensembleOptions, rng);
    const best = Math.min(...learned);
    return (candidate: Int32Array) => {
      const { mean, deviation } = ensemble.belief(candidate);
      return worth(acquisition, mean, deviation, best, rng);
    };
  };
  if (encoding === 'paths') {
    const predictor: Predictor<G, readonly string[]> = {
      features: (genotype) => space.paths(genotype),
      learn({ examples, values, rng }) {
        const vocabulary = new Vocabulary(examples, truncate);
        const encode = (paths: readonly string[]) => vocabulary.encode(paths);
        const worthOf = learn(examples.map(encode), vocabulary.size, values, rng);
        return (candidate) => worthOf(encode(candidate));
      },
      state: () => null,
    };
    return surrogateSearch(space, options, scalarisation, origin, () => predictor);
  }
  let width = 0;
  const predictor: Predictor<G, Int32Array> = {
    features(genotype) {
      const code = space.code(genotype);
      width = code.length;
      return ones(code);
    },
    learn: ({ examples, values, rng }) => learn(examples, width, values, rng),
    state: () => null,
  };
  return surrogateSearch(space, options, scalarisation, origin, () => predictor);
}
