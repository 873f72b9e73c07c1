import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type RunEvent, toJsonLines } from '../../../src/run/events.ts';
import { readRunFile, writeRunFile } from '../../../src/run/log/run-file.ts';
import type { RunMeta } from '../../../src/run/log/run-meta.ts';
import { arbitraryLog, fixture } from './logs.ts';

const events = fixture('v4')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as RunEvent);
const meta: RunMeta = {
  name: 'Tuesday’s run',
  note: 'Two lines\nof it.',
  star: true,
  created: 1_790_000_000_000,
  marks: { 3: { star: true, note: 'odd' }, 16: { star: false, note: 'see <b>this</b>' } },
};
const evaluated = events.flatMap((event) => (event.type === 'evaluated' ? [event.candidate] : []));
const floats = (count: number, from = 0) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(from + i));
const weights: [number, { weights: Float32Array<ArrayBuffer>; statistics: Float32Array<ArrayBuffer> }][] = [
  [evaluated[0]!, { weights: floats(50), statistics: floats(8, 1) }],
  [evaluated[3]!, { weights: floats(31, 2), statistics: new Float32Array(0) }],
];

describe('a run file', () => {
  it('gives back the run, whatever it was', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const arbitrary = fc.record({
      log: arbitraryLog(30),
      name: text,
      note: text,
      star: fc.boolean(),
      created: fc.integer({ min: 0, max: 8e15 }),
      numbers: fc.array(fc.float(), { maxLength: 20 }),
    });
    const controls = (lines: boolean) => (lines ? /(?!\n)\p{Cc}/gu : /\p{Cc}/gu);
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ log, name, note, star, created, numbers }) => {
        const trained = log.flatMap((event) => (event.type === 'evaluated' ? [event.candidate] : []));
        const own = new Map(
          trained.map((candidate) => [
            candidate,
            { weights: Float32Array.from(numbers), statistics: Float32Array.from(numbers.slice(3)) },
          ]),
        );
        const file = writeRunFile({
          meta: { name, note, star, created, marks: {} },
          events: log,
          weights: own,
        });
        expect(await readRunFile(file)).toEqual({
          meta: {
            ...{ name: name.replace(controls(false), ''), note: note.replace(controls(true), '') },
            ...{ star, created, marks: {} },
          },
          ...{ events: log, cut: null, weights: own, notes: [] },
        });
      }),
      { numRuns: 150, seed: 6 },
    );
  });

  it('is a zip that any program opens', () => {
    const files = unzipSync(writeRunFile({ meta, events, weights }));
    expect(Object.keys(files)).toEqual([
      ...['run.json', 'events.jsonl'],
      ...[`weights/${evaluated[0]}.bin`, `weights/${evaluated[3]}.bin`],
    ]);
    expect(JSON.parse(strFromU8(files['run.json']!))).toMatchObject({
      ...{ format: 'cellscape-run', version: 1, ...meta, events: events.length },
    });
    expect(strFromU8(files['events.jsonl']!)).toBe(fixture('v4'));
  });

  it('may be made by any program, in any order, with sizes after the data, and hold other things', async () => {
    const own = unzipSync(writeRunFile({ meta, events, weights }));
    const { 'run.json': json, 'events.jsonl': log, ...others } = own;
    const turned = zipSync({
      ...others,
      'notes.txt': strToU8('mine'),
      'events.jsonl': log!,
      'run.json': json!,
    });
    const read = await readRunFile(turned);
    expect(read).toMatchObject({
      meta,
      events,
      cut: null,
      notes: ['"notes.txt" is no part of a run: passed over.'],
    });
    expect([...read.weights.keys()]).toEqual(weights.map(([candidate]) => candidate));
    // Made by Python's zipfile, writing to a stream.
    const streamed = readFileSync(new URL('./fixtures/streamed.zip', import.meta.url));
    expect(await readRunFile(new Uint8Array(streamed))).toMatchObject({
      meta: { name: 'Streamed' },
      cut: null,
      notes: [],
    });
  });

  it('may be a bare log, of any version', async () => {
    const read = await readRunFile(strToU8(fixture('v4')));
    expect(read).toMatchObject({ events, cut: null, notes: [] });
    expect(read.meta).toEqual({
      ...{ name: '', note: '', star: false, marks: {} },
      created: events[0]!.time,
    });
    const old = await readRunFile(strToU8(fixture('v1a')));
    expect(old.notes).toEqual([expect.stringMatching(/^25 architectures over the cap are left out/)]);
    const zipped = zipSync({ 'events.jsonl': strToU8(fixture('v1b')) });
    expect((await readRunFile(zipped)).notes).toEqual([
      'The run’s name and notes are lost ("run.json": it is missing).',
    ]);
  });

  it('opens to the last whole event wherever it was cut', async () => {
    const few = events.slice(0, 4);
    const file = writeRunFile({ meta, events: few, weights: [] });
    const starts = toJsonLines(few.slice(0, 1)).length;
    let opened = 0;
    let most = 0;
    for (let end = 0; end < file.length; end++) {
      const read = await readRunFile(file.subarray(0, end)).catch((error: Error) => error);
      if (read instanceof Error) {
        expect(read.constructor).toBe(Error);
        expect(read.message).toMatch(
          /^(The file is empty|The file ends too early|This is no log of a run\. Line 1|There is no whole event|The log is empty)/,
        );
        expect(most, 'what opens at some length opens at every greater one').toBe(0);
        continue;
      }
      opened++;
      expect(read.events).toEqual(few.slice(0, read.events.length));
      expect(read.events.length).toBeGreaterThanOrEqual(most);
      most = read.events.length;
      expect(read.notes.join()).toMatch(/^The (log was read up to its last whole event|file ends too early)/);
      if (read.cut) expect(read.notes[0]).toContain(`${read.events.length}${most < 4 ? ' of 4' : ''} in all`);
      expect(read.meta).toEqual(meta);
    }
    expect(most).toBe(4);
    expect(opened).toBeGreaterThan((file.length - starts) / 2);
  });

  it('loses at most the weights behind the cut', async () => {
    const file = writeRunFile({ meta, events, weights });
    const at = (text: string) => Buffer.from(file).indexOf(text);
    const second = at(`weights/${evaluated[3]}.bin`);
    const read = await readRunFile(file.subarray(0, second + 60));
    expect(read).toMatchObject({ meta, events, cut: null });
    expect([...read.weights.keys()]).toEqual([evaluated[0]]);
    expect(read.notes).toEqual([
      'The file ends too early: what came after the log may be missing.',
      `The weights of candidate ${evaluated[3]} are left out: the file ends within them, or is damaged.`,
    ]);
  });

  it('opens at 500 lengths of a longer file, and never to fewer events than a shorter one', async () => {
    const long = fixture('v2b');
    const { events: whole } = await readRunFile(strToU8(long));
    const file = writeRunFile({ meta, events: whole, weights });
    let most = 0;
    let opened = 0;
    const ends = fc.sample(fc.nat(file.length - 1), { numRuns: 500, seed: 7 }).sort((a, b) => a - b);
    for (const end of ends) {
      const read = await readRunFile(file.subarray(0, end)).catch((error: Error) => error);
      if (read instanceof Error) {
        expect([read.constructor, most]).toEqual([Error, 0]);
        continue;
      }
      opened++;
      expect(read.events).toEqual(whole.slice(0, read.events.length));
      expect(read.events.length).toBeGreaterThanOrEqual(most);
      most = read.events.length;
    }
    expect(most).toBe(whole.length);
    expect(opened).toBeGreaterThan(300);
  });
});

