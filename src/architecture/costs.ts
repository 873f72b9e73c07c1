import { type Architecture, inferShapes, type LayerOp, type Shape } from './graph.ts';

/** What an architecture costs, exactly, counted on the graph. */
export interface Costs {
  /** Trainable weights: kernels, biases, and scale and offset of batch normalisation. */
  readonly parameters: number;
  /** Weights that are kept but not trained: the moving mean and variance of batch normalisation. */
  readonly statistics: number;
  /**
   * Multiply–accumulate operations of one forward pass on one image: `H·W·k²·Cin·Cout` for a convolution with output
   * H×W, `H·W·Cin·(k² + Cout)` for a separable one, `H·W·k²·Cin` for a depthwise one; for a transposed one as for a
   * convolution, with the input's H×W; `in·out` for a dense layer. Biases, normalisation, activations, pooling and
   * additions are not counted, as is usual in the field (they can be folded or cost no multiplication).
   */
  readonly macs: number;
}

const NOTHING: Costs = { parameters: 0, statistics: 0, macs: 0 };

/** The costs of one operation, from the shapes of its first input and of its output. */
export function costOf(op: LayerOp, input: Shape, output: Shape): Costs {
  const channelsIn = input.at(-1) ?? 0;
  switch (op.type) {
    case 'conv': {
      const kernel = op.kernel ** 2 * channelsIn * op.filters;
      return {
        parameters: kernel + (op.bias ? op.filters : 0),
        statistics: 0,
        macs: pixels(output) * kernel,
      };
    }
    case 'separable': {
      const kernel = channelsIn * (op.kernel ** 2 + op.filters);
      return {
        parameters: kernel + (op.bias ? op.filters : 0),
        statistics: 0,
        macs: pixels(output) * kernel,
      };
    }
    case 'depthwise': {
      const kernel = op.kernel ** 2 * channelsIn;
      return {
        parameters: kernel + (op.bias ? channelsIn : 0),
        statistics: 0,
        macs: pixels(output) * kernel,
      };
    }
    case 'transposed': {
      const kernel = op.kernel ** 2 * channelsIn * op.filters;
      return {
        parameters: kernel + (op.bias ? op.filters : 0),
        statistics: 0,
        macs: pixels(input) * kernel,
      };
    }
    case 'globalDepthwise': {
      const kernel = pixels(input) * channelsIn;
      return { parameters: kernel + (op.bias ? channelsIn : 0), statistics: 0, macs: kernel };
    }
    case 'batchNorm':
      return { parameters: 2 * channelsIn, statistics: 2 * channelsIn, macs: 0 };
    case 'dense':
      return { parameters: (channelsIn + 1) * op.units, statistics: 0, macs: channelsIn * op.units };
    default:
      return NOTHING;
  }
}

const pixels = (shape: Shape): number => shape[0]! * shape[1]!;

/** The costs of every node, in the graph's order. */
export function nodeCosts(
  architecture: Architecture,
  shapes: readonly Shape[] = inferShapes(architecture),
): Costs[] {
  return architecture.nodes.map(({ op, inputs }, i) => costOf(op, shapes[inputs[0] ?? i]!, shapes[i]!));
}

/** The costs of the whole architecture. */
export function totalCosts(architecture: Architecture): Costs {
  const shapes = inferShapes(architecture);
  let parameters = 0;
  let statistics = 0;
  let macs = 0;
  for (const [i, { op, inputs }] of architecture.nodes.entries()) {
    if (op.type === 'add' || op.type === 'activation') continue;
    const cost = costOf(op, shapes[inputs[0] ?? i]!, shapes[i]!);
    parameters += cost.parameters;
    statistics += cost.statistics;
    macs += cost.macs;
  }
  return { parameters, statistics, macs };
}

/** Bytes of a number in an activation. */
const FLOAT = 4;

/**
 * The most bytes of activations (32-bit floats) that a forward pass of one image holds at once, when nodes are computed
 * in the graph's order and each value is freed after its last reader. Weights and work space are not counted.
 */
export function peakActivationBytes(
  architecture: Architecture,
  shapes: readonly Shape[] = inferShapes(architecture),
): number {
  const { nodes } = architecture;
  const lastReader = nodes.map((_, i) => i);
  for (const [i, { inputs }] of nodes.entries()) for (const input of inputs) lastReader[input] = i;
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, FLOAT));
  let held = 0;
  let peak = 0;
  for (const [i, { inputs }] of nodes.entries()) {
    held += sizes[i]!;
    peak = Math.max(peak, held);
    for (const input of new Set(inputs)) if (lastReader[input] === i) held -= sizes[input]!;
    // A node that nobody reads is free at once, but for the output.
    if (lastReader[i] === i && i < nodes.length - 1) held -= sizes[i]!;
  }
  return peak;
}
