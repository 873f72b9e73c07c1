import { SCHEMA, type SpaceDocument } from './document.ts';

/**
 * The default space: the cell-based hierarchy of arXiv 2310.17669 on MNIST, cut down so that a member trains in
 * seconds on a laptop's processor. Its kernel sizes, filters and lengths are ours; the paper does not state its own.
 */
export const HIERARCHICAL_SMALL: SpaceDocument = {
  schema: SCHEMA,
  name: 'Hierarchical cells, small',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    cell: {
      kind: 'pipelines',
      pipelines: [
        {
          repeat: { min: 1, max: 3 },
          blocks: [
            {
              operation: ['conv1', 'conv3', 'conv5', 'sepconv3', 'maxpool3', 'identity'],
              repeat: { min: 1, max: 2 },
              batchNorm: [true, false],
              activation: ['relu', 'swish'],
              skip: [false, true],
            },
          ],
        },
      ],
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

/** Layers one after the other, nothing else. */
export const CHAIN: SpaceDocument = {
  schema: SCHEMA,
  name: 'Chain-structured',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    link: {
      kind: 'pipelines',
      pipelines: [
        {
          blocks: [
            {
              operation: ['conv3', 'conv5', 'conv7', 'sepconv3', 'dilconv3', 'maxpool3', 'avgpool3'],
              batchNorm: true,
              activation: ['relu', 'elu', 'tanh'],
            },
          ],
        },
      ],
      merge: 'add',
    },
  },
  layers: [
    { cell: 'link', repeat: { min: 1, max: 3 }, filters: [8, 16], resolution: 'down' },
    { cell: 'link', repeat: { min: 1, max: 3 }, filters: [16, 32], resolution: 'down' },
    { cell: 'link', repeat: { min: 1, max: 3 }, filters: [32, 64], resolution: ['same', 'down'] },
  ],
  head: { pool: 'flatten', dense: [64], dropout: [0, 0.25, 0.5] },
  constraints: { maxParameters: 400_000 },
};

/** Branches side by side, each with skips, as people draw them by hand. */
export const MULTI_BRANCH: SpaceDocument = {
  schema: SCHEMA,
  name: 'Multi-branch with skips',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    branches: {
      kind: 'pipelines',
      pipelines: [
        {
          blocks: [
            { operation: 'conv1' },
            { operation: ['conv3', 'conv5'], repeat: { min: 1, max: 2 }, skip: [true, false] },
          ],
        },
        {
          blocks: [
            {
              operation: ['sepconv3', 'sepconv5', 'dwconv3'],
              repeat: { min: 1, max: 3 },
              skip: [true, false],
            },
          ],
        },
        {
          repeat: { min: 0, max: 1 },
          blocks: [{ operation: ['maxpool3', 'avgpool3'] }, { operation: 'conv1' }],
        },
        { repeat: { min: 0, max: 1 }, blocks: [{ operation: 'identity' }] },
      ],
      merge: ['concat', 'add'],
    },
  },
  stem: { operation: 'conv3', filters: 8, stride: 2 },
  layers: [
    { cell: 'branches', repeat: { min: 1, max: 2 }, filters: [4, 8], resolution: 'same' },
    { cell: 'branches', repeat: { min: 1, max: 2 }, filters: [8, 16], resolution: 'down' },
    { cell: 'branches', repeat: 1, filters: [16, 24], resolution: ['down', 'same'] },
  ],
  head: { pool: 'average', dense: [], dropout: [0, 0.2] },
  constraints: { maxParameters: 80_000 },
};

/** NAS-Bench-Macro (Su et al. 2021): one of three operations in each of eight layers, 3⁸ networks. */
export const NAS_BENCH_MACRO: SpaceDocument = {
  schema: SCHEMA,
  name: 'NAS-Bench-Macro',
  input: [32, 32, 3],
  classes: 10,
  motifs: {
    layer: {
      kind: 'pipelines',
      pipelines: [{ blocks: [{ operation: ['shortcut', 'mbconv3e3', 'mbconv5e6'] }] }],
      merge: 'add',
    },
  },
  stem: { operation: 'conv3', filters: 32, stride: 1, activation: 'relu6' },
  layers: [
    { cell: 'layer', repeat: 2, filters: 64, resolution: 'down' },
    { cell: 'layer', repeat: 3, filters: 128, resolution: 'down' },
    { cell: 'layer', repeat: 3, filters: 256, resolution: 'down' },
  ],
  head: { features: 1280, pool: 'average', dense: [], activation: 'relu6', dropout: 0 },
  constraints: { maxParameters: 3_000_000 },
};
