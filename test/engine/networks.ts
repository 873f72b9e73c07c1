import type { Architecture, LayerNode, LayerOp } from '../../src/architecture/graph.ts';

const node = (op: LayerOp, ...inputs: number[]): LayerNode => ({ op, inputs, place: 'benchmark' });
const conv = (filters: number, kernel: number, bias: boolean): LayerOp => ({
  type: 'conv',
  filters,
  kernel,
  stride: 1,
  bias,
});
const norm: LayerOp = { type: 'batchNorm' };
const relu: LayerOp = { type: 'activation', fn: 'relu' };

/**
 * The network that backends are compared by: 11,738 parameters, every usual operation, 2.3 million multiplications an
 * image.
 */
export const REFERENCE: Architecture = {
  nodes: [
    node({ type: 'input', shape: [28, 28, 1] }),
    node(conv(16, 3, false), 0),
    node(norm, 1),
    node(relu, 2),
    node({ type: 'maxPool', kernel: 2, stride: 2 }, 3),
    node(conv(32, 3, false), 4),
    node(norm, 5),
    node(relu, 6),
    node({ type: 'separable', filters: 32, kernel: 3, stride: 1, bias: true }, 7),
    node({ type: 'add' }, 7, 8),
    node(conv(16, 1, true), 9),
    node(norm, 10),
    node(relu, 11),
    node(conv(16, 3, true), 9),
    node(norm, 13),
    node(relu, 14),
    node({ type: 'concat' }, 12, 15),
    node({ type: 'globalAverage' }, 16),
    node({ type: 'dense', units: 10 }, 17),
    node({ type: 'activation', fn: 'softmax' }, 18),
  ],
};
