import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import type { Architecture, LayerNode } from '../architecture/graph.ts';
import { deriveSeed } from '../space/random.ts';

/** A tfjs model built from an architecture. */
export interface BuiltModel {
  /** From images (values 0 … 1) to class probabilities: what is exported. */
  readonly model: LayersModel;
  /** The same layers without the final softmax: what is trained. */
  readonly logits: LayersModel;
  /** Gives every dropout layer a fresh mask, the same one for the same seed. Call before each training step. */
  reseedDropout(seed: number): void;
  /** Frees all weights. */
  dispose(): void;
}

/**
 * Moving averages of batch normalisation forget fast (Keras's default is 0.99): a candidate is judged after a few
 * hundred steps, and with 0.99 a tenth of the average would still be its start value.
 */
const BATCH_NORM_MOMENTUM = 0.9;

/**
 * Builds the tfjs model of an architecture whose last node is a softmax. Kernels start from He's normal distribution,
 * each layer with a seed of its own, so that equal seeds give equal weights on one backend.
 */
export function buildModel(architecture: Architecture, seed: number): BuiltModel {
  const outputs: SymbolicTensor[] = [];
  const dropouts: SeededLayer[] = [];
  for (const [index, node] of architecture.nodes.entries()) {
    const inputs = node.inputs.map((i) => outputs[i]!);
    if (node.op.type === 'input') {
      outputs.push(input({ shape: [...node.op.shape], name: 'image' }));
      continue;
    }
    const layer = createLayer(node, `n${index}_${node.op.type}`, deriveSeed(seed, 'initial weights', index));
    if (node.op.type === 'dropout') dropouts.push(layer as unknown as SeededLayer);
    outputs.push(layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as SymbolicTensor);
  }
  const last = architecture.nodes.at(-1)!;
  if (last.op.type !== 'activation' || last.op.fn !== 'softmax') {
    throw new Error('An architecture must end in a softmax to be trained.');
  }
  const full = model({ inputs: outputs[0]!, outputs: outputs.at(-1)! });
  const logits = model({ inputs: outputs[0]!, outputs: outputs[last.inputs[0]!]! });
  return {
    model: full,
    logits,
    reseedDropout: (stepSeed) => {
      for (const [i, dropout] of dropouts.entries()) dropout.seed = deriveSeed(stepSeed, i);
    },
    // The layers are shared, and disposing one model disposes them.
    dispose: () => {
      full.dispose();
    },
  };
}

/** tfjs draws dropout masks from this field: fixed, it would give the same mask at every step. */
interface SeededLayer {
  seed: number;
}

function createLayer({ op }: LayerNode, name: string, seed: number) {
  const kernelInitializer = initializers.heNormal({ seed });
  switch (op.type) {
    case 'conv':
      return layers.conv2d({
        name,
        filters: op.filters,
        kernelSize: op.kernel,
        strides: op.stride,
        padding: 'same',
        useBias: op.bias,
        kernelInitializer,
      });
    case 'separable':
      return layers.separableConv2d({
        name,
        filters: op.filters,
        kernelSize: op.kernel,
        strides: op.stride,
        padding: 'same',
        useBias: op.bias,
        depthwiseInitializer: initializers.glorotUniform({ seed: deriveSeed(seed, 'depthwise') }),
        pointwiseInitializer: kernelInitializer,
      });
    case 'batchNorm':
      return layers.batchNormalization({ name, momentum: BATCH_NORM_MOMENTUM });
    case 'activation':
      return layers.activation({ name, activation: op.fn });
    case 'maxPool':
      return layers.maxPooling2d({ name, poolSize: op.kernel, strides: op.stride, padding: 'same' });
    case 'averagePool':
      return layers.averagePooling2d({ name, poolSize: op.kernel, strides: op.stride, padding: 'same' });
    case 'add':
      return layers.add({ name });
    case 'concat':
      return layers.concatenate({ name });
    case 'globalAverage':
      return layers.globalAveragePooling2d({ name, dataFormat: 'channelsLast' });
    case 'flatten':
      return layers.flatten({ name });
    case 'dense':
      return layers.dense({ name, units: op.units, kernelInitializer: initializers.glorotUniform({ seed }) });
    case 'dropout':
      return layers.dropout({ name, rate: op.rate, seed });
    case 'input':
      throw new Error('Only the first node of an architecture can be its input.');
  }
}

/** The number of trainable and of other weights, as tfjs itself counts them. */
export function countWeights(built: LayersModel): { parameters: number; statistics: number } {
  const total = (weights: { shape: (number | null)[] }[]) =>
    weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
  return { parameters: total(built.trainableWeights), statistics: total(built.nonTrainableWeights) };
}
