import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/architecture/decode.ts';
import { inferShapes } from '../../src/architecture/graph.ts';
import { count } from '../../src/space/count.ts';
import { SCHEMA } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { KNOWN } from '../../src/space/known.ts';
import { migrate } from '../../src/space/migrate.ts';
import { type ParsedDocument, parseDocument } from '../../src/space/parse-document.ts';
import { getAt, setAt, stepsOf } from '../../src/space/path.ts';
import { HIERARCHICAL_SMALL, PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { validate } from '../../src/space/validate.ts';
import { anyDocument } from './documents.ts';
import { edited } from './edits.ts';
import schema1 from './schema-1.json';

const DOCUMENTS: readonly unknown[] = [...[...PRESETS, ...KNOWN].map(({ document }) => document), schema1];

/** What is accepted stands for networks: it compiles, counts, and a member of it decodes. */
function expectWorking(parsed: Extract<ParsedDocument, { ok: true }>, seed: number): void {
  const space = compileSpace(parsed.document);
  expect(count(space.tree) > 0n).toBe(true);
  const member = sample(space.tree, createRng(seed));
  expect(validate(space.tree, member)).toEqual([]);
  expect(inferShapes(decode(space, member)).at(-1)).toEqual([parsed.document.classes]);
}

/** Every problem says what and where, and every fix leads somewhere. */
function expectTold(value: unknown, { ok, problems }: ParsedDocument): void {
  expect(ok).toBe(problems.every(({ severity }) => severity === 'warning'));
  for (const { path, message, fix } of problems) {
    expect(message.length).toBeGreaterThan(5);
    const parent = stepsOf(path).slice(0, -1);
    const above = parent.reduce<unknown>(
      (here, step) =>
        Object.hasOwn(Object(here), step) ? (here as Record<string, unknown>)[step] : undefined,
      value,
    );
    expect(above, `${path} ${message}`).toBeDefined();
    if (!fix) continue;
    expect(fix.label.length).toBeGreaterThan(3);
    expect(setAt(value, fix.path, fix.value)).not.toEqual(value);
    expect(getAt(value, fix.path) !== undefined || fix.value !== undefined).toBe(true);
  }
}

const untouched = () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
};

describe('parseDocument', () => {
  it('answers 10,000 edited documents without an exception, and accepts none that does not work', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...DOCUMENTS),
        fc.integer(),
        fc.integer({ min: 1, max: 3 }),
        fc.jsonValue(),
        (document, seed, edits, junk) => {
          const rng = createRng(seed);
          let value = document;
          for (let i = 0; i < edits; i++) value = edited(value, rng, junk);
          const parsed = parseDocument(value);
          expectTold(migrate(value), parsed);
          if (!parsed.ok) return;
          accepted++;
          expectWorking(parsed, seed);
        },
      ),
      { numRuns: 10_000 },
    );
    untouched();
    // Edits that hit names and numbers leave many a document right: both sides were tried.
    expect(accepted).toBeGreaterThan(200);
  });

  it('answers edits of documents with everything that the language has', () => {
    fc.assert(
      fc.property(anyDocument, fc.integer(), fc.jsonValue(), (document, seed, junk) => {
        const value = edited(document, createRng(seed), junk);
        const parsed = parseDocument(value);
        expectTold(value, parsed);
        if (parsed.ok) expectWorking(parsed, seed);
      }),
      { numRuns: 1500 },
    );
    untouched();
  });

  it('accepts no other JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 0, 1, 2, 3), (value, schema) => {
        const given =
          schema !== undefined && typeof value === 'object' && value !== null && !Array.isArray(value)
            ? { ...value, schema }
            : value;
        const parsed = parseDocument(given);
        expect(parsed.ok).toBe(false);
        expectTold(migrate(given), parsed);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes no number that is none, too large or broken, wherever numbers stand', () => {
    const places = (value: unknown, path: string): string[] =>
      typeof value === 'number'
        ? [path]
        : typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([name, below]) =>
              places(
                below,
                Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`,
              ),
            )
          : [];
    for (const { document } of [...PRESETS, ...KNOWN]) {
      for (const path of places(document, '')) {
        for (const number of [
          Number.NaN,
          Number.POSITIVE_INFINITY,
          Number.NEGATIVE_INFINITY,
          1e21,
          -1,
          2.5,
        ]) {
          const value = setAt(document, path, number);
          const parsed = parseDocument(value);
          expect(parsed.ok, `${path} = ${number}`).toBe(false);
          expectTold(value, parsed);
        }
      }
    }
  });

  it('keeps out names that every object has, as fields, motifs, edges and values', () => {
    const hostile = [
      '{"__proto__": {"polluted": true}}',
      '{"constructor": {"prototype": {"polluted": true}}}',
      '{"toString": 1}',
    ].map((text) => JSON.parse(text) as Record<string, unknown>);
    const merge = (path: string, fields: Record<string, unknown>) => {
      const old = Object.entries(getAt(HIERARCHICAL_SMALL, path) as object);
      return setAt(HIERARCHICAL_SMALL, path, Object.fromEntries([...old, ...Object.entries(fields)]));
    };
    for (const fields of hostile) {
      for (const path of [
        '',
        'motifs',
        'motifs.cell',
        'motifs.cell.pipelines[0].blocks[0]',
        'layers[0]',
        'head',
      ]) {
        const value = merge(path, fields);
        const parsed = parseDocument(value);
        expect(parsed.ok, `${path} ${JSON.stringify(fields)}`).toBe(false);
        expectTold(value, parsed);
      }
    }
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
      expect(parseDocument(setAt(HIERARCHICAL_SMALL, 'layers[0].cell', name)).ok).toBe(false);
      const operation = 'motifs.cell.pipelines[0].blocks[0].operation';
      expect(parseDocument(setAt(HIERARCHICAL_SMALL, operation, name)).ok).toBe(false);
      expect(
        parseDocument(
          setAt({ schema: 1, motifs: { cell: { block: name, kind: 'pipelines' } } }, 'motifs.x', name),
        ).ok,
      ).toBe(false);
    }
    expect(parseDocument(JSON.parse(`{"schema": ${SCHEMA}, "__proto__": {"schema": 1}}`)).ok).toBe(false);
    untouched();
  });
});
