import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Architecture,
  inferShapes,
  type LayerNode,
  type LayerOp,
} from '../../src/architecture/graph.ts';
import { packageModel } from '../../src/evaluation/artifacts.ts';
import { buildNetwork, type Differentiated } from '../../src/evaluation/network.ts';
import { tfjsModelFiles } from '../../src/export/tfjs-model.ts';
import { createRng, type Rng } from '../../src/space/random.ts';
import { loadArtifacts } from './load-artifacts.ts';
import { inPlainNode } from './plain-node.ts';
import { randomNumbers, randomWeights } from './random-weights.ts';
import { on, useWasm } from './wasm.ts';

/** A layer under test: what it reads is a number (a node, from the image's convolution, which is 0) or, left out, the node before. */
type Step = readonly [op: LayerOp, ...inputs: number[]];

/**
 * A network around layers. A 1×1 convolution stands before them, so that gradients have to pass through them to reach its
 * kernel, and a dense layer after them.
 */
function network(
  [height, width, channels]: readonly [number, number, number],
  steps: readonly Step[],
): Architecture {
  const nodes: LayerNode[] = [
    { op: { type: 'input', shape: [height, width, 2] }, inputs: [], place: '' },
    { op: { type: 'conv', filters: channels, kernel: 1, stride: 1, bias: false }, inputs: [0], place: '' },
  ];
  const tail: Step[] = [
    [{ type: 'flatten' }],
    [{ type: 'dense', units: 3 }],
    [{ type: 'activation', fn: 'softmax' }],
  ];
  for (const [op, ...inputs] of [...steps, ...tail]) {
    nodes.push({
      op,
      inputs: inputs.length === 0 ? [nodes.length - 1] : inputs.map((i) => i + 1),
      place: '',
    });
  }
  return { nodes };
}

const BATCH = 2;

interface Measured {
  /** The weighted sum of the logits. */
  readonly loss: number;
  readonly gradient: Float32Array;
}

/** The loss and its gradient on a backend. */
async function measure(
  backend: string,
  architecture: Architecture,
  pixels: Float32Array,
  weights: Float32Array,
): Promise<Measured> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const { differentiate } = buildNetwork(architecture);
  let answers: number[] = [];
  const { loss, gradient, statistics } = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [
      BATCH,
      ...(inferShapes(architecture)[0] as [number, number, number]),
    ]);
    return differentiate(images, tf.tensor1d(weights), zeroNoise, (logits) => {
      answers = [...logits.dataSync()];
      const factors = tf.reshape(tf.cos(tf.range(0, logits.size)), logits.shape) as tf.Tensor2D;
      return { loss: tf.sum<tf.Scalar>(tf.mul(logits, factors)), gradient: factors };
    }) as unknown as tf.TensorContainerObject;
  }) as unknown as Differentiated;
  const numbers = gradient.dataSync() as Float32Array;
  tf.dispose([loss, gradient, ...(statistics ? [statistics] : [])]);
  expect(tf.memory().numTensors).toBe(before);
  await tf.setBackend('wasm');
  // Summed in doubles, for the differences.
  return { loss: answers.reduce((sum, value, i) => sum + value * Math.cos(i), 0), gradient: numbers };
}

const zeroNoise = (size: number): tf.Tensor1D => tf.zeros([size]);

/** The gradient on wasm is that on cpu, and what the loss does when weights are moved. */
async function check(architecture: Architecture, seed: number): Promise<void> {
  const rng = createRng(seed);
  const { weights: slots } = buildNetwork(architecture);
  const weights = randomWeights(slots, rng);
  const size = inferShapes(architecture)[0]!.reduce((a, b) => a * b);
  const pixels = randomNumbers(BATCH * size, rng);
  const wasm = await measure('wasm', architecture, pixels, weights);
  const cpu = await measure('cpu', architecture, pixels, weights);
  expect(Math.abs(wasm.loss - cpu.loss)).toBeLessThan(1e-4 * Math.max(1, Math.abs(cpu.loss)));
  for (const { offset, size: length } of slots) {
    const [own, reference] = [wasm, cpu].map(({ gradient }) => [
      ...gradient.subarray(offset, offset + length),
    ]);
    const scale = Math.max(...reference!.map(Math.abs), 1e-2);
    expect(furthest(reference!, own!) / scale).toBeLessThan(2e-4);
    const direction = randomNumbers(length, rng);
    const step = 2e-3;
    const moved = (sign: number) => {
      const there = weights.slice();
      for (const [i, value] of direction.entries()) there[offset + i]! += sign * step * value;
      return measure('wasm', architecture, pixels, there);
    };
    const slope = ((await moved(1)).loss - (await moved(-1)).loss) / (2 * step);
    const expected = own!.reduce((sum, value, j) => sum + value * direction[j]!, 0);
    const norm = Math.sqrt(own!.reduce((sum, value) => sum + value * value, 0));
    expect(Math.abs(slope - expected)).toBeLessThan(2e-2 * Math.max(norm, 0.1));
  }
}

