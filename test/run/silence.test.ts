import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSilence, limitOf, PATIENCE, type Patience } from '../../src/run/silence.ts';

const patience: Patience = { first: 1000, least: 200, factor: 10, every: 50 };

/** Ticks so often that nothing is said to it, from `now` on: how many until it gives up, at most `most`. */
function ticksToEnd(
  silence: ReturnType<typeof createSilence>,
  step: number,
  now: number,
  most = 10_000,
): number {
  for (let ticks = 1; ticks <= most; ticks++) {
    if (silence.tick(now + ticks * step) === 'end') return ticks;
  }
  return Number.POSITIVE_INFINITY;
}

describe('the limit', () => {
  it('is long before the first batch, then a multiple of the longest, and never below the least', () => {
    expect(limitOf(patience, undefined)).toBe(1000);
    expect(limitOf(patience, 0)).toBe(200);
    expect(limitOf(patience, 20)).toBe(200);
    expect(limitOf(patience, 21)).toBe(210);
    // A batch that takes a minute may take ten.
    expect(limitOf(PATIENCE, 60_000)).toBe(600_000);
  });

  it('of the pool: two minutes while the first batch lasts, then twenty seconds for all usual batches', () => {
    expect(limitOf(PATIENCE, undefined)).toBe(120_000);
    expect(limitOf(PATIENCE, 250)).toBe(20_000);
  });
});

describe('a silence', () => {
  it('is ended neither early nor more than a tick late, wherever the clock begins', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: -1e9, max: 1e9 }),
        (longest, step, begin) => {
          const silence = createSilence(patience);
          expect(silence.tick(begin)).toBe('ask');
          silence.heard(longest);
          expect(silence.limit).toBe(limitOf(patience, longest));
          expect(silence.tick(begin + step)).toBe('ask');
          const ticks = ticksToEnd(silence, step, begin + step);
          expect(ticks * step).toBeGreaterThanOrEqual(silence.limit);
          expect((ticks - 1) * step).toBeLessThan(silence.limit);
        },
      ),
    );
  });

  it('begins anew with every question', () => {
    const silence = createSilence(patience);
    for (let now = 0; now < 100_000; now += 50) {
      expect(silence.tick(now)).toBe(now % 150 === 0 ? 'ask' : 'wait');
      if (now % 150 === 100) silence.heard(1);
    }
  });

  it('is not asked about twice before there is an answer', () => {
    const silence = createSilence(patience);
    const said = [0, 50, 100, 150].map((now) => silence.tick(now));
    expect(said).toEqual(['ask', 'wait', 'wait', 'wait']);
  });

  it('goes by the last answer', () => {
    const silence = createSilence(patience);
    silence.tick(0);
    silence.heard(80);
    expect(silence.limit).toBe(800);
    silence.tick(50);
    silence.heard(90);
    expect(silence.limit).toBe(900);
  });

  it('does not count a machine’s sleep, nor a clock that was set', () => {
    const hour = 3_600_000;
    for (const jump of [hour, -hour, 1e12]) {
      const silence = createSilence(patience);
      silence.tick(0);
      silence.heard(1);
      silence.tick(50);
      expect(silence.tick(100 + jump)).toBe('wait');
      // What is left of the 200 ms: at most twice `every` went with the jump.
      expect(ticksToEnd(silence, 50, 100 + jump)).toBeGreaterThanOrEqual(2);
    }
  });
});
