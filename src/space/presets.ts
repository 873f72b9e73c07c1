import type { SpaceDocument } from './document.ts';

/**
 * The default space: the cell-based hierarchy of arXiv 2310.17669 on MNIST, cut down so that a member trains in
 * seconds on a laptop's processor. Its kernel sizes, filters and lengths are ours; the paper does not state its own.
 */
export const HIERARCHICAL_SMALL: SpaceDocument = {
  schema: 1,
  name: 'Hierarchical cells, small',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    block: {
      kind: 'block',
      operation: ['conv1', 'conv3', 'conv5', 'sepconv3', 'maxpool3', 'identity'],
      batchNorm: [true, false],
      activation: ['relu', 'swish'],
      skip: [false, true],
    },
    cell: {
      kind: 'pipelines',
      pipelines: { min: 1, max: 3 },
      blocks: { min: 1, max: 2 },
      block: 'block',
      merge: ['add', 'concat'],
    },
  },
  stem: { operation: 'conv3', filters: 8, stride: 2 },
  layers: [
    { cell: 'cell', repeat: { min: 1, max: 2 }, filters: [4, 8, 12], resolution: ['same', 'down'] },
    { cell: 'cell', repeat: 1, filters: [8, 16, 24], resolution: 'down' },
    { cell: 'cell', repeat: 1, filters: [16, 24, 32], resolution: ['same', 'down'] },
  ],
  head: { pool: 'average', dense: [], dropout: [0, 0.2] },
  constraints: { maxParameters: 60_000 },
};
