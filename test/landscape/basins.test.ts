import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { steepestAscent, weakBasins } from '../../src/landscape/basins.ts';
import type { Landscape } from '../../src/landscape/landscape.ts';
import { fittest, strictOptima } from '../../src/landscape/optima.ts';
import { plateausOf } from '../../src/landscape/plateaus.ts';
import { finish, neighboursOf, reachable, smallLandscapes } from './small-landscapes.ts';

const nodes = ({ count }: Landscape): number[] => [...Array(count).keys()];

describe('plateaus', () => {
  it('are connected sets of equal fitness, from the fittest down', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const { fitness } = landscape;
        const { count, of, members, starts } = plateausOf(landscape);
        expect([...members].sort((a, b) => a - b)).toEqual(nodes(landscape));
        for (let plateau = 0; plateau < count; plateau++) {
          const inside = [...members.subarray(starts[plateau], starts[plateau + 1])];
          expect(inside).toEqual(reachable(landscape, inside[0]!, (a, b) => fitness[a] === fitness[b]));
          for (const node of inside) expect(of[node]).toBe(plateau);
        }
        for (let i = 1; i < members.length; i++)
          expect(fitness[members[i]!]).toBeLessThanOrEqual(fitness[members[i - 1]!]!);
      }),
    );
  });
});

describe('optima', () => {
  it('are fitter than all that is near, the fittest first', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const { fitness } = landscape;
        const near = neighboursOf(landscape);
        const plateaus = plateausOf(landscape);
        const expected = nodes(landscape)
          .filter((node) => near[node]!.every((other) => fitness[other]! < fitness[node]!))
          .sort((a, b) => fitness[b]! - fitness[a]! || a - b);
        expect([...strictOptima(landscape, plateaus)]).toEqual(expected);
        expect(fittest(plateaus)).toBe(fitness.indexOf(Math.max(...fitness)));
      }),
    );
  });
});

describe('basins', () => {
  it('are those of a search down from each optimum', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const { fitness } = landscape;
        const plateaus = plateausOf(landscape);
        const optima = strictOptima(landscape, plateaus);
        const sets = [...optima].map((optimum) =>
          reachable(landscape, optimum, (a, b) => fitness[b]! <= fitness[a]!).filter(
            (node) => node !== optimum,
          ),
        );
        const only = sets.map((set, i) =>
          set.filter((node) => sets.every((other, j) => i === j || !other.includes(node))),
        );
        const found = finish(weakBasins(landscape, plateaus, optima));
        expect([...found.weak]).toEqual(sets.map((set) => set.length));
        expect([...found.strong]).toEqual(only.map((set) => set.length));
        expect(found.weakUnion).toBe(new Set(sets.flat()).size);
      }),
      { numRuns: 300 },
    );
  });

  it('come out the same in several passes', () => {
    // 3⁷ nodes of a rugged landscape: 100 optima and more, four words of 32.
    const landscape = rugged(7);
    const plateaus = plateausOf(landscape);
    const optima = strictOptima(landscape, plateaus);
    expect(optima.length).toBeGreaterThan(96);
    const once = finish(weakBasins(landscape, plateaus, optima));
    expect(finish(weakBasins(landscape, plateaus, optima, 1))).toEqual(once);
    expect(finish(weakBasins(landscape, plateaus, optima, 2 * plateaus.count))).toEqual(once);
  });

  it('of steepest ascent are where climbing ends', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const { fitness } = landscape;
        const near = neighboursOf(landscape);
        const plateaus = plateausOf(landscape);
        const optima = [...strictOptima(landscape, plateaus)];
        const climb = steepestAscent(landscape, plateaus, Int32Array.from(optima));
        for (const start of nodes(landscape)) {
          let at = start;
          for (;;) {
            const most = Math.max(...near[at]!.map((node) => fitness[node]!));
            if (!(most > fitness[at]!)) break;
            at = near[at]!.find((node) => fitness[node] === most)!;
          }
          expect(climb[start]).toBe(optima.indexOf(at));
        }
      }),
    );
  });
});

/** Words of so many letters out of three; fitness is a whole number that looks like chance. */
function rugged(length: number): Landscape {
  const count = 3 ** length;
  const near = Array.from({ length: count }, (_, code) =>
    Array.from({ length }, (_, i) => 3 ** i).flatMap((stride) => {
      const digit = Math.floor(code / stride) % 3;
      return [0, 1, 2].filter((other) => other !== digit).map((other) => code + (other - digit) * stride);
    }),
  );
  return {
    count,
    fitness: Float64Array.from(near, (_, code) => (code * 48_271) % 997),
    starts: Int32Array.from({ length: count + 1 }, (_, node) => node * 2 * length),
    neighbours: Int32Array.from(near.flat()),
    distance: () => 0,
    diameter: length,
    product: undefined,
  };
}
