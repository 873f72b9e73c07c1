import * as tf from '@tensorflow/tfjs-core';
import type { ElementwiseActivation } from './activation-codes.ts';
import { isNative, NATIVE, runNative } from './native.ts';

/** The slope of a leaky ReLU for negative inputs. */
export const LEAKY_SLOPE = 0.1;

/** y = f(x), element by element. */
export function activate(fn: ElementwiseActivation, x: tf.Tensor): tf.Tensor {
  if (isNative(NATIVE.activate)) return runNative(NATIVE.activate, { x }, { fn, slope: LEAKY_SLOPE });
  switch (fn) {
    case 'relu':
      return tf.relu(x);
    case 'relu6':
      return tf.relu6(x);
    case 'leakyRelu':
      return tf.leakyRelu(x, LEAKY_SLOPE);
    case 'elu':
      return tf.elu(x);
    case 'gelu':
      return tf.tidy(() => tf.mul(x, below(x)));
    case 'swish':
      return tf.tidy(() => tf.mul(x, tf.sigmoid(x)));
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
  }
}

/** dy · f′(x), with y = f(x). */
export function activateBack(
  fn: ElementwiseActivation,
  dy: tf.Tensor,
  x: tf.Tensor,
  y: tf.Tensor,
): tf.Tensor {
  if (isNative(NATIVE.activateBack))
    return runNative(NATIVE.activateBack, { dy, x, y }, { fn, slope: LEAKY_SLOPE });
  return tf.tidy(() => {
    switch (fn) {
      case 'relu':
        return tf.mul(dy, tf.step(x));
      case 'relu6':
        return tf.mul(dy, tf.mul(tf.step(x), tf.step(tf.sub(6, x))));
      case 'leakyRelu':
        return tf.mul(dy, tf.step(x, LEAKY_SLOPE));
      case 'elu':
        return tf.mul(dy, tf.where(tf.greaterEqual(x, 0), tf.onesLike(y), tf.add(y, 1)));
      case 'gelu': {
        const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return tf.mul(dy, tf.add(below(x), tf.mul(x, density)));
      }
      case 'swish': {
        const s = tf.sigmoid(x);
        return tf.mul(dy, tf.mul(s, tf.add(tf.mul(x, tf.sub(1, s)), 1)));
      }
      case 'tanh':
        return tf.mul(dy, tf.sub(1, tf.square(y)));
      case 'sigmoid':
        return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    }
  });
}

/** Φ(x), the normal distribution function. */
const below = (x: tf.Tensor): tf.Tensor => tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
