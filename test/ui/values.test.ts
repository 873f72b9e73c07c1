import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchTime } from '../../src/ui/design/search-time.ts';
import { readValues, valuesText } from '../../src/ui/shared/values.ts';

describe('readValues', () => {
  it.each([
    ['8', 8],
    ['8, 16, 32', [8, 16, 32]],
    ['8|16', [8, 16]],
    ['8..64 step 8', [8, 16, 24, 32, 40, 48, 56, 64]],
    ['4, 8 .. 10', [4, 8, 9, 10]],
    ['0..0.5 step 0.1', [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
    ['8, 8', 8],
  ])('reads %s', (text, values) => {
    expect(readValues(text)).toEqual({ values });
  });

  it.each([
    ['', 'gap'],
    ['8,,9', 'gap'],
    ['eight', 'no number'],
    ['9..3', 'a range goes up'],
    ['1..9 step 0', 'a range goes up'],
    ['1..9 step -2', 'a range goes up'],
    ['1..1000', 'the most'],
    ['1..x', 'no range'],
  ])('refuses "%s" and says why', (text, reason) => {
    const read = readValues(text);
    expect('problem' in read && read.problem).toContain(reason);
  });

  it('reads back what it writes', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(numbers, (list) => {
        const values = list.length === 1 ? list[0]! : list;
        expect(readValues(valuesText(values))).toEqual({ values });
      }),
    );
  });
});

describe('searchTime', () => {
  it.each([
    [1n, 20, '1 minute'],
    [15_625n, 20, '13 hours'],
    [1_000_000n, 20, '34 days'],
    [6_823_436_086_032n, 20, '648,664 years'],
    [45n * 10n ** 12n, 20, '4 million years'],
    [9_119_789_245_425_254_400n, 20, '866 billion years'],
    [28n * 10n ** 39n, 20, '2.66 × 10³³ years'],
  ])('%s candidates at %s a minute take %s', (size, rate, words) => {
    expect(searchTime(size, rate)).toBe(words);
  });
});
