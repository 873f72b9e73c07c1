import type { ActivationName } from '../space/operations.ts';

/** What all convolutions of an image have. Left out: no dilation, padding `same`. */
interface ConvolutionForm {
  readonly kernel: number;
  readonly stride: number;
  readonly bias: boolean;
  readonly dilation?: number;
  readonly padding?: 'valid';
}

/** What one layer node computes. Images are height × width × channels. */
export type LayerOp =
  | { readonly type: 'input'; readonly shape: readonly [number, number, number] }
  | ({ readonly type: 'conv'; readonly filters: number } & ConvolutionForm)
  /** A depthwise convolution followed by a 1×1 convolution, without anything between. */
  | ({ readonly type: 'separable'; readonly filters: number } & ConvolutionForm)
  /** Without dilation: tfjs's layer of the kind has none. */
  | ({ readonly type: 'depthwise' } & Omit<ConvolutionForm, 'dilation'>)
  /** A transposed convolution: its stride enlarges. Padding `same`. */
  | {
      readonly type: 'transposed';
      readonly filters: number;
      readonly kernel: number;
      readonly stride: number;
      readonly bias: boolean;
    }
  | { readonly type: 'batchNorm' }
  | { readonly type: 'activation'; readonly fn: Exclude<ActivationName, 'linear'> | 'sigmoid' | 'softmax' }
  | { readonly type: 'maxPool'; readonly kernel: number; readonly stride: number; readonly padding?: 'valid' }
  | {
      readonly type: 'averagePool';
      readonly kernel: number;
      readonly stride: number;
      readonly padding?: 'valid';
    }
  /** Doubles height and width, every pixel four times. */
  | { readonly type: 'upsample' }
  | { readonly type: 'add' }
  | { readonly type: 'concat' }
  /** An image whose channels are weighted by a vector: the second input. */
  | { readonly type: 'scale' }
  /** Nothing: zeros of its input's shape, the sides divided by the stride. What reads it alone is dead; see `prune`. */
  | { readonly type: 'zero'; readonly stride: number }
  | { readonly type: 'globalAverage' }
  /** A depthwise convolution as large as the image, without padding: one learned weight a pixel and channel. */
  | { readonly type: 'globalDepthwise'; readonly bias: boolean }
  | { readonly type: 'flatten' }
  | { readonly type: 'dense'; readonly units: number }
  | { readonly type: 'dropout'; readonly rate: number };

export interface LayerNode {
  readonly op: LayerOp;
  /** Indices of the nodes it reads, all smaller than its own. */
  readonly inputs: readonly number[];
  /** Where in the hierarchy the node comes from, in words; says nothing about what it computes. */
  readonly place: string;
  /** The path in the document of the part that asks for it, e.g. `motifs.cell.pipelines[0].blocks[1]`. */
  readonly source?: string;
}

/** A candidate: a directed acyclic graph of layers in topological order. The first node is the input, the last the output. */
export interface Architecture {
  readonly nodes: readonly LayerNode[];
}

/** `[height, width, channels]`, or `[units]` once the image is flattened. */
export type Shape = readonly number[];

const WEIGHTED: ReadonlySet<LayerOp['type']> = new Set([
  'conv',
  'separable',
  'depthwise',
  'transposed',
  'batchNorm',
  'globalDepthwise',
  'dense',
]);

/** Operations that own weights: two of them are never the same value, however alike. */
export const hasWeights = (op: LayerOp): boolean => WEIGHTED.has(op.type);

/** The dilation of a convolution. */
export const dilationOf = (op: { readonly dilation?: number }): number => op.dilation ?? 1;

/** One side after a window has passed over it. */
function windowed(
  side: number,
  {
    kernel,
    stride,
    dilation = 1,
    padding,
  }: { kernel: number; stride: number; dilation?: number; padding?: 'valid' },
): number {
  return padding === 'valid'
    ? Math.floor((side - ((kernel - 1) * dilation + 1)) / stride) + 1
    : Math.ceil(side / stride);
}

const known = new WeakMap<Architecture, readonly Shape[]>();

/** Notes the shapes of an architecture whose builder knows them already. */
export function rememberShapes(architecture: Architecture, shapes: readonly Shape[]): void {
  known.set(architecture, shapes);
}

