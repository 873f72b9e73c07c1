import { type DagMotif, OPTION_DEFAULTS, type SpaceDocument } from '../space/document.ts';
import {
  blockField,
  type DagGenotype,
  layerField,
  type MotifGenotype,
  type NetworkGenotype,
  nodeField,
  type OperationGenotype,
  type PipelinesGenotype,
  pipelineField,
  type Space,
} from '../space/hierarchy.ts';
import { isOperation, type ResolutionName } from '../space/operations.ts';
import type { Genotype } from '../space/tree.ts';
import { type BlockForm, GraphBuilder, type Tip } from './blocks.ts';
import { edgesOf, formOf, placed, type ResolvedBlock, resolve } from './genes.ts';
import type { Architecture } from './graph.ts';

/**
 * The architecture that a genotype of the space stands for, dead branches included (see `prune`). Total on valid genotypes:
 * unequal shapes at a skip, a merge or a dag's input are made equal by 1×1 convolutions or a doubling of the image, which
 * stand in the graph like any other layer. Conventions:
 *
 * - a layer's resolution is that of its first cell: of the first block of every pipeline that is no identity, and of every
 *   edge that leaves an input of a dag;
 * - identities vanish; a pipeline of nothing else that must go down is a 2×2 average pool; an identity edge that must
 *   go down is a 1×1 convolution of stride 2;
 * - going up, the image is doubled first, then the operation follows; a transposed convolution does both;
 * - a dilated convolution that must go down follows a 2×2 average pool, since tfjs has no dilation with a stride;
 * - a convolution has a bias exactly when its block has no batch normalisation;
 * - the pipelines of a cell are a *set*: they are put in an order of their own, so that mirrored cells are one graph;
 * - every node of a dag has the layer's filters.
 */
export function decode(space: Space, genotype: Genotype, onPart: OnPart = ignore): Architecture {
  const { document } = space;
  const network = genotype as unknown as NetworkGenotype;
  const graph = new GraphBuilder();
  const decoder = new Decoder(graph, document, network, onPart);
  for (const name of ['input', 'stem', 'head']) onPart(name, name);
  graph.source = 'input';
  let tip = graph.add({ type: 'input', shape: document.input }, [], 'input');
  const { stem } = document;
  if (stem) {
    graph.source = 'stem';
    tip = graph.block(tip, {
      ...PLAIN,
      operation: stem.operation,
      filters: stem.filters ?? network.layers[layerField(0)]!.filters,
      resolution: stem.stride === 2 ? 'down' : 'same',
      batchNorm: stem.batchNorm ?? OPTION_DEFAULTS.batchNorm,
      activation: stem.activation ?? OPTION_DEFAULTS.activation,
      place: 'stem',
    });
  }
  let before = tip;
  for (const [index, layer] of document.layers.entries()) {
    const { cells, filters, resolution } = network.layers[layerField(index)]!;
    onPart(`layers[${index}]`, `layer ${index + 1}`);
    for (const [i, cell] of cells.entries()) {
      const place = `layer ${index + 1} · cell ${i + 1}`;
      const next = decoder.motif(
        layer.cell,
        cell,
        [before, tip],
        filters,
        i === 0 ? resolution : 'same',
        place,
      );
      before = tip;
      tip = next;
    }
  }
  graph.source = 'head';
  head(graph, tip, document, network.dropout);
  return graph.architecture();
}

const PLAIN = {
  ...OPTION_DEFAULTS,
  dropout: 0,
  squeezeExcite: 0,
} as const satisfies Partial<BlockForm>;

/** Told of every part of the document that a member uses: its path, and the place that the places of its nodes begin with. */
export type OnPart = (path: string, place: string) => void;

const ignore: OnPart = () => undefined;

class Decoder {
  readonly #onPart: OnPart;
  readonly #graph: GraphBuilder;
  readonly #motifs: SpaceDocument['motifs'];
  readonly #shared: NetworkGenotype['motifs'];

  constructor(
    graph: GraphBuilder,
    { motifs }: SpaceDocument,
    { motifs: shared }: NetworkGenotype,
    onPart: OnPart,
  ) {
    this.#onPart = onPart;
    this.#graph = graph;
    this.#motifs = motifs;
    this.#shared = shared;
  }

