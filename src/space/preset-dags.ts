import { type DagMotif, type PipelinesMotif, SCHEMA, type SpaceDocument } from './document.ts';

/** Two separable convolutions in a row, each after a ReLU and before a normalisation: NASNet's and DARTS's. */
const twice = (operation: 'sepconv3' | 'sepconv5' | 'sepconv7'): PipelinesMotif => ({
  kind: 'pipelines',
  pipelines: [{ blocks: [{ operation, repeat: 2, order: 'act-conv-norm' }] }],
  merge: 'add',
});

const NASNET_CELL: DagMotif = {
  kind: 'dag',
  shared: true,
  inputs: 2,
  nodes: 7,
  inputsPerNode: 2,
  sameInputTwice: true,
  operation: ['identity', 'conv1', 'conv3', 'dilconv3', 'avgpool3', 'maxpool3', 'sep3', 'sep5', 'sep7'],
  order: 'act-conv-norm',
  merge: ['add', 'concat'],
  output: 'loose',
};

/** NASNet (Zoph et al. 2018): a normal and a reduction cell of five nodes with two chosen inputs each. */
export const NASNET: SpaceDocument = {
  schema: SCHEMA,
  name: 'Normal and reduction cells',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    normal: NASNET_CELL,
    reduction: NASNET_CELL,
    sep3: twice('sepconv3'),
    sep5: twice('sepconv5'),
    sep7: twice('sepconv7'),
  },
  stem: { operation: 'conv3', filters: 8, stride: 1, activation: 'linear' },
  layers: [
    { cell: 'normal', repeat: 1, filters: 8, resolution: 'same' },
    { cell: 'reduction', repeat: 1, filters: 16, resolution: 'down' },
    { cell: 'normal', repeat: 1, filters: 16, resolution: 'same' },
    { cell: 'reduction', repeat: 1, filters: 32, resolution: 'down' },
    { cell: 'normal', repeat: 1, filters: 32, resolution: 'same' },
  ],
  head: { norm: true, pool: 'average', dense: [], dropout: 0 },
  constraints: { maxParameters: 300_000 },
};

const DARTS_CELL: DagMotif = {
  kind: 'dag',
  shared: true,
  inputs: 2,
  nodes: 6,
  inputsPerNode: 2,
  operation: ['none', 'maxpool3', 'avgpool3', 'identity', 'sep3', 'sep5', 'dilsepconv3', 'dilsepconv5'],
  order: 'act-conv-norm',
  merge: 'add',
  output: 'concat',
};

/** DARTS (Liu et al. 2019): four nodes, each with its two strongest inputs, eight operations. */
export const DARTS: SpaceDocument = {
  schema: SCHEMA,
  name: 'DARTS cells',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    normal: DARTS_CELL,
    reduction: DARTS_CELL,
    sep3: twice('sepconv3'),
    sep5: twice('sepconv5'),
  },
  stem: { operation: 'conv3', filters: 12, stride: 1, activation: 'linear' },
  layers: [
    { cell: 'normal', repeat: 1, filters: 4, resolution: 'same' },
    { cell: 'reduction', repeat: 1, filters: 8, resolution: 'down' },
    { cell: 'normal', repeat: 1, filters: 8, resolution: 'same' },
    { cell: 'reduction', repeat: 1, filters: 16, resolution: 'down' },
    { cell: 'normal', repeat: 1, filters: 16, resolution: 'same' },
  ],
  head: { pool: 'average', dense: [], dropout: 0 },
  constraints: { maxParameters: 100_000 },
};

const LIU_MOTIF: DagMotif = {
  kind: 'dag',
  shared: true,
  nodes: 4,
  inputsPerNode: 'all',
  operation: ['conv1', 'dwconv3', 'sepconv3', 'maxpool3', 'avgpool3', 'identity', 'none'],
  merge: 'add',
  output: 'last',
};

const LIU_MOTIFS = ['motif A', 'motif B', 'motif C', 'motif D', 'motif E', 'motif F'] as const;

