import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../../src/space/random.ts';

/** Numbers of a tensor that is made anew on each backend. */
export interface Values<Shape extends readonly number[] = readonly number[]> {
  readonly shape: Shape;
  readonly numbers: Float32Array | Int32Array;
}

/** The tensor of some values. */
export type TensorOf<Of extends Values> = {
  0: tf.Scalar;
  1: tf.Tensor1D;
  2: tf.Tensor2D;
  3: tf.Tensor3D;
  4: tf.Tensor4D;
  [rank: number]: tf.Tensor;
}[Of['shape']['length']];

export type TensorsOf<Inputs extends Readonly<Record<string, Values>>> = {
  readonly [Name in keyof Inputs]: TensorOf<Inputs[Name]>;
};

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, side) => product * side, 1);

/** Uniform numbers between `middle` − 1 and `middle` + 1: negative ones, too, and a mean that need not be 0. */
export function uniform<const Shape extends readonly number[]>(
  rng: Rng,
  shape: Shape,
  middle = 0,
): Values<Shape> {
  return { shape, numbers: Float32Array.from({ length: sizeOf(shape) }, () => middle + 2 * rng.float() - 1) };
}

/** Whole numbers from 0 to `limit` − 1. */
export function whole<const Shape extends readonly number[]>(
  rng: Rng,
  shape: Shape,
  limit: number,
): Values<Shape> {
  return { shape, numbers: Int32Array.from({ length: sizeOf(shape) }, () => rng.int(limit)) };
}

/** Distributions: rows of positive numbers that sum to 1, every third one with a single 1. */
export function distributions(rng: Rng, rows: number, classes: number): Values<readonly [number, number]> {
  const numbers = Float32Array.from({ length: rows * classes }, () => rng.float() + 0.01);
  for (let row = 0; row < rows; row++) {
    const own = numbers.subarray(row * classes, (row + 1) * classes);
    if (row % 3 === 0) own.fill(0).fill(1, 0, 1).reverse();
    const sum = own.reduce((a, b) => a + b);
    for (const [i, share] of own.entries()) own[i] = share / sum;
  }
  return { shape: [rows, classes], numbers };
}

/** The tensors of values, on the active backend. The caller disposes them. */
export function tensorsOf<Inputs extends Readonly<Record<string, Values>>>(
  inputs: Inputs,
): TensorsOf<Inputs> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { numbers, shape }]) => [
      name,
      tf.tensor(numbers, [...shape], numbers instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  ) as unknown as TensorsOf<Inputs>;
}
