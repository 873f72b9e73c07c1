import * as tf from '@tensorflow/tfjs-core';
import { createRng, deriveSeed } from '../space/random.ts';
import type { Noise } from './layer.ts';

export interface NoiseSource {
  readonly draw: Noise;
  /** Where the numbers of a batch begin: the same for the same batch. */
  seed(epoch: number, start: number): void;
  dispose(): void;
}

/** So many random numbers are put on the device; every mask is a stretch of them from a random place. */
const POOL = 2 ** 16;

/**
 * A pool of uniform random numbers for dropout, made when first asked for. tfjs's own would be drawn in JavaScript
 * and uploaded for every batch.
 */
export function createNoise(candidateSeed: number): NoiseSource {
  let pool: tf.Tensor1D | undefined;
  let rng = createRng(candidateSeed);
  return {
    seed: (epoch, start) => {
      rng = createRng(deriveSeed(candidateSeed, 'dropout', epoch, start));
    },
    draw: (size) => {
      if (!pool) {
        const source = createRng(deriveSeed(candidateSeed, 'noise'));
        pool = tf.keep(tf.tensor1d(Float32Array.from({ length: POOL }, () => source.float())));
      }
      const times = Math.ceil(size / POOL) + 1;
      return tf.slice(tf.tile(pool, [times]), [rng.int(POOL)], [size]);
    },
    dispose: () => pool?.dispose(),
  };
}
