import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Motif } from '../../src/space/document.ts';
import { mostBlocks } from '../../src/space/meaning.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { setAt } from '../../src/space/path.ts';
import type { Problem } from '../../src/space/validate.ts';
import { anyDocument } from './documents.ts';
import { CASES, changed, dag, pipelines, WARNINGS } from './meaning-cases.ts';

const problemsOf = (document: unknown): readonly Problem[] => parseDocument(document).problems;
const has = (problems: readonly Problem[], { path, message }: Problem): boolean =>
  problems.some((other) => other.path === path && other.message === message);

describe('what the parts of a document mean together', () => {
  it.each(CASES)('is refused: %s', (_, changes, [path, message, fix]) => {
    const document = changed(changes);
    const problem = problemsOf(document).find(
      (each) => each.path === path && each.message.startsWith(message),
    );
    if (!problem) throw new Error(JSON.stringify(problemsOf(document), null, 1));
    expect(problem.severity).toBeUndefined();
    expect(parseDocument(document).ok).toBe(false);
    expect(problem.fix && [problem.fix.path, problem.fix.value]).toEqual(fix);
    if (problem.fix) {
      expect(problem.fix.label.length).toBeGreaterThan(3);
      expect(has(problemsOf(setAt(document, problem.fix.path, problem.fix.value)), problem)).toBe(false);
    }
  });

  it.each(WARNINGS)('is accepted, and told: %s', (_, changes, [path, message, fix]) => {
    const parsed = parseDocument(changed(changes));
    expect(parsed.ok).toBe(true);
    const [problem, ...others] = parsed.problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path, severity: 'warning', fix: { path: fix![0], value: fix![1] } });
    expect(problem!.message.startsWith(message)).toBe(true);
    expect(problemsOf(setAt(changed(changes), fix![0], fix![1]))).toEqual([]);
  });

  it('is accepted with a warning where a motif is used by no layer', () => {
    const document = changed({
      'motifs.spare': dag({ operation: ['conv3', 'below'] }),
      'motifs.below': dag(),
    });
    const parsed = parseDocument(document);
    expect(parsed.ok).toBe(true);
    expect(parsed.problems).toEqual(
      ['spare', 'below'].map((name) => ({
        path: `motifs.${name}`,
        message: 'is used by no layer',
        severity: 'warning',
        fix: { label: 'Remove it', path: `motifs.${name}` },
      })),
    );
    expect(problemsOf(setAt(document, 'motifs.spare', undefined)).map(({ path }) => path)).toEqual([
      'motifs.below',
    ]);
  });

  it('counts a motif as used that another holds, and options as used where one operation takes them', () => {
    const document = changed({
      'motifs.cell': dag({ operation: ['inner', 'identity'] }),
      'motifs.inner': pipelines({ blocks: [{ operation: ['maxpool3', 'dwconv3'], skip: [true, false] }] }),
    });
    expect(problemsOf(document)).toEqual([]);
  });

  it('has a fix for a problem only where it takes that problem away', () => {
    let fixes = 0;
    fc.assert(
      fc.property(anyDocument, (document) => {
        for (const problem of problemsOf(document)) {
          if (!problem.fix) continue;
          fixes++;
          const mended = setAt<unknown>(document, problem.fix.path, problem.fix.value);
          expect(has(problemsOf(mended), problem), JSON.stringify(problem)).toBe(false);
        }
      }),
      { numRuns: 600 },
    );
    expect(fixes).toBeGreaterThan(300);
  });
});

describe('mostBlocks', () => {
  it('multiplies ranges through nested motifs, without following every way', () => {
    // Each level holds the one below sixteen times: 16⁴⁰ ways, 40 steps.
    const levels = Array.from({ length: 40 }, (_, i): [string, Motif] => [
      `m${i}`,
      {
        kind: 'pipelines',
        pipelines: [
          {
            repeat: 4,
            blocks: [{ operation: [i === 0 ? 'conv3' : `m${i - 1}`, 'conv1'], repeat: { min: 1, max: 4 } }],
          },
        ],
        merge: 'add',
      },
    ]);
    expect(mostBlocks('m39', Object.fromEntries(levels))).toBe(16 ** 40);
  });

  it('counts every edge of a dag', () => {
    const motifs = (changes: object) => ({ cell: dag(changes) }) as unknown as Record<string, Motif>;
    expect(mostBlocks('cell', motifs({ nodes: 5 }))).toBe(10);
    expect(mostBlocks('cell', motifs({ nodes: 5, inputs: 2 }))).toBe(9);
    expect(mostBlocks('cell', motifs({ nodes: 5, inputsPerNode: 2, sameInputTwice: true }))).toBe(8);
  });
});