/**
 * The output shape of every node; inferred once for each architecture. Throws an `Error` that names the node where shapes
 * do not fit: the graph of a valid genotype never does.
 */
export function inferShapes(architecture: Architecture): readonly Shape[] {
  const remembered = known.get(architecture);
  if (remembered) return remembered;
  const shapes: Shape[] = [];
  for (const [index, node] of architecture.nodes.entries()) {
    const inputs = node.inputs.map((input) => {
      const shape = shapes[input];
      if (!shape)
        throw new Error(
          `Node ${index} (${node.op.type}) reads node ${input}, which does not come before it.`,
        );
      return shape;
    });
    shapes.push(outputShape(node.op, inputs, index));
  }
  known.set(architecture, shapes);
  return shapes;
}

const strided = (side: number, stride: number): number => Math.ceil(side / stride);

/** What is wrong at a node, with what it was given. */
const fault = (op: LayerOp, inputs: readonly Shape[], index: number, what: string): Error =>
  new Error(
    `Node ${index} (${op.type}) ${what}, its inputs are ${inputs.map((s) => s.join('×')).join(' and ') || 'none'}.`,
  );

/** The shape of an operation's output from those of its inputs. Throws where they do not fit; `index` names the node. */
export function outputShape(op: LayerOp, inputs: readonly Shape[], index: number): Shape {
  if (op.type === 'input') return op.shape;
  const first = inputs[0];
  if (!first) throw fault(op, inputs, index, 'needs an input');
  switch (op.type) {
    case 'batchNorm':
    case 'activation':
    case 'dropout':
      if (inputs.length !== 1) throw fault(op, inputs, index, 'needs one input');
      return first;
    case 'add':
      for (const shape of inputs)
        if (!sameShape(shape, first)) throw fault(op, inputs, index, 'needs equal shapes');
      return first;
    case 'concat': {
      let channels = 0;
      for (const shape of inputs) {
        if (
          shape.length !== first.length ||
          shape.some((side, i) => i < shape.length - 1 && side !== first[i])
        )
          throw fault(op, inputs, index, 'needs equal heights and widths');
        channels += shape.at(-1)!;
      }
      return [...first.slice(0, -1), channels];
    }
    case 'scale': {
      const weights = inputs[1];
      if (inputs.length !== 2 || first.length !== 3 || weights?.length !== 1 || weights[0] !== first[2])
        throw fault(op, inputs, index, 'needs an image and a vector of its channels');
      return first;
    }
    case 'flatten':
      return [first.reduce((product, size) => product * size, 1)];
    case 'dense':
      if (inputs.length !== 1 || first.length !== 1) throw fault(op, inputs, index, 'needs one flat vector');
      return [op.units];
    default:
      break;
  }
  if (inputs.length !== 1 || first.length !== 3) throw fault(op, inputs, index, 'needs one image');
  const [height, width, channels] = first as readonly [number, number, number];
  switch (op.type) {
    case 'conv':
    case 'separable':
    case 'depthwise':
    case 'maxPool':
    case 'averagePool': {
      const out = 'filters' in op ? op.filters : channels;
      if (op.stride === 1 && op.padding === undefined && out === channels) return first;
      const tall = windowed(height, op);
      const wide = windowed(width, op);
      if (tall < 1 || wide < 1) throw fault(op, inputs, index, 'needs an image as large as its window');
      return [tall, wide, out];
    }
    case 'transposed':
      return [height * op.stride, width * op.stride, op.filters];
    case 'upsample':
      return [height * 2, width * 2, channels];
    case 'zero':
      return op.stride === 1 ? first : [strided(height, op.stride), strided(width, op.stride), channels];
    case 'globalAverage':
      return [channels];
    case 'globalDepthwise':
      return [1, 1, channels];
  }
}

const sameShape = (a: Shape, b: Shape): boolean =>
  a === b || (a.length === b.length && a.every((size, i) => size === b[i]));

/** The number of arrows on the longest way from the input to the output. */
export function depthOf({ nodes }: Architecture): number {
  const depths: number[] = [];
  for (const { inputs } of nodes)
    depths.push(inputs.reduce((most, input) => Math.max(most, depths[input]! + 1), 0));
  return depths.at(-1) ?? 0;
}
