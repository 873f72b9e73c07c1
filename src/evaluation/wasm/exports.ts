/**
 * The geometry of a convolution: images, height, width, channels, height and width of the output, then as each
 * function says.
 */
type Numbers = number[];

/**
 * The functions of the WebAssembly module; `assembly/` has their descriptions. Those that return a number of bytes
 * ask for that much scratch.
 */
export interface KernelExports {
  lend(address: number, bytes: number): void;
  convolve(input: number, filter: number, bias: number, output: number, ...geometry: Numbers): number;
  convolveBack(gradient: number, filter: number, output: number, ...geometry: Numbers): number;
  filterGradient(input: number, gradient: number, output: number, ...geometry: Numbers): number;
  depthwise(input: number, filter: number, output: number, ...geometry: Numbers): number;
  depthwiseBack(gradient: number, filter: number, output: number, ...geometry: Numbers): number;
  depthwiseFilterGradient(input: number, gradient: number, output: number, ...geometry: Numbers): number;
  maxPool(input: number, output: number, ...geometry: Numbers): void;
  maxPoolBack(gradient: number, input: number, output: number, ...geometry: Numbers): void;
  averagePool(input: number, output: number, ...geometry: Numbers): void;
  averagePoolBack(gradient: number, output: number, ...geometry: Numbers): void;
  globalAverage(input: number, output: number, images: number, pixels: number, channels: number): void;
  globalAverageBack(gradient: number, output: number, images: number, pixels: number, channels: number): void;
  double(input: number, output: number, rows: number, width: number, channels: number): void;
  doubleBack(gradient: number, output: number, rows: number, width: number, channels: number): void;
  batchNorm(
    x: number,
    scale: number,
    offset: number,
    y: number,
    moments: number,
    rows: number,
    channels: number,
    epsilon: number,
    relu: number,
  ): number;
  batchNormGiven(
    x: number,
    moments: number,
    scale: number,
    offset: number,
    y: number,
    rows: number,
    channels: number,
    epsilon: number,
    relu: number,
  ): number;
  batchNormBack(
    dy: number,
    x: number,
    y: number,
    scale: number,
    moments: number,
    dx: number,
    dWeights: number,
    rows: number,
    channels: number,
    epsilon: number,
    relu: number,
  ): number;
  columnSums(x: number, output: number, rows: number, channels: number): number;
  activate(kind: number, input: number, output: number, count: number, slope: number): void;
  activateBack(
    kind: number,
    gradient: number,
    input: number,
    output: number,
    dInput: number,
    count: number,
    slope: number,
  ): void;
  add(a: number, b: number, output: number, count: number): void;
  copyRows(from: number, fromRow: number, to: number, toRow: number, bytes: number, rows: number): void;
  rowwise(
    a: number,
    b: number,
    output: number,
    images: number,
    perImage: number,
    channels: number,
    times: number,
  ): void;
  rowwiseProducts(
    a: number,
    b: number,
    output: number,
    images: number,
    perImage: number,
    channels: number,
  ): void;
  segmentSum(
    x: number,
    segmentOfRow: number,
    output: number,
    rows: number,
    width: number,
    segments: number,
  ): void;
  crossEntropy(logits: number, targets: number, gradient: number, rows: number, classes: number): number;
  stepMomentum(
    weights: number,
    gradient: number,
    velocity: number,
    decay: number,
    count: number,
    rate: number,
    momentum: number,
    weightDecay: number,
    factor: number,
  ): void;
  stepAdam(
    weights: number,
    gradient: number,
    first: number,
    second: number,
    decay: number,
    count: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    correction1: number,
    correction2: number,
    weightDecay: number,
    decoupled: number,
    factor: number,
  ): void;
  blend(average: number, x: number, count: number, keep: number): void;
  sumOfSquares(x: number, count: number): number;
  gatherImages(
    bytes: number,
    rows: number,
    output: number,
    count: number,
    size: number,
    factor: number,
  ): void;
}
