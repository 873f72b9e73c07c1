import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/landscape/csv.ts';

/** RFC 4180's own rules for writing: quotes where they are needed, and now and then where they are not. */
const written = (value: string, quoted: boolean): string =>
  quoted || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

describe('CSV', () => {
  it('is read as it was written, whatever the values', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '7', ' ', ',', '"', '\n', '\r\n', '|', 'é', '😀') });
    const tables = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (rows, ending, quoted, last, mark) => {
          const head = rows[0]!.map((_, i) => `column ${i}`);
          const body = [head, ...rows]
            .map((row) => row.map((each) => written(each, quoted)).join(','))
            .join(ending);
          const { columns, cells, lines } = parseCsv((mark ? '\ufeff' : '') + body + (last ? ending : ''));
          expect(columns).toEqual(head);
          expect(rows.map((_, row) => cells.map((column) => column[row]))).toEqual(rows);
          // A row's line is one more than the line breaks before it.
          let line = 2;
          for (const [row, texts] of rows.entries()) {
            expect(lines[row]).toBe(line);
            line += 1 + (texts.join('').match(/\n/g)?.length ?? 0);
          }
        },
      ),
    );
  });

  it('may have one column, empty cells, empty lines at the end, and old line ends', () => {
    expect(parseCsv('a\n1\n2\n\n\r\n').cells).toEqual([['1', '2']]);
    expect(parseCsv('a,b\n,\n1,').cells).toEqual([
      ['', '1'],
      ['', ''],
    ]);
    expect(parseCsv('a,b\r1,2\r3,4\r')).toEqual({
      columns: ['a', 'b'],
      cells: [
        ['1', '3'],
        ['2', '4'],
      ],
      lines: [2, 3],
    });
    expect(parseCsv(' a , b\n1,2').columns).toEqual(['a', 'b']);
  });

  it.each([
    ['', 'The table is empty. Its first line should name the columns'],
    ['\n\n', 'The table is empty'],
    ['a,b\n', 'a first line with names, and no rows below it'],
    ['a;b;c\n1;2;3', 'separated by ";": save the table with commas'],
    ['a\tb\n1\t2', 'separated by "\\t"'],
    ['a,,c\n1,2,3', 'Line 1, column 2: the column has no name'],
    ['a,b,a\n1,2,3', 'Line 1, column 3: the name "a" is that of column 1'],
    ['a,b\n1,2\n3', 'Line 3 has 1 value for 2 columns: there is none for "b"'],
    ['a,b\n1,2\n\n3,4', 'Line 3 is empty. Remove it'],
    ['a,b\n1,2,3', 'Line 2 has 3 values for 2 columns: "3" is one too many'],
    ['a,b\n"1\n1",2\n3', 'Line 4 has 1 value'],
    ['a,b\n1,2\n3,"4', 'Line 3, column 2: a quote is opened here and never closed'],
    ['a,b\n1,"2"x\n', 'Line 2, column 2: "x\\n" stands behind the closing quote'],
    ['a,b\n1,2"3"\n', 'Line 2, column 2: a quote stands inside the value "2\\""'],
  ])('says of %j what is wrong and where', (text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });
});
