import * as tf from '@tensorflow/tfjs-core';
import { convolve, convolveBack, filterGradient } from '../../../src/evaluation/ops/convolution.ts';
import { agrees, withWasm } from './agreement.ts';
import { drawGeometry, filterShape, inputShape, outputShape } from './geometry.ts';
import { uniform } from './values.ts';

withWasm();

agrees('convolution', {
  draw: drawGeometry,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g), g.middle), filter: uniform(rng, filterShape(g)) }),
  compute: ({ x, filter }, g) => [convolve(x, filter, undefined, g)],
});

agrees('convolution with bias', {
  draw: drawGeometry,
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g), g.middle),
    filter: uniform(rng, filterShape(g)),
    bias: uniform(rng, [g.filters], 1),
  }),
  compute: ({ x, filter, bias }, g) => [convolve(x, filter, bias, g)],
});

// As tfjs's own layers call them, which make the model files that are saved.
agrees("tfjs's fused convolution", {
  draw: (rng) => ({
    ...drawGeometry(rng),
    activation: rng.pick(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const),
  }),
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g), g.middle),
    filter: uniform(rng, filterShape(g)),
    bias: uniform(rng, [g.filters]),
  }),
  compute: ({ x, filter, bias }, g) => [
    tf.fused.conv2d({
      ...{ x, filter, bias },
      ...{
        strides: g.stride,
        pad: g.padding,
        dilations: g.dilation,
        activation: g.activation,
        leakyreluAlpha: 0.3,
      },
    }),
  ],
});

agrees("convolution's gradient of the images", {
  draw: drawGeometry,
  inputs: (g, rng) => ({
    dy: uniform(rng, [...outputShape(g), g.filters], g.middle),
    filter: uniform(rng, filterShape(g)),
  }),
  compute: ({ dy, filter }, g) => [convolveBack(dy, filter, inputShape(g), g)],
});

agrees("convolution's gradient of the filter", {
  draw: drawGeometry,
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g), g.middle),
    dy: uniform(rng, [...outputShape(g), g.filters]),
  }),
  compute: ({ x, dy }, g) => [filterGradient(x, dy, filterShape(g), g)],
});
