import * as tf from '@tensorflow/tfjs-core';
import type { LayerOp, Shape } from '../architecture/graph.ts';
import type { Layer } from './layer.ts';
import { activate, activateBack } from './ops/activation.ts';
import { parted, scaleChannels, scaleChannelsBack, sum } from './ops/merge.ts';
import {
  averagePool,
  averagePoolBack,
  double,
  doubleBack,
  globalAverage,
  globalAverageBack,
  maxPool,
  maxPoolBack,
} from './ops/pooling.ts';
import {
  convolution,
  dense,
  depthwiseLayer,
  globalDepthwise,
  normalisation,
  separable,
  transposed,
} from './weighted-layers.ts';

/** A layer without weights and with one input. */
const plain = (
  apply: (x: tf.Tensor) => { y: tf.Tensor; back: (dy: tf.Tensor) => tf.Tensor | undefined },
): Layer => ({
  weights: [],
  statistics: [],
  apply([x]) {
    const { y, back } = apply(x!);
    return { y, back: (dy, [wanted]) => ({ dx: [wanted ? back(dy) : undefined], dWeights: [] }) };
  },
});

/**
 * The layer of an operation on inputs of these shapes, [H, W, C] or [units]. `relu`: normalisation applies one, too.
 */
export function layerOf(op: LayerOp, inputs: readonly Shape[], { relu }: { relu: boolean }): Layer {
  const shape = inputs[0] ?? [];
  const channels = shape.at(-1) ?? 0;
  switch (op.type) {
    case 'input':
      // The images are the caller's and outlive the step.
      return plain((x) => ({ y: tf.clone(x), back: () => undefined }));
    case 'conv':
      return convolution(op, channels);
    case 'separable':
      return separable(op, channels);
    case 'depthwise':
      return depthwiseLayer(op, channels);
    case 'globalDepthwise':
      return globalDepthwise(op, shape);
    case 'transposed':
      return transposed(op, channels);
    case 'batchNorm':
      return normalisation(channels, relu);
    case 'activation': {
      const { fn } = op;
      if (fn === 'softmax') throw new Error('A softmax is the last layer of a network, and of the loss.');
      return plain((x) => {
        const y = activate(fn, x);
        return { y, back: (dy) => activateBack(fn, dy, x, y) };
      });
    }
    case 'maxPool': {
      const form = { ...op, padding: op.padding ?? 'same' } as const;
      return plain((x) => {
        const y = maxPool(x as tf.Tensor4D, form);
        return { y, back: (dy) => maxPoolBack(dy as tf.Tensor4D, x as tf.Tensor4D, y, form) };
      });
    }
    case 'averagePool': {
      const form = { ...op, padding: op.padding ?? 'same' } as const;
      return plain((x) => ({
        y: averagePool(x as tf.Tensor4D, form),
        back: (dy) => averagePoolBack(dy as tf.Tensor4D, x as tf.Tensor4D, form),
      }));
    }
    case 'upsample':
      return plain((x) => ({ y: double(x as tf.Tensor4D), back: (dy) => doubleBack(dy as tf.Tensor4D) }));
    case 'add':
      return {
        weights: [],
        statistics: [],
        apply: (parts) => ({
          y: sum(parts),
          back: (dy, wanted) => ({
            dx: wanted.map((asked) => (asked ? tf.clone(dy) : undefined)),
            dWeights: [],
          }),
        }),
      };
    case 'concat': {
      const widths = inputs.map((input) => input.at(-1)!);
      return {
        weights: [],
        statistics: [],
        apply: (parts) => ({
          y: tf.concat(parts as tf.Tensor[], -1),
          back: (dy) => ({ dx: parted(dy, widths), dWeights: [] }),
        }),
      };
    }
    case 'scale':
      return {
        weights: [],
        statistics: [],
        apply: ([x, weights]) => ({
          y: scaleChannels(x as tf.Tensor4D, weights as tf.Tensor2D),
          back: (dy) => ({
            dx: scaleChannelsBack(dy as tf.Tensor4D, x as tf.Tensor4D, weights as tf.Tensor2D),
            dWeights: [],
          }),
        }),
      };
    case 'zero':
      return plain((x) => {
        const [count, height, width] = x.shape as [number, number, number];
        const { stride } = op;
        const sides =
          stride === 1 ? x.shape : [count, Math.ceil(height / stride), Math.ceil(width / stride), channels];
        return { y: tf.zeros(sides), back: () => undefined };
      });
    case 'globalAverage':
      return plain((x) => ({
        y: globalAverage(x as tf.Tensor4D),
        back: (dy) => globalAverageBack(dy as tf.Tensor2D, x.shape),
      }));
    case 'flatten':
      return plain((x) => ({
        y: tf.reshape(x, [x.shape[0]!, -1]),
        back: (dy) => tf.reshape(dy, x.shape),
      }));
    case 'dense':
      return dense(channels, op.units);
    case 'dropout':
      return dropout(op.rate);
  }
}

/**
 * Dropout (Srivastava et al. 2014): while training, each value is 0 with probability `rate`, the others are enlarged
 * by 1 / (1 − rate).
 */
function dropout(rate: number): Layer {
  return {
    weights: [],
    statistics: [],
    apply([x], { noise }) {
      if (!noise || rate === 0)
        return { y: tf.clone(x!), back: (dy) => ({ dx: [tf.clone(dy)], dWeights: [] }) };
      const mask = tf.tidy(() => {
        const kept = tf.cast(tf.greaterEqual(noise(x!.size), rate), 'float32');
        return tf.reshape(tf.mul(kept, 1 / (1 - rate)), x!.shape);
      });
      return {
        y: tf.mul(x!, mask),
        back: (dy) => {
          const dx = tf.mul(dy, mask);
          mask.dispose();
          return { dx: [dx], dWeights: [] };
        },
      };
    },
  };
}
