import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinned } from '../../../../src/ui/run/pareto/thinned.ts';

describe('thinned', () => {
  it('keeps all of few, and of many as many as asked for, with both ends, ascending', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 })), {
          maxLength: 120,
        }),
        fc.integer({ min: 2, max: 60 }),
        (places, most) => {
          const kept = thinned(
            places.map(([x]) => x),
            places.map(([, y]) => y),
            most,
          );
          expect(kept.length).toBeLessThanOrEqual(most);
          if (places.length <= most) expect(kept).toEqual(places.map((_, i) => i));
          else {
            expect(kept[0]).toBe(0);
            expect(kept.at(-1)).toBe(places.length - 1);
          }
          for (const [i, place] of kept.entries()) if (i > 0) expect(place).toBeGreaterThan(kept[i - 1]!);
        },
      ),
    );
  });

  it('spreads them along the line, not over the numbers', () => {
    // A hundred places close together, then a hundred far apart.
    const x = Array.from({ length: 200 }, (_, i) => (i < 100 ? i / 100 : (i - 99) * 10));
    const kept = thinned(
      x,
      x.map(() => 0),
      21,
    );
    expect(kept).toHaveLength(21);
    expect(kept.filter((i) => i < 100).length).toBeLessThan(4);
    const gaps = kept.slice(2).map((i, k) => x[i]! - x[kept[k + 1]!]!);
    expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(2.1);
  });

  it('needs two ends', () => expect(() => thinned([1, 2, 3], [1, 2, 3], 1)).toThrow(RangeError));
});
