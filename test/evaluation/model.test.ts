import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, it } from 'vitest';
import { decode } from '../../src/architecture/decode.ts';
import type { Architecture, LayerOp } from '../../src/architecture/graph.ts';
import { phenotype } from '../../src/architecture/phenotype.ts';
import { loadArtifacts } from '../../src/evaluation/artifacts.ts';
import { buildModel, countWeights } from '../../src/evaluation/model.ts';
import {
  errorRate,
  type LabelledImages,
  TrainingFailure,
  type TrainingJob,
  trainCandidate,
} from '../../src/evaluation/train.ts';
import type { HeadSpec } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { ACTIVATIONS, OPERATION_NAMES, ORDERS } from '../../src/space/operations.ts';
import { describeProblems, parseDocument } from '../../src/space/parse-document.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { useWasm } from './wasm.ts';

const space = compileSpace(HIERARCHICAL_SMALL);
const HEADS: readonly HeadSpec[] = [
  { pool: 'flatten', dense: [12], dropout: [0, 0.5] },
  { norm: true, features: 20, pool: 'average', dense: [], activation: 'gelu', dropout: 0 },
  { pool: 'depthwise', poolNorm: true, dense: [7, 9], activation: 'tanh', dropout: 0.2 },
  { norm: true, pool: 'depthwise', dense: [], activation: 'linear', dropout: 0 },
];
/** Every operation and option that the language has in each of its orders, around every kind of head. */
const everything = HEADS.map((head) => {
  const parsed = parseDocument({
    ...HIERARCHICAL_SMALL,
    motifs: {
      cell: {
        kind: 'pipelines',
        pipelines: [
          ...ORDERS.map((order) => ({
            repeat: { min: 1, max: 2 },
            blocks: [
              {
                operation: [...OPERATION_NAMES.filter((name) => name !== 'none'), 'graph'],
                repeat: { min: 1, max: 3 },
                batchNorm: [true, false],
                activation: ACTIVATIONS,
                order,
                skip: [true, false],
                filters: [4, 6],
                dropout: [0, 0.3],
                squeezeExcite: [0, 2],
              },
            ],
          })),
          // Up and down again.
          {
            repeat: { min: 0, max: 1 },
            blocks: [
              { operation: ['tconv2', 'conv3', 'mbconv3e3', 'identity'], resolution: 'up' },
              { operation: ['tconv3', 'dilconv3', 'avgpool2', 'shortcut'], resolution: 'down' },
            ],
          },
        ],
        merge: ['add', 'concat'],
        activation: 'elu',
      },
      unpadded: {
        kind: 'pipelines',
        pipelines: [
          {
            blocks: [
              { operation: ['conv3', 'sepconv3', 'dwconv3', 'maxpool3', 'avgpool3'], padding: 'valid' },
              { operation: ['dilconv3', 'dilsepconv3', 'conv5', 'dwconv5'], padding: 'valid' },
            ],
          },
        ],
        merge: 'add',
      },
      graph: {
        kind: 'dag',
        nodes: 4,
        inputsPerNode: 1,
        sameInputTwice: true,
        operation: OPERATION_NAMES,
        batchNorm: [true, false],
        activation: ACTIVATIONS,
        merge: 'add',
        output: 'concat',
      },
    },
    layers: [
      { cell: 'unpadded', repeat: 1, filters: 3, resolution: 'same' },
      { cell: 'graph', repeat: 1, filters: 4, resolution: ['same', 'up', 'down'] },
      { cell: 'cell', repeat: 1, filters: [4, 5], resolution: ['same', 'down', 'up'] },
      { cell: 'cell', repeat: { min: 1, max: 2 }, filters: 6, resolution: 'down' },
    ],
    head,
  });
  if (!parsed.ok) throw new Error(describeProblems(parsed.problems));
  return compileSpace(parsed.document);
});

/** Everything that a graph can hold: none of it may go unbuilt. */
const ALL_LAYERS: Readonly<Record<LayerOp['type'], true>> = {
  input: true,
  conv: true,
  separable: true,
  depthwise: true,
  transposed: true,
  batchNorm: true,
  activation: true,
  maxPool: true,
  averagePool: true,
  upsample: true,
  add: true,
  concat: true,
  scale: true,
  zero: true,
  globalAverage: true,
  globalDepthwise: true,
  flatten: true,
  dense: true,
  dropout: true,
};

/** Images whose class shows in where they are bright: learnable in a few steps. */
function stripes(count: number): LabelledImages {
  const rng = createRng(count);
  const images = new Uint8Array(count * 784);
  const labels = Uint8Array.from({ length: count }, () => rng.int(10));
  for (const [i, label] of labels.entries()) {
    for (let p = 0; p < 784; p++)
      images[i * 784 + p] = rng.int(60) + (Math.floor(p / 28 / 2.8) === label ? 180 : 0);
  }
  return { shape: [28, 28, 1], classes: 10, images, labels };
}

