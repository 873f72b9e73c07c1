import * as tf from '@tensorflow/tfjs-core';
import * as Comlink from 'comlink';
import { decode } from '../../src/architecture/decode.ts';
import type { Architecture } from '../../src/architecture/graph.ts';
import { NO_AUGMENTATION } from '../../src/evaluation/augment.ts';
import { type BackendName, openBackend } from '../../src/evaluation/backend.ts';
import { toDevice } from '../../src/evaluation/device-data.ts';
import type { LabelledImages } from '../../src/evaluation/labelled-images.ts';
import { buildNetwork } from '../../src/evaluation/network.ts';
import { crossEntropy } from '../../src/evaluation/ops/loss.ts';
import { type Recipe, trainCandidate } from '../../src/evaluation/train.ts';
import { attachedKernels } from '../../src/evaluation/wasm/module.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { countGpuWork, type GpuWork } from './gpu-work.ts';
import { REFERENCE } from './networks.ts';

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

const made = new Map<number, LabelledImages>();

/** Images of no meaning, for measurements; made once. */
function images(count: number): LabelledImages {
  const known = made.get(count);
  if (known) return known;
  const data: LabelledImages = {
    shape: [28, 28, 1],
    classes: 10,
    images: Uint8Array.from({ length: 784 * count }, (_, i) => (i * 7919) % 251),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  };
  made.set(count, data);
  return data;
}

const space = compileSpace(HIERARCHICAL_SMALL);

/** The training engine in a worker of its own, as the page has it, for tests and measurements. */
const engine = {
  /** `cpu` is tfjs's plain JavaScript, to compare with. */
  async open(backend: BackendName | 'cpu', plainSimd = false): Promise<void> {
    if (backend === 'cpu') {
      await import('@tensorflow/tfjs-backend-cpu');
      await tf.setBackend('cpu');
    } else await openBackend(backend, { plainSimd });
  },

  /** A network to measure with: the reference, or a member of the default space. */
  network: (name: 'reference' | number): Architecture =>
    name === 'reference' ? REFERENCE : decode(space, sample(space.tree, createRng(name))),

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

  /** Images of a data set of so many, as the device gives them back, and as they are; values 0 … 255. */
  async readImages(count: number, rows: number[]): Promise<{ read: number[]; expected: number[] }> {
    const data = images(count);
    const onDevice = toDevice(data);
    const batch = tf.tidy(() => onDevice.images(tf.tensor1d(rows, 'int32')));
    const read = [...(await batch.data())].map((value) => Math.round(value * 255 * 1e3) / 1e3);
    batch.dispose();
    onDevice.dispose();
    return { read, expected: rows.flatMap((row) => [...data.images.subarray(row * 784, (row + 1) * 784)]) };
  },

  /**
   * Trains so many members of the default space, one after the other; tensors and bytes of memory after each
   * fiftieth.
   */
  async trainMany(count: number): Promise<{ candidates: number; tensors: number; heap: number }[]> {
    const rows: { candidates: number; tensors: number; heap: number }[] = [];
    const [data, judges] = [toDevice(images(64)), toDevice(images(8))];
    for (let i = 1; i <= count; i++) {
      await trainCandidate({
        architecture: engine.network(i),
        budget: { epochs: 1, batchSize: 32, shrink: 1, maxSeconds: 0 },
        recipe: PLAIN,
        seed: i,
        classes: 10,
        train: data,
        validation: judges,
        checkpoint: () => Promise.resolve(),
        seconds: () => 0,
        onEpoch: () => undefined,
      });
      const heap = attachedKernels()?.bytes().byteLength ?? tf.memory().numBytes;
      if (i % 50 === 0) rows.push({ candidates: i, tensors: tf.memory().numTensors, heap });
    }
    data.dispose();
    judges.dispose();
    return rows;
  },

  /** Trains for an epoch, on images or on so many without meaning. */
  async train(
    architecture: Architecture,
    given: LabelledImages | number,
    batchSize: number,
    recipe: Partial<Recipe> = {},
    epochs = 1,
  ): Promise<Timed> {
    const before = tf.memory().numTensors;
    const data = typeof given === 'number' ? images(given) : given;
    const onDevice = toDevice(data);
    const pixels = data.images.length / data.labels.length;
    const judges = toDevice({
      ...data,
      images: data.images.slice(0, pixels),
      labels: data.labels.slice(0, 1),
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
      classes: data.classes,
      train: onDevice,
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
    onDevice.dispose();
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
