import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Augmentation } from '../../src/evaluation/augment.ts';
import { createRng } from '../../src/space/random.ts';
import { always, difference, mean, pixels, repeated, type Shape, vary } from './variations.ts';
import { useWasm } from './wasm.ts';

/** The image that has at each place what another has at `from(y, x)`; nothing where that is outside. */
function moved(
  image: Float32Array,
  [height, width, channels]: Shape,
  from: (y: number, x: number) => readonly [number, number],
): Float32Array {
  const result = new Float32Array(image.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromY, fromX] = from(y, x);
      if (fromY < 0 || fromX < 0 || fromY >= height || fromX >= width) continue;
      for (let c = 0; c < channels; c++)
        result[(y * width + x) * channels + c] = image[(fromY * width + fromX) * channels + c]!;
    }
  }
  return result;
}

/** Where a result's middle and the places right of it and below it come from in the original, from the middle. */
interface Map {
  readonly middle: readonly [y: number, x: number];
  readonly right: readonly [y: number, x: number];
  readonly down: readonly [y: number, x: number];
}

const SIDE = 17;
const MIDDLE = (SIDE - 1) / 2;

/**
 * The maps of `count` variations: images that hold their own coordinates come out as the coordinates they were read
 * at.
 */
function maps(augmentation: Partial<Augmentation>, count: number, rng = createRng(3)): Map[] {
  const shape = [SIDE, SIDE, 2] as const;
  const one = Float32Array.from({ length: SIDE * SIDE * 2 }, (_, i) =>
    i % 2 === 0 ? Math.floor(i / 2 / SIDE) : Math.floor(i / 2) % SIDE,
  );
  const { images } = vary(augmentation, shape, repeated(one, count), rng);
  return Array.from({ length: count }, (_, i) => {
    const read = (y: number, x: number): [number, number] => {
      const at = i * one.length + (y * SIDE + x) * 2;
      return [images[at]! - MIDDLE, images[at + 1]! - MIDDLE];
    };
    const middle = read(MIDDLE, MIDDLE);
    const from = ([y, x]: [number, number]): [number, number] => [y - middle[0], x - middle[1]];
    return {
      middle,
      right: from(read(MIDDLE, MIDDLE + 1)),
      down: from(read(MIDDLE + 1, MIDDLE)),
    };
  });
}

/** Numbers fill a range evenly: nothing outside, both ends come up, the middle is right. */
function expectUniform(values: readonly number[], most: number): void {
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(most + 1e-3);
  expect(Math.max(...values)).toBeGreaterThan(0.9 * most);
  expect(Math.min(...values)).toBeLessThan(-0.9 * most);
  expect(Math.abs(mean(values))).toBeLessThan(0.12 * most);
  expect(mean(values.map((value) => value ** 2)) / (most ** 2 / 3)).toBeCloseTo(1, 0.5);
}

beforeAll(useWasm);

