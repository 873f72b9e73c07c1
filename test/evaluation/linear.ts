import type { Architecture } from '../../src/architecture/graph.ts';
import type { LabelledImages } from '../../src/evaluation/labelled-images.ts';
import { buildNetwork } from '../../src/evaluation/network.ts';
import type { Recipe } from '../../src/evaluation/train.ts';
import { initialWeights } from '../../src/evaluation/weights.ts';

/** The smallest network there is: every pixel has a weight for every class. */
export const linear = (shape: readonly [number, number, number], classes: number): Architecture => ({
  nodes: [
    { op: { type: 'input', shape }, inputs: [], place: '' },
    { op: { type: 'flatten' }, inputs: [0], place: '' },
    { op: { type: 'dense', units: classes }, inputs: [1], place: '' },
    { op: { type: 'activation', fn: 'softmax' }, inputs: [2], place: '' },
  ],
});

/** The numbers such a network starts with: its matrix, pixels × classes, and then its biases. */
export const startOf = (architecture: Architecture, seed: number): Float32Array =>
  initialWeights(buildNetwork(architecture).weights, seed);

/** The logits of an image, in doubles. */
function logits(
  { images, classes, shape }: LabelledImages,
  row: number,
  weights: ArrayLike<number>,
): number[] {
  const size = shape[0] * shape[1] * shape[2];
  return Array.from({ length: classes }, (_, k) => {
    let sum = weights[size * classes + k]!;
    for (let i = 0; i < size; i++) sum += (images[row * size + i]! / 255) * weights[i * classes + k]!;
    return sum;
  });
}

/** The mean loss of a linear network on images, and its gradient, in doubles. */
export function linearLoss(
  data: LabelledImages,
  weights: ArrayLike<number>,
  smoothing: number,
): { loss: number; gradient: Float64Array } {
  const { images, labels, classes, shape } = data;
  const size = shape[0] * shape[1] * shape[2];
  const gradient = new Float64Array(weights.length);
  let loss = 0;
  for (const [row, label] of labels.entries()) {
    const outputs = logits(data, row, weights);
    const total = outputs.reduce((sum, output) => sum + Math.exp(output), 0);
    for (const [k, output] of outputs.entries()) {
      const target = smoothing / classes + (k === label ? 1 - smoothing : 0);
      loss -= (target * (output - Math.log(total))) / labels.length;
      const slope = (Math.exp(output) / total - target) / labels.length;
      gradient[size * classes + k]! += slope;
      for (let i = 0; i < size; i++) gradient[i * classes + k]! += (slope * images[row * size + i]!) / 255;
    }
  }
  return { loss, gradient };
}

/** The share of images that a linear network takes for another class. */
export function linearError(data: LabelledImages, weights: ArrayLike<number>): number {
  const wrong = [...data.labels].filter((label, row) => {
    const outputs = logits(data, row, weights);
    return outputs.indexOf(Math.max(...outputs)) !== label;
  });
  return wrong.length / data.labels.length;
}

/** Trains a linear network as papers say: each step on all images, at these rates, in doubles. */
export function trainLinear(
  data: LabelledImages,
  start: ArrayLike<number>,
  recipe: Recipe,
  rates: readonly number[],
): Float64Array {
  const { optimizer, momentum, weightDecay, clipNorm, labelSmoothing } = recipe;
  const weights = Float64Array.from(start);
  const [first, second] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  const matrix = weights.length - data.classes;
  for (const [index, rate] of rates.entries()) {
    const { gradient } = linearLoss(data, weights, labelSmoothing);
    const norm = Math.hypot(...gradient);
    const cut = clipNorm > 0 && norm > clipNorm ? clipNorm / norm : 1;
    for (let i = 0; i < weights.length; i++) {
      const decay = i < matrix ? weightDecay * weights[i]! : 0;
      const g = gradient[i]! * cut + (optimizer === 'adamw' ? 0 : decay);
      if (optimizer === 'sgd') {
        first[i] = momentum * first[i]! + g;
        weights[i]! -= rate * (g + momentum * first[i]!);
        continue;
      }
      first[i] = 0.9 * first[i]! + 0.1 * g;
      second[i] = 0.999 * second[i]! + 0.001 * g * g;
      const mean = first[i]! / (1 - 0.9 ** (index + 1));
      const square = second[i]! / (1 - 0.999 ** (index + 1));
      weights[i]! -= rate * (mean / (Math.sqrt(square) + 1e-7) + (optimizer === 'adamw' ? decay : 0));
    }
  }
  return weights;
}
