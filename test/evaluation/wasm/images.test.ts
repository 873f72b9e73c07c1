import type * as tf from '@tensorflow/tfjs-core';
import { toDevice } from '../../../src/evaluation/device-data.ts';
import { agrees, withWasm } from './agreement.ts';
import { whole } from './values.ts';

withWasm();

const bytesOf = (x: tf.Tensor): Uint8Array => Uint8Array.from(x.dataSync());

agrees('batches of images and their labels', {
  draw: (rng) => ({
    count: 1 + rng.int(20),
    shape: [1 + rng.int(12), 1 + rng.int(12), rng.pick([1, 3, 4])] as const,
    batch: 1 + rng.int(30),
  }),
  inputs: ({ count, shape, batch }, rng) => ({
    images: whole(rng, [count, ...shape], 256),
    labels: whole(rng, [count], 10),
    rows: whole(rng, [batch], count),
  }),
  compute: ({ images, labels, rows }, { shape }) => {
    const data = toDevice({ shape, classes: 10, images: bytesOf(images), labels: bytesOf(labels) });
    const batch = [data.images(rows), data.labels(rows)];
    data.dispose();
    return batch;
  },
});
