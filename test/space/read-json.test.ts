import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KNOWN } from '../../src/space/known.ts';
import { LIMITS } from '../../src/space/limits.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { at, getAt, setAt, stepsOf } from '../../src/space/path.ts';
import { HIERARCHICAL_SMALL, PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { describeWithLines, readDocument } from '../../src/space/read-json.ts';
import { edited } from './edits.ts';
import schema1 from './schema-1.json';

const DOCUMENTS: readonly unknown[] = [...PRESETS, ...KNOWN].map(({ document }) => document);
const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
const problemsOf = (text: string) => {
  const read = readDocument(text);
  return read.ok ? [] : read.problems;
};
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

afterEach(() => vi.restoreAllMocks());

describe('readDocument', () => {
  it('reads what is right, in any layout', () => {
    for (const document of DOCUMENTS) {
      for (const text of [
        JSON.stringify(document),
        pretty(document),
        `\r\n\t ${pretty(document).replaceAll('\n', '\r\n')} \n`,
      ])
        expect(readDocument(text)).toEqual(parseDocument(document));
    }
    expect(readDocument(pretty(schema1))).toMatchObject({ ok: true, document: HIERARCHICAL_SMALL });
  });

  it.each([
    [
      'too long',
      `"${'x'.repeat(LIMITS.characters - 1)}"`,
      'has 5,000,001 characters, and 5,000,000 are the most',
    ],
    ['too deep', '['.repeat(65) + ']'.repeat(65), 'is nested deeper than 64 levels'],
    [
      'too deep, and endless',
      '{"a":'.repeat(2_000_000).slice(0, 4_900_000),
      'is nested deeper than 64 levels',
    ],
    ['too many nodes', `[${Array(2001).fill('{}').join()}]`, 'has more than 2,000 nodes'],
    ['too many nodes, and no JSON', '{}'.repeat(2001), 'has more than 2,000 nodes'],
  ])('refuses what is %s before it is parsed', (_, text, message) => {
    const parse = vi.spyOn(JSON, 'parse');
    expect(readDocument(text)).toEqual({ ok: false, problems: [{ path: '', message }] });
    expect(parse).not.toHaveBeenCalled();
  });

  it('parses what is just within the limits; brackets in texts do not count', () => {
    for (const text of [
      `"${'x'.repeat(LIMITS.characters - 2)}"`,
      '['.repeat(64) + ']'.repeat(64),
      `[${Array(2000).fill('{}').join()}]`,
      JSON.stringify({ name: '{'.repeat(5000) }),
      JSON.stringify({ name: `\\"${'['.repeat(5000)}\\` }),
    ]) {
      const messages = problemsOf(text).map(({ message }) => message);
      expect(messages.length).toBeGreaterThan(0);
      expect(messages.join()).not.toMatch(/nested deeper|more than 2,000|characters, and/);
    }
  });

  it('names the line and column of what is no JSON', () => {
    const cases: [string, string, number][] = [
      ['', 'the text ends too early at line 1, column 1', 1],
      ['{\n  "a": 1,\n}', 'unexpected "}" at line 3, column 1', 3],
      ['{\n  "a": 1\n  "b": 2\n}', 'unexpected "\\"" at line 3, column 3', 3],
      ['[1,\n\n 2', 'the text ends too early at line 3, column 3', 3],
      ['{"a": 01}', 'unexpected "1" at line 1, column 8', 1],
      ['{"a": tru}', 'unexpected "t" at line 1, column 7', 1],
      ["{\n'a': 1}", 'unexpected "\'" at line 2, column 1', 2],
      ['[1] 2', 'unexpected "2" at line 1, column 5', 1],
      ['["a\n"]', 'unexpected "\\n" at line 1, column 4', 1],
      ['["a\\x"]', 'unexpected "\\\\" at line 1, column 4', 1],
      ['["abc', 'the text ends too early at line 1, column 6', 1],
      ['[NaN]', 'unexpected "N" at line 1, column 2', 1],
      ['// no comments\n{}', 'unexpected "/" at line 1, column 1', 1],
    ];
    for (const [text, message, line] of cases)
      expect(problemsOf(text), text).toEqual([{ path: '', message: `is no JSON: ${message}`, line }]);
  });

  it('finds the line of a character that does not belong, and of a text that is cut off', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DOCUMENTS), fc.nat(), fc.boolean(), (document, number, cut) => {
        const text = pretty(document);
        const place = number % text.length;
        // A "?" is right in texts alone; a quotation mark ahead is the end of a text or the start of one.
        const inText = (text.slice(0, place).match(/"/g) ?? []).length % 2 === 1;
        if (inText && !cut) return;
        const broken = cut ? text.slice(0, place) : `${text.slice(0, place)}?${text.slice(place)}`;
        const [problem] = problemsOf(broken);
        expect(problem).toMatchObject({ path: '', line: text.slice(0, place).split('\n').length });
        expect(problem!.message).toMatch(/^is no JSON: /);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives every problem of a printed document the line where its value begins, or that of the part it is missing from', () => {
    let problems = 0;
    fc.assert(
      fc.property(fc.constantFrom(...DOCUMENTS), fc.integer(), fc.jsonValue(), (document, seed, junk) => {
        const value = edited(document, createRng(seed), junk);
        const schema = getAt(value, 'schema');
        // Older schemas are told in the words of the newest: their paths are not those of the text.
        if (typeof schema === 'number' && schema < 2) return;
        const text = pretty(value);
        for (const { path, message, line } of problemsOf(text)) {
          // Too deep to be read at all.
          if (/nested deeper/.test(message)) return;
          problems++;
          expect(line, `${path} ${message}`).toBe(lineOf(value, path));
        }
      }),
      { numRuns: 1500 },
    );
    expect(problems).toBeGreaterThan(1000);
  });

  it('finds a line for problems of older schemas, whatever their fields are called', () => {
    for (const name of ['x]', 'a.b', '', '[', '"']) {
      const text = pretty(setAt(schema1, at('motifs.block', name), 1));
      const problem = problemsOf(text).find(({ message }) => message.startsWith('is not a field here'))!;
      expect(stepsOf(problem.path).at(-1)).toBe(name);
      expect(text.split('\n')[problem.line! - 1]).toContain('"pipelines": {');
    }
  });

  it('answers any text, and broken pieces of documents, without an exception', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\n',
      ' ',
      '1',
      '-',
      'e',
      '.',
      'true',
      'null',
      '"schema"',
      '\\u12',
      '\u0001',
      '\u2028',
      '\ud800',
    );
    const pieces = fc.array(token, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), pieces, fc.json()), (text) => {
        const read = readDocument(text);
        expect(read.ok).toBe(false);
        const [first] = problemsOf(text);
        expect(first!.message.startsWith('is no JSON')).toBe(!isJson(text));
        expect(first!.line).toBeGreaterThanOrEqual(1);
        expect(first!.line).toBeLessThanOrEqual(text.split('\n').length);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...DOCUMENTS),
        fc.nat(),
        fc.nat({ max: 5 }),
        token,
        (document, number, removed, inserted) => {
          const text = pretty(document);
          const place = number % text.length;
          const changed = text.slice(0, place) + inserted + text.slice(place + removed);
          const read = readDocument(changed);
          if (isJson(changed)) expect(read.ok).toBe(parseDocument(JSON.parse(changed)).ok);
          else expect(read.problems[0]!.message).toMatch(/^is no JSON: /);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('answers very long texts within the limits, whatever fills them', () => {
    const filled = (part: string, length = 1_000_000) => part.repeat(length / part.length);
    for (const text of [
      pretty({ ...HIERARCHICAL_SMALL, name: filled('a', 4_000_000) }),
      `{"name": "${filled('a', 4_000_000)}`,
      `{"name": "${filled('\\n', 4_000_000)}"}`,
      `{"${filled('a.')}": 1}`,
      `{"name": [${filled('[],')}[]]}`,
      `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join()}}`,
    ]) {
      const problems = problemsOf(text);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.length).toBeLessThanOrEqual(510);
    }
  });
});

describe('describeWithLines', () => {
  it('writes a problem a line, with the line where there is one', () => {
    const text = pretty(setAt(HIERARCHICAL_SMALL, 'classes', 1));
    expect(describeWithLines(problemsOf(text))).toBe('line 9: classes must be a whole number from 2 to 1000');
    expect(describeWithLines([{ path: '', message: 'is wrong' }])).toBe('the document is wrong');
  });
});

/** The line of a place by printing the document with a mark there: all before it is printed as it was. */
function lineOf(value: unknown, path: string): number {
  const mark = 'here is the place';
  const steps = stepsOf(path);
  for (let length = steps.length; length > 0; length--) {
    const here = steps.slice(0, length).reduce<string>(at, '');
    if (getAt(value, here) === undefined) continue;
    return pretty(setAt(value, here, mark))
      .split(mark)[0]!
      .split('\n').length;
  }
  return 1;
}
