import { convolve, convolveBack, filterGradient } from '../../../src/evaluation/ops/convolution.ts';
import { agrees, withWasm } from './agreement.ts';
import { drawThreeByThree, filterShape, inputShape, outputShape } from './geometry.ts';
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

agrees("3×3 convolution of several channels' gradient of the filter", {
  // tfjs's cpu backend is slowest here.
  draw: (rng) => drawThreeByThree(rng, 1 / 8),
  inputs: (g, rng) => ({
    x: uniform(rng, inputShape(g), g.middle),
    dy: uniform(rng, [...outputShape(g), g.filters]),
  }),
  compute: ({ x, dy }, g) => [filterGradient(x, dy, filterShape(g), g)],
});