const side = (rng: Rng, least: number): number => least + rng.int(6);

/** `count` random networks around a layer. */
function geometries(
  name: string,
  count: number,
  make: (rng: Rng) => readonly [image: readonly [number, number, number], steps: readonly Step[]],
) {
  return Array.from({ length: count }, (_, seed) => {
    const [image, steps] = make(createRng(seed));
    const ops = steps.map(([op]) => Object.values(op).join(' ')).join(', ');
    return [`${name} ${seed + 1}: ${image.join('×')} ${ops}`, network(image, steps), seed] as const;
  });
}

const convolution = (rng: Rng, dilation: 1 | 2) => {
  const kernel = rng.pick([1, 2, 3, 5]);
  const padding = rng.chance(0.5) ? ({ padding: 'valid' } as const) : {};
  const reach = (kernel - 1) * dilation + 1;
  return {
    form: {
      kernel,
      stride: dilation > 1 ? 1 : rng.pick([1, 2]),
      bias: rng.chance(0.5),
      ...(dilation > 1 && { dilation }),
      ...padding,
    },
    image: [side(rng, reach), side(rng, reach), 1 + rng.int(4)] as const,
  };
};

const convolutions = (dilation: 1 | 2) =>
  geometries(dilation > 1 ? 'dilated' : 'undilated', 24, (rng) => {
    const { form, image } = convolution(rng, dilation);
    const filters = 1 + rng.int(4);
    const op = rng.pick<LayerOp>([
      { type: 'conv', filters, ...form },
      // tfjs's depthwise layer takes no heed of a dilation; no operation of the language has one.
      dilation > 1 ? { type: 'conv', filters, ...form } : { type: 'depthwise', ...form },
      { type: 'separable', filters, ...form },
    ]);
    return [image, [[op]]];
  });

const doubled = geometries('doubled', 8, (rng) => [
  [side(rng, 1), side(rng, 1), 1 + rng.int(4)],
  [[{ type: 'upsample' }], ...(rng.chance(0.5) ? ([[{ type: 'upsample' }]] as const) : [])],
]);

const transposed = geometries('transposed', 12, (rng) => [
  [side(rng, 1), side(rng, 1), 1 + rng.int(4)],
  [
    [
      {
        type: 'transposed',
        filters: 1 + rng.int(4),
        kernel: rng.pick([2, 3]),
        stride: rng.pick([1, 2]),
        bias: rng.chance(0.5),
      },
    ],
  ],
]);

const pools = geometries('pooled', 12, (rng) => {
  const kernel = rng.pick([2, 3]);
  const padding = rng.chance(0.5) ? ({ padding: 'valid' } as const) : {};
  return [
    [side(rng, kernel), side(rng, kernel), 1 + rng.int(4)],
    [[{ type: rng.pick(['maxPool', 'averagePool'] as const), kernel, stride: rng.pick([1, 2]), ...padding }]],
  ];
});

const globalDepthwise = geometries('global depthwise', 6, (rng) => [
  [side(rng, 1), side(rng, 1), 1 + rng.int(4)],
  [[{ type: 'globalDepthwise', bias: rng.chance(0.5) }]],
]);

const squeezed = geometries('squeeze and excitation', 6, (rng) => {
  const channels = 2 + rng.int(5);
  return [
    [side(rng, 2), side(rng, 2), channels],
    [
      [{ type: 'globalAverage' }],
      [{ type: 'dense', units: 3 }],
      [{ type: 'activation', fn: 'tanh' }],
      [{ type: 'dense', units: channels }],
      [{ type: 'activation', fn: 'sigmoid' }],
      [{ type: 'scale' }, 0, 5],
    ],
  ];
});

