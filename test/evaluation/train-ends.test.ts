import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceData, toDevice } from '../../src/evaluation/device-data.ts';
import { TrainingFailure } from '../../src/evaluation/failure.ts';
import { errorOf } from '../../src/evaluation/judge.ts';
import { type EpochMeasurement, type Recipe, trainCandidate } from '../../src/evaluation/train.ts';
import { chain, noise, RECIPE, SMALL, stripes, type Training, train } from './jobs.ts';
import { linear } from './linear.ts';
import { useWasm } from './wasm.ts';

const SHAPE = [6, 6, 2] as const;
const NOW = () => Promise.resolve();

beforeAll(useWasm);
afterEach(() => expect(tf.memory().numTensors).toBe(0));

describe('ending early', () => {
  /** Nothing that can be learned: the error goes up and down. */
  const validation = noise([28, 28, 1], 10, 60);
  /** A rate that is the same however many epochs there are. */
  const recipe: Partial<Recipe> = { schedule: 'constant', learningRate: 0.03 };
  const run = async (patience: number, epochs: number, judges = validation) => {
    const curve: EpochMeasurement[] = [];
    const trained = await train({
      architecture: SMALL,
      train: stripes(32),
      validation: judges,
      recipe: { ...recipe, patience },
      budget: { epochs, batchSize: 16 },
      onEpoch: (measurement) => void curve.push(measurement),
    });
    return { trained, errors: curve.map(({ error }) => error), epochs: curve.map(({ epoch }) => epoch) };
  };

  it.each([1, 2, 3])(
    'after %d epochs without a lower error, with the best weights there were',
    async (patience) => {
      const most = 25;
      const { trained, errors, epochs } = await run(patience, most);
      const best = errors.indexOf(Math.min(...errors)) + 1;
      expect(errors.length).toBeLessThan(most);
      expect(epochs).toEqual(Array.from(errors, (_, i) => i + 1));
      expect(errors).toHaveLength(best + patience);
      expect(trained.error).toBe(Math.min(...errors));
      expect(await errorOf(SMALL, trained, validation, NOW)).toBe(trained.error);
      // The very weights, and statistics, that a training of so many epochs ends with.
      expect(await run(0, best).then((shorter) => shorter.trained)).toEqual(trained);
    },
  );

  it('not at all without patience, nor before it is at an end; but the best weights count', async () => {
    // Who learns the classes gets all of these wrong.
    const { labels, ...seen } = stripes(60);
    const misled = { ...seen, labels: labels.map((label) => (label + 1) % 10) };
    const plain = await run(0, 8, misled);
    const patient = await run(100, 8, misled);
    expect(plain.errors).toHaveLength(8);
    expect(patient.errors).toEqual(plain.errors);
    expect(plain.trained.error).toBe(plain.errors.at(-1));
    expect(patient.trained.error).toBe(Math.min(...plain.errors));
    expect(plain.trained.error).toBeGreaterThan(patient.trained.error);
  });
});

describe('the watchdog', () => {
  /** Trains 10 epochs of 8 batches; each takes the seconds that `cost` says, on a clock of its own. */
  const run = (maxSeconds: number, cost: (batch: number) => number) => {
    let [clock, batches] = [0, 0];
    const seen = { batches: () => batches, clock: () => clock };
    const done = train({
      architecture: linear(SHAPE, 3),
      train: noise(SHAPE, 3, 64),
      validation: noise(SHAPE, 3, 4),
      budget: { epochs: 10, batchSize: 8, maxSeconds },
      checkpoint: async () => {
        clock += cost(batches++);
      },
      seconds: () => clock,
    });
    return { ...seen, done };
  };

  it('says after a few batches what all would take, and what they may take', async () => {
    const { done, clock } = run(40, () => 1);
    await expect(done).rejects.toThrow(TrainingFailure);
    await expect(done).rejects.toThrow(
      'It would take about 80 s, and a candidate may take 40 s. Fewer epochs, fewer images or smaller ones may help.',
    );
    expect(clock()).toBeLessThan(10);
  });

  it('lets pass what is in time, and everything where there is no limit', async () => {
    // Eighty batches, and the ten measurements after the epochs.
    await expect(run(91, () => 1).done).resolves.toBeDefined();
    await expect(run(0, () => 1000).done).resolves.toBeDefined();
  });

  it('does not take the first batch for what all take', async () => {
    await expect(run(80, (batch) => (batch === 0 ? 30 : 0.4)).done).resolves.toBeDefined();
  });

  it('ends what is over its time, whatever the rest would take', async () => {
    const { done, batches } = run(20, () => 30);
    await expect(done).rejects.toThrow(/^It would take about 30 s, and a candidate may take 20 s\./);
    expect(batches()).toBe(1);
  });

  it('notices what slows down later', async () => {
    const { done, clock } = run(60, (batch) => (batch < 30 ? 0.1 : 2));
    await expect(done).rejects.toThrow(/^It would take about \d+ s, and a candidate may take 60 s\./);
    expect(clock()).toBeLessThan(40);
  });

  it('goes by the clock that it is given: a pause, during which that stands still, costs nothing', async () => {
    let paused = 0;
    await expect(
      train({
        architecture: linear(SHAPE, 3),
        train: noise(SHAPE, 3, 64),
        validation: noise(SHAPE, 3, 4),
        budget: { epochs: 2, batchSize: 8, maxSeconds: 0.001 },
        checkpoint: async () => {
          if (++paused === 9) await new Promise((resolve) => setTimeout(resolve, 20));
        },
        seconds: () => 0,
      }),
    ).resolves.toBeDefined();
    expect(paused).toBeGreaterThan(9);
  });

  it('does not take one slow batch for what all take', async () => {
    // A packed model or a test of another candidate between two batches takes as long; 9 s in all.
    await expect(run(60, (batch) => (batch === 10 ? 1 : 0.1)).done).resolves.toBeDefined();
  });
});

