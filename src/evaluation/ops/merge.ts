import * as tf from '@tensorflow/tfjs-core';
import { isNative, NATIVE, runNative } from './native.ts';

/** The sum of tensors of one shape. */
export function sum(parts: readonly tf.Tensor[]): tf.Tensor {
  return tf.tidy(() => parts.slice(1).reduce((total, part) => tf.add(total, part), parts[0]!));
}

/** The parts that were put side by side along the last axis. */
export function parted(whole: tf.Tensor, widths: readonly number[]): tf.Tensor[] {
  const axis = whole.rank - 1;
  let begin = 0;
  return widths.map((width) => {
    const from = Array.from({ length: axis }, () => 0);
    const part = tf.slice(whole, [...from, begin], [...whole.shape.slice(0, axis), width]);
    begin += width;
    return part;
  });
}

/** Each channel of an image times its weight: x [N, H, W, C], weights [N, C]. */
export function scaleChannels(x: tf.Tensor4D, weights: tf.Tensor2D): tf.Tensor4D {
  if (isNative(NATIVE.scaleChannels)) return runNative(NATIVE.scaleChannels, { x, weights });
  const [images, channels] = weights.shape;
  return tf.tidy(() => tf.mul(x, tf.reshape(weights, [images, 1, 1, channels])));
}

/** The gradients of `scaleChannels`. */
export function scaleChannelsBack(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  weights: tf.Tensor2D,
): [dx: tf.Tensor4D, dWeights: tf.Tensor2D] {
  if (isNative(NATIVE.scaleChannelsBack))
    return runNative<tf.Tensor[]>(NATIVE.scaleChannelsBack, { dy, x, weights }) as [tf.Tensor4D, tf.Tensor2D];
  return tf.tidy(() => [scaleChannels(dy, weights), tf.sum<tf.Tensor2D>(tf.mul(dy, x), [1, 2])]);
}

/** The sum over all rows, [N, …, C] → [C]: the gradient of a bias. */
export function columnSums(x: tf.Tensor): tf.Tensor1D {
  if (isNative(NATIVE.columnSums)) return runNative(NATIVE.columnSums, { x });
  return tf.tidy(() => tf.sum<tf.Tensor1D>(tf.reshape(x, [-1, x.shape.at(-1)!]), 0));
}
