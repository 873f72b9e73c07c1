import * as tf from '@tensorflow/tfjs-core';
import type { Architecture } from '../architecture/graph.ts';
import { createRng, deriveSeed, shuffle } from '../space/random.ts';
import { type Augmentation, drawVariations } from './augment.ts';
import type { DeviceData } from './device-data.ts';
import { TrainingFailure } from './failure.ts';
import { errorRate } from './judge.ts';
import { buildNetwork, type Network } from './network.ts';
import { createNoise, type NoiseSource } from './noise.ts';
import { crossEntropy } from './ops/loss.ts';
import {
  type Average,
  createAverage,
  createOptimizer,
  type Optimizer,
  type OptimizerSettings,
} from './optimizer.ts';
import { createPace, type Pace } from './pace.ts';
import { rateAt, type ScheduleName } from './schedule.ts';
import { createWatch } from './watch.ts';
import { initialWeights } from './weights.ts';

/** What a candidate may cost. */
export interface Budget {
  readonly epochs: number;
  readonly batchSize: number;
  /** Height and width of the images are divided by this. */
  readonly shrink: number;
  /** A candidate that would take longer is given up; 0: however long it takes. */
  readonly maxSeconds: number;
}

/** How a candidate is trained. */
export interface Recipe extends OptimizerSettings {
  /** The peak of the learning rate. */
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  /** The share of all steps on which the rate rises to its peak. */
  readonly warmup: number;
  /** The share of a target's probability that is spread over all classes (Szegedy et al. 2016). */
  readonly labelSmoothing: number;
  /** Weights are averaged exponentially over this share of the training, and the average is what counts; 0: not. */
  readonly ema: number;
  readonly augmentation: Augmentation;
  /** Training ends after so many epochs without a lower validation error, with the best weights; 0: never early. */
  readonly patience: number;
}

/** What is measured after an epoch. */
export interface EpochMeasurement {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross-entropy over the epoch's batches, nats. */
  readonly loss: number;
  /** Share of validation images that are classified wrongly, 0 … 1. */
  readonly error: number;
  /**
   * With the first epoch: seconds from the job's start until the first batch was done, most of them for building and
   * compiling. On a GPU until it was queued, which on WebGL includes compiling; on WebGPU, where the browser compiles
   * meanwhile, only what JavaScript waited for.
   */
  readonly setup?: number;
}

/** All numbers of a trained network, in the order of its slots. */
export interface TrainedWeights {
  readonly weights: Float32Array<ArrayBuffer>;
  readonly statistics: Float32Array<ArrayBuffer>;
}

export interface TrainedCandidate extends TrainedWeights {
  /** Validation error, 0 … 1. */
  readonly error: number;
  /** Milliseconds an image of the last validation, pauses left out; on a GPU reading its result included. */
  readonly inference: number;
}

export interface TrainingJob {
  readonly architecture: Architecture;
  readonly budget: Budget;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly classes: number;
  readonly train: DeviceData;
  readonly validation: DeviceData;
  /** Awaited between batches: lets messages in, waits while the run is paused, throws where it was aborted. */
  checkpoint(): Promise<void>;
  /** Seconds since the start of the job, pauses left out. */
  seconds(): number;
  /** Awaited, so that every measurement has arrived before the result does. */
  onEpoch(measurement: EpochMeasurement): void | Promise<void>;
}

/**
 * Trains a candidate from its seed on softmax cross-entropy and measures its validation error after every epoch. The
 * result depends on the job and the backend alone. Within an epoch nothing is uploaded but single numbers and nothing
 * is read. Frees every tensor it made, whatever happens. Throws a `TrainingFailure` when the loss is not finite or it
 * would take too long, and whatever `checkpoint` throws.
 */
