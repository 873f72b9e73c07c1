import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogram, measureMember, type PartRange, wilson } from '../../src/run/xray.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL, PRESETS } from '../../src/space/presets.ts';
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

  it('gives whole numbers a bin each where they are few, takes a single value, and refuses none at all', () => {
    expect(histogram([3, 5, 5], 10)).toEqual({ edges: [3, 4, 5, 6], counts: [1, 0, 2] });
    expect(histogram([0.5, 0.5], 3).counts).toEqual([2]);
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
  const seen = (document: SpaceDocument, seeds: number) => {
    const space = compileSpace(document);
    const ranges = new Map<string, PartRange>();
    const members = Array.from({ length: seeds }, (_, seed) =>
      measureMember(space, sample(space.tree, createRng(seed)), ranges),
    );
    return { ranges, members };
  };

  it('splits a member into input, stem, layers and head without rest', () => {
    for (const { document } of PRESETS) {
      for (let seed = 0; seed < 10; seed++) {
        const space = compileSpace(document);
        const ranges = new Map<string, PartRange>();
        const genotype = sample(space.tree, createRng(seed));
        const { parameters, macs, valid } = measureMember(space, genotype, ranges);
        const parts = ['stem', 'head', ...document.layers.map((_, i) => `layers[${i}]`)].flatMap(
          (path) => ranges.get(path) ?? [],
        );
        // Each of them is there once: the smallest seen is the largest.
        expect(parts.reduce((sum, part) => sum + part.parameters[0], 0)).toBe(parameters);
        expect(parts.reduce((sum, part) => sum + part.macs[1], 0)).toBe(macs);
        expect(valid).toBe(parameters <= document.constraints.maxParameters);
      }
    }
  });

  it('gives a fixed stem one shape and one count, and a separable block of DARTS its own', () => {
    const { ranges } = seen(HIERARCHICAL_SMALL, 100);
    expect(ranges.get('stem')).toEqual({
      smallest: [14, 14, 8],
      largest: [14, 14, 8],
      parameters: [72 + 16, 72 + 16],
      macs: [14 * 14 * 72, 14 * 14 * 72],
    });
    const darts = seen(PRESETS.find(({ id }) => id === 'darts')!.document, 100).ranges;
    // A separable 3×3 convolution on 4, 8 or 16 channels with normalisation: 9C + C² + 2C.
    expect(darts.get('motifs.sep3.pipelines[0].blocks[0]')!.parameters).toEqual([60, 432]);
  });

  it('counts a part with all that it holds', () => {
    for (const { document } of PRESETS) {
      const { ranges } = seen(document, 20);
      for (const [path, { parameters }] of ranges) {
        const parent = path.replace(/(\.blocks\[\d+\]|\.pipelines\[\d+\]|\.edges\.\S+)$/, '');
        if (parent === path || !ranges.has(parent)) continue;
        expect(ranges.get(parent)!.parameters[1]).toBeGreaterThanOrEqual(parameters[1]);
      }
    }
  });
});
