import type { SpaceDocument } from '../../space/document.ts';
import { isOperation, OPERATIONS } from '../../space/operations.ts';
import type { Scalar } from '../../space/tree.ts';

/** One step from a space's tree towards a decision: a field, an item of a list, or below an option of a choice. */
export type SiteStep = string | number | { readonly option: Scalar };

/** What a decision is about, and its words. */
export const KINDS = {
  operation: 'Operation',
  batchNorm: 'Batch normalisation',
  activation: 'Activation',
  skip: 'Skip',
  filters: 'Filters',
  dropout: 'Dropout',
  squeezeExcite: 'Squeeze-excite',
  merge: 'Merge',
  inputs: 'Inputs',
  blocks: 'Blocks',
  pipelines: 'Pipelines',
  cells: 'Cells',
  resolution: 'Resolution',
} as const;
export type Kind = keyof typeof KINDS;

/** Where a decision stands, and which question it answers. */
export interface SiteWords {
  readonly kind: Kind;
  /** What the question is about, as a path of the document: `motifs.cell.pipelines[0].blocks[0]`. */
  readonly path: string;
  /** The question in words: `Operation of a block of cell`. Decisions of one kind about one part are one question. */
  readonly label: string;
  /** Where exactly it stands in a network, as places of the drawing are written: `layer 1 · cell 2 · pipeline 1`. */
  readonly place: string;
}

/** The question that a decision answers, from the steps that lead to it. `length`: it is how long a list is. */
export function describeSite(
  document: SpaceDocument,
  steps: readonly SiteStep[],
  length: boolean,
): SiteWords {
  const [root, first, field, item] = steps;
  if (root === 'motifs') return inMotif(document, String(first), steps.slice(2), length, String(first));
  if (root === 'layers') {
    const index = Number(String(first).slice('layer'.length)) - 1;
    const place = `layer ${index + 1}`;
    if (item !== undefined) {
      const cell = `${place} · cell ${Number(item) + 1}`;
      return inMotif(document, document.layers[index]!.cell, steps.slice(4), length, cell);
    }
    return length
      ? { kind: 'cells', path: `layers[${index}]`, label: `Cells in ${place}`, place }
      : words(field as Kind, `layers[${index}]`, place, place);
  }
  return words('dropout', 'head', 'the head', 'head');
}

const words = (kind: Kind, path: string, part: string, place: string): SiteWords => ({
  kind,
  path,
  label: `${KINDS[kind]} of ${part}`,
  place,
});

/** The same within a motif: `steps` lead on from its genotype. */
function inMotif(
  document: SpaceDocument,
  name: string,
  steps: readonly SiteStep[],
  length: boolean,
  place: string,
): SiteWords {
  const motif = document.motifs[name]!;
  const path = `motifs.${name}`;
  const [root, spec, ...below] = steps;
  if (motif.kind === 'dag') {
    const node = String(spec).slice(1);
    const [from, slot, operation] = below;
    const here = `${place} · node ${node}`;
    if (from === 'merge') return words('merge', path, `a node of ${name}`, here);
    const isInput = (from === 'inputs' && slot === undefined) || (from === 'slots' && below.at(2) === 'from');
    // Which nodes there are to read differs from node to node.
    if (isInput) {
      const input = slot === undefined ? here : `${here} · input ${String(slot)}`;
      return words('inputs', `${path}.nodes.${node}`, `node ${node} of ${name}`, input);
    }
    // `from` has the operation at once, `slots` in a field, `inputs` below the chosen set.
    const source = from === 'inputs' ? operation : slot;
    const edge = from === 'from' ? `from ${String(source)}` : `input ${String(source)}`;
    return inOperation(
      document,
      below.slice(from === 'from' ? 2 : 3),
      length,
      { path: `${path}.operation`, part: `an edge of ${name}` },
      `${here} · ${edge}`,
    );
  }
  if (root === 'merge') return words('merge', path, name, `${place} · merge`);
  const p = Number(String(spec).slice(1)) - 1;
  const several = motif.pipelines.length > 1;
  const pipeline = {
    path: `${path}.pipelines[${p}]`,
    part: several ? `pipeline ${p + 1} of ${name}` : `a pipeline of ${name}`,
  };
  const [copy, blockField, row, ...rest] = below;
  if (copy === undefined) {
    const label = several ? `Copies of ${pipeline.part}` : `Pipelines in ${name}`;
    return { kind: 'pipelines', path: pipeline.path, label, place };
  }
  // Copies of one specification are told apart by a number, different specifications by theirs.
  const which = several ? `pipeline ${p + 1}.${Number(copy) + 1}` : `pipeline ${Number(copy) + 1}`;
  const here = `${place} · ${which}`;
  const b = Number(String(blockField).slice(1)) - 1;
  const alone = motif.pipelines[p]!.blocks.length === 1;
  const block = {
    path: `${pipeline.path}.blocks[${b}]`,
    part: alone
      ? `a block of ${several ? pipeline.part : name}`
      : `block ${b + 1} of ${several ? pipeline.part : name}`,
  };
  if (row === undefined) {
    const label = alone ? `Blocks in ${pipeline.part}` : `Copies of ${block.part}`;
    return { kind: 'blocks', path: block.path, label, place: here };
  }
  const number = alone ? `${Number(row) + 1}` : `${b + 1}.${Number(row) + 1}`;
  return inOperation(document, rest, length, block, `${here} · block ${number}`);
}

/** The same at an operation: what it is, one of its options, or a motif that stands there. */
function inOperation(
  document: SpaceDocument,
  steps: readonly SiteStep[],
  length: boolean,
  about: { readonly path: string; readonly part: string },
  place: string,
): SiteWords {
  const [branch, ...rest] = steps;
  if (typeof branch !== 'object') return words('operation', about.path, about.part, place);
  const name = String(branch.option);
  if (isOperation(name)) return words(rest[0] as Kind, about.path, about.part, place);
  return inMotif(document, name, rest, length, place);
}

/** An option in words: the operation's name, on or off, or the value itself. */
export function optionWords(kind: Kind, key: Scalar): string {
  const text = String(key);
  if (kind === 'operation' && isOperation(text)) return OPERATIONS[text].label;
  if (typeof key === 'boolean') return key ? 'on' : 'off';
  if (kind === 'inputs') return text.includes(',') ? `nodes ${text.replaceAll(',', ', ')}` : `node ${text}`;
  return text;
}
