import fc from 'fast-check';
import { expect, it } from 'vitest';
import { thinned } from '../../../../src/ui/run/panels/thinning.ts';

/** A line whose x rises or stays. */
const line = fc
  .array(fc.tuple(fc.nat({ max: 50 }), fc.integer({ min: -1000, max: 1000 })), {
    minLength: 1,
    maxLength: 400,
  })
  .map((steps) => {
    let at = 0;
    return {
      x: steps.map(([step]) => {
        at += step;
        return at;
      }),
      y: steps.map(([, value]) => value),
    };
  });
const most = fc.integer({ min: 4, max: 100 });

it('keeps no more points than asked for, in order, and all where they are few', () => {
  fc.assert(
    fc.property(line, most, ({ x, y }, limit) => {
      const kept = [...thinned(x, y, x.length, limit)];
      expect(kept.length).toBeLessThanOrEqual(Math.max(limit, 1));
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      if (x.length <= limit) expect(kept).toEqual(x.map((_, i) => i));
    }),
  );
});

it('keeps the first, the last, the lowest and the highest point', () => {
  fc.assert(
    fc.property(line, most, ({ x, y }, limit) => {
      const kept = [...thinned(x, y, x.length, limit)];
      const values = kept.map((i) => y[i]!);
      expect(kept[0]).toBe(0);
      expect(kept.at(-1)).toBe(x.length - 1);
      expect(Math.min(...values)).toBe(Math.min(...y));
      expect(Math.max(...values)).toBe(Math.max(...y));
    }),
  );
});

it('looks the same: at every stretch the step line covers the same range and ends at the same value', () => {
  fc.assert(
    fc.property(line, most, ({ x, y }, limit) => {
      const stretches = Math.floor(limit / 4);
      const [from, to] = [x[0]!, x.at(-1)!];
      fc.pre(to > from && x.length > limit);
      const kept = [...thinned(x, y, x.length, limit)];
      for (let stretch = 0; stretch < stretches; stretch++) {
        const inside = (i: number) =>
          Math.min(stretches - 1, Math.floor((x[i]! - from) / ((to - from) / stretches))) === stretch;
        const all = x.map((_, i) => i).filter(inside);
        const some = kept.filter(inside);
        const range = (places: number[]) => [
          Math.min(...places.map((i) => y[i]!)),
          Math.max(...places.map((i) => y[i]!)),
          y[places[0]!],
          y[places.at(-1)!],
        ];
        expect(range(some)).toEqual(range(all));
      }
    }),
  );
});