describe.each(['wasm', 'cpu'])('variations on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend('wasm'));

  it('nothing asked for: images and targets as they are', () => {
    const shape = [6, 5, 2] as const;
    const images = pixels(3, shape);
    expect(vary({}, shape, images, createRng(1))).toEqual({ images, targets: new Float32Array([1, 1, 1]) });
    // A map that is asked for and comes to nothing: half of the range is its middle.
    const still = vary({ shift: 0.4, rotate: 90, scale: 0.5 }, shape, images, always(0.5));
    expect(difference(still.images, images)).toBeLessThan(1e-5);
  });

  it('a shift moves the content by whole pixels, and what it leaves is nothing', () => {
    const shape = [8, 4, 3] as const;
    const images = pixels(1, shape);
    const there = moved(images, shape, (y, x) => [y - 2, x - 1]);
    const back = moved(images, shape, (y, x) => [y + 2, x + 1]);
    // Half of the range, which is half of each side, either way.
    const results = [0.75, 0.25].map((number) => vary({ shift: 0.5 }, shape, images, always(number)).images);
    const [forth, opposite] = difference(results[0]!, there) < 1e-5 ? [there, back] : [back, there];
    expect(difference(results[0]!, forth)).toBeLessThan(1e-5);
    expect(difference(results[1]!, opposite)).toBeLessThan(1e-5);
  });

  it('a quarter turn and half a turn put every pixel where it belongs', () => {
    for (const shape of [[7, 7, 1] as const, [8, 8, 2] as const]) {
      const images = pixels(1, shape);
      const last = shape[0] - 1;
      const left = moved(images, shape, (y, x) => [x, last - y]);
      const right = moved(images, shape, (y, x) => [last - x, y]);
      const turned = [0.75, 0.25].map(
        (number) => vary({ rotate: 180 }, shape, images, always(number)).images,
      );
      const [first, second] = difference(turned[0]!, left) < 1e-4 ? [left, right] : [right, left];
      expect(difference(turned[0]!, first)).toBeLessThan(1e-4);
      expect(difference(turned[1]!, second)).toBeLessThan(1e-4);
    }
    const oblong = [5, 8, 1] as const;
    const images = pixels(1, oblong);
    const { images: over } = vary({ rotate: 180 }, oblong, images, always(0));
    expect(
      difference(
        over,
        moved(images, oblong, (y, x) => [4 - y, 7 - x]),
      ),
    ).toBeLessThan(1e-4);
  });

  it('a flip mirrors left to right, half of the images', () => {
    const shape = [4, 5, 2] as const;
    const one = pixels(1, shape);
    const mirrored = moved(one, shape, (y, x) => [y, 4 - x]);
    const count = 400;
    const { images } = vary({ flip: true }, shape, repeated(one, count), createRng(2));
    let flipped = 0;
    for (let i = 0; i < count; i++) {
      const image = images.subarray(i * one.length, (i + 1) * one.length);
      if (difference(image, mirrored) < 1e-5) flipped++;
      else expect(difference(image, one)).toBeLessThan(1e-5);
    }
    expect(Math.abs(flipped / count - 0.5)).toBeLessThan(0.08);
  });

  it('a rotation keeps the middle and all lengths, and turns up to its angle both ways', () => {
    const angles = maps({ rotate: 30 }, 300).map(({ middle, right, down }) => {
      expect(Math.hypot(...middle)).toBeLessThan(1e-4);
      expect(Math.hypot(...right)).toBeCloseTo(1, 4);
      // The way down is the way right, a quarter turn on: nothing is mirrored.
      expect(down[0]).toBeCloseTo(right[1], 4);
      expect(down[1]).toBeCloseTo(-right[0], 4);
      return (Math.atan2(right[0], right[1]) * 180) / Math.PI;
    });
    expectUniform(angles, 30);
  });

  it('a scale keeps the middle and all directions, and enlarges or shrinks up to its share', () => {
    const sizes = maps({ scale: 0.3 }, 300).map(({ middle, right, down }) => {
      expect(Math.hypot(...middle)).toBeLessThan(1e-4);
      expect(right[0]).toBeCloseTo(0, 4);
      expect(down[1]).toBeCloseTo(0, 4);
      expect(down[0]).toBeCloseTo(right[1], 4);
      // Twice as large is read half as far from the middle.
      return 1 / right[1] - 1;
    });
    expectUniform(sizes, 0.3);
  });

  it('a shift is up to its share of each side, each way by itself', () => {
    const places = maps({ shift: 0.2 }, 300).map(({ middle, right, down }) => {
      expect([...right, ...down].map((value) => Math.round(value * 1e4) / 1e4 + 0)).toEqual([0, 1, 1, 0]);
      return middle;
    });
    for (const axis of [0, 1])
      expectUniform(
        places.map((place) => place[axis]!),
        0.2 * SIDE,
      );
    const together = mean(places.map(([y, x]) => y * x));
    expect(Math.abs(together)).toBeLessThan(0.2 * ((0.2 * SIDE) ** 2 / 3));
  });

  it('a turn and a scale together are both in full', () => {
    // Half of the range each: a quarter turn, and a quarter larger.
    const [{ right, down }] = maps({ rotate: 180, scale: 0.5 }, 1, always(0.75)) as [Map];
    expect(Math.abs(right[0])).toBeCloseTo(0.8, 4);
    expect(right[1]).toBeCloseTo(0, 4);
    expect(down[0]).toBeCloseTo(0, 4);
    expect(down[1]).toBeCloseTo(-right[0], 4);
  });

  it('all at once: still a similarity, mirrored in half of the cases', () => {
    const all = maps({ shift: 0.1, rotate: 20, scale: 0.2, flip: true }, 300);
    const mirrored = all.filter(({ right, down }) => {
      expect(right[0] * down[0] + right[1] * down[1]).toBeCloseTo(0, 3);
      const size = Math.hypot(...right);
      expect(Math.hypot(...down)).toBeCloseTo(size, 3);
      expect(size).toBeGreaterThan(1 / 1.2 - 1e-3);
      expect(size).toBeLessThan(1 / 0.8 + 1e-3);
      return right[1] * down[0] - right[0] * down[1] < 0;
    });
    expect(Math.abs(mirrored.length / all.length - 0.5)).toBeLessThan(0.08);
  });
});
