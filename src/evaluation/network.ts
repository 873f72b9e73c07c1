import * as tf from '@tensorflow/tfjs-core';
import { type Architecture, inferShapes } from '../architecture/graph.ts';
import type { Back, Layer, Noise, Pass } from './layer.ts';
import { layerOf } from './layers.ts';
import type { WeightSlot } from './weights.ts';

/**
 * An architecture as a function of its weights, with its gradient written out: values flow forward through the layers, gradients back through the same
 * list. All weights are one flat vector, all moving statistics of normalisation another, so that an optimiser, an average or a
 * copy of them is a single operation.
 */
export interface Network {
  /** Weights that are trained, in the order of the flat vector. */
  readonly weights: readonly WeightSlot[];
  /** Moving means and variances, likewise. */
  readonly statistics: readonly WeightSlot[];
  /** For each node of the architecture the indices of its weights and of its statistics. */
  readonly owned: readonly { readonly weights: readonly number[]; readonly statistics: readonly number[] }[];
  /** Logits [N, classes] of images [N, H, W, C], values 0 … 1, as the trained network gives them. The caller disposes them. */
  predict(images: tf.Tensor4D, weights: tf.Tensor1D, statistics: tf.Tensor1D): tf.Tensor2D;
  /**
   * One step of training up to the gradient: logits go into `loss`, which answers with its value and the gradient with regard to them. Tensors of the
   * result are the caller's.
   */
  differentiate(
    images: tf.Tensor4D,
    weights: tf.Tensor1D,
    noise: Noise,
    loss: (logits: tf.Tensor2D) => { loss: tf.Scalar; gradient: tf.Tensor2D },
  ): Differentiated;
}

export interface Differentiated {
  readonly loss: tf.Scalar;
  /** Of the loss with regard to all weights. */
  readonly gradient: tf.Tensor1D;
  /** The batch's own means and variances, in the order of the statistics; `undefined` where the network has none. */
  readonly statistics: tf.Tensor1D | undefined;
}

/** A layer in its place. Values are numbered by step: a node that another one does along with its own work has none. */
interface Step {
  readonly layer: Layer;
  readonly inputs: readonly number[];
  readonly weights: readonly number[];
  readonly statistics: readonly number[];
  /** The last step that reads this one's value. */
  lastUse: number;
}

