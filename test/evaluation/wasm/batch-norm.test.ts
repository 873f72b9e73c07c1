import * as tf from '@tensorflow/tfjs-core';
import { batchNorm, batchNormBack, batchNormGiven } from '../../../src/evaluation/ops/batch-norm.ts';
import type { Rng } from '../../../src/space/random.ts';
import { agrees, withWasm } from './agreement.ts';
import { sizeOf, uniform, type Values } from './values.ts';

withWasm();

/** A batch, with a large mean that a sum of squares would lose all digits to, now and then. */
function draw(rng: Rng) {
  const channels = rng.chance(0.3) ? rng.pick([1, 2, 3, 5, 7]) : 1 + rng.int(rng.chance(0.1) ? 150 : 20);
  const [batch, height, width] = [1 + rng.int(6), 1 + rng.int(9), 1 + rng.int(9)];
  return {
    shape: rng.chance(0.1) ? ([batch + 1, channels] as const) : ([batch, height, width, channels] as const),
    channels,
    relu: rng.chance(0.5),
    middle: rng.pick([0, 0, 1, -3, 100, -100]),
  };
}

type Case = ReturnType<typeof draw>;

const images = (g: Case, rng: Rng): Values => uniform(rng, g.shape, g.middle);

/** Scale and offset, per channel. */
const affine = ({ channels }: Case, rng: Rng) => ({
  scale: uniform(rng, [channels], 1),
  offset: uniform(rng, [channels]),
});

agrees('batch normalisation', {
  draw,
  inputs: (g, rng) => ({ x: images(g, rng), ...affine(g, rng) }),
  compute: ({ x, scale, offset }, g) => {
    const { y, moments } = batchNorm(x, scale, offset, g.relu);
    return [y, ...tf.unstack(moments)];
  },
});

agrees("batch normalisation's gradients", {
  // Of a single row all gradients of x are 0: what rounding leaves of them has no scale.
  draw: (rng) => {
    const g = draw(rng);
    return sizeOf(g.shape) > g.channels ? g : { ...g, shape: [2, g.channels] as const };
  },
  inputs: (g, rng) => ({
    x: images(g, rng),
    ...affine(g, rng),
    dy: uniform(rng, g.shape) as Values,
  }),
  compute: ({ x, scale, offset, dy }, g) => {
    const normalised = batchNorm(x, scale, offset, g.relu);
    const [dx, dWeights] = batchNormBack(dy, x, scale, normalised, g.relu);
    return [dx, ...tf.unstack(dWeights)];
  },
});

agrees('batch normalisation with given statistics', {
  draw,
  inputs: (g, rng) => ({
    x: images(g, rng),
    mean: uniform(rng, [g.channels], g.middle),
    variance: uniform(rng, [g.channels], 1.01),
    ...affine(g, rng),
  }),
  compute: ({ x, mean, variance, scale, offset }, g) => [
    batchNormGiven(x, tf.stack([mean, variance]) as tf.Tensor2D, scale, offset, g.relu),
  ],
});
