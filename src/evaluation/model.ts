import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { type Architecture, dilationOf, type LayerNode } from '../architecture/graph.ts';
import { deriveSeed } from '../space/random.ts';
import {
  makeAveragePoolTrainable,
  makeDilationTrainable,
  makeDoublingTrainable,
  makeZeroTrainable,
} from './trainable.ts';

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

/** The slope of a leaky ReLU for negative inputs. */
const LEAKY_SLOPE = 0.1;

/**
 * Builds the tfjs model of an architecture whose last node is a softmax. Kernels start from He's normal distribution,
 * each layer with a seed of its own, so that equal seeds give equal weights on one backend.
 */
export function buildModel(architecture: Architecture, seed: number): BuiltModel {
  const outputs: SymbolicTensor[] = [];
  const dropouts: SeededLayer[] = [];
  for (const [index, node] of architecture.nodes.entries()) {
    if (node.op.type === 'input') {
      outputs.push(input({ shape: [...node.op.shape], name: 'image' }));
      continue;
    }
    const name = `n${index}_${node.op.type}`;
    const inputs = node.inputs.map((i, place) => {
      if (node.inputs.indexOf(i) === place) return outputs[i]!;
      // tfjs frees a value too early where one layer reads it twice and another reads it, too.
      const again = layers.activation({ name: `${name}_again${place}`, activation: 'linear' });
      return again.apply(outputs[i]!) as SymbolicTensor;
    });
    if (node.op.type === 'scale') {
      const [image, weights] = inputs as [SymbolicTensor, SymbolicTensor];
      const column = layers.reshape({ name: `${name}_column`, targetShape: [1, 1, weights.shape[1]!] });
      outputs.push(
        layers.multiply({ name }).apply([image, column.apply(weights) as SymbolicTensor]) as SymbolicTensor,
      );
      continue;
    }
    let from = inputs;
    if (node.op.type === 'zero' && node.op.stride > 1) {
      const strided = layers.averagePooling2d({
        name: `${name}_stride`,
        poolSize: 1,
        strides: node.op.stride,
        padding: 'same',
      });
      from = [strided.apply(inputs[0]!) as SymbolicTensor];
    }
    const layer = createLayer(node, name, deriveSeed(seed, 'initial weights', index), inputs[0]!.shape);
    if (node.op.type === 'dropout') dropouts.push(layer as unknown as SeededLayer);
    outputs.push(layer.apply(from.length === 1 ? from[0]! : from) as SymbolicTensor);
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

function createLayer({ op }: LayerNode, name: string, seed: number, inputShape: readonly (number | null)[]) {
  const kernelInitializer = initializers.heNormal({ seed });
  const depthwiseInitializer = initializers.glorotUniform({ seed: deriveSeed(seed, 'depthwise') });
  switch (op.type) {
    case 'conv':
    case 'separable':
    case 'depthwise': {
      const dilation = op.type === 'depthwise' ? 1 : dilationOf(op);
      const form = {
        name,
        kernelSize: op.kernel,
        strides: op.stride,
        dilationRate: dilation,
        padding: op.padding ?? 'same',
        useBias: op.bias,
      } as const;
      const layer =
        op.type === 'conv'
          ? layers.conv2d({ ...form, filters: op.filters, kernelInitializer })
          : op.type === 'depthwise'
            ? layers.depthwiseConv2d({ ...form, depthwiseInitializer })
            : layers.separableConv2d({
                ...form,
                filters: op.filters,
                depthwiseInitializer,
                pointwiseInitializer: kernelInitializer,
              });
      if (dilation > 1) makeDilationTrainable(layer, dilation, form.padding);
      return layer;
    }
    case 'transposed':
      return layers.conv2dTranspose({
        name,
        filters: op.filters,
        kernelSize: op.kernel,
        strides: op.stride,
        padding: 'same',
        useBias: op.bias,
        kernelInitializer,
      });
    case 'batchNorm':
      return layers.batchNormalization({ name, momentum: BATCH_NORM_MOMENTUM });
    case 'activation':
      return op.fn === 'leakyRelu'
        ? layers.leakyReLU({ name, alpha: LEAKY_SLOPE })
        : layers.activation({ name, activation: op.fn });
    case 'maxPool':
      return layers.maxPooling2d({
        name,
        poolSize: op.kernel,
        strides: op.stride,
        padding: op.padding ?? 'same',
      });
    case 'averagePool': {
      const padding = op.padding ?? 'same';
      const layer = layers.averagePooling2d({ name, poolSize: op.kernel, strides: op.stride, padding });
      if (padding === 'same') makeAveragePoolTrainable(layer, op.kernel, op.stride);
      return layer;
    }
    case 'upsample': {
      const layer = layers.upSampling2d({ name, size: [2, 2] });
      makeDoublingTrainable(layer);
      return layer;
    }
    case 'add':
      return layers.add({ name });
    case 'concat':
      return layers.concatenate({ name });
    case 'zero': {
      // The one layer of plain tfjs that makes zeros of anything.
      const layer = layers.thresholdedReLU({ name, theta: 3e38 });
      makeZeroTrainable(layer);
      return layer;
    }
    case 'globalAverage':
      return layers.globalAveragePooling2d({ name, dataFormat: 'channelsLast' });
    case 'globalDepthwise':
      return layers.depthwiseConv2d({
        name,
        kernelSize: [inputShape[1]!, inputShape[2]!],
        padding: 'valid',
        useBias: op.bias,
        // Starts as the global average, which is what it generalises.
        depthwiseInitializer: initializers.constant({ value: 1 / (inputShape[1]! * inputShape[2]!) }),
      });
    case 'flatten':
      return layers.flatten({ name });
    case 'dense':
      return layers.dense({ name, units: op.units, kernelInitializer: initializers.glorotUniform({ seed }) });
    case 'dropout':
      return layers.dropout({ name, rate: op.rate, seed });
    case 'scale':
    case 'input':
      throw new Error(`A ${op.type} is not a layer of its own.`);
  }
}

/** The number of trainable and of other weights, as tfjs itself counts them. */
export function countWeights(built: LayersModel): { parameters: number; statistics: number } {
  const total = (weights: { shape: (number | null)[] }[]) =>
    weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
  return { parameters: total(built.trainableWeights), statistics: total(built.nonTrainableWeights) };
}
