import type { ActivationName } from '../space/operations.ts';

/** What one layer node computes. Convolutions and pools pad `same`; images are height × width × channels. */
export type LayerOp =
  | { readonly type: 'input'; readonly shape: readonly [number, number, number] }
  | {
      readonly type: 'conv';
      readonly filters: number;
      readonly kernel: number;
      readonly stride: number;
      readonly bias: boolean;
    }
  /** A depthwise convolution followed by a 1×1 convolution, without anything between. */
  | {
      readonly type: 'separable';
      readonly filters: number;
      readonly kernel: number;
      readonly stride: number;
      readonly bias: boolean;
    }
  | { readonly type: 'batchNorm' }
  | { readonly type: 'activation'; readonly fn: Exclude<ActivationName, 'linear'> | 'softmax' }
  | { readonly type: 'maxPool'; readonly kernel: number; readonly stride: number }
  | { readonly type: 'averagePool'; readonly kernel: number; readonly stride: number }
  | { readonly type: 'add' }
  | { readonly type: 'concat' }
  | { readonly type: 'globalAverage' }
  | { readonly type: 'flatten' }
  | { readonly type: 'dense'; readonly units: number }
  | { readonly type: 'dropout'; readonly rate: number };

export interface LayerNode {
  readonly op: LayerOp;
  /** Indices of the nodes it reads, all smaller than its own. */
  readonly inputs: readonly number[];
  /** Where in the hierarchy the node comes from, in words; says nothing about what it computes. */
  readonly place: string;
}

/** A candidate: a directed acyclic graph of layers in topological order. The first node is the input, the last the output. */
export interface Architecture {
  readonly nodes: readonly LayerNode[];
}

/** `[height, width, channels]`, or `[units]` once the image is flattened. */
export type Shape = readonly number[];

/** Operations that own weights: two of them are never the same value, however alike. */
export const hasWeights = (op: LayerOp): boolean =>
  op.type === 'conv' || op.type === 'separable' || op.type === 'batchNorm' || op.type === 'dense';

const strided = (size: number, stride: number): number => Math.ceil(size / stride);

/**
 * The output shape of every node. Throws an `Error` that names the node where shapes do not fit: the graph of a valid
 * genotype never does.
 */
export function inferShapes({ nodes }: Architecture): Shape[] {
  const shapes: Shape[] = [];
  for (const [index, node] of nodes.entries()) {
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
  return shapes;
}

function outputShape(op: LayerOp, inputs: readonly Shape[], index: number): Shape {
  const fault = (what: string) =>
    new Error(
      `Node ${index} (${op.type}) ${what}, its inputs are ${inputs.map((s) => s.join('×')).join(' and ') || 'none'}.`,
    );
  if (op.type === 'input') return op.shape;
  const [first] = inputs;
  if (!first) throw fault('needs an input');
  const image = (): readonly [number, number, number] => {
    if (inputs.length !== 1 || first.length !== 3) throw fault('needs one image');
    return first as readonly [number, number, number];
  };
  switch (op.type) {
    case 'conv':
    case 'separable': {
      const [height, width] = image();
      return [strided(height, op.stride), strided(width, op.stride), op.filters];
    }
    case 'maxPool':
    case 'averagePool': {
      const [height, width, channels] = image();
      return [strided(height, op.stride), strided(width, op.stride), channels];
    }
    case 'add':
      if (inputs.some((shape) => shape.join() !== first.join())) throw fault('needs equal shapes');
      return first;
    case 'concat': {
      const size = first.slice(0, -1);
      if (inputs.some((shape) => shape.slice(0, -1).join() !== size.join()))
        throw fault('needs equal heights and widths');
      return [...size, inputs.reduce((sum, shape) => sum + shape.at(-1)!, 0)];
    }
    case 'globalAverage':
      return [image()[2]];
    case 'flatten':
      return [first.reduce((product, size) => product * size, 1)];
    case 'dense':
      if (inputs.length !== 1 || first.length !== 1) throw fault('needs one flat vector');
      return [op.units];
    case 'batchNorm':
    case 'activation':
    case 'dropout':
      if (inputs.length !== 1) throw fault('needs one input');
      return first;
  }
}
