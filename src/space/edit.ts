import {
  type BlockSpec,
  type DagMotif,
  edgesOfDag,
  type LayerSpec,
  type Motif,
  motifsNamedBy,
  type PipelineSpec,
  type SpaceDocument,
  type Values,
  valuesOf,
} from './document.ts';
import { at, getAt, setAt } from './path.ts';

/** A part of a document that can be selected, as its path says it. */
export type Place =
  | { readonly kind: 'network' | 'stem' | 'head' }
  | { readonly kind: 'layer'; readonly index: number }
  | { readonly kind: 'motif'; readonly motif: string }
  | { readonly kind: 'pipeline'; readonly motif: string; readonly pipeline: number }
  | { readonly kind: 'block'; readonly motif: string; readonly pipeline: number; readonly block: number }
  | { readonly kind: 'edge'; readonly motif: string; readonly from: number; readonly to: number };

const PATTERNS: readonly [RegExp, (groups: readonly string[]) => Place][] = [
  [/^layers\[(\d+)\]/, ([index]) => ({ kind: 'layer', index: Number(index) })],
  [
    /^motifs\.([^.[\]]+)\.pipelines\[(\d+)\]\.blocks\[(\d+)\]/,
    ([motif, pipeline, block]) => ({
      kind: 'block',
      motif: motif!,
      pipeline: Number(pipeline),
      block: Number(block),
    }),
  ],
  [
    /^motifs\.([^.[\]]+)\.pipelines\[(\d+)\]/,
    ([motif, pipeline]) => ({ kind: 'pipeline', motif: motif!, pipeline: Number(pipeline) }),
  ],
  [
    /^motifs\.([^.[\]]+)\.edges\.(\d+)-(\d+)/,
    ([motif, from, to]) => ({ kind: 'edge', motif: motif!, from: Number(from), to: Number(to) }),
  ],
  [/^motifs\.([^.[\]]+)/, ([motif]) => ({ kind: 'motif', motif: motif! })],
  [/^stem/, () => ({ kind: 'stem' })],
  [/^head/, () => ({ kind: 'head' })],
];

/** The part that a path leads to or into; the network where it leads to none. */
export function placeOf(path: string): Place {
  for (const [pattern, read] of PATTERNS) {
    const [, ...groups] = pattern.exec(path) ?? [];
    if (pattern.test(path)) return read(groups);
  }
  return { kind: 'network' };
}

/** The path of a part. */
export function pathOf(place: Place): string {
  switch (place.kind) {
    case 'network':
      return '';
    case 'layer':
      return `layers[${place.index}]`;
    case 'motif':
      return at('motifs', place.motif);
    case 'pipeline':
      return `motifs.${place.motif}.pipelines[${place.pipeline}]`;
    case 'block':
      return `motifs.${place.motif}.pipelines[${place.pipeline}].blocks[${place.block}]`;
    case 'edge':
      return `motifs.${place.motif}.edges.${place.from}-${place.to}`;
    default:
      return place.kind;
  }
}

/** Whether a part is there (an edge is, whether or not it has operations of its own, where edges come from all nodes). */
export function exists(document: SpaceDocument, place: Place): boolean {
  if (place.kind === 'network') return true;
  if (place.kind !== 'edge') return getAt(document, pathOf(place)) !== undefined;
  const motif = getAt(document, at('motifs', place.motif)) as Motif | undefined;
  return (
    motif?.kind === 'dag' &&
    motif.inputsPerNode === 'all' &&
    edgesOfDag(motif).some(([from, to]) => from === place.from && to === place.to)
  );
}

/** A document after an edit, and the path of what to select next. */
export interface Edited {
  readonly document: SpaceDocument;
  readonly select: string;
}

/** Kinds of parts that can be cut, copied and pasted. */
export const CLIP_KINDS = ['layer', 'pipeline', 'block'] as const;

