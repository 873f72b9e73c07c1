import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, linearTicks, logScale, withoutEnds } from '../../../src/ui/charts/scales.ts';

const positive = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
const span = fc
  .tuple(positive, fc.double({ min: 1.05, max: 1e6, noNaN: true }))
  .map(([from, factor]) => [from, from * factor] as const);
const pixels = [60, 700] as const;

describe.each([
  ['linear', linearScale],
  ['log', logScale],
] as const)('a %s scale', (_, make) => {
  it('puts the ends of the domain at the ends of the range, and finds the way back', () => {
    fc.assert(
      fc.property(span, fc.double({ min: 0, max: 1, noNaN: true }), (domain, share) => {
        const scale = make(domain, pixels);
        expect(scale(domain[0])).toBeCloseTo(60, 6);
        expect(scale(domain[1])).toBeCloseTo(700, 6);
        const pixel = 60 + share * 640;
        expect(scale(scale.invert(pixel))).toBeCloseTo(pixel, 5);
        expect(make(domain, [700, 60])(domain[0])).toBeCloseTo(700, 6);
      }),
    );
  });

  it('has ticks within the domain, ascending', () => {
    fc.assert(
      fc.property(span, (domain) => {
        const { ticks } = make(domain, pixels, 6);
        for (const [i, tick] of ticks.entries()) {
          expect(tick).toBeGreaterThanOrEqual(domain[0] * (1 - 1e-6));
          expect(tick).toBeLessThanOrEqual(domain[1] * (1 + 1e-6));
          if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]!);
        }
      }),
    );
  });

  it('refuses ends that are not finite, and widens a domain of one value', () => {
    expect(() => make([Number.NaN, 1], pixels)).toThrow(RangeError);
    expect(() => make([1, Number.POSITIVE_INFINITY], pixels)).toThrow(RangeError);
    const scale = make([5, 5], pixels);
    expect(scale.domain[0]).toBeLessThan(scale.domain[1]);
    expect(Number.isFinite(scale(5))).toBe(true);
  });
});

describe('logScale', () => {
  it('spaces equal factors equally, and draws what is below its end there', () => {
    const scale = logScale([1, 1000], [0, 300]);
    expect([1, 10, 100, 1000].map(scale)).toEqual(
      [0, 100, 200, 300].map((pixel) => expect.closeTo(pixel, 9)),
    );
    expect(scale(0)).toBe(0);
    expect(scale(-5)).toBe(0);
  });

  it('has ticks of 1, 2 and 5, and others where there are too few of them', () => {
    expect(logScale([90, 1100], pixels).ticks).toEqual([100, 200, 500, 1000]);
    expect(logScale([1100, 1900], pixels, 4).ticks).toEqual([1200, 1400, 1600, 1800]);
  });
});

describe('withoutEnds', () => {
  it('agrees with the scale within it and goes on beyond', () => {
    fc.assert(
      fc.property(span, fc.double({ min: 0, max: 1, noNaN: true }), (domain, share) => {
        const scale = logScale(domain, pixels);
        const open = withoutEnds(scale, 1e-12);
        const value = domain[0] * (domain[1] / domain[0]) ** share;
        expect(open(value)).toBeCloseTo(scale(value), 6);
        expect(open(domain[0] ** 2 / domain[1])).toBeCloseTo(60 - 640, 4);
      }),
    );
    const open = withoutEnds(logScale([1, 10], [0, 100]), 0.1);
    expect(open(0)).toBeCloseTo(-100, 9);
    expect(open(0.01)).toBeCloseTo(-100, 9);
    const linear = linearScale([0, 1], [0, 10]);
    expect(withoutEnds(linear, 0.1)).toBe(linear);
  });
});

describe('linearTicks', () => {
  it('has round steps, about as many as asked for', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-3, 3, 3)).toEqual([-2, 0, 2]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (from, width, count) => {
          const ticks = linearTicks(from, from + width, count);
          expect(ticks.length).toBeLessThanOrEqual(count + 1);
          expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(count / 2.5) - 1);
        },
      ),
    );
  });
});