  /** Adds a motif that reads the last of `inputs` (a dag of two inputs reads both). */
  motif(
    name: string,
    genotype: MotifGenotype | string,
    inputs: readonly [Tip, Tip],
    filters: number,
    resolution: ResolutionName,
    place: string,
  ): Tip {
    const genes = typeof genotype === 'string' ? this.#shared[genotype]! : genotype;
    const motif = this.#motifs[name]!;
    this.#onPart(`motifs.${name}`, place);
    return motif.kind === 'dag'
      ? this.#dag(name, motif, genes as DagGenotype, inputs, filters, resolution, place)
      : this.#cell(name, genes as PipelinesGenotype, inputs[1], filters, resolution, place);
  }

  #cell(
    name: string,
    { pipelines, merge }: PipelinesGenotype,
    input: Tip,
    filters: number,
    resolution: ResolutionName,
    place: string,
  ): Tip {
    const motif = this.#motifs[name]! as Extract<SpaceDocument['motifs'][string], { kind: 'pipelines' }>;
    const resolved = motif.pipelines.flatMap((spec, p) =>
      pipelines[pipelineField(p)]!.map((genes) => {
        const source = `motifs.${name}.pipelines[${p}]`;
        const blocks = spec.blocks.flatMap((block, b) =>
          genes[blockField(b)]!.flatMap((gene): ResolvedBlock[] =>
            resolve(gene, block, `${source}.blocks[${b}]`),
          ),
        );
        return { source, blocks };
      }),
    );
    const ordered =
      resolved.length === 1
        ? resolved
        : resolved
            .map((pipeline) => ({
              pipeline,
              key: JSON.stringify(pipeline.blocks.map(({ source: _, ...block }) => block)),
            }))
            .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
            .map(({ pipeline }) => pipeline);
    const ends = ordered.map(({ source, blocks }, i) => {
      const here = `${place} · pipeline ${i + 1}`;
      this.#onPart(source, here);
      return this.#pipeline(source, blocks, input, filters, resolution, here);
    });
    this.#graph.source = `motifs.${name}`;
    const joined = this.#merge(ends, merge, filters, `${place} · merge`);
    return motif.activation && motif.activation !== 'linear'
      ? this.#graph.add({ type: 'activation', fn: motif.activation }, [joined], `${place} · merge`)
      : joined;
  }

  #pipeline(
    source: string,
    blocks: readonly ResolvedBlock[],
    input: Tip,
    filters: number,
    resolution: ResolutionName,
    place: string,
  ): Tip {
    let tip = input;
    let pending = resolution;
    for (const [i, block] of blocks.entries()) {
      const here = `${place} · block ${i + 1}`;
      this.#graph.source = block.source;
      this.#onPart(block.source, here);
      const own = 'form' in block ? block.form.resolution : block.own;
      if (own !== 'same') {
        tip = this.#graph.rescale(tip, pending, here);
        pending = own;
      }
      const width = 'form' in block ? (block.form.filters ?? filters) : (block.filters ?? filters);
      tip =
        'form' in block
          ? this.#graph.block(tip, placed(block.form, width, pending, here))
          : this.motif(block.motif, block.genotype, [tip, tip], width, pending, here);
      pending = 'same';
    }
    this.#graph.source = source;
    return this.#graph.rescale(tip, pending, place);
  }

  #merge(ends: readonly Tip[], merge: PipelinesGenotype['merge'], filters: number, place: string): Tip {
    const [first] = ends;
    if (ends.length === 1) return first!;
    if (merge === 'concat') return this.#graph.add({ type: 'concat' }, ends, place);
    const alike = ends.every((end) => end.shape[2] === first!.shape[2]);
    const fitted = alike
      ? ends
      : ends.map((end) => this.#graph.fit(end, [end.shape[0]!, end.shape[1]!, filters], place));
    return this.#graph.add({ type: 'add' }, fitted, place);
  }

  #dag(
    name: string,
    motif: DagMotif,
    { nodes }: DagGenotype,
    tips: readonly [Tip, Tip],
    filters: number,
    resolution: ResolutionName,
    place: string,
  ): Tip {
    const { inputs = 1, output } = motif;
    const [height, width] = tips[1].shape as [number, number];
    const computed = Object.keys(nodes).length;
    const wired = Array.from({ length: computed }, (_, i) => edgesOf(nodes[nodeField(inputs + i)]!));
    const read = new Set(wired.flat().map(({ from }) => from));
    const path = `motifs.${name}`;
    this.#graph.source = path;
    // An input that no edge reads is not fitted either.
    const at = (inputs === 2 ? tips : [tips[1]]).map(
      (tip, i): Tip =>
        read.has(i) ? this.#graph.fit(tip, [height, width, filters], `${place} · input ${i + 1}`) : tip,
    );
    for (const [i, edges] of wired.entries()) {
      const node = inputs + i;
      const here = `${place} · node ${node}`;
      const ends = edges.map(({ from, operation }) => {
        const scale = from < inputs ? resolution : 'same';
        const edge = `${here} · from ${from}`;
        this.#graph.source = path;
        if (motif.inputsPerNode === 'all') {
          this.#graph.source = `${path}.edges.${from}-${node}`;
          this.#onPart(this.#graph.source, edge);
        }
        return this.#edge(operation, motif, at[from]!, filters, scale, edge);
      });
      this.#graph.source = path;
      const joined =
        ends.length === 1 ? ends[0]! : this.#graph.add({ type: nodes[nodeField(node)]!.merge }, ends, here);
      at.push(this.#graph.fit(joined, [joined.shape[0]!, joined.shape[1]!, filters], here));
    }
    if (output === 'last') return at.at(-1)!;
    const ends = at.filter((_, node) => node >= inputs && (output === 'concat' || !read.has(node)));
    return ends.length === 1 ? ends[0]! : this.#graph.add({ type: 'concat' }, ends, `${place} · output`);
  }

  #edge(
    gene: OperationGenotype,
    motif: DagMotif,
    input: Tip,
    filters: number,
    resolution: ResolutionName,
    place: string,
  ): Tip {
    const name = typeof gene === 'string' ? gene : gene.choose;
    if (!isOperation(name)) {
      const below = typeof gene === 'string' ? name : (gene.with as MotifGenotype);
      const end = this.motif(name, below, [input, input], filters, resolution, place);
      return this.#graph.fit(end, [end.shape[0]!, end.shape[1]!, filters], place);
    }
    if (name === 'none') {
      const doubled = resolution === 'up' ? this.#graph.rescale(input, 'up', place) : input;
      return this.#graph.add({ type: 'zero', stride: resolution === 'down' ? 2 : 1 }, [doubled], place);
    }
    if (name === 'identity' && resolution !== 'down') return this.#graph.rescale(input, resolution, place);
    if (name === 'identity') return this.#graph.conv1(input, filters, 2, place);
    const form = formOf(name, gene, filters, resolution, motif.order, 'same', place);
    return this.#graph.block(input, form as BlockForm);
  }
}

