import * as tf from '@tensorflow/tfjs-core';
import { activationCode } from '../ops/activation-codes.ts';
import type { Kernels } from './module.ts';
import type { KernelTable, Original } from './register.ts';

type Info = tf.TensorInfo;

const sizeOf = (shape: readonly number[]): number => tf.util.sizeFromShape(shape as number[]);
const sameShape = (a: Info, b: Info): boolean => tf.util.arraysEqual(a.shape, b.shape);

/** Kernels of tfjs that copy where nothing is to be copied, or element by element in JavaScript; and one it lacks. */
export function tensorKernels({ run, at, make, backend }: Kernels, original: Original): KernelTable {
  /** The same numbers under another shape: nothing is copied. */
  function alias({ dataId, dtype }: Info, shape: readonly number[]): Info {
    backend.incRef(dataId);
    return { dataId, shape: shape as number[], dtype };
  }
  const otherwise = (name: string, inputs: object, attrs: object) =>
    original(name)({ inputs: inputs as tf.NamedTensorInfoMap, attrs: attrs as tf.NamedAttrMap, backend });
  const elementwise =
    (name: string, activation: string): KernelTable[string] =>
    ({ x }: { x: Info }, attrs: { alpha?: number }) => {
      if (x.dtype !== 'float32') return otherwise(name, { x }, attrs);
      const y = make(x.shape);
      run.activate(activationCode(activation), at(x), at(y), sizeOf(x.shape), attrs.alpha ?? 0.2);
      return y;
    };
  return {
    [tf.Identity]: ({ x }: { x: Info }) =>
      x.dtype === 'string' ? otherwise(tf.Identity, { x }, {}) : alias(x, x.shape),

    [tf.Cast]: ({ x }: { x: Info }, attrs: { dtype: tf.DataType }) =>
      x.dtype === attrs.dtype && x.dtype !== 'string' ? alias(x, x.shape) : otherwise(tf.Cast, { x }, attrs),

    [tf.Add]: ({ a, b }: { a: Info; b: Info }, attrs: object) => {
      if (a.dtype !== 'float32' || b.dtype !== 'float32') return otherwise(tf.Add, { a, b }, attrs);
      const channels = b.shape.at(-1) ?? 0;
      const bias = b.shape.length === 1 && a.shape.length > 1 && a.shape.at(-1) === channels;
      if (!bias && !sameShape(a, b)) return otherwise(tf.Add, { a, b }, attrs);
      const y = make(a.shape);
      if (bias) run.rowwise(at(a), at(b), at(y), 1, sizeOf(a.shape) / channels, channels, 0);
      else run.add(at(a), at(b), at(y), sizeOf(a.shape));
      return y;
    },

    [tf.Concat]: (inputs: Info[], attrs: { axis: number }) => {
      const parts = Object.values(inputs).filter(({ shape }) => sizeOf(shape) > 0);
      if (parts.length === 0 || parts.some(({ dtype }) => dtype !== 'float32'))
        return otherwise(tf.Concat, inputs, attrs);
      const axis = tf.util.parseAxisParam(attrs.axis, parts[0]!.shape)[0]!;
      const shapes = parts.map(({ shape }) => shape);
      tf.backend_util.assertParamsConsistent(shapes, axis);
      const y = make(tf.backend_util.computeOutShape(shapes, axis));
      const rows = sizeOf(y.shape.slice(0, axis));
      const width = sizeOf(y.shape.slice(axis)) * 4;
      let to = at(y);
      for (const part of parts) {
        const bytes = sizeOf(part.shape.slice(axis)) * 4;
        run.copyRows(at(part), bytes, to, width, bytes, rows);
        to += bytes;
      }
      return y;
    },

    [tf.Slice]: ({ x }: { x: Info }, attrs: { begin: number | number[]; size: number | number[] }) => {
      const parsed = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size);
      const [begin, size] = parsed as [number[], number[]];
      // The one axis that is cut; all behind it is taken whole, all before it, too.
      const cut = size.findIndex((length, axis) => length !== x.shape[axis]);
      const simple = size.every((length, axis) => axis === cut || length === x.shape[axis]);
      if ((x.dtype !== 'float32' && x.dtype !== 'int32') || !simple || sizeOf(size) === 0)
        return otherwise(tf.Slice, { x }, attrs);
      if (cut < 0) return alias(x, x.shape);
      const inner = sizeOf(x.shape.slice(cut + 1)) * 4;
      const y = make(size, x.dtype);
      const from = at(x) + begin[cut]! * inner;
      const bytes = size[cut]! * inner;
      run.copyRows(from, x.shape[cut]! * inner, at(y), bytes, bytes, sizeOf(x.shape.slice(0, cut)));
      return y;
    },

    [tf.UnsortedSegmentSum]: (
      { x, segmentIds }: { x: Info; segmentIds: Info },
      { numSegments }: { numSegments: number },
    ) => {
      const rank = segmentIds.shape.length;
      const width = sizeOf(x.shape.slice(rank));
      const y = make([numSegments, ...x.shape.slice(rank)]);
      run.segmentSum(at(x), at(segmentIds), at(y), sizeOf(segmentIds.shape), width, numSegments);
      return y;
    },

    [tf.Relu]: elementwise(tf.Relu, 'relu'),
    [tf.Relu6]: elementwise(tf.Relu6, 'relu6'),
    [tf.LeakyRelu]: elementwise(tf.LeakyRelu, 'leakyRelu'),
    [tf.Elu]: elementwise(tf.Elu, 'elu'),
    [tf.Sigmoid]: elementwise(tf.Sigmoid, 'sigmoid'),
    [tf.Tanh]: elementwise(tf.Tanh, 'tanh'),
  };
}
