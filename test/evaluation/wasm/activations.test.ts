import * as tf from '@tensorflow/tfjs-core';
import { activate, activateBack } from '../../../src/evaluation/ops/activation.ts';
import { crossEntropy } from '../../../src/evaluation/ops/loss.ts';
import type { Rng } from '../../../src/space/random.ts';
import { agrees, withWasm } from './agreement.ts';
import { distributions, sizeOf, uniform, type Values } from './values.ts';

withWasm();

const ACTIVATIONS = ['relu', 'relu6', 'leakyRelu', 'elu', 'gelu', 'swish', 'tanh', 'sigmoid'] as const;

/** Any number of values: none fills a vector, or some do and leave a rest. `spread` is how far from 0 they lie. */
const draw = (rng: Rng) => ({
  shape: [1 + rng.int(rng.chance(0.1) ? 3000 : 40)] as const,
  spread: rng.pick([0.01, 1, 4, 10, 100]),
});

/** Values from −`spread` to `spread`; one in ten is exactly 0, where many activations have a corner. */
function spreadOut(rng: Rng, { shape, spread }: ReturnType<typeof draw>): Values<readonly [number]> {
  const numbers = Float32Array.from({ length: sizeOf(shape) }, () =>
    rng.chance(0.1) ? 0 : spread * (2 * rng.float() - 1),
  );
  return { shape, numbers };
}

for (const fn of ACTIVATIONS) {
  agrees(fn, {
    draw,
    inputs: (drawn, rng) => ({ x: spreadOut(rng, drawn) }),
    compute: ({ x }) => [activate(fn, x)],
  });

  agrees(`${fn}'s gradient`, {
    draw,
    inputs: (drawn, rng) => ({ x: spreadOut(rng, drawn), dy: uniform(rng, drawn.shape) }),
    compute: ({ x, dy }) => [activateBack(fn, dy, x, activate(fn, x))],
  });
}

// As tfjs's own layers call them, which make the model files that are saved.
agrees("tfjs's activations", {
  draw,
  inputs: (drawn, rng) => ({ x: spreadOut(rng, drawn) }),
  compute: ({ x }) => [
    ...[tf.relu(x), tf.relu6(x), tf.elu(x), tf.sigmoid(x), tf.tanh(x)],
    ...[tf.leakyRelu(x), tf.leakyRelu(x, 0.3)],
  ],
});

agrees('softmax cross-entropy and its gradient', {
  draw: (rng) => ({ rows: 1 + rng.int(40), classes: 1 + rng.int(20), spread: rng.pick([0.1, 1, 10, 100]) }),
  inputs: ({ rows, classes, spread }, rng) => ({
    logits: {
      shape: [rows, classes],
      numbers: Float32Array.from({ length: rows * classes }, () => spread * (2 * rng.float() - 1)),
    } as Values<readonly [number, number]>,
    targets: distributions(rng, rows, classes),
  }),
  compute: ({ logits, targets }) => {
    const { loss, gradient } = crossEntropy(logits, targets);
    return [loss, gradient];
  },
});
