/** The operations a block may choose, as the design document names them. */
export const OPERATIONS = {
  conv1: { type: 'conv', kernel: 1, label: 'conv 1×1' },
  conv3: { type: 'conv', kernel: 3, label: 'conv 3×3' },
  conv5: { type: 'conv', kernel: 5, label: 'conv 5×5' },
  conv7: { type: 'conv', kernel: 7, label: 'conv 7×7' },
  sepconv3: { type: 'separable', kernel: 3, label: 'separable 3×3' },
  sepconv5: { type: 'separable', kernel: 5, label: 'separable 5×5' },
  maxpool3: { type: 'maxPool', kernel: 3, label: 'max pool 3×3' },
  avgpool3: { type: 'averagePool', kernel: 3, label: 'average pool 3×3' },
  identity: { type: 'identity', kernel: 1, label: 'identity' },
} as const;

export type OperationName = keyof typeof OPERATIONS;

export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly OperationName[];

/** Operations with weights take a block's options and the layer's filters; the others keep the channels as they are. */
export const isWeighted = (name: OperationName): boolean =>
  OPERATIONS[name].type === 'conv' || OPERATIONS[name].type === 'separable';

export const ACTIVATIONS = ['linear', 'relu', 'relu6', 'elu', 'swish', 'tanh'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

export const MERGES = ['add', 'concat'] as const;
export type MergeName = (typeof MERGES)[number];

/** What a layer does to the resolution: `down` halves height and width (rounding up), `same` keeps them. */
export const RESOLUTIONS = ['same', 'down'] as const;
export type ResolutionName = (typeof RESOLUTIONS)[number];
