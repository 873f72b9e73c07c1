import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeText, timeTicks } from '../../../../src/ui/run/panels/time-ticks.ts';

it('puts ticks at round times, no more than asked for', () => {
  expect(timeTicks(0, 120, 4)).toEqual([0, 30, 60, 90, 120]);
  expect(timeTicks(2395, 2515, 4)).toEqual([2400, 2430, 2460, 2490]);
  expect(timeTicks(0, 5 * 3600, 4)).toEqual([0, 7200, 14_400]);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.double({ min: 1, max: 1e7, noNaN: true }),
      fc.integer({ min: 2, max: 8 }),
      (from, length, count) => {
        const ticks = timeTicks(from, from + length, count);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(from - 1e-3);
          expect(tick).toBeLessThanOrEqual(from + length + 1e-3);
        }
      },
    ),
  );
});

it('says times in as few letters as they need', () => {
  const said = [0, 45, 60, 210, 3600, 7500, 3725, 86_400, 86_400 + 12 * 3600].map(timeText);
  expect(said).toEqual(['0 s', '45 s', '1 min', '3:30', '1 h', '2:05 h', '1:02:05', '1 d', '1 d 12 h']);
});
