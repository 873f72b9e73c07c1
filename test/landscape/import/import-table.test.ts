import { describe, expect, it } from 'vitest';
import { describeFault } from '../../../src/landscape/import/fault.ts';
import { type ImportResult, importTable } from '../../../src/landscape/import/import-table.ts';
import { landscapeOfImported } from '../../../src/landscape/import/landscape-of-imported.ts';
import { landscapeOf } from '../../../src/landscape/landscape.ts';
import { readTable } from '../../../src/landscape/table.ts';
import { published, readPublished } from '../files.ts';

const told = ({ faults }: ImportResult): string[] => faults.listed.map(describeFault);
const sound = (result: ImportResult) => {
  if (!result.ok) throw new Error(told(result).join('\n'));
  return result.table;
};

/** All words of two ternary letters, with an accuracy. */
const WORDS = ['00', '01', '02', '10', '11', '12', '20', '21', '22'];
const csvOf = (rows: readonly string[], head = 'arch,accuracy,parameters') =>
  `${[head, ...rows].join('\n')}\n`;
const ROWS = WORDS.map((word, i) => `${word},${80 + i},${1000 - i}`);
const changed = (line: number, row: string): string => csvOf(ROWS.with(line - 2, row));

describe('a table from elsewhere', () => {
  it('is columns, positions, rows', () => {
    const table = sound(importTable('t.csv', csvOf(ROWS)));
    expect(table).toMatchObject({ name: 't.csv', rows: 9, leftOut: 0, genotype: 'arch' });
    expect(table.columns.map(({ name, role }) => [name, role])).toEqual([
      ['arch', 'genotype'],
      ['accuracy', 'fitness'],
      ['parameters', 'cost'],
    ]);
    expect(table.columns[1]!.numbers).toEqual({ minimum: 80, maximum: 88, gaps: 0, distinct: 9 });
    expect(table.positions).toEqual([
      { name: '1', options: ['0', '1', '2'] },
      { name: '2', options: ['0', '1', '2'] },
    ]);
    expect([...table.numbers('accuracy')]).toEqual(WORDS.map((_, i) => 80 + i));
    expect(table.label(3)).toBe('10');
    expect(table.place(3)).toBe('line 5');
    expect(() => table.numbers('accurancy')).toThrow('Did you mean accuracy?');
    expect(() => table.numbers('arch')).toThrow('does not hold numbers');
  });

  it('is the same in every form', () => {
    const csv = sound(importTable('t', csvOf(ROWS)));
    const objects = WORDS.map((arch, i) => ({ arch, accuracy: 80 + i, parameters: 1000 - i }));
    const lists = {
      columns: ['arch', 'accuracy', 'parameters'],
      rows: objects.map((row) => Object.values(row)),
    };
    for (const text of [
      JSON.stringify(objects),
      `\ufeff ${JSON.stringify(objects, null, 1)}`,
      JSON.stringify(lists),
      `\ufeff${csvOf(ROWS).replaceAll('\n', '\r\n')}`,
    ]) {
      const table = sound(importTable('t', text));
      expect(table.columns).toEqual(csv.columns);
      expect(table.numbers('accuracy')).toEqual(csv.numbers('accuracy'));
      const [a, b] = [csv, table].map((one) => landscapeOfImported(one, 'accuracy', false));
      expect([b!.starts, b!.neighbours, b!.fitness]).toEqual([a!.starts, a!.neighbours, a!.fitness]);
    }
  });

  it.each([
    [
      changed(3, '00,81,999'),
      'Line 3, column arch: has the architecture "00" that line 2 has already, with other',
    ],
    [changed(3, '00,80,1000'), 'with the same values. Remove one of them.'],
    [
      changed(4, '012,82,998'),
      'Line 4, column arch: has the word "012" of 3 letters; most words have 2. Write one',
    ],
    [changed(4, '0?,82,998'), 'Line 4, column arch: has "0?", in which "?" is neither a letter nor a digit'],
    [changed(4, ',82,998'), 'Line 4, column arch: has no architecture. Fill it in'],
    [
      changed(5, '10,much,997'),
      'Line 5, column accuracy: has "much", which is no number. Write a number like 12.5',
    ],
    [
      changed(5, '10,"83,5",997'),
      'Line 5, column accuracy: has "83,5", which is no number. Write a point, not a comma.',
    ],
    [changed(5, '10,0x1F,997'), 'which is no number'],
    [changed(6, '11,inf,996'), 'Line 6, column accuracy: has "inf", which is not finite'],
    [changed(6, '11,84,1e999'), 'Line 6, column parameters: has "1e999", which is not finite'],
    [changed(7, '12,85'), 'Line 7: has 2 values for 3 columns: there is none for "parameters"'],
    [changed(7, '12,85,995,3'), 'Line 7: has 4 values for 3 columns: "3" is one too many. Put quotes around'],
    [changed(8, ''), 'Line 8: is empty. Remove it.'],
    [
      changed(8, '20,86,"994'),
      'Line 8, column parameters: a quote is opened here and never closed. Close it',
    ],
    [changed(8, '20,8"6,994'), 'Line 8, column accuracy: a quote stands inside the value'],
    [changed(8, '20,"86"x,994'), 'Line 8, column accuracy: "x,994\\n21,8" stands behind the closing quote'],
  ])('says what is wrong with one row, and can do without it', (text, message) => {
    const result = importTable('t.csv', text);
    expect(told(result).join('\n')).toContain(message);
    expect(result).toMatchObject({ ok: false, rows: 9, sound: 8, table: { rows: 8, leftOut: 1 } });
    expect(result.faults.total).toBe(1);
  });

  it('goes on behind a quote that swallows rows', () => {
    // The quote of line 3 closes in line 6: too few values, and the rows between are there.
    const text = csvOf(ROWS.with(1, '01,81,"999').with(4, '11,"84",996'));
    const result = importTable('t.csv', text);
    expect(told(result)).toEqual([
      expect.stringMatching(
        /^Line 6, column parameters: "84\\",996\\n\d+.*" stands behind the closing quote/,
      ),
    ]);
    expect(result).toMatchObject({ ok: false, rows: 9, sound: 8 });
    // Here it closes well, but on line 6: a value of four lines, and two values too few.
    const closed = importTable('t.csv', csvOf(ROWS.with(1, '"01,81,999').with(4, '"11,84,996')));
    expect(closed).toMatchObject({ ok: false, rows: 9, sound: 7 });
  });

  it.each([
    ['', 'The table is empty. Its first line should name the columns'],
    ['arch,accuracy\n', 'has a first line with names, and no rows below it'],
    [
      'arch;accuracy\n00;1\n01;2',
      'Line 1: there is one column, "arch;accuracy". The values seem to be separated by ";"',
    ],
    [
      'arch,accuracy,arch\n00,1,2',
      'Line 1, column 3: the name "arch" is that of column 1. Rename one of them.',
    ],
    ['arch,__proto__\n00,1\n01,2', 'Column 2: "__proto__" cannot be the name of a column. Rename it.'],
    [
      'accuracy,loss\n81.5,2.5\n80.5,2.25',
      'No column says which architecture a row is. Such a column holds words',
    ],
    ['arch,remark\n00,good\n01,bad', 'No column but the architectures holds numbers'],
    ['arch,accuracy\n00,1\n00,2', 'One row alone is sound. A landscape needs two architectures'],
    ['a\0b', 'Character 2 of the file is a NUL: it is no text, or not UTF-8'],
    [
      '{"rows": [}',
      'Line 1: The file is no JSON: "}" (character 11 of the line) stands where JSON has none.',
    ],
    ['[{"a": 1},\n{"a": 2', 'Line 2: The file is no JSON: the text ends too early'],
    ['[{"a": "x\ny"}]', 'Line 1: The file is no JSON: "\\n" (character 10 of the line)'],
    ['[]', 'The table has no rows. A table in JSON is a list of rows'],
    ['{"rows": [[1]], "columns": 3}', '"columns" is no list of names'],
    ['{"models": []}', 'The field "models" is none that a table has'],
    [`${'['.repeat(300)}`, 'The JSON is nested deeper than 200 levels'],
    ['{"space": {"schema": 2}, "rows": [{"genotype": 1}]}', 'The space cannot be read: '],
  ])('is refused as a whole where there is none: %j', (text, message) => {
    const result = importTable('t', text);
    expect(told(result).join('\n')).toContain(message);
    expect(result).toMatchObject({ ok: false, table: undefined });
  });

  it('says what is wrong with rows of JSON by their numbers', () => {
    const rows = WORDS.map((arch, i) => ({ arch, accuracy: 80 + i }) as unknown);
    const text = JSON.stringify(
      rows
        .with(1, 5)
        .with(2, { arch: '02', accuracy: [1] })
        .with(3, { arch: 10, accuracy: 83 })
        .with(4, {}),
    );
    const result = importTable('t.json', text);
    expect(told(result)).toEqual([
      'Row 2: is the number "5", not an object. Write { "name": value, … }, or remove it.',
      'Row 3, column accuracy: has "[1]", which is no number. Write a number like 12.5 or 1e-3, or leave it empty.',
      'Row 5, column arch: has no architecture. Fill it in, or remove the row.',
      'Row 5, column accuracy: is empty. Fill it in, or leave the row out where this column is the fitness.',
    ]);
    expect(result).toMatchObject({ rows: 9, sound: 6 });
    const lists = importTable(
      't',
      JSON.stringify({ columns: ['arch', 'x'], rows: [['00', 1], ['01'], 3, ['02', 2]] }),
    );
    expect(told(lists)).toEqual([
      'Row 2: has 1 value for 2 columns. Write a value for each column; null where there is none.',
      'Row 3: is the number "3", not a list of values. Write a value for each column; null where there is none.',
    ]);
  });

  it('may have gaps, which matter where their column is the fitness', () => {
    const result = importTable('t.csv', csvOf(ROWS.with(2, '02,,998').with(4, '11,n/a,996')));
    const table = sound(result);
    expect(result.faults).toMatchObject({ total: 2, byKind: { gap: 2 } });
    expect(told(result)[1]).toBe(
      'Line 6, column accuracy: has "n/a" for a number. Fill it in, or leave the row out where this column is the fitness.',
    );
    expect(table.columns[1]!.numbers).toMatchObject({ gaps: 2, minimum: 80, maximum: 88 });
    expect(landscapeOfImported(table, 'parameters', true).count).toBe(9);
    expect(() => landscapeOfImported(table, 'accuracy', false)).toThrow(
      'The column accuracy has no number in 2 rows, the first in line 4.',
    );
    const rest = table.withoutGaps(['accuracy']);
    expect(rest).toMatchObject({ rows: 7, leftOut: 2 });
    expect(landscapeOfImported(rest, 'accuracy', false).count).toBe(7);
    expect(rest.place(2)).toBe('line 5');
  });

  it('lists two hundred faults and counts the others', () => {
    const rows = Array.from(
      { length: 1000 },
      (_, i) => `${String(i).padStart(3, '0')},${i % 2 ? 'x' : i},${i}`,
    );
    const bad = importTable('t.csv', csvOf([...rows, ...rows.filter((_, i) => i % 2 === 0)]));
    expect(bad).toMatchObject({ ok: false, rows: 1500, sound: 500 });
    expect(bad.faults.listed).toHaveLength(200);
    expect(bad.faults).toMatchObject({ total: 1000, byKind: { number: 500, duplicate: 500 } });
    expect(bad.faults.listed.map(({ line }) => line)).toEqual(
      Array.from({ length: 200 }, (_, i) => 3 + 2 * i),
    );
  });

  it('warns of an option that next to no row has', () => {
    const rows = Array.from({ length: 625 }, (_, i) => `${i.toString(5).padStart(4, '0')},${i}`);
    const result = importTable('t.csv', csvOf(rows.with(7, '0017,7'), 'arch,accuracy'));
    expect(sound(result).positions![3]!.options).toEqual(['0', '1', '2', '3', '4', '7']);
    expect(told(result)).toEqual([
      'Line 9, column arch: has "0017" with 7 at position 4, where next to all other rows have 0, 1, 2, 3, 4. Look ' +
        'whether it is a slip; as it is, it counts as one more option.',
    ]);
  });

  it('finds the genotype by form and name, and takes the one that is wanted', () => {
    const rows = WORDS.map((word, i) => `${i},${word},${10 + i},${word}x`);
    const text = csvOf(rows, 'index,arch,accuracy,other');
    expect(sound(importTable('t', text)).genotype).toBe('arch');
    expect(sound(importTable('t', text, { genotype: 'other' })).positions).toHaveLength(3);
    expect(told(importTable('t', text, { genotype: 'index' }))[0]).toContain('neither words of one length');
    expect(told(importTable('t', text, { genotype: 'nothing' }))[0]).toContain(
      'no column "nothing". It has index, arch',
    );
    expect(sound(importTable('t', text)).columns.map(({ role }) => role)).toEqual([
      'index',
      'genotype',
      'fitness',
      'text',
    ]);
  });
});

