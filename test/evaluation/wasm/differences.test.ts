import * as tf from '@tensorflow/tfjs-core';
import { activate, activateBack } from '../../../src/evaluation/ops/activation.ts';
import { batchNorm, batchNormBack } from '../../../src/evaluation/ops/batch-norm.ts';
import * as convolutions from '../../../src/evaluation/ops/convolution.ts';
import { crossEntropy } from '../../../src/evaluation/ops/loss.ts';
import { columnSums, parted, scaleChannels, scaleChannelsBack } from '../../../src/evaluation/ops/merge.ts';
import * as pooling from '../../../src/evaluation/ops/pooling.ts';
import { type Rng, shuffle } from '../../../src/space/random.ts';
import { withWasm } from './agreement.ts';
import { differentiates } from './differences.ts';
import { drawGeometry, drawThreeByThree, filterShape, inputShape } from './geometry.ts';
import { distributions, sizeOf, uniform, type Values } from './values.ts';

withWasm();

for (const draw of [drawGeometry, drawThreeByThree]) {
  differentiates(draw === drawGeometry ? 'convolution' : '3×3 convolution of several channels', {
    draw: (rng) => draw(rng),
    inputs: (g, rng) => ({
      x: uniform(rng, inputShape(g)),
      filter: uniform(rng, filterShape(g)),
      bias: uniform(rng, [g.filters]),
    }),
    forward: ({ x, filter, bias }, g) => convolutions.convolve(x, filter, bias, g),
    back: (gradient, { x, filter }, g) => {
      const dy = gradient as tf.Tensor4D;
      return {
        x: convolutions.convolveBack(dy, filter, x.shape, g),
        filter: convolutions.filterGradient(x, dy, filter.shape, g),
        bias: columnSums(dy),
      };
    },
  });
}

differentiates('depthwise convolution', {
  draw: (rng) => drawGeometry(rng, true),
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g)),
    filter: uniform(rng, [g.kernelHeight, g.kernelWidth, g.channels, 1]),
    bias: uniform(rng, [g.channels]),
  }),
  forward: ({ x, filter, bias }, g) => convolutions.depthwise(x, filter, bias, g),
  back: (gradient, { x, filter }, g) => {
    const dy = gradient as tf.Tensor4D;
    return {
      x: convolutions.depthwiseBack(dy, filter, x.shape, g),
      filter: convolutions.depthwiseFilterGradient(x, dy, filter.shape, g),
      bias: columnSums(dy),
    };
  },
});

/** Numbers in any order, each 0.05 from the next: a small step changes no order. */
function apart<const Shape extends readonly number[]>(rng: Rng, shape: Shape): Values<Shape> {
  const size = sizeOf(shape);
  return {
    shape,
    numbers: shuffle(
      Float32Array.from({ length: size }, (_, i) => (i - size / 2) / 20),
      rng,
    ),
  };
}

const drawPool = (rng: Rng) => {
  const [kernel, batch, channels] = [1 + rng.int(4), 1 + rng.int(3), 1 + rng.int(9)];
  const shape = [batch, kernel + rng.int(6), kernel + rng.int(6), channels] as const;
  return { shape, kernel, stride: 1 + rng.int(3), padding: rng.pick(['same', 'valid'] as const) };
};

differentiates('max pool', {
  draw: drawPool,
  inputs: ({ shape }, rng) => ({ x: apart(rng, shape) }),
  forward: ({ x }, form) => pooling.maxPool(x, form),
  back: (dy, { x }, form) => ({
    x: pooling.maxPoolBack(dy as tf.Tensor4D, x, pooling.maxPool(x, form), form),
  }),
});

differentiates('average pool', {
  draw: drawPool,
  inputs: ({ shape }, rng) => ({ x: uniform(rng, shape) }),
  forward: ({ x }, form) => pooling.averagePool(x, form),
  back: (dy, { x }, form) => ({ x: pooling.averagePoolBack(dy as tf.Tensor4D, x, form) }),
});

differentiates('global average', {
  draw: drawPool,
  inputs: ({ shape }, rng) => ({ x: uniform(rng, shape) }),
  forward: ({ x }) => pooling.globalAverage(x),
  back: (dy, { x }) => ({ x: pooling.globalAverageBack(dy as tf.Tensor2D, x.shape) }),
});

