import * as tf from '@tensorflow/tfjs-core';
import type { Architecture } from '../architecture/graph.ts';
import { type DeviceData, toDevice } from './device-data.ts';
import { TrainingFailure } from './failure.ts';
import type { LabelledImages } from './labelled-images.ts';
import { buildNetwork } from './network.ts';
import { createPace } from './pace.ts';
import type { TrainedWeights } from './train.ts';

const EVALUATION_BATCH = 500;

/**
 * The share of images whose most probable class is not their label; `predict` gives logits or probabilities. Read
 * from the device once. Throws a `TrainingFailure` where these are not finite: the most probable of ten NaN would
 * pass as class 0.
 */
export async function errorRate(
  predict: (images: tf.Tensor4D) => tf.Tensor2D,
  data: DeviceData,
  checkpoint: () => Promise<void>,
): Promise<number> {
  const pace = createPace();
  const parts: tf.Tensor1D[] = [];
  try {
    for (let start = 0; start < data.count; start += EVALUATION_BATCH) {
      await checkpoint();
      const part = tf.tidy(() => {
        const size = Math.min(EVALUATION_BATCH, data.count - start);
        const rows = tf.range(start, start + size, 1, 'int32');
        const outputs = predict(data.images(rows));
        const wrong = tf.notEqual(tf.argMax(outputs, 1), data.labels(rows));
        return tf.stack([tf.sum(tf.cast(wrong, 'float32')), tf.sum(outputs)]) as tf.Tensor1D;
      });
      parts.push(part);
      await pace();
    }
    const total = tf.tidy(() => tf.sum(tf.stack(parts), 0));
    const [wrong, sum] = await total.data();
    total.dispose();
    if (!Number.isFinite(sum)) {
      throw new TrainingFailure('The outputs are not finite after training. A lower learning rate may help.');
    }
    return wrong! / data.count;
  } finally {
    tf.dispose(parts);
  }
}

/** The error of a trained network on images. */
export async function errorOf(
  architecture: Architecture,
  trained: TrainedWeights,
  images: LabelledImages,
  checkpoint: () => Promise<void>,
): Promise<number> {
  const network = buildNetwork(architecture);
  const data = toDevice(images);
  let known: tf.Tensor1D[] = [];
  try {
    known = tf.tidy(() => [tf.tensor1d(trained.weights), tf.tensor1d(trained.statistics)]);
    const [weights, statistics] = known as [tf.Tensor1D, tf.Tensor1D];
    return await errorRate((batch) => network.predict(batch, weights, statistics), data, checkpoint);
  } finally {
    tf.dispose(known);
    data.dispose();
  }
}
