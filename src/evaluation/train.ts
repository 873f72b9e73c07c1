import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/graph.ts';
import { createRng, deriveSeed, shuffle } from '../space/random.ts';
import { type ModelArtifacts, saveArtifacts } from './artifacts.ts';
import { type BuiltModel, buildModel } from './model.ts';

/** What a candidate may cost and how it is trained. */
export interface Budget {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

/** Images as bytes, `count × height × width × channels`, and their classes. */
export interface LabelledImages {
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** What is measured after an epoch. */
export interface EpochMeasurement {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross-entropy over the epoch's batches, nats. */
  readonly loss: number;
  /** Share of validation images that are classified wrongly, 0 … 1. */
  readonly error: number;
}

export interface TrainedCandidate {
  readonly error: number;
  readonly artifacts: ModelArtifacts;
}

export interface TrainingJob {
  readonly architecture: Architecture;
  readonly budget: Budget;
  readonly seed: number;
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  /** Awaited between batches: lets messages in, waits while the run is paused, throws where it was aborted. */
  checkpoint(): Promise<void>;
  /** Awaited, so that every measurement has arrived before the result does. */
  onEpoch(measurement: EpochMeasurement): void | Promise<void>;
}

/** Training went wrong in a way that is the candidate's own: it fails, the search goes on. */
export class TrainingFailure extends Error {
  override readonly name = 'TrainingFailure';
}

/**
 * Trains a candidate from its seed with Adam (Kingma & Ba 2015) on softmax cross-entropy and measures its validation
 * error after every epoch. The result depends on the job and the backend alone. Frees every tensor it made, whatever
 * happens. Throws a `TrainingFailure` when the loss is not finite, and whatever `checkpoint` throws.
 */
export async function trainCandidate(job: TrainingJob): Promise<TrainedCandidate> {
  const { architecture, budget, seed, train, validation, checkpoint } = job;
  const built = buildModel(architecture, seed);
  const optimizer = tf.train.adam(budget.learningRate);
  try {
    const order = Uint32Array.from(train.labels.keys());
    let error = 1;
    for (let epoch = 1; epoch <= budget.epochs; epoch++) {
      shuffle(order, createRng(deriveSeed(seed, 'shuffle', epoch)));
      const loss = await trainEpoch(built, optimizer, job, order, epoch);
      if (!Number.isFinite(loss)) {
        throw new TrainingFailure(
          `The loss became ${loss} in epoch ${epoch}. A lower learning rate may help.`,
        );
      }
      error = await errorRate(built.logits, validation, checkpoint);
      await job.onEpoch({ epoch, loss, error });
    }
    return { error, artifacts: await saveArtifacts(built.model) };
  } finally {
    optimizer.dispose();
    built.dispose();
  }
}

/** One pass over the rows in `order`; the mean loss. */
async function trainEpoch(
  built: BuiltModel,
  optimizer: tf.Optimizer,
  { budget, seed, train, checkpoint }: TrainingJob,
  order: Uint32Array,
  epoch: number,
): Promise<number> {
  const variables = built.logits.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const losses: tf.Scalar[] = [];
  try {
    for (let start = 0; start < order.length; start += budget.batchSize) {
      await checkpoint();
      built.reseedDropout(deriveSeed(seed, 'dropout', epoch, start));
      setLearningRate(optimizer, budget, (epoch - 1 + start / order.length) / budget.epochs);
      const rows = order.subarray(start, start + budget.batchSize);
      const loss = tf.tidy(() => {
        const images = imageBatch(train, rows);
        const labels = tf.oneHot(
          tf.tensor1d(
            Int32Array.from(rows, (row) => train.labels[row]!),
            'int32',
          ),
          train.classes,
        );
        return optimizer.minimize(
          () => {
            const logits = built.logits.apply(images, { training: true }) as tf.Tensor2D;
            return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
          },
          true,
          variables,
        )!;
      });
      losses.push(loss);
    }
    // Read once an epoch: on a GPU every read waits for all that was queued.
    const mean = tf.tidy(() => tf.mean(tf.stack(losses)));
    const [value] = await mean.data();
    mean.dispose();
    return value!;
  } finally {
    tf.dispose(losses);
  }
}

/**
 * Cosine annealing from the budget's rate to zero (Loshchilov & Hutter 2017, without restarts), `progress` from 0 to 1.
 * On budgets of a few hundred steps the last measurement is else mostly the noise of the last steps.
 */
function setLearningRate(optimizer: tf.Optimizer, budget: Budget, progress: number): void {
  // tfjs reads this field at every step; its type alone is protected.
  (optimizer as unknown as { learningRate: number }).learningRate =
    (budget.learningRate * (1 + Math.cos(Math.PI * progress))) / 2;
}

const EVALUATION_BATCH = 500;

/**
 * The share of images whose most probable class is not their label. `model` gives logits or probabilities. Throws a
 * `TrainingFailure` where these are not finite: the most probable of ten NaN would pass as class 0.
 */
export async function errorRate(
  model: LayersModel,
  data: LabelledImages,
  checkpoint: () => Promise<void>,
): Promise<number> {
  const count = data.labels.length;
  let wrong = 0;
  for (let start = 0; start < count; start += EVALUATION_BATCH) {
    await checkpoint();
    const rows = Uint32Array.from({ length: Math.min(EVALUATION_BATCH, count - start) }, (_, i) => start + i);
    const [classes, total] = tf.tidy(() => {
      const outputs = model.apply(imageBatch(data, rows)) as tf.Tensor2D;
      return [tf.argMax(outputs, 1), tf.sum(outputs)];
    }) as [tf.Tensor, tf.Tensor];
    const [predicted, [sum]] = await Promise.all([classes.data(), total.data()]);
    tf.dispose([classes, total]);
    if (!Number.isFinite(sum)) {
      throw new TrainingFailure('The outputs are not finite after training. A lower learning rate may help.');
    }
    for (const [i, row] of rows.entries()) if (predicted[i] !== data.labels[row]) wrong++;
  }
  return wrong / count;
}

/** The images of `rows` as floats 0 … 1, `[rows, height, width, channels]`. */
function imageBatch({ images, shape }: LabelledImages, rows: Uint32Array): tf.Tensor4D {
  const size = shape[0] * shape[1] * shape[2];
  const values = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) {
    for (let j = 0, from = row * size, to = i * size; j < size; j++) values[to + j] = images[from + j]! / 255;
  }
  return tf.tensor4d(values, [rows.length, ...shape]);
}
