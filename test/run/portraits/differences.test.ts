import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../src/run/portraits/differences.ts';

describe('differencesOf', () => {
  it('names the places', () => {
    const before = { name: 'a', layers: [{ filters: 8 }, { filters: 16 }], cap: 5 };
    const after = { name: 'a', layers: [{ filters: 8 }, { filters: [16, 32] }, { filters: 4 }], stem: null };
    expect(differencesOf(before, after, 10)).toEqual([
      { path: 'layers[1].filters', before: 16, after: [16, 32] },
      { path: 'layers[2]', before: undefined, after: { filters: 4 } },
      { path: 'cap', before: 5, after: undefined },
      { path: 'stem', before: undefined, after: null },
    ]);
    expect(differencesOf(before, after, 2)).toHaveLength(2);
    expect(differencesOf([1], { 0: 1 }, 9)).toEqual([{ path: '', before: [1], after: { 0: 1 } }]);
  });

  it('finds none in equal values, and one at least in others', () => {
    const plain = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(plain, plain, fc.integer({ min: 1, max: 5 }), (a, b, most) => {
        expect(differencesOf(a, structuredClone(a), most)).toEqual([]);
        const found = differencesOf(a, b, most);
        expect(found.length).toBeLessThanOrEqual(most);
        expect(found.length > 0).toBe(!same(a, b));
      }),
    );
  });
});

function same(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
