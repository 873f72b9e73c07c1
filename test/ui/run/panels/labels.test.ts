import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apart } from '../../../../src/ui/run/panels/labels.ts';

const wanted = fc.array(fc.integer({ min: -20, max: 220 }), { minLength: 1, maxLength: 8 });

it('keeps labels apart, within the room and in their order', () => {
  fc.assert(
    fc.property(wanted, (places) => {
      const moved = apart(places, 14, 0, 200);
      const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]! || a - b);
      for (const [k, i] of order.entries()) {
        expect(moved[i]).toBeGreaterThanOrEqual(-1e-9);
        expect(moved[i]).toBeLessThanOrEqual(200 + 1e-9);
        if (k > 0) expect(moved[i]! - moved[order[k - 1]!]!).toBeGreaterThanOrEqual(14 - 1e-9);
      }
    }),
  );
});

it('leaves labels where they belong when nothing is in their way', () => {
  expect(apart([100, 20, 60], 14, 0, 200)).toEqual([100, 20, 60]);
});

it('moves two that want the same place as far as each other', () => {
  expect(apart([50, 50], 14, 0, 200)).toEqual([43, 57]);
});

it('lets them overlap evenly where there is too little room', () => {
  expect(apart([5, 5, 5], 14, 0, 20)).toEqual([0, 10, 20]);
});
