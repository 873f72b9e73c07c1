import {
  type BlockSpec,
  type ConvolutionOptions,
  type DagMotif,
  edgesOfDag,
  OPTION_DEFAULTS,
  type PipelinesMotif,
  rangeOf,
  type SpaceDocument,
  type Values,
  valuesOf,
} from './document.ts';
import type { ActivationName, MergeName, ResolutionName } from './operations.ts';
import { isOperation, takesOptions } from './operations.ts';
import { type Choice, choice, choiceOf, constant, list, record, type Tree } from './tree.ts';

/** A document and the tree of choices it stands for. */
export interface Space {
  readonly document: SpaceDocument;
  readonly tree: Tree;
}

/** What a genotype of the hierarchy looks like, for the code that decodes it. */
export interface NetworkGenotype {
  /** The genotypes of shared motifs, by name. */
  readonly motifs: Readonly<Record<string, MotifGenotype>>;
  readonly layers: Readonly<Record<string, LayerGenotype>>;
  readonly dropout: number;
}
export interface LayerGenotype {
  readonly filters: number;
  readonly resolution: ResolutionName;
  /** A shared cell is its name alone. */
  readonly cells: readonly (MotifGenotype | string)[];
}
export type MotifGenotype = PipelinesGenotype | DagGenotype;
export interface PipelinesGenotype {
  /** By `p1`, `p2` …: the pipelines that each specification of the motif stands for. */
  readonly pipelines: Readonly<Record<string, readonly PipelineGenotype[]>>;
  readonly merge: MergeName;
}
/** By `b1`, `b2` …: the blocks that each specification of the pipeline stands for. */
export type PipelineGenotype = Readonly<Record<string, readonly OperationGenotype[]>>;
/** An operation without options, or a shared motif, is its name alone. */
export type OperationGenotype =
  | string
  | { readonly choose: string; readonly with: OptionsGenotype | MotifGenotype };
export interface OptionsGenotype {
  readonly batchNorm: boolean;
  readonly activation: ActivationName;
  readonly skip?: boolean;
  readonly filters?: number;
  readonly dropout?: number;
  readonly squeezeExcite?: number;
}
export interface DagGenotype {
  /** By `n2`, `n3` …: what leads to each computed node. */
  readonly nodes: Readonly<Record<string, NodeGenotype>>;
}
export interface NodeGenotype {
  readonly merge: MergeName;
  /** Edges from all nodes: operations by the node they come from. */
  readonly from?: Readonly<Record<string, OperationGenotype>>;
  /** Chosen inputs, all different: `{ choose: "0,2", with: { a, b } }`. */
  readonly inputs?: { readonly choose: string; readonly with: Readonly<Record<string, OperationGenotype>> };
  /** Chosen inputs, which may be equal: by `a`, `b` …. */
  readonly slots?: Readonly<Record<string, { readonly from: number; readonly operation: OperationGenotype }>>;
}

/** The field names of layer, pipeline and block specification `index` (from 0) in a genotype. */
export const layerField = (index: number): string => `layer${index + 1}`;
export const pipelineField = (index: number): string => `p${index + 1}`;
export const blockField = (index: number): string => `b${index + 1}`;
/** The field name of node `node` of a dag. */
export const nodeField = (node: number): string => `n${node}`;
/** The field name of input `slot` (from 0) of a node with chosen inputs. */
export const slotField = (slot: number): string => 'abcdefgh'[slot]!;

/** Compiles a valid document (see `parseDocument`) to its tree of choices. */
export function compileSpace(document: SpaceDocument): Space {
  const compiler = new Compiler(document);
  const layers = document.layers.map((layer, i): [string, Tree] => {
    const { min, max } = rangeOf(layer.repeat);
    return [
      layerField(i),
      record({
        filters: choiceOf('layer', valuesOf(layer.filters)),
        resolution: choiceOf('layer', valuesOf(layer.resolution)),
        cells: list('layer', compiler.place(layer.cell), min, max),
      }),
    ];
  });
  // Only motifs that a layer reaches have genes.
  const shared = compiler.sharedMotifs();
  const tree = record({
    motifs: record(Object.fromEntries(shared)),
    layers: record(Object.fromEntries(layers)),
    dropout: choiceOf('network', valuesOf(document.head.dropout)),
  });
  return { document, tree };
}

/** Compiles motifs, each once: every place that uses one holds the same tree object. */
class Compiler {
  readonly #motifs: SpaceDocument['motifs'];
  readonly #trees = new Map<string, Tree>();