describe('what a run file says of its run', () => {
  const withJson = (json: unknown) =>
    zipSync({
      'run.json': strToU8(typeof json === 'string' ? json : JSON.stringify(json)),
      'events.jsonl': strToU8(fixture('v4')),
    });
  const good = { format: 'cellscape-run', version: 1, ...meta };

  it('is given up where it is broken, with a note', async () => {
    const cases: [unknown, string][] = [
      ['{"format":', 'it is no whole JSON'],
      ['[]', 'it is no JSON object'],
      [{}, 'its format is not "cellscape-run"'],
      [{ ...good, format: 'zip' }, 'its format is not "cellscape-run"'],
      [{ ...good, version: '1' }, 'it says no version'],
      [
        '{"format":"cellscape-run","version":1,"__proto__":{"polluted":1}}',
        'it has a field called "__proto__"',
      ],
      [
        '{"format":"cellscape-run","version":1,"marks":{"constructor":{}}}',
        'it has a field called "constructor"',
      ],
      [{ ...good, note: 'x'.repeat(5e6) }, 'it is no whole JSON'],
    ];
    for (const [json, reason] of cases) {
      const read = await readRunFile(withJson(json));
      expect(read.meta).toEqual({
        ...{ name: '', note: '', star: false, marks: {} },
        created: events[0]!.time,
      });
      expect(read.events).toEqual(events);
      expect(read.notes[0]).toContain(`The run’s name and notes are lost ("run.json": ${reason}`);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('has texts as texts, cut and without control characters', async () => {
    const markup = '<script>alert("1")</script> & "quotes" ';
    const read = async (changes: object) => (await readRunFile(withJson({ ...good, ...changes }))).meta;
    expect((await read({ name: markup })).name).toBe(markup);
    expect((await read({ name: 'a\0b\nc\u001b[31md\u007f\u0085e' })).name).toBe('abc[31mde');
    expect((await read({ note: 'a\r\nb\tc\0' })).note).toBe('a\nbc');
    expect((await read({ name: '😀'.repeat(300) })).name).toBe('😀'.repeat(200));
    expect((await read({ note: 'n'.repeat(6000) })).note.length).toBe(5000);
    expect(
      (await readRunFile(withJson(`{"format":"cellscape-run","version":1,"name":"\\ud83d!"}`))).meta.name,
    ).toBe('!');
    expect(await read({ name: 3, note: null, star: 'yes', created: -1, marks: [] })).toEqual({
      ...{ name: '', note: '', star: false, created: events[0]!.time, marks: {} },
    });
  });

  it('has marks of candidates', async () => {
    const marks = {
      ...{ '3': { star: true, note: 'a\0b' }, '0': { star: true }, '-1': { star: true }, x: { star: true } },
      ...{ '5': 'star', '6': { star: 1, note: 2 }, '1e3': { star: true } },
    };
    const read = await readRunFile(withJson({ ...good, marks }));
    expect(read.meta.marks).toEqual({ 3: { star: true, note: 'ab' }, 6: { star: false, note: '' } });
  });

  it('is of this version, or the file is refused', async () => {
    await expect(readRunFile(withJson({ ...good, version: 2 }))).rejects.toThrow(
      'The file was made by a newer Cellscape (version 2 of run files; this one reads 1).',
    );
  });

  it('tells when the log is not the one that was written', async () => {
    const own = unzipSync(writeRunFile({ meta, events }));
    const changed = strToU8(strFromU8(own['events.jsonl']!).replace('"seconds":2', '"seconds":3'));
    const read = await readRunFile(zipSync({ ...own, 'events.jsonl': changed }));
    expect(read.cut).toBeNull();
    expect(read.notes).toEqual(['The log’s checksum is wrong: something in it is not as it was written.']);
  });
});

describe('weights in a run file', () => {
  const zipped = (files: Record<string, Uint8Array>) =>
    zipSync({ ...unzipSync(writeRunFile({ meta, events, weights })), ...files });
  const path = `weights/${evaluated[0]}.bin`;
  const bytes = unzipSync(writeRunFile({ meta, events, weights }))[path]!;

  it('are left out where they are not what was written', async () => {
    const flipped = bytes.slice();
    flipped[40]! ^= 1;
    const grown = bytes.slice();
    new DataView(grown.buffer).setUint32(4, 2 ** 31, true);
    const cases: [Uint8Array, string][] = [
      [new Uint8Array(0), 'it is no file of weights'],
      [bytes.slice(0, 15), 'it is no file of weights'],
      [strToU8('x'.repeat(100)), 'it is no file of weights'],
      [bytes.slice(0, -4), 'its length is wrong'],
      [grown, 'its length is wrong'],
      [flipped, 'its checksum is wrong'],
    ];
    for (const [wrong, reason] of cases) {
      const read = await readRunFile(zipped({ [path]: wrong }));
      expect([...read.weights.keys()]).toEqual([evaluated[3]]);
      expect(read.notes).toEqual([`The weights of candidate ${evaluated[0]} are left out: ${reason}.`]);
      expect(read.events).toEqual(events);
    }
  });

  it('belong to candidates that the log has an evaluation of', async () => {
    const infeasible = events.find(({ type }) => type === 'infeasible') as { candidate: number };
    const read = await readRunFile(zipped({ [`weights/${infeasible.candidate}.bin`]: bytes }));
    expect(read.weights.size).toBe(2);
    expect(read.notes).toEqual([
      `The weights of candidate ${infeasible.candidate} are left out: the log has no evaluation of it.`,
    ]);
  });

  it('are not written where they would be too large to be read', () => {
    const large = { weights: new Float32Array(17 * 2 ** 20), statistics: new Float32Array(0) };
    expect(() => writeRunFile({ meta, events, weights: [[3, large]] })).toThrow(
      'The weights of candidate 3 take 69 MB, and 64 MB are the most in a run file: leave weights out.',
    );
    const many = { weights: new Float32Array(15 * 2 ** 20), statistics: new Float32Array(0) };
    const all = [1, 2, 3, 4].map((candidate) => [candidate, many] as const);
    expect(() => writeRunFile({ meta, events, weights: all })).toThrow('200 MB are the most');
  });
});
