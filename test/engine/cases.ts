import type { Architecture, LayerNode, LayerOp } from '../../src/architecture/graph.ts';

/**
 * A layer under test: what it reads is a number (a node, from the image's convolution, which is 0) or, left out, the
 * node before.
 */
type Step = readonly [op: LayerOp, ...inputs: number[]];

/**
 * A network around layers: a 1×1 convolution before them, so that gradients have to pass through them, and a dense
 * layer after.
 */
function around(steps: readonly Step[], sides: readonly [number, number] = [6, 5]): Architecture {
  const nodes: LayerNode[] = [
    { op: { type: 'input', shape: [...sides, 2] }, inputs: [], place: '' },
    { op: { type: 'conv', filters: 4, kernel: 1, stride: 1, bias: false }, inputs: [0], place: '' },
  ];
  const tail: Step[] = [
    [{ type: 'flatten' }],
    [{ type: 'dense', units: 10 }],
    [{ type: 'activation', fn: 'softmax' }],
  ];
  for (const [op, ...inputs] of [...steps, ...tail]) {
    nodes.push({
      op,
      inputs: inputs.length === 0 ? [nodes.length - 1] : inputs.map((i) => i + 1),
      place: '',
    });
  }
  return { nodes };
}

const conv = { type: 'conv', filters: 3, kernel: 3, stride: 1, bias: true } as const;
const separable = { ...conv, type: 'separable' } as const;
const depthwise = { type: 'depthwise', kernel: 3, stride: 1, bias: true } as const;

/** Every layer that an architecture of the language can have, alone in a small network. */
export const LAYER_CASES: readonly (readonly [name: string, architecture: Architecture])[] = [
  ...[1, 3, 5, 7].map((kernel) => [`conv ${kernel}×${kernel}`, around([[{ ...conv, kernel }]])] as const),
  ['conv, stride 2', around([[{ ...conv, stride: 2 }]])],
  ['conv, unpadded, without bias', around([[{ ...conv, padding: 'valid', bias: false }]])],
  ['conv, dilated', around([[{ ...conv, dilation: 2 }]])],
  [
    'conv 5×5, dilated, unpadded',
    around([[{ ...conv, kernel: 5, dilation: 2, padding: 'valid' }]], [11, 10]),
  ],
  ...[3, 5, 7].map(
    (kernel) => [`separable ${kernel}×${kernel}`, around([[{ ...separable, kernel }]])] as const,
  ),
  ['separable, stride 2', around([[{ ...separable, stride: 2 }]])],
  ['separable, dilated', around([[{ ...separable, dilation: 2 }]])],
  ...[3, 5, 7].map(
    (kernel) => [`depthwise ${kernel}×${kernel}`, around([[{ ...depthwise, kernel }]])] as const,
  ),
  ['depthwise, stride 2, without bias', around([[{ ...depthwise, stride: 2, bias: false }]])],
  ['depthwise, unpadded', around([[{ ...depthwise, padding: 'valid' }]])],
  ...[2, 3].map(
    (kernel) =>
      [
        `transposed ${kernel}×${kernel}`,
        around([[{ type: 'transposed', filters: 3, kernel, stride: 2, bias: true }]]),
      ] as const,
  ),
  ['batch normalisation', around([[{ type: 'batchNorm' }]])],
  ['batch normalisation and ReLU', around([[{ type: 'batchNorm' }], [{ type: 'activation', fn: 'relu' }]])],
  ...(['relu', 'relu6', 'leakyRelu', 'elu', 'gelu', 'swish', 'tanh', 'sigmoid'] as const).map(
    (fn) => [fn, around([[{ type: 'activation', fn }]])] as const,
  ),
  ...[2, 3].flatMap((kernel) =>
    [1, 2].flatMap((stride) => [
      [
        `max pool ${kernel}×${kernel}, stride ${stride}`,
        around([[{ type: 'maxPool', kernel, stride }]]),
      ] as const,
      [
        `average pool ${kernel}×${kernel}, stride ${stride}`,
        around([[{ type: 'averagePool', kernel, stride }]]),
      ] as const,
    ]),
  ),
  ['average pool, unpadded', around([[{ type: 'averagePool', kernel: 3, stride: 2, padding: 'valid' }]])],
  ['doubled', around([[{ type: 'upsample' }]])],
  ['sum of three', around([[{ ...conv, filters: 4 }], [{ type: 'add' }, 0, 1, 0]])],
  ['side by side', around([[conv], [{ type: 'concat' }, 0, 1, 0]])],
  [
    'squeeze and excitation',
    around([
      [{ type: 'globalAverage' }],
      [{ type: 'dense', units: 4 }],
      [{ type: 'activation', fn: 'sigmoid' }],
      [{ type: 'scale' }, 0, 3],
    ]),
  ],
  [
    'zeros beside others',
    around([[{ type: 'zero', stride: 1 }], [{ ...conv, filters: 4 }, 0], [{ type: 'add' }, 1, 2]]),
  ],
  ['global depthwise', around([[{ type: 'globalDepthwise', bias: true }]])],
  ['dropout', around([[{ type: 'dropout', rate: 0.4 }]])],
];