  constructor({ motifs }: SpaceDocument) {
    this.#motifs = motifs;
  }

  /** The tree at a place that names a motif: its name alone where the motif's genes are shared. */
  place(name: string): Tree {
    const tree = this.#tree(name);
    return this.#motifs[name]!.shared ? constant(name) : tree;
  }

  sharedMotifs(): [string, Tree][] {
    return [...this.#trees].filter(([name]) => this.#motifs[name]!.shared);
  }

  #tree(name: string): Tree {
    const known = this.#trees.get(name);
    if (known) return known;
    const motif = this.#motifs[name]!;
    const tree = motif.kind === 'dag' ? this.#dag(motif) : this.#pipelines(motif);
    this.#trees.set(name, tree);
    return tree;
  }

  #pipelines(motif: PipelinesMotif): Tree {
    return record({
      pipelines: fieldsOf(motif.pipelines, pipelineField, ({ blocks, repeat }) => {
        const pipeline = fieldsOf(blocks, blockField, (block) => {
          const { min, max } = rangeOf(block.repeat);
          return list('pipeline', this.#operation('block', block.operation, blockOptions(block)), min, max);
        });
        const { min, max } = rangeOf(repeat);
        return list('cell', pipeline, min, max);
      }),
      merge: choiceOf('cell', valuesOf(motif.merge)),
    });
  }

  #dag(motif: DagMotif): Tree {
    const { inputs = 1, nodes, inputsPerNode, edges = {} } = motif;
    const options = record(convolutionOptions(motif));
    const everyEdge = this.#operation('edge', motif.operation, options);
    const merge = choiceOf('node', valuesOf(motif.merge));
    const computed = Array.from({ length: nodes - inputs }, (_, i) => inputs + i);
    const slots = (count: number, of: Tree) =>
      record(Object.fromEntries(Array.from({ length: count }, (_, slot) => [slotField(slot), of])));
    const node = (to: number): Tree => {
      if (inputsPerNode === 'all') {
        const from = edgesOfDag(motif)
          .filter(([, target]) => target === to)
          .map(([source]): [string, Tree] => {
            const own = edges[`${source}-${to}`];
            return [String(source), own === undefined ? everyEdge : this.#operation('edge', own, options)];
          });
        return record({ from: record(Object.fromEntries(from)), merge });
      }
      const sources = Array.from({ length: to }, (_, source) => source);
      if (motif.sameInputTwice) {
        const slot = record({ from: choiceOf('node', sources), operation: everyEdge });
        return record({ slots: slots(inputsPerNode, slot), merge });
      }
      const below = slots(Math.min(inputsPerNode, to), everyEdge);
      const sets = subsets(sources, Math.min(inputsPerNode, to));
      return record({
        inputs: choice(
          'node',
          sets.map((set) => ({ key: set.join(), tree: below })),
        ),
        merge,
      });
    };
    return record({ nodes: record(Object.fromEntries(computed.map((to) => [nodeField(to), node(to)]))) });
  }

  /** A choice among operations and motifs. All operations with options hold one tree: a change keeps the options. */
  #operation(level: string, names: Values<string>, options: Tree): Choice {
    return choice(
      level,
      valuesOf(names).map((name) => ({
        key: name,
        tree: !isOperation(name) ? this.place(name) : takesOptions(name) ? options : constant(name),
      })),
    );
  }
}

function fieldsOf<T>(items: readonly T[], name: (index: number) => string, tree: (item: T) => Tree): Tree {
  return record(Object.fromEntries(items.map((item, i) => [name(i), tree(item)])));
}

const convolutionOptions = ({ batchNorm, activation }: ConvolutionOptions): Record<string, Tree> => ({
  batchNorm: choiceOf('option', valuesOf(batchNorm ?? OPTION_DEFAULTS.batchNorm)),
  activation: choiceOf('option', valuesOf(activation ?? OPTION_DEFAULTS.activation)),
});

function blockOptions(block: BlockSpec): Tree {
  const optional = (['filters', 'dropout', 'squeezeExcite'] as const).flatMap((name): [string, Tree][] => {
    const values = block[name];
    return values === undefined ? [] : [[name, choiceOf('option', valuesOf<number>(values))]];
  });
  return record({
    ...convolutionOptions(block),
    skip: choiceOf('option', valuesOf(block.skip ?? OPTION_DEFAULTS.skip)),
    ...Object.fromEntries(optional),
  });
}

/** All subsets of `size` items, in order. */
function subsets(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}
