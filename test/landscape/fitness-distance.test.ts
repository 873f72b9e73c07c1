import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlations } from '../../src/landscape/correlation.ts';
import { fitnessDistance } from '../../src/landscape/fitness-distance.ts';
import { fittest, strictOptima } from '../../src/landscape/optima.ts';
import { plateausOf } from '../../src/landscape/plateaus.ts';
import { finish, smallLandscapes } from './small-landscapes.ts';

describe('fitness and distance', () => {
  it('are told for each distance that occurs', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const { count, fitness, distance } = landscape;
        const plateaus = plateausOf(landscape);
        const best = fittest(plateaus);
        const optima = strictOptima(landscape, plateaus);
        const found = finish(fitnessDistance(landscape, best, optima));
        const all = [...Array(count).keys()];
        const far = all.map((node) => distance(node, best));
        expect(found.all).toEqual(correlations([...fitness], far));
        const few = [...optima];
        expect(found.optima).toEqual(
          few.length < 3
            ? undefined
            : correlations(
                few.map((node) => fitness[node]!),
                few.map((node) => far[node]!),
              ),
        );
        expect(found.byDistance.map((group) => group.distance)).toEqual(
          [...new Set(far)].sort((a, b) => a - b),
        );
        for (const group of found.byDistance) {
          const values = all.filter((node) => far[node] === group.distance).map((node) => fitness[node]!);
          expect(group.count).toBe(values.length);
          expect(group.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 10);
          const { summary, points, outline } = group;
          expect([summary[0], summary[4]]).toEqual([Math.min(...values), Math.max(...values)]);
          for (const [i, q] of [0.25, 0.5, 0.75].entries()) {
            const sorted = values.toSorted((a, b) => a - b);
            const at = q * (sorted.length - 1);
            expect(summary[i + 1]).toBeGreaterThanOrEqual(sorted[Math.floor(at)]!);
            expect(summary[i + 1]).toBeLessThanOrEqual(sorted[Math.ceil(at)]!);
          }
          expect([points[0], points.at(-1)]).toEqual([summary[0], summary[4]]);
          expect(Math.max(...outline)).toBe(1);
          expect(Math.min(...outline)).toBeGreaterThanOrEqual(0);
          expect(outline.length).toBe(points.length);
        }
      }),
    );
  });

  it('draws the outline of a kernel estimate', () => {
    // Two heaps of values: 300 around 0, 100 around 10. The outline is a third as high there.
    const values = Float64Array.from({ length: 400 }, (_, i) => (i < 300 ? 0 : 10) + ((i % 100) - 49.5) / 50);
    const landscape = {
      count: 401,
      fitness: Float64Array.of(100, ...values),
      starts: new Int32Array(402),
      neighbours: new Int32Array(),
      distance: (a: number, b: number) => (a === b ? 0 : 1),
      diameter: 1,
      product: undefined,
    };
    const { byDistance } = finish(fitnessDistance(landscape, 0, Int32Array.of(0)));
    const { points, outline } = byDistance[1]!;
    const at = (x: number) => outline[points.findIndex((point) => point >= x)]!;
    // Silverman's bandwidth is 1.3 here; the heaps are 2 wide.
    expect(at(10) / at(0)).toBeCloseTo(1 / 3, 2);
    expect(at(5)).toBeLessThan(0.02);
    expect(byDistance[0]).toMatchObject({ points: [100], outline: [1], summary: [100, 100, 100, 100, 100] });
  });
});
