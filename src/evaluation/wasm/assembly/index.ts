export { activate, activateBack } from './activations';
export { batchNorm, batchNormGiven } from './batch-norm';
export { batchNormBack, columnSums } from './batch-norm-back';
export { depthwise, depthwiseBack } from './depthwise';
export { depthwiseFilterGradient } from './depthwise-filter';
export { add, copyRows, rowwise, rowwiseProducts, segmentSum } from './elementwise';
export { filterGradient } from './filter-gradient';
export { convolve } from './convolve';
export { convolveBack } from './convolve-back';
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
