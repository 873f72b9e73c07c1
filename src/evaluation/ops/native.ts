import * as tf from '@tensorflow/tfjs-core';

/** Operations of ours that a backend may have a kernel for; where it has none they are composed of tfjs's. */
export const NATIVE = {
  activate: 'CellscapeActivate',
  activateBack: 'CellscapeActivateBack',
  batchNorm: 'CellscapeBatchNorm',
  batchNormBack: 'CellscapeBatchNormBack',
  batchNormGiven: 'CellscapeBatchNormGiven',
  columnSums: 'CellscapeColumnSums',
  crossEntropy: 'CellscapeCrossEntropy',
  double: 'CellscapeDouble',
  doubleBack: 'CellscapeDoubleBack',
  gatherImages: 'CellscapeGatherImages',
  globalAverage: 'CellscapeGlobalAverage',
  globalAverageBack: 'CellscapeGlobalAverageBack',
  scaleChannels: 'CellscapeScaleChannels',
  scaleChannelsBack: 'CellscapeScaleChannelsBack',
  // Of these, the first three change their inputs; the others make new tensors.
  stepMomentum: 'CellscapeStepMomentum',
  stepAdam: 'CellscapeStepAdam',
  blend: 'CellscapeBlend',
  blended: 'CellscapeBlended',
  velocity: 'CellscapeVelocity',
  momentumStep: 'CellscapeMomentumStep',
  adamMoment: 'CellscapeAdamMoment',
  adamStep: 'CellscapeAdamStep',
} as const;

type NativeName = (typeof NATIVE)[keyof typeof NATIVE];

/** Whether the active backend has a kernel of its own for it. */
export const isNative = (name: NativeName): boolean => tf.getKernel(name, tf.getBackend()) !== undefined;

/** Runs a kernel of the active backend. */
export function runNative<Output extends tf.Tensor | tf.Tensor[]>(
  name: NativeName,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attrs: Readonly<Record<string, unknown>> = {},
): Output {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap) as Output;
}
