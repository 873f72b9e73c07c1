import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hammingGraph } from '../../src/landscape/landscape.ts';
import { neutralNetworks } from '../../src/landscape/neutral.ts';
import { plateausOf } from '../../src/landscape/plateaus.ts';
import { finish, neighboursOf, reachable, smallLandscapes } from './small-landscapes.ts';

describe('neutral networks', () => {
  it('are connected sets of two nodes and more of equal fitness', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const { count, fitness, distance } = landscape;
        const near = neighboursOf(landscape);
        const sets: number[][] = [];
        for (let node = 0; node < count; node++) {
          const set = reachable(landscape, node, (a, b) => fitness[a] === fitness[b]);
          if (set.length > 1 && set[0] === node) sets.push(set);
        }
        sets.sort((a, b) => b.length - a.length || fitness[b[0]!]! - fitness[a[0]!]! || a[0]! - b[0]!);
        const found = finish(neutralNetworks(landscape, plateausOf(landscape)));
        expect(found.count).toBe(sets.length);
        expect(found.meanSize).toBeCloseTo(sets.length && sets.flat().length / sets.length, 12);
        expect([...found.networkOf]).toEqual(
          Array.from({ length: count }, (_, node) => sets.findIndex((set) => set.includes(node))),
        );
        for (const [i, set] of sets.entries()) {
          const around = [...new Set(set.flatMap((node) => near[node]!))].filter(
            (node) => !set.includes(node),
          );
          const apart = set.flatMap((a, at) => set.slice(at + 1).map((b) => distance(a, b)));
          expect(found.largest[i]).toEqual({
            size: set.length,
            fitness: fitness[set[0]!],
            node: set[0],
            around: around.length,
            percolation: new Set(around.map((node) => fitness[node])).size,
            maximumDistance: Math.max(...apart),
            meanDistance: apart.reduce((sum, d) => sum + d, 0) / apart.length,
          });
        }
      }),
    );
  });

  it('are listed up to a hundred', () => {
    // Pairs of nodes that differ in the last choice, each pair with a fitness of its own.
    const digits = Uint8Array.from({ length: 300 * 3 }, (_, i) => {
      const node = Math.floor(i / 3);
      return [Math.floor(node / 30), Math.floor(node / 2) % 15, node % 2][i % 3]!;
    });
    const graph = hammingGraph({ sizes: [10, 15, 2], digits, nodeOf: (d) => d[0]! * 30 + d[1]! * 2 + d[2]! });
    const landscape = { ...graph, fitness: Float64Array.from({ length: 300 }, (_, i) => Math.floor(i / 2)) };
    const found = finish(neutralNetworks(landscape, plateausOf(landscape)));
    expect(found.count).toBe(150);
    expect(found.largest.map(({ fitness }) => fitness)).toEqual(
      Array.from({ length: 100 }, (_, i) => 149 - i),
    );
    expect(found.networkOf[0]).toBe(149);
  });

  it('of more than 2,000 members tell distances of a sample', () => {
    const digits = Uint8Array.from({ length: 4096 * 12 }, (_, i) => (Math.floor(i / 12) >> (i % 12)) & 1);
    const nodeOf = (d: ArrayLike<number>) => Array.from(d).reduce((code, bit, i) => code + bit * 2 ** i, 0);
    const graph = hammingGraph({ sizes: Array(12).fill(2), digits, nodeOf });
    const [largest] = finish(
      neutralNetworks(
        { ...graph, fitness: new Float64Array(4096) },
        plateausOf({ ...graph, fitness: new Float64Array(4096) }),
      ),
    ).largest;
    expect(largest).toMatchObject({ size: 4096, around: 0, percolation: 0 });
    // Of all pairs: 12 · ½ · 4096/4095; the mean of 2,000 members' pairs is off by a thousandth of that or so.
    expect(Math.abs(largest!.meanDistance - (6 * 4096) / 4095)).toBeLessThan(0.02);
    expect(largest!.maximumDistance).toBeGreaterThanOrEqual(11);
  });

  it('of genotypes, whose distances are searched for, tell those of a smaller one', () => {
    // A ring of 5,000: two of them are 1,250 apart on average.
    const count = 5000;
    let asked = 0;
    const landscape = {
      count,
      fitness: new Float64Array(count),
      starts: Int32Array.from({ length: count + 1 }, (_, node) => 2 * node),
      neighbours: Int32Array.from(
        { length: 2 * count },
        (_, i) => (Math.floor(i / 2) + (i % 2 === 0 ? 1 : count - 1)) % count,
      ),
      distance(a: number, b: number) {
        asked++;
        return Math.min(Math.abs(a - b), count - Math.abs(a - b));
      },
      diameter: count / 2,
      product: undefined,
    };
    let signs = 0;
    const work = neutralNetworks(landscape, plateausOf(landscape));
    let next = work.next();
    for (; !next.done; next = work.next()) signs++;
    expect(asked).toBe((64 * 63) / 2);
    expect(signs).toBeGreaterThan(0);
    expect(Math.abs(next.value.largest[0]!.meanDistance - 1250)).toBeLessThan(200);
  });
});
