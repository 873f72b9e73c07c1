import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../src/architecture/costs.ts';
import { inferShapes } from '../../src/architecture/graph.ts';
import { add, c3, graph, input } from './graphs.ts';

describe('costs', () => {
  // Worked out by hand from H·W·k²·Cin·Cout (convolution), H·W·Cin·(k² + Cout) (separable), in·out (dense).
  it.each([
    ['one convolution', graph([input], [c3(8), 0]), 80, 28 * 28 * 72],
    [
      'strided, odd sizes round up',
      graph([{ type: 'input', shape: [7, 7, 4] }], [c3(6, 2, false), 0]),
      216,
      4 * 4 * 216,
    ],
    [
      'separable 5×5 with bias and batch norm',
      graph(
        [{ type: 'input', shape: [14, 14, 8] }],
        [{ type: 'separable', filters: 12, kernel: 5, stride: 1, bias: true }, 0],
        [{ type: 'batchNorm' }, 1],
      ),
      8 * 25 + 8 * 12 + 12 + 24,
      14 * 14 * (8 * 25 + 8 * 12),
    ],
    [
      'a skip with a projection',
      graph(
        [input],
        [c3(4), 0],
        [c3(8, 2), 1],
        [{ type: 'conv', filters: 8, kernel: 1, stride: 2, bias: false }, 1],
        [add, 2, 3],
      ),
      40 + (9 * 4 * 8 + 8) + 32,
      784 * 36 + 196 * 288 + 196 * 32,
    ],
    [
      'concatenation, flatten and two dense layers',
      graph(
        [{ type: 'input', shape: [4, 4, 2] }],
        [{ type: 'maxPool', kernel: 3, stride: 1 }, 0],
        [{ type: 'concat' }, 0, 1],
        [{ type: 'flatten' }, 2],
        [{ type: 'dense', units: 5 }, 3],
        [{ type: 'dense', units: 10 }, 4],
      ),
      65 * 5 + 60,
      64 * 5 + 50,
    ],
    [
      'depthwise, without padding',
      graph(
        [{ type: 'input', shape: [9, 8, 5] }],
        [{ type: 'depthwise', kernel: 3, stride: 1, bias: true, padding: 'valid' }, 0],
      ),
      45 + 5,
      7 * 6 * 45,
    ],
    [
      'transposed: a kernel for every pixel of the input',
      graph(
        [{ type: 'input', shape: [4, 6, 3] }],
        [{ type: 'transposed', filters: 2, kernel: 3, stride: 2, bias: true }, 0],
        [{ type: 'batchNorm' }, 1],
      ),
      54 + 2 + 4,
      24 * 54,
    ],
    [
      'squeeze-and-excitation and a global depthwise convolution',
      graph(
        [{ type: 'input', shape: [3, 3, 8] }],
        [{ type: 'globalAverage' }, 0],
        [{ type: 'dense', units: 2 }, 1],
        [{ type: 'dense', units: 8 }, 2],
        [{ type: 'scale' }, 0, 3],
        [{ type: 'globalDepthwise', bias: true }, 4],
      ),
      18 + 24 + 72 + 8,
      16 + 16 + 72,
    ],
  ])('%s', (_, architecture, parameters, macs) => {
    expect(totalCosts(architecture)).toMatchObject({ parameters, macs });
  });

  it('says which node does not fit', () => {
    const broken = graph([input], [c3(4), 0], [c3(8), 0], [add, 1, 2]);
    expect(() => inferShapes(broken)).toThrow(
      'Node 3 (add) needs equal shapes, its inputs are 28×28×4 and 28×28×8',
    );
  });
});
