import type { SpaceDocument } from '../space/document.ts';
import {
  type BlockGenotype,
  type CellGenotype,
  layerField,
  type NetworkGenotype,
  type PipelineGenotype,
  type Space,
} from '../space/hierarchy.ts';
import {
  type ActivationName,
  OPERATIONS,
  type OperationName,
  type ResolutionName,
} from '../space/operations.ts';
import type { Genotype } from '../space/tree.ts';
import type { Architecture, LayerNode, LayerOp } from './graph.ts';

/**
 * The architecture that a genotype of the space stands for. Total on valid genotypes: unequal shapes at a skip or a
 * merge are made equal by 1×1 convolutions that stand in the graph like any other layer. Conventions:
 *
 * - a layer's resolution is that of its first cell, where the first block of every pipeline has stride 2;
 * - identity blocks vanish; a pipeline of nothing else that must go down is a 2×2 average pool;
 * - a convolution has a bias exactly when no batch normalisation follows;
 * - a block is operation → batch normalisation → activation, and a skip adds the block's input to that;
 * - the pipelines of a cell are a *set*: they are put in an order of their own, so that mirrored cells are one graph.
 */
export function decode(space: Space, genotype: Genotype): Architecture {
  const { document } = space;
  const { layers, dropout } = genotype as unknown as NetworkGenotype;
  const graph = new GraphBuilder();
  let tip = graph.add({ type: 'input', shape: document.input }, [], 'input', document.input[2]);
  if (document.stem) {
    const { operation, filters, stride } = document.stem;
    tip = weighted(graph, tip, {
      operation,
      filters,
      stride,
      batchNorm: true,
      activation: 'relu',
      place: 'stem',
    });
  }
  for (const index of document.layers.keys()) {
    const { cells, filters, resolution } = layers[layerField(index)]!;
    for (const [i, genotypeOfCell] of cells.entries()) {
      const place = `layer ${index + 1} · cell ${i + 1}`;
      tip = cell(graph, tip, genotypeOfCell, filters, i === 0 ? resolution : 'same', place);
    }
  }
  head(graph, tip, document, dropout);
  return { nodes: graph.nodes };
}

/** A node under construction: its index and its channels (decoding needs no other part of the shape). */
interface Tip {
  readonly index: number;
  readonly channels: number;
}

class GraphBuilder {
  readonly nodes: LayerNode[] = [];

  add(op: LayerOp, inputs: readonly Tip[], place: string, channels: number): Tip {
    this.nodes.push({ op, inputs: inputs.map((input) => input.index), place });
    return { index: this.nodes.length - 1, channels };
  }
}

interface WeightedBlock {
  readonly operation: OperationName;
  readonly filters: number;
  readonly stride: number;
  readonly batchNorm: boolean;
  readonly activation: ActivationName;
  readonly place: string;
}

function weighted(graph: GraphBuilder, input: Tip, block: WeightedBlock): Tip {
  const { operation, filters, stride, batchNorm, activation, place } = block;
  const { type, kernel } = OPERATIONS[operation];
  const op = { filters, kernel, stride, bias: !batchNorm };
  let tip = graph.add({ type: type === 'separable' ? 'separable' : 'conv', ...op }, [input], place, filters);
  if (batchNorm) tip = graph.add({ type: 'batchNorm' }, [tip], place, filters);
  if (activation !== 'linear') tip = graph.add({ type: 'activation', fn: activation }, [tip], place, filters);
  return tip;
}

/** The 1×1 convolution that makes `input` fit `filters` channels at `stride`; nothing where it fits already. */
function project(graph: GraphBuilder, input: Tip, filters: number, stride: number, place: string): Tip {
  if (input.channels === filters && stride === 1) return input;
  return graph.add(
    { type: 'conv', filters, kernel: 1, stride, bias: false },
    [input],
    `${place} · projection`,
    filters,
  );
}

function block(
  graph: GraphBuilder,
  input: Tip,
  gene: BlockGenotype,
  filters: number,
  stride: number,
  place: string,
): Tip {
  if (typeof gene === 'string') {
    const { type, kernel } = OPERATIONS[gene];
    const pool = { type: type === 'averagePool' ? type : 'maxPool', kernel, stride } as const;
    return graph.add(pool, [input], place, input.channels);
  }
  const { batchNorm, activation, skip } = gene.with;
  const tip = weighted(graph, input, {
    operation: gene.choose,
    filters,
    stride,
    batchNorm,
    activation,
    place,
  });
  if (!skip) return tip;
  return graph.add(
    { type: 'add' },
    [tip, project(graph, input, filters, stride, place)],
    `${place} · skip`,
    filters,
  );
}

function pipeline(
  graph: GraphBuilder,
  input: Tip,
  genes: PipelineGenotype,
  filters: number,
  stride: number,
  place: string,
): Tip {
  if (genes.length === 0) {
    return stride === 1
      ? input
      : graph.add({ type: 'averagePool', kernel: 2, stride }, [input], place, input.channels);
  }
  return genes.reduce(
    (tip, gene, i) => block(graph, tip, gene, filters, i === 0 ? stride : 1, `${place} · block ${i + 1}`),
    input,
  );
}

function cell(
  graph: GraphBuilder,
  input: Tip,
  genotype: CellGenotype,
  filters: number,
  resolution: ResolutionName,
  place: string,
): Tip {
  const effective = genotype.pipelines.map((genes) => genes.filter((gene) => gene !== 'identity'));
  const ordered = effective
    .map((genes) => ({ genes, key: JSON.stringify(genes) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  const ends = ordered.map(({ genes }, i) =>
    pipeline(graph, input, genes, filters, resolution === 'down' ? 2 : 1, `${place} · pipeline ${i + 1}`),
  );
  const [only] = ends;
  if (ends.length === 1) return only!;
  const mergePlace = `${place} · merge`;
  if (genotype.merge === 'concat') {
    return graph.add(
      { type: 'concat' },
      ends,
      mergePlace,
      ends.reduce((sum, end) => sum + end.channels, 0),
    );
  }
  const alike = ends.every((end) => end.channels === only!.channels);
  const fitted = alike ? ends : ends.map((end) => project(graph, end, filters, 1, mergePlace));
  return graph.add({ type: 'add' }, fitted, mergePlace, fitted[0]!.channels);
}

function head(
  graph: GraphBuilder,
  input: Tip,
  { head: spec, classes }: SpaceDocument,
  dropout: number,
): void {
  let tip = graph.add({ type: spec.pool === 'average' ? 'globalAverage' : 'flatten' }, [input], 'head', 0);
  for (const units of spec.dense) {
    tip = graph.add({ type: 'dense', units }, [tip], 'head', units);
    tip = graph.add({ type: 'activation', fn: 'relu' }, [tip], 'head', units);
  }
  if (dropout > 0) tip = graph.add({ type: 'dropout', rate: dropout }, [tip], 'head', 0);
  tip = graph.add({ type: 'dense', units: classes }, [tip], 'head', classes);
  graph.add({ type: 'activation', fn: 'softmax' }, [tip], 'head', classes);
}
