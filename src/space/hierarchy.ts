import { type BlockMotif, type PipelinesMotif, rangeOf, type SpaceDocument, valuesOf } from './document.ts';
import type { ActivationName, MergeName, OperationName, ResolutionName } from './operations.ts';
import { isWeighted } from './operations.ts';
import { choice, choiceOf, constant, list, record, type Tree } from './tree.ts';

/** A document and the tree of choices it stands for. */
export interface Space {
  readonly document: SpaceDocument;
  readonly tree: Tree;
}

/** What a genotype of the hierarchy looks like, for the code that decodes it. */
export interface NetworkGenotype {
  readonly layers: Readonly<Record<string, LayerGenotype>>;
  readonly dropout: number;
}
export interface LayerGenotype {
  readonly filters: number;
  readonly resolution: ResolutionName;
  readonly cells: readonly CellGenotype[];
}
export interface CellGenotype {
  readonly pipelines: readonly PipelineGenotype[];
  readonly merge: MergeName;
}
export type PipelineGenotype = readonly BlockGenotype[];
/** An operation without weights is its name alone. */
export type BlockGenotype =
  | OperationName
  | { readonly choose: OperationName; readonly with: BlockOptionsGenotype };
export interface BlockOptionsGenotype {
  readonly batchNorm: boolean;
  readonly activation: ActivationName;
  readonly skip: boolean;
}

/** The field name of layer `index` (from 0) in a genotype. */
export const layerField = (index: number): string => `layer${index + 1}`;

/** Compiles a valid document (see `parseDocument`) to its tree of choices. */
export function compileSpace(document: SpaceDocument): Space {
  const cells = new Map<string, Tree>();
  const cellTree = (name: string): Tree => {
    const known = cells.get(name);
    if (known) return known;
    const tree = compileCell(document.motifs[name] as PipelinesMotif, document);
    cells.set(name, tree);
    return tree;
  };
  const layers = document.layers.map((layer, i): [string, Tree] => {
    const { min, max } = rangeOf(layer.repeat);
    return [
      layerField(i),
      record({
        filters: choiceOf('layer', valuesOf(layer.filters)),
        resolution: choiceOf('layer', valuesOf(layer.resolution)),
        cells: list('layer', cellTree(layer.cell), min, max),
      }),
    ];
  });
  const tree = record({
    layers: record(Object.fromEntries(layers)),
    dropout: choiceOf('network', valuesOf(document.head.dropout)),
  });
  return { document, tree };
}

function compileCell(motif: PipelinesMotif, document: SpaceDocument): Tree {
  const pipelines = rangeOf(motif.pipelines);
  const blocks = rangeOf(motif.blocks);
  const block = compileBlock(document.motifs[motif.block] as BlockMotif);
  const pipeline = list('pipeline', block, blocks.min, blocks.max);
  return record({
    pipelines: list('cell', pipeline, pipelines.min, pipelines.max),
    merge: choiceOf('cell', valuesOf(motif.merge)),
  });
}

function compileBlock(motif: BlockMotif): Tree {
  // One tree for all operations with weights: a change of the operation keeps the block's options.
  const options = record({
    batchNorm: choiceOf('option', valuesOf(motif.batchNorm)),
    activation: choiceOf('option', valuesOf(motif.activation)),
    skip: choiceOf('option', valuesOf(motif.skip)),
  });
  return choice(
    'block',
    valuesOf(motif.operation).map((name) => ({
      key: name,
      tree: isWeighted(name) ? options : constant(name),
    })),
  );
}
