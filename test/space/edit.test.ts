import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpaceDocument } from '../../src/space/document.ts';
import {
  addMotif,
  clip,
  duplicate,
  type Edited,
  exists,
  insertBlock,
  insertLayer,
  insertOperation,
  insertPipeline,
  move,
  moveBlock,
  paste,
  pathOf,
  placeOf,
  remove,
  renameMotif,
  usersOf,
} from '../../src/space/edit.ts';
import { KNOWN } from '../../src/space/known.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { getAt } from '../../src/space/path.ts';
import { PRESETS } from '../../src/space/presets.ts';

const documents = [...PRESETS, ...KNOWN].map(({ document }) => document);

/** Every path of a document that a user can select. */
function placesIn(space: SpaceDocument): string[] {
  return [
    '',
    'head',
    ...(space.stem ? ['stem'] : []),
    ...space.layers.map((_, i) => `layers[${i}]`),
    ...Object.entries(space.motifs).flatMap(([name, motif]) => [
      `motifs.${name}`,
      ...(motif.kind === 'dag'
        ? motif.inputsPerNode === 'all'
          ? [`motifs.${name}.edges.0-${motif.nodes - 1}`]
          : []
        : motif.pipelines.flatMap(({ blocks }, p) => [
            `motifs.${name}.pipelines[${p}]`,
            ...blocks.map((_, b) => `motifs.${name}.pipelines[${p}].blocks[${b}]`),
          ])),
    ]),
  ];
}

/** A template and a place in it. */
const anyPlace = fc
  .constantFrom(...documents)
  .chain((space) => fc.constantFrom(...placesIn(space)).map((path) => ({ space, path })));

/** The edits that the designer offers at a place. */
const EDITS: Readonly<Record<string, (space: SpaceDocument, path: string) => Edited | undefined>> = {
  operation: (space, path) => insertOperation(space, path, 'sepconv3'),
  block: (space, path) => insertBlock(space, path, { operation: 'conv3' }),
  pipeline: (space, path) => insertPipeline(space, path, { blocks: [{ operation: 'conv3' }] }),
  layer: (space, path) => insertLayer(space, path, { ...space.layers[0]!, resolution: 'same' }),
  duplicate,
  up: (space, path) => move(space, path, -1),
  down: (space, path) => move(space, path, 1),
  remove: (space, path) => remove(space, [path]),
  paste: (space, path) => {
    const taken = clip(space, [path]);
    return taken && paste(space, path, taken.clip);
  },
};

