import type {
  ActivationName,
  MergeName,
  OperationName,
  OrderName,
  PaddingName,
  ResolutionName,
} from './operations.ts';

/** A value is fixed, a list is one of. */
export type Values<T> = T | readonly T[];

/** A number is fixed, `{ min, max }` a range of whole numbers, both included. */
export type Range = number | { readonly min: number; readonly max: number };

/**
 * What convolutions of a block or an edge are dressed with. Pooling, wiring, MBConv and motifs take none of these.
 * Fields left out have the values of {@link OPTION_DEFAULTS}.
 */
export interface ConvolutionOptions {
  readonly batchNorm?: Values<boolean>;
  readonly activation?: Values<ActivationName>;
  readonly order?: OrderName;
}

/** One or more blocks in a row: an operation, or the name of a motif, with its options. */
export interface BlockSpec extends ConvolutionOptions {
  readonly operation: Values<string>;
  /** How often the block stands in a row, each time with choices of its own; `{ min: 0, max: 1 }` is optional. */
  readonly repeat?: Range;
  /** Adds the block's input to its output. */
  readonly skip?: Values<boolean>;
  /** The output channels, instead of the layer's. */
  readonly filters?: Values<number>;
  readonly dropout?: Values<number>;
  /** Squeeze-and-excitation by this reduction ratio (Hu et al. 2018); 0 is none. */
  readonly squeezeExcite?: Values<number>;
  readonly resolution?: ResolutionName;
  readonly padding?: PaddingName;
}

export interface PipelineSpec {
  /** How many such pipelines stand side by side, each with choices of its own; `{ min: 0, max: 1 }` is optional. */
  readonly repeat?: Range;
  readonly blocks: readonly BlockSpec[];
}

/** A cell of parallel pipelines, each a sequence of blocks, joined by a merge (arXiv 2310.17669). */
export interface PipelinesMotif {
  readonly kind: 'pipelines';
  /** One genotype wherever the motif stands; else each place has its own. */
  readonly shared?: boolean;
  readonly pipelines: readonly PipelineSpec[];
  readonly merge: Values<MergeName>;
  /** After the merge. */
  readonly activation?: ActivationName;
}

/**
 * A cell that is a small directed acyclic graph with an operation on every edge (NATS-Bench, NASNet, DARTS, Liu et al.).
 * Nodes are numbered in order; the first `inputs` of them are the outputs of the cells before, the nearest last.
 */
export interface DagMotif extends ConvolutionOptions {
  readonly kind: 'dag';
  readonly shared?: boolean;
  readonly inputs?: 1 | 2;
  /** Inputs included. */
  readonly nodes: number;
  /** `all`: an edge from every earlier node; a number: so many edges, from nodes that are chosen. */
  readonly inputsPerNode: 'all' | number;
  /** With chosen inputs: whether one node may be chosen twice (NASNet) or not (DARTS). */
  readonly sameInputTwice?: boolean;
  /** What every edge may be, but for those in `edges`. */
  readonly operation: Values<string>;
  /** With edges from all nodes: what single edges may be, by name: `"0-2"` leads from node 0 to node 2. */
  readonly edges?: Readonly<Record<string, Values<string>>>;
  /** How a node joins its edges. */
  readonly merge: Values<MergeName>;
  /** The last node, all computed nodes side by side, or those that no other node reads, side by side. */
  readonly output: 'last' | 'concat' | 'loose';
}

export type Motif = PipelinesMotif | DagMotif;

/** A stack of cells; its resolution is that of the first cell, the others keep the size. */
export interface LayerSpec {
  /** The name of the cell motif. */
  readonly cell: string;
  readonly repeat: Range;
  readonly filters: Values<number>;
  readonly resolution: Values<ResolutionName>;
}

/** A fixed convolution before the first layer. */
export interface StemSpec {
  readonly operation: OperationName;
  /** As many as the first layer's where left out. */
  readonly filters?: number;
  readonly stride: 1 | 2;
  /** Fixed; with batch normalisation and ReLU where left out. */
  readonly batchNorm?: boolean;
  readonly activation?: ActivationName;
}

export interface HeadSpec {
  /** Batch normalisation and activation first (for cells that end without). */
  readonly norm?: boolean;
  /** A 1×1 convolution to so many channels, with batch normalisation and activation, before pooling (MobileNetV2). */
  readonly features?: number;
  /** Global average, a learned global depthwise convolution, or none. */
  readonly pool: 'average' | 'depthwise' | 'flatten';
  /** Batch normalisation after a depthwise pool. */
  readonly poolNorm?: boolean;
  /** Hidden dense layers before the output layer, by units. */
  readonly dense: readonly number[];
  /** Of the head's hidden layers; ReLU where left out. */
  readonly activation?: ActivationName;
  readonly dropout: Values<number>;
}

/** The version of the document's form that this code writes; see `migrate.ts` for older ones. */
export const SCHEMA = 2;

/** A search space as people write, store and share it. */
export interface SpaceDocument {
  readonly schema: typeof SCHEMA;
  readonly name: string;
  /** Height, width, channels. */
  readonly input: readonly [number, number, number];
  readonly classes: number;
  readonly motifs: Readonly<Record<string, Motif>>;
  readonly stem?: StemSpec;
  readonly layers: readonly LayerSpec[];
  readonly head: HeadSpec;
  readonly constraints: { readonly maxParameters: number };
}

/** What options left out mean. */
export const OPTION_DEFAULTS = {
  batchNorm: true,
  activation: 'relu',
  skip: false,
  order: 'conv-norm-act',
  resolution: 'same',
  padding: 'same',
} as const;

export const valuesOf = <T extends string | number | boolean>(values: Values<T>): readonly T[] =>
  Array.isArray(values) ? (values as readonly T[]) : [values as T];

/** Left out, a range is 1. */
export const rangeOf = (range: Range = 1): { readonly min: number; readonly max: number } =>
  typeof range === 'number' ? { min: range, max: range } : range;

/** The most nodes of a dag, its inputs among them. */
export const MOST_NODES = 12;

/** Every edge of a dag with edges from all nodes, as `[from, to]`, in the order of the nodes they lead to. */
export function edgesOfDag({ inputs = 1, nodes }: Pick<DagMotif, 'inputs' | 'nodes'>): [number, number][] {
  const edges: [number, number][] = [];
  for (let to = inputs; to < nodes; to++) for (let from = 0; from < to; from++) edges.push([from, to]);
  return edges;
}

/** Every list of operations in a motif. */
export function operationsOf(motif: Motif): readonly Values<string>[] {
  return motif.kind === 'dag'
    ? [motif.operation, ...Object.values(motif.edges ?? {})]
    : motif.pipelines.flatMap(({ blocks }) => blocks.map(({ operation }) => operation));
}

/** The motifs that a motif names, each once. */
export function motifsNamedBy(motif: Motif, motifs: SpaceDocument['motifs']): readonly string[] {
  return [
    ...new Set(
      operationsOf(motif)
        .flatMap((names) => valuesOf(names))
        .filter((name) => Object.hasOwn(motifs, name)),
    ),
  ];
}
