import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/space/random.ts';
import { on, useWasm } from './wasm.ts';

const rng = createRng(42);
const numbers = (length: number) => Float32Array.from({ length }, () => rng.float() * 2 - 1);

/** 60 random geometries: odd sizes, both strides, batch 1, `same` and `valid`. */
const cases = Array.from({ length: 60 }, () => {
  const kernel = rng.pick([1, 2, 3, 5]);
  return {
    batch: 1 + rng.int(4),
    height: kernel + rng.int(9),
    width: kernel + rng.int(9),
    channels: 1 + rng.int(6),
    filters: 1 + rng.int(9),
    kernel,
    stride: rng.pick([1, 2, 3]),
    pad: rng.pick(['same', 'valid'] as const),
  };
});

type Case = (typeof cases)[number];
const named = cases.map((c) => [Object.values(c).join(' '), c] as const);

/** The gradients of a weighted sum of `forward`'s output, on a backend. Weights make every output count differently. */
async function gradients(
  backend: string,
  inputs: { values: Float32Array; shape: number[] }[],
  forward: (...x: tf.Tensor4D[]) => tf.Tensor,
) {
  return on(backend, () => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values, shape));
    const loss = (...x: tf.Tensor[]) => {
      const y = forward(...(x as tf.Tensor4D[]));
      return tf.sum(tf.mul(y, tf.reshape(tf.cos(tf.range(0, y.size)), y.shape)));
    };
    return tf.grads(loss)(tensors);
  });
}

async function compare(
  inputs: { values: Float32Array; shape: number[] }[],
  forward: (...x: tf.Tensor4D[]) => tf.Tensor,
) {
  const expected = await gradients('cpu', inputs, forward);
  const actual = await gradients('wasm', inputs, forward);
  for (const [i, reference] of expected.entries()) {
    const scale = Math.max(...reference.map(Math.abs), 1e-3);
    const error = Math.max(...reference.map((value, j) => Math.abs(value - actual[i]![j]!)));
    expect(error / scale).toBeLessThan(1e-4);
  }
}

const image = (c: Case) => {
  const shape = [c.batch, c.height, c.width, c.channels];
  return { shape, values: numbers(shape.reduce((a, b) => a * b, 1)) };
};
const filter = (...shape: number[]) => ({ shape, values: numbers(shape.reduce((a, b) => a * b, 1)) });

describe('wasm gradient kernels agree with the cpu backend', () => {
  beforeAll(useWasm);

  it.each(named)('convolution %s', (_, c) =>
    compare([image(c), filter(c.kernel, c.kernel, c.channels, c.filters)], (x, w) =>
      tf.conv2d(x!, w!, c.stride, c.pad),
    ),
  );

  it.each(named)('depthwise convolution %s', (_, c) =>
    compare([image(c), filter(c.kernel, c.kernel, c.channels, 1)], (x, w) =>
      tf.depthwiseConv2d(x!, w!, c.stride, c.pad),
    ),
  );

  it.each(named)('max pooling, negative inputs included, %s', (_, c) =>
    compare([image(c)], (x) => tf.maxPool(x!, c.kernel, c.stride, c.pad)),
  );

  it.each(named)('max pooling after ReLU, where zeros tie, %s', (_, c) =>
    compare([image(c)], (x) => tf.maxPool(tf.relu(x!), c.kernel, c.stride, c.pad)),
  );

  it.each(named)('average pooling, which tfjs ships, %s', (_, c) =>
    compare([image(c)], (x) => tf.avgPool(x!, c.kernel, c.stride, c.pad)),
  );
});
