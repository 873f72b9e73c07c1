import * as tf from '@tensorflow/tfjs-core';
import { activationCode } from '../ops/activation-codes.ts';
import type { Kernels } from './module.ts';
import type { KernelTable, Original } from './register.ts';

type Size4 = [number, number, number, number];
type Info = tf.backend_util.Conv2DInfo;

/**
 * The attributes of all kinds of convolution; gradients of dilated ones carry `dilations`, which tfjs's own do not
 * have.
 */
interface Attrs {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The geometry as every convolution of the module takes it. */
function geometry(info: Info, filters: readonly number[]): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    ...filters,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}

function infoOf(attrs: Attrs, x: readonly number[], filter: readonly number[], depthwise = false): Info {
  if (attrs.dataFormat === 'NCHW') throw new Error('The WebAssembly convolutions are for NHWC alone.');
  return tf.backend_util.computeConv2DInfo(
    x as Size4,
    filter as Size4,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
  );
}

function depthwiseInfo(attrs: Attrs, x: readonly number[], filter: readonly number[]): Info {
  if (filter[3] !== 1)
    throw new Error('The WebAssembly depthwise convolutions are for depth multiplier 1 alone.');
  return infoOf(attrs, x, filter, true);
}

interface Inputs {
  readonly x: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
  readonly preluActivationWeights?: tf.TensorInfo;
}

/** Convolutions and their gradients, full and depthwise, under tfjs's own names. */
export function convolutionKernels(
  { run, at, make, lending, backend }: Kernels,
  original: Original,
): KernelTable {
  /** output = bias + conv(x). */
  function convolve(x: tf.TensorInfo, filter: tf.TensorInfo, bias: tf.TensorInfo | undefined, attrs: Attrs) {
    const info = infoOf(attrs, x.shape, filter.shape);
    const y = make(info.outShape);
    const form = geometry(info, [info.outChannels]);
    lending(() => run.convolve(at(x), at(filter), bias ? at(bias) : 0, at(y), ...form), y);
    return y;
  }
  /** Applies an activation that a fused kernel names, in place. */
  function activated(y: tf.TensorInfo, activation: string | undefined, slope: number): tf.TensorInfo {
    if (!activation || activation === 'linear') return y;
    const count = tf.util.sizeFromShape(y.shape);
    run.activate(activationCode(activation), at(y), at(y), count, slope);
    return y;
  }
  return {
    [tf.Conv2D]: ({ x, filter }: Inputs, attrs: Attrs) => convolve(x, filter, undefined, attrs),

    [tf.FusedConv2D]: (
      { x, filter, bias, preluActivationWeights }: Inputs,
      attrs: Attrs & { activation?: string; leakyreluAlpha?: number },
    ) => {
      if (preluActivationWeights) throw new Error('The WebAssembly convolutions have no PReLU.');
      return activated(convolve(x, filter, bias, attrs), attrs.activation, attrs.leakyreluAlpha ?? 0.2);
    },

    [tf.Conv2DBackpropInput]: ({ dy, filter }: Inputs, attrs: Attrs & { inputShape: Size4 }) => {
      const info = infoOf(attrs, attrs.inputShape, filter.shape);
      const dx = make(attrs.inputShape);
      const form = geometry(info, [info.outChannels]);
      lending(() => run.convolveBack(at(dy), at(filter), at(dx), ...form), dx);
      return dx;
    },

    [tf.Conv2DBackpropFilter]: ({ x, dy }: Inputs, attrs: Attrs & { filterShape: Size4 }) => {
      const info = infoOf(attrs, x.shape, attrs.filterShape);
      const dw = make(attrs.filterShape);
      const form = geometry(info, [info.outChannels]);
      lending(() => run.filterGradient(at(x), at(dy), at(dw), ...form), dw);
      return dw;
    },

    // A product of matrices is a 1×1 convolution, or one of its gradients. tfjs's keeps a packed copy of b by its
    // tensor's number, which would be stale after a step in place.
    [tf.BatchMatMul]: (
      { a, b }: { a: tf.TensorInfo; b: tf.TensorInfo },
      attrs: { transposeA: boolean; transposeB: boolean },
    ) => {
      const { transposeA, transposeB } = attrs;
      const sides = [a.shape.length, b.shape.length];
      const plain = sides.every((rank) => rank === 2 || rank === 3) && (transposeA ? !transposeB : true);
      const batch = Math.max(sides[0] === 3 ? a.shape[0]! : 1, sides[1] === 3 ? b.shape[0]! : 1);
      if (!plain || batch !== 1 || a.dtype !== 'float32' || b.dtype !== 'float32')
        return original(tf.BatchMatMul)({ inputs: { a, b }, attrs: { ...attrs }, backend });
      const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
      const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
      const rows = transposeA ? columnsA : rowsA;
      const columns = transposeB ? rowsB : columnsB;
      const y = make([...a.shape.slice(0, -2), rows, columns]);
      // images, height, width, channels, their output's height and width, filters, kernel, stride, dilation, padding
      const form = (images: number, channels: number, filters: number) => [
        ...[images, 1, 1, channels, 1, 1, filters],
        ...[1, 1, 1, 1, 1, 1, 0, 0],
      ];
      if (transposeA)
        lending(() => run.filterGradient(at(a), at(b), at(y), ...form(rowsA, rows, columns)), y);
      else if (transposeB)
        lending(() => run.convolveBack(at(a), at(b), at(y), ...form(rows, columns, columnsA)), y);
      else lending(() => run.convolve(at(a), at(b), 0, at(y), ...form(rows, columnsA, columns)), y);
      return y;
    },

    [tf.DepthwiseConv2dNative]: ({ x, filter }: Inputs, attrs: Attrs) => {
      const info = depthwiseInfo(attrs, x.shape, filter.shape);
      const y = make(info.outShape);
      const form = geometry(info, []);
      lending(() => run.depthwise(at(x), at(filter), at(y), ...form), y);
      return y;
    },

    [tf.FusedDepthwiseConv2D]: (
      { x, filter, bias, preluActivationWeights }: Inputs,
      attrs: Attrs & { activation?: string; leakyreluAlpha?: number },
    ) => {
      if (preluActivationWeights) throw new Error('The WebAssembly convolutions have no PReLU.');
      const info = depthwiseInfo(attrs, x.shape, filter.shape);
      const y = make(info.outShape);
      const form = geometry(info, []);
      lending(() => run.depthwise(at(x), at(filter), at(y), ...form), y);
      const pixels = tf.util.sizeFromShape(info.outShape) / info.outChannels;
      if (bias) run.rowwise(at(y), at(bias), at(y), 1, pixels, info.outChannels, 0);
      return activated(y, attrs.activation, attrs.leakyreluAlpha ?? 0.2);
    },

    [tf.DepthwiseConv2dNativeBackpropInput]: (
      { dy, filter }: Inputs,
      attrs: Attrs & { inputShape: Size4 },
    ) => {
      const info = depthwiseInfo(attrs, attrs.inputShape, filter.shape);
      const dx = make(attrs.inputShape);
      const form = geometry(info, []);
      lending(() => run.depthwiseBack(at(dy), at(filter), at(dx), ...form), dx);
      return dx;
    },

    [tf.DepthwiseConv2dNativeBackpropFilter]: ({ x, dy }: Inputs, attrs: Attrs & { filterShape: Size4 }) => {
      const info = depthwiseInfo(attrs, x.shape, attrs.filterShape);
      const dw = make(attrs.filterShape);
      const form = geometry(info, []);
      lending(() => run.depthwiseFilterGradient(at(x), at(dy), at(dw), ...form), dw);
      return dw;
    },
  };
}
