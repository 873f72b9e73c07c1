import { describe, expect, it } from 'vitest';
import { count } from '../../src/space/count.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { setAt } from '../../src/space/path.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';

/** The template with one place changed. */
const changed = (path: string, value: unknown): unknown => setAt(HIERARCHICAL_SMALL, path, value);

const BLOCK = 'motifs.cell.pipelines[0].blocks[0]';

const problemsOf = (value: unknown) => {
  const parsed = parseDocument(value);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path} ${message}`);
};

describe('parseDocument', () => {
  it('accepts the template', () => {
    expect(problemsOf(HIERARCHICAL_SMALL)).toEqual([]);
  });

  it.each([
    [`${BLOCK}.operation`, [], `${BLOCK}.operation is an empty list`],
    [`${BLOCK}.operation`, ['conv3', 'conv4'], `${BLOCK}.operation[1] names no motif; there are: cell`],
    [`${BLOCK}.operation`, 'constructor', `${BLOCK}.operation must be an operation (conv1, `],
    [`${BLOCK}.operation`, ['conv3', 'conv3'], `${BLOCK}.operation[1] stands in the list twice ("conv3")`],
    [`${BLOCK}.operation`, ['conv3', 'cell'], 'motifs.cell holds itself (cell → cell)'],
    [
      'motifs.cell.pipelines[0].repeat',
      { min: 3, max: 1 },
      'motifs.cell.pipelines[0].repeat has min 3 above max 1',
    ],
    ['motifs.cell.kind', 'block', 'motifs.cell.kind must be "pipelines" or "dag"'],
    ['motifs.conv3', HIERARCHICAL_SMALL.motifs.cell, "motifs.conv3 is an operation's name"],
    ['motifs.toString', HIERARCHICAL_SMALL.motifs.cell, 'motifs.toString is not a name'],
    ['layers[1].cell', 'blok', 'layers[1].cell names no motif; there are: cell'],
    ['layers[0].filters', [8, -1], 'layers[0].filters[1] must be a whole number from 1 to 1024'],
    ['layers[0].repeat', 0, 'layers[0].repeat must be a whole number from 1 to 32'],
    ['head.dropout', 1, 'head.dropout must be a number from 0 up to, not including, 1'],
    ['constraints.maxParameters', 0, 'constraints.maxParameters must be a whole number'],
    ['stem.operation', 'maxpool3', 'stem.operation must be one of "conv1"'],
    ['schema', 3, 'schema is 3, and this version of Cellscape reads up to 2: open it with a newer one'],
    ['schema', 0, 'schema must be 2'],
    ['surprise', 1, 'surprise is not a field here'],
    ['input', [8, 8, 1], 'layers[2].resolution goes down, but its input can already be 1×1'],
  ] as const)('refuses %s = %j with its place', (path, value, expected) => {
    const problems = problemsOf(changed(path, value));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it('refuses options that no operation can use, each at its place', () => {
    const problems = problemsOf(changed(`${BLOCK}.operation`, ['maxpool3', 'identity']));
    expect(problems).toHaveLength(3);
    for (const [i, name] of ['batchNorm', 'activation', 'skip'].entries()) {
      expect(problems[i]).toContain(`${BLOCK}.${name} gives values to choose from, but no operation here`);
    }
  });

  it('tells of very many problems without an exception, and only so many of them', () => {
    const edges = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`e${i}`, 'conv3']));
    const dag = {
      kind: 'dag',
      nodes: 3,
      inputsPerNode: 'all',
      operation: 'conv3',
      merge: 'add',
      output: 'last',
    };
    const parsed = parseDocument(changed('motifs.cell', { ...dag, edges }));
    expect(parsed.ok).toBe(false);
    expect(parsed.problems).toHaveLength(500);
  });
});

describe('compileSpace', () => {
  it('counts a space that can be counted by hand', () => {
    const document: SpaceDocument = {
      ...HIERARCHICAL_SMALL,
      motifs: {
        cell: {
          kind: 'pipelines',
          pipelines: [
            {
              repeat: { min: 1, max: 2 },
              blocks: [{ operation: ['conv3', 'maxpool3'], batchNorm: [true, false] }],
            },
          ],
          merge: ['add', 'concat'],
        },
      },
      layers: [{ cell: 'cell', repeat: 1, filters: [8, 16, 24], resolution: ['same', 'down'] }],
      head: { pool: 'average', dense: [], dropout: 0 },
    };
    // A block: conv with two options, or pooling: 3. A cell: (3 + 3²) pipelines × 2 merges. A layer: × 3 filters × 2 sizes.
    expect(count(compileSpace(document).tree)).toBe(144n);
  });

  it('counts the template as the formula of its levels does', () => {
    // A block: three convolutions and a separable one, each with 2³ options; a pool; an identity.
    const block = 4n * 8n + 2n;
    const pipeline = block + block ** 2n;
    const cell = (pipeline + pipeline ** 2n + pipeline ** 3n) * 2n;
    const layers = [(cell + cell ** 2n) * 6n, cell * 3n, cell * 6n];
    expect(count(compileSpace(HIERARCHICAL_SMALL).tree)).toBe(layers[0]! * layers[1]! * layers[2]! * 2n);
  });
});