/** Hierarchical motifs (Liu et al. 2018): operations, six motifs of them, and a cell of motifs. */
export const HIERARCHICAL_MOTIFS: SpaceDocument = {
  schema: SCHEMA,
  name: 'Hierarchical motifs',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    cell: {
      kind: 'dag',
      shared: true,
      nodes: 5,
      inputsPerNode: 'all',
      operation: [...LIU_MOTIFS, 'none'],
      merge: 'add',
      output: 'last',
    },
    ...Object.fromEntries(LIU_MOTIFS.map((name) => [name, LIU_MOTIF])),
  },
  stem: { operation: 'conv3', filters: 8, stride: 2 },
  layers: [
    { cell: 'cell', repeat: 1, filters: 8, resolution: 'same' },
    { cell: 'cell', repeat: 1, filters: 16, resolution: 'down' },
  ],
  head: { pool: 'average', dense: [], dropout: 0 },
  constraints: { maxParameters: 60_000 },
};

/** The residual block between the stages of NATS-Bench. */
const NATS_REDUCTION: PipelinesMotif = {
  kind: 'pipelines',
  pipelines: [
    { blocks: [{ operation: 'conv3', repeat: 2, order: 'act-conv-norm' }] },
    { blocks: [{ operation: 'avgpool2' }] },
  ],
  merge: 'add',
};

/** NATS-Bench's topology space (Dong et al. 2021), NAS-Bench-201: six edges of five operations, 15,625 networks. */
export const NATS_TOPOLOGY: SpaceDocument = {
  schema: SCHEMA,
  name: 'NATS-Bench topology',
  input: [32, 32, 3],
  classes: 10,
  motifs: {
    cell: {
      kind: 'dag',
      shared: true,
      nodes: 4,
      inputsPerNode: 'all',
      operation: ['none', 'identity', 'conv1', 'conv3', 'avgpool3'],
      order: 'act-conv-norm',
      merge: 'add',
      output: 'last',
    },
    residual: NATS_REDUCTION,
  },
  stem: { operation: 'conv3', filters: 16, stride: 1, activation: 'linear' },
  layers: [
    { cell: 'cell', repeat: 5, filters: 16, resolution: 'same' },
    { cell: 'residual', repeat: 1, filters: 32, resolution: 'down' },
    { cell: 'cell', repeat: 5, filters: 32, resolution: 'same' },
    { cell: 'residual', repeat: 1, filters: 64, resolution: 'down' },
    { cell: 'cell', repeat: 5, filters: 64, resolution: 'same' },
  ],
  head: { norm: true, pool: 'average', dense: [], dropout: 0 },
  constraints: { maxParameters: 1_600_000 },
};

const WIDTHS = [8, 16, 24, 32, 40, 48, 56, 64] as const;

/** NATS-Bench's size space (Dong et al. 2021): five widths out of eight around one fixed cell, 32,768 networks. */
export const NATS_SIZE: SpaceDocument = {
  schema: SCHEMA,
  name: 'NATS-Bench size',
  input: [32, 32, 3],
  classes: 10,
  motifs: {
    cell: {
      kind: 'dag',
      shared: true,
      nodes: 4,
      inputsPerNode: 'all',
      operation: 'conv3',
      edges: { '0-3': 'identity', '2-3': 'conv1' },
      order: 'act-conv-norm',
      merge: 'add',
      output: 'last',
    },
    residual: NATS_REDUCTION,
  },
  stem: { operation: 'conv3', stride: 1, activation: 'linear' },
  layers: [
    { cell: 'cell', repeat: 1, filters: WIDTHS, resolution: 'same' },
    { cell: 'residual', repeat: 1, filters: WIDTHS, resolution: 'down' },
    { cell: 'cell', repeat: 1, filters: WIDTHS, resolution: 'same' },
    { cell: 'residual', repeat: 1, filters: WIDTHS, resolution: 'down' },
    { cell: 'cell', repeat: 1, filters: WIDTHS, resolution: 'same' },
  ],
  head: { norm: true, pool: 'average', dense: [], dropout: 0 },
  constraints: { maxParameters: 1_000_000 },
};

/**
 * The cells of the topology space in a small skeleton, for 14×14 images of one channel: those of our own table, which
 * trains every one of them.
 */
export const CELLS_14: SpaceDocument = {
  ...NATS_TOPOLOGY,
  name: 'Cells on 14×14 images',
  input: [14, 14, 1],
  stem: { operation: 'conv3', filters: 8, stride: 1, activation: 'linear' },
  layers: [
    { cell: 'cell', repeat: 1, filters: 8, resolution: 'same' },
    { cell: 'residual', repeat: 1, filters: 16, resolution: 'down' },
    { cell: 'cell', repeat: 1, filters: 16, resolution: 'same' },
  ],
  constraints: { maxParameters: 100_000 },
};
