import * as tf from '@tensorflow/tfjs-core';
import { NATIVE } from '../../../src/evaluation/ops/native.ts';

/**
 * Runs `compute` and returns, besides its result, on which side of their corners the values of a network came to lie: for every ReLU's outputs
 * and every max pool's gradient, in order, whether they are 0, between, or at a ReLU6's 6. A value within rounding of a corner may
 * fall on either side; the gradient is then another one, and right all the same.
 */
export function decisionsOf<Result>(compute: () => Result): [result: Result, decisions: string] {
  const engine = tf.engine();
  const original = engine.runKernel;
  const decisions: string[] = [];
  engine.runKernel = <T extends tf.Tensor | tf.Tensor[]>(
    name: string,
    inputs: tf.NamedTensorMap,
    attrs?: tf.NamedAttrMap,
  ): T => {
    const output = original.call(engine, name, inputs, attrs) as T;
    const decided = decidingOutput(name, output, attrs ?? {});
    const cap = name === tf.Relu6 || attrs?.fn === 'relu6' ? 6 : Number.POSITIVE_INFINITY;
    if (decided)
      decisions.push(Array.from(decided.dataSync(), (y) => (y === 0 ? 0 : y < cap ? 1 : 2)).join(''));
    return output;
  };
  try {
    return [compute(), decisions.join(' ')];
  } finally {
    engine.runKernel = original;
  }
}

/** The output of a kernel that decides: a ReLU by itself or after normalisation, and a max pool's gradient, which shows where the maximum was. */
function decidingOutput(
  name: string,
  output: tf.Tensor | tf.Tensor[],
  attrs: tf.NamedAttrMap,
): tf.Tensor | undefined {
  const first = Array.isArray(output) ? output[0] : output;
  switch (name) {
    case tf.Relu:
    case tf.Relu6:
    case tf.MaxPoolGrad:
      return first;
    case NATIVE.activate:
      return attrs.fn === 'relu' || attrs.fn === 'relu6' ? first : undefined;
    case NATIVE.batchNorm:
      return attrs.relu ? first : undefined;
    default:
      return undefined;
  }
}
