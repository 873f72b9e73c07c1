import * as tf from '@tensorflow/tfjs-core';
import { isNative, NATIVE, runNative } from './native.ts';

/** A pooling window and how it passes over an image. */
export interface PoolForm {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

const attrsOf = ({ kernel, stride, padding }: PoolForm) => ({
  filterSize: kernel,
  strides: stride,
  pad: padding,
});

function run(name: string, inputs: object, form: PoolForm, more: object = {}): tf.Tensor4D {
  const attrs = { ...attrsOf(form), ...more } as tf.NamedAttrMap;
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs) as tf.Tensor4D;
}

export const maxPool = (x: tf.Tensor4D, form: PoolForm): tf.Tensor4D => run(tf.MaxPool, { x }, form);

/** The gradient of a maximum pool: each window's goes to the first of its largest values. */
export const maxPoolBack = (
  dy: tf.Tensor4D,
  input: tf.Tensor4D,
  output: tf.Tensor4D,
  form: PoolForm,
): tf.Tensor4D => run(tf.MaxPoolGrad, { dy, input, output }, form);

/** Means of the pixels under each window; those outside the image do not count. */
export const averagePool = (x: tf.Tensor4D, form: PoolForm): tf.Tensor4D => run(tf.AvgPool, { x }, form);

/**
 * The gradient of an average pool. tfjs divides a window's gradient by the kernel's size on all backends, where the
 * pool itself divides by the pixels under the window, which are fewer at a padded border: that is put right here.
 */
export function averagePoolBack(dy: tf.Tensor4D, input: tf.Tensor4D, form: PoolForm): tf.Tensor4D {
  if (tf.getBackend() === 'wasm') return run(tf.AvgPoolGrad, { dy, input }, form, { counted: true });
  if (form.padding === 'valid') return run(tf.AvgPoolGrad, { dy, input }, form);
  return tf.tidy(() => {
    const { kernel, stride } = form;
    const [rows, columns] = [
      covered(input.shape[1], kernel, stride),
      covered(input.shape[2], kernel, stride),
    ];
    const whole = rows.flatMap((height) => columns.map((width) => kernel ** 2 / (height * width)));
    const right = tf.mul<tf.Tensor4D>(dy, tf.tensor4d(whole, [1, rows.length, columns.length, 1]));
    return run(tf.AvgPoolGrad, { dy: right, input }, form);
  });
}

/** For each place of a window along a side, how many pixels of the image it covers (padding `same`). */
function covered(side: number, kernel: number, stride: number): number[] {
  const places = Math.ceil(side / stride);
  const before = Math.floor(Math.max((places - 1) * stride + kernel - side, 0) / 2);
  return Array.from({ length: places }, (_, place) => {
    const first = place * stride - before;
    return Math.min(first + kernel, side) - Math.max(first, 0);
  });
}

/** The mean of each channel over all pixels: [N, H, W, C] → [N, C]. */
export function globalAverage(x: tf.Tensor4D): tf.Tensor2D {
  if (isNative(NATIVE.globalAverage)) return runNative(NATIVE.globalAverage, { x });
  return tf.mean(x, [1, 2]);
}

export function globalAverageBack(dy: tf.Tensor2D, shape: readonly number[]): tf.Tensor4D {
  if (isNative(NATIVE.globalAverageBack)) return runNative(NATIVE.globalAverageBack, { dy }, { shape });
  const [images, height, width, channels] = shape as [number, number, number, number];
  return tf.tidy(() => {
    const share = tf.reshape(tf.mul(dy, 1 / (height * width)), [images, 1, 1, channels]);
    return tf.tile(share, [1, height, width, 1]) as tf.Tensor4D;
  });
}

/**
 * Every pixel four times: [N, H, W, C] → [N, 2H, 2W, C]. Not tfjs's resizing, whose gradient differs between its
 * backends.
 */
export function double(x: tf.Tensor4D): tf.Tensor4D {
  if (isNative(NATIVE.double)) return runNative(NATIVE.double, { x });
  return tf.tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const wide = tf.tile(tf.reshape(x, [batch * height, width, 1, channels]), [1, 1, 2, 1]);
    const tall = tf.tile(tf.reshape(wide, [batch, height, 1, 2 * width * channels]), [1, 1, 2, 1]);
    return tf.reshape(tall, [batch, 2 * height, 2 * width, channels]);
  });
}

/** The gradient of doubling: each pixel gets the sum of its four. */
export function doubleBack(dy: tf.Tensor4D): tf.Tensor4D {
  if (isNative(NATIVE.doubleBack)) return runNative(NATIVE.doubleBack, { dy });
  return tf.tidy(() => tf.mul(averagePool(dy, { kernel: 2, stride: 2, padding: 'valid' }), 4));
}
