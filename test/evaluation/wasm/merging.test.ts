import * as tf from '@tensorflow/tfjs-core';
import {
  columnSums,
  parted,
  scaleChannels,
  scaleChannelsBack,
  sum,
} from '../../../src/evaluation/ops/merge.ts';
import { double, doubleBack } from '../../../src/evaluation/ops/pooling.ts';
import type { Rng } from '../../../src/space/random.ts';
import { agrees, withWasm } from './agreement.ts';
import { uniform } from './values.ts';

withWasm();

/** Images, and numbers to add to them. */
function draw(rng: Rng) {
  const channels = rng.chance(0.4) ? rng.pick([1, 2, 3, 5, 7]) : 1 + rng.int(20);
  const [batch, height, width] = [1 + rng.int(4), 1 + rng.int(9), 1 + rng.int(9)];
  return { shape: [batch, height, width, channels] as const, middle: rng.pick([0, 1, -3]) };
}

agrees('a sum of images', {
  draw: (rng) => ({ ...draw(rng), summands: 1 + rng.int(4) }),
  inputs: ({ shape, middle }, rng) => ({
    a: uniform(rng, shape, middle),
    b: uniform(rng, shape),
    c: uniform(rng, shape),
    d: uniform(rng, shape),
  }),
  compute: ({ a, b, c, d }, { summands }) => [tf.clone(sum([a, b, c, d].slice(0, summands)))],
});

agrees('addition of a bias', {
  draw,
  inputs: ({ shape, middle }, rng) => ({ x: uniform(rng, shape, middle), bias: uniform(rng, [shape[3]]) }),
  compute: ({ x, bias }) => [tf.add(x, bias)],
});

// Shapes that ours leave to tfjs's.
agrees('addition of other shapes', {
  draw,
  inputs: ({ shape, middle }, rng) => ({
    x: uniform(rng, shape, middle),
    weights: uniform(rng, [shape[0], 1, 1, shape[3]]),
    number: uniform(rng, []),
    bias: uniform(rng, [shape[3]]),
  }),
  compute: ({ x, weights, number, bias }) => [tf.add(x, weights), tf.add(x, number), tf.add(bias, x)],
});

agrees('column sums', {
  draw,
  inputs: ({ shape, middle }, rng) => ({ x: uniform(rng, shape, middle) }),
  compute: ({ x }) => [columnSums(x)],
});

agrees('weights of channels', {
  draw,
  inputs: ({ shape, middle }, rng) => ({
    x: uniform(rng, shape, middle),
    weights: uniform(rng, [shape[0], shape[3]]),
  }),
  compute: ({ x, weights }) => [scaleChannels(x, weights)],
});

agrees("weights of channels' gradients", {
  draw,
  inputs: ({ shape, middle }, rng) => ({
    dy: uniform(rng, shape),
    x: uniform(rng, shape, middle),
    weights: uniform(rng, [shape[0], shape[3]]),
  }),
  compute: ({ dy, x, weights }) => scaleChannelsBack(dy, x, weights),
});

agrees('doubling', {
  draw,
  inputs: ({ shape, middle }, rng) => ({ x: uniform(rng, shape, middle) }),
  compute: ({ x }) => [double(x)],
});

agrees("doubling's gradient", {
  draw,
  inputs: ({ shape: [batch, height, width, channels], middle }, rng) => ({
    dy: uniform(rng, [batch, 2 * height, 2 * width, channels], middle),
  }),
  compute: ({ dy }) => [doubleBack(dy)],
});

agrees('concatenation of channels, and parting them', {
  draw: (rng) => ({ ...draw(rng), widths: Array.from({ length: 1 + rng.int(4) }, () => 1 + rng.int(9)) }),
  inputs: ({ shape: [batch, height, width], widths }, rng) =>
    Object.fromEntries(
      widths.map((channels, part) => [String(part), uniform(rng, [batch, height, width, channels], part)]),
    ),
  compute: (parts, { widths }) => {
    const whole = tf.concat(Object.values(parts), -1);
    return [whole, ...parted(whole, widths)];
  },
});
