import {
  type ActivationName,
  OPERATIONS,
  type OperationName,
  type OrderName,
  type PaddingName,
  type ResolutionName,
} from '../space/operations.ts';
import { fitting } from '../space/size-steps.ts';
import {
  type Architecture,
  type LayerNode,
  type LayerOp,
  outputShape,
  rememberShapes,
  type Shape,
} from './graph.ts';

/** A node under construction: its index and its output's shape. */
export interface Tip {
  readonly index: number;
  readonly shape: Shape;
}

/** A block with all its choices made. */
export interface BlockForm {
  readonly operation: OperationName;
  readonly filters: number;
  readonly resolution: ResolutionName;
  readonly padding: PaddingName;
  readonly batchNorm: boolean;
  readonly activation: ActivationName;
  readonly order: OrderName;
  readonly skip: boolean;
  readonly dropout: number;
  readonly squeezeExcite: number;
  readonly place: string;
}

/** The activation of MBConv and its kind. */
const MOBILE_ACTIVATION = 'relu6';

/** Writes a graph node by node, and block by block. */
export class GraphBuilder {
  readonly nodes: LayerNode[] = [];
  readonly #shapes: Shape[] = [];
  /** The part of the document that the next nodes come from. */
  source = '';

  add(op: LayerOp, inputs: readonly Tip[], place: string): Tip {
    const index = this.nodes.length;
    const shapes: Shape[] = [];
    const indices: number[] = [];
    for (const input of inputs) {
      shapes.push(input.shape);
      indices.push(input.index);
    }
    const shape = outputShape(op, shapes, index);
    this.nodes.push({ op, inputs: indices, place, source: this.source });
    this.#shapes.push(shape);
    return { index, shape };
  }

  /** What has been written. */
  architecture(): Architecture {
    const architecture = { nodes: this.nodes };
    rememberShapes(architecture, this.#shapes);
    return architecture;
  }

  /** Goes down by a 2×2 average pool, up by doubling. */
  rescale(input: Tip, resolution: ResolutionName, place: string): Tip {
    if (resolution === 'same') return input;
    if (resolution === 'up') return this.add({ type: 'upsample' }, [input], place);
    return this.add({ type: 'averagePool', kernel: 2, stride: 2 }, [input], place);
  }

  /** A bare 1×1 convolution. */
  conv1(input: Tip, filters: number, stride: number, place: string): Tip {
    return this.add(
      { type: 'conv', filters, kernel: 1, stride, bias: false },
      [input],
      `${place} · projection`,
    );
  }

  /** Makes an image fit a shape: by doublings and a 1×1 convolution; nothing where it fits already. */
  fit(input: Tip, [height, width, channels]: readonly [number, number, number], place: string): Tip {
    const [h, w, c] = input.shape as [number, number, number];
    const way = fitting([h, w], [height, width]);
    if (!way) {
      throw new Error(
        `${place}: an image of ${h}×${w} cannot be made ${height}×${width} by a stride or by doubling.`,
      );
    }
    let tip = input;
    for (let i = 0; i < way.doublings; i++) tip = this.add({ type: 'upsample' }, [tip], place);
    return c === channels && way.stride === 1 ? tip : this.conv1(tip, channels, way.stride, place);
  }

  /** A block: its operation, dressed, and its skip. */
  block(input: Tip, block: BlockForm): Tip {
    const { operation, filters, resolution, place } = block;
    const { type, kernel } = OPERATIONS[operation];
    switch (type) {
      case 'identity':
      case 'none':
        return this.rescale(input, resolution, place);
      case 'shortcut':
        return this.#shortcut(input, filters, resolution, place);
      case 'invertedResidual':
        return this.#invertedResidual(input, block);
      case 'maxPool':
      case 'averagePool': {
        const tip = resolution === 'up' ? this.rescale(input, 'up', place) : input;
        const stride = resolution === 'down' ? 2 : 1;
        const op: LayerOp =
          block.padding === 'valid' ? { type, kernel, stride, padding: 'valid' } : { type, kernel, stride };
        return this.add(op, [tip], place);
      }
      default: {
        let tip = this.#dressed(input, block);
        if (block.squeezeExcite > 0) tip = this.#squeezeExcite(tip, block.squeezeExcite, place);
        if (block.dropout > 0) tip = this.add({ type: 'dropout', rate: block.dropout }, [tip], place);
        if (!block.skip) return tip;
        const shortcut = this.fit(input, tip.shape as [number, number, number], place);
        return this.add({ type: 'add' }, [tip, shortcut], `${place} · skip`);
      }
    }
  }

  /** A convolution of any kind with normalisation and activation around it. */
  #dressed(
    input: Tip,
    { operation, filters, resolution, batchNorm, activation, order, padding, place }: BlockForm,
  ): Tip {
    const activate = (tip: Tip): Tip =>
      activation === 'linear' ? tip : this.add({ type: 'activation', fn: activation }, [tip], place);
    const normalise = (tip: Tip): Tip => (batchNorm ? this.add({ type: 'batchNorm' }, [tip], place) : tip);
    const bias = !batchNorm;
    const convolve = (tip: Tip): Tip =>
      this.#convolution(tip, { operation, filters, resolution, padding, bias, place });
    switch (order) {
      case 'conv-norm-act':
        return activate(normalise(convolve(input)));
      case 'act-conv-norm':
        return normalise(convolve(activate(input)));
      case 'norm-act-conv':
        return convolve(activate(normalise(input)));
    }
  }

