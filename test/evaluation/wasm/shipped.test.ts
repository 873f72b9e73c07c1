import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { attachKernels } from '../../../src/evaluation/wasm/module.ts';
import { registerKernels } from '../../../src/evaluation/wasm/register.ts';
import { BUILD, on, readKernels, useShippedWasm } from '../wasm.ts';

// One window over two pixels, −2 and −1: all of the gradient, 1, belongs to the second.
const gradient = () => {
  const dy = tf.tensor4d([1], [1, 1, 1, 1]);
  const input = tf.tensor4d([-2, -1], [1, 1, 2, 1]);
  const output = tf.tensor4d([-1], [1, 1, 1, 1]);
  const attrs = { filterSize: [1, 2], strides: 1, pad: 'valid' };
  return [tf.engine().runKernel(tf.MaxPoolGrad, { dy, input, output }, attrs) as tf.Tensor];
};

/** What tfjs's own kernel says, taken before ours is in its place. */
let shipped: Float32Array[];

beforeAll(async () => {
  await useShippedWasm();
  // The memory of its result is not cleared either: this leaves zeros where it will lie, so that chance has no part.
  await on('wasm', () => [tf.zeros([2])]);
  shipped = await on('wasm', gradient);
  registerKernels(await attachKernels(await readKernels(BUILD)));
});

describe("max pool's gradient for negative inputs", () => {
  it("is wrong in tfjs's wasm backend: the reason for ours", () => {
    expect([...shipped[0]!]).not.toEqual([0, 1]);
  });

  it('is right in ours, and on the cpu', async () => {
    const [ours] = await on('wasm', gradient);
    const [reference] = await on('cpu', gradient);
    expect([...ours!]).toEqual([0, 1]);
    expect([...reference!]).toEqual([0, 1]);
  });
});