export async function trainCandidate(job: TrainingJob): Promise<TrainedCandidate> {
  const { architecture, budget, recipe, seed, train } = job;
  const network = buildNetwork(architecture);
  // Whatever was made when something goes wrong is freed.
  const made: { dispose(): void }[] = [];
  const own = <T extends { dispose(): void }>(part: T): T => {
    made.push(part);
    return part;
  };
  try {
    const weights = initialWeights(network.weights, seed);
    const statistics = initialWeights(network.statistics, 0);
    const state: State = {
      network,
      optimizer: own(createOptimizer(recipe, network.weights, weights)),
      moving: own(createAverage(statistics)),
      average:
        recipe.ema > 0
          ? { weights: own(createAverage(weights)), statistics: own(createAverage(statistics)) }
          : undefined,
      noise: own(createNoise(seed)),
      targets: own(targetTable(job.classes, recipe.labelSmoothing)),
      pace: createPace(),
      watch: createWatch(job, budget.epochs * Math.ceil(train.count / budget.batchSize)),
      step: 0,
      setup: 0,
    };
    let [error, inference] = [1, 0];
    let best: { error: number; epoch: number; result: Result } | undefined;
    for (let epoch = 1; epoch <= budget.epochs; epoch++) {
      const measured = await measureEpoch(job, state, await trainEpoch(job, state, epoch));
      const { loss } = measured;
      if (!Number.isFinite(loss)) {
        throw new TrainingFailure(
          `The loss became ${loss} in epoch ${epoch}. A lower learning rate may help.`,
        );
      }
      ({ error, inference } = measured);
      await job.onEpoch({ epoch, loss, error, ...(epoch === 1 && { setup: state.setup }) });
      if (recipe.patience === 0) continue;
      if (!best || error < best.error) {
        const result = own(copyOf(outcome(state)));
        best?.result.dispose();
        best = { error, epoch, result };
      } else if (epoch - best.epoch >= recipe.patience) break;
    }
    const result = best?.result ?? outcome(state);
    const [numbers, moments] = await Promise.all([result.weights.data(), result.statistics.data()]);
    return {
      error: best?.error ?? error,
      inference,
      weights: numbers as Float32Array<ArrayBuffer>,
      statistics: moments as Float32Array<ArrayBuffer>,
    };
  } finally {
    for (const part of made) part.dispose();
  }
}

/** What changes from step to step. */
interface State {
  readonly network: Network;
  readonly optimizer: Optimizer;
  /** Moving means and variances of normalisation. */
  readonly moving: Average;
  /** Averages of weights and of statistics, where the recipe has them. */
  readonly average: { readonly weights: Average; readonly statistics: Average } | undefined;
  readonly noise: NoiseSource;
  /** For each class its target distribution. */
  readonly targets: tf.Tensor2D;
  readonly pace: Pace;
  readonly watch: () => void;
  step: number;
  /** When the first batch was done, by the job's clock. */
  setup: number;
}

/** What a network is applied with. */
interface Result {
  readonly weights: tf.Tensor1D;
  readonly statistics: tf.Tensor1D;
  dispose(): void;
}

/** What counts in the end: the averages where there are any. They belong to the state. */
function outcome({ average, optimizer, moving }: State): Omit<Result, 'dispose'> {
  return average
    ? { weights: average.weights.value, statistics: average.statistics.value }
    : { weights: optimizer.weights, statistics: moving.value };
}

/** A copy that steps in place do not reach. */
function copyOf(result: Omit<Result, 'dispose'>): Result {
  const { weights, statistics } = tf.tidy(() => ({
    weights: tf.mul<tf.Tensor1D>(result.weights, 1),
    statistics: tf.mul<tf.Tensor1D>(result.statistics, 1),
  }));
  return { weights, statistics, dispose: () => tf.dispose([weights, statistics]) };
}

/**
 * Moving averages of batch normalisation forget fast (Keras's default is 0.99): a candidate is judged after a few
 * hundred steps, and with 0.99 a tenth of the average would still be its start value.
 */
const BATCH_NORM_MOMENTUM = 0.9;

