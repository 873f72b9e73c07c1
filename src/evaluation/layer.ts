import type * as tf from '@tensorflow/tfjs-core';
import type { WeightSlot } from './weights.ts';

/** What a layer is given besides its inputs. */
export interface Pass {
  readonly weights: readonly tf.Tensor[];
  /** Moving moments where a trained network is applied; `undefined` while it trains. */
  readonly statistics: readonly tf.Tensor[] | undefined;
  /** So many uniform random numbers 0 … 1, for dropout; `undefined` where a trained network is applied. */
  readonly noise: Noise | undefined;
}

/** Uniform random numbers 0 … 1 on the device, others at every call. */
export type Noise = (size: number) => tf.Tensor1D;

/**
 * From the gradient of a layer's output to those of its inputs (where wanted and not zero) and weights: one after the
 * other in their order, several in one tensor where that comes about. Leaves its argument alone.
 */
export type Back = (
  dy: tf.Tensor,
  wanted: readonly boolean[],
) => { readonly dx: readonly (tf.Tensor | undefined)[]; readonly dWeights: readonly tf.Tensor[] };

export interface Applied {
  readonly y: tf.Tensor;
  readonly back: Back;
  /** The batch's moments, of normalisation while it trains. */
  readonly statistics?: readonly tf.Tensor[];
}

/** A layer as a function of its inputs and weights. */
export interface Layer {
  readonly weights: readonly Pick<WeightSlot, 'shape' | 'initial' | 'decays'>[];
  readonly statistics: readonly Pick<WeightSlot, 'shape' | 'initial' | 'decays'>[];
  apply(inputs: readonly tf.Tensor[], pass: Pass): Applied;
}
