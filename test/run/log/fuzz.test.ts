import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/run/events.ts';
import { foldRun } from '../../../src/run/fold.ts';
import { readRunFile, writeRunFile } from '../../../src/run/log/run-file.ts';
import { unknownMeta } from '../../../src/run/log/run-meta.ts';
import { fixture } from './logs.ts';

/** A log of few events with many types. */
const LINES = ['v4', 'v1b', 'v1a', 'v3a'].map((name) => {
  const all = fixture(name).trimEnd().split('\n');
  const short = all.filter((line, i) => i === 0 || (i < 40 && line.length < 1500)).slice(0, 24);
  return short.map((line, sequence) => line.replace(/"sequence":\d+/, `"sequence":${sequence}`));
});
const TEXTS = LINES.map((lines) => `${lines.join('\n')}\n`);
const weights = { weights: Float32Array.of(1, 2, 3), statistics: Float32Array.of(4) };
const FILES = await Promise.all(
  TEXTS.map(async (text) => {
    const { events } = await readRunFile(strToU8(text));
    const trained = events.flatMap((event) => (event.type === 'evaluated' ? [event.candidate] : []));
    const meta = { ...unknownMeta(1.7e12), name: 'fuzz', marks: { 1: { star: true, note: 'x' } } };
    return writeRunFile({ meta, events, weights: trained.map((candidate) => [candidate, weights] as const) });
  }),
);

type Edit =
  | { readonly kind: 'set' | 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delete' | 'repeat' | 'move'; readonly at: number; readonly length: number }
  | { readonly kind: 'cut'; readonly at: number };

/** A share of the length. */
const at = fc.integer({ min: 0, max: 999_999 }).map((place) => place / 1e6);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('set' as const, 'insert' as const),
    at,
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc
        .constantFrom(
          '"',
          '{',
          '}',
          '\n',
          '[',
          '0',
          '-',
          '1e999',
          'null',
          '"__proto__":{"polluted":1},',
          'PK\x03\x04',
          'PK\x07\x08',
          '\0',
        )
        .map((text) => strToU8(text)),
    ),
  }),
  fc.record({
    kind: fc.constantFrom('delete' as const, 'repeat' as const, 'move' as const),
    at,
    length: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({ kind: fc.constant('cut' as const), at }),
);

function edited(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  let now = Buffer.from(bytes);
  for (const one of edits) {
    const place = Math.floor(one.at * now.length);
    const [before, after] = [now.subarray(0, place), now.subarray(place)];
    if (one.kind === 'set') now = Buffer.concat([before, one.bytes, after.subarray(one.bytes.length)]);
    else if (one.kind === 'insert') now = Buffer.concat([before, one.bytes, after]);
    else if (one.kind === 'delete') now = Buffer.concat([before, after.subarray(one.length)]);
    else if (one.kind === 'repeat') now = Buffer.concat([before, after.subarray(0, one.length), after]);
    else if (one.kind === 'move')
      now = Buffer.concat([after.subarray(0, one.length), before, after.subarray(one.length)]);
    else now = before;
  }
  return new Uint8Array(now);
}

const edits = fc.array(edit, { minLength: 1, maxLength: 2 });
const which = fc.nat(TEXTS.length - 1);

/** A field of an event that is something else, or a line that is anything. */
const changedLines = fc
  .record({
    which,
    line: fc.nat(),
    field: fc.nat(),
    value: fc.jsonValue({ maxDepth: 2 }),
    whole: fc.boolean(),
  })
  .map(({ which, line, field, value, whole }) => {
    const lines = LINES[which]!;
    const index = line % lines.length;
    const event = JSON.parse(lines[index]!) as Record<string, unknown>;
    const names = Object.keys(event);
    const changed = whole ? value : { ...event, [names[field % names.length]!]: value };
    return lines.map((text, i) => (i === index ? JSON.stringify(changed) : text)).join('\n');
  });

/** How many are read, how many of them are logs at the least, and what they are. */
const KINDS: Readonly<Record<string, readonly [number, number, fc.Arbitrary<Uint8Array>]>> = {
  'a run file with bytes changed': [
    4000,
    1000,
    fc.record({ which, edits }).map(({ which, edits }) => edited(FILES[which]!, edits)),
  ],
  'a bare log with bytes changed': [
    2000,
    1000,
    fc.record({ which, edits }).map(({ which, edits }) => edited(strToU8(TEXTS[which]!), edits)),
  ],
  'a run file whose parts have bytes changed': [
    2000,
    1000,
    fc.record({ which, log: edits, json: edits, weights: edits }).map(({ which, log, json, weights: own }) =>
      zipSync(
        {
          'run.json': edited(strToU8('{"format":"cellscape-run","version":1,"name":"x","marks":{}}'), json),
          'events.jsonl': edited(strToU8(TEXTS[which]!), log),
          'weights/1.bin': edited(new Uint8Array(64), own),
        },
        { level: 1 },
      ),
    ),
  ],
  'a log with another value somewhere': [1000, 500, changedLines.map((text) => strToU8(text))],
  'JSON lines of anything': [
    500,
    0,
    fc.array(fc.json({ maxDepth: 4 }), { maxLength: 5 }).map((lines) => strToU8(lines.join('\n'))),
  ],
  'any bytes': [
    500,
    0,
    fc
      .record({
        head: fc.constantFrom('', 'PK\x03\x04', 'PK\x05\x06'),
        bytes: fc.uint8Array({ maxLength: 400 }),
      })
      .map(({ head, bytes }) => new Uint8Array(Buffer.concat([strToU8(head), bytes]))),
  ],
};

describe('reading 10,000 fuzzed run files', () => {
  it.each(Object.entries(KINDS))(
    '%s: an error in words, or a good log',
    async (kind, [numRuns, least, arbitrary]) => {
      let good = 0;
      let cut = 0;
      const refusals = new Set<string>();
      await fc.assert(
        fc.asyncProperty(arbitrary, async (bytes) => {
          const read = await readRunFile(bytes).catch((error: Error) => error);
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
          if (read instanceof Error) {
            // No TypeError, no RangeError, nothing of the libraries: words that end as sentences do.
            expect(['Error', 'NewerRunFile']).toContain(read.name);
            expect(read.message).toMatch(/^(The|This|There|An) [\s\S]*\.$/);
            refusals.add(read.message.slice(0, 30));
            return;
          }
          good++;
          if (read.cut) {
            cut++;
            expect(read.notes.length).toBeGreaterThan(0);
          }
          expect(foldRun(null, read.events)!.version).toBe(read.events.length - 1);
          await mustBeGood(read.events);
        }),
        { numRuns, seed: 8 },
      );
      expect(good).toBeGreaterThanOrEqual(least);
      expect(good).toBeLessThan(numRuns);
      // For whoever wants the figures.
      if (process.env.CELLSCAPE_FUZZ_REPORT)
        console.log(kind, { numRuns, good, cut, refused: [...refusals] });
    },
  );
});

/** What was read is a log: written and read again it is the same. */
async function mustBeGood(events: readonly RunEvent[]): Promise<void> {
  const text = events.map((event) => JSON.stringify(event)).join('\n');
  const again = await readRunFile(strToU8(text));
  expect(again.cut).toBeNull();
  expect(again.events).toEqual(events);
}
