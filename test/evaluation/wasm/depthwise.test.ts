import {
  depthwise,
  depthwiseBack,
  depthwiseFilterGradient,
} from '../../../src/evaluation/ops/convolution.ts';
import type { Rng } from '../../../src/space/random.ts';
import { agrees, withWasm } from './agreement.ts';
import { drawGeometry, type Geometry, inputShape, outputShape } from './geometry.ts';
import { uniform } from './values.ts';

withWasm();

/** One in ten kernels is as large as the image: the learned global average. */
function draw(rng: Rng): Geometry {
  const g = drawGeometry(rng, true);
  if (!rng.chance(0.1)) return g;
  const whole = { kernelHeight: g.height, kernelWidth: g.width, stride: 1, dilation: 1 } as const;
  return { ...g, ...whole, padding: 'valid' };
}

const filterShape = (g: Geometry) => [g.kernelHeight, g.kernelWidth, g.channels, 1] as const;

agrees('depthwise convolution', {
  draw,
  inputs: (g, rng) => ({ x: uniform(rng, inputShape(g), g.middle), filter: uniform(rng, filterShape(g)) }),
  compute: ({ x, filter }, g) => [depthwise(x, filter, undefined, g)],
});

agrees('depthwise convolution with bias', {
  draw,
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g), g.middle),
    filter: uniform(rng, filterShape(g)),
    bias: uniform(rng, [g.channels], 1),
  }),
  compute: ({ x, filter, bias }, g) => [depthwise(x, filter, bias, g)],
});

agrees("depthwise convolution's gradient of the images", {
  draw,
  inputs: (g, rng) => ({
    dy: uniform(rng, [...outputShape(g), g.channels], g.middle),
    filter: uniform(rng, filterShape(g)),
  }),
  compute: ({ dy, filter }, g) => [depthwiseBack(dy, filter, inputShape(g), g)],
});

agrees("depthwise convolution's gradient of the filter", {
  draw,
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g), g.middle),
    dy: uniform(rng, [...outputShape(g), g.channels]),
  }),
  compute: ({ x, dy }, g) => [depthwiseFilterGradient(x, dy, filterShape(g), g)],
});
