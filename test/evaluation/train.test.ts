import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../../src/evaluation/judge.ts';
import { buildNetwork } from '../../src/evaluation/network.ts';
import { rateAt } from '../../src/evaluation/schedule.ts';
import type { Recipe } from '../../src/evaluation/train.ts';
import { initialWeights } from '../../src/evaluation/weights.ts';
import { chain, noise, RECIPE, SMALL, stripes, type Training, train } from './jobs.ts';
import { linear, linearError, linearLoss, startOf, trainLinear } from './linear.ts';
import { useWasm } from './wasm.ts';

const SHAPE = [4, 5, 1] as const;
const flat = linear(SHAPE, 3);
const images = noise(SHAPE, 3, 24);
/** One step an epoch, on all images. */
const WHOLE = 1000;

/** Trains the linear network on all images at once. */
const trainFlat = (recipe: Partial<Recipe>, epochs: number, changes: Partial<Training> = {}) =>
  train({
    architecture: flat,
    train: images,
    validation: images,
    budget: { epochs, batchSize: WHOLE },
    recipe,
    ...changes,
  });

/** The largest difference between two lists of numbers. */
const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

const norm = (values: readonly number[]): number => Math.hypot(...values);

beforeAll(useWasm);
afterEach(() => expect(tf.memory().numTensors).toBe(0));

// On cpu there are no kernels of ours: what they do is composed of tfjs's operations.
describe.each(['wasm', 'cpu'])(
  'a training on %s is what its recipe says, against one written in doubles',
  (backend) => {
    beforeAll(() => tf.setBackend(backend));
    afterAll(() => tf.setBackend('wasm'));

    it.each<Partial<Recipe>>([
      { optimizer: 'sgd', momentum: 0 },
      { optimizer: 'sgd', momentum: 0.9, weightDecay: 0.1 },
      { optimizer: 'sgd', momentum: 0.5, clipNorm: 0.05, labelSmoothing: 0.2 },
      { optimizer: 'adam' },
      { optimizer: 'adam', weightDecay: 0.1, clipNorm: 0.1 },
      { optimizer: 'adamw', weightDecay: 0.5, labelSmoothing: 0.1 },
      { optimizer: 'adamw', weightDecay: 0.1, clipNorm: 0.02, schedule: 'onecycle' },
      { optimizer: 'adamw', schedule: 'constant', warmup: 0.5 },
      { optimizer: 'sgd', schedule: 'cosine', warmup: 0.3 },
    ])('%j', async (changes) => {
      const recipe: Recipe = { ...RECIPE, learningRate: 0.05, ...changes };
      const epochs = 12;
      const { weights } = await trainFlat(recipe, epochs);
      const rates = Array.from(
        { length: epochs },
        (_, step) => recipe.learningRate * rateAt(recipe.schedule, recipe.warmup, step / epochs),
      );
      const start = startOf(flat, 11);
      const expected = trainLinear(images, start, recipe, rates);
      // The training goes far compared with what single precision may make of it.
      expect(difference(expected, start)).toBeGreaterThan(0.005);
      expect(difference(weights, expected)).toBeLessThan(2e-5);
    });
  },
);

describe('each optimiser', () => {
  it.each(['sgd', 'adam', 'adamw'] as const)('%s learns', async (optimizer) => {
    const { error } = await train({
      architecture: SMALL,
      train: stripes(320),
      validation: stripes(100),
      budget: { epochs: 6, batchSize: 16 },
      recipe: { optimizer, learningRate: 0.01 },
    });
    expect(error).toBeLessThan(0.1);
  });
});

describe('label smoothing', () => {
  it.each([0, 0.1, 0.9])('spreads its share over all classes: %d', async (labelSmoothing) => {
    const losses: number[] = [];
    const { weights } = await trainFlat({ labelSmoothing, learningRate: 0 }, 1, {
      onEpoch: ({ loss }) => void losses.push(loss),
    });
    expect(losses[0]).toBeCloseTo(linearLoss(images, weights, labelSmoothing).loss, 5);
  });
});

describe('clipping the gradient', () => {
  const plain: Partial<Recipe> = { optimizer: 'sgd', momentum: 0, schedule: 'constant', learningRate: 1 };
  /** What one step adds to the weights. */
  const stepOf = async (clipNorm: number): Promise<number[]> => {
    const { weights } = await trainFlat({ ...plain, clipNorm }, 1);
    const start = startOf(flat, 11);
    return Array.from(weights, (weight, i) => weight - start[i]!);
  };

  it('cuts a step down to the norm, in its direction, and leaves shorter ones alone', async () => {
    const free = await stepOf(0);
    const length = norm(free);
    expect(length).toBeGreaterThan(0.02);
    const cut = await stepOf(0.01);
    expect(norm(cut)).toBeCloseTo(0.01, 5);
    expect(
      difference(
        cut.map((value) => (value * length) / 0.01),
        free,
      ),
    ).toBeLessThan(1e-3);
    expect(await stepOf(length * 1.01)).toEqual(free);
  });
});