  #convolution(
    input: Tip,
    {
      operation,
      filters,
      resolution,
      padding,
      bias,
      place,
    }: Pick<BlockForm, 'operation' | 'filters' | 'resolution' | 'padding' | 'place'> & { bias: boolean },
  ): Tip {
    const entry = OPERATIONS[operation];
    const { type, kernel } = entry;
    if (type === 'transposed') {
      // The one operation whose stride enlarges; going down, it follows a pool.
      const tip = resolution === 'down' ? this.rescale(input, 'down', place) : input;
      return this.add({ type, filters, kernel, stride: resolution === 'up' ? 2 : 1, bias }, [tip], place);
    }
    const dilation = 'dilation' in entry ? { dilation: entry.dilation } : {};
    const before = resolution === 'up' || (resolution === 'down' && 'dilation' in entry);
    const tip = before ? this.rescale(input, resolution, place) : input;
    const stride = resolution === 'down' && !before ? 2 : 1;
    const form = { kernel, stride, bias, ...dilation, ...(padding === 'valid' && { padding }) };
    if (type === 'depthwise') return this.add({ type, ...form }, [tip], place);
    return this.add({ type: type === 'separable' ? 'separable' : 'conv', filters, ...form }, [tip], place);
  }

  #shortcut(input: Tip, filters: number, resolution: ResolutionName, place: string): Tip {
    if (resolution === 'same' && input.shape[2] === filters) return input;
    const tip = resolution === 'up' ? this.rescale(input, 'up', place) : input;
    return this.add(
      { type: 'batchNorm' },
      [this.conv1(tip, filters, resolution === 'down' ? 2 : 1, place)],
      place,
    );
  }

  /** MobileNetV2's block (Sandler et al. 2018): widen, depthwise, narrow; with a skip where the shape stays. */
  #invertedResidual(input: Tip, { operation, filters, resolution, place }: BlockForm): Tip {
    const { kernel, expansion } = OPERATIONS[operation] as { kernel: number; expansion: number };
    const normalised = (tip: Tip) => this.add({ type: 'batchNorm' }, [tip], place);
    const activated = (tip: Tip) =>
      this.add({ type: 'activation', fn: MOBILE_ACTIVATION }, [normalised(tip)], place);
    const conv = (tip: Tip, width: number) =>
      this.add({ type: 'conv', filters: width, kernel: 1, stride: 1, bias: false }, [tip], place);
    const enlarged = resolution === 'up' ? this.rescale(input, 'up', place) : input;
    const wide = activated(conv(enlarged, input.shape[2]! * expansion));
    const stride = resolution === 'down' ? 2 : 1;
    const filtered = activated(this.add({ type: 'depthwise', kernel, stride, bias: false }, [wide], place));
    const narrow = normalised(conv(filtered, filters));
    return resolution === 'same' && input.shape[2] === filters
      ? this.add({ type: 'add' }, [narrow, input], `${place} · skip`)
      : narrow;
  }

  /** Weighs the channels by what a small network makes of their averages (Hu et al. 2018). */
  #squeezeExcite(input: Tip, ratio: number, place: string): Tip {
    const channels = input.shape[2]!;
    const here = `${place} · squeeze-excite`;
    let tip = this.add({ type: 'globalAverage' }, [input], here);
    tip = this.add({ type: 'dense', units: Math.max(1, Math.round(channels / ratio)) }, [tip], here);
    tip = this.add({ type: 'activation', fn: 'relu' }, [tip], here);
    tip = this.add({ type: 'dense', units: channels }, [tip], here);
    tip = this.add({ type: 'activation', fn: 'sigmoid' }, [tip], here);
    return this.add({ type: 'scale' }, [input, tip], here);
  }
}
