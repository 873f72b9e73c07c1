import type { Rng } from '../../space/random.ts';
import { standardNormal } from './acquisition.ts';

export interface PerceptronOptions {
  readonly layers: number;
  /** Units of each hidden layer. */
  readonly units: number;
  /** Adam's. */
  readonly learningRate: number;
  readonly epochs: number;
  readonly batch: number;
}

/** An input as the numbers of its ones. */
export type Sparse = readonly number[];

/** Adam's usual constants (Kingma & Ba 2015). */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * A multilayer perceptron with ReLUs and one linear output, on inputs of zeros and ones, trained by Adam on the squared error.
 * Weights begin as He et al. (2015): normal, variance 2 over inputs (over `ones`, the usual number of ones, for the first layer).
 */
export class Perceptron {
  /** Sizes of input, hidden layers and output. */
  readonly sizes: readonly number[];
  /** For each layer inputs × outputs weights, input by input, then the outputs' biases. */
  readonly weights: readonly Float64Array[];
  readonly #activations: readonly Float64Array[];
  readonly #slopes: readonly Float64Array[];

  constructor(inputs: number, ones: number, { layers, units }: PerceptronOptions, rng: Rng) {
    this.sizes = [inputs, ...new Array<number>(layers).fill(units), 1];
    this.weights = this.sizes.slice(1).map((outputs, layer) => {
      const from = this.sizes[layer]!;
      const scale = Math.sqrt(2 / Math.max(1, layer === 0 ? ones : from));
      return Float64Array.from({ length: (from + 1) * outputs }, (_, i) =>
        i < from * outputs ? scale * standardNormal(rng) : 0,
      );
    });
    this.#activations = this.sizes.slice(1).map((size) => new Float64Array(size));
    this.#slopes = this.sizes.slice(1).map((size) => new Float64Array(size));
  }

  predict(input: Sparse): number {
    let below: Float64Array | undefined;
    for (const [layer, out] of this.#activations.entries()) {
      const weights = this.weights[layer]!;
      const from = this.sizes[layer]!;
      const size = out.length;
      for (let o = 0; o < size; o++) out[o] = weights[from * size + o]!;
      if (below) {
        for (let i = 0; i < from; i++) {
          const value = below[i]!;
          if (value === 0) continue;
          for (let o = 0, w = i * size; o < size; o++, w++) out[o]! += value * weights[w]!;
        }
      } else {
        for (const i of input) for (let o = 0, w = i * size; o < size; o++, w++) out[o]! += weights[w]!;
      }
      if (layer < this.#activations.length - 1) for (let o = 0; o < size; o++) if (out[o]! < 0) out[o] = 0;
      below = out;
    }
    return below![0]!;
  }

  /** Adds the gradient of ½(prediction − value)² to `gradients`; returns the prediction. */
  addGradient(input: Sparse, value: number, gradients: readonly Float64Array[]): number {
    const prediction = this.predict(input);
    this.#slopes.at(-1)![0] = prediction - value;
    for (let layer = this.sizes.length - 2; layer >= 0; layer--) {
      const slope = this.#slopes[layer]!;
      const gradient = gradients[layer]!;
      const weights = this.weights[layer]!;
      const from = this.sizes[layer]!;
      const size = slope.length;
      for (let o = 0; o < size; o++) gradient[from * size + o]! += slope[o]!;
      if (layer === 0) {
        for (const i of input) for (let o = 0, w = i * size; o < size; o++, w++) gradient[w]! += slope[o]!;
        break;
      }
      const below = this.#activations[layer - 1]!;
      const under = this.#slopes[layer - 1]!;
      for (let i = 0; i < from; i++) {
        const value = below[i]!;
        let sum = 0;
        // A unit at zero neither passes anything on nor learns.
        if (value > 0) {
          for (let o = 0, w = i * size; o < size; o++, w++) {
            gradient[w]! += value * slope[o]!;
            sum += weights[w]! * slope[o]!;
          }
        }
        under[i] = sum;
      }
    }
    return prediction;
  }

  train(inputs: readonly Sparse[], values: ArrayLike<number>, options: PerceptronOptions, rng: Rng): void {
    const gradients = this.weights.map(({ length }) => new Float64Array(length));
    const first = this.weights.map(({ length }) => new Float64Array(length));
    const second = this.weights.map(({ length }) => new Float64Array(length));
    const order = Int32Array.from(inputs, (_, i) => i);
    let step = 0;
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      for (let i = order.length - 1; i > 0; i--) {
        const j = rng.int(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      for (let start = 0; start < order.length; start += options.batch) {
        const end = Math.min(order.length, start + options.batch);
        for (let k = start; k < end; k++) this.addGradient(inputs[order[k]!]!, values[order[k]!]!, gradients);
        step++;
        const rate = (options.learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
        for (const [layer, weights] of this.weights.entries()) {
          const gradient = gradients[layer]!;
          const m = first[layer]!;
          const v = second[layer]!;
          for (let w = 0; w < weights.length; w++) {
            const slope = gradient[w]! / (end - start);
            m[w] = BETA1 * m[w]! + (1 - BETA1) * slope;
            v[w] = BETA2 * v[w]! + (1 - BETA2) * slope * slope;
            weights[w]! -= (rate * m[w]!) / (Math.sqrt(v[w]!) + EPSILON);
            gradient[w] = 0;
          }
        }
      }
    }
  }
}
