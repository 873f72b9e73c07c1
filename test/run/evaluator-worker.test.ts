import * as tf from '@tensorflow/tfjs-core';
import * as Comlink from 'comlink';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { breathe } from '../../src/evaluation/breathe.ts';
import { predictionsOf } from '../../src/evaluation/confusion.ts';
import { shrinkImages } from '../../src/evaluation/labelled-images.ts';
import { shrinkArchitecture } from '../../src/evaluation/shrink.ts';
import type { Budget } from '../../src/evaluation/train.ts';
import type { Evaluation, EvaluationJob, TimedMeasurement } from '../../src/run/evaluator.ts';
import type { EvaluatorWorker } from '../../src/run/evaluator.worker.ts';
import { RECIPE, SMALL, stripes, train } from '../evaluation/jobs.ts';
import { useWasm } from '../evaluation/wasm.ts';
import { startInProcess } from './in-process.ts';

const images = stripes(96);
const validation = stripes(300);

let worker: Comlink.Remote<EvaluatorWorker>;
beforeAll(async () => {
  await useWasm();
  worker = await startInProcess();
  await worker.load(images, validation);
});
// Time passes only where a test says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const HOUR = 3_600_000;

const jobOf = (budget: Partial<Budget> = {}): EvaluationJob => ({
  architecture: SMALL,
  seed: 5,
  budget: { epochs: 2, batchSize: 32, shrink: 1, maxSeconds: 0, ...budget },
  recipe: RECIPE,
});

/** Once the worker is held at its first checkpoint: it breathed before us, on the same channel. */
async function heldAtFirst(): Promise<void> {
  await worker.ping();
  await breathe();
}

/** Evaluates a job; `heard` is awaited by the worker after each epoch. */
async function evaluate(
  job: EvaluationJob,
  heard: (measurement: TimedMeasurement) => void | Promise<void> = () => undefined,
): Promise<{ evaluation: Evaluation; measured: TimedMeasurement[] }> {
  const measured: TimedMeasurement[] = [];
  const evaluation = await worker.evaluate(
    job,
    Comlink.proxy(async (measurement: TimedMeasurement) => {
      measured.push(measurement);
      await heard(measurement);
    }),
  );
  return { evaluation, measured };
}

describe('an evaluation in a worker', () => {
  it('is the training, with its times', async () => {
    const { evaluation, measured } = await evaluate(jobOf(), () => void vi.advanceTimersByTime(2000));
    const { error, inference, ...trained } = await train({
      ...jobOf(),
      train: images,
      validation,
      seconds: () => 0,
    });
    expect(evaluation).toEqual({ error, inference, trained, seconds: 4 });
    expect(measured).toMatchObject([
      { epoch: 1, seconds: 0, setup: 0 },
      { epoch: 2, seconds: 2 },
    ]);
    expect(measured[1]).not.toHaveProperty('setup');
  });

  it('takes more epochs with the same seed: another training, along a longer schedule', async () => {
    const short = await evaluate(jobOf());
    const long = await evaluate(jobOf({ epochs: 5 }));
    expect(long.measured.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    const { error, weights, statistics } = await train({
      ...jobOf({ epochs: 5 }),
      train: images,
      validation,
    });
    expect(long.evaluation).toMatchObject({ error, trained: { weights, statistics } });
    expect(long.measured[1]!.loss).not.toBe(short.measured[1]!.loss);
    // What was evaluated before comes out again.
    expect((await evaluate(jobOf())).evaluation).toEqual(short.evaluation);
  });

  it('has a clock that stands still while it is held', async () => {
    await worker.hold(true);
    const evaluating = evaluate(jobOf());
    await heldAtFirst();
    vi.advanceTimersByTime(HOUR);
    await worker.hold(false);
    const { evaluation, measured } = await evaluating;
    expect(evaluation).toMatchObject({ seconds: 0, inference: 0 });
    expect(measured[0]).toMatchObject({ seconds: 0, setup: 0 });
    expect(await worker.ping()).toBe(0);
  });

  it('tells who asks how long its longest batch was, pauses left out, and nothing before the first', async () => {
    await worker.hold(true);
    const evaluating = evaluate(jobOf({ epochs: 4 }), ({ epoch }) => {
      // Between two checkpoints, as a batch is.
      vi.advanceTimersByTime([0, 300, 700, 200][epoch - 1]!);
    });
    await heldAtFirst();
    expect(await worker.ping()).toBeUndefined();
    vi.advanceTimersByTime(HOUR);
    await worker.hold(false);
    await evaluating;
    expect(await worker.ping()).toBe(700);
    // The next job begins anew.
    await worker.hold(true);
    const next = evaluate(jobOf());
    expect(await worker.ping()).toBeUndefined();
    await worker.hold(false);
    await next;
  });

  it('ends where it is aborted, also while it is held, and the next one is as ever', async () => {
    const before = tf.memory().numTensors;
    await worker.hold(true);
    const evaluating = evaluate(jobOf());
    await heldAtFirst();
    await worker.abort();
    await expect(evaluating).rejects.toMatchObject({ name: 'AbortError' });
    await worker.hold(false);
    expect(tf.memory().numTensors).toBe(before);
    await expect(evaluate(jobOf())).resolves.toBeDefined();
  });
});

describe('predictions of a worker', () => {
  it.each([1, 2])('are those of the trained network, images divided by %d', async (shrink) => {
    const { evaluation } = await evaluate(jobOf({ shrink }));
    const { error, trained } = evaluation;
    const { predicted, confidence } = await worker.predict(SMALL, trained, validation, shrink);
    const direct = await predictionsOf(
      shrinkArchitecture(SMALL, shrink),
      trained,
      shrinkImages(validation, shrink),
      () => Promise.resolve(),
    );
    expect({ predicted, confidence }).toEqual(direct);
    const wrong = validation.labels.filter((label, i) => label !== predicted[i]).length;
    expect(wrong / 300).toBe(error);
    expect(await worker.measure(SMALL, trained, validation, shrink)).toBe(error);
  });
});
