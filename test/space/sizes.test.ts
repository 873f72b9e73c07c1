import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/architecture/decode.ts';
import { inferShapes } from '../../src/architecture/graph.ts';
import { count, enumerate } from '../../src/space/count.ts';
import type { Motif, SpaceDocument } from '../../src/space/document.ts';
import { compileSpace, type Space } from '../../src/space/hierarchy.ts';
import { KNOWN } from '../../src/space/known.ts';
import { OPERATION_NAMES, RESOLUTIONS } from '../../src/space/operations.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { HIERARCHICAL_SMALL, PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { fitting, operationSize } from '../../src/space/size-steps.ts';
import { followSizes } from '../../src/space/sizes.ts';
import type { Genotype } from '../../src/space/tree.ts';
import { anyDocument } from './documents.ts';

const valid = anyDocument.filter((document) => parseDocument(document).ok);

/** Height and width after so many layers, read off the graph: what stands before the head of a network cut off there. */
function sizeAfter({ document, tree }: Space, layers: number, genotype: Genotype): string {
  const head = { pool: 'average', dense: [], dropout: 0 } as const;
  const architecture = decode(
    { document: { ...document, layers: document.layers.slice(0, layers), head }, tree },
    genotype,
  );
  const pool = architecture.nodes.findLast(({ op }) => op.type === 'globalAverage')!;
  return inferShapes(architecture)[pool.inputs[0]!]!.slice(0, 2).join('×');
}

const told = (document: SpaceDocument): string[][] =>
  followSizes(document).sizes.map((sizes) => sizes.map((size) => size.join('×')));