/** Makes a network of an architecture whose last node is a softmax, which is left to the loss. Throws an `Error` where there is none. */
export function buildNetwork(architecture: Architecture): Network {
  const { nodes } = architecture;
  const last = nodes.at(-1)!;
  if (last.op.type !== 'activation' || last.op.fn !== 'softmax') {
    throw new Error('An architecture must end in a softmax to be trained.');
  }
  const shapes = inferShapes(architecture);
  const readers = nodes.map(() => 0);
  for (const { inputs } of nodes) for (const input of inputs) readers[input]!++;
  const weights: WeightSlot[] = [];
  const statistics: WeightSlot[] = [];
  const steps: Step[] = [];
  /** The step whose value is a node's. */
  const stepOf: number[] = [];
  const owned: { weights: number[]; statistics: number[] }[] = [];
  const output = last.inputs[0]!;
  for (const { op, inputs } of nodes.slice(0, -1)) {
    const [source] = inputs;
    const before = source === undefined ? undefined : nodes[source];
    // ReLU after normalisation that nothing else reads: done in one pass with it.
    if (
      op.type === 'activation' &&
      op.fn === 'relu' &&
      before?.op.type === 'batchNorm' &&
      readers[source!] === 1
    ) {
      stepOf.push(stepOf[source!]!);
      owned.push({ weights: [], statistics: [] });
      steps[stepOf[source!]!] = {
        ...steps[stepOf[source!]!]!,
        layer: layerOf(before.op, [shapes[before.inputs[0]!]!], { relu: true }),
      };
      continue;
    }
    const layer = layerOf(
      op,
      inputs.map((input) => shapes[input]!),
      { relu: false },
    );
    const place = (slots: WeightSlot[], wanted: Layer['weights']): number[] =>
      wanted.map(({ shape, initial, decays }) => {
        const previous = slots.at(-1);
        const size = shape.reduce((product, side) => product * side, 1);
        const offset = previous ? previous.offset + previous.size : 0;
        return slots.push({ shape, offset, size, initial, decays }) - 1;
      });
    const own = { weights: place(weights, layer.weights), statistics: place(statistics, layer.statistics) };
    owned.push(own);
    stepOf.push(steps.length);
    steps.push({ layer, inputs: inputs.map((input) => stepOf[input]!), ...own, lastUse: -1 });
  }
  owned.push({ weights: [], statistics: [] });
  for (const [index, { inputs }] of steps.entries())
    for (const input of inputs) steps[input]!.lastUse = index;
  const result = stepOf[output]!;
  steps[result]!.lastUse = steps.length;

  function predict(images: tf.Tensor4D, flat: tf.Tensor1D, flatStatistics: tf.Tensor1D): tf.Tensor2D {
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

  function differentiate(
    images: tf.Tensor4D,
    flat: tf.Tensor1D,
    noise: Noise,
    loss: (logits: tf.Tensor2D) => { loss: tf.Scalar; gradient: tf.Tensor2D },
  ): Differentiated {
    const outcome = tf.tidy(() => {
      const parts = cut(flat, weights);
      const values: tf.Tensor[] = [];
      const backs: Back[] = [];
      const seen: tf.Tensor[] = [];
      for (const [index, step] of steps.entries()) {
        const pass: Pass = {
          weights: step.weights.map((slot) => parts[slot]!),
          statistics: undefined,
          noise,
        };
        const inputs = step.inputs.map((input) => values[input]!);
        const { y, back, statistics: own } = step.layer.apply(index === 0 ? [images] : inputs, pass);
        values.push(y);
        backs.push(back);
        for (const [i, slot] of step.statistics.entries()) seen[slot] = own![i]!;
      }
      const measured = loss(values[result] as tf.Tensor2D);
      /** By the first weight of a layer: the gradients of all its weights. */
      const gradients = new Map<number, readonly tf.Tensor[]>();
      const arriving: (tf.Tensor | undefined)[] = [];
      arriving[result] = measured.gradient;
      for (let index = steps.length - 1; index > 0; index--) {
        const step = steps[index]!;
        const dy = arriving[index];
        if (dy) {
          // Nobody asks for the gradient of the images.
          const wanted = step.inputs.map((input) => input > 0);
          const { dx, dWeights } = backs[index]!(dy, wanted);
          if (step.weights.length > 0) gradients.set(step.weights[0]!, dWeights);
          for (const [i, input] of step.inputs.entries()) {
            const part = dx[i];
            if (!part) continue;
            const there = arriving[input];
            if (there) {
              arriving[input] = tf.add(there, part);
              tf.dispose([there, part]);
            } else arriving[input] = part;
          }
          dy.dispose();
        }
        values[index]!.dispose();
      }
      const all = steps.flatMap(({ weights: own }) => {
        if (own.length === 0) return [];
        const parts = gradients.get(own[0]!);
        if (parts) return parts.map((part) => tf.reshape(part, [part.size]));
        // What the output does not depend on (behind zeros alone) has no gradient.
        return own.map((slot) => tf.zeros([weights[slot]!.size]));
      });
      return {
        loss: measured.loss,
        gradient: all.length > 0 ? (tf.concat(all) as tf.Tensor1D) : tf.zeros<tf.Rank.R1>([0]),
        statistics:
          seen.length > 0
            ? (tf.concat(seen.map((part) => tf.reshape(part, [part.size]))) as tf.Tensor1D)
            : tf.scalar(0),
      };
    });
    if (statistics.length > 0) return outcome as Differentiated;
    outcome.statistics.dispose();
    return { ...outcome, statistics: undefined };
  }

  return { weights, statistics, owned, predict, differentiate };
}

/** The parts of a flat vector, in their shapes. */
function cut(flat: tf.Tensor1D, slots: readonly WeightSlot[]): tf.Tensor[] {
  return slots.map(({ shape, offset, size }) =>
    tf.tidy(() => tf.reshape(tf.slice(flat, [offset], [size]), shape as number[])),
  );
}
