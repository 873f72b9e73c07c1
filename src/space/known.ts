import { type PipelinesMotif, SCHEMA, type SpaceDocument } from './document.ts';
import type { Preset } from './presets.ts';

/**
 * Known architectures, each as a small space around it. The known one is the space's first member (`firstMember`): the
 * first value of every list, the least of every range.
 */

const lenet: SpaceDocument = {
  schema: SCHEMA,
  name: 'LeNet-5 and its kin',
  input: [32, 32, 1],
  classes: 10,
  motifs: {
    stage: {
      kind: 'pipelines',
      pipelines: [
        {
          blocks: [
            {
              operation: ['conv5', 'conv3'],
              padding: 'valid',
              batchNorm: [false, true],
              activation: ['tanh', 'relu'],
            },
            { operation: ['avgpool2', 'maxpool2'], resolution: 'down' },
          ],
        },
      ],
      merge: 'add',
    },
  },
  layers: [
    { cell: 'stage', repeat: 1, filters: [6, 8, 12], resolution: 'same' },
    { cell: 'stage', repeat: 1, filters: [16, 24, 32], resolution: 'same' },
  ],
  head: { pool: 'flatten', dense: [120, 84], activation: 'tanh', dropout: [0, 0.5] },
  constraints: { maxParameters: 250_000 },
};

const vggStage = (convolutions: { min: number; max: number }): PipelinesMotif => ({
  kind: 'pipelines',
  pipelines: [
    {
      blocks: [
        { operation: 'conv3', repeat: convolutions, batchNorm: [false, true] },
        { operation: 'maxpool2', resolution: 'down' },
      ],
    },
  ],
  merge: 'add',
});

const vgg: SpaceDocument = {
  schema: SCHEMA,
  name: 'VGG and its kin',
  input: [32, 32, 3],
  classes: 10,
  motifs: { early: vggStage({ min: 1, max: 2 }), late: vggStage({ min: 2, max: 4 }) },
  layers: [
    { cell: 'early', repeat: 1, filters: 64, resolution: 'same' },
    { cell: 'early', repeat: 1, filters: 128, resolution: 'same' },
    { cell: 'late', repeat: 1, filters: 256, resolution: 'same' },
    { cell: 'late', repeat: 2, filters: 512, resolution: 'same' },
  ],
  head: { pool: 'flatten', dense: [], dropout: [0, 0.5] },
  constraints: { maxParameters: 25_000_000 },
};

const resnet: SpaceDocument = {
  schema: SCHEMA,
  name: 'ResNets for CIFAR',
  input: [32, 32, 3],
  classes: 10,
  motifs: {
    residual: {
      kind: 'pipelines',
      pipelines: [
        { blocks: [{ operation: 'conv3' }, { operation: 'conv3', activation: 'linear' }] },
        { blocks: [{ operation: 'shortcut' }] },
      ],
      merge: 'add',
      activation: 'relu',
    },
  },
  stem: { operation: 'conv3', filters: 16, stride: 1 },
  layers: [
    { cell: 'residual', repeat: { min: 3, max: 9 }, filters: 16, resolution: 'same' },
    { cell: 'residual', repeat: { min: 3, max: 9 }, filters: 32, resolution: 'down' },
    { cell: 'residual', repeat: { min: 3, max: 9 }, filters: 64, resolution: 'down' },
  ],
  head: { pool: 'average', dense: [], dropout: 0 },
  constraints: { maxParameters: 900_000 },
};

const inception: SpaceDocument = {
  schema: SCHEMA,
  name: 'An Inception cell',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    inception: {
      kind: 'pipelines',
      pipelines: [
        { blocks: [{ operation: 'conv1', filters: [64, 32], batchNorm: [false, true] }] },
        {
          blocks: [
            { operation: 'conv1', filters: [96, 48], batchNorm: false },
            { operation: 'conv3', filters: [128, 64], batchNorm: false },
          ],
        },
        {
          blocks: [
            { operation: 'conv1', filters: [16, 8], batchNorm: false },
            { operation: ['conv5', 'sepconv5'], filters: [32, 16], batchNorm: false },
          ],
        },
        { blocks: [{ operation: 'maxpool3' }, { operation: 'conv1', filters: [32, 16], batchNorm: false }] },
      ],
      merge: 'concat',
    },
  },
  stem: { operation: 'conv3', filters: 192, stride: 2 },
  layers: [{ cell: 'inception', repeat: { min: 1, max: 2 }, filters: 64, resolution: 'same' }],
  head: { pool: 'average', dense: [], dropout: [0, 0.4] },
  constraints: { maxParameters: 400_000 },
};

const densenet: SpaceDocument = {
  schema: SCHEMA,
  name: 'A DenseNet block',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    dense: {
      kind: 'pipelines',
      pipelines: [
        { blocks: [{ operation: 'identity' }] },
        { blocks: [{ operation: ['conv3', 'sepconv3'], order: 'norm-act-conv' }] },
      ],
      merge: 'concat',
    },
  },
  stem: { operation: 'conv3', filters: 16, stride: 2 },
  layers: [{ cell: 'dense', repeat: { min: 6, max: 12 }, filters: [12, 24], resolution: 'same' }],
  head: { norm: true, pool: 'average', dense: [], dropout: [0, 0.2] },
  constraints: { maxParameters: 200_000 },
};

