import * as tf from '@tensorflow/tfjs-core';
import { convolve, convolveBack, filterGradient } from '../../../src/evaluation/ops/convolution.ts';
import { agrees, withWasm } from './agreement.ts';
import { drawThreeByThree, filterShape, type Geometry, inputShape, outputShape } from './geometry.ts';
import { uniform } from './values.ts';

withWasm();

agrees('3×3 convolution of several channels', {
  draw: (rng) => ({ ...drawThreeByThree(rng), biased: rng.chance(0.5) }),
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g), g.middle),
    filter: uniform(rng, filterShape(g)),
    bias: uniform(rng, [g.filters], 1),
  }),
  compute: ({ x, filter, bias }, g) => [convolve(x, filter, g.biased ? bias : undefined, g)],
});

agrees("3×3 convolution of several channels' gradient of the images", {
  draw: (rng) => drawThreeByThree(rng),
  inputs: (g, rng) => ({
    dy: uniform(rng, [...outputShape(g), g.filters], g.middle),
    filter: uniform(rng, filterShape(g)),
  }),
  compute: ({ dy, filter }, g) => [convolveBack(dy, filter, inputShape(g), g)],
});

/**
 * The gradient of a filter, as the convolution that it is when images and channels change places and the output's gradient is the filter: on tfjs's
 * cpu backend that is twenty times as fast as its own kernel, which the smaller cases are held against.
 */
function asConvolution(x: tf.Tensor4D, dy: tf.Tensor4D, { padding }: Geometry): tf.Tensor {
  const border = padding === 'same' ? ([1, 1] as [number, number]) : ([0, 0] as [number, number]);
  const images = tf.transpose(tf.pad(x, [[0, 0], border, border, [0, 0]]), [3, 1, 2, 0]);
  const turned = tf.conv2d(images as tf.Tensor4D, tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D, 1, 'valid');
  return tf.transpose(turned, [1, 2, 0, 3]);
}

agrees("3×3 convolution of several channels' gradient of the filter", {
  draw: (rng) => drawThreeByThree(rng),
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g), g.middle),
    dy: uniform(rng, [...outputShape(g), g.filters]),
  }),
  compute: ({ x, dy }, g) => [
    tf.getBackend() === 'cpu' ? asConvolution(x, dy, g) : filterGradient(x, dy, filterShape(g), g),
  ],
});
