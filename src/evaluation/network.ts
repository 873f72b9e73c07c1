import * as tf from '@tensorflow/tfjs-core';
import type { Architecture } from '../architecture/graph.ts';
import type { Back, Noise, Pass } from './layer.ts';
import { type Plan, planSteps } from './steps.ts';
import type { WeightSlot } from './weights.ts';

/**
 * An architecture as a function of its weights, with its gradient written out: values flow forward through the
 * layers, gradients back through the same list. All weights are one flat vector, all moving statistics of
 * normalisation another, so that an optimiser, an average or a copy of them is a single operation.
 */
export interface Network {
  /** Weights that are trained, in the order of the flat vector. */
  readonly weights: readonly WeightSlot[];
  /** Moving means and variances, likewise. */
  readonly statistics: readonly WeightSlot[];
  /** For each node of the architecture the indices of its weights and of its statistics. */
  readonly owned: Plan['owned'];
  /**
   * Logits [N, classes] of images [N, H, W, C], values 0 … 1, as the trained network gives them. The caller disposes
   * them.
   */
  predict(images: tf.Tensor4D, weights: tf.Tensor1D, statistics: tf.Tensor1D): tf.Tensor2D;
  /**
   * One step of training up to the gradient: logits go into `loss`, which answers with its value and the gradient
   * with regard to them. Tensors of the result are the caller's.
   */
  differentiate(images: tf.Tensor4D, weights: tf.Tensor1D, noise: Noise, loss: Loss): Differentiated;
}

export interface Differentiated {
  readonly loss: tf.Scalar;
  /** Of the loss with regard to all weights. */
  readonly gradient: tf.Tensor1D;
  /** The batch's own means and variances, in the order of the statistics; `undefined` where the network has none. */
  readonly statistics: tf.Tensor1D | undefined;
}

/**
 * Makes a network of an architecture whose last node is a softmax, which is left to the loss. Throws an `Error` where
 * there is none.
 */
export function buildNetwork(architecture: Architecture): Network {
  const plan = planSteps(architecture);
  const { weights, statistics, owned } = plan;
  return {
    weights,
    statistics,
    owned,
    predict: (...parameters) => predict(plan, ...parameters),
    differentiate: (...parameters) => differentiate(plan, ...parameters),
  };
}

function predict(
  { steps, weights, statistics, result }: Plan,
  images: tf.Tensor4D,
  flat: tf.Tensor1D,
  flatStatistics: tf.Tensor1D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [parts, stored] = [cut(flat, weights), cut(flatStatistics, statistics)];
    const values: (tf.Tensor | undefined)[] = [];
    for (const [index, step] of steps.entries()) {
      const pass: Pass = {
        weights: step.weights.map((slot) => parts[slot]!),
        statistics: step.statistics.map((slot) => stored[slot]!),
        noise: undefined,
      };
      const inputs = step.inputs.map((input) => values[input]!);
      values.push(step.layer.apply(index === 0 ? [images] : inputs, pass).y);
      // Freed as soon as nobody reads it any more: a network's values together may be large.
      for (const input of step.inputs) {
        if (input > 0 && steps[input]!.lastUse === index) values[input]!.dispose();
      }
    }
    return values[result] as tf.Tensor2D;
  });
}

type Loss = (logits: tf.Tensor2D) => { loss: tf.Scalar; gradient: tf.Tensor2D };

function differentiate(
  plan: Plan,
  images: tf.Tensor4D,
  flat: tf.Tensor1D,
  noise: Noise,
  loss: Loss,
): Differentiated {
  const outcome = tf.tidy(() => {
    const { steps, weights, result } = plan;
    const parts = cut(flat, weights);
    const values: tf.Tensor[] = [];
    const backs: Back[] = [];
    const seen: tf.Tensor[] = [];
    for (const [index, step] of steps.entries()) {
      const own = step.weights.map((slot) => parts[slot]!);
      const inputs = index === 0 ? [images] : step.inputs.map((input) => values[input]!);
      const { y, back, statistics } = step.layer.apply(inputs, {
        weights: own,
        statistics: undefined,
        noise,
      });
      values.push(y);
      backs.push(back);
      if (statistics) seen.push(...statistics);
    }
    const measured = loss(values[result] as tf.Tensor2D);
    const gradients = goBack(plan, values, backs, measured.gradient);
    return { loss: measured.loss, gradient: joined(gradients), statistics: joined(seen) };
  });
  if (plan.statistics.length > 0) return outcome;
  outcome.statistics.dispose();
  return { ...outcome, statistics: undefined };
}

/**
 * Carries the gradient of the result back through the steps; the gradients of all weights, in their order. Gives up
 * the values and whatever arrives on the way as soon as they are done with: memory that was just used is in the cache.
 */
function goBack(
  { steps, weights, result }: Plan,
  values: readonly tf.Tensor[],
  backs: readonly Back[],
  gradient: tf.Tensor,
): tf.Tensor[] {
  const gradients: (readonly tf.Tensor[])[] = [];
  const arriving: (tf.Tensor | undefined)[] = [];
  arriving[result] = gradient;
  for (let index = steps.length - 1; index > 0; index--) {
    const step = steps[index]!;
    const dy = arriving[index];
    if (dy) {
      // Nobody asks for the gradient of the images.
      const wanted = step.inputs.map((input) => input > 0);
      const { dx, dWeights } = backs[index]!(dy, wanted);
      gradients[index] = dWeights;
      for (const [i, input] of step.inputs.entries()) {
        const part = dx[i];
        if (!part) continue;
        const there = arriving[input];
        arriving[input] = there ? tf.add(there, part) : part;
        if (there) tf.dispose([there, part]);
      }
      dy.dispose();
    }
    values[index]!.dispose();
  }
  return steps.flatMap(
    // What the output does not depend on (behind zeros alone) has no gradient.
    (step, index) => gradients[index] ?? step.weights.map((slot) => tf.zeros([weights[slot]!.size])),
  );
}

/** Tensors, one after the other, as one vector. */
const joined = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tensors.length > 0
    ? tf.concat(tensors.map((tensor) => tf.reshape(tensor, [tensor.size])) as tf.Tensor1D[])
    : tf.zeros([0]);

/** The parts of a flat vector, in their shapes. */
function cut(flat: tf.Tensor1D, slots: readonly WeightSlot[]): tf.Tensor[] {
  return slots.map(({ shape, offset, size }) =>
    tf.tidy(() => tf.reshape(tf.slice(flat, [offset], [size]), shape as number[])),
  );
}