/** One pass over the training images; the losses of its batches, on the device. */
async function trainEpoch(job: TrainingJob, state: State, epoch: number): Promise<tf.Scalar[]> {
  const { budget, recipe, seed, train, checkpoint } = job;
  const [input] = job.architecture.nodes;
  if (input?.op.type !== 'input') throw new Error('An architecture must begin with its input.');
  const rows = Int32Array.from({ length: train.count }, (_, i) => i);
  shuffle(rows, createRng(deriveSeed(seed, 'shuffle', epoch)));
  const rng = createRng(deriveSeed(seed, 'augmentation', epoch));
  const variations = drawVariations(recipe.augmentation, train.count, input.op.shape, rng);
  let order: tf.Tensor1D | undefined;
  const losses: tf.Scalar[] = [];
  try {
    order = tf.tensor1d(rows, 'int32');
    for (let start = 0; start < train.count; start += budget.batchSize) {
      await checkpoint();
      const size = Math.min(budget.batchSize, train.count - start);
      const progress = (epoch - 1 + start / train.count) / budget.epochs;
      state.noise.seed(epoch, start);
      losses.push(trainBatch(job, state, order, variations, start, size, progress));
      await state.pace();
      if (state.step === 1) state.setup = job.seconds();
      state.watch();
    }
    return losses;
  } catch (error) {
    tf.dispose(losses);
    throw error;
  } finally {
    order?.dispose();
    variations.dispose();
  }
}

function trainBatch(
  { recipe, train, budget }: TrainingJob,
  state: State,
  order: tf.Tensor1D,
  variations: ReturnType<typeof drawVariations>,
  start: number,
  size: number,
  progress: number,
): tf.Scalar {
  const { network, optimizer, moving, average, noise } = state;
  return tf.tidy(() => {
    const rows = tf.slice(order, [start], [size]);
    const plain = tf.gather(state.targets, train.labels(rows));
    const [images, targets] = variations.apply(start, train.images(rows), plain);
    const { loss, gradient, statistics } = network.differentiate(
      images,
      optimizer.weights,
      noise.draw,
      (logits) => crossEntropy(logits, targets),
    );
    optimizer.step(gradient, recipe.learningRate * rateAt(recipe.schedule, recipe.warmup, progress));
    if (statistics) moving.follow(statistics, BATCH_NORM_MOMENTUM);
    state.step++;
    if (average) {
      const span = recipe.ema * budget.epochs * Math.ceil(train.count / budget.batchSize);
      // At first the mean of all so far: the start values have no share.
      const keep = 1 - 1 / Math.max(1, Math.min(span, state.step));
      average.weights.follow(optimizer.weights, keep);
      if (statistics) average.statistics.follow(moving.value, keep);
    }
    return loss;
  });
}

/**
 * For each class its target distribution: one-hot, with a share spread over all. Looked up, not computed: tfjs's
 * oneHot on wasm writes integers.
 */
function targetTable(classes: number, share: number): tf.Tensor2D {
  const table = new Float32Array(classes * classes).fill(share / classes);
  for (let i = 0; i < classes; i++) table[i * classes + i]! += 1 - share;
  return tf.tensor2d(table, [classes, classes]);
}

/**
 * The mean loss, the validation error and the milliseconds that it took an image, read from the device in one go. Gives
 * up the losses.
 */
async function measureEpoch(
  { validation, checkpoint, seconds }: TrainingJob,
  state: State,
  losses: tf.Scalar[],
): Promise<{ loss: number; error: number; inference: number }> {
  try {
    const { weights, statistics } = outcome(state);
    const predict = (images: tf.Tensor4D) => state.network.predict(images, weights, statistics);
    const loss = tf.tidy(() => tf.mean<tf.Scalar>(tf.stack(losses)));
    try {
      const reading = loss.data();
      let since = seconds();
      // A GPU may be some batches behind: it turns to the images when it has the loss.
      const begun = () => {
        since = seconds();
      };
      reading.then(begun, () => undefined);
      const error = await errorRate(predict, validation, checkpoint).catch(async (problem: unknown) => {
        // Where the loss says so already, it says it better.
        if (Number.isFinite((await reading)[0])) throw problem;
        return 1;
      });
      const inference = ((seconds() - since) * 1000) / validation.count;
      return { loss: (await reading)[0]!, error, inference };
    } finally {
      loss.dispose();
    }
  } finally {
    tf.dispose(losses);
  }
}
