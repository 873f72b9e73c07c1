import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from './module.ts';
import type { KernelTable } from './register.ts';

interface Attrs {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  /** Divide by the pixels under the window that lie in the image; tfjs divides by the window's size. */
  readonly counted?: boolean;
}

interface Inputs {
  readonly x: tf.TensorInfo;
  readonly dy: tf.TensorInfo;
  readonly input: tf.TensorInfo;
}

function infoOf({ filterSize, strides, pad, dimRoundingMode }: Attrs, shape: readonly number[]) {
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

function geometry(info: tf.backend_util.Conv2DInfo): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}

/** Pooling and its gradients, under tfjs's own names. */
export function poolKernels({ run, at, make }: Kernels): KernelTable {
  return {
    [tf.MaxPool]: ({ x }: Inputs, attrs: Attrs) => {
      const info = infoOf(attrs, x.shape);
      const y = make(info.outShape);
      run.maxPool(at(x), at(y), ...geometry(info));
      return y;
    },
    [tf.MaxPoolGrad]: ({ dy, input }: Inputs, attrs: Attrs) => {
      const dx = make(input.shape);
      run.maxPoolBack(at(dy), at(input), at(dx), ...geometry(infoOf(attrs, input.shape)));
      return dx;
    },
    [tf.AvgPool]: ({ x }: Inputs, attrs: Attrs) => {
      const info = infoOf(attrs, x.shape);
      const y = make(info.outShape);
      run.averagePool(at(x), at(y), ...geometry(info));
      return y;
    },
    [tf.AvgPoolGrad]: ({ dy, input }: Inputs, attrs: Attrs) => {
      const dx = make(input.shape);
      const form = geometry(infoOf(attrs, input.shape));
      run.averagePoolBack(at(dy), at(dx), ...form, attrs.counted ? 1 : 0);
      return dx;
    },
  };
}
