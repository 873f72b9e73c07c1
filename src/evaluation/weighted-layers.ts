import * as tf from '@tensorflow/tfjs-core';
import { dilationOf, type LayerOp, type Shape } from '../architecture/graph.ts';
import type { Layer } from './layer.ts';
import { batchNorm, batchNormBack, batchNormGiven } from './ops/batch-norm.ts';
import {
  type ConvolutionForm,
  convolve,
  convolveBack,
  depthwise,
  depthwiseBack,
  depthwiseFilterGradient,
  filterGradient,
} from './ops/convolution.ts';
import { columnSums } from './ops/merge.ts';

type Op<Type extends LayerOp['type']> = Extract<LayerOp, { type: Type }>;
type Weight = Layer['weights'][number];

/**
 * A filter or matrix that starts normal with variance `gain` / inputs: 2 before a ReLU (He et al. 2015), 1 else
 * (LeCun et al. 1998).
 */
const normal = (shape: readonly number[], inputs: number, gain: number): Weight => ({
  shape,
  initial: { normal: Math.sqrt(gain / inputs) },
  decays: true,
});
const constant = (shape: readonly number[], value: number, decays = false): Weight => ({
  shape,
  initial: { constant: value },
  decays,
});

const formOf = (op: {
  readonly stride: number;
  readonly padding?: 'valid';
  readonly dilation?: number;
}): ConvolutionForm => ({
  stride: op.stride,
  padding: op.padding ?? 'same',
  dilation: dilationOf(op),
});

/** A convolution, with a bias or without. */
export function convolution(op: Op<'conv'>, channels: number): Layer {
  const { filters } = op;
  const form = formOf(op);
  const size = [op.kernel, op.kernel, channels, filters];
  return {
    weights: [normal(size, op.kernel ** 2 * channels, 2), ...(op.bias ? [constant([filters], 0)] : [])],
    statistics: [],
    apply([input], { weights }) {
      const x = input as tf.Tensor4D;
      const [filter, bias] = weights as [tf.Tensor4D, tf.Tensor1D | undefined];
      return {
        y: convolve(x, filter, bias, form),
        back: (gradient, [wanted]) => {
          const dy = gradient as tf.Tensor4D;
          const dFilter = filterGradient(x, dy, size, form);
          return {
            dx: [wanted ? convolveBack(dy, filter, x.shape, form) : undefined],
            dWeights: bias ? [dFilter, columnSums(dy)] : [dFilter],
          };
        },
      };
    },
  };
}

const ONE: ConvolutionForm = { stride: 1, padding: 'valid', dilation: 1 };

/** A depthwise convolution, then a 1×1 one. */
export function separable(op: Op<'separable'>, channels: number): Layer {
  const { filters } = op;
  const form = formOf(op);
  const size = [op.kernel, op.kernel, channels, 1];
  const pointSize = [1, 1, channels, filters];
  return {
    weights: [
      normal(size, op.kernel ** 2, 1),
      normal(pointSize, channels, 2),
      ...(op.bias ? [constant([filters], 0)] : []),
    ],
    statistics: [],
    apply([input], { weights, statistics }) {
      const x = input as tf.Tensor4D;
      const [filter, point, bias] = weights as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D | undefined];
      const between = depthwise(x, filter, undefined, form);
      const y = convolve(between, point, bias, ONE);
      // Applied, nobody will ask for gradients.
      if (statistics) between.dispose();
      return {
        y,
        back: (gradient, [wanted]) => {
          const dy = gradient as tf.Tensor4D;
          const dPoint = filterGradient(between, dy, pointSize, ONE);
          const dBetween = convolveBack(dy, point, between.shape, ONE);
          between.dispose();
          const dFilter = depthwiseFilterGradient(x, dBetween, size, form);
          const dx = wanted ? depthwiseBack(dBetween, filter, x.shape, form) : undefined;
          dBetween.dispose();
          return { dx: [dx], dWeights: bias ? [dFilter, dPoint, columnSums(dy)] : [dFilter, dPoint] };
        },
      };
    },
  };
}

/** A depthwise convolution alone. */
export const depthwiseLayer = (op: Op<'depthwise'>, channels: number): Layer =>
  channelwise(
    [op.kernel, op.kernel, channels, 1],
    formOf(op),
    op.bias,
    normal([], op.kernel ** 2, 1).initial,
  );

/** A depthwise convolution as large as the image. Starts as the global average, which is what it generalises. */
export function globalDepthwise(op: Op<'globalDepthwise'>, [height, width, channels]: Shape): Layer {
  return channelwise([height!, width!, channels!, 1], ONE, op.bias, { constant: 1 / (height! * width!) });
}

