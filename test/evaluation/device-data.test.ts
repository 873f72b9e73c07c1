import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toDevice } from '../../src/evaluation/device-data.ts';
import { noise } from './jobs.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('a data set on a device without kernels of its own', () => {
  // The larger one is kept three bytes a number; a row's bytes are no multiple of three.
  it.each([
    ['small', 50],
    ['above the limit for plain numbers', 21_500],
  ])('gives its images back as they are: %s', (_, count) => {
    const before = tf.memory().numTensors;
    const data = noise([28, 28, 1], 10, count);
    const onDevice = toDevice(data);
    const rows = [count - 1, 0, 17, 17, count >> 1];
    const [images, labels] = tf.tidy(() => {
      const asked = tf.tensor1d(rows, 'int32');
      return [onDevice.images(asked).dataSync(), onDevice.labels(asked).dataSync()] as const;
    }) as unknown as [Float32Array, Int32Array];
    expect([...labels]).toEqual(rows.map((row) => data.labels[row]));
    const bytes = rows.flatMap((row) => [...data.images.subarray(row * 784, (row + 1) * 784)]);
    expect([...images].map((value) => Math.round(value * 255 * 1e3) / 1e3)).toEqual(bytes);
    onDevice.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
