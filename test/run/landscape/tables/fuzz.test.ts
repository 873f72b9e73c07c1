import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeFault, isWarning } from '../../../../src/landscape/import/fault.ts';
import { type ImportResult, importTable } from '../../../../src/landscape/import/import-table.ts';
import { landscapeOfImported } from '../../../../src/landscape/import/landscape-of-imported.ts';
import { readTableFile } from '../../../../src/run/landscape/tables/limits.ts';
import { compileSpace } from '../../../../src/space/hierarchy.ts';
import { NATS_OPERATIONS, natsText } from '../../../../src/space/nats.ts';
import { HIERARCHICAL_SMALL } from '../../../../src/space/presets.ts';
import { createRng, type Rng } from '../../../../src/space/random.ts';
import { sample } from '../../../../src/space/sample.ts';

const FILES = 5000;
const SEED = 7;

/** Sound tables in every form. */
function seeds(): readonly { readonly name: string; readonly text: string }[] {
  const rng = createRng(SEED);
  const rows = Array.from({ length: 64 }, (_, i) => ({
    arch: [0, 1, 2].map((place) => Math.floor(i / 4 ** place) % 4).join(''),
    accuracy: 80 + rng.int(1000) / 100,
    parameters: 1000 + rng.int(500),
    remark: rng.pick(['a, b', 'said "so"', '', 'größer']),
  }));
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const csv = [
    'arch,accuracy,parameters,remark',
    ...rows.map((row) => [row.arch, row.accuracy, row.parameters, quoted(row.remark)].join()),
  ].join('\n');
  const cells = Array.from({ length: 40 }, (_, i) =>
    natsText([0, 1, 2, 3, 4, 5].map((edge) => NATS_OPERATIONS[Math.floor(i / 2 ** edge) % 2]!)),
  );
  const { tree } = compileSpace(HIERARCHICAL_SMALL);
  const names = Object.keys(rows[0]!);
  return [
    { name: 'words.csv', text: csv },
    { name: 'cells.csv', text: `arch,loss\r\n${cells.map((cell, i) => `${cell},${i / 7}\r\n`).join('')}` },
    { name: 'rows.json', text: JSON.stringify(rows, null, 1) },
    {
      name: 'lists.json',
      text: JSON.stringify({ columns: names, rows: rows.map((row) => Object.values(row)) }),
    },
    {
      name: 'genotypes.json',
      text: JSON.stringify({
        space: HIERARCHICAL_SMALL,
        rows: Array.from({ length: 12 }, (_, i) => ({ genotype: sample(tree, rng), accuracy: i })),
      }),
    },
  ];
}

const INSERTED = [
  '"',
  ',',
  '\n',
  '\r',
  '\r\n',
  ';',
  '\t',
  '\0',
  '\ufeff',
  '|',
  '{',
  '}',
  '[',
  ']',
  ':',
  '1e999',
  '-1e-999',
  'Infinity',
  'NaN',
  '9'.repeat(400),
  '0x1F',
  '__proto__',
  '"__proto__":{"polluted":1},',
  ',constructor',
  '\n,,,\n',
  '🙂',
  '\u2028',
  '<script>',
  '=1+1',
  'null',
  '\ud800',
];

type Mutation = (text: string, rng: Rng) => string;
const at = (text: string, rng: Rng): number => rng.int(text.length + 1);
const spliced = (text: string, from: number, length: number, put: string): string =>
  text.slice(0, from) + put + text.slice(from + length);
/** A line, or where there are no lines what stands between two commas. */
const pieces = (text: string): [string[], string] =>
  text.includes('\n') ? [text.split('\n'), '\n'] : [text.split(','), ','];
const onPieces =
  (change: (all: string[], rng: Rng) => string[]): Mutation =>
  (text, rng) => {
    const [all, separator] = pieces(text);
    return change(all, rng).join(separator);
  };

const MUTATIONS: readonly Mutation[] = [
  // A character changed, text put in, taken out, cut off.
  (text, rng) =>
    spliced(text, at(text, rng), 1, String.fromCharCode(rng.int(rng.chance(0.8) ? 128 : 65_536))),
  (text, rng) => spliced(text, at(text, rng), 0, rng.pick(INSERTED)),
  (text, rng) => spliced(text, at(text, rng), rng.int(6), rng.pick(INSERTED)),
  (text, rng) => spliced(text, at(text, rng), rng.int(50), ''),
  (text, rng) => text.slice(0, at(text, rng)),
  (text, rng) => text.slice(at(text, rng)),
  // Lines doubled, taken out, exchanged.
  onPieces((all, rng) => {
    const place = rng.int(all.length);
    return all.toSpliced(rng.int(all.length), 0, all[place]!);
  }),
  onPieces((all, rng) => all.toSpliced(rng.int(all.length), 1 + rng.int(3))),
  onPieces((all, rng) => [...all, ...all.slice(rng.int(all.length))]),
  // Separators and line ends exchanged, here and there or everywhere.
  (text, rng) => text.replaceAll(',', rng.pick([';', '\t', ',,', ', '])),
  (text, rng) => text.replaceAll('\n', () => rng.pick(['\n', '\r\n', '\r', '\n\n'])),
  (text, rng) =>
    text.replaceAll(rng.pick([',', '"', '.', '0', '|', '~']), (found) => (rng.chance(0.05) ? '' : found)),
  // Numbers that are none, or huge.
  (text, rng) =>
    text.replaceAll(/\d+\.\d+/g, (found) =>
      rng.chance(0.05) ? rng.pick(['', 'x', '1e400', '--1', found.repeat(40)]) : found,
    ),
  // Names of columns.
  (text, rng) =>
    text.replaceAll(
      rng.pick(['accuracy', 'arch', 'genotype']),
      rng.pick(['__proto__', 'constructor', '', 'parameters']),
    ),
  (text) => `\ufeff${text}`,
];
/** Rarely: they are long. */
const LONG: readonly Mutation[] = [
  (text, rng) =>
    spliced(text, at(text, rng), 0, rng.pick(['a', '9', '"', '|', ' ', ',', '\n']).repeat(1_000_000)),
  (text, rng) => spliced(text, at(text, rng), 0, rng.pick(['[', '{"a":', '[{"rows":']).repeat(100_000)),
  (text, rng) => spliced(text, at(text, rng), 0, '"a""'.repeat(100_000)),
];