function channelwise(
  size: readonly number[],
  form: ConvolutionForm,
  biased: boolean,
  initial: Weight['initial'],
): Layer {
  return {
    weights: [{ shape: size, initial, decays: true }, ...(biased ? [constant([size[2]!], 0)] : [])],
    statistics: [],
    apply([input], { weights }) {
      const x = input as tf.Tensor4D;
      const [filter, bias] = weights as [tf.Tensor4D, tf.Tensor1D | undefined];
      return {
        y: depthwise(x, filter, bias, form),
        back: (gradient, [wanted]) => {
          const dy = gradient as tf.Tensor4D;
          const dFilter = depthwiseFilterGradient(x, dy, size, form);
          return {
            dx: [wanted ? depthwiseBack(dy, filter, x.shape, form) : undefined],
            dWeights: bias ? [dFilter, columnSums(dy)] : [dFilter],
          };
        },
      };
    },
  };
}

/** A transposed convolution, which enlarges by its stride: the gradient of a convolution the other way. */
export function transposed(op: Op<'transposed'>, channels: number): Layer {
  const { filters, kernel, stride } = op;
  const form: ConvolutionForm = { stride, padding: 'same', dilation: 1 };
  const size = [kernel, kernel, filters, channels];
  return {
    weights: [
      normal(size, (kernel ** 2 * channels) / stride ** 2, 2),
      ...(op.bias ? [constant([filters], 0)] : []),
    ],
    statistics: [],
    apply([input], { weights }) {
      const x = input as tf.Tensor4D;
      const [filter, bias] = weights as [tf.Tensor4D, tf.Tensor1D | undefined];
      const [images, height, width] = x.shape;
      const y = convolveBack(x, filter, [images, height * stride, width * stride, filters], form);
      return {
        y: bias ? added(y, bias) : y,
        back: (gradient, [wanted]) => {
          const dy = gradient as tf.Tensor4D;
          const dFilter = filterGradient(dy, x, size, form);
          return {
            dx: [wanted ? convolve(dy, filter, undefined, form) : undefined],
            dWeights: bias ? [dFilter, columnSums(dy)] : [dFilter],
          };
        },
      };
    },
  };
}

/** x + bias in each row; x is given up. */
function added(x: tf.Tensor, bias: tf.Tensor1D): tf.Tensor {
  const y = tf.add(x, bias);
  x.dispose();
  return y;
}

/** Batch normalisation, with a ReLU in the same pass where `relu`. */
export function normalisation(channels: number, relu: boolean): Layer {
  return {
    weights: [constant([channels], 1), constant([channels], 0)],
    statistics: [{ shape: [2, channels], initial: { rows: [0, 1] }, decays: false }],
    apply([x], { weights, statistics }) {
      const [scale, offset] = weights as [tf.Tensor1D, tf.Tensor1D];
      if (statistics) {
        const [moments] = statistics as [tf.Tensor2D];
        return { y: batchNormGiven(x!, moments, scale, offset, relu), back: untrained };
      }
      const normalised = batchNorm(x!, scale, offset, relu);
      return {
        y: normalised.y,
        statistics: [normalised.moments],
        back: (dy) => {
          const [dx, dWeights] = batchNormBack(dy, x!, scale, normalised, relu);
          return { dx: [dx], dWeights: [dWeights] };
        },
      };
    },
  };
}

const untrained = (): never => {
  throw new Error('A network that is applied has no gradient.');
};

/** A dense layer: x · matrix + bias. Starts uniform (Glorot & Bengio 2010). */
export function dense(channels: number, units: number): Layer {
  const limit = Math.sqrt(6 / (channels + units));
  return {
    weights: [{ shape: [channels, units], initial: { uniform: limit }, decays: true }, constant([units], 0)],
    statistics: [],
    apply([input], { weights }) {
      const [matrix, bias] = weights as [tf.Tensor2D, tf.Tensor1D];
      const x = input as tf.Tensor2D;
      return {
        y: added(product(x, matrix, false, false), bias),
        back: (dy, [wanted]) => ({
          dx: [wanted ? product(dy as tf.Tensor2D, matrix, false, true) : undefined],
          dWeights: [product(x, dy as tf.Tensor2D, true, false), columnSums(dy)],
        }),
      };
    },
  };
}

/** a · b, each transposed where asked. */
function product(a: tf.Tensor2D, b: tf.Tensor2D, transposeA: boolean, transposeB: boolean): tf.Tensor2D {
  return tf.matMul(a, b, transposeA, transposeB);
}
