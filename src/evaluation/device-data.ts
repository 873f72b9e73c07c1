import * as tf from '@tensorflow/tfjs-core';
import type { LabelledImages } from './labelled-images.ts';
import { NATIVE, runNative } from './ops/native.ts';
import { attachedKernels } from './wasm/module.ts';

/** A data set on the device: batches are put together there, nothing crosses over while an epoch lasts. */
export interface DeviceData {
  readonly count: number;
  /** Images [B, H, W, C], values 0 … 1, of rows [B] (int32). The caller disposes them. */
  images(rows: tf.Tensor1D): tf.Tensor4D;
  /** Labels [B] (int32) of rows. The caller disposes them. */
  labels(rows: tf.Tensor1D): tf.Tensor1D;
  dispose(): void;
}

/** Above this, a GPU holds three bytes in one number. */
const PACK_ABOVE = 2 ** 26;

/** Puts a data set on the active backend's device. The caller disposes it. */
export function toDevice(data: LabelledImages): DeviceData {
  const [read, free] = imageReader(data);
  let labels: tf.Tensor1D;
  try {
    labels = tf.tensor1d(Int32Array.from(data.labels), 'int32');
  } catch (error) {
    free();
    throw error;
  }
  return {
    count: data.labels.length,
    images: read,
    labels: (rows) => tf.gather(labels, rows),
    dispose: () => {
      labels.dispose();
      free();
    },
  };
}

type Reader = [read: (rows: tf.Tensor1D) => tf.Tensor4D, free: () => void];

function imageReader(data: LabelledImages): Reader {
  const kernels = tf.getBackend() === 'wasm' ? attachedKernels() : undefined;
  if (kernels) {
    // As bytes: a batch becomes numbers on the way.
    const address = kernels.allocate(data.images.length);
    kernels.bytes().set(data.images, address);
    const { shape } = data;
    return [
      (rows) => runNative<tf.Tensor4D>(NATIVE.gatherImages, { rows }, { address, shape }),
      () => kernels.free(address),
    ];
  }
  return data.images.length * 4 <= PACK_ABOVE ? numbers(data) : packed(data);
}

function numbers({ images, labels, shape }: LabelledImages): Reader {
  const size = shape[0] * shape[1] * shape[2];
  const all = tf.tensor2d(
    Float32Array.from(images, (byte) => byte / 255),
    [labels.length, size],
  );
  return [
    (rows) => tf.tidy(() => tf.reshape(tf.gather(all, rows), [rows.size, ...shape])),
    () => all.dispose(),
  ];
}

/** Three bytes a number: 24 bits are exact in single precision on every GPU. */
function packed({ images, labels, shape }: LabelledImages): Reader {
  const size = shape[0] * shape[1] * shape[2];
  const width = Math.ceil(size / 3);
  const values = new Float32Array(labels.length * width);
  for (let row = 0; row < labels.length; row++) {
    for (let i = 0; i < size; i++) {
      values[row * width + Math.floor(i / 3)]! += images[row * size + i]! * 256 ** (i % 3);
    }
  }
  const all = tf.tensor2d(values, [labels.length, width]);
  const read = (rows: tf.Tensor1D) =>
    tf.tidy(() => {
      const triples = tf.gather(all, rows);
      const upper = tf.floor(tf.mul(triples, 1 / 65536));
      const rest = tf.sub(triples, tf.mul(upper, 65536));
      const middle = tf.floor(tf.mul(rest, 1 / 256));
      const lower = tf.sub(rest, tf.mul(middle, 256));
      const bytes = tf.reshape(tf.stack([lower, middle, upper], 2), [rows.size, width * 3]);
      return tf.reshape(tf.mul(tf.slice(bytes, [0, 0], [rows.size, size]), 1 / 255), [rows.size, ...shape]);
    });
  return [read as (rows: tf.Tensor1D) => tf.Tensor4D, () => all.dispose()];
}
