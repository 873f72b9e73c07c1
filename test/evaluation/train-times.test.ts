import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { breathe } from '../../src/evaluation/breathe.ts';
import type { EpochMeasurement } from '../../src/evaluation/train.ts';
import { noise, train } from './jobs.ts';
import { linear } from './linear.ts';
import { useWasm } from './wasm.ts';

const SHAPE = [6, 6, 2] as const;

/** Three batches an epoch, 600 validation images; a clock that goes on only as `cost` says at each checkpoint. */
async function run(cost: (checkpoint: number) => number, epochs = 2) {
  const measured: EpochMeasurement[] = [];
  let [clock, checkpoints] = [100, 0];
  const trained = await train({
    architecture: linear(SHAPE, 3),
    train: noise(SHAPE, 3, 24),
    validation: noise(SHAPE, 3, 600),
    budget: { epochs, batchSize: 8 },
    checkpoint: async () => {
      await breathe();
      clock += cost(checkpoints++);
    },
    seconds: () => clock,
    onEpoch: (measurement) => void measured.push(measurement),
  });
  return { trained, measured, perEpoch: checkpoints / epochs };
}

beforeAll(useWasm);
afterEach(() => expect(tf.memory().numTensors).toBe(0));

describe.each(['wasm', 'cpu'])('what a training says of its time on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend('wasm'));

  it('setup: until the first batch was done, with the first epoch alone', async () => {
    const { measured } = await run((checkpoint) => (checkpoint === 0 ? 7 : 1), 3);
    expect(measured.map(({ setup }) => setup)).toEqual([107, undefined, undefined]);
    expect(measured.map((measurement) => 'setup' in measurement)).toEqual([true, false, false]);
  });

  it('inference: what an image of the last validation took, nothing else', async () => {
    const { perEpoch } = await run(() => 1);
    const chunks = perEpoch - 3;
    expect(chunks).toBeGreaterThan(1);
    // The last epoch's chunks cost 3 s each; all else is another time.
    const validating = (checkpoint: number) => checkpoint >= perEpoch + 3;
    const { trained } = await run((checkpoint) => (validating(checkpoint) ? 3 : 50));
    expect(trained.inference).toBeCloseTo((3000 * chunks) / 600, 9);
  });

  it('changes nothing of what is learned', async () => {
    const { inference: _, ...slow } = (await run((checkpoint) => checkpoint)).trained;
    const { inference, ...still } = (await run(() => 0)).trained;
    expect(inference).toBe(0);
    expect(slow).toEqual(still);
  });
});
