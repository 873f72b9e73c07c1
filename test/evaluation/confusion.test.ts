import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { predictionsOf } from '../../src/evaluation/confusion.ts';
import { confusionMatrix, perClassFigures } from '../../src/evaluation/confusion-matrix.ts';
import { TrainingFailure } from '../../src/evaluation/failure.ts';
import { errorOf } from '../../src/evaluation/judge.ts';
import { noise, SMALL, stripes, train } from './jobs.ts';
import { linear, startOf } from './linear.ts';
import { useWasm } from './wasm.ts';

const NOW = () => Promise.resolve();

/** Classes of images and what they were taken for. */
const judged = fc.integer({ min: 1, max: 6 }).chain((classes) =>
  fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { maxLength: 60 }).map((pairs) => ({
    classes,
    labels: Uint8Array.from(pairs, ([label]) => label),
    predicted: Uint8Array.from(pairs, ([, guess]) => guess),
  })),
);

describe('a confusion matrix', () => {
  it('counts every pair of truth and prediction', () => {
    fc.assert(
      fc.property(judged, ({ classes, labels, predicted }) => {
        const matrix = confusionMatrix(labels, predicted, classes);
        expect(matrix).toHaveLength(classes);
        for (const [truth, row] of matrix.entries()) {
          expect(row).toHaveLength(classes);
          for (const [guess, count] of row.entries())
            expect(count).toBe([...labels].filter((l, i) => l === truth && predicted[i] === guess).length);
        }
      }),
    );
  });

  it('refuses lists of different lengths and classes that there are not', () => {
    expect(() => confusionMatrix([0], [0, 1], 2)).toThrow(RangeError);
    expect(() => confusionMatrix([2], [0], 2)).toThrow(RangeError);
    expect(() => confusionMatrix([0], [2], 2)).toThrow(RangeError);
  });

  // The example in scikit-learn's documentation of precision_recall_fscore_support.
  it('gives the figures that scikit-learn gives', () => {
    const figures = perClassFigures(confusionMatrix([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], 3));
    expect(figures).toEqual([
      { precision: 2 / 3, recall: 1, f1: 0.8, support: 2 },
      { precision: 0, recall: 0, f1: 0, support: 2 },
      { precision: 0, recall: 0, f1: 0, support: 2 },
    ]);
  });

  it('gives figures that are what they are called', () => {
    fc.assert(
      fc.property(judged, ({ classes, labels, predicted }) => {
        const figures = perClassFigures(confusionMatrix(labels, predicted, classes));
        for (const [k, { precision, recall, f1, support }] of figures.entries()) {
          const of = [...labels].filter((label) => label === k).length;
          const taken = [...predicted].filter((guess) => guess === k).length;
          const hits = [...labels].filter((label, i) => label === k && predicted[i] === k).length;
          expect(support).toBe(of);
          expect(recall).toBe(of > 0 ? hits / of : null);
          expect(precision).toBe(taken > 0 ? hits / taken : null);
          if (precision === null && recall === null) expect(f1).toBeNull();
          else if (!precision || !recall) expect(f1).toBe(0);
          else expect(f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
        }
      }),
    );
  });

  it('has the supports as sums of its rows, and right answers on its diagonal', () => {
    fc.assert(
      fc.property(judged, ({ classes, labels, predicted }) => {
        const matrix = confusionMatrix(labels, predicted, classes);
        const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
        expect(perClassFigures(matrix).map(({ support }) => support)).toEqual(matrix.map(sum));
        expect(sum(matrix.map(sum))).toBe(labels.length);
        const wrong = [...labels].filter((label, i) => label !== predicted[i]).length;
        expect(sum(matrix.map((row, k) => row[k]!))).toBe(labels.length - wrong);
      }),
    );
  });
});

describe.each(['wasm', 'cpu'])('the predictions of a network on %s', (backend) => {
  beforeAll(async () => {
    await useWasm();
    await tf.setBackend(backend);
  });
  afterAll(() => tf.setBackend('wasm'));
  afterEach(() => expect(tf.memory().numTensors).toBe(0));

  it('are those that its error counts, chunk by chunk', async () => {
    // Trained a little, so that some are wrong; the last chunk is not a whole one.
    const validation = stripes(620);
    const trained = await train({
      architecture: SMALL,
      train: stripes(64),
      validation,
      budget: { epochs: 1, batchSize: 16 },
    });
    expect(trained.error).toBeGreaterThan(0.02);
    expect(trained.error).toBeLessThan(0.8);
    const { predicted, confidence } = await predictionsOf(SMALL, trained, validation, NOW);
    expect([predicted.length, confidence.length]).toEqual([620, 620]);
    const matrix = confusionMatrix(validation.labels, predicted, 10);
    const right = matrix.reduce((total, row, k) => total + row[k]!, 0);
    expect((620 - right) / 620).toBe(await errorOf(SMALL, trained, validation, NOW));
    expect(1 - right / 620).toBeCloseTo(trained.error, 12);
    expect(confidence.every((value) => value >= 0.1 && value <= 1)).toBe(true);
  });

  it('are the most probable class and its softmax probability, against a computation in doubles', async () => {
    const shape = [3, 4, 2] as const;
    const architecture = linear(shape, 4);
    const images = noise(shape, 4, 30);
    const weights = startOf(architecture, 5) as Float32Array<ArrayBuffer>;
    const trained = { weights, statistics: new Float32Array(0) };
    const { predicted, confidence } = await predictionsOf(architecture, trained, images, NOW);
    for (let row = 0; row < 30; row++) {
      const logits = Array.from({ length: 4 }, (_, k) => {
        let sum = weights[24 * 4 + k]!;
        for (let i = 0; i < 24; i++) sum += (images.images[row * 24 + i]! / 255) * weights[i * 4 + k]!;
        return sum;
      });
      const best = Math.max(...logits);
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit - best), 0);
      expect(predicted[row]).toBe(logits.indexOf(best));
      expect(confidence[row]).toBeCloseTo(1 / total, 5);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'are refused where a logit is %d, as the error is',
    async (value) => {
      const shape = [2, 2, 1] as const;
      const architecture = linear(shape, 3);
      const weights = startOf(architecture, 5) as Float32Array<ArrayBuffer>;
      weights[weights.length - 1] = value;
      const trained = { weights, statistics: new Float32Array(0) };
      const images = noise(shape, 3, 7);
      await expect(predictionsOf(architecture, trained, images, NOW)).rejects.toThrow(TrainingFailure);
      await expect(errorOf(architecture, trained, images, NOW)).rejects.toThrow(TrainingFailure);
    },
  );

  it('stop between two chunks, and leave nothing behind', async () => {
    const stop = new DOMException('The run was stopped.', 'AbortError');
    const shape = [2, 2, 1] as const;
    const architecture = linear(shape, 3);
    const weights = startOf(architecture, 5) as Float32Array<ArrayBuffer>;
    let checkpoints = 0;
    const outcome = predictionsOf(
      architecture,
      { weights, statistics: new Float32Array(0) },
      noise(shape, 3, 900),
      async () => {
        if (++checkpoints === 2) throw stop;
      },
    );
    await expect(outcome).rejects.toBe(stop);
    expect(checkpoints).toBe(2);
  });
});