describe('aborting', () => {
  /** Data that count how often a batch was put together from them. */
  const counted = (data: DeviceData) => {
    const counts = { batches: 0 };
    const images: DeviceData['images'] = (rows) => {
      counts.batches++;
      return data.images(rows);
    };
    return { data: { ...data, images }, counts };
  };

  it.each([
    [1, 0, 0],
    [3, 2, 0],
    // Four batches make an epoch: the next is the measurement's.
    [5, 4, 0],
    [6, 4, 1],
    [8, 6, 1],
  ])(
    'at checkpoint %d: %d batches trained and %d measured, no further one',
    async (at, trained, measured) => {
      const parts = [toDevice(noise(SHAPE, 3, 32)), toDevice(noise(SHAPE, 3, 8))].map(counted);
      let checkpoints = 0;
      const stop = new DOMException('The run was stopped.', 'AbortError');
      const outcome = trainCandidate({
        architecture: linear(SHAPE, 3),
        budget: { epochs: 2, batchSize: 8, shrink: 1, maxSeconds: 0 },
        recipe: {
          ...RECIPE,
          augmentation: { ...RECIPE.augmentation, shift: 0.2, cutout: 0.2 },
          ema: 0.3,
          patience: 2,
        },
        seed: 1,
        classes: 3,
        train: parts[0]!.data,
        validation: parts[1]!.data,
        checkpoint: async () => {
          if (++checkpoints === at) throw stop;
        },
        seconds: () => 0,
        onEpoch: () => undefined,
      });
      await expect(outcome).rejects.toBe(stop);
      expect(parts.map(({ counts }) => counts.batches)).toEqual([trained, measured]);
      expect(checkpoints).toBe(at);
      for (const { data } of parts) data.dispose();
    },
  );
});

describe('batches of every size', () => {
  const normalised = chain(
    SHAPE,
    { type: 'conv', filters: 4, kernel: 6, stride: 1, bias: false, padding: 'valid' },
    // One number a channel and image: alone in a batch it has no spread.
    { type: 'batchNorm' },
    { type: 'activation', fn: 'relu' },
    { type: 'flatten' },
    { type: 'dense', units: 3 },
  );
  const job = (batchSize: number): Training => ({
    architecture: normalised,
    train: noise(SHAPE, 3, 17),
    validation: noise(SHAPE, 3, 5),
    budget: { batchSize },
    recipe: { augmentation: { ...RECIPE.augmentation, mixup: 0.5 } },
  });

  it.each([16, 1])('a last batch of one image, of batches of %d, gives finite weights', async (batchSize) => {
    const { weights, statistics, error } = await train(job(batchSize));
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(statistics.every(Number.isFinite)).toBe(true);
    expect(error).toBeLessThanOrEqual(1);
  });

  it('a batch larger than the data is all of the data', async () => {
    const all = await train(job(17));
    expect(await train(job(4096))).toEqual(all);
    expect((await train(job(16))).weights).not.toEqual(all.weights);
  });
});

describe('the same seed', () => {
  it('gives the same weights, chance included, and another one others', async () => {
    const augmentation = { shift: 0.1, rotate: 10, scale: 0.1, flip: true, cutout: 0.2, mixup: 0.4 };
    const run = (seed: number) =>
      train({
        architecture: SMALL,
        train: stripes(80),
        validation: stripes(20),
        seed,
        recipe: { augmentation, ema: 0.2, labelSmoothing: 0.1, weightDecay: 0.01, clipNorm: 1 },
      });
    const first = await run(5);
    // Another training in between leaves no trace.
    expect((await run(6)).weights).not.toEqual(first.weights);
    expect(await run(5)).toEqual(first);
  });
});
