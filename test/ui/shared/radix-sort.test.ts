import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortedByKey } from '../../../src/ui/shared/radix-sort.ts';

const key = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, 2 ** 53),
);

it('sorts as a comparison does, and keeps the order of equal keys', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
      const items = Int32Array.from(keys, (_, i) => 1000 - i);
      const places = keys.map((_, i) => i);
      places.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
      expect([...sortedByKey(items, Float64Array.from(keys))]).toEqual(places.map((i) => items[i]));
    }),
  );
});
