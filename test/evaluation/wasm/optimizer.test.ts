import * as tf from '@tensorflow/tfjs-core';
import { createAverage, createOptimizer } from '../../../src/evaluation/optimizer.ts';
import type { WeightSlot } from '../../../src/evaluation/weights.ts';
import type { Rng } from '../../../src/space/random.ts';
import { agrees, withWasm } from './agreement.ts';
import { uniform } from './values.ts';

withWasm();

/** Weight tensors side by side, some of which decay. */
function drawSlots(rng: Rng): WeightSlot[] {
  const slots: WeightSlot[] = [];
  let offset = 0;
  for (let count = 1 + rng.int(4); count > 0; count--) {
    const size = 1 + rng.int(rng.chance(0.1) ? 3000 : 40);
    slots.push({ shape: [size], offset, size, initial: { constant: 0 }, decays: rng.chance(0.5) });
    offset += size;
  }
  return slots;
}

/** A copy: on wasm a step changes the weights in place. */
const copy = (x: tf.Tensor1D): tf.Tensor1D => tf.mul(x, 1);

for (const optimizer of ['sgd', 'adam', 'adamw'] as const) {
  agrees(`steps of ${optimizer}`, {
    draw: (rng) => {
      const slots = drawSlots(rng);
      return {
        slots,
        size: slots.reduce((total, slot) => total + slot.size, 0),
        steps: 1 + rng.int(5),
        rate: rng.pick([0.001, 0.01, 0.1]),
        settings: {
          optimizer,
          momentum: rng.pick([0, 0.5, 0.9]),
          weightDecay: rng.pick([0, 0, 1e-4, 0.05]),
          clipNorm: rng.pick([0, 0, 0.1, 1, 1000]),
        },
      };
    },
    inputs: ({ size }, rng) => ({ weights: uniform(rng, [size]), gradient: uniform(rng, [size], 0.5) }),
    compute: ({ weights, gradient }, { slots, steps, rate, settings }) => {
      const following = createOptimizer(settings, slots, weights.dataSync<'float32'>().slice());
      const seen: tf.Tensor[] = [];
      for (let step = 1; step <= steps; step++) {
        // A gradient that changes its size and, now and then, its sign.
        following.step(tf.mul(gradient, Math.cos(step) / step), rate / step);
        seen.push(copy(following.weights));
      }
      following.dispose();
      return seen;
    },
  });
}

agrees('an average that follows', {
  draw: (rng) => ({
    size: 1 + rng.int(rng.chance(0.1) ? 3000 : 40),
    keep: rng.pick([0, 0.5, 0.9, 0.999, 1]),
  }),
  inputs: ({ size }, rng) => ({
    start: uniform(rng, [size]),
    first: uniform(rng, [size], 1),
    second: uniform(rng, [size], -3),
  }),
  compute: ({ start, first, second }, { keep }) => {
    const average = createAverage(start.dataSync<'float32'>().slice());
    average.follow(first, keep);
    const between = copy(average.value);
    average.follow(second, keep);
    const after = copy(average.value);
    average.dispose();
    return [between, after];
  },
});
