import * as tf from '@tensorflow/tfjs-core';
import { isNative, NATIVE, runNative } from './ops/native.ts';
import type { WeightSlot } from './weights.ts';

/** How weights follow their gradient. */
export interface OptimizerSettings {
  /** `sgd`: with Nesterov momentum. */
  readonly optimizer: 'sgd' | 'adam' | 'adamw';
  /** Of SGD, 0 … 1. */
  readonly momentum: number;
  /** Of filters and matrices: added to the gradient (SGD, Adam) or taken off the weights by itself (AdamW). */
  readonly weightDecay: number;
  /** The gradient's Euclidean norm is cut down to this; 0: never. */
  readonly clipNorm: number;
}

/** Adam's β₁, β₂ and ε (Kingma & Ba 2015; ε is tfjs's). */
const BETA1 = 0.9;
const BETA2 = 0.999;
const ADAM_EPSILON = 1e-7;

/** All weights of a network and what its optimiser remembers, on the device. */
export interface Optimizer {
  /** The weights now. Another tensor after the next step, or the same with other numbers. */
  readonly weights: tf.Tensor1D;
  /** Follows the gradient one step. */
  step(gradient: tf.Tensor1D, rate: number): void;
  dispose(): void;
}

/** Starts an optimiser at `values`. The caller disposes it. */
export function createOptimizer(
  settings: OptimizerSettings,
  slots: readonly WeightSlot[],
  values: Float32Array,
): Optimizer {
  const decays = new Float32Array(values.length);
  for (const { offset, size, decays: does } of slots) if (does) decays.fill(1, offset, offset + size);
  // Tidied: where the last does not fit any more, the first ones go, too.
  const state = tf.tidy(() => ({
    weights: tf.tensor1d(values),
    decay: tf.tensor1d(decays),
    first: tf.zeros<tf.Rank.R1>([values.length]),
    second: tf.zeros<tf.Rank.R1>([settings.optimizer === 'sgd' ? 0 : values.length]),
  }));
  let steps = 0;
  return {
    get weights() {
      return state.weights;
    },
    step(gradient, rate) {
      steps++;
      if (settings.optimizer === 'sgd') stepMomentum(state, gradient, rate, settings);
      else stepAdam(state, gradient, rate, settings, steps);
    },
    dispose: () => tf.dispose([state.weights, state.decay, state.first, state.second]),
  };
}

interface State {
  weights: tf.Tensor1D;
  readonly decay: tf.Tensor1D;
  /** SGD's velocity, Adam's first moment. */
  first: tf.Tensor1D;
  /** Adam's second moment. */
  second: tf.Tensor1D;
}

/** Puts new tensors, which outlive the step, in the place of the state's. */
function renew(state: State, next: Partial<Pick<State, 'weights' | 'first' | 'second'>>): void {
  for (const [name, tensor] of Object.entries(next) as ['weights' | 'first' | 'second', tf.Tensor1D][]) {
    state[name].dispose();
    state[name] = tf.keep(tensor);
  }
}

/** v ← μv + g, w ← w − rate · (g + μv): Nesterov's momentum as Sutskever et al. (2013) and PyTorch have it. */
function stepMomentum(state: State, gradient: tf.Tensor1D, rate: number, settings: OptimizerSettings): void {
  const { weights, decay, first: velocity } = state;
  const { momentum, weightDecay, clipNorm } = settings;
  if (isNative(NATIVE.stepMomentum)) {
    runNative(
      NATIVE.stepMomentum,
      { weights, gradient, velocity, decay },
      { rate, momentum, weightDecay, clipNorm },
    );
    return;
  }
  if (isNative(NATIVE.velocity)) {
    const [next, first] = tf.tidy(() => {
      const cut = clipped(gradient, clipNorm);
      const attrs = { momentum, coupled: weightDecay };
      const inputs = { weights, gradient: cut, decay };
      const v = runNative<tf.Tensor1D>(NATIVE.velocity, { ...inputs, velocity }, attrs);
      return [runNative<tf.Tensor1D>(NATIVE.momentumStep, { ...inputs, velocity: v }, { rate, ...attrs }), v];
    }) as [tf.Tensor1D, tf.Tensor1D];
    renew(state, { weights: next, first });
    return;
  }
  const [next, first] = tf.tidy(() => {
    const g = withDecay(clipped(gradient, clipNorm), weights, decay, weightDecay);
    const v = tf.add(tf.mul(velocity, momentum), g);
    return [tf.sub(weights, tf.mul(tf.add(g, tf.mul(v, momentum)), rate)), v] as const;
  }) as unknown as [tf.Tensor1D, tf.Tensor1D];
  renew(state, { weights: next, first });
}

