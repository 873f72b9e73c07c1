import * as tf from '@tensorflow/tfjs-core';
import {
  averagePool,
  averagePoolBack,
  globalAverage,
  globalAverageBack,
  maxPool,
  maxPoolBack,
  type PoolForm,
} from '../../../src/evaluation/ops/pooling.ts';
import type { Rng } from '../../../src/space/random.ts';
import { agrees, withWasm } from './agreement.ts';
import { drawGeometry, type Geometry, inputShape, outputShape } from './geometry.ts';
import { sizeOf, uniform, type Values } from './values.ts';

withWasm();

type Pooling = Geometry & PoolForm;

/** Square windows without dilation. */
function draw(rng: Rng): Pooling {
  for (;;) {
    const g = drawGeometry(rng, true);
    const kernel = g.kernelHeight;
    if (g.padding === 'same' || Math.min(g.height, g.width) >= kernel)
      return { ...g, kernel, kernelWidth: kernel, dilation: 1 };
  }
}

const pooled = (g: Pooling) => [...outputShape(g), g.channels] as const;

/** Quarters from −1 to 1 around a multiple of them: many are equal. */
function quarters<const Shape extends readonly number[]>(
  rng: Rng,
  shape: Shape,
  middle: number,
): Values<Shape> {
  const numbers = Float32Array.from({ length: sizeOf(shape) }, () => middle + (rng.int(9) - 4) / 4);
  return { shape, numbers };
}

agrees('max pool', {
  draw,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g), g.middle) }),
  compute: ({ x }, g) => [maxPool(x, g)],
});

agrees("max pool's gradient", {
  draw,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g), g.middle), dy: uniform(rng, pooled(g)) }),
  compute: ({ x, dy }, g) => [maxPoolBack(dy, x, maxPool(x, g), g)],
});

// Zeros tie: the first of the largest gets the gradient, on both.
agrees("max pool's gradient after ReLU", {
  draw,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g), -0.5), dy: uniform(rng, pooled(g)) }),
  compute: ({ x, dy }, g) => {
    const positive = tf.relu(x);
    return [maxPoolBack(dy, positive, maxPool(positive, g), g)];
  },
});

agrees("max pool's gradient where many numbers are equal", {
  draw,
  inputs: (g, rng) => ({ x: quarters(rng, inputShape(g), g.middle), dy: uniform(rng, pooled(g)) }),
  compute: ({ x, dy }, g) => [maxPoolBack(dy, x, maxPool(x, g), g)],
});

agrees('average pool', {
  draw,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g), g.middle) }),
  compute: ({ x }, g) => [averagePool(x, g)],
});

agrees("average pool's gradient", {
  draw,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g)), dy: uniform(rng, pooled(g), g.middle) }),
  compute: ({ x, dy }, g) => [averagePoolBack(dy, x, g)],
});

// As tfjs defines it: a window's gradient is divided by the window's size at borders, too.
agrees("tfjs's gradient of an average pool", {
  draw,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g)), dy: uniform(rng, pooled(g), g.middle) }),
  compute: ({ x, dy }, g) => [
    tf
      .engine()
      .runKernel(
        tf.AvgPoolGrad,
        { dy, input: x },
        { filterSize: g.kernel, strides: g.stride, pad: g.padding },
      ) as tf.Tensor,
  ],
});

agrees('global average', {
  draw,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g), g.middle) }),
  compute: ({ x }) => [globalAverage(x)],
});

agrees("global average's gradient", {
  draw,
  inputs: (g, rng) => ({ dy: uniform(rng, [g.batch, g.channels], g.middle) }),
  compute: ({ dy }, g) => [globalAverageBack(dy, inputShape(g))],
});