describe('edits', () => {
  it('name every part of a document by a path and back', () => {
    fc.assert(
      fc.property(anyPlace, ({ space, path }) => {
        expect(pathOf(placeOf(path))).toBe(path);
        expect(exists(space, placeOf(path))).toBe(true);
        // A path into a part leads to the part.
        expect(pathOf(placeOf(`${path}${path === '' ? '' : '.'}dropout[2]`))).toBe(path);
      }),
    );
  });

  it('leave a document whose form is right, select what is there, and do not touch the one before', () => {
    fc.assert(
      fc.property(anyPlace, fc.constantFrom(...Object.keys(EDITS)), ({ space, path }, name) => {
        const before = structuredClone(space);
        const edited = EDITS[name]!(space, path);
        expect(space).toEqual(before);
        if (!edited) return;
        expect(exists(edited.document, placeOf(edited.select))).toBe(true);
        const parsed = parseDocument(edited.document);
        // Sizes may stop fitting (a pool twice, an emptied branch); the form never does.
        if (!parsed.ok)
          for (const { message } of parsed.problems)
            expect(message).toMatch(/different sizes|1×1|pixels|no stride|can change|unfold|no way/);
      }),
      { numRuns: 1500 },
    );
  });

  it('take back what they put in: inserting and removing, moving there and back', () => {
    fc.assert(
      fc.property(anyPlace, ({ space, path }) => {
        for (const name of ['block', 'pipeline', 'layer', 'duplicate', 'paste']) {
          const edited = EDITS[name]!(space, path);
          if (!edited || edited.document === space) continue;
          expect(remove(edited.document, [edited.select])?.document ?? edited.document).toEqual(space);
        }
        const down = move(space, path, 1);
        if (down) expect(move(down.document, down.select, -1)!.document).toEqual(space);
      }),
    );
  });

  it('keep the last layer, pipeline and block, and cells in use', () => {
    const { document } = PRESETS[0]!;
    expect(remove(document, ['motifs.cell.pipelines[0].blocks[0]'])).toBeUndefined();
    expect(remove(document, ['motifs.cell.pipelines[0]'])).toBeUndefined();
    expect(remove(document, ['motifs.cell'])).toBeUndefined();
    expect(remove(document, ['', 'head'])).toBeUndefined();
    const left = remove(document, ['layers[0]', 'layers[1]', 'layers[2]'])!.document;
    expect(left.layers).toEqual([document.layers[0]]);
  });

  it('move a block between pipelines, and drop a pipeline that it empties', () => {
    const { document } = PRESETS.find(({ id }) => id === 'multi-branch')!;
    const blocks = (space: SpaceDocument) =>
      (
        space.motifs.branches as Extract<SpaceDocument['motifs'][string], { kind: 'pipelines' }>
      ).pipelines.map((pipeline) => pipeline.blocks.map(({ operation }) => String(operation)));
    const identity = 'motifs.branches.pipelines[3].blocks[0]';
    const moved = moveBlock(document, identity, 0, 1)!;
    expect(blocks(moved.document)).toEqual([
      ['conv1', 'identity', 'conv3,conv5'],
      ...blocks(document).slice(1, 3),
    ]);
    expect(getAt(moved.document, moved.select)).toEqual(getAt(document, identity));
    const within = moveBlock(document, 'motifs.branches.pipelines[0].blocks[0]', 0, 2)!;
    expect(blocks(within.document)[0]).toEqual(['conv3,conv5', 'conv1']);
    expect(getAt(within.document, within.select)).toEqual({ operation: 'conv1' });
    expect(moveBlock(document, 'motifs.branches.pipelines[0].blocks[0]', 0, 1)).toBeUndefined();
  });

  it('rename a cell wherever it is named, and refuse a name that is taken', () => {
    for (const space of documents) {
      for (const name of Object.keys(space.motifs)) {
        const renamed = renameMotif(space, name, 'Z');
        expect(usersOf(renamed, 'Z')).toHaveLength(usersOf(space, name).length);
        expect(usersOf(renamed, name)).toEqual([]);
        expect(parseDocument(renamed).ok).toBe(true);
        expect(renameMotif(renamed, 'Z', name)).toEqual(space);
      }
    }
    const { document } = PRESETS.find(({ id }) => id === 'darts')!;
    expect(() => renameMotif(document, 'normal', 'reduction')).toThrow(
      'There is a motif "reduction" already',
    );
  });

  it('copy several parts of one kind in the order of the document, and paste them all', () => {
    const { document } = PRESETS[0]!;
    const taken = clip(document, ['layers[2]', 'head', 'layers[0]'])!;
    expect(taken.paths).toEqual(['layers[0]', 'layers[2]']);
    const pasted = paste(document, 'layers[1]', taken.clip)!;
    const [a, b, c] = document.layers;
    expect(pasted.document.layers).toEqual([a, b, a, c, c]);
    expect(pasted.select).toBe('layers[3]');
    expect(clip(document, ['layers[0]', 'head'])).toBeUndefined();
  });

  it('give a copied cell a name of its own', () => {
    const { document } = PRESETS[0]!;
    const first = addMotif(document, 'cell', document.motifs.cell!);
    const second = duplicate(first.document, first.select)!;
    expect([first.select, second.select]).toEqual(['motifs.cell 2', 'motifs.cell 3']);
  });
});