/**
 * Adam (Kingma & Ba 2015), or AdamW (Loshchilov & Hutter 2019), whose weight decay does not pass through the moments.
 */
function stepAdam(
  state: State,
  gradient: tf.Tensor1D,
  rate: number,
  { optimizer, weightDecay, clipNorm }: OptimizerSettings,
  step: number,
): void {
  const { weights, decay, first, second } = state;
  const decoupled = optimizer === 'adamw';
  if (isNative(NATIVE.stepAdam)) {
    const attrs = {
      beta1: BETA1,
      beta2: BETA2,
      epsilon: ADAM_EPSILON,
      step,
      weightDecay,
      decoupled,
      clipNorm,
    };
    runNative(NATIVE.stepAdam, { weights, gradient, first, second, decay }, { rate, ...attrs });
    return;
  }
  if (isNative(NATIVE.adamMoment)) {
    const next = tf.tidy(() => {
      const coupled = decoupled ? 0 : weightDecay;
      const inputs = { weights, gradient: clipped(gradient, clipNorm), decay };
      const moment = (before: tf.Tensor1D, beta: number, squared: number) =>
        runNative<tf.Tensor1D>(NATIVE.adamMoment, { ...inputs, moment: before }, { beta, coupled, squared });
      const [m, v] = [moment(first, BETA1, 0), moment(second, BETA2, 1)];
      const attrs = {
        stepSize: rate / (1 - BETA1 ** step),
        correction: 1 / (1 - BETA2 ** step),
        epsilon: ADAM_EPSILON,
        shrink: decoupled ? rate * weightDecay : 0,
      };
      return [runNative<tf.Tensor1D>(NATIVE.adamStep, { weights, first: m, second: v, decay }, attrs), m, v];
    }) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    renew(state, { weights: next[0], first: next[1], second: next[2] });
    return;
  }
  const next = tf.tidy(() => {
    const cut = clipped(gradient, clipNorm);
    const g = decoupled ? cut : withDecay(cut, weights, decay, weightDecay);
    const m = tf.add(tf.mul(first, BETA1), tf.mul(g, 1 - BETA1));
    const v = tf.add(tf.mul(second, BETA2), tf.mul(tf.square(g), 1 - BETA2));
    const root = tf.add(tf.sqrt(tf.mul(v, 1 / (1 - BETA2 ** step))), ADAM_EPSILON);
    const change = tf.div(tf.mul(m, rate / (1 - BETA1 ** step)), root);
    const kept =
      decoupled && weightDecay > 0
        ? tf.sub(weights, tf.mul(tf.mul(weights, decay), rate * weightDecay))
        : weights;
    return [tf.sub(kept, change), m, v] as const;
  }) as unknown as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  renew(state, { weights: next[0], first: next[1], second: next[2] });
}

function withDecay(
  gradient: tf.Tensor1D,
  weights: tf.Tensor1D,
  decay: tf.Tensor1D,
  weightDecay: number,
): tf.Tensor1D {
  return weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(tf.mul(weights, decay), weightDecay));
}

/** The gradient, cut down to a norm (Pascanu et al. 2013). */
function clipped(gradient: tf.Tensor1D, limit: number): tf.Tensor1D {
  if (limit === 0) return gradient;
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.mul(gradient, tf.div(limit, tf.maximum(norm, limit)));
}

/** A vector that follows another: average ← keep · average + (1 − keep) · x. */
export interface Average {
  readonly value: tf.Tensor1D;
  follow(x: tf.Tensor1D, keep: number): void;
  dispose(): void;
}

/** Starts an average at `values`. The caller disposes it. */
export function createAverage(values: Float32Array): Average {
  let value = tf.tensor1d(values);
  return {
    get value() {
      return value;
    },
    follow(x, keep) {
      if (isNative(NATIVE.blend)) {
        runNative(NATIVE.blend, { average: value, x }, { keep });
        return;
      }
      const next = isNative(NATIVE.blended)
        ? runNative<tf.Tensor1D>(NATIVE.blended, { average: value, x }, { keep })
        : tf.tidy(() => tf.add<tf.Tensor1D>(tf.mul(value, keep), tf.mul(x, 1 - keep)));
      value.dispose();
      value = tf.keep(next);
    },
    dispose: () => value.dispose(),
  };
}