function mutated(text: string, rng: Rng): string {
  let now = text;
  for (let left = 1 + rng.int(3); left > 0; left--)
    now = rng.pick(rng.chance(0.01) ? LONG : MUTATIONS)(now, rng);
  return now;
}

/** A file as bytes, of which some are changed, too, packed now and then. */
function bytesOf(text: string, rng: Rng): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const all = rng.chance(0.2) ? new Uint8Array(gzipSync(bytes, { level: 1 })) : bytes;
  if (rng.chance(0.3) && all.length > 0)
    for (let flips = rng.int(3); flips > 0; flips--) all[rng.int(all.length)]! ^= 1 << rng.int(8);
  return rng.chance(0.05) ? all.subarray(0, rng.int(all.length + 1)) : all;
}

/** What came of a file: an error in words, or a result. */
async function outcomeOf(number: number, base: ReturnType<typeof seeds>): Promise<Error | ImportResult> {
  const rng = createRng(SEED + number);
  const { name, text } = base[number % base.length]!;
  const bytes = bytesOf(mutated(text, rng), rng);
  const file = { name, size: bytes.length, stream: () => new Blob([bytes as BlobPart]).stream() };
  const read = await readTableFile(file).catch((error: Error) => error);
  return read instanceof Error ? read : importTable(name, read);
}

const SENTENCE = /^[^\0]{10,2000}[.…)]$/s;

function mustBeWords({ faults }: ImportResult): void {
  expect(faults.listed.length).toBe(Math.min(200, faults.total));
  for (const fault of faults.listed) {
    const words = describeFault(fault);
    expect(words).toMatch(SENTENCE);
    expect(fault.what).not.toBe('');
    expect(fault.mend).not.toBe('');
    // A place, or that it is the file as a whole.
    if (fault.kind !== 'file') expect(fault.line ?? fault.row).toBeGreaterThan(0);
  }
}

describe('reading 5,000 fuzzed tables', () => {
  it('ends in a table, or in clear words', async () => {
    const base = seeds();
    for (const { name, text } of base) expect(importTable(name, text).ok, name).toBe(true);
    const known = Object.getOwnPropertyNames(Object.prototype).length;
    const counts = { refused: 0, tables: 0, partly: 0, none: 0 };
    const kinds = new Map<string, number>();
    for (let number = 0; number < FILES; number++) {
      const result = await outcomeOf(number, base);
      if (result instanceof Error) {
        expect(result.message).toMatch(SENTENCE);
        expect(['Error', 'Unreadable']).toContain(result.name);
        counts.refused++;
        continue;
      }
      mustBeWords(result);
      for (const kind of Object.keys(result.faults.byKind)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const { table } = result;
      if (result.ok) {
        expect(result.faults.listed.every(isWarning)).toBe(true);
        counts.tables++;
      } else {
        expect(result.faults.total).toBeGreaterThan(0);
        expect(result.sound).toBeLessThanOrEqual(result.rows);
        if (table) counts.partly++;
        else counts.none++;
      }
      if (!table) continue;
      // Nothing is dropped silently: every row of the file is in the table, or was told.
      if (!result.ok) expect(table.rows + table.leftOut).toBe(result.rows);
      const column = table.columns.find(({ numbers }) => numbers)!;
      const rows = column.numbers!.gaps > table.rows - 2 ? undefined : table.withoutGaps([column.name]);
      if (!rows) continue;
      try {
        const landscape = landscapeOfImported(rows, column.name, false);
        expect(landscape.count).toBe(rows.rows);
        expect(landscape.fitness.every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect((error as Error).message).toContain('too large a number for statistics');
      }
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(known);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    // All kinds of outcomes and faults occur often enough for this to mean something.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(200);
    for (const kind of ['file', 'quote', 'length', 'architecture', 'duplicate', 'number', 'infinite', 'gap'])
      expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(20);
    // For whoever wants the figures.
    if (process.env.CELLSCAPE_FUZZ_REPORT) console.log(counts, kinds);
  }, 300_000);

  it('says the same of the same file', async () => {
    const base = seeds();
    const told = async (number: number) => {
      const result = await outcomeOf(number, base);
      return result instanceof Error ? result.message : [result.faults, result.table?.rows];
    };
    for (let number = 0; number < FILES; number += 50) expect(await told(number)).toEqual(await told(number));
  }, 60_000);
});
