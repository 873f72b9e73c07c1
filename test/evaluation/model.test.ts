import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { decode } from '../../src/architecture/decode.ts';
import type { Architecture, LayerOp } from '../../src/architecture/graph.ts';
import { phenotype } from '../../src/architecture/phenotype.ts';
import { packageModel } from '../../src/evaluation/artifacts.ts';
import { TrainingFailure } from '../../src/evaluation/failure.ts';
import { buildModel, countWeights } from '../../src/evaluation/model.ts';
import type { HeadSpec } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { ACTIVATIONS, OPERATION_NAMES, ORDERS } from '../../src/space/operations.ts';
import { describeProblems, parseDocument } from '../../src/space/parse-document.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { stripes, type Training, train } from './jobs.ts';
import { loadArtifacts } from './load-artifacts.ts';
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

const job = (architecture: Architecture, changes: Partial<Training> = {}): Training => ({
  architecture,
  train: stripes(160),
  validation: stripes(80),
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
      const built = buildModel(architecture);
      expect(countWeights(built)).toEqual({
        parameters: costs.parameters,
        statistics: costs.statistics,
      });
      // tfjs's own total, as its model summary prints it.
      expect(built.countParams()).toBe(costs.parameters + costs.statistics);
      built.dispose();
    }
    expect(tf.memory().numTensors).toBe(0);
    if (spaces === everything) expect([...met].sort()).toEqual(Object.keys(ALL_LAYERS).sort());
  });
});

describe('trainCandidate', () => {
  it('learns', async () => {
    const curve: number[] = [];
    const budget = { epochs: 6, batchSize: 16 };
    const { error } = await train(
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
    const weights = async (seed: number) => (await train(job(dropout, { seed }))).weights;
    const first = await weights(1);
    expect(await weights(1)).toEqual(first);
    expect(await weights(2)).not.toEqual(first);
  });

  it('leaves no tensor behind after 30 candidates, failures and aborts among them', async () => {
    const before = tf.memory().numTensors;
    const small = {
      train: stripes(32),
      validation: stripes(20),
      budget: { epochs: 1, batchSize: 16 },
    };
    let trained = 0;
    for (let seed = 0; seed < 30; seed++) {
      let batches = 0;
      const checkpoint = async () => {
        if (seed % 10 === 9 && ++batches === 2) throw new Error('stop');
      };
      await train(job(drawn(seed), { ...small, seed, checkpoint })).then(
        () => trained++,
        (error: Error) => expect(error.message).toBe('stop'),
      );
    }
    expect(trained).toBe(27);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('fails with a reason when the loss is not finite, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const wild = job(drawn(5), { budget: { epochs: 3, batchSize: 16 }, recipe: { learningRate: 1e30 } });
    await expect(train(wild)).rejects.toThrow(TrainingFailure);
    await expect(train(wild)).rejects.toThrow(/The loss became .* in epoch \d\. A lower learning rate/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('saves a model that answers as the network does', async () => {
    for (const seed of [3, 8, 21]) {
      const candidate = job(drawn(seed));
      const trained = await train(candidate);
      const model = await loadArtifacts(await packageModel(candidate.architecture, trained));
      const { images, labels } = candidate.validation;
      const wrong = tf.tidy(() => {
        const pixels = tf.div(tf.tensor4d(Float32Array.from(images), [labels.length, 28, 28, 1]), 255);
        const answers = tf.argMax(model.predict(pixels) as tf.Tensor, 1).dataSync();
        return labels.filter((label, i) => label !== answers[i]).length;
      });
      expect(wrong / labels.length).toBeCloseTo(trained.error, 10);
      model.dispose();
    }
    expect(tf.memory().numTensors).toBe(0);
  });
});
