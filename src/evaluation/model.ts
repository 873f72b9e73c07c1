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
import { buildNetwork } from './network.ts';
import { LEAKY_SLOPE } from './ops/activation.ts';
import { EPSILON } from './ops/batch-norm.ts';
import type { TrainedWeights } from './train.ts';

/**
 * The tfjs layers model of an architecture whose last node is a softmax: from images (values 0 … 1) to class
 * probabilities, with weights that were trained, or zeros. It is what is saved; training does without it. The caller
 * disposes it.
 */
export function buildModel(architecture: Architecture, trained?: TrainedWeights): LayersModel {
  const outputs: SymbolicTensor[] = [];
  const weighted = new Map<number, { setWeights(weights: tf.Tensor[]): void }>();
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
    const layer = createLayer(node, name, inputs[0]!.shape);
    outputs.push(layer.apply(from.length === 1 ? from[0]! : from) as SymbolicTensor);
    weighted.set(index, layer);
  }
  const full = model({ inputs: outputs[0]!, outputs: outputs.at(-1)! });
  if (trained) {
    const network = buildNetwork(architecture);
    tf.tidy(() => {
      for (const [index, { weights, statistics }] of network.owned.entries()) {
        if (weights.length === 0) continue;
        const tensors = [
          ...weights.map((slot) => part(trained.weights, network.weights[slot]!)),
          ...statistics.flatMap((slot) => tf.unstack(part(trained.statistics, network.statistics[slot]!))),
        ];
        weighted.get(index)!.setWeights(tensors);
      }
    });
  }
  return full;
}

function part(
  flat: Float32Array,
  slot: { offset: number; size: number; shape: readonly number[] },
): tf.Tensor {
  return tf.tensor(flat.slice(slot.offset, slot.offset + slot.size), [...slot.shape]);
}

/** The weights come later: drawing random ones first would be for nothing. */
const ZEROS = () => initializers.zeros();

function createLayer({ op }: LayerNode, name: string, inputShape: readonly (number | null)[]) {
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
      if (op.type === 'conv')
        return layers.conv2d({ ...form, filters: op.filters, kernelInitializer: ZEROS() });
      if (op.type === 'depthwise') return layers.depthwiseConv2d({ ...form, depthwiseInitializer: ZEROS() });
      return layers.separableConv2d({
        ...form,
        filters: op.filters,
        depthwiseInitializer: ZEROS(),
        pointwiseInitializer: ZEROS(),
      });
    }
    case 'transposed':
      return layers.conv2dTranspose({
        name,
        filters: op.filters,
        kernelSize: op.kernel,
        strides: op.stride,
        padding: 'same',
        useBias: op.bias,
        kernelInitializer: ZEROS(),
      });
    case 'batchNorm':
      return layers.batchNormalization({ name, epsilon: EPSILON });
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
    case 'averagePool':
      return layers.averagePooling2d({
        name,
        poolSize: op.kernel,
        strides: op.stride,
        padding: op.padding ?? 'same',
      });
    case 'upsample':
      return layers.upSampling2d({ name, size: [2, 2] });
    case 'add':
      return layers.add({ name });
    case 'concat':
      return layers.concatenate({ name });
    case 'zero':
      // The one layer of plain tfjs that makes zeros of anything.
      return layers.thresholdedReLU({ name, theta: 3e38 });
    case 'globalAverage':
      return layers.globalAveragePooling2d({ name, dataFormat: 'channelsLast' });
    case 'globalDepthwise':
      return layers.depthwiseConv2d({
        name,
        kernelSize: [inputShape[1]!, inputShape[2]!],
        padding: 'valid',
        useBias: op.bias,
        depthwiseInitializer: ZEROS(),
      });
    case 'flatten':
      return layers.flatten({ name });
    case 'dense':
      return layers.dense({ name, units: op.units, kernelInitializer: ZEROS() });
    case 'dropout':
      return layers.dropout({ name, rate: op.rate });
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
