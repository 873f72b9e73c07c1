import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightSlot } from '../../src/evaluation/weights.ts';
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

/** Random values for the weights of a network, none of them trivial; those that start at 1 (scales and variances) stay positive. */
export function randomWeights(slots: readonly WeightSlot[], rng: Rng): Float32Array<ArrayBuffer> {
  const values = new Float32Array(slots.reduce((total, { size }) => total + size, 0));
  for (const { offset, size, shape, initial } of slots) {
    const one = 'constant' in initial && initial.constant === 1;
    const reach = 2 / Math.sqrt(shape.length > 1 ? size / shape.at(-1)! : 1);
    for (let i = offset; i < offset + size; i++) {
      // Moments: the second row are variances.
      const positive =
        one || ('rows' in initial && initial.rows[Math.floor(((i - offset) * 2) / size)] === 1);
      values[i] = positive ? 0.5 + rng.float() : (rng.float() * 2 - 1) * reach;
    }
  }
  return values;
}