const job = (architecture: Architecture, changes: Partial<TrainingJob> = {}): TrainingJob => ({
  architecture,
  budget: { epochs: 2, batchSize: 32, learningRate: 0.01 },
  seed: 11,
  train: stripes(160),
  validation: stripes(80),
  checkpoint: () => Promise.resolve(),
  onEpoch: () => undefined,
  ...changes,
});

const drawn = (seed: number, from = space): Architecture => decode(from, sample(from.tree, createRng(seed)));

beforeAll(useWasm);

describe('buildModel', () => {
  it.each([
    ['the default space', [space], 200],
    ['every operation, option and head', everything, 25],
  ] as const)('has the parameters that the graph counts: %s', (_, spaces, members) => {
    const met = new Set<string>();
    for (const [from, seed] of spaces.flatMap((each) =>
      Array.from({ length: members }, (_, i) => [each, i] as const),
    )) {
      const { architecture, costs } = phenotype(from, sample(from.tree, createRng(seed)));
      for (const { op } of architecture.nodes) met.add(op.type);
      const built = buildModel(architecture, seed);
      expect(countWeights(built.model)).toEqual({
        parameters: costs.parameters,
        statistics: costs.statistics,
      });
      // tfjs's own total, as its model summary prints it.
      expect(built.model.countParams()).toBe(costs.parameters + costs.statistics);
      built.dispose();
    }
    expect(tf.memory().numTensors).toBe(0);
    if (spaces === everything) expect([...met].sort()).toEqual(Object.keys(ALL_LAYERS).sort());
  });
});

describe('trainCandidate', () => {
  it('learns', async () => {
    const curve: number[] = [];
    const budget = { epochs: 6, batchSize: 16, learningRate: 0.01 };
    const { error } = await trainCandidate(
      job(drawn(5), { budget, train: stripes(480), onEpoch: (m) => void curve.push(m.error) }),
    );
    expect(curve).toHaveLength(6);
    expect(error).toBe(curve.at(-1));
    expect(error).toBeLessThan(0.2);
  });

  it('gives the same weights for the same seed, dropout included, and others for another', async () => {
    const dropout = [...Array(50).keys()]
      .map((seed) => drawn(seed))
      .find(({ nodes }) => nodes.some(({ op }) => op.type === 'dropout'))!;
    const weights = async (seed: number) =>
      new Uint8Array((await trainCandidate(job(dropout, { seed }))).artifacts.weightData);
    const first = await weights(1);
    expect(await weights(1)).toEqual(first);
    expect(await weights(2)).not.toEqual(first);
  });

  it('leaves no tensor behind after 30 candidates, failures and aborts among them', async () => {
    const before = tf.memory().numTensors;
    const small = {
      train: stripes(32),
      validation: stripes(20),
      budget: { epochs: 1, batchSize: 16, learningRate: 0.01 },
    };
    let trained = 0;
    for (let seed = 0; seed < 30; seed++) {
      let batches = 0;
      const checkpoint = async () => {
        if (seed % 10 === 9 && ++batches === 2) throw new Error('stop');
      };
      await trainCandidate(job(drawn(seed), { ...small, seed, checkpoint })).then(
        () => trained++,
        (error: Error) => expect(error.message).toBe('stop'),
      );
    }
    expect(trained).toBe(27);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('fails with a reason when the loss is not finite, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const wild = job(drawn(5), { budget: { epochs: 3, batchSize: 16, learningRate: 1e30 } });
    await expect(trainCandidate(wild)).rejects.toThrow(TrainingFailure);
    await expect(trainCandidate(wild)).rejects.toThrow(
      /The loss became .* in epoch \d\. A lower learning rate/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('saves a model that loads again and errs as often', async () => {
    const candidate = job(drawn(8));
    const { error, artifacts } = await trainCandidate(candidate);
    const model = await loadArtifacts(artifacts);
    expect(await errorRate(model, candidate.validation, () => Promise.resolve())).toBeCloseTo(error, 10);
    model.dispose();
  });
});

describe('the whole training on wasm', () => {
  it('follows the cpu backend', async () => {
    const losses: Record<string, number[]> = {};
    for (const backend of ['wasm', 'cpu']) {
      await tf.setBackend(backend);
      const seen: number[] = [];
      const budget = { epochs: 4, batchSize: 8, learningRate: 0.002 };
      await trainCandidate(
        job(drawn(12), {
          budget,
          train: stripes(16),
          validation: stripes(4),
          onEpoch: (m) => void seen.push(m.loss),
        }),
      );
      losses[backend] = seen;
    }
    await tf.setBackend('wasm');
    for (const [i, loss] of losses.cpu!.entries())
      expect(Math.abs(losses.wasm![i]! / loss - 1)).toBeLessThan(1e-3);
  });
});