describe.skipIf(!published('nats_bench.csv') || !published('nb201.csv') || !published('nbmacro.csv'))(
  'the published tables',
  () => {
    it.each([
      ['nats_bench.csv', 'ArchitectureString', 'CIFAR10TestAccuracy200Epochs', 15_625, 0],
      ['nb201.csv', 'ops', 'c10t200', 15_625, 29_250],
      ['nbmacro.csv', 'arch', 'acc_mean', 6_561, 0],
    ])('%s has no faults but the gaps it has', (file, genotype, fitness, rows, gaps) => {
      const text = readPublished(file);
      const result = importTable(file, text);
      const table = sound(result);
      expect(table).toMatchObject({ rows, genotype });
      expect(result.faults.total).toBe(gaps);
      if (rows === 15_625)
        expect(table.positions!.map(({ name }) => name)).toEqual(['0→1', '0→2', '1→2', '0→3', '1→3', '2→3']);
      const landscape = landscapeOfImported(table, fitness, false);
      const other = landscapeOf(readTable(text), fitness);
      for (const key of ['fitness', 'starts', 'neighbours', 'diameter'] as const)
        expect(landscape[key]).toEqual(other[key]);
    });

    it('has a sparse column that is a fitness without the rows where it is empty', () => {
      const table = sound(importTable('nb201.csv', readPublished('nb201.csv')));
      expect(table.columns.find(({ name }) => name === 't12_c10_meas')!.numbers!.gaps).toBe(14_625);
      expect(landscapeOfImported(table.withoutGaps(['t12_c10_meas']), 't12_c10_meas', true).count).toBe(1000);
    });
  },
);