/** What can be cut, copied and pasted: parts of one kind, in the order of the document. */
export type Clip =
  | { readonly kind: 'layer'; readonly values: readonly LayerSpec[] }
  | { readonly kind: 'pipeline'; readonly values: readonly PipelineSpec[] }
  | { readonly kind: 'block'; readonly values: readonly BlockSpec[] };

/** The selected parts of the last one's kind, and their paths; `undefined` for parts that stand alone. */
export function clip(
  document: SpaceDocument,
  paths: readonly string[],
): { readonly clip: Clip; readonly paths: readonly string[] } | undefined {
  const kind = placeOf(paths.at(-1) ?? '').kind as Clip['kind'];
  if (!CLIP_KINDS.includes(kind)) return undefined;
  const alike = paths
    .map((path) => placeOf(path))
    .filter((place) => place.kind === kind && exists(document, place))
    .map(pathOf)
    .sort(byPosition);
  const values = alike.map((path) => getAt(document, path));
  return values.length === 0 ? undefined : { clip: { kind, values } as Clip, paths: alike };
}

/** The list that holds an item, and the item's index there. */
function home(path: string): { list: string; index: number } | undefined {
  const [, list, index] = /^(.*)\[(\d+)\]$/.exec(path) ?? [];
  return list === undefined ? undefined : { list, index: Number(index) };
}

const insertAt = (document: SpaceDocument, list: string, index: number, item: unknown): Edited => ({
  document: setAt(document, list, (getAt(document, list) as unknown[]).toSpliced(index, 0, item)),
  select: `${list}[${index}]`,
});

/** The motif of pipelines that a place stands in, or that its layer uses. */
function pipelinesAt(document: SpaceDocument, place: Place): string | undefined {
  const name =
    'motif' in place
      ? place.motif
      : document.layers[
          place.kind === 'layer' ? place.index : place.kind === 'head' ? document.layers.length - 1 : 0
        ]?.cell;
  return name !== undefined && document.motifs[name]?.kind === 'pipelines' ? name : undefined;
}

/**
 * Puts a block after the selected one, at the end of the selected pipeline, or at the end of the cell's last pipeline.
 * `undefined` where no cell of pipelines is at hand.
 */
export function insertBlock(document: SpaceDocument, selected: string, block: BlockSpec): Edited | undefined {
  const place = placeOf(selected);
  const name = pipelinesAt(document, place);
  if (name === undefined) return undefined;
  const motif = document.motifs[name] as Extract<Motif, { kind: 'pipelines' }>;
  const pipeline =
    place.kind === 'block' || place.kind === 'pipeline' ? place.pipeline : motif.pipelines.length - 1;
  const { blocks } = motif.pipelines[pipeline]!;
  const index = place.kind === 'block' ? place.block + 1 : blocks.length;
  return insertAt(document, `motifs.${name}.pipelines[${pipeline}].blocks`, index, block);
}

/** Puts a pipeline after the selected one, or last in the cell. */
export function insertPipeline(
  document: SpaceDocument,
  selected: string,
  pipeline: PipelineSpec,
): Edited | undefined {
  const place = placeOf(selected);
  const name = pipelinesAt(document, place);
  if (name === undefined) return undefined;
  const { pipelines } = document.motifs[name] as Extract<Motif, { kind: 'pipelines' }>;
  const index = place.kind === 'block' || place.kind === 'pipeline' ? place.pipeline + 1 : pipelines.length;
  return insertAt(document, `motifs.${name}.pipelines`, index, pipeline);
}

/** Puts a layer after the selected one, or last. */
export function insertLayer(document: SpaceDocument, selected: string, layer: LayerSpec): Edited {
  const place = placeOf(selected);
  return insertAt(
    document,
    'layers',
    place.kind === 'layer' ? place.index + 1 : document.layers.length,
    layer,
  );
}

/**
 * Inserts an operation or motif where something is selected: as a new block; on an edge or in a dag, as one more option.
 * `undefined` where it can stand nowhere there.
 */
