import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areCells,
  choicesText,
  combinationsText,
  namer,
  unitOf,
  valueText,
} from '../../../src/ui/landscape/names.ts';

const position = (...options: string[]) => ({ name: '1', options });

describe('names of architectures', () => {
  it('of cells are made of the signs of their operations', () => {
    const positions = [position('none', 'conv3'), position('identity', 'avgpool3', 'conv1')];
    const facts = { positions, digits: Uint8Array.of(1, 1, 0, 2), labels: [] };
    expect(areCells(facts)).toBe(true);
    expect([0, 1].map(namer(facts))).toEqual(['34', '02']);
  });

  it('of words are the words, of longer options these with a point between', () => {
    const letters = {
      positions: [position('a', 'b'), position('x')],
      digits: Uint8Array.of(1, 0),
      labels: [],
    };
    expect(areCells(letters)).toBe(false);
    expect(namer(letters)(0)).toBe('bx');
    const long = { ...letters, positions: [position('a', '<b>'), position('x')] };
    expect(namer(long)(0)).toBe('<b> · x');
  });

  it('are the labels where there are no positions; an architecture that is not there has none', () => {
    const name = namer({ positions: [], digits: new Uint8Array(0), labels: ['{"a":1}'] });
    expect([name(0), name(1)]).toEqual(['{"a":1}', '']);
    expect(namer({ positions: [position('a')], digits: new Uint8Array(0), labels: [] })(7)).toBe('');
  });

  it('are none of what every object has', () => {
    expect(areCells({ positions: [position('constructor')] })).toBe(false);
    expect(areCells({ positions: [] })).toBe(false);
  });
});

describe('values', () => {
  it.each([
    [91.234567, '%', '91.23 %'],
    [1234.5, '', '1,234.50'],
    [1234567, '', '1,234,567'],
    [123456.7, '', '123,457'],
    [0.0123456, '', '0.01235'],
    [3e-9, '', '3.000e-9'],
    [-0.5, '', '−0.5000'],
    [0, '', '0'],
    [-0, '', '0'],
    [1e100, '', '1.000e+100'],
    [Number.NaN, '%', '–'],
    [Number.NEGATIVE_INFINITY, '', '–'],
  ])('%s %s is written %s', (value, unit, text) => {
    expect(valueText(value, unit)).toBe(text);
  });

  it('are written shortly, and near what they are', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), (value) => {
        const text = valueText(value, '');
        expect(text.length).toBeLessThan(24);
        const read = Number(text.replaceAll(',', '').replace('−', '-'));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 6e-4);
      }),
    );
  });

  it('have per cent as their unit where name and size say so', () => {
    expect(unitOf('validationAccuracy', 98.3)).toBe('%');
    expect(unitOf('accuracy', 0.98)).toBe('');
    expect(unitOf('validationLoss', 2.3)).toBe('');
    expect(unitOf('accuracy', 1234)).toBe('');
  });
});

describe('counts', () => {
  it('of combinations are written whole as long as they can be read', () => {
    expect(combinationsText(15_625)).toBe('15,625');
    expect(combinationsText(5 ** 60)).toBe('8.67 × 10⁴¹');
    expect(combinationsText(Number.POSITIVE_INFINITY)).toBe('more than 10³⁰⁸');
  });

  it('of choices are written once where they are alike', () => {
    expect(choicesText(new Array<number>(60).fill(5))).toBe('60 (5 each)');
    expect(choicesText([2, 4, 2])).toBe('3 (2 · 4 · 2)');
    expect(choicesText([3])).toBe('1 (3)');
  });
});
