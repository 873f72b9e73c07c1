import * as tf from '@tensorflow/tfjs-core';
import type { Architecture } from '../architecture/graph.ts';
import { type DeviceData, toDevice } from './device-data.ts';
import { TrainingFailure } from './failure.ts';
import type { LabelledImages } from './labelled-images.ts';
import { buildNetwork } from './network.ts';
import { createPace } from './pace.ts';
import type { TrainedWeights } from './train.ts';

/**
 * Images to a chunk. Whoever stops a run waits for the chunk under way: on one core, 250 images take the largest
 * members of the default space 0.14 s. It divides the 10,000 images of MNIST's validation and test sets: chunks of a
 * dozen images or fewer, which remainders may be, can differ from larger ones in the last bit of a logit.
 */
const CHUNK = 250;

/** Logits [N, classes] of images [N, H, W, C]. The caller disposes them. */
export type Predict = (images: tf.Tensor4D) => tf.Tensor2D;

/**
 * Applies `judge` to all images, chunk by chunk with the images' rows [N] (int32), and reads from the device, once,
 * what `join` makes of its answers. Both run in a `tf.tidy`.
 */
export async function readChunks<T extends tf.Tensor>(
  data: DeviceData,
  checkpoint: () => Promise<void>,
  judge: (images: tf.Tensor4D, rows: tf.Tensor1D) => T,
  join: (answers: T[]) => tf.Tensor,
): Promise<Float32Array> {
  const pace = createPace();
  const made: tf.Tensor[] = [];
  try {
    const answers: T[] = [];
    for (let start = 0; start < data.count; start += CHUNK) {
      await checkpoint();
      const answer = tf.tidy(() => {
        const rows = tf.range(start, Math.min(start + CHUNK, data.count), 1, 'int32');
        return judge(data.images(rows), rows);
      });
      made.push(answer);
      answers.push(answer);
      await pace();
    }
    const whole = tf.tidy(() => join(answers));
    made.push(whole);
    return (await whole.data()) as Float32Array;
  } finally {
    tf.dispose(made);
  }
}

/** What a network that gives no numbers ends with. */
export const notFinite = (): TrainingFailure =>
  new TrainingFailure('The outputs are not finite after training. A lower learning rate may help.');

/**
 * The share of images whose most probable class is not their label. Read from the device once. Throws a
 * `TrainingFailure` where outputs are not finite: the most probable of ten NaN would pass as class 0.
 */
export async function errorRate(
  predict: Predict,
  data: DeviceData,
  checkpoint: () => Promise<void>,
): Promise<number> {
  const [wrong, sum] = await readChunks(
    data,
    checkpoint,
    (images, rows) => {
      const outputs = predict(images);
      const missed = tf.notEqual(tf.argMax(outputs, 1), data.labels(rows));
      return tf.stack([tf.sum(tf.cast(missed, 'float32')), tf.sum(outputs)]) as tf.Tensor1D;
    },
    (parts) => tf.sum(tf.stack(parts), 0),
  );
  if (!Number.isFinite(sum)) throw notFinite();
  return wrong! / data.count;
}

/** Puts a trained network on the device for as long as `use` takes. */
export async function withWeights<T>(
  architecture: Architecture,
  trained: TrainedWeights,
  use: (predict: Predict) => Promise<T>,
): Promise<T> {
  const network = buildNetwork(architecture);
  let known: tf.Tensor1D[] = [];
  try {
    known = tf.tidy(() => [tf.tensor1d(trained.weights), tf.tensor1d(trained.statistics)]);
    const [weights, statistics] = known as [tf.Tensor1D, tf.Tensor1D];
    return await use((batch) => network.predict(batch, weights, statistics));
  } finally {
    tf.dispose(known);
  }
}

/** Puts a trained network and images on the device for as long as `use` takes. */
export async function withTrained<T>(
  architecture: Architecture,
  trained: TrainedWeights,
  images: LabelledImages,
  use: (predict: Predict, data: DeviceData) => Promise<T>,
): Promise<T> {
  const data = toDevice(images);
  try {
    return await withWeights(architecture, trained, (predict) => use(predict, data));
  } finally {
    data.dispose();
  }
}

/** The error of a trained network on images. Throws as `errorRate` does. */
export const errorOf = (
  architecture: Architecture,
  trained: TrainedWeights,
  images: LabelledImages,
  checkpoint: () => Promise<void>,
): Promise<number> =>
  withTrained(architecture, trained, images, (predict, data) => errorRate(predict, data, checkpoint));