describe('decode of what parseDocument accepts', () => {
  it('never throws, and every layer leaves one of the sizes that were told', () => {
    fc.assert(
      fc.property(valid, fc.integer(), (document, seed) => {
        const space = compileSpace(document);
        const sizes = told(document);
        const rng = createRng(seed);
        for (let member = 0; member < 50; member++) {
          const genotype = sample(space.tree, rng);
          expect(inferShapes(decode(space, genotype)).at(-1)).toEqual([document.classes]);
          if (member >= 10) continue;
          for (let layers = 0; layers <= document.layers.length; layers++)
            expect(sizes[layers]).toContain(sizeAfter(space, layers, genotype));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('tells no size that no member has, where no genes are shared', () => {
    const own = valid.filter(
      ({ motifs, ...document }) =>
        Object.values(motifs).every(({ shared }) => shared !== true) &&
        count(compileSpace({ motifs, ...document }).tree) <= 300n,
    );
    fc.assert(
      fc.property(own, (document) => {
        const space = compileSpace(document);
        const met = document.layers.map(() => new Set<string>());
        for (const genotype of enumerate(space.tree)) {
          for (const [i, sizes] of met.entries()) sizes.add(sizeAfter(space, i + 1, genotype));
        }
        expect(met.map((sizes) => [...sizes].sort())).toEqual(
          told(document)
            .slice(1)
            .map((sizes) => sizes.sort()),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each([...PRESETS, ...KNOWN].map(({ id, document }) => [id, document] as const))(
    'leaves the sizes that were told in %s',
    (_, document) => {
      const space = compileSpace(document);
      const sizes = told(document);
      for (let seed = 0; seed < 20; seed++) {
        const genotype = sample(space.tree, createRng(seed));
        for (let layers = 0; layers <= document.layers.length; layers++)
          expect(sizes[layers]).toContain(sizeAfter(space, layers, genotype));
      }
    },
  );
});

/** A document of these motifs and layers on square images. */
const on = (
  side: number,
  motifs: Readonly<Record<string, Motif>>,
  layers: readonly Partial<SpaceDocument['layers'][number]>[],
): SpaceDocument => {
  const { stem: _, ...plain } = HIERARCHICAL_SMALL;
  const filled = layers.map((layer) => ({
    cell: 'cell',
    repeat: 1,
    filters: 4,
    resolution: 'same' as const,
    ...layer,
  }));
  return { ...plain, input: [side, side, 1], motifs, layers: filled };
};
const pipelineOf = (
  ...blocks: Extract<Motif, { kind: 'pipelines' }>['pipelines'][number]['blocks']
): Motif => ({
  kind: 'pipelines',
  pipelines: [{ blocks }],
  merge: 'add',
});
const messages = (document: SpaceDocument) =>
  followSizes(document).problems.map(({ path, message }) => `${path} ${message}`);

describe('followSizes', () => {
  it('refuses a skip past a convolution without padding, unless the image can be made to fit', () => {
    const cell = pipelineOf({ operation: 'conv3', padding: 'valid', skip: [false, true] });
    expect(messages(on(28, { cell }, [{}]))).toEqual([
      'motifs.cell.pipelines[0].blocks[0] adds its input to its output, and without padding no stride makes 28×28 equal to 26×26: use padding "same", or no skip',
    ]);
    // 4 pixels lose two and are two: a stride of 2 makes the same of them.
    expect(messages(on(4, { cell }, [{}]))).toEqual([]);
    expect(
      messages(on(28, { cell: pipelineOf({ operation: 'conv1', padding: 'valid', skip: true }) }, [{}])),
    ).toEqual([]);
  });

  it('compares what a dag of two inputs reads with the very cells before it', () => {
    const cell = pipelineOf({ operation: 'conv5', padding: 'valid' });
    const dag = {
      kind: 'dag',
      inputs: 2,
      nodes: 3,
      inputsPerNode: 'all',
      operation: 'conv1',
      merge: 'add',
      output: 'last',
    } as const;
    // 18 → 7 → 3: 18 can be made 3 by a stride of 8, but the dag reads 7 and 3.
    const layers = [{ repeat: 2, resolution: 'down' }, { cell: 'dag' }] as const;
    expect(messages(on(18, { cell, dag }, layers))).toEqual([
      'motifs.dag reads the two cells before it, and they can have 7×7 and 3×3, which no stride makes equal',
    ]);
    // 7 → 7 or 4, one or two cells: a 4 is never followed by a 7.
    const plain = pipelineOf({ operation: 'conv3' });
    const choice = [{ repeat: { min: 1, max: 2 }, resolution: ['same', 'down'] }, { cell: 'dag' }] as const;
    expect(messages(on(7, { cell: plain, dag }, choice))).toEqual([]);
  });

  it('refuses what it cannot follow to the end: very many sizes, and images that grow without bound', () => {
    const cell = pipelineOf({ operation: ['conv3', 'conv5'], padding: 'valid', repeat: { min: 1, max: 32 } });
    const [first, ...rest] = messages(on(400, { cell }, [{ repeat: 4 }, { repeat: 4 }]));
    expect(first).toContain('layers[0].cell can leave an image in more than 64 sizes here');
    expect(rest).toEqual([]);
    const inOut = pipelineOf(
      { operation: 'conv3', resolution: 'up', repeat: 12 },
      { operation: 'conv3', resolution: 'down', repeat: 12 },
    );
    expect(messages(on(28, { cell: inOut }, [{}]))).toEqual([
      'motifs.cell.pipelines[0].blocks[0].resolution can grow an image above 1024 pixels: go up less often',
    ]);
  });

  it('tells a problem once a place, however many sizes have it', () => {
    const cell = pipelineOf({ operation: 'conv3', padding: 'valid', skip: true, repeat: { min: 1, max: 5 } });
    expect(messages(on(28, { cell }, [{ resolution: ['same', 'down'] }]))).toHaveLength(1);
  });
});

describe('operationSize', () => {
  it('is what the layers of each operation do', () => {
    for (const operation of OPERATION_NAMES) {
      if (operation === 'none') continue;
      for (const resolution of RESOLUTIONS) {
        for (const padding of ['same', 'valid'] as const) {
          for (const side of [1, 2, 3, 5, 8, 11, 18, 25]) {
            const size = operationSize(operation, [side, side + 1], resolution, padding === 'valid');
            if (!size) continue;
            const document = on(side, { cell: pipelineOf({ operation, padding, resolution }) }, [{}]);
            const space = compileSpace({ ...document, input: [side, side + 1, 2] });
            expect(sizeAfter(space, 1, sample(space.tree, createRng(1)))).toBe(size.join('×'));
          }
        }
      }
    }
  });
});

describe('fitting', () => {
  it('finds a power of two that divides, rounding up, or multiplies, wherever there is one', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, side, side, (h, w, height, width) => {
        const powers = Array.from({ length: 11 }, (_, i) => 2 ** i);
        const divides = powers.filter((p) => Math.ceil(h / p) === height && Math.ceil(w / p) === width);
        const multiplies = powers.filter((p) => h * p === height && w * p === width);
        const way = fitting([h, w], [height, width]);
        if (!way) expect([...divides, ...multiplies]).toEqual([]);
        else if (way.doublings > 0) expect(multiplies).toContain(2 ** way.doublings);
        else expect(divides).toContain(way.stride);
      }),
      { numRuns: 2000 },
    );
    for (let power = 0; power < 5; power++) {
      expect(fitting([33, 7], [Math.ceil(33 / 2 ** power), Math.ceil(7 / 2 ** power)])).toMatchObject({
        doublings: 0,
      });
      expect(fitting([3, 5], [3 * 2 ** power, 5 * 2 ** power])).toEqual({ stride: 1, doublings: power });
    }
  });
});