describe('weight decay', () => {
  it('takes the same share off every filter and matrix, and nothing off biases and normalisation', async () => {
    const architecture = chain(
      [8, 8, 2],
      { type: 'conv', filters: 4, kernel: 3, stride: 1, bias: true },
      { type: 'batchNorm' },
      { type: 'depthwise', kernel: 3, stride: 1, bias: true },
      { type: 'separable', filters: 5, kernel: 3, stride: 1, bias: true },
      { type: 'transposed', filters: 3, kernel: 2, stride: 2, bias: true },
      { type: 'batchNorm' },
      { type: 'globalDepthwise', bias: true },
      { type: 'flatten' },
      { type: 'dense', units: 3 },
    );
    const data = noise([8, 8, 2], 3, 6);
    const decayedBy = async (weightDecay: number) =>
      (
        await train({
          architecture,
          train: data,
          validation: data,
          budget: { epochs: 1, batchSize: WHOLE },
          recipe: { optimizer: 'adamw', schedule: 'constant', learningRate: 0.1, weightDecay },
        })
      ).weights;
    const [without, decayed] = [await decayedBy(0), await decayedBy(0.5)];
    const { weights: slots, owned } = buildNetwork(architecture);
    const start = initialWeights(slots, 11);
    const decaying = owned.flatMap(({ weights }, node) =>
      architecture.nodes[node]!.op.type === 'batchNorm'
        ? []
        : weights.filter((slot) => slots[slot]!.shape.length > 1),
    );
    // Both of a separable convolution's kernels, one each of the others.
    expect(decaying).toHaveLength(7);
    for (const [slot, { shape, offset, size }] of slots.entries()) {
      const part = (values: Float32Array) => values.subarray(offset, offset + size);
      const share = decaying.includes(slot) ? 0.1 * 0.5 : 0;
      const lost = part(without).map((value, i) => value - part(decayed)[i]!);
      const expected = part(start).map((value) => share * value);
      expect(difference(lost, expected), `a slot of ${shape.join('×')}`).toBeLessThan(1e-6);
    }
  });
});

describe('averaged weights', () => {
  const constant: Partial<Recipe> = { schedule: 'constant', learningRate: 0.05 };

  it('lie among the weights on the way, and are not the last ones', async () => {
    const epochs = 15;
    const { weights } = await trainFlat({ ...constant, ema: 0.5 }, epochs);
    const way = [startOf(flat, 11)];
    for (let epoch = 1; epoch <= epochs; epoch++) way.push((await trainFlat(constant, epoch)).weights);
    const last = way.at(-1)!;
    expect(difference(weights, last)).toBeGreaterThan(1e-3);
    for (const [i, weight] of weights.entries()) {
      const values = way.map((step) => step[i]!);
      expect(weight).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
      expect(weight).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
    }
    // Nearer to where the training ended than to where it began.
    expect(norm([...weights.map((weight, i) => weight - last[i]!)])).toBeLessThan(
      0.75 * norm([...weights.map((weight, i) => weight - way[0]![i]!)]),
    );
  });

  it('are the weights where these stand still, and where the span is a single step', async () => {
    const { weights } = await trainFlat({ ...constant, learningRate: 0, ema: 0.5 }, 5);
    expect(difference(weights, startOf(flat, 11))).toBeLessThan(1e-6);
    const short = await trainFlat({ ...constant, ema: 0.2 }, 5);
    expect(difference(short.weights, (await trainFlat(constant, 5)).weights)).toBeLessThan(1e-6);
  });

  /** How far the averages over shares of a training of a hundred steps are from its last weights. */
  const lagsOf = async (shares: readonly number[]): Promise<number[]> => {
    const last = (await trainFlat(constant, 100)).weights;
    const lags: number[] = [];
    for (const ema of shares) {
      lags.push(difference((await trainFlat({ ...constant, ema }, 100)).weights, last));
    }
    return lags;
  };

  it('lag the further behind the longer they last', async () => {
    const [short, longer, longest] = await lagsOf([0.02, 0.05, 0.1]);
    expect(short!).toBeLessThan(longer!);
    expect(longer!).toBeLessThan(longest!);
  });

  it('lag the further behind the longer they last, up to all of the training', async () => {
    const [short, longer, longest] = await lagsOf([0.2, 0.5, 1]);
    expect(short!).toBeLessThan(longer!);
    expect(longer!).toBeLessThan(longest!);
  });

  it('are what is measured and what comes out, statistics included', async () => {
    const validation = stripes(90);
    const trained = await train({
      architecture: SMALL,
      train: stripes(160),
      validation,
      recipe: { ema: 0.5 },
      budget: { epochs: 2 },
    });
    expect(await errorOf(SMALL, trained, validation, () => Promise.resolve())).toBe(trained.error);
    const run = (recipe: Partial<Recipe>) =>
      train({ architecture: SMALL, train: stripes(160), validation, recipe });
    const { statistics } = await run({});
    expect(difference(trained.statistics, statistics)).toBeGreaterThan(1e-3);
    // Over a single step the average is the last.
    expect(difference((await run({ ema: 1e-6 })).statistics, statistics)).toBeLessThan(1e-6);
  });
});

describe('the error', () => {
  it('is that of all validation images, however many', async () => {
    const validation = noise(SHAPE, 3, 1203);
    const { weights, error } = await trainFlat({}, 3, { validation });
    expect(error).toBeCloseTo(linearError(validation, weights), 12);
  });
});
