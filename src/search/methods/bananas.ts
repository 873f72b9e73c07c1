import { createRng, deriveSeed } from '../../space/random.ts';
import type { Method, Origin, SearchSpace } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { worth } from '../surrogates/acquisition.ts';
import { Perceptron, type PerceptronOptions, type Sparse } from '../surrogates/perceptron.ts';
import { learnable } from '../surrogates/values.ts';
import { type Predictor, surrogateSearch } from './surrogate-search.ts';

export interface BananasOptions {
  /** Random samples before anything is predicted: 10, as in the paper. */
  readonly initial: number;
  /** Suggestions that are taken from one training of the ensemble: 10, as in the paper. */
  readonly batch: number;
  /** Networks of the ensemble: 5, as in the paper. */
  readonly ensemble: number;
  /** Of each network. The paper has 10 layers of 20 units and 150 epochs. */
  readonly layers: number;
  readonly units: number;
  readonly epochs: number;
  /** What networks see: the paths from input to output, as in the paper, or the decisions. */
  readonly encoding: 'paths' | 'decisions';
  /** Candidates among which the ensemble looks for the best, nine in ten of them mutations of the ten best. */
  readonly pool: number;
}

export const BANANAS_DEFAULTS: BananasOptions = {
  initial: 10,
  batch: 10,
  ensemble: 5,
  layers: 3,
  units: 20,
  epochs: 60,
  encoding: 'paths',
  pool: 300,
};

/** As in the paper. */
const LEARNING_RATE = 0.01;
const EXAMPLES_A_STEP = 32;

/** What a genotype has: texts of its paths, or of its decisions. */
type Traits = readonly string[];

/**
 * BANANAS (White, Neiswanger & Savani 2021): an ensemble of small networks predicts from the paths of an architecture how good it
 * is; mean and spread of their answers are a belief, from which each candidate's value is drawn on its own (independent
 * Thompson sampling). Candidates are mutations of the best. The networks are trained anew for each batch of suggestions.
 */
export function bananas<G>(
  space: SearchSpace<G>,
  options: BananasOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  const { initial, batch, pool, encoding } = options;
  const network: PerceptronOptions = { ...options, learningRate: LEARNING_RATE, batch: EXAMPLES_A_STEP };
  const loop = {
    initial,
    batch,
    pool,
    fresh: pool,
    parents: 10,
    mutated: 0.9,
    randomFraction: 0,
    limit: 1000,
  };
  return surrogateSearch(
    space,
    loop,
    scalarisation,
    origin,
    (): Predictor<G, Traits> => ({
      features: (genotype) =>
        encoding === 'paths'
          ? space.paths(genotype)
          : space.decisions(genotype).map(({ site, choice }) => `${site}=${choice}`),
      learn({ examples, values, rng }) {
        // What no example has nothing can be learned of.
        const places = new Map<string, number>();
        for (const traits of examples)
          for (const trait of traits) if (!places.has(trait)) places.set(trait, places.size);
        const sparse = (traits: Traits): Sparse => traits.flatMap((trait) => places.get(trait) ?? []);
        const inputs = examples.map(sparse);
        const ones = inputs.reduce((sum, { length }) => sum + length, 0) / inputs.length;
        const learned = learnable(values);
        const seed = rng.int(2 ** 31);
        const ensemble = Array.from({ length: options.ensemble }, (_, i) => {
          const own = createRng(deriveSeed(seed, i));
          const perceptron = new Perceptron(places.size, ones, network, own);
          perceptron.train(inputs, learned, network, own);
          return perceptron;
        });
        return (traits) => {
          const input = sparse(traits);
          const answers = ensemble.map((perceptron) => perceptron.predict(input));
          const mean = answers.reduce((sum, answer) => sum + answer, 0) / answers.length;
          const spread = answers.reduce((sum, answer) => sum + (answer - mean) ** 2, 0) / answers.length;
          return worth('thompson', mean, Math.sqrt(spread), 0, rng);
        };
      },
      state: () => null,
    }),
  );
}