differentiates('doubling', {
  draw: drawPool,
  inputs: ({ shape }, rng) => ({ x: uniform(rng, shape) }),
  forward: ({ x }) => pooling.double(x),
  back: (dy) => ({ x: pooling.doubleBack(dy as tf.Tensor4D) }),
});

differentiates('weights of channels', {
  draw: drawPool,
  inputs: ({ shape }, rng) => ({ x: uniform(rng, shape), weights: uniform(rng, [shape[0], shape[3]]) }),
  forward: ({ x, weights }) => scaleChannels(x, weights),
  back: (dy, tensors) => {
    const [x, weights] = scaleChannelsBack(dy as tf.Tensor4D, tensors.x, tensors.weights);
    return { x, weights };
  },
});

differentiates('concatenation', {
  draw: drawPool,
  inputs: ({ shape }, rng) => ({ a: uniform(rng, shape), b: uniform(rng, shape.with(3, 5)) }),
  forward: ({ a, b }) => tf.concat([a, b], -1),
  back: (dy, { a, b }) => {
    const [first, second] = parted(dy, [a.shape.at(-1)!, b.shape.at(-1)!]);
    return { a: first!, b: second! };
  },
});

for (const relu of [false, true]) {
  differentiates(`batch normalisation${relu ? ' and ReLU' : ''}`, {
    draw: (rng) => ({ shape: [4, 1 + rng.int(4), 2 + rng.int(4), 1 + rng.int(12)] as const }),
    inputs: ({ shape }, rng) => ({
      x: uniform(rng, shape, 1),
      scale: uniform(rng, [shape[3]], 1.5),
      offset: uniform(rng, [shape[3]]),
    }),
    // What ReLU closed stays closed, and what it opened open, where nothing counts that is near 0 without it.
    forward: ({ x, scale, offset }) => batchNorm(x, scale, offset, relu).y,
    back: (dy, tensors) => {
      const normalised = batchNorm(tensors.x, tensors.scale, tensors.offset, relu);
      const [x, dWeights] = batchNormBack(dy, tensors.x, tensors.scale, normalised, relu);
      const [scale, offset] = tf.unstack(dWeights);
      return { x, scale: scale!, offset: offset! };
    },
    ...(relu ? { step: 0.002, corner: 0.02 } : {}),
  });
}

/** Numbers from −4 to 8 that are not near the corners at 0 and 6. */
const offCorners = (rng: Rng, size: number): Values<readonly [number]> => ({
  shape: [size],
  numbers: Float32Array.from({ length: size }, () => 12 * rng.float() - 4).map((x) =>
    Math.abs(x) < 0.1 || Math.abs(x - 6) < 0.1 ? x + 0.3 : x,
  ),
});

for (const fn of ['relu', 'relu6', 'leakyRelu', 'elu', 'gelu', 'swish', 'tanh', 'sigmoid'] as const) {
  differentiates(fn, {
    draw: (rng) => ({ size: 1 + rng.int(20) }),
    inputs: ({ size }, rng) => ({ x: offCorners(rng, size) }),
    forward: ({ x }) => activate(fn, x),
    back: (dy, { x }) => ({ x: activateBack(fn, dy, x, activate(fn, x)) }),
  });
}

differentiates('softmax cross-entropy', {
  draw: (rng) => ({ rows: 1 + rng.int(4), classes: 2 + rng.int(10) }),
  inputs: ({ rows, classes }, rng) => ({
    logits: uniform(rng, [rows, classes]),
    targets: distributions(rng, rows, classes),
  }),
  forward: ({ logits, targets }) => crossEntropy(logits, targets).loss,
  back: (dy, { logits, targets }) => ({ logits: tf.mul(crossEntropy(logits, targets).gradient, dy) }),
});

differentiates('matrix product', {
  draw: (rng) => ({ rows: 1 + rng.int(9), inner: 1 + rng.int(9), columns: 1 + rng.int(9) }),
  inputs: ({ rows, inner, columns }, rng) => ({
    a: uniform(rng, [rows, inner]),
    b: uniform(rng, [inner, columns]),
  }),
  forward: ({ a, b }) => tf.matMul(a, b),
  back: (dy, { a, b }) => ({ a: tf.matMul(dy, b, false, true), b: tf.matMul(a, dy, true, false) }),
});
