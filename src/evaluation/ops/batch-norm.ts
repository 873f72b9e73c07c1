import * as tf from '@tensorflow/tfjs-core';
import { isNative, NATIVE, runNative } from './native.ts';

/** Keras's, which the exported layers have, too. */
export const EPSILON = 1e-3;

export interface Normalised {
  readonly y: tf.Tensor;
  /** Of the batch, [C]; the variance is that of the batch itself, divided by the number of values. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
  /** 1 / √(variance + ε), [C]. */
  readonly inverse: tf.Tensor1D;
}

/**
 * Batch normalisation over the last axis with the batch's own statistics (Ioffe & Szegedy 2015), followed by a ReLU where `relu`: one pass fewer
 * over the values.
 */
export function batchNorm(x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D, relu: boolean): Normalised {
  if (isNative(NATIVE.batchNorm)) {
    const outputs = runNative<tf.Tensor[]>(
      NATIVE.batchNorm,
      { x, scale, offset },
      { epsilon: EPSILON, relu },
    );
    const [y, mean, variance, inverse] = outputs as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    return { y, mean, variance, inverse };
  }
  const [y, mean, variance, inverse] = tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape.at(-1)!]);
    const average = tf.mean<tf.Tensor1D>(rows, 0);
    const centred = tf.sub(rows, average);
    const spread = tf.mean<tf.Tensor1D>(tf.square(centred), 0);
    const root = tf.rsqrt(tf.add(spread, EPSILON));
    const normal = tf.add(tf.mul(centred, tf.mul(scale, root)), offset);
    return [tf.reshape(relu ? tf.relu(normal) : normal, x.shape), average, spread, root] as tf.Tensor[];
  }) as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  return { y, mean, variance, inverse };
}

/** The gradients of `batchNorm` with regard to x, scale and offset. */
export function batchNormBack(
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor1D,
  { y, mean, inverse }: Normalised,
  relu: boolean,
): [dx: tf.Tensor, dScale: tf.Tensor1D, dOffset: tf.Tensor1D] {
  if (isNative(NATIVE.batchNormBack)) {
    return runNative<tf.Tensor[]>(NATIVE.batchNormBack, { dy, x, y, scale, mean, inverse }, { relu }) as [
      tf.Tensor,
      tf.Tensor1D,
      tf.Tensor1D,
    ];
  }
  return tf.tidy(() => {
    const channels = x.shape.at(-1)!;
    const open = relu ? tf.mul(dy, tf.step(y)) : dy;
    const g = tf.reshape(open, [-1, channels]);
    const normal = tf.mul(tf.sub(tf.reshape(x, [-1, channels]), mean), inverse);
    const dOffset = tf.sum<tf.Tensor1D>(g, 0);
    const dScale = tf.sum<tf.Tensor1D>(tf.mul(g, normal), 0);
    const rows = 1 / g.shape[0]!;
    const even = tf.add(tf.mul(dOffset, rows), tf.mul(normal, tf.mul(dScale, rows)));
    const dx = tf.mul(tf.mul(scale, inverse), tf.sub(g, even));
    return [tf.reshape(dx, x.shape), dScale, dOffset];
  });
}

/** Batch normalisation with given statistics, as a trained network applies it. */
export function batchNormGiven(
  x: tf.Tensor,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  relu: boolean,
): tf.Tensor {
  if (isNative(NATIVE.batchNormGiven)) {
    return runNative(NATIVE.batchNormGiven, { x, mean, variance, scale, offset }, { epsilon: EPSILON, relu });
  }
  return tf.tidy(() => {
    const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, EPSILON)));
    const y = tf.add(tf.mul(tf.sub(x, mean), factor), offset);
    return relu ? tf.relu(y) : y;
  });
}
