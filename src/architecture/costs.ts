import { type Architecture, inferShapes, type LayerOp, type Shape } from './graph.ts';

/** What an architecture costs, exactly, counted on the graph. */
export interface Costs {
  /** Trainable weights: kernels, biases, and scale and offset of batch normalisation. */
  readonly parameters: number;
  /** Weights that are kept but not trained: the moving mean and variance of batch normalisation. */
  readonly statistics: number;
  /**
   * Multiply–accumulate operations of one forward pass on one image: `H·W·k²·Cin·Cout` for a convolution with output
   * H×W, `H·W·Cin·(k² + Cout)` for a separable one, `in·out` for a dense layer. Normalisation, activations, pooling and
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
  return nodeCosts(architecture).reduce(
    (sum, node) => ({
      parameters: sum.parameters + node.parameters,
      statistics: sum.statistics + node.statistics,
      macs: sum.macs + node.macs,
    }),
    NOTHING,
  );
}
