import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The gradient kernels that tfjs's wasm backend lacks (tensorflow/tfjs #8474), registered for `wasm`. Convolution
 * gradients are composed of forward convolutions, which run in XNNPACK; the max-pool gradient, which tfjs ships but gets
 * wrong where inputs are negative, and the depthwise filter gradient are loops over plain arrays. All agree with the
 * cpu backend, ties in max pooling included (the first maximum gets the gradient).
 */
export function registerWasmGradients(): void {
  const kernels: [string, Kernel][] = [
    [tf.Conv2DBackpropFilter, conv2dFilterGradient],
    [tf.Conv2DBackpropInput, conv2dInputGradient],
    [tf.DepthwiseConv2dNativeBackpropFilter, depthwiseFilterGradient],
    [tf.DepthwiseConv2dNativeBackpropInput, depthwiseInputGradient],
    [tf.MaxPoolGrad, maxPoolGradient],
  ];
  for (const [kernelName, kernelFunc] of kernels) {
    if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: kernelFunc as unknown as tf.KernelFunc,
    });
  }
}

type Size4 = [number, number, number, number];

/** What tfjs hands a kernel; each kernel reads the inputs and attributes that its name promises. */
interface Args {
  readonly inputs: Readonly<Record<'x' | 'dy' | 'filter' | 'input', tf.TensorInfo>>;
  readonly attrs: tf.Conv2DBackpropFilterAttrs & tf.Conv2DBackpropInputAttrs & tf.MaxPoolGradAttrs;
  readonly backend: BackendWasm;
}
type Kernel = (args: Args) => tf.TensorInfo;

/** A kernel's input as a tensor that shares its memory. */
const tensorOf = (info: tf.TensorInfo): tf.Tensor4D =>
  tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor4D;

/** Runs `compose` on tensors that share the kernel's inputs; the inputs' own reference counts stay as they were. */
function composed(
  inputs: readonly tf.TensorInfo[],
  compose: (tensors: tf.Tensor4D[]) => tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    const backend = tf.backend();
    // A tensor made from an existing data id does not raise its count, but disposing it lowers it.
    for (const { dataId } of inputs) backend.incRef(dataId);
    return compose(inputs.map(tensorOf));
  });
}

function convInfoOf(attrs: Args['attrs'], x: Size4, filter: Size4, depthwise: boolean) {
  const { strides, pad, dimRoundingMode } = attrs;
  return tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad, dimRoundingMode, depthwise);
}

/** Pads height and width only. */
const padImage = (x: tf.Tensor4D, top: number, bottom: number, left: number, right: number): tf.Tensor4D =>
  top || bottom || left || right
    ? tf.pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ])
    : x;

/** Puts `stride − 1` zeros between neighbouring pixels, and as many after the last. */
function spread(image: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  const [batch, height, width, channels] = image.shape;
  let spreadImage: tf.Tensor = image;
  if (strideWidth > 1) {
    const columns = tf.reshape(spreadImage, [batch * height, width, 1, channels]);
    spreadImage = tf.pad(columns, [
      [0, 0],
      [0, 0],
      [0, strideWidth - 1],
      [0, 0],
    ]);
  }
  const row = width * strideWidth * channels;
  if (strideHeight > 1) {
    const rows = tf.reshape(spreadImage, [batch, height, 1, row]);
    spreadImage = tf.pad(rows, [
      [0, 0],
      [0, 0],
      [0, strideHeight - 1],
      [0, 0],
    ]);
  }
  return tf.reshape(spreadImage, [batch, height * strideHeight, width * strideWidth, channels]);
}

/**
 * dW as a convolution of x with dy: batch and channels change places, dy is the filter, and the stride becomes a
 * dilation. `[C, H, W, N] ∗ [OH, OW, N, F] → [C, KH, KW, F]`.
 */
function conv2dFilterGradient({ inputs, attrs }: Args): tf.TensorInfo {
  const { x, dy } = inputs;
  const { filterShape } = attrs;
  const info = convInfoOf(attrs, x.shape as Size4, filterShape, false);
  const { filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth, padInfo } = info;
  return composed([x, dy], ([image, gradient]) => {
    const { top, bottom, left, right } = padInfo;
    const padded = tf.transpose(padImage(image!, top, bottom, left, right), [3, 1, 2, 0]);
    const filter = tf.transpose(gradient!, [1, 2, 0, 3]);
    const full = tf.conv2d(padded, filter, 1, 'valid', 'NHWC', [strideHeight, strideWidth]);
    const exact = tf.slice(full, [0, 0, 0, 0], [inChannels, filterHeight, filterWidth, outChannels]);
    return tf.transpose(exact, [1, 2, 0, 3]);
  });
}

