import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moved, wholeDomain, zoomed } from '../../../../src/ui/run/pareto/domains.ts';
import { MEASURES } from '../../../../src/ui/run/view-store.ts';

const box = { error: 0.9, minParameters: 174, maxParameters: 60_000 };
const whole = [100, 1e6] as const;
const value = fc.double({ min: 100, max: 1e6, noNaN: true });

describe('wholeDomain', () => {
  it('holds every value, and is in order even where there is none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MEASURES),
        fc.double({ min: 1e-3, max: 1e7, noNaN: true }),
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        (measure, least, factor) => {
          // Errors are shares.
          const scale = measure === 'error' ? 1e-7 : 1;
          const range = [least * scale, Math.min(least * factor, 1e7) * scale] as const;
          const [from, to] = wholeDomain(measure, range, box);
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThan(0);
          expect(to).toBeGreaterThanOrEqual(range[1]);
          // Below the floor there is nothing to tell apart.
          if (measure !== 'error') expect(from).toBeLessThanOrEqual(Math.max(range[0], 1));
        },
      ),
    );
    for (const measure of MEASURES) {
      const [from, to] = wholeDomain(measure, [Number.POSITIVE_INFINITY, 0], box);
      expect(from).toBeLessThan(to);
    }
  });

  it('has the cap and room for the best error', () => {
    const [left, right] = wholeDomain('parameters', [500, 30_000], box);
    expect(left).toBe(300);
    expect(wholeDomain('parameters', [180, 30_000], box)[0]).toBeCloseTo(0.9 * box.minParameters, 9);
    expect(right).toBeGreaterThan(box.maxParameters);
    expect(wholeDomain('error', [0.012, 0.15], box)).toEqual([0.01, 0.22000000000000003]);
    // Half the chart is not left empty while no candidate is good.
    expect(wholeDomain('error', [0.183, 0.9], box)[0]).toBe(0.15);
    expect(wholeDomain('error', [0.3, 0.9], box)[0]).toBe(0.2);
    // A network that only guesses is not cut off.
    expect(wholeDomain('error', [0.012, 0.9], box)[1]).toBe(0.9);
    expect(wholeDomain('error', [0, 0.1], box)[0]).toBeGreaterThan(0);
  });

  it('changes seldom while values come', () => {
    const bottoms = new Set<number>();
    for (let least = 0.9; least > 0.01; least *= 0.99)
      bottoms.add(wholeDomain('error', [least, 0.9], box)[0]);
    expect([...bottoms].map((end) => Math.round(end * 1000))).toEqual([
      700, 500, 300, 200, 150, 100, 70, 50, 30, 20, 15, 10, 7,
    ]);
    const ends = new Set<string>();
    for (let most = 2; most < 4; most += 0.01) ends.add(wholeDomain('seconds', [1, most], box).join());
    expect(ends.size).toBeLessThan(5);
  });
});

describe('zoomed', () => {
  it('keeps the value under the pointer where it is, while there is room', () => {
    fc.assert(
      fc.property(value, fc.double({ min: 1.01, max: 3, noNaN: true }), (about, factor) => {
        const share = ([from, to]: readonly [number, number]) => Math.log(about / from) / Math.log(to / from);
        const closer = zoomed(whole, whole, about, factor);
        expect(share(closer)).toBeCloseTo(share(whole), 6);
        expect(Math.log(whole[1] / whole[0]) / Math.log(closer[1] / closer[0])).toBeCloseTo(factor, 6);
        const back = zoomed(closer, whole, about, 1 / factor);
        expect(back[0]).toBeCloseTo(whole[0], 3);
        expect(back[1] / whole[1]).toBeCloseTo(1, 6);
      }),
    );
  });

  it('has an end both ways', () => {
    let domain: readonly [number, number] = whole;
    for (let i = 0; i < 100; i++) domain = zoomed(domain, whole, 1000, 2);
    expect(domain[1] / domain[0]).toBeCloseTo(1.02, 6);
    for (let i = 0; i < 100; i++) domain = zoomed(domain, whole, 1000, 0.5);
    expect(domain[0]).toBeCloseTo(1, 6);
    expect(domain[1] / 1e8).toBeCloseTo(1, 6);
  });
});

describe('moved', () => {
  it('moves by a share of what is seen, and not far beyond the whole', () => {
    const part = [1000, 10_000] as const;
    const [from, to] = moved(part, whole, 0.5);
    expect(from).toBeCloseTo(1000 * Math.sqrt(10), 6);
    expect(to / from).toBeCloseTo(10, 9);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { maxLength: 20 }), (shares) => {
        let domain: readonly [number, number] = part;
        for (const share of shares) domain = moved(domain, whole, share);
        expect(domain[1] / domain[0]).toBeCloseTo(10, 6);
        expect(domain[0]).toBeGreaterThan(0.999);
        expect(domain[1]).toBeLessThan(1.001e8);
      }),
    );
  });
});
