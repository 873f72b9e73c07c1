import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Architecture,
  inferShapes,
  type LayerNode,
  type LayerOp,
} from '../../src/architecture/graph.ts';
import { loadArtifacts, saveArtifacts } from '../../src/evaluation/artifacts.ts';
import { buildModel } from '../../src/evaluation/model.ts';
import { tfjsModelFiles } from '../../src/export/tfjs-model.ts';
import { createRng, type Rng } from '../../src/space/random.ts';
import { inPlainNode } from './plain-node.ts';
import { randomizeWeights, randomNumbers } from './random-weights.ts';
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
  readonly gradients: readonly Float32Array[];
}

/** The loss and its gradients by every trainable weight, on a backend, with weights from a seed. */
async function measure(
  backend: string,
  architecture: Architecture,
  seed: number,
  nudge?: Nudge,
): Promise<Measured> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const built = buildModel(architecture, seed);
  const rng = createRng(seed);
  randomizeWeights(built.model, rng);
  const size = inferShapes(architecture)[0]!.reduce((a, b) => a * b);
  const pixels = randomNumbers(BATCH * size, rng);
  const variables = built.logits.trainableWeights.map((weight) => weight.read() as tf.Variable);
  nudge?.(variables);
  const outputs = tf.tidy(() => {
    const images = tf.tensor(pixels, [BATCH, ...inferShapes(architecture)[0]!]);
    let logits: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      logits = tf.keep(built.logits.apply(images, { training: true }) as tf.Tensor);
      return tf.sum(tf.mul(logits, tf.reshape(tf.cos(tf.range(0, logits.size)), logits.shape))) as tf.Scalar;
    }, variables);
    return { logits: logits!, gradients: variables.map(({ name }) => grads[name]!) };
  });
  // Summed in doubles, for the differences.
  const loss = (outputs.logits.dataSync() as Float32Array).reduce(
    (sum, value, i) => sum + value * Math.cos(i),
    0,
  );
  const gradients = outputs.gradients.map((gradient) => gradient.dataSync() as Float32Array);
  tf.dispose(outputs);
  built.dispose();
  expect(tf.memory().numTensors).toBe(before);
  await tf.setBackend('wasm');
  return { loss, gradients };
}

type Nudge = (variables: readonly tf.Variable[]) => void;

/** The gradients on wasm are those on cpu, and what the loss does when weights are moved. */
async function check(architecture: Architecture, seed: number): Promise<void> {
  const wasm = await measure('wasm', architecture, seed);
  const cpu = await measure('cpu', architecture, seed);
  expect(Math.abs(wasm.loss - cpu.loss)).toBeLessThan(1e-4 * Math.max(1, Math.abs(cpu.loss)));
  const rng = createRng(seed + 1);
  for (const [i, reference] of cpu.gradients.entries()) {
    const scale = Math.max(...reference.map(Math.abs), 1e-2);
    expect(furthest([...reference], [...wasm.gradients[i]!]) / scale).toBeLessThan(2e-4);
    const direction = randomNumbers(reference.length, rng);
    const step = 2e-3;
    const moved =
      (sign: number): Nudge =>
      (variables) => {
        tf.tidy(() => {
          const variable = variables[i]!;
          variable.assign(tf.add(variable, tf.mul(tf.tensor(direction, variable.shape), sign * step)));
        });
      };
    const up = await measure('wasm', architecture, seed, moved(1));
    const down = await measure('wasm', architecture, seed, moved(-1));
    const slope = (up.loss - down.loss) / (2 * step);
    const expected = wasm.gradients[i]!.reduce((sum, value, j) => sum + value * direction[j]!, 0);
    const length = Math.sqrt(wasm.gradients[i]!.reduce((sum, value) => sum + value * value, 0));
    expect(Math.abs(slope - expected)).toBeLessThan(2e-2 * Math.max(length, 0.1));
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
    const built = buildModel(architecture, 3);
    randomizeWeights(built.model, rng);
    const pixels = randomNumbers(5 * 6 * 7 * 2, rng);
    const predict = async (model: LayersModel) => {
      const [answer] = await on('wasm', () => [
        model.predict(tf.tensor4d(pixels, [5, 6, 7, 2])) as tf.Tensor,
      ]);
      return [...answer!];
    };
    const own = await predict(built.model);
    const artifacts = await saveArtifacts(built.model);
    built.dispose();
    // Loaded layers compute as tfjs's own do.
    const loaded = await loadArtifacts(artifacts);
    expect(furthest(await predict(loaded), own)).toBeLessThan(1e-5);
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
