import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toDevice } from '../../src/evaluation/device-data.ts';
import { OutOfMemory } from '../../src/evaluation/failure.ts';
import { type TrainedCandidate, type TrainingJob, trainCandidate } from '../../src/evaluation/train.ts';
import { attachedKernels, attachKernels } from '../../src/evaluation/wasm/module.ts';
import { registerKernels } from '../../src/evaluation/wasm/register.ts';
import { chain, noise, RECIPE } from './jobs.ts';
import { BUILD, readKernels, useShippedWasm } from './wasm.ts';

/** The WebAssembly heap as the tests will have it. */
const heap = {
  /** So many allocations succeed yet. */
  left: Number.POSITIVE_INFINITY,
  /** No allocation of more bytes succeeds. */
  most: Number.POSITIVE_INFINITY,
  /** So many were asked for. */
  asked: 0,
};

/** Sets wasm up on a heap that can run out when a test says so: filling gigabytes would take minutes. */
async function useSmallHeap(): Promise<void> {
  await useShippedWasm();
  // Emscripten puts its functions in their final places when they are first called.
  tf.tensor1d([1]).dispose();
  const tfjs = (tf.backend() as BackendWasm).wasm as unknown as { _malloc(bytes: number): number };
  const malloc = tfjs._malloc;
  tfjs._malloc = (bytes) => {
    heap.asked++;
    return heap.left-- > 0 && bytes <= heap.most ? malloc(bytes) : 0;
  };
  registerKernels(await attachKernels(await readKernels(BUILD)));
}

const SHAPE = [8, 8, 2] as const;

const architecture = chain(
  SHAPE,
  { type: 'conv', filters: 4, kernel: 3, stride: 1, bias: true },
  { type: 'batchNorm' },
  { type: 'activation', fn: 'relu' },
  { type: 'maxPool', kernel: 2, stride: 2 },
  { type: 'separable', filters: 6, kernel: 3, stride: 1, bias: true },
  { type: 'globalAverage' },
  { type: 'dropout', rate: 0.3 },
  { type: 'dense', units: 3 },
);

/** Trains with everything that makes tensors of its own; the data are on the device beforehand. */
async function attempt(changes: Partial<TrainingJob> = {}): Promise<TrainedCandidate> {
  const { left } = heap;
  heap.left = Number.POSITIVE_INFINITY;
  const [train, validation] = [toDevice(noise(SHAPE, 3, 20)), toDevice(noise(SHAPE, 3, 8))];
  heap.left = left;
  heap.asked = 0;
  try {
    return await trainCandidate({
      architecture,
      budget: { epochs: 2, batchSize: 16, shrink: 1, maxSeconds: 0 },
      recipe: {
        ...RECIPE,
        ...{ optimizer: 'adamw', weightDecay: 0.01, clipNorm: 1, ema: 0.5, patience: 1, labelSmoothing: 0.1 },
        augmentation: { shift: 0.1, rotate: 10, scale: 0.1, flip: true, cutout: 0.2, mixup: 0.3 },
      },
      seed: 11,
      classes: 3,
      train,
      validation,
      checkpoint: () => Promise.resolve(),
      seconds: () => 0,
      onEpoch: () => undefined,
      ...changes,
    });
  } finally {
    heap.left = Number.POSITIVE_INFINITY;
    train.dispose();
    validation.dispose();
  }
}

beforeAll(useSmallHeap);

describe('where the WebAssembly heap is full', () => {
  it('a candidate ends with OutOfMemory wherever that happens, and the next one trains as ever', async () => {
    const before = tf.memory();
    const trained = await attempt();
    expect(tf.memory()).toEqual(before);
    const allocations = heap.asked;
    expect(allocations).toBeGreaterThan(100);
    for (let fitting = 0; fitting < allocations; fitting += 5) {
      heap.left = fitting;
      const outcome = await attempt().catch((problem: unknown) => problem);
      expect(outcome, `after ${fitting} allocations`).toBeInstanceOf(OutOfMemory);
      expect((outcome as OutOfMemory).message).toMatch(
        /^Out of memory: \d+ bytes more do not fit the WebAssembly heap\. Smaller batches or images may help\.$/,
      );
    }
    expect(await attempt()).toEqual(trained);
  });

  it('a candidate leaves no tensor behind, wherever that happens', async () => {
    let before = tf.memory().numTensors;
    await attempt();
    const allocations = heap.asked;
    const left: string[] = [];
    for (let fitting = 0; fitting < allocations; fitting++) {
      heap.left = fitting;
      await expect(attempt()).rejects.toThrow(OutOfMemory);
      const { numTensors } = tf.memory();
      if (numTensors !== before) left.push(`${numTensors - before} after ${fitting} allocations`);
      before = numTensors;
    }
    expect(left).toEqual([]);
  });

  it('a network that no heap holds ends so, too', async () => {
    // 16 images of 8×8 and so many channels are just below 4 GB: more than is left beside the weights.
    const wide = chain(
      SHAPE,
      { type: 'conv', filters: 1_040_000, kernel: 1, stride: 1, bias: false },
      { type: 'globalAverage' },
      { type: 'dense', units: 3 },
    );
    const before = tf.memory().numTensors;
    await expect(attempt({ architecture: wide })).rejects.toThrow(/^Out of memory: 4259840000 bytes more/);
    expect(tf.memory().numTensors).toBe(before);
    await expect(attempt()).resolves.toMatchObject({ error: expect.any(Number) });
  });

  it('more than 4 GB are never given', () => {
    expect(() => attachedKernels()!.allocate(2 ** 32 + 64)).toThrow(OutOfMemory);
  });

  it('where scratch memory is what does not fit, kernels write to nobody else’s memory afterwards', () => {
    const convolve = (filters: number) =>
      tf.tidy(() =>
        [
          ...tf
            .conv2d(tf.ones<tf.Rank.R4>([1, 4, 4, 64]), tf.ones([3, 3, 64, filters]), 1, 'same')
            .dataSync(),
        ].slice(0, 3),
      );
    const few = convolve(8);
    const filters = 4096;
    // Its weights fit, a copy with more beside them does not.
    heap.most = 3 * 3 * 64 * filters * 4;
    expect(() => convolve(filters)).toThrow(OutOfMemory);
    heap.most = Number.POSITIVE_INFINITY;
    const others = Array.from({ length: 60 }, () => tf.fill([2 ** 18], 7));
    expect(convolve(8)).toEqual(few);
    const overwritten = others.filter((tensor) => tensor.dataSync().some((value) => value !== 7));
    tf.dispose(others);
    expect(overwritten).toHaveLength(0);
  });
});
