import * as tf from '@tensorflow/tfjs-core';

/** The part of a tfjs layer that is replaced. */
interface Layer {
  call(inputs: tf.Tensor | tf.Tensor[], options: Record<string, unknown>): tf.Tensor | tf.Tensor[];
}

/** What tfjs's convolution layers keep of their weights; a layer has those that its kind needs. */
interface Weights {
  readonly kernel?: { read(): tf.Tensor4D };
  readonly depthwiseKernel?: { read(): tf.Tensor4D };
  readonly pointwiseKernel?: { read(): tf.Tensor4D };
  readonly bias?: { read(): tf.Tensor1D } | null;
}

/**
 * Lets a dilated convolution of stride 1 train: tfjs has no gradient of dilation on any backend. The layer computes with
 * its kernel spread out by zeros, which is the same function and made of operations that have gradients. What is saved
 * is the plain layer with its dilation.
 */
export function makeDilationTrainable(layer: Layer, dilation: number, padding: 'same' | 'valid'): void {
  layer.call = (inputs) =>
    tf.tidy(() => {
      const image = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const { kernel, depthwiseKernel, pointwiseKernel, bias } = layer as unknown as Weights;
      let output: tf.Tensor4D;
      if (kernel) output = tf.conv2d(image, spread(kernel.read(), dilation), 1, padding);
      else output = tf.depthwiseConv2d(image, spread(depthwiseKernel!.read(), dilation), 1, padding);
      if (pointwiseKernel) output = tf.conv2d(output, pointwiseKernel.read(), 1, 'valid');
      return bias ? tf.add(output, bias.read()) : output;
    });
}

/** Puts `dilation − 1` zeros between the neighbours of a kernel, in height and in width. */
function spread(kernel: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const [height, width, channels, multiples] = kernel.shape;
  const rest = channels * multiples;
  const zeros = dilation - 1;
  // Rank 4 at most in every step: padding has a gradient on all backends there.
  const columns = tf.pad(tf.reshape(kernel, [height, width, 1, rest]), [
    [0, 0],
    [0, 0],
    [0, zeros],
    [0, 0],
  ]);
  const wide = tf.slice(
    tf.reshape(columns, [height, width * dilation, rest]),
    [0, 0, 0],
    [height, width * dilation - zeros, rest],
  );
  const row = (width * dilation - zeros) * rest;
  const rows = tf.pad(tf.reshape(wide, [height, 1, row]), [
    [0, 0],
    [0, zeros],
    [0, 0],
  ]);
  const tall = tf.slice(tf.reshape(rows, [height * dilation, row]), [0, 0], [height * dilation - zeros, row]);
  return tf.reshape(tall, [height * dilation - zeros, width * dilation - zeros, channels, multiples]);
}

/**
 * Lets a layer that doubles height and width train alike everywhere: the gradient of tfjs's nearest-neighbour resizing
 * differs between backends, that of repeating does not. What is saved is the plain layer.
 */
export function makeDoublingTrainable(layer: Layer): void {
  layer.call = (inputs) =>
    tf.tidy(() => {
      const image = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [batch, height, width, channels] = image.shape;
      const wide = tf.tile(tf.reshape(image, [batch * height, width, 1, channels]), [1, 1, 2, 1]);
      const tall = tf.tile(tf.reshape(wide, [batch, height, 1, 2 * width * channels]), [1, 1, 2, 1]);
      return tf.reshape(tall, [batch, 2 * height, 2 * width, channels]);
    });
}

/**
 * Lets an average pool with padding `same` train: tfjs divides a window's gradient by the kernel's size on all backends, where
 * the pool itself divides by the pixels under the window, which are fewer at the border.
 */
export function makeAveragePoolTrainable(layer: Layer, kernel: number, stride: number): void {
  const pool = tf.customGrad((image, save) => {
    (save as tf.GradSaveFunc)([image as tf.Tensor]);
    return {
      value: tf.avgPool(image as tf.Tensor4D, kernel, stride, 'same'),
      gradFunc: (gradient, [saved]) => {
        const { shape } = saved as tf.Tensor4D;
        const [rows, columns] = [covered(shape[1], kernel, stride), covered(shape[2], kernel, stride)];
        const whole = rows.flatMap((height) => columns.map((width) => kernel ** 2 / (height * width)));
        const dy = tf.mul(gradient, tf.tensor4d(whole, [1, rows.length, columns.length, 1]));
        const attrs = { filterSize: kernel, strides: stride, pad: 'same' };
        return tf.engine().runKernel(tf.AvgPoolGrad, { dy, input: saved! }, attrs) as tf.Tensor;
      },
    };
  });
  layer.call = (inputs) => tf.tidy(() => pool(Array.isArray(inputs) ? inputs[0]! : inputs));
}

/** For each place of a window along a side, how many pixels of the image it covers. */
function covered(side: number, kernel: number, stride: number): number[] {
  const places = Math.ceil(side / stride);
  const before = Math.floor(Math.max((places - 1) * stride + kernel - side, 0) / 2);
  return Array.from({ length: places }, (_, place) => {
    const first = place * stride - before;
    return Math.min(first + kernel, side) - Math.max(first, 0);
  });
}

/** Lets a layer of zeros stand in a network that trains: tfjs has no gradient of the comparison that it is made of. */
export function makeZeroTrainable(layer: Layer): void {
  layer.call = (inputs) => tf.tidy(() => tf.zerosLike(Array.isArray(inputs) ? inputs[0]! : inputs));
}
