/**
 * The operations that a block or an edge may choose, as documents name them. Grouped convolutions are not among them:
 * tfjs has none, on any backend.
 */
export const OPERATIONS = {
  conv1: { type: 'conv', kernel: 1, label: 'conv 1×1' },
  conv3: { type: 'conv', kernel: 3, label: 'conv 3×3' },
  conv5: { type: 'conv', kernel: 5, label: 'conv 5×5' },
  conv7: { type: 'conv', kernel: 7, label: 'conv 7×7' },
  dilconv3: { type: 'conv', kernel: 3, dilation: 2, label: 'dilated 3×3' },
  dilconv5: { type: 'conv', kernel: 5, dilation: 2, label: 'dilated 5×5' },
  sepconv3: { type: 'separable', kernel: 3, label: 'separable 3×3' },
  sepconv5: { type: 'separable', kernel: 5, label: 'separable 5×5' },
  sepconv7: { type: 'separable', kernel: 7, label: 'separable 7×7' },
  dilsepconv3: { type: 'separable', kernel: 3, dilation: 2, label: 'dil. sep. 3×3' },
  dilsepconv5: { type: 'separable', kernel: 5, dilation: 2, label: 'dil. sep. 5×5' },
  dwconv3: { type: 'depthwise', kernel: 3, label: 'depthwise 3×3' },
  dwconv5: { type: 'depthwise', kernel: 5, label: 'depthwise 5×5' },
  dwconv7: { type: 'depthwise', kernel: 7, label: 'depthwise 7×7' },
  tconv2: { type: 'transposed', kernel: 2, label: 'transposed 2×2' },
  tconv3: { type: 'transposed', kernel: 3, label: 'transposed 3×3' },
  mbconv3e3: { type: 'invertedResidual', kernel: 3, expansion: 3, label: 'MBConv 3×3 ×3' },
  mbconv3e6: { type: 'invertedResidual', kernel: 3, expansion: 6, label: 'MBConv 3×3 ×6' },
  mbconv5e3: { type: 'invertedResidual', kernel: 5, expansion: 3, label: 'MBConv 5×5 ×3' },
  mbconv5e6: { type: 'invertedResidual', kernel: 5, expansion: 6, label: 'MBConv 5×5 ×6' },
  maxpool2: { type: 'maxPool', kernel: 2, label: 'max pool 2×2' },
  maxpool3: { type: 'maxPool', kernel: 3, label: 'max pool 3×3' },
  avgpool2: { type: 'averagePool', kernel: 2, label: 'avg pool 2×2' },
  avgpool3: { type: 'averagePool', kernel: 3, label: 'avg pool 3×3' },
  identity: { type: 'identity', kernel: 1, label: 'identity' },
  /** Identity where the shape stays, else a 1×1 convolution with batch normalisation (ResNet's option B). */
  shortcut: { type: 'shortcut', kernel: 1, label: 'shortcut' },
  /** The edge is not there (DARTS's zero operation). */
  none: { type: 'none', kernel: 1, label: 'none' },
} as const;

export type OperationName = keyof typeof OPERATIONS;

export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly OperationName[];

export const isOperation = (name: string): name is OperationName => Object.hasOwn(OPERATIONS, name);

/** What a family of operations is called, and its members, as people look for them. */
export const OPERATION_FAMILIES: readonly (readonly [string, readonly OperationName[]])[] = [
  ['Convolution', ['conv1', 'conv3', 'conv5', 'conv7', 'dilconv3', 'dilconv5', 'tconv2', 'tconv3']],
  [
    'Separable',
    [
      'sepconv3',
      'sepconv5',
      'sepconv7',
      'dilsepconv3',
      'dilsepconv5',
      'dwconv3',
      'dwconv5',
      'dwconv7',
      'mbconv3e3',
      'mbconv3e6',
      'mbconv5e3',
      'mbconv5e6',
    ],
  ],
  ['Pooling', ['maxpool2', 'maxpool3', 'avgpool2', 'avgpool3']],
  ['Wiring', ['identity', 'shortcut', 'none']],
];

const WITH_OPTIONS: ReadonlySet<string> = new Set(['conv', 'separable', 'depthwise', 'transposed']);

/**
 * Whether a block's options (batch normalisation, activation, skip …) apply. They do to plain convolutions of all kinds;
 * an MBConv has its own, and pooling and wiring have none.
 */
export const takesOptions = (name: OperationName): boolean => WITH_OPTIONS.has(OPERATIONS[name].type);

/** Whether one of a block's operations takes them; the names of cells among them take none. */
export const someTakeOptions = (names: readonly string[]): boolean =>
  names.some((name) => isOperation(name) && takesOptions(name));

/** Whether the operation's output has the layer's filters; the others keep the channels they get. */
export const setsFilters = (name: OperationName): boolean =>
  (takesOptions(name) && OPERATIONS[name].type !== 'depthwise') ||
  OPERATIONS[name].type === 'invertedResidual' ||
  OPERATIONS[name].type === 'shortcut';

export const ACTIVATIONS = ['linear', 'relu', 'relu6', 'leakyRelu', 'elu', 'gelu', 'swish', 'tanh'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

export const MERGES = ['add', 'concat'] as const;
export type MergeName = (typeof MERGES)[number];

/** What a layer does to the resolution: `down` halves height and width (rounding up), `up` doubles them. */
export const RESOLUTIONS = ['same', 'down', 'up'] as const;
export type ResolutionName = (typeof RESOLUTIONS)[number];

/** The order inside a block: after the operation, as usual, or before it (pre-activation). */
export const ORDERS = ['conv-norm-act', 'act-conv-norm', 'norm-act-conv'] as const;
export type OrderName = (typeof ORDERS)[number];

export const PADDINGS = ['same', 'valid'] as const;
export type PaddingName = (typeof PADDINGS)[number];
