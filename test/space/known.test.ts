import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCosts } from '../../src/architecture/costs.ts';
import { phenotype } from '../../src/architecture/phenotype.ts';
import { buildModel, countWeights } from '../../src/evaluation/model.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { KNOWN } from '../../src/space/known.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { firstMember } from '../../src/space/sample.ts';
import { noise, train } from '../evaluation/jobs.ts';
import { useWasm } from '../evaluation/wasm.ts';

/** A k×k convolution with batch normalisation (scale and offset), and one with a bias. */
const normalised = (k: number, from: number, to: number) => k * k * from * to + 2 * to;
const biased = (k: number, from: number, to: number) => (k * k * from + 1) * to;
const dense = (from: number, to: number) => (from + 1) * to;
const sum = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0);

/** GoogLeNet's cell 3a: 1×1; 1×1 and 3×3; 1×1 and 5×5; a pool and 1×1 (Szegedy et al. 2015, table 1). */
const inception3a = sum([
  biased(1, 192, 64),
  biased(1, 192, 96) + biased(3, 96, 128),
  biased(1, 192, 16) + biased(5, 16, 32),
  biased(1, 192, 32),
]);

/** Widen sixfold, depthwise 3×3, narrow, each with normalisation (Sandler et al. 2018, table 1). */
const inverted = (from: number, to: number) =>
  normalised(1, from, 6 * from) + 9 * 6 * from + 2 * 6 * from + normalised(1, 6 * from, to);

/** Two normalised 3×3 convolutions, and a 1×1 one beside them where the shape changes. */
const residual = (from: number, to: number) =>
  normalised(3, from, to) + normalised(3, to, to) + (from === to ? 0 : normalised(1, from, to));

/** Depthwise 3×3, pointwise, normalisation. */
const separable = (from: number, to: number) => 9 * from + from * to + 2 * to;

/** Two separable convolutions beside a normalised 1×1 convolution of stride 2. */
const entry = (from: number, to: number) => separable(from, to) + separable(to, to) + normalised(1, from, to);

/** What the papers' architectures have, worked out by hand. */
const PARAMETERS: Readonly<Record<string, number>> = {
  // 156 + 2,416 + 48,120 + 10,164 + 850 = 61,706.
  lenet: sum([biased(5, 1, 6), biased(5, 6, 16), dense(5 * 5 * 16, 120), dense(120, 84), dense(84, 10)]),
  // Eight convolutions and, after five pools of 32×32, one dense layer.
  vgg: sum([
    biased(3, 3, 64),
    biased(3, 64, 128),
    biased(3, 128, 256),
    biased(3, 256, 256),
    biased(3, 256, 512),
    3 * biased(3, 512, 512),
    dense(512, 10),
  ]),
  // A stem and three stages of three blocks; option B adds the two 1×1 shortcuts.
  resnet: sum([
    normalised(3, 3, 16),
    3 * residual(16, 16),
    residual(16, 32) + 2 * residual(32, 32),
    residual(32, 64) + 2 * residual(64, 64),
    dense(64, 10),
  ]),
  inception: normalised(3, 1, 192) + inception3a + dense(64 + 128 + 32 + 32, 10),
  // Layer i reads 16 + 12·i channels: it normalises them and adds 12 of its own.
  densenet: sum([
    normalised(3, 1, 16),
    ...[0, 1, 2, 3, 4, 5].map((i) => 2 * (16 + 12 * i) + 9 * (16 + 12 * i) * 12),
    2 * 88,
    dense(88, 10),
  ]),
  mobilenet: sum([
    normalised(3, 3, 16),
    inverted(16, 24) + inverted(24, 24),
    inverted(24, 32) + inverted(32, 32),
    normalised(1, 32, 128),
    dense(128, 10),
  ]),
  xception: normalised(3, 3, 64) + entry(64, 128) + entry(128, 256) + dense(256, 10),
  unet: sum([
    normalised(3, 1, 8) + normalised(3, 8, 8),
    normalised(3, 8, 16) + normalised(3, 16, 16),
    normalised(3, 16, 32) + normalised(3, 32, 32),
    // Up again by 2×2 transposed convolutions, each read beside as many channels from the way down.
    biased(2, 32, 16) + normalised(3, 32, 16) + normalised(3, 16, 16),
    biased(2, 16, 8) + normalised(3, 16, 8) + normalised(3, 8, 8),
    dense(8, 10),
  ]),
};

/** The counts that papers and the many who rebuilt their networks state. */
const STATED = { lenet: 61_706, vgg: 9_225_610, resnet: 272_474 };

const titled = KNOWN.map((preset) => [preset.title, preset] as const);

const firstOf = (id: string) => {
  const { document } = KNOWN.find((preset) => preset.id === id)!;
  const space = compileSpace(document);
  return phenotype(space, firstMember(space.tree));
};

/** The parameters of the nodes whose place starts so. */
function parametersAt(id: string, place: string): number {
  const { architecture } = firstOf(id);
  return sum(
    nodeCosts(architecture)
      .filter((_, i) => architecture.nodes[i]!.place.startsWith(place))
      .map(({ parameters }) => parameters),
  );
}

describe('the known architectures', () => {
  it('are valid documents with ids of their own', () => {
    for (const { document } of KNOWN)
      expect(parseDocument(document)).toMatchObject({ ok: true, problems: [] });
    expect(KNOWN.map(({ id }) => id).sort()).toEqual(Object.keys(PARAMETERS).sort());
  });

  it('come out of the formulas as stated elsewhere', () => {
    expect(PARAMETERS).toMatchObject(STATED);
    expect(inception3a).toBe(163_696);
    expect(inverted(16, 24)).toBe(5136);
  });

  it.each(titled)(
    '%s is the first member of its space, to the last parameter, and within its cap',
    (_, { id, document }) => {
      const { costs, alive } = firstOf(id);
      expect(alive).toBe(true);
      expect(costs.parameters).toBe(PARAMETERS[id]);
      expect(costs.parameters).toBeLessThanOrEqual(document.constraints.maxParameters);
    },
  );

  it('have cells of the published sizes', () => {
    expect(parametersAt('inception', 'layer 1 · cell 1')).toBe(inception3a);
    expect(parametersAt('mobilenet', 'layer 1 · cell 1')).toBe(inverted(16, 24));
    expect(parametersAt('resnet', 'layer 2 · cell 1')).toBe(residual(16, 32));
  });

  it('state their parameters in their descriptions', () => {
    for (const id of ['lenet', 'resnet'] as const) {
      expect(KNOWN.find((preset) => preset.id === id)!.about).toContain(STATED[id].toLocaleString('en'));
    }
    expect(KNOWN.find(({ id }) => id === 'inception')!.about).toContain(inception3a.toLocaleString('en'));
  });
});

describe('the known architectures in tfjs', () => {
  beforeAll(useWasm);

  it.each(titled)('%s has the weights that the graph counts, and trains', async (_, { id, document }) => {
    const { architecture, costs } = firstOf(id);
    const built = buildModel(architecture);
    expect(countWeights(built)).toEqual({ parameters: costs.parameters, statistics: costs.statistics });
    built.dispose();
    const losses: number[] = [];
    await train({
      architecture,
      budget: { epochs: 1, batchSize: 2 },
      recipe: { learningRate: 0.001 },
      seed: 1,
      train: noise(document.input, document.classes, 2),
      validation: noise(document.input, document.classes, 2),
      onEpoch: ({ loss }) => void losses.push(loss),
    });
    expect(losses).toEqual([expect.toSatisfy(Number.isFinite)]);
    expect(tf.memory().numTensors).toBe(0);
  });
});
