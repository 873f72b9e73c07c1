import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPandasReads } from '../../src/landscape/pandas-number.ts';

describe('a number as pandas reads it', () => {
  it.each([
    // What pandas 1.5.3 (Debian 12) reads with `read_csv`, as Python writes it.
    ['85.86333333333334', 85.86333333333334],
    ['93.66000000000001', 93.66],
    ['0.06855027832870252', 0.0685502783287025],
    ['0.02666666666666667', 0.0266666666666666],
    ['0.8333333324856228', 0.8333333324856228],
    ['2.4789590832375697e-06', 2.4789590832375697e-6],
    ['123456.78901234567', 123456.78901234567],
    ['-48.123333333333335', -48.123333333333335],
    ['0.1', 0.1],
    ['-2.5', -2.5],
    ['0.0', 0],
    ['1e-300', 1e-300],
  ])('%s', (text, read) => {
    expect(asPandasReads(Number(text))).toBe(read);
  });

  it('is the number itself with up to fifteen digits', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 13 }), (digits, decimals) => {
        const value = Number(`${Math.trunc(digits / 10)}e-${decimals}`);
        fc.pre(Math.abs(value) >= 1e-4);
        expect(asPandasReads(value)).toBe(value);
      }),
    );
  });

  it('is never far, and mirrored', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = asPandasReads(value);
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.max(1e-16, 1e-15 * Math.abs(value)));
        expect(asPandasReads(-value) + read).toBe(0);
      }),
    );
  });
});
