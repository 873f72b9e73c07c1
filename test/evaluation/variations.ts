import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { type Augmentation, drawVariations, NO_AUGMENTATION } from '../../src/evaluation/augment.ts';
import { createRng, type Rng } from '../../src/space/random.ts';

export type Shape = readonly [height: number, width: number, channels: number];

/** A source of one number alone: what is drawn around a middle is 2 · number − 1 of its range. */
export const always = (number: number): Rng => ({ ...createRng(1), float: () => number });

/** What became of a batch. */
export interface Varied {
  readonly images: Float32Array;
  readonly targets: Float32Array;
}

/**
 * Varies the images of an epoch (with their targets, one class where there are none) in batches. Throws where a
 * tensor is left. tfjs's cpu backend transforms the first image of a batch alone: there each has a batch to itself,
 * unless `batch` says otherwise.
 */
export function vary(
  augmentation: Partial<Augmentation>,
  shape: Shape,
  images: Float32Array,
  rng: Rng,
  { targets, batch = tf.getBackend() === 'cpu' ? 1 : 64 }: { targets?: Float32Array; batch?: number } = {},
): Varied {
  const before = tf.memory().numTensors;
  const size = shape[0] * shape[1] * shape[2];
  const count = images.length / size;
  const rows = targets ?? new Float32Array(count).fill(1);
  const classes = rows.length / count;
  const result = { images: new Float32Array(images.length), targets: new Float32Array(rows.length) };
  const variations = drawVariations({ ...NO_AUGMENTATION, ...augmentation }, count, shape, rng);
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(count, start + batch);
    const parts = variations.apply(
      start,
      tf.tensor4d(images.subarray(start * size, end * size), [end - start, ...shape]),
      tf.tensor2d(rows.subarray(start * classes, end * classes), [end - start, classes]),
    );
    result.images.set(parts[0].dataSync(), start * size);
    result.targets.set(parts[1].dataSync(), start * classes);
    tf.dispose(parts);
  }
  variations.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

/** Random images. */
export function pixels(count: number, [height, width, channels]: Shape): Float32Array {
  const rng = createRng(count);
  return Float32Array.from({ length: count * height * width * channels }, () => 0.1 + rng.float());
}

/** The largest difference between two lists of numbers. */
export function difference(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

/** The same image again and again. */
export function repeated(image: Float32Array, count: number): Float32Array {
  const all = new Float32Array(image.length * count);
  for (let i = 0; i < count; i++) all.set(image, i * image.length);
  return all;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
