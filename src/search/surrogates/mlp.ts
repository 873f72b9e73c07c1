import { type Rng, shuffle } from '../../space/random.ts';
import { standardNormal } from './acquisition.ts';

export interface MlpShape {
  /** Hidden layers, at least 1. */
  readonly layers: number;
  /** Neurons of each. */
  readonly units: number;
}

export interface MlpTraining {
  readonly epochs: number;
  /** Examples of a step. */
  readonly batch: number;
  /** Adam's. */
  readonly learningRate: number;
}

/** Adam's other constants (Kingma & Ba 2015). */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * A multilayer perceptron from zeros and ones to one number: hidden layers with ReLU, a linear output. An input
 * is given by the places of its ones, so the first layer costs only those. The parameters stand in one list: of
 * each layer the weights, all that leave one input together, then the biases.
 */
export class Mlp {
  readonly parameters: Float64Array;
  readonly #width: number;
  readonly #layers: number;
  readonly #units: number;
  /** What the hidden layers gave for the last input, and the loss's slope there. */
  readonly #outputs: readonly Float64Array[];
  readonly #slopes: readonly Float64Array[];

  /**
   * `width`: of the input. Weights are drawn from N(0, 2 / inputs) (He et al. 2015), of the first layer for
   * `active` inputs.
   */
  constructor(width: number, active: number, { layers, units }: MlpShape, rng: Rng) {
    this.#width = width;
    this.#layers = layers;
    this.#units = units;
    this.parameters = new Float64Array((width + 1) * units + (layers - 1) * (units + 1) * units + units + 1);
    const draw = (at: number, count: number, inputs: number) => {
      const deviation = Math.sqrt(2 / Math.max(1, inputs));
      for (let i = 0; i < count; i++) this.parameters[at + i] = deviation * standardNormal(rng);
    };
    draw(0, width * units, active);
    for (let layer = 1; layer < layers; layer++) draw(this.#start(layer), units * units, units);
    // From N(0, 1 / units): the output is linear.
    draw(this.#start(layers), units, 2 * units);
    this.#outputs = Array.from({ length: layers }, () => new Float64Array(units));
    this.#slopes = Array.from({ length: layers }, () => new Float64Array(units));
  }

  /** Where the parameters of a layer begin; those of the output come last. */
  #start(layer: number): number {
    if (layer === 0) return 0;
    return (this.#width + 1) * this.#units + (layer - 1) * (this.#units + 1) * this.#units;
  }

  predict(ones: Int32Array): number {
    const { parameters } = this;
    const units = this.#units;
    for (let layer = 0; layer < this.#layers; layer++) {
      const start = this.#start(layer);
      const out = this.#outputs[layer]!;
      const biases = start + (layer === 0 ? this.#width : units) * units;
      for (let j = 0; j < units; j++) out[j] = parameters[biases + j]!;
      if (layer === 0) {
        for (const one of ones) for (let j = 0; j < units; j++) out[j]! += parameters[one * units + j]!;
      } else {
        const before = this.#outputs[layer - 1]!;
        for (let i = 0; i < units; i++) {
          const value = before[i]!;
          if (value === 0) continue;
          const row = start + i * units;
          for (let j = 0; j < units; j++) out[j]! += value * parameters[row + j]!;
        }
      }
      for (let j = 0; j < units; j++) if (out[j]! < 0) out[j] = 0;
    }
    const last = this.#start(this.#layers);
    const top = this.#outputs[this.#layers - 1]!;
    let sum = parameters[last + units]!;
    for (let j = 0; j < units; j++) sum += top[j]! * parameters[last + j]!;
    return sum;
  }

  /** Adds the gradient of `½ (prediction − value)²` to `gradient`, and returns the loss. */
  backward(ones: Int32Array, value: number, gradient: Float64Array): number {
    const error = this.predict(ones) - value;
    const { parameters } = this;
    const units = this.#units;
    const last = this.#start(this.#layers);
    const top = this.#outputs[this.#layers - 1]!;
    let slopes = this.#slopes[this.#layers - 1]!;
    gradient[last + units]! += error;
    for (let j = 0; j < units; j++) {
      gradient[last + j]! += error * top[j]!;
      slopes[j] = top[j]! > 0 ? error * parameters[last + j]! : 0;
    }
    for (let layer = this.#layers - 1; layer > 0; layer--) {
      const start = this.#start(layer);
      const before = this.#outputs[layer - 1]!;
      const below = this.#slopes[layer - 1]!;
      for (let j = 0; j < units; j++) gradient[start + units * units + j]! += slopes[j]!;
      for (let i = 0; i < units; i++) {
        below[i] = 0;
        const value = before[i]!;
        // Behind a ReLU that is shut there is no slope, neither to the weights nor to what lies below.
        if (value === 0) continue;
        const row = start + i * units;
        let sum = 0;
        for (let j = 0; j < units; j++) {
          gradient[row + j]! += value * slopes[j]!;
          sum += parameters[row + j]! * slopes[j]!;
        }
        below[i] = sum;
      }
      slopes = below;
    }
    const biases = this.#width * units;
    for (let j = 0; j < units; j++) gradient[biases + j]! += slopes[j]!;
    for (const one of ones) for (let j = 0; j < units; j++) gradient[one * units + j]! += slopes[j]!;
    return 0.5 * error * error;
  }

  /** Adam on the mean loss of shuffled batches. */
  train(examples: readonly Int32Array[], values: ArrayLike<number>, training: MlpTraining, rng: Rng): void {
    const { epochs, batch, learningRate } = training;
    const { parameters } = this;
    const gradient = new Float64Array(parameters.length);
    const first = new Float64Array(parameters.length);
    const second = new Float64Array(parameters.length);
    const order = Int32Array.from(examples.keys());
    let steps = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      shuffle(order, rng);
      for (let start = 0; start < order.length; start += batch) {
        const members = order.subarray(start, start + batch);
        for (const member of members) this.backward(examples[member]!, values[member]!, gradient);
        steps++;
        const rate = learningRate / (1 - BETA1 ** steps);
        const scale = 1 / (1 - BETA2 ** steps);
        for (let i = 0; i < parameters.length; i++) {
          const slope = gradient[i]! / members.length;
          const mean = BETA1 * first[i]! + (1 - BETA1) * slope;
          const square = BETA2 * second[i]! + (1 - BETA2) * slope * slope;
          first[i] = mean;
          second[i] = square;
          parameters[i]! -= (rate * mean) / (Math.sqrt(square * scale) + EPSILON);
          gradient[i] = 0;
        }
      }
    }
  }
}
