import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Augmentation } from '../../src/evaluation/augment.ts';
import { createRng, type Rng } from '../../src/space/random.ts';
import { always, mean, pixels, repeated, type Shape, vary } from './variations.ts';
import { useWasm } from './wasm.ts';

/** A hole in one image: from which row and column to which, the last not in it. */
interface Hole {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Where an image of no zeros was blanked. Throws where that is no rectangle, in all channels, or anything else was
 * touched.
 */
function holeIn(varied: Float32Array, image: Float32Array, [height, width, channels]: Shape): Hole {
  let touched = 0;
  const blank = (y: number, x: number): boolean => {
    const at = (y * width + x) * channels;
    const values = varied.subarray(at, at + channels);
    if (values.every((value) => value === 0)) return true;
    if (values.some((value, c) => value !== image[at + c])) touched++;
    return false;
  };
  const places = Array.from(
    { length: height * width },
    (_, i) => [Math.floor(i / width), i % width] as const,
  );
  const holes = places.filter(([y, x]) => blank(y, x));
  expect(touched).toBe(0);
  const [rows, columns] = [holes.map(([y]) => y), holes.map(([, x]) => x)];
  const [top, bottom] = [Math.min(...rows), Math.max(...rows) + 1];
  const [left, right] = [Math.min(...columns), Math.max(...columns) + 1];
  expect(holes).toHaveLength((bottom - top) * (right - left));
  return { top, bottom, left, right };
}

/** The share of the first image in a mixture of two, by the targets; `same` tells what the images say. */
function mixture(alpha: number, rng: Rng): { share: number; same: number } {
  const { images, targets } = vary({ mixup: alpha }, [1, 1, 1], new Float32Array([1, 0]), rng, {
    targets: new Float32Array([1, 0, 0, 1]),
    batch: 2,
  });
  const share = targets[0]!;
  expect(targets[1]).toBeCloseTo(1 - share, 6);
  expect([targets[2], targets[3]]).toEqual([targets[1], share]);
  expect(images[1]).toBeCloseTo(1 - images[0]!, 6);
  return { share, same: images[0]! };
}

beforeAll(useWasm);

describe.each(['wasm', 'cpu'])('variations on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend('wasm'));

  it('cutout blanks a part of its share of each side, wherever it may be, and nothing else', () => {
    for (const [shape, share] of [
      [[8, 8, 1], 0.5],
      [[9, 14, 3], 0.4],
      [[28, 28, 1], 0.25],
    ] as const) {
      const count = 200;
      const image = pixels(1, shape);
      const { images, targets } = vary({ cutout: share }, shape, repeated(image, count), createRng(5));
      expect(targets).toEqual(new Float32Array(count).fill(1));
      const [tall, wide] = [shape[0] * share, shape[1] * share];
      const holes = Array.from({ length: count }, (_, i) =>
        holeIn(images.subarray(i * image.length, (i + 1) * image.length), image, shape),
      );
      for (const { top, bottom, left, right } of holes) {
        const ends = [
          [bottom - top, tall, top === 0 || bottom === shape[0]],
          [right - left, wide, left === 0 || right === shape[1]],
        ] as const;
        for (const [length, whole, clipped] of ends) {
          expect(length).toBeLessThanOrEqual(Math.ceil(whole));
          // Its middle lies in the image: half of it is always there, all of it away from the borders.
          expect(length).toBeGreaterThanOrEqual(Math.floor(clipped ? whole / 2 : whole));
        }
      }
      // Every corner and every border is reached by some.
      expect(new Set(holes.map(({ top, left }) => `${top === 0} ${left === 0}`)).size).toBe(4);
      expect(holes.some(({ bottom }) => bottom === shape[0])).toBe(true);
      expect(holes.some(({ right }) => right === shape[1])).toBe(true);
    }
  });

  it('cutout in the middle: exactly half of each side', () => {
    const shape = [8, 12, 2] as const;
    const image = pixels(1, shape);
    const { images } = vary({ cutout: 0.5 }, shape, image, always(0.5));
    expect(holeIn(images, image, shape)).toEqual({ top: 2, bottom: 6, left: 3, right: 9 });
  });

  it('mixup mixes images and targets by the same share', () => {
    const rng = createRng(7);
    for (let i = 0; i < 50; i++) {
      const { share, same } = mixture(1, rng);
      expect(same).toBe(share);
    }
    // More than two: each with another one or itself, all of a batch by one share.
    const shape = [2, 3, 1] as const;
    const count = 5;
    const images = pixels(count, shape);
    const targets = Float32Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0));
    const mixed = vary({ mixup: 0.4 }, shape, images, rng, { targets, batch: count });
    for (let row = 0; row < count; row++) {
      const weights = mixed.targets.subarray(row * count, (row + 1) * count);
      expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 6);
      for (let pixel = 0; pixel < 6; pixel++) {
        const expected = weights.reduce((sum, weight, from) => sum + weight * images[from * 6 + pixel]!, 0);
        expect(mixed.images[row * 6 + pixel]).toBeCloseTo(expected, 5);
      }
    }
    const shares = [0, 1, 3, 4].map((row) => mixed.targets[row * (count + 1)]);
    expect(new Set(shares).size).toBe(1);
    expect(mixed.targets[2 * (count + 1)]).toBeCloseTo(1, 6);
  });

  it.each([0.2, 0.4, 1, 3])("mixup's shares have the mean and variance of Beta(α, α): α = %d", (alpha) => {
    const rng = createRng(11);
    const shares = Array.from({ length: 2000 }, () => mixture(alpha, rng).share);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    // Within four standard deviations of what the sample may have.
    const variance = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean(shares) - 0.5)).toBeLessThan(4 * Math.sqrt(variance / shares.length));
    const squares = shares.map((share) => (share - 0.5) ** 2);
    const spread = Math.sqrt(mean(squares.map((square) => (square - variance) ** 2)) / shares.length);
    expect(Math.abs(mean(squares) - variance)).toBeLessThan(4 * spread);
  });

  it('without mixup targets are left alone, whatever happens to the images', () => {
    const shape = [6, 6, 1] as const;
    const targets = Float32Array.from({ length: 12 }, (_, i) => i / 12);
    const everything = { shift: 0.2, rotate: 20, scale: 0.2, flip: true, cutout: 0.3 };
    const images = pixels(4, shape);
    const varied = vary(everything, shape, images, createRng(1), { targets });
    expect(varied.targets).toEqual(targets);
    expect(varied.images).not.toEqual(images);
  });

  it.each<Partial<Augmentation>>([
    { shift: 0.2 },
    { rotate: 20 },
    { scale: 0.2 },
    { flip: true },
    { cutout: 0.3 },
    { mixup: 0.5 },
  ])('the same seed gives the same variations, another one others: %j', (augmentation) => {
    const shape = [6, 6, 1] as const;
    const images = pixels(16, shape);
    const targets = pixels(16, [1, 3, 1]);
    // Alone in a batch nothing can be mixed.
    const options = augmentation.mixup ? { targets, batch: 16 } : { targets };
    const draw = (seed: number) => vary(augmentation, shape, images, createRng(seed), options);
    expect(draw(8)).toEqual(draw(8));
    expect(draw(8).images).not.toEqual(draw(9).images);
  });
});

it('an image is varied the same however the epoch is cut into batches', () => {
  const shape = [6, 6, 2] as const;
  const images = pixels(10, shape);
  const everything = { shift: 0.2, rotate: 20, scale: 0.2, flip: true, cutout: 0.3 };
  const draw = (batch: number) => vary(everything, shape, images, createRng(4), { batch }).images;
  const alone = draw(1);
  for (const batch of [3, 10, 99]) expect(draw(batch)).toEqual(alone);
  expect(new Set(Array.from({ length: 10 }, (_, i) => alone.slice(i * 72, i * 72 + 72).join())).size).toBe(
    10,
  );
});
