import dagre from '@dagrejs/dagre';
import { nodeCosts, peakActivationBytes } from './costs.ts';
import type { Difference } from './difference.ts';
import { depthOf, inferShapes, type LayerOp } from './graph.ts';
import type { Phenotype } from './phenotype.ts';

/** What a box of the drawing is, for its colour and its shape. */
export type Family = 'input' | 'convolution' | 'separable' | 'pooling' | 'merge' | 'identity' | 'head';

/** One box: a layer with the normalisation and activation that follow it. Centre and size in pixels. */
export interface BoxView {
  readonly id: number;
  readonly label: string;
  /** What is folded into it: `BN · relu`; empty where nothing is. */
  readonly detail: string;
  readonly family: Family;
  readonly place: string;
  /** The path in the document of the part it comes from. */
  readonly source: string;
  /** What became of it since an earlier architecture, where there is one to compare with. */
  readonly mark?: 'added' | 'changed';
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly macs: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ArrowView {
  readonly from: number;
  readonly to: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** An architecture as a drawing. */
export interface GraphView {
  readonly boxes: readonly BoxView[];
  readonly arrows: readonly ArrowView[];
  readonly width: number;
  readonly height: number;
  readonly parameters: number;
  readonly statistics: number;
  readonly macs: number;
  readonly depth: number;
  readonly activationBytes: number;
}

const HEIGHT = 24;
const HEIGHT_WITH_DETAIL = 38;
/** Pixels a character of the labels' type takes, and the margins at both ends. */
const CHARACTER = 6.4;
const MARGIN = 16;

/** Lays a candidate's graph out from top to bottom (dagre), normalisation and activation folded into the layer before. */
export function viewGraph({ architecture, costs }: Phenotype, marks?: Difference['marks']): GraphView {
  const { nodes } = architecture;
  const shapes = inferShapes(architecture);
  const each = nodeCosts(architecture, shapes);
  const readers = nodes.map(() => 0);
  for (const { inputs } of nodes) for (const input of inputs) readers[input]!++;
  /** The box each node is drawn in. */
  const boxOf: number[] = [];
  const boxes = new Map<
    number,
    {
      label: string;
      detail: string;
      family: Family;
      place: string;
      source: string;
      mark?: 'added' | 'changed';
      last: number;
      parameters: number;
      macs: number;
    }
  >();
  for (const [i, { op, inputs, place, source }] of nodes.entries()) {
    const before = inputs[0];
    const host = before === undefined ? undefined : boxes.get(boxOf[before]!);
    const folds =
      (op.type === 'batchNorm' || op.type === 'activation') &&
      host?.last === before &&
      readers[before!] === 1;
    if (folds && host) {
      boxOf.push(boxOf[before!]!);
      host.detail += `${host.detail ? ' · ' : ''}${shortLabel(op)}`;
      host.last = i;
      // A box whose parts are partly new has changed.
      if (marks && marks[i] !== 'same' && host.mark === undefined) host.mark = 'changed';
      host.parameters += each[i]!.parameters;
    } else {
      boxOf.push(i);
      boxes.set(i, {
        label: op.type === 'input' ? `input ${shapes[i]!.join('×')}` : shortLabel(op),
        detail: '',
        family: familyOf(op),
        place,
        source: source ?? '',
        ...(marks && marks[i] !== 'same' && { mark: marks[i] as 'added' | 'changed' }),
        last: i,
        parameters: each[i]!.parameters,
        macs: each[i]!.macs,
      });
    }
  }
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 10, ranksep: 20, marginx: 8, marginy: 8 });
  for (const [id, { label, detail }] of boxes) {
    graph.setNode(String(id), {
      width: Math.round(Math.max(label.length, detail.length) * CHARACTER + MARGIN),
      height: detail ? HEIGHT_WITH_DETAIL : HEIGHT,
    });
  }
  for (const [i, { inputs }] of nodes.entries()) {
    for (const [slot, input] of inputs.entries()) {
      if (boxOf[input] !== boxOf[i])
        graph.setEdge(String(boxOf[input]), String(boxOf[i]), {}, `${i}.${slot}`);
    }
  }
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    boxes: [...boxes].map(([id, { last, ...box }]) => {
      const { x, y, width: w, height: h } = graph.node(String(id));
      return { id, ...box, shape: shapes[last]!, x, y, width: w, height: h };
    }),
    arrows: graph.edges().map((edge) => ({
      from: Number(edge.v),
      to: Number(edge.w),
      points: (graph.edge(edge).points ?? []).map(({ x, y }: { x: number; y: number }) => ({ x, y })),
    })),
    width,
    height,
    ...costs,
    depth: depthOf(architecture),
    activationBytes: peakActivationBytes(architecture, shapes),
  };
}

function shortLabel(op: LayerOp): string {
  switch (op.type) {
    case 'conv':
    case 'separable':
    case 'depthwise':
    case 'transposed': {
      const name = { conv: 'conv', separable: 'sep', depthwise: 'depthwise', transposed: 'transposed' }[
        op.type
      ];
      const dilated = 'dilation' in op ? ` ·${op.dilation}` : '';
      const scale = op.stride > 1 ? (op.type === 'transposed' ? ' ↑' : ' ↓') : '';
      return `${name} ${op.kernel}×${op.kernel}${dilated}${scale}${'filters' in op ? ` ${op.filters}` : ''}`;
    }
    case 'maxPool':
      return `max pool ${op.kernel}×${op.kernel}${op.stride > 1 ? ' ↓' : ''}`;
    case 'averagePool':
      return `average pool ${op.kernel}×${op.kernel}${op.stride > 1 ? ' ↓' : ''}`;
    case 'batchNorm':
      return 'BN';
    case 'activation':
      return op.fn;
    case 'upsample':
      return 'double ↑';
    case 'globalAverage':
      return 'global average';
    case 'globalDepthwise':
      return 'global depthwise';
    case 'dense':
      return `dense ${op.units}`;
    case 'dropout':
      return `dropout ${op.rate}`;
    default:
      return op.type;
  }
}

function familyOf({ type }: LayerOp): Family {
  switch (type) {
    case 'input':
      return 'input';
    case 'conv':
      return 'convolution';
    case 'separable':
    case 'depthwise':
    case 'globalDepthwise':
      return 'separable';
    case 'transposed':
      return 'convolution';
    case 'zero':
    case 'upsample':
      return 'identity';
    case 'maxPool':
    case 'averagePool':
    case 'globalAverage':
      return 'pooling';
    case 'dense':
    case 'flatten':
    case 'dropout':
      return 'head';
    default:
      return 'merge';
  }
}
