import type { Rng } from '../../space/random.ts';
import type { Belief } from './belief.ts';
import { Mlp, type MlpShape, type MlpTraining } from './mlp.ts';

export interface MlpEnsembleOptions extends MlpShape, MlpTraining {
  /** Networks; at least 2. */
  readonly networks: number;
}

/**
 * Networks that learned the same examples from different beginnings and in different orders: what they disagree
 * about is uncertain (Lakshminarayanan et al. 2017, as in BANANAS, White et al. 2021).
 */
export class MlpEnsemble {
  readonly #networks: readonly Mlp[];

  /** `width`: of the examples, each given by the places of its ones. */
  constructor(
    examples: readonly Int32Array[],
    values: ArrayLike<number>,
    width: number,
    options: MlpEnsembleOptions,
    rng: Rng,
  ) {
    const active = examples.reduce((sum, ones) => sum + ones.length, 0) / Math.max(1, examples.length);
    this.#networks = Array.from({ length: options.networks }, () => {
      const network = new Mlp(width, active, options, rng);
      network.train(examples, values, options, rng);
      return network;
    });
  }

  /** The mean and the standard deviation (of a sample: `n − 1`) of the networks' predictions. */
  belief(ones: Int32Array): Belief {
    const predictions = this.#networks.map((network) => network.predict(ones));
    const count = predictions.length;
    const mean = predictions.reduce((sum, each) => sum + each, 0) / count;
    const squares = predictions.reduce((sum, each) => sum + (each - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / Math.max(1, count - 1)) };
  }
}