export function insertOperation(
  document: SpaceDocument,
  selected: string,
  operation: string,
): Edited | undefined {
  const place = placeOf(selected);
  const name =
    'motif' in place ? place.motif : document.layers[place.kind === 'layer' ? place.index : 0]?.cell;
  const motif = name === undefined ? undefined : document.motifs[name];
  if (motif?.kind !== 'dag') return insertBlock(document, selected, { operation });
  const edge = place.kind === 'edge' && exists(document, place) ? `${place.from}-${place.to}` : undefined;
  const options = valuesOf((edge === undefined ? undefined : motif.edges?.[edge]) ?? motif.operation);
  if (options.includes(operation)) return { document, select: selected };
  const more = [...options, operation];
  const next: DagMotif =
    edge === undefined
      ? { ...motif, operation: more }
      : { ...motif, edges: { ...motif.edges, [edge]: more } };
  return {
    document: { ...document, motifs: { ...document.motifs, [name!]: next } },
    select: edge === undefined ? at('motifs', name!) : pathOf(place),
  };
}

/** Pastes after what is selected, one after the other; `undefined` where it can stand nowhere there. */
export function paste(document: SpaceDocument, selected: string, what: Clip): Edited | undefined {
  let edited: Edited | undefined = { document, select: selected };
  for (const value of what.values) {
    if (!edited) return undefined;
    const { document: now, select }: Edited = edited;
    if (what.kind === 'layer') edited = insertLayer(now, select, value as LayerSpec);
    else if (what.kind === 'pipeline') edited = insertPipeline(now, select, value as PipelineSpec);
    else edited = insertBlock(now, select, value as BlockSpec);
  }
  return edited;
}

/** Copies a part and puts the copy after it. */
export function duplicate(document: SpaceDocument, path: string): Edited | undefined {
  const place = placeOf(path);
  if (place.kind === 'motif') {
    const motif = document.motifs[place.motif];
    return motif && addMotif(document, place.motif, motif);
  }
  const own = home(pathOf(place));
  const value = getAt(document, pathOf(place));
  return own && value !== undefined ? insertAt(document, own.list, own.index + 1, value) : undefined;
}

/**
 * Takes parts away. The last layer, pipeline or block of its kind stays; an edge loses its own operations; a motif goes
 * only when nothing names it. Selects what stood before.
 */
export function remove(document: SpaceDocument, paths: readonly string[]): Edited | undefined {
  let next = document;
  let select: string | undefined;
  // The last first, so that the indices of the others stay true.
  for (const path of [...new Set(paths.map((each) => pathOf(placeOf(each))))].sort(byPosition).reverse()) {
    const place = placeOf(path);
    if (!exists(next, place) || place.kind === 'network' || place.kind === 'head') continue;
    if (place.kind === 'motif' && usersOf(next, place.motif).length > 0) continue;
    const own = home(path);
    if (own && (getAt(next, own.list) as unknown[]).length === 1) continue;
    if (place.kind === 'edge' && getAt(next, path) === undefined) continue;
    next = setAt(next, path, undefined);
    select = own ? (own.index > 0 ? `${own.list}[${own.index - 1}]` : `${own.list}[0]`) : '';
    if (place.kind === 'edge') select = at('motifs', place.motif);
  }
  return select === undefined ? undefined : { document: next, select };
}

/** Document order of paths: numbers by value. */
function byPosition(a: string, b: string): number {
  const pad = (path: string) => path.replace(/\d+/g, (digits) => digits.padStart(6, '0'));
  return pad(a) < pad(b) ? -1 : Number(pad(a) > pad(b));
}

/** Moves a layer, pipeline or block among its siblings; `undefined` at the end of the list. */
export function move(document: SpaceDocument, path: string, by: -1 | 1): Edited | undefined {
  const own = home(pathOf(placeOf(path)));
  if (!own) return undefined;
  const items = getAt(document, own.list) as unknown[];
  const target = own.index + by;
  if (target < 0 || target >= items.length) return undefined;
  const moved = items.toSpliced(own.index, 1).toSpliced(target, 0, items[own.index]);
  return { document: setAt(document, own.list, moved), select: `${own.list}[${target}]` };
}