function head(
  graph: GraphBuilder,
  input: Tip,
  { head: spec, classes }: SpaceDocument,
  dropout: number,
): void {
  const activation = spec.activation ?? 'relu';
  const activate = (tip: Tip): Tip =>
    activation === 'linear' ? tip : graph.add({ type: 'activation', fn: activation }, [tip], 'head');
  let tip = input;
  if (spec.norm) tip = activate(graph.add({ type: 'batchNorm' }, [tip], 'head'));
  if (spec.features !== undefined) {
    tip = graph.block(tip, {
      ...PLAIN,
      operation: 'conv1',
      filters: spec.features,
      activation,
      place: 'head',
    });
  }
  if (spec.pool === 'average') tip = graph.add({ type: 'globalAverage' }, [tip], 'head');
  else if (spec.pool === 'flatten') tip = graph.add({ type: 'flatten' }, [tip], 'head');
  else {
    tip = graph.add({ type: 'globalDepthwise', bias: !spec.poolNorm }, [tip], 'head');
    if (spec.poolNorm) tip = graph.add({ type: 'batchNorm' }, [tip], 'head');
    tip = graph.add({ type: 'flatten' }, [tip], 'head');
  }
  for (const units of spec.dense) tip = activate(graph.add({ type: 'dense', units }, [tip], 'head'));
  if (dropout > 0) tip = graph.add({ type: 'dropout', rate: dropout }, [tip], 'head');
  tip = graph.add({ type: 'dense', units: classes }, [tip], 'head');
  graph.add({ type: 'activation', fn: 'softmax' }, [tip], 'head');
}
