import * as tf from '@tensorflow/tfjs-core';
import type { DeviceData } from './device-data.ts';
import { notFinite, type Predict, readChunks } from './judge.ts';

/** What a trained network does on images. */
export interface ErrorAndLoss {
  /** Images whose most probable class is not their label. */
  readonly wrong: number;
  /** Mean cross-entropy, nats. */
  readonly loss: number;
}

/** Counts a network's errors and its mean cross-entropy. Throws a `TrainingFailure` where outputs are not finite. */
export async function errorAndLoss(
  predict: Predict,
  data: DeviceData,
  classes: number,
): Promise<ErrorAndLoss> {
  // Looked up, not `oneHot`: tfjs's writes integers on wasm.
  const table = tf.tensor2d(
    Float32Array.from({ length: classes ** 2 }, (_, i) => Number(i % (classes + 1) === 0)),
    [classes, classes],
  );
  try {
    const [wrong, loss] = await readChunks(
      data,
      () => Promise.resolve(),
      (images, rows) => {
        const outputs = predict(images);
        const labels = data.labels(rows);
        const missed = tf.notEqual(tf.argMax(outputs, 1), labels);
        const logs = tf.logSoftmax(outputs);
        return tf.stack([
          tf.sum(tf.cast(missed, 'float32')),
          tf.neg(tf.sum(tf.mul(tf.gather(table, labels), logs))),
        ]) as tf.Tensor1D;
      },
      (parts) => tf.sum(tf.stack(parts), 0),
    );
    if (!Number.isFinite(loss)) throw notFinite();
    return { wrong: wrong!, loss: loss! / data.count };
  } finally {
    table.dispose();
  }
}