const zeros = geometries('zeros beside others', 6, (rng) => {
  const stride = rng.pick([1, 2]);
  const conv: LayerOp = { type: 'conv', filters: 3, kernel: 3, stride, bias: true };
  return [
    [side(rng, 2), side(rng, 2), 3],
    [[{ type: 'zero', stride }], [conv, 0], [{ type: rng.pick(['add', 'concat'] as const) }, 1, 2]],
  ];
});

const normalised = geometries('normalised', 4, (rng) => [
  [side(rng, 3), side(rng, 3), 3],
  [[{ type: 'batchNorm' }]],
]);

const activated = (
  ['relu', 'relu6', 'leakyRelu', 'elu', 'gelu', 'swish', 'tanh', 'sigmoid'] as const
).flatMap((fn) =>
  geometries(fn, 2, (rng) => [[side(rng, 2), side(rng, 2), 2], [[{ type: 'activation', fn }]]]),
);

beforeAll(useWasm);

describe('gradients on wasm are those on cpu, and the slopes of the loss', () => {
  it.each([
    ...convolutions(2),
    ...convolutions(1),
    ...doubled,
    ...transposed,
    ...pools,
    ...globalDepthwise,
    ...squeezed,
    ...zeros,
    ...normalised,
    ...activated,
  ])('%s', (_, architecture, seed) => check(architecture, seed));
});

describe('a saved model', () => {
  const conv = { kernel: 3, stride: 1, bias: true } as const;
  const twice = network(
    [6, 7, 4],
    [
      [{ type: 'conv', filters: 4, ...conv }],
      [{ type: 'add' }, 1, 1],
      [{ type: 'concat' }, 2, 1, 1],
      [{ type: 'conv', filters: 12, ...conv }, 1],
      [{ type: 'add' }, 3, 4],
    ],
  );
  const special = network(
    [6, 7, 4],
    [
      [{ type: 'conv', filters: 4, ...conv, dilation: 2 }],
      [{ type: 'activation', fn: 'leakyRelu' }],
      [{ type: 'batchNorm' }],
      [{ type: 'depthwise', ...conv, kernel: 5 }],
      [{ type: 'activation', fn: 'gelu' }],
      [{ type: 'separable', filters: 5, ...conv, dilation: 2, padding: 'valid' }],
      [{ type: 'upsample' }],
      [{ type: 'transposed', filters: 4, kernel: 3, stride: 2, bias: true }],
      [{ type: 'zero', stride: 1 }],
      [{ type: 'concat' }, 8, 9],
      [{ type: 'globalAverage' }],
      [{ type: 'dense', units: 8 }],
      [{ type: 'activation', fn: 'sigmoid' }],
      [{ type: 'scale' }, 10, 13],
      [{ type: 'globalDepthwise', bias: true }],
    ],
  );

  it.each([
    ['dilated, doubled and transposed layers', special],
    // Where each of tfjs's own predictions would fail: it frees such a value before its last reader.
    ['a value that one layer reads twice and another once more', twice],
  ])('with %s answers alike in plain tfjs, on cpu and on wasm', async (_, architecture) => {
    const rng = createRng(8);
    const { weights: slots, statistics, predict } = buildNetwork(architecture);
    const trained = { weights: randomWeights(slots, rng), statistics: randomWeights(statistics, rng) };
    const pixels = randomNumbers(5 * 6 * 7 * 2, rng);
    const images = () => tf.tensor4d(pixels, [5, 6, 7, 2]);
    const own = [
      ...(
        await on('wasm', () => {
          const [weights, moments] = [tf.tensor1d(trained.weights), tf.tensor1d(trained.statistics)];
          return [tf.softmax(predict(images(), weights, moments))];
        })
      )[0]!,
    ];
    const artifacts = await packageModel(architecture, trained);
    const loaded = await loadArtifacts(artifacts);
    const [answers] = await on('wasm', () => [loaded.predict(images()) as tf.Tensor]);
    expect(furthest([...answers!], own)).toBeLessThan(1e-5);
    loaded.dispose();
    expect(
      furthest(await inPlainNode(tfjsModelFiles(artifacts, 'test'), pixels, [5, 6, 7, 2]), own),
    ).toBeLessThan(1e-5);
    // Five images that are told apart: the answer says something.
    expect(new Set(own.map((probability) => probability.toFixed(4))).size).toBeGreaterThan(5);
  });
});

const furthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
