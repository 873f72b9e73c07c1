import type { ActivationName, MergeName, OperationName, ResolutionName } from './operations.ts';

/** A value is fixed, a list is one of. */
export type Values<T> = T | readonly T[];

/** A number is fixed, `{ min, max }` a range of whole numbers, both included. */
export type Range = number | { readonly min: number; readonly max: number };

/** An operation with its options. Options belong to operations with weights; pooling and identity ignore them. */
export interface BlockMotif {
  readonly kind: 'block';
  readonly operation: Values<OperationName>;
  readonly batchNorm: Values<boolean>;
  readonly activation: Values<ActivationName>;
  /** Adds the block's input to its output. */
  readonly skip: Values<boolean>;
}

/** A cell of parallel pipelines, each a sequence of blocks, joined by a merge (arXiv 2310.17669). */
export interface PipelinesMotif {
  readonly kind: 'pipelines';
  /** The width: how many pipelines stand side by side. */
  readonly pipelines: Range;
  /** The depth of a pipeline. */
  readonly blocks: Range;
  /** The name of the block motif. */
  readonly block: string;
  readonly merge: Values<MergeName>;
}

export type Motif = BlockMotif | PipelinesMotif;

/** A stack of cells; its resolution is that of the first cell, the others keep the size. */
export interface LayerSpec {
  /** The name of the cell motif; each position picks its own genotype of it. */
  readonly cell: string;
  readonly repeat: Range;
  readonly filters: Values<number>;
  readonly resolution: Values<ResolutionName>;
}

/** A fixed convolution before the first layer, with batch normalisation and ReLU. */
export interface StemSpec {
  readonly operation: OperationName;
  readonly filters: number;
  readonly stride: 1 | 2;
}

export interface HeadSpec {
  readonly pool: 'average' | 'flatten';
  /** Hidden dense layers (ReLU) before the output layer, by units. */
  readonly dense: readonly number[];
  readonly dropout: Values<number>;
}

/** A search space as people write, store and share it. */
export interface SpaceDocument {
  readonly schema: 1;
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

export const valuesOf = <T extends string | number | boolean>(values: Values<T>): readonly T[] =>
  Array.isArray(values) ? (values as readonly T[]) : [values as T];

export const rangeOf = (range: Range): { readonly min: number; readonly max: number } =>
  typeof range === 'number' ? { min: range, max: range } : range;
