import type { SpaceDocument } from '../../space/document.ts';
import {
  addMotif,
  clip,
  duplicate,
  type Edited,
  insertLayer,
  insertOperation,
  insertPipeline,
  move,
  paste,
  pathOf,
  placeOf,
  remove,
  usersOf,
} from '../../space/edit.ts';
import { useApp } from '../store.ts';
import { apply, focusOf, useDesign } from './design-store.ts';
import { operationWords } from './words.ts';

/** What the designer does on a key, a button or a palette entry: each an edit of the document, or a hint why not. */

const here = () => ({
  space: useApp.getState().space,
  selected: useDesign.getState().selected,
  focus: focusOf(useDesign.getState()),
});

/** Where the palette inserts: at the selection, or in the cell that the canvas shows; nothing where neither is a cell's. */
function target(): string | undefined {
  const { focus, space } = here();
  const place = placeOf(focus);
  if ('motif' in place || place.kind === 'layer') return focus;
  const open = useDesign.getState().trail.at(-1);
  return open !== undefined && Object.hasOwn(space.motifs, open) ? `motifs.${open}` : undefined;
}

const NO_TARGET = 'Select a block, a pipeline, a cell or a layer first: there it is put.';

/** Inserts at the target. What a layer gets goes into its cell, which is opened, since others may use it. */
function insert(
  edit: (space: SpaceDocument, at: string) => Edited | undefined,
  label: string,
  refusal: string,
): void {
  const { space } = here();
  const at = target();
  const edited = at === undefined ? undefined : edit(space, at);
  apply(edited, label, at === undefined ? NO_TARGET : refusal);
  const place = placeOf(at ?? '');
  if (!edited || place.kind !== 'layer') return;
  const { cell } = space.layers[place.index]!;
  useDesign.getState().open(cell);
  const users = usersOf(space, cell).length;
  useDesign.setState({ hint: `Put into ${cell}${users > 1 ? `, which ${users} parts use` : ''}.` });
}

/** Inserts an operation or motif at the selection. */
export const insertAtSelection = (operation: string): void =>
  insert(
    (space, at) => insertOperation(space, at, operation),
    `add ${operationWords(operation)}`,
    'It can stand nowhere there.',
  );

/** Adds a pipeline of one convolution at the selection. */
export const addPipeline = (): void =>
  insert(
    (space, at) => insertPipeline(space, at, { blocks: [{ operation: 'conv3' }] }),
    'add pipeline',
    'Select a cell of pipelines, or something in one: a dag has no pipelines.',
  );

/** Adds a layer like the selected one, or like the last, that keeps the size. */
export function addLayer(): void {
  const { space, focus } = here();
  const place = placeOf(focus);
  const like = space.layers[place.kind === 'layer' ? place.index : space.layers.length - 1]!;
  apply(insertLayer(space, focus, { ...like, repeat: 1, resolution: 'same' }), 'add layer', '');
}

/** Adds a cell of its own; a layer uses it once told to. */
export function addCell(kind: 'pipelines' | 'dag'): void {
  const { space } = here();
  const motif =
    kind === 'pipelines'
      ? ({ kind, pipelines: [{ blocks: [{ operation: 'conv3' }] }], merge: 'add' } as const)
      : ({
          kind,
          shared: true,
          nodes: 4,
          inputsPerNode: 'all',
          operation: ['none', 'identity', 'conv3'],
          merge: 'add',
          output: 'last',
        } as const);
  const edited = addMotif(space, kind === 'dag' ? 'dag' : 'cell', motif);
  apply(edited, 'add cell', '');
  useDesign.getState().open(edited.select.slice('motifs.'.length));
}

/** Removes all selected parts that may go. */
export function removeSelection(): void {
  const { space, selected } = here();
  apply(
    remove(space, selected),
    selected.length > 1 ? `remove ${selected.length} parts` : 'remove',
    'Nothing to remove: the last of its kind stays, and a cell in use goes only when no layer names it.',
  );
}

/** Copies the selected parts of one kind and puts the copies after the last. */
export function duplicateSelection(): void {
  const { space, selected, focus } = here();
  const taken = selected.length > 1 ? clip(space, selected) : undefined;
  const edited = taken ? paste(space, taken.paths.at(-1)!, taken.clip) : duplicate(space, focus);
  apply(edited, 'duplicate', 'Select a layer, a cell, a pipeline or a block to duplicate it.');
}

/** Moves the part selected last among its siblings. */
export function moveSelection(by: -1 | 1): void {
  const { space, focus } = here();
  apply(move(space, focus, by), 'move', 'It stands at the end already.');
}

/** Opens what is selected on the canvas: a layer's cell, a cell, the cell a block stands in, or the motif it names. */
export function openSelection(path = here().focus): void {
  const { space } = here();
  const place = placeOf(path);
  if (place.kind === 'layer') useDesign.getState().open(space.layers[place.index]!.cell);
  else if (place.kind === 'block') {
    const motif = space.motifs[place.motif];
    const operation =
      motif?.kind === 'pipelines'
        ? motif.pipelines[place.pipeline]?.blocks[place.block]?.operation
        : undefined;
    const inner = [operation ?? []].flat().find((name) => Object.hasOwn(space.motifs, name as string)) as
      | string
      | undefined;
    useDesign.getState().open(inner ?? place.motif);
  } else if ('motif' in place) useDesign.getState().open(place.motif);
  else useDesign.setState({ trail: [], view: 'canvas' });
}

/** The problem that F8 led to last: two can lie at one place. */
let visited = '';

/** Goes to the next problem, or the one before, round and round. */
export function walkProblems(by: -1 | 1): void {
  const problems = useApp.getState().report?.problems ?? [];
  if (problems.length === 0) {
    useDesign.setState({ hint: 'No problems.' });
    return;
  }
  const keys = problems.map(({ path, message }) => `${path} ${message}`);
  const current = keys.indexOf(visited);
  const index =
    current < 0 ? (by > 0 ? 0 : problems.length - 1) : (current + by + problems.length) % problems.length;
  const next = problems[index]!;
  visited = keys[index]!;
  showPlace(next.path);
  useDesign.setState({
    hint: `${index + 1} of ${problems.length}: ${next.path || 'the space'} ${next.message}.`,
  });
}

/** Selects the part that a path leads into, and shows it on the canvas. */
export function showPlace(path: string): void {
  const place = placeOf(path);
  const { select, open } = useDesign.getState();
  select(pathOf(place));
  if ('motif' in place) {
    if (Object.hasOwn(useApp.getState().space.motifs, place.motif)) open(place.motif);
  } else useDesign.setState({ trail: [] });
}
