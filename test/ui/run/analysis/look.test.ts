import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATORS } from '../../../../src/search/method.ts';
import { errorColour, errorScale, outlineOf } from '../../../../src/ui/run/analysis/node-look.tsx';
import { gridOf } from '../../../../src/ui/run/analysis/SharesChart.tsx';
import { viridisStops } from '../../../../src/ui/shared/viridis.ts';
import { madeUp } from './runs.ts';

describe('marks of the family tree', () => {
  it('get lighter the lower the error is', () => {
    const error = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(error, error, error, error, (a, b, c, d) => {
        const [best, low, high, worst] = [a, b, c, d].sort((one, other) => one - other) as [
          number,
          number,
          number,
          number,
        ];
        const stop = (value: number) => viridisStops.indexOf(errorColour(value, { best, worst })!);
        expect(stop(best)).toBe(viridisStops.length - 1);
        expect(stop(low)).toBeGreaterThanOrEqual(stop(high));
        // Half an image of 10,000 is the finest step.
        if (worst > Math.max(best, 0.00005)) expect(stop(worst)).toBe(0);
      }),
    );
    expect(errorColour(Number.NaN, { best: 0.1, worst: 0.2 })).toBeNull();
  });

  it('span the errors of those that are shown, and have one', () => {
    const { table } = madeUp(60);
    const shown = [1, 2, 3, 4, 5, 6, 7, 8];
    const known = shown.map((n) => table.error[n]!).filter((error) => !Number.isNaN(error));
    expect(errorScale(table, shown)).toEqual({ best: Math.min(...known), worst: Math.max(...known) });
    expect(errorScale(table, [])).toBeNull();
  });

  it('have a shape of their own for each operator', () => {
    expect(new Set(OPERATORS.map((operator) => outlineOf(operator, 5))).size).toBe(OPERATORS.length);
  });
});

describe('small charts', () => {
  it('have a place each, within the width, and use the height where all fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 200, max: 2000 }),
        fc.integer({ min: 60, max: 1200 }),
        (charts, width, height) => {
          const grid = gridOf(charts, { width, height });
          expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(charts);
          expect((grid.rows - 1) * grid.columns).toBeLessThan(charts);
          expect(grid.columns * grid.width + (grid.columns - 1) * 14).toBeCloseTo(width - 24, 6);
          if (grid.columns > 1) expect(grid.width).toBeGreaterThanOrEqual(148);
          expect(grid.height).toBeGreaterThanOrEqual(62);
          // Higher than needed only where there is room.
          if (grid.height > 62) expect(grid.rows * (grid.height + 6) + 16).toBeLessThanOrEqual(height + 1e-6);
        },
      ),
    );
  });
});
