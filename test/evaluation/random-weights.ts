import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Rng } from '../../src/space/random.ts';

/** Gives a model random weights, none of them trivial: scales and variances of batch normalisation are not 1. */
export function randomizeWeights(model: LayersModel, rng: Rng): void {
  tf.tidy(() => {
    const values = model.weights.map(({ originalName, shape }) => {
      const size = tf.util.sizeFromShape(shape as number[]);
      const fans = shape.length > 1 ? size / shape.at(-1)! : 1;
      const positive = /gamma|variance/.test(originalName);
      const numbers = Float32Array.from({ length: size }, () =>
        positive ? 0.5 + rng.float() : ((rng.float() * 2 - 1) * 2) / Math.sqrt(fans),
      );
      return tf.tensor(numbers, shape as number[]);
    });
    model.setWeights(values);
  });
}

export const randomNumbers = (length: number, rng: Rng): Float32Array =>
  Float32Array.from({ length }, () => rng.float() * 2 - 1);
