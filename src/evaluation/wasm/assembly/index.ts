export { activate, activateBack } from './activations';
export { batchNorm, batchNormBack, batchNormGiven, columnSums } from './batch-norm';
export { depthwise, depthwiseBack, depthwiseFilterGradient } from './depthwise';
export { add, copyRows, rowwise, rowwiseProducts, segmentSum } from './elementwise';
export { filterGradient } from './filter-gradient';
export { convolve, convolveBack } from './gather';
export { gatherImages } from './images';
export { crossEntropy } from './loss';
export { blend, stepAdam, stepMomentum, sumOfSquares } from './optimizer';
export {
  averagePool,
  averagePoolBack,
  double,
  doubleBack,
  globalAverage,
  globalAverageBack,
  maxPool,
  maxPoolBack,
} from './pool';
export { lend } from './scratch';