const mobilenet: SpaceDocument = {
  schema: SCHEMA,
  name: 'MobileNetV2 blocks',
  input: [32, 32, 3],
  classes: 10,
  motifs: {
    inverted: {
      kind: 'pipelines',
      pipelines: [{ blocks: [{ operation: ['mbconv3e6', 'mbconv3e3', 'mbconv5e6', 'mbconv5e3'] }] }],
      merge: 'add',
    },
  },
  stem: { operation: 'conv3', filters: 16, stride: 1, activation: 'relu6' },
  layers: [
    { cell: 'inverted', repeat: { min: 2, max: 4 }, filters: 24, resolution: 'down' },
    { cell: 'inverted', repeat: { min: 2, max: 4 }, filters: 32, resolution: 'down' },
  ],
  head: { features: 128, pool: 'average', dense: [], activation: 'relu6', dropout: [0, 0.2] },
  constraints: { maxParameters: 200_000 },
};

const xception: SpaceDocument = {
  schema: SCHEMA,
  name: 'Xception blocks',
  input: [32, 32, 3],
  classes: 10,
  motifs: {
    entry: {
      kind: 'pipelines',
      pipelines: [
        {
          blocks: [
            { operation: ['sepconv3', 'sepconv5'], repeat: { min: 2, max: 3 }, order: 'act-conv-norm' },
            { operation: 'maxpool3', resolution: 'down' },
          ],
        },
        { blocks: [{ operation: 'shortcut', resolution: 'down' }] },
      ],
      merge: 'add',
    },
  },
  stem: { operation: 'conv3', filters: 64, stride: 1 },
  layers: [
    { cell: 'entry', repeat: 1, filters: [128, 64], resolution: 'same' },
    { cell: 'entry', repeat: 1, filters: [256, 128], resolution: 'same' },
  ],
  head: { pool: 'average', dense: [], dropout: [0, 0.5] },
  constraints: { maxParameters: 400_000 },
};

/** A level of a U-Net: what stays at this size beside what goes down and comes up again. */
const unetLevel = (filters: number, inner: string | null): PipelinesMotif => ({
  kind: 'pipelines',
  pipelines: [
    { blocks: [{ operation: 'identity' }] },
    {
      blocks: [
        { operation: 'maxpool2', resolution: 'down' },
        { operation: ['conv3', 'sepconv3'], repeat: 2, filters: filters * 2 },
        ...(inner === null
          ? []
          : [
              { operation: inner },
              { operation: ['conv3', 'sepconv3'] as const, repeat: 2, filters: filters * 2 },
            ]),
        { operation: 'tconv2', resolution: 'up', filters, batchNorm: false, activation: 'linear' },
      ],
    },
  ],
  merge: 'concat',
});

const unet: SpaceDocument = {
  schema: SCHEMA,
  name: 'A U-Net-like encoder–decoder',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    unet: {
      kind: 'pipelines',
      pipelines: [
        {
          blocks: [
            { operation: 'conv3', repeat: 2, filters: 8 },
            { operation: 'outer' },
            { operation: 'conv3', repeat: 2, filters: 8 },
          ],
        },
      ],
      merge: 'add',
    },
    outer: unetLevel(8, 'inner'),
    inner: unetLevel(16, null),
  },
  layers: [{ cell: 'unet', repeat: 1, filters: 8, resolution: 'same' }],
  head: { pool: 'average', dense: [], dropout: [0, 0.2] },
  constraints: { maxParameters: 100_000 },
};

/** Architectures people know, each the first member of a small space of its relatives. */
export const KNOWN: readonly Preset[] = [
  {
    id: 'lenet',
    title: 'LeNet-5',
    about:
      "Two convolutions without padding, each with a pool, and three dense layers: 61,706 parameters on 32×32 images. The original's trainable pools and partial connections are left out, as everybody does.",
    reference:
      'LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, 1998.',
    document: lenet,
  },
  {
    id: 'vgg',
    title: 'VGG-11',
    about:
      'Stages of 3×3 convolutions, each ended by a pool, the width doubling: configuration A with one dense layer, as used on CIFAR-10.',
    reference:
      'Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015.',
    document: vgg,
  },
  {
    id: 'resnet',
    title: 'ResNet-20',
    about:
      'Three stages of residual blocks at 16, 32 and 64 channels, with shortcuts of option B where shapes change (1×1 convolution and normalisation): 272,474 parameters on CIFAR-10. More blocks make ResNet-32, -44 and -56.',
    reference: 'He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, section 4.2.',
    document: resnet,
  },
  {
    id: 'inception',
    title: 'Inception cell',
    about:
      "GoogLeNet's cell 3a: four branches side by side behind a stem of 192 channels; the cell alone has 163,696 parameters.",
    reference: 'Szegedy et al.: Going Deeper with Convolutions, CVPR 2015, table 1.',
    document: inception,
  },
  {
    id: 'densenet',
    title: 'DenseNet block',
    about: 'Six layers, each of which reads all before it and adds twelve channels of its own.',
    reference: 'Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks, CVPR 2017.',
    document: densenet,
  },
  {
    id: 'mobilenet',
    title: 'MobileNetV2 blocks',
    about: 'Inverted residuals with linear bottlenecks: widen sixfold, filter each channel alone, narrow.',
    reference: 'Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2, CVPR 2018.',
    document: mobilenet,
  },
  {
    id: 'xception',
    title: 'Xception blocks',
    about: 'Separable convolutions and a pool beside a strided 1×1 convolution, as in the entry flow.',
    reference: 'Chollet: Xception: Deep Learning with Depthwise Separable Convolutions, CVPR 2017.',
    document: xception,
  },
  {
    id: 'unet',
    title: 'U-Net-like',
    about:
      'Down and up again by pools and transposed convolutions, what was seen on the way down put beside what comes up: levels within levels, written as motifs within motifs.',
    reference: 'Ronneberger, Fischer, Brox: U-Net, MICCAI 2015.',
    document: unet,
  },
];
