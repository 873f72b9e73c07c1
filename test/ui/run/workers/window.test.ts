import fc from 'fast-check';
import { expect, it } from 'vitest';
import { around, moved, stretchOf, ZOOMS } from '../../../../src/ui/run/workers/window.ts';

const zooms = fc.constantFrom(...ZOOMS);
const times = fc.nat({ max: 10_000_000 });

it('shows the last minutes, or all of the run', () => {
  expect(stretchOf('two', null, 500_000)).toEqual({ from: 380_000, to: 500_000 });
  expect(stretchOf('ten', null, 700_000)).toEqual({ from: 100_000, to: 700_000 });
  expect(stretchOf('all', null, 700_000)).toEqual({ from: 0, to: 700_000 });
  // A run of a second is not stretched over the whole width.
  expect(stretchOf('two', null, 1000)).toEqual({ from: 0, to: 10_000 });
});

it('stays within the run wherever it is moved', () => {
  fc.assert(
    fc.property(
      zooms,
      times,
      times,
      fc.double({ min: -30, max: 30, noNaN: true }),
      (zoom, now, end, share) => {
        const before = stretchOf(zoom, end, now);
        const after = stretchOf(zoom, moved(before, share, now), now);
        expect(after.from).toBeGreaterThanOrEqual(0);
        expect(after.to).toBeLessThanOrEqual(Math.max(now, 10_000));
        expect(after.to - after.from).toBeCloseTo(before.to - before.from, 6);
        if (share > 0) expect(after.to).toBeGreaterThanOrEqual(before.to - 1e-6);
      },
    ),
  );
});

it('moves to where a training is, and stays where it can be seen', () => {
  fc.assert(
    fc.property(zooms, times, times, times, fc.nat({ max: 200_000 }), (zoom, now, end, start, length) => {
      const from = Math.min(start, now);
      const to = Math.min(now, from + length);
      const before = stretchOf(zoom, end, now);
      const moved = around(before, from, to, end, now);
      const after = stretchOf(zoom, moved, now);
      if (from >= before.from && to <= before.to) expect(moved).toBe(end);
      // Of one that is longer than the stretch, its beginning.
      expect(after.from).toBeLessThanOrEqual(from + 1e-6);
      expect(after.to).toBeGreaterThanOrEqual(Math.min(to, from) - 1e-6);
    }),
  );
});
