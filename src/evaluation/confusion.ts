import * as tf from '@tensorflow/tfjs-core';
import type { Architecture } from '../architecture/graph.ts';
import { notFinite, readChunks, withTrained } from './judge.ts';
import type { LabelledImages } from './labelled-images.ts';
import type { TrainedWeights } from './train.ts';

/** What a network says of images, in their order. */
export interface Predictions {
  /** The most probable class of each. */
  readonly predicted: Uint8Array<ArrayBuffer>;
  /** Its softmax probability, 1/classes … 1. */
  readonly confidence: Float32Array<ArrayBuffer>;
}

/**
 * What a trained network says of every image: the same classes that `errorOf` counts. Throws a `TrainingFailure`
 * where outputs are not finite, and whatever `checkpoint` throws.
 */
export async function predictionsOf(
  architecture: Architecture,
  trained: TrainedWeights,
  images: LabelledImages,
  checkpoint: () => Promise<void>,
): Promise<Predictions> {
  return withTrained(architecture, trained, images, async (predict, data) => {
    const numbers = await readChunks(
      data,
      checkpoint,
      (batch) => {
        const logits = predict(batch);
        const classes = tf.cast(tf.argMax(logits, 1), 'float32');
        // One probability that is no number makes the sum none, and so does one infinite logit.
        const rows = [classes, tf.max(tf.softmax(logits), 1), tf.sum(logits, 1)];
        return tf.stack(rows) as tf.Tensor2D;
      },
      (parts) => tf.concat(parts, 1),
    );
    const { count } = data;
    if (!numbers.subarray(2 * count).every(Number.isFinite)) throw notFinite();
    return {
      predicted: Uint8Array.from(numbers.subarray(0, count)),
      confidence: Float32Array.from(numbers.subarray(count, 2 * count)),
    };
  });
}
