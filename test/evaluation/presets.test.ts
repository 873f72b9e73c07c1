import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { inferShapes } from '../../src/architecture/graph.ts';
import { type Phenotype, phenotype } from '../../src/architecture/phenotype.ts';
import { buildModel, countWeights } from '../../src/evaluation/model.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { natsGenotype, parseNats } from '../../src/space/nats.ts';
import { HIERARCHICAL_MOTIFS, NATS_TOPOLOGY } from '../../src/space/preset-dags.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { noise, train } from './jobs.ts';
import { useWasm } from './wasm.ts';

/** How many members of each preset are built: more for a thorough run, `CELLSCAPE_MEMBERS=2000`. */
const MEMBERS = Number(process.env.CELLSCAPE_MEMBERS ?? 100);

beforeAll(useWasm);

/** The layers whose output has another shape than the graph's node of that number. */
function misshapen(model: LayersModel, { architecture }: Phenotype): string[] {
  const shapes = inferShapes(architecture);
  return model.layers.flatMap(({ name, outputShape }) => {
    const index = /^n(\d+)_[a-zA-Z]+$/.exec(name)?.[1];
    if (index === undefined) return [];
    const [, ...shape] = outputShape as number[];
    return shape.join('×') === shapes[Number(index)]!.join('×') ? [] : [`${name}: ${shape.join('×')}`];
  });
}

describe(`${MEMBERS} random members`, () => {
  it.each(PRESETS.map(({ title, document }) => [title, document] as const))(
    'of %s are built in tfjs with the shapes and the weights that the graph counts',
    (_, document) => {
      const space = compileSpace(document);
      for (let seed = 0; seed < MEMBERS; seed++) {
        const member = phenotype(space, sample(space.tree, createRng(seed)));
        const built = buildModel(member.architecture);
        const weights = countWeights(built);
        const wrong = misshapen(built, member);
        built.dispose();
        const { parameters, statistics } = member.costs;
        expect({ seed, wrong, ...weights }).toEqual({ seed, wrong: [], parameters, statistics });
        expect(tf.memory().numTensors).toBe(0);
      }
    },
    60_000 + 200 * MEMBERS,
  );
});

describe('a few of them', () => {
  it.each(PRESETS.map(({ title, document }) => [title, document] as const))(
    'of %s train for a step and are judged, and leave nothing behind',
    async (_, document) => {
      const space = compileSpace(document);
      const data = noise(document.input, document.classes, 2);
      for (let seed = 0; seed < Math.ceil(MEMBERS / 20); seed++) {
        const { architecture, alive } = phenotype(space, sample(space.tree, createRng(seed)));
        if (!alive) continue;
        const losses: number[] = [];
        const { error } = await train({
          architecture,
          budget: { epochs: 1, batchSize: 2 },
          recipe: { learningRate: 0.001 },
          seed,
          train: data,
          validation: data,
          onEpoch: ({ loss }) => void losses.push(loss),
        });
        expect(losses).toEqual([expect.toSatisfy(Number.isFinite)]);
        expect([0, 0.5, 1]).toContain(error);
        expect(tf.memory().numTensors).toBe(0);
      }
    },
    60_000 + 200 * MEMBERS,
  );
});

describe('a network without a way from its input to its output', () => {
  const nats = compileSpace(NATS_TOPOLOGY);
  const motifs = compileSpace(HIERARCHICAL_MOTIFS);
  const text = '|nor_conv_3x3~0|+|avg_pool_3x3~0|none~1|+|none~0|none~1|none~2|';
  const members: readonly (readonly [string, () => Phenotype])[] = [
    ['of NATS-Bench', () => phenotype(nats, natsGenotype(parseNats(text)))],
    [
      'of hierarchical motifs',
      () => {
        for (let seed = 0; ; seed++) {
          const member = phenotype(motifs, sample(motifs.tree, createRng(seed)));
          if (!member.alive) return member;
        }
      },
    ],
  ];

  it.each(members)('%s is built whole and says the same of every image', (_, make) => {
    const member = make();
    expect(member.alive).toBe(false);
    expect(member.architecture.nodes.some(({ op }) => op.type === 'zero')).toBe(true);
    const built = buildModel(member.architecture);
    const { parameters, statistics } = member.costs;
    expect(countWeights(built)).toEqual({ parameters, statistics });
    const [height, width, channels] = inferShapes(member.architecture)[0] as [number, number, number];
    const [first, second] = tf.tidy(() => {
      const images = tf.randomUniform([2, height, width, channels], 0, 1, 'float32', 1);
      return (built.predict(images) as tf.Tensor2D).arraySync();
    });
    expect(first).toEqual(second);
    expect(first!.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    built.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });
});
