import * as tf from '@tensorflow/tfjs-core';
import { isNative, NATIVE, runNative } from './native.ts';

/** Keras's, which the exported layers have, too. */
export const EPSILON = 1e-3;

export interface Normalised {
  readonly y: tf.Tensor;
  /** Mean and variance of the batch, [2, C]; the variance is divided by the number of values. */
  readonly moments: tf.Tensor2D;
}

/**
 * Batch normalisation over the last axis with the batch's own statistics (Ioffe & Szegedy 2015), followed by a ReLU
 * where `relu`: one pass fewer over the values.
 */
export function batchNorm(x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D, relu: boolean): Normalised {
  if (isNative(NATIVE.batchNorm)) {
    const attrs = { epsilon: EPSILON, relu };
    const outputs = runNative<tf.Tensor[]>(NATIVE.batchNorm, { x, scale, offset }, attrs);
    const [y, moments] = outputs as [tf.Tensor, tf.Tensor2D];
    return { y, moments };
  }
  const [y, moments] = tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape.at(-1)!]);
    const mean = tf.mean<tf.Tensor1D>(rows, 0);
    const centred = tf.sub(rows, mean);
    const variance = tf.mean<tf.Tensor1D>(tf.square(centred), 0);
    const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, EPSILON)));
    const normal = tf.add(tf.mul(centred, factor), offset);
    return [tf.reshape(relu ? tf.relu(normal) : normal, x.shape), tf.stack([mean, variance])];
  }) as [tf.Tensor, tf.Tensor2D];
  return { y, moments };
}

/** The gradients of `batchNorm` with regard to x, and to scale and offset together, [2, C]. */
export function batchNormBack(
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor1D,
  { y, moments }: Normalised,
  relu: boolean,
): [dx: tf.Tensor, dWeights: tf.Tensor2D] {
  if (isNative(NATIVE.batchNormBack)) {
    const attrs = { epsilon: EPSILON, relu };
    const outputs = runNative<tf.Tensor[]>(NATIVE.batchNormBack, { dy, x, y, scale, moments }, attrs);
    return outputs as [tf.Tensor, tf.Tensor2D];
  }
  return tf.tidy(() => {
    const channels = x.shape.at(-1)!;
    const [mean, variance] = tf.unstack(moments) as [tf.Tensor1D, tf.Tensor1D];
    const inverse = tf.rsqrt(tf.add(variance, EPSILON));
    const open = relu ? tf.mul(dy, tf.step(y)) : dy;
    const g = tf.reshape(open, [-1, channels]);
    const normal = tf.mul(tf.sub(tf.reshape(x, [-1, channels]), mean), inverse);
    const dOffset = tf.sum<tf.Tensor1D>(g, 0);
    const dScale = tf.sum<tf.Tensor1D>(tf.mul(g, normal), 0);
    const rows = 1 / g.shape[0]!;
    const even = tf.add(tf.mul(dOffset, rows), tf.mul(normal, tf.mul(dScale, rows)));
    const dx = tf.mul(tf.mul(scale, inverse), tf.sub(g, even));
    return [tf.reshape(dx, x.shape), tf.stack([dScale, dOffset]) as tf.Tensor2D];
  });
}

/** Batch normalisation with given moments, mean and variance [2, C], as a trained network applies it. */
export function batchNormGiven(
  x: tf.Tensor,
  moments: tf.Tensor2D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  relu: boolean,
): tf.Tensor {
  if (isNative(NATIVE.batchNormGiven))
    return runNative(NATIVE.batchNormGiven, { x, moments, scale, offset }, { epsilon: EPSILON, relu });
  return tf.tidy(() => {
    const [mean, variance] = tf.unstack(moments) as [tf.Tensor1D, tf.Tensor1D];
    const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, EPSILON)));
    const y = tf.add(tf.mul(tf.sub(x, mean), factor), offset);
    return relu ? tf.relu(y) : y;
  });
}
