import * as tf from '@tensorflow/tfjs-core';
import * as Comlink from 'comlink';
import type { Architecture } from '../../src/architecture/graph.ts';
import { NO_AUGMENTATION } from '../../src/evaluation/augment.ts';
import { type BackendName, openBackend } from '../../src/evaluation/backend.ts';
import { toDevice } from '../../src/evaluation/device-data.ts';
import type { LabelledImages } from '../../src/evaluation/labelled-images.ts';
import { buildNetwork } from '../../src/evaluation/network.ts';
import { crossEntropy } from '../../src/evaluation/ops/loss.ts';
import { type Recipe, trainCandidate } from '../../src/evaluation/train.ts';
import { countGpuWork, type GpuWork } from './gpu-work.ts';

const work = countGpuWork();

const PLAIN: Recipe = {
  optimizer: 'adam',
  momentum: 0.9,
  weightDecay: 0,
  clipNorm: 0,
  learningRate: 0.001,
  schedule: 'constant',
  warmup: 0,
  labelSmoothing: 0,
  ema: 0,
  augmentation: NO_AUGMENTATION,
  patience: 0,
};

/** What a training took. */
export interface Timed {
  /** Milliseconds of each step; on a GPU JavaScript may be a few batches ahead. */
  readonly steps: readonly number[];
  readonly milliseconds: number;
  readonly loss: number;
  readonly error: number;
  /** Tensors that were left, which should be none. */
  readonly tensors: number;
  readonly bytes: number;
  /** For each step what the GPU was asked to do. */
  readonly work: readonly GpuWork[];
}

/** The training engine in a worker of its own, as the page has it, for tests and measurements. */
const engine = {
  open: (backend: BackendName, plainSimd = false): Promise<string> => openBackend(backend, { plainSimd }),

  /** Logits of images and the gradient of their cross-entropy, as the active backend computes them. */
  async differentiate(
    architecture: Architecture,
    pixels: Float32Array,
    labels: number[],
    weights: Float32Array,
  ): Promise<{ logits: Float32Array; gradient: Float32Array; tensors: number }> {
    const before = tf.memory().numTensors;
    const { differentiate } = buildNetwork(architecture);
    const input = architecture.nodes[0]!.op;
    if (input.type !== 'input') throw new Error('No input.');
    let kept: tf.Tensor | undefined;
    const { loss, gradient, statistics } = tf.tidy(() => {
      const images = tf.tensor4d(pixels, [labels.length, ...input.shape]);
      const classes = tf.oneHot(labels, 10, 1, 0, 'float32') as tf.Tensor2D;
      const targets = tf.getBackend() === 'wasm' ? tf.cast(tf.oneHot(labels, 10), 'float32') : classes;
      return differentiate(
        images,
        tf.tensor1d(weights),
        (size) => tf.fill([size], 0.5),
        (logits) => {
          kept = tf.keep(tf.clone(logits));
          return crossEntropy(logits, targets as tf.Tensor2D);
        },
      ) as unknown as tf.TensorContainerObject;
    }) as unknown as ReturnType<typeof differentiate>;
    const [numbers, answers] = await Promise.all([gradient.data(), kept!.data()]);
    tf.dispose([loss, gradient, kept!, ...(statistics ? [statistics] : [])]);
    return {
      logits: answers as Float32Array,
      gradient: numbers as Float32Array,
      tensors: tf.memory().numTensors - before,
    };
  },

  /** Trains for an epoch. */
  async train(
    architecture: Architecture,
    images: LabelledImages,
    batchSize: number,
    recipe: Partial<Recipe> = {},
    epochs = 1,
  ): Promise<Timed> {
    const before = tf.memory().numTensors;
    const data = toDevice(images);
    const pixels = images.images.length / images.labels.length;
    const judges = toDevice({
      ...images,
      images: images.images.slice(0, pixels),
      labels: images.labels.slice(0, 1),
    });
    const steps: number[] = [];
    const each: GpuWork[] = [];
    let measured = { loss: Number.NaN, error: Number.NaN };
    const start = performance.now();
    let last = start;
    let done = work();
    await trainCandidate({
      architecture,
      budget: { epochs, batchSize, shrink: 1, maxSeconds: 0 },
      recipe: { ...PLAIN, ...recipe },
      seed: 1,
      classes: images.classes,
      train: data,
      validation: judges,
      checkpoint: async () => {
        const now = performance.now();
        const sofar = work();
        steps.push(now - last);
        each.push({
          dispatches: sofar.dispatches - done.dispatches,
          compilations: sofar.compilations - done.compilations,
          uploads: sofar.uploads - done.uploads,
          reads: sofar.reads - done.reads,
        });
        last = now;
        done = sofar;
      },
      seconds: () => performance.now() / 1000,
      onEpoch: ({ loss, error }) => {
        measured = { loss, error };
      },
    });
    const milliseconds = performance.now() - start;
    data.dispose();
    judges.dispose();
    const { numTensors, numBytes } = tf.memory();
    return {
      // The first checkpoint stands before the first step, the last before the validation.
      steps: steps.slice(1),
      work: each.slice(1),
      milliseconds,
      ...measured,
      tensors: numTensors - before,
      bytes: numBytes,
    };
  },
};

export type Engine = typeof engine;
Comlink.expose(engine);
