import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Architecture, LayerOp } from '../../src/architecture/graph.ts';
import { toDevice } from '../../src/evaluation/device-data.ts';
import { OutOfMemory } from '../../src/evaluation/failure.ts';
import { type TrainedCandidate, type TrainingJob, trainCandidate } from '../../src/evaluation/train.ts';
import { attachKernels } from '../../src/evaluation/wasm/module.ts';
import { registerKernels } from '../../src/evaluation/wasm/register.ts';
import { noise, RECIPE } from './jobs.ts';
import { BUILD, readKernels, useShippedWasm } from './wasm.ts';

/** The WebAssembly heap as the tests will have it. */
const heap = {
  /** So many allocations succeed yet. */
  left: Number.POSITIVE_INFINITY,
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
    return heap.left-- > 0 ? malloc(bytes) : 0;
  };
  registerKernels(await attachKernels(await readKernels(BUILD)));
}

const SHAPE = [8, 8, 2] as const;
const layers: readonly LayerOp[] = [
  { type: 'input', shape: SHAPE },
  { type: 'conv', filters: 4, kernel: 3, stride: 1, bias: true },
  { type: 'batchNorm' },
  { type: 'activation', fn: 'relu' },
  { type: 'maxPool', kernel: 2, stride: 2 },
  { type: 'separable', filters: 6, kernel: 3, stride: 1, bias: true },
  { type: 'globalAverage' },
  { type: 'dropout', rate: 0.3 },
  { type: 'dense', units: 3 },
  { type: 'activation', fn: 'softmax' },
];
const architecture: Architecture = {
  nodes: layers.map((op, index) => ({ op, inputs: index === 0 ? [] : [index - 1], place: '' })),
};

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
  it('a candidate ends with OutOfMemory wherever that happens, leaves nothing, and the next one trains as ever', async () => {
    const before = tf.memory();
    const { weights, statistics, error } = await attempt();
    const allocations = heap.asked;
    expect(allocations).toBeGreaterThan(100);
    expect(tf.memory()).toEqual(before);
    const left: string[] = [];
    for (let fitting = 0; fitting < allocations; fitting++) {
      heap.left = fitting;
      const outcome = await attempt().catch((problem: unknown) => problem);
      expect(outcome, `after ${fitting} allocations`).toBeInstanceOf(OutOfMemory);
      expect((outcome as OutOfMemory).message).toMatch(
        /^Out of memory: \d+ bytes more do not fit the WebAssembly heap\. Smaller batches or images may help\.$/,
      );
      const { numTensors } = tf.memory();
      if (numTensors !== before.numTensors) {
        left.push(`${numTensors - before.numTensors} after ${fitting} allocations`);
        before.numTensors = numTensors;
      }
    }
    expect(left).toEqual([]);
    expect(await attempt()).toEqual({ weights, statistics, error });
  });

  it('a network that no heap holds ends so, too', async () => {
    const before = tf.memory().numTensors;
    const wide: Architecture = {
      nodes: [
        { op: { type: 'input', shape: SHAPE }, inputs: [], place: '' },
        ...Array.from({ length: 12 }, (_, i) => ({
          op: { type: 'upsample' } as const,
          inputs: [i],
          place: '',
        })),
        { op: { type: 'globalAverage' }, inputs: [12], place: '' },
        { op: { type: 'dense', units: 3 }, inputs: [13], place: '' },
        { op: { type: 'activation', fn: 'softmax' }, inputs: [14], place: '' },
      ],
    };
    await expect(attempt({ architecture: wide })).rejects.toThrow(OutOfMemory);
    expect(tf.memory().numTensors).toBe(before);
    await expect(attempt()).resolves.toMatchObject({ error: expect.any(Number) });
  });
});