/** dX as a stride-1 convolution of the spread dy with the flipped filter. */
function inputGradient(
  gradient: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
  convolve: (spreadGradient: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  const { inHeight, inWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const sparse = spread(gradient, strideHeight, strideWidth);
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  // The output must have the input's size; zeros that `spread` put beyond it are cut off where they are too many.
  const bottom = inHeight + filterHeight - 1 - top - sparse.shape[1];
  const right = inWidth + filterWidth - 1 - left - sparse.shape[2];
  const [batch, height, width, channels] = sparse.shape;
  const kept =
    bottom < 0 || right < 0
      ? tf.slice(sparse, 0, [batch, height + Math.min(bottom, 0), width + Math.min(right, 0), channels])
      : sparse;
  return convolve(padImage(kept, top, Math.max(bottom, 0), left, Math.max(right, 0)));
}

function conv2dInputGradient({ inputs, attrs }: Args): tf.TensorInfo {
  const { dy, filter } = inputs;
  const { inputShape } = attrs;
  const info = convInfoOf(attrs, inputShape, filter.shape as Size4, false);
  return composed([dy, filter], ([gradient, weights]) =>
    inputGradient(gradient!, info, (sparse) =>
      tf.conv2d(sparse, tf.transpose(tf.reverse(weights!, [0, 1]), [0, 1, 3, 2]), 1, 'valid'),
    ),
  );
}

function depthwiseInputGradient({ inputs, attrs }: Args): tf.TensorInfo {
  const { dy, filter } = inputs;
  const { inputShape } = attrs;
  const info = convInfoOf(attrs, inputShape, filter.shape as Size4, true);
  refuseMultiplier(info);
  return composed([dy, filter], ([gradient, weights]) =>
    inputGradient(gradient!, info, (sparse) =>
      tf.depthwiseConv2d(sparse, tf.reverse(weights!, [0, 1]), 1, 'valid'),
    ),
  );
}

function refuseMultiplier(info: tf.backend_util.Conv2DInfo): void {
  if (info.outChannels !== info.inChannels) {
    throw new Error('The wasm gradient of a depthwise convolution is for depth multiplier 1 only.');
  }
}

/** A kernel's input as numbers (a copy: the heap may move when memory is allocated). */
const numbersOf = (backend: BackendWasm, info: tf.TensorInfo): Float32Array =>
  backend.readSync(info.dataId) as Float32Array;

function output(backend: BackendWasm, shape: number[], values: Float32Array): tf.TensorInfo {
  const info = backend.makeOutput(shape, 'float32');
  backend.typedArrayFromHeap(info).set(values);
  return info;
}

function depthwiseFilterGradient({ inputs, attrs, backend }: Args): tf.TensorInfo {
  const { x, dy } = inputs;
  const { filterShape } = attrs;
  const info = convInfoOf(attrs, x.shape as Size4, filterShape, true);
  refuseMultiplier(info);
  const {
    batchSize,
    inHeight,
    inWidth,
    inChannels: channels,
    outHeight,
    outWidth,
    strideHeight,
    strideWidth,
  } = info;
  const image = numbersOf(backend, x);
  const gradient = numbersOf(backend, dy);
  const result = new Float32Array(info.filterHeight * info.filterWidth * channels);
  for (let ky = 0; ky < info.filterHeight; ky++) {
    for (let kx = 0; kx < info.filterWidth; kx++) {
      // Doubles, so that long sums lose nothing.
      const sums = new Float64Array(channels);
      for (let n = 0; n < batchSize; n++) {
        for (let oy = 0; oy < outHeight; oy++) {
          const iy = oy * strideHeight + ky - info.padInfo.top;
          if (iy < 0 || iy >= inHeight) continue;
          for (let ox = 0; ox < outWidth; ox++) {
            const ix = ox * strideWidth + kx - info.padInfo.left;
            if (ix < 0 || ix >= inWidth) continue;
            const from = ((n * inHeight + iy) * inWidth + ix) * channels;
            const to = ((n * outHeight + oy) * outWidth + ox) * channels;
            for (let c = 0; c < channels; c++) sums[c]! += image[from + c]! * gradient[to + c]!;
          }
        }
      }
      result.set(sums, (ky * info.filterWidth + kx) * channels);
    }
  }
  return output(backend, filterShape, result);
}

function maxPoolGradient({ inputs, attrs, backend }: Args): tf.TensorInfo {
  const { dy, input } = inputs;
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const shape = input.shape as Size4;
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth } = info;
  const image = numbersOf(backend, input);
  const gradient = numbersOf(backend, dy);
  const result = new Float32Array(image.length);
  for (let n = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * info.strideHeight - info.padInfo.top;
      const firstRow = Math.max(top, 0);
      const lastRow = Math.min(top + info.filterHeight, inHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * info.strideWidth - info.padInfo.left;
        const firstColumn = Math.max(left, 0);
        const lastColumn = Math.min(left + info.filterWidth, inWidth);
        const to = ((n * outHeight + oy) * outWidth + ox) * channels;
        for (let c = 0; c < channels; c++) {
          let best = Number.NEGATIVE_INFINITY;
          let winner = -1;
          for (let iy = firstRow; iy < lastRow; iy++) {
            for (let ix = firstColumn; ix < lastColumn; ix++) {
              const from = ((n * inHeight + iy) * inWidth + ix) * channels + c;
              if (image[from]! > best) {
                best = image[from]!;
                winner = from;
              }
            }
          }
          // Nothing wins in a window of NaN alone; there is no gradient to give then.
          if (winner >= 0) result[winner]! += gradient[to + c]!;
        }
      }
    }
  }
  return output(backend, shape, result);
}
