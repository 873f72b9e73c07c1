import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, csvText } from '../../../src/ui/charts/csv.ts';

/** Reads CSV by the grammar of RFC 4180. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    let field = '';
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (text[at] !== '"') field += text[at];
        else if (text[at + 1] === '"') {
          field += '"';
          at++;
        } else break;
      }
      at++;
    } else while (at < text.length && text[at] !== ',' && text[at] !== '\r') field += text[at++];
    row.push(field);
    if (text[at] === ',') at++;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[=+\-@,"\r\n\t a-z]{0,8}$/),
  fc.double(),
  fc.constant(null),
);

describe('csvText', () => {
  it('can be read back, with formulas made harmless and unknown numbers empty', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), (rows) => {
        const expected = rows.map((row) =>
          row.map((value) => {
            if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return '';
            if (typeof value === 'number') return String(value);
            return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
          }),
        );
        expect(parse(csvText(rows))).toEqual(expected);
      }),
    );
  });

  it('leaves no text that a spreadsheet would compute', () => {
    expect(csvText([['=HYPERLINK("http://x")', -3, '-3']])).toBe('"\'=HYPERLINK(""http://x"")",-3,\'-3\r\n');
  });
});
