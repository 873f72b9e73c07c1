import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateAt, type ScheduleName } from '../../src/evaluation/schedule.ts';

const SCHEDULES: readonly ScheduleName[] = ['constant', 'cosine', 'onecycle'];

/** A share of the training that ends before its last step. */
const progress = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** A warm-up as the settings have it, or one in narrower bounds. */
const warmup = ({ least = 0, most = 1 } = {}) => fc.double({ min: least, max: most, noNaN: true });

describe('rateAt', () => {
  it.each(SCHEDULES)('%s: a share of the peak, never nothing before the end', (schedule) => {
    fc.assert(
      fc.property(warmup(), progress, (share, at) => {
        const rate = rateAt(schedule, share, at);
        expect(rate).toBeLessThanOrEqual(1);
        // The cosine's own end is nothing: a step there would be rounded away, and no step is there.
        if (at < 1 - 1e-6 || schedule !== 'cosine') expect(rate).toBeGreaterThan(0);
        else expect(rate).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each(SCHEDULES)('%s: without jumps', (schedule) => {
    // The steepest slope there is: half a cosine over the shortest way, or the straight warm-up.
    const slope = (share: number) =>
      schedule === 'onecycle' ? Math.PI / 2 / 0.3 : Math.max(0.9 / share, Math.PI / 2 / (1 - share));
    const step = fc.double({ min: 0, max: 1e-3, noNaN: true });
    fc.assert(
      fc.property(warmup({ least: 0.02, most: 0.98 }), progress, step, (share, at, further) => {
        const next = Math.min(1, at + further);
        const jump = Math.abs(rateAt(schedule, share, next) - rateAt(schedule, share, at));
        expect(jump).toBeLessThanOrEqual(slope(share) * (next - at) + 1e-9);
      }),
    );
    // Where one part ends and the next begins.
    for (const seam of [0.2, 0.3]) {
      const [before, after] = [seam - 1e-9, seam + 1e-9].map((at) => rateAt(schedule, 0.2, at));
      expect(after).toBeCloseTo(before!, 6);
    }
  });

  it('warms up along a line from a tenth of the peak to the peak', () => {
    for (const schedule of ['constant', 'cosine'] as const) {
      expect(rateAt(schedule, 0.2, 0)).toBeCloseTo(0.1, 12);
      expect(rateAt(schedule, 0.2, 0.05)).toBeCloseTo(0.1 + 0.9 / 4, 12);
      expect(rateAt(schedule, 0.2, 0.1)).toBeCloseTo(0.55, 12);
      expect(rateAt(schedule, 0.2, 0.2)).toBe(1);
      // All of the training may be warm-up.
      expect(rateAt(schedule, 1, 0.5)).toBeCloseTo(0.55, 12);
    }
  });

  it('constant: the peak, but for the warm-up', () => {
    fc.assert(fc.property(progress, (at) => rateAt('constant', 0, at) === 1));
    fc.assert(
      fc.property(warmup(), progress, (share, at) => {
        fc.pre(at >= share);
        expect(rateAt('constant', share, at)).toBe(1);
      }),
    );
  });

  it('cosine: half a cosine from the peak to nothing, over what the warm-up leaves', () => {
    const points = [
      [0, 1],
      [0.25, (1 + Math.SQRT1_2) / 2],
      [1 / 3, 0.75],
      [0.5, 0.5],
      [2 / 3, 0.25],
      [1, 0],
    ] as const;
    for (const [way, rate] of points) {
      expect(rateAt('cosine', 0, way)).toBeCloseTo(rate, 12);
      expect(rateAt('cosine', 0.2, 0.2 + 0.8 * way)).toBeCloseTo(rate, 12);
    }
    fc.assert(
      fc.property(warmup({ most: 0.9 }), progress, progress, (share, a, b) => {
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((way) => share + (1 - share) * way);
        expect(rateAt('cosine', share, later!)).toBeLessThanOrEqual(
          rateAt('cosine', share, earlier!) + 1e-12,
        );
      }),
    );
  });

  it('onecycle: up from 1/25 for 30 % of the way, down to a ten-thousandth, whatever the warm-up', () => {
    const points = [
      [0, 0.04],
      [0.1, 0.04 + 0.96 / 4],
      [0.15, 0.52],
      [0.2, 0.04 + (0.96 * 3) / 4],
      [0.3, 1],
      [0.65, (1 + 1e-4) / 2],
      [1, 1e-4],
    ] as const;
    for (const [at, rate] of points) {
      for (const share of [0, 0.5, 1]) expect(rateAt('onecycle', share, at)).toBeCloseTo(rate, 12);
    }
    fc.assert(
      fc.property(progress, progress, (a, b) => {
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((at) => rateAt('onecycle', 0, at));
        if (Math.max(a, b) <= 0.3) expect(later!).toBeGreaterThanOrEqual(earlier! - 1e-12);
        if (Math.min(a, b) >= 0.3) expect(later!).toBeLessThanOrEqual(earlier! + 1e-12);
      }),
    );
  });
});
