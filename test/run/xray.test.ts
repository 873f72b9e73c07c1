import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogram, measureMember, type PartRange, wilson } from '../../src/run/xray.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';

describe('histogram', () => {
  it('counts every value once, in the bin that holds it', () => {
    const values = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 30 }), (numbers, bins) => {
        const { edges, counts } = histogram(numbers, bins);
        expect(edges).toHaveLength(counts.length + 1);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(numbers.length);
        expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)).toBe(true);
        // By brute force; a value within rounding of an edge may lie on either side.
        for (const [i, count] of counts.entries()) {
          const [low, high] = [edges[i]!, edges[i + 1]!];
          const slack = 1e-9 * high;
          const surely = numbers.filter((value) => value > low + slack && value < high - slack).length;
          const perhaps = numbers.filter((value) => value >= low - slack && value <= high + slack).length;
          expect(count).toBeGreaterThanOrEqual(surely);
          expect(count).toBeLessThanOrEqual(perhaps);
        }
      }),
    );
  });

  it('gives whole numbers a bin each where they are few, and refuses nothing', () => {
    expect(histogram([3, 5, 5], 10)).toEqual({ edges: [3, 4, 5, 6], counts: [1, 0, 2] });
    expect(() => histogram([], 10)).toThrow('at least one value');
  });
});

describe('wilson', () => {
  it('agrees with the published interval, and stays within 0 and 1', () => {
    // Newcombe 1998, table I, method 3 (score): 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for (const [hits, trials, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilson(hits, trials);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
    expect(wilson(20, 20).high).toBe(1);
    expect(() => wilson(0, 0)).toThrow('at least one trial');
  });
});

describe('measureMember', () => {
  it('sees ranges at every part that a member uses, and their parameters add up to no more than the whole', () => {
    for (const { document } of PRESETS) {
      const space = compileSpace(document);
      for (let seed = 0; seed < 10; seed++) {
        const ranges = new Map<string, PartRange>();
        const figures = measureMember(space, sample(space.tree, createRng(seed)), ranges);
        expect(ranges.has('input') && ranges.has('head')).toBe(true);
        for (const { parameters, macs } of ranges.values()) {
          expect(parameters[1]).toBeLessThanOrEqual(figures.parameters);
          expect(macs[1]).toBeLessThanOrEqual(figures.macs);
          expect(parameters[0]).toBeLessThanOrEqual(parameters[1]);
        }
        expect(figures.valid).toBe(figures.parameters <= document.constraints.maxParameters);
      }
    }
  });
});
