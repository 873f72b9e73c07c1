import * as tf from '@tensorflow/tfjs-core';
import { isNative, NATIVE, runNative } from './native.ts';

/**
 * Mean softmax cross-entropy of logits [N, classes] against target distributions of the same shape, in nats, and its
 * gradient with regard to the logits: (softmax − targets) / N.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  targets: tf.Tensor2D,
): { loss: tf.Scalar; gradient: tf.Tensor2D } {
  const [loss, gradient] = isNative(NATIVE.crossEntropy)
    ? runNative<tf.Tensor[]>(NATIVE.crossEntropy, { logits, targets })
    : tf.tidy(() => {
        const shifted = tf.sub(logits, tf.max(logits, 1, true));
        const powers = tf.exp(shifted);
        const sums = tf.sum(powers, 1, true);
        const surprise = tf.sub(tf.log(sums), tf.sum(tf.mul(targets, shifted), 1, true));
        const rows = 1 / logits.shape[0];
        return [tf.mean(surprise), tf.mul(tf.sub(tf.div(powers, sums), targets), rows)];
      });
  return { loss: loss as tf.Scalar, gradient: gradient as tf.Tensor2D };
}
