import * as tf from '@tensorflow/tfjs-core';
import { activationCode } from '../ops/activation-codes.ts';
import { NATIVE } from '../ops/native.ts';
import type { Kernels } from './module.ts';
import type { KernelTable } from './register.ts';

type Info = tf.TensorInfo;
type Named<Keys extends string> = Readonly<Record<Keys, Info>>;

const sizeOf = (shape: readonly number[]): number => tf.util.sizeFromShape(shape as number[]);

/** Rows and channels of a tensor whose last axis is the channels. */
function matrixOf({ shape }: Info): [rows: number, channels: number] {
  const channels = shape.at(-1)!;
  return [sizeOf(shape) / channels, channels];
}

/** The kernels of our own operations. */
export function networkKernels({ run, at, make, lending, backend }: Kernels): KernelTable {
  return {
    [NATIVE.activate]: ({ x }: Named<'x'>, { fn, slope }: { fn: string; slope: number }) => {
      const y = make(x.shape);
      run.activate(activationCode(fn), at(x), at(y), sizeOf(x.shape), slope);
      return y;
    },
    [NATIVE.activateBack]: (
      { dy, x, y }: Named<'dy' | 'x' | 'y'>,
      { fn, slope }: { fn: string; slope: number },
    ) => {
      const dx = make(x.shape);
      run.activateBack(activationCode(fn), at(dy), at(x), at(y), at(dx), sizeOf(x.shape), slope);
      return dx;
    },

    [NATIVE.batchNorm]: (
      { x, scale, offset }: Named<'x' | 'scale' | 'offset'>,
      { epsilon, relu }: { epsilon: number; relu: boolean },
    ) => {
      const [rows, channels] = matrixOf(x);
      const [y, moments] = [make(x.shape), make([2, channels])];
      const places = [at(x), at(scale), at(offset), at(y), at(moments)] as const;
      lending(() => run.batchNorm(...places, rows, channels, epsilon, Number(relu)), y, moments);
      return [y, moments];
    },
    [NATIVE.batchNormBack]: (
      { dy, x, y, scale, moments }: Named<'dy' | 'x' | 'y' | 'scale' | 'moments'>,
      { epsilon, relu }: { epsilon: number; relu: boolean },
    ) => {
      const [rows, channels] = matrixOf(x);
      const [dx, dWeights] = [make(x.shape), make([2, channels])];
      const places = [at(dy), at(x), at(y), at(scale), at(moments), at(dx), at(dWeights)] as const;
      lending(() => run.batchNormBack(...places, rows, channels, epsilon, Number(relu)), dx, dWeights);
      return [dx, dWeights];
    },
    [NATIVE.batchNormGiven]: (
      { x, moments, scale, offset }: Named<'x' | 'moments' | 'scale' | 'offset'>,
      { epsilon, relu }: { epsilon: number; relu: boolean },
    ) => {
      const [rows, channels] = matrixOf(x);
      const y = make(x.shape);
      const places = [at(x), at(moments), at(scale), at(offset), at(y)] as const;
      lending(() => run.batchNormGiven(...places, rows, channels, epsilon, Number(relu)), y);
      return y;
    },

    [NATIVE.columnSums]: ({ x }: Named<'x'>) => {
      const [rows, channels] = matrixOf(x);
      const y = make([channels]);
      lending(() => run.columnSums(at(x), at(y), rows, channels), y);
      return y;
    },

    [NATIVE.crossEntropy]: ({ logits, targets }: Named<'logits' | 'targets'>) => {
      const [rows, classes] = matrixOf(logits);
      const gradient = make(logits.shape);
      const loss = make([]);
      const value = run.crossEntropy(at(logits), at(targets), at(gradient), rows, classes);
      backend.typedArrayFromHeap(loss)[0] = value;
      return [loss, gradient];
    },

    [NATIVE.gatherImages]: (
      { rows }: Named<'rows'>,
      { address, shape }: { address: number; shape: number[] },
    ) => {
      const y = make([...rows.shape, ...shape]);
      run.gatherImages(address, at(rows), at(y), sizeOf(rows.shape), sizeOf(shape), 1 / 255);
      return y;
    },

    [NATIVE.double]: ({ x }: Named<'x'>) => {
      const [images, height, width, channels] = x.shape as [number, number, number, number];
      const y = make([images, height * 2, width * 2, channels]);
      run.double(at(x), at(y), images * height, width, channels);
      return y;
    },
    [NATIVE.doubleBack]: ({ dy }: Named<'dy'>) => {
      const [images, height, width, channels] = dy.shape as [number, number, number, number];
      const dx = make([images, height / 2, width / 2, channels]);
      run.doubleBack(at(dy), at(dx), (images * height) / 2, width / 2, channels);
      return dx;
    },

    [NATIVE.globalAverage]: ({ x }: Named<'x'>) => {
      const [images, height, width, channels] = x.shape as [number, number, number, number];
      const y = make([images, channels]);
      run.globalAverage(at(x), at(y), images, height * width, channels);
      return y;
    },
    [NATIVE.globalAverageBack]: ({ dy }: Named<'dy'>, { shape }: { shape: number[] }) => {
      const [images, height, width, channels] = shape as [number, number, number, number];
      const dx = make(shape);
      run.globalAverageBack(at(dy), at(dx), images, height * width, channels);
      return dx;
    },

    [NATIVE.scaleChannels]: ({ x, weights }: Named<'x' | 'weights'>) => {
      const [images, height, width, channels] = x.shape as [number, number, number, number];
      const y = make(x.shape);
      run.rowwise(at(x), at(weights), at(y), images, height * width, channels, 1);
      return y;
    },
    [NATIVE.scaleChannelsBack]: ({ dy, x, weights }: Named<'dy' | 'x' | 'weights'>) => {
      const [images, height, width, channels] = x.shape as [number, number, number, number];
      const dx = make(x.shape);
      const dWeights = make(weights.shape);
      run.rowwise(at(dy), at(weights), at(dx), images, height * width, channels, 1);
      run.rowwiseProducts(at(dy), at(x), at(dWeights), images, height * width, channels);
      return [dx, dWeights];
    },

    // The weights and the optimiser's state change in place: nothing of tfjs keeps copies of them, since the kernels
    // that did are replaced.
    [NATIVE.stepMomentum]: (
      { weights, gradient, velocity, decay }: Named<'weights' | 'gradient' | 'velocity' | 'decay'>,
      attrs: { rate: number; momentum: number; weightDecay: number; clipNorm: number },
    ) => {
      const count = sizeOf(weights.shape);
      const factor = clipFactor(run.sumOfSquares(at(gradient), count), attrs.clipNorm);
      run.stepMomentum(
        at(weights),
        at(gradient),
        at(velocity),
        at(decay),
        count,
        attrs.rate,
        attrs.momentum,
        attrs.weightDecay,
        factor,
      );
      return [];
    },
    [NATIVE.stepAdam]: (
      {
        weights,
        gradient,
        first,
        second,
        decay,
      }: Named<'weights' | 'gradient' | 'first' | 'second' | 'decay'>,
      attrs: {
        rate: number;
        beta1: number;
        beta2: number;
        epsilon: number;
        step: number;
        weightDecay: number;
        decoupled: boolean;
        clipNorm: number;
      },
    ) => {
      const count = sizeOf(weights.shape);
      const factor = clipFactor(run.sumOfSquares(at(gradient), count), attrs.clipNorm);
      run.stepAdam(
        at(weights),
        at(gradient),
        at(first),
        at(second),
        at(decay),
        count,
        attrs.rate,
        attrs.beta1,
        attrs.beta2,
        attrs.epsilon,
        1 / (1 - attrs.beta1 ** attrs.step),
        1 / (1 - attrs.beta2 ** attrs.step),
        attrs.weightDecay,
        attrs.decoupled ? 1 : 0,
        factor,
      );
      return [];
    },
    [NATIVE.blend]: ({ average, x }: Named<'average' | 'x'>, { keep }: { keep: number }) => {
      run.blend(at(average), at(x), sizeOf(x.shape), keep);
      return [];
    },
  };
}

/** What a gradient is multiplied by so that its norm is at most `limit` (0: no limit). */
function clipFactor(sumOfSquares: number, limit: number): number {
  const norm = Math.sqrt(sumOfSquares);
  return limit > 0 && norm > limit ? limit / norm : 1;
}
