import * as tf from '@tensorflow/tfjs-core';

/** How a kernel passes over an image. */
export interface ConvolutionForm {
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  readonly dilation: number;
}

/** tfjs's kernels know gradients of undilated convolutions alone; ours for wasm take dilations as they are. */
const dilatesGradients = (): boolean => tf.getBackend() === 'wasm';

/** tfjs's kernels by name. Not its functions: those record gradients, which are written out here. */
function kernel<T extends tf.Tensor = tf.Tensor4D>(name: string, inputs: object, attrs: object): T {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap) as T;
}

const attrsOf = ({ stride, padding, dilation }: ConvolutionForm) => ({
  strides: [stride, stride],
  pad: padding,
  dataFormat: 'NHWC',
  dilations: [dilation, dilation],
});

/** Convolution: x [N, H, W, C], filter [K, K, C, F], bias [F] → [N, OH, OW, F]. */
export function convolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D | undefined,
  form: ConvolutionForm,
): tf.Tensor4D {
  const attrs = attrsOf(form);
  if (!bias) return kernel(tf.Conv2D, { x, filter }, attrs);
  return kernel(tf.FusedConv2D, { x, filter, bias }, { ...attrs, activation: 'linear' });
}

/** The gradient of a convolution with regard to its images. */
export function convolveBack(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: readonly number[],
  form: ConvolutionForm,
): tf.Tensor4D {
  const attrs = { ...attrsOf(form), inputShape };
  if (form.dilation === 1 || dilatesGradients()) return kernel(tf.Conv2DBackpropInput, { dy, filter }, attrs);
  return tf.tidy(() =>
    kernel(
      tf.Conv2DBackpropInput,
      { dy, filter: spread(filter, form.dilation) },
      { ...attrs, dilations: [1, 1] },
    ),
  );
}

/** The gradient of a convolution with regard to its filter. */
export function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: readonly number[],
  form: ConvolutionForm,
): tf.Tensor4D {
  const attrs = { ...attrsOf(form), filterShape };
  if (form.dilation === 1 || dilatesGradients()) return kernel(tf.Conv2DBackpropFilter, { x, dy }, attrs);
  return tf.tidy(() => {
    const shape = spreadShape(filterShape, form.dilation);
    const full = kernel(
      tf.Conv2DBackpropFilter,
      { x, dy },
      { ...attrs, dilations: [1, 1], filterShape: shape },
    );
    return unspread(full, form.dilation);
  });
}

/** Depthwise convolution: x [N, H, W, C], filter [K, K, C, 1], bias [C] → [N, OH, OW, C]. */
export function depthwise(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D | undefined,
  form: ConvolutionForm,
): tf.Tensor4D {
  const attrs = attrsOf(form);
  if (!bias) return kernel(tf.DepthwiseConv2dNative, { x, filter }, attrs);
  return kernel(tf.FusedDepthwiseConv2D, { x, filter, bias }, { ...attrs, activation: 'linear' });
}

/** The gradient of a depthwise convolution with regard to its images. */
export function depthwiseBack(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: readonly number[],
  form: ConvolutionForm,
): tf.Tensor4D {
  const attrs = { ...attrsOf(form), inputShape };
  const name = tf.DepthwiseConv2dNativeBackpropInput;
  if (form.dilation === 1 || dilatesGradients()) return kernel(name, { dy, filter }, attrs);
  return tf.tidy(() =>
    kernel(name, { dy, filter: spread(filter, form.dilation) }, { ...attrs, dilations: [1, 1] }),
  );
}

/** The gradient of a depthwise convolution with regard to its filter. */
export function depthwiseFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: readonly number[],
  form: ConvolutionForm,
): tf.Tensor4D {
  const attrs = { ...attrsOf(form), filterShape };
  const name = tf.DepthwiseConv2dNativeBackpropFilter;
  if (form.dilation === 1 || dilatesGradients()) return kernel(name, { x, dy }, attrs);
  return tf.tidy(() => {
    const shape = spreadShape(filterShape, form.dilation);
    return unspread(
      kernel(name, { x, dy }, { ...attrs, dilations: [1, 1], filterShape: shape }),
      form.dilation,
    );
  });
}

const spreadShape = ([height, width, ...rest]: readonly number[], dilation: number): number[] => [
  (height! - 1) * dilation + 1,
  (width! - 1) * dilation + 1,
  ...rest,
];

/**
 * Puts `dilation − 1` zeros between the neighbours of a filter, in height and in width: the same convolution without
 * dilation.
 */
function spread(filter: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const [height, width, channels, multiples] = filter.shape;
  const rest = channels * multiples;
  const zeros = dilation - 1;
  // Rank 4 at most in every step: padding is there on all backends.
  const columns = tf.pad(tf.reshape(filter, [height, width, 1, rest]), [
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

/** Every `dilation`-th row and column of a spread filter. */
function unspread(filter: tf.Tensor4D, dilation: number): tf.Tensor4D {
  return tf.stridedSlice(filter, [0, 0, 0, 0], filter.shape, [dilation, dilation, 1, 1]) as tf.Tensor4D;
}
