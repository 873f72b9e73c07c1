import { describe, expect, it } from 'vitest';
import { binsOf } from '../../../src/run/analysis/bins.ts';

const generations = (count: number, size: number) =>
  Int32Array.from({ length: count }, (_, i) => 1 + Math.floor(i / size));

describe('binsOf', () => {
  it('goes by generation where there are enough and not too many', () => {
    const { by, bins, of } = binsOf(Int32Array.of(1, 1, 3, 2, 3, 5), 6);
    expect(by).toBe('generation');
    expect(bins).toEqual([1, 2, 3, 5].map((each) => ({ from: each, to: each })));
    expect([...of]).toEqual([0, 0, 2, 1, 2, 3]);
  });

  it('goes by evaluation with few generations, with many, and where it is told to', () => {
    for (const [column, options] of [
      [generations(96, 48), {}],
      [generations(960, 10), {}],
      [generations(96, 12), { byEvaluation: true }],
      [generations(400, 50), { most: 7 }],
    ] as const) {
      const { by, bins, of } = binsOf(column, column.length, options);
      expect(by).toBe('evaluation');
      expect(bins.length).toBeLessThanOrEqual('most' in options ? options.most : 40);
      // One after the other, without gaps, of sizes that differ by one at most.
      expect(bins[0]!.from).toBe(1);
      expect(bins.at(-1)!.to).toBe(column.length);
      for (const [i, { from }] of bins.slice(1).entries()) expect(from).toBe(bins[i]!.to + 1);
      const sizes = bins.map(({ from, to }) => to - from + 1);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10);
      for (const [i, bin] of of.entries()) {
        expect(bins[bin]!.from).toBeLessThanOrEqual(i + 1);
        expect(bins[bin]!.to).toBeGreaterThanOrEqual(i + 1);
      }
    }
  });

  it('takes only so many rows, and few of them as one', () => {
    expect(binsOf(generations(100, 100), 7).bins).toEqual([{ from: 1, to: 7 }]);
    expect(binsOf(generations(100, 100), 0)).toEqual({ by: 'evaluation', bins: [], of: new Int32Array(0) });
  });
});