/** Moves a block to place `index` of a pipeline of the same motif. An emptied pipeline goes, if it is not the last. */
export function moveBlock(
  document: SpaceDocument,
  path: string,
  pipeline: number,
  index: number,
): Edited | undefined {
  const place = placeOf(path);
  if (place.kind !== 'block') return undefined;
  const motif = document.motifs[place.motif];
  if (motif?.kind !== 'pipelines' || !motif.pipelines[pipeline]) return undefined;
  const block = motif.pipelines[place.pipeline]!.blocks[place.block]!;
  const same = pipeline === place.pipeline;
  const target = same && index > place.block ? index - 1 : index;
  if (same && target === place.block) return undefined;
  const pipelines = motif.pipelines.map((spec, p) => {
    let { blocks } = spec;
    if (p === place.pipeline) blocks = blocks.toSpliced(place.block, 1);
    if (p === pipeline) blocks = blocks.toSpliced(target, 0, block);
    return { ...spec, blocks };
  });
  const emptied = pipelines.findIndex(({ blocks }) => blocks.length === 0);
  const kept = emptied < 0 ? pipelines : pipelines.toSpliced(emptied, 1);
  const end = emptied >= 0 && emptied < pipeline ? pipeline - 1 : pipeline;
  return {
    document: setAt(document, `motifs.${place.motif}.pipelines`, kept),
    select: `motifs.${place.motif}.pipelines[${end}].blocks[${target}]`,
  };
}

/** Everything that names a motif: paths of layers, and names of motifs. */
export function usersOf(document: SpaceDocument, name: string): string[] {
  return [
    ...document.layers.flatMap(({ cell }, i) => (cell === name ? [`layers[${i}]`] : [])),
    ...Object.entries(document.motifs)
      .filter(([, motif]) => motifsNamedBy(motif, document.motifs).includes(name))
      .map(([user]) => at('motifs', user)),
  ];
}

/** Adds a motif under a name like the one given that is not taken. */
export function addMotif(document: SpaceDocument, like: string, motif: Motif): Edited {
  const stem = like.replace(/ \d+$/, '').slice(0, 34);
  let name = Object.hasOwn(document.motifs, like) ? '' : like;
  for (let i = 2; name === ''; i++)
    if (!Object.hasOwn(document.motifs, `${stem} ${i}`)) name = `${stem} ${i}`;
  return {
    document: { ...document, motifs: { ...document.motifs, [name]: motif } },
    select: at('motifs', name),
  };
}

/** Calls a motif otherwise, wherever it is named. Throws a `RangeError` where the new name is taken. */
export function renameMotif(document: SpaceDocument, from: string, to: string): SpaceDocument {
  if (from === to) return document;
  if (Object.hasOwn(document.motifs, to)) throw new RangeError(`There is a motif "${to}" already.`);
  const rename = (names: Values<string>): Values<string> =>
    Array.isArray(names) ? names.map((name) => (name === from ? to : name)) : names === from ? to : names;
  const renamed = (motif: Motif): Motif =>
    motif.kind === 'dag'
      ? ({
          ...motif,
          operation: rename(motif.operation),
          ...(motif.edges && {
            edges: Object.fromEntries(
              Object.entries(motif.edges).map(([edge, names]) => [edge, rename(names)]),
            ),
          }),
        } satisfies DagMotif)
      : {
          ...motif,
          pipelines: motif.pipelines.map((pipeline) => ({
            ...pipeline,
            blocks: pipeline.blocks.map((block) => ({ ...block, operation: rename(block.operation) })),
          })),
        };
  return {
    ...document,
    motifs: Object.fromEntries(
      Object.entries(document.motifs).map(([name, motif]) => [name === from ? to : name, renamed(motif)]),
    ),
    layers: document.layers.map((layer) => (layer.cell === from ? { ...layer, cell: to } : layer)),
  };
}
