import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from '../../src/space/count.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';

/** The template with one place changed. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(HIERARCHICAL_SMALL) as unknown as Record<string | number, unknown>;
  const parent = path.slice(0, -1).reduce((node, step) => node[step] as typeof copy, copy);
  parent[path.at(-1)!] = value;
  return copy;
}

const problemsOf = (value: unknown) => {
  const parsed = parseDocument(value);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path} ${message}`);
};

describe('parseDocument', () => {
  it('accepts the template', () => {
    expect(problemsOf(HIERARCHICAL_SMALL)).toEqual([]);
  });

  it.each([
    [['motifs', 'block', 'operation'], [], 'motifs.block.operation is an empty list'],
    [
      ['motifs', 'block', 'operation'],
      ['conv3', 'conv4'],
      'motifs.block.operation[1] must be one of "conv1"',
    ],
    [
      ['motifs', 'block', 'operation'],
      ['conv3', 'conv3'],
      'motifs.block.operation[1] stands in the list twice',
    ],
    [['motifs', 'cell', 'pipelines'], { min: 3, max: 1 }, 'motifs.cell.pipelines has min 3 above max 1'],
    [['motifs', 'cell', 'block'], 'blok', 'motifs.cell.block names no motif; there are: block, cell'],
    [['layers', 1, 'cell'], 'block', 'layers[1].cell must name a motif of kind "pipelines"'],
    [['layers', 0, 'filters'], [8, -1], 'layers[0].filters[1] must be a whole number from 1 to 1024'],
    [['head', 'dropout'], 1, 'head.dropout must be a number from 0 up to, not including, 1'],
    [['constraints', 'maxParameters'], 0, 'constraints.maxParameters must be a whole number'],
    [['schema'], 2, 'schema must be one of 1'],
    [['surprise'], 1, 'surprise is not a field here'],
    [['input'], [8, 8, 1], 'layers[2].resolution goes down, but its input can already be 1×1'],
  ] as const)('refuses %j = %j with its place', (path, value, expected) => {
    const problems = problemsOf(changed(path, value));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it('refuses options that no operation can use', () => {
    const [problem] = problemsOf(changed(['motifs', 'block', 'operation'], ['maxpool3', 'identity']));
    expect(problem).toContain('no operation has weights');
  });

  it('answers any JSON, and any change of the template, without an exception', () => {
    const places: (string | number)[][] = [];
    const walk = (node: unknown, path: (string | number)[]) => {
      if (path.length > 0) places.push(path);
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node))
        walk(value, [...path, Array.isArray(node) ? Number(key) : key]);
    };
    walk(HIERARCHICAL_SMALL, []);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseDocument(value).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
        const parsed = parseDocument(changed(path, value));
        // What is accepted can be compiled and counted.
        if (parsed.ok) expect(count(compileSpace(parsed.document).tree) > 0n).toBe(true);
        else for (const problem of parsed.problems) expect(problem.message.length).toBeGreaterThan(5);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('compileSpace', () => {
  it('counts a space that can be counted by hand', () => {
    const document: SpaceDocument = {
      ...HIERARCHICAL_SMALL,
      motifs: {
        block: {
          kind: 'block',
          operation: ['conv3', 'maxpool3'],
          batchNorm: [true, false],
          activation: 'relu',
          skip: false,
        },
        cell: {
          kind: 'pipelines',
          pipelines: { min: 1, max: 2 },
          blocks: 1,
          block: 'block',
          merge: ['add', 'concat'],
        },
      },
      layers: [{ cell: 'cell', repeat: 1, filters: [8, 16, 24], resolution: ['same', 'down'] }],
      head: { pool: 'average', dense: [], dropout: 0 },
    };
    // A block: conv with two options, or pooling: 3. A cell: (3 + 3²) pipelines × 2 merges. A layer: × 3 filters × 2 sizes.
    expect(count(compileSpace(document).tree)).toBe(144n);
  });

  it('makes the template large', () => {
    expect(count(compileSpace(HIERARCHICAL_SMALL).tree) > 10n ** 6n).toBe(true);
  });
});
