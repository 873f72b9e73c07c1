import fc from 'fast-check';
import { expect, it } from 'vitest';
import { untilNext } from '../../../../src/ui/run/panels/beat.ts';

it('beats a whole number of intervals apart, each phase at a time of its own', () => {
  const moment = fc.double({ min: 0, max: 1e7, noNaN: true });
  fc.assert(
    fc.property(moment, moment, fc.constantFrom(0, 1 / 3, 2 / 3), (one, two, phase) => {
      const [first, second] = [one, two].map((now) => now + untilNext(now, 250, phase)) as [number, number];
      const beats = (second - first) / 250;
      expect(Math.abs(beats - Math.round(beats))).toBeLessThan(1e-6);
      expect(untilNext(one, 250, phase)).toBeGreaterThan(0);
      expect(untilNext(one, 250, phase)).toBeLessThanOrEqual(250);
      const other = (first + untilNext(first, 250, phase + 0.5) - first) % 250;
      expect(Math.abs(other - 125)).toBeLessThan(1e-6);
    }),
  );
});
