import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OptimaEdge, Optimum } from '../../../../src/landscape/report.ts';
import {
  arcOf,
  directionOf,
  discRadii,
  drawnEdges,
} from '../../../../src/ui/landscape/analysis/network-edges.ts';
import { networkLayout, withoutOverlap } from '../../../../src/ui/landscape/analysis/network-layout.ts';

const optimum = (fitness: number, climbBasin = 1): Optimum => ({
  ...{ node: 0, fitness, distance: 0, weakBasin: 0, strongBasin: 0, climbBasin },
});

const ties = (count: number) =>
  fc.array(
    fc.record({
      from: fc.nat({ max: count - 1 }),
      to: fc.nat({ max: count - 1 }),
      weight: fc.double({ min: 1e-9, max: 1, noNaN: true }),
    }),
    { maxLength: 4 * count },
  );
const networks = fc
  .integer({ min: 1, max: 40 })
  .chain((count) => fc.record({ count: fc.constant(count), edges: ties(count) }));

describe('the layout of a network', () => {
  it('is the same for the same ties, within the box, and nobody on another’s place', () => {
    fc.assert(
      fc.property(networks, fc.constantFrom('free' as const, 'ranked' as const), ({ count, edges }, how) => {
        const places = networkLayout(count, edges, how);
        expect(networkLayout(count, edges, how)).toEqual(places);
        for (const values of [places.x, places.y])
          for (const value of values) expect(value >= 0 && value <= 1).toBe(true);
        const spots = new Set(Array.from(places.x, (x, i) => `${x} ${places.y[i]}`));
        expect(spots.size).toBe(count);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps ranks in their heights, whatever ties there are', () => {
    const { y } = networkLayout(5, [{ from: 4, to: 0, weight: 1 }], 'ranked');
    expect([...y]).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('puts what is tied nearer than what is not', () => {
    // Two cliques of six, one tie between them.
    const clique = (first: number) =>
      Array.from({ length: 6 }, (_, i) =>
        Array.from({ length: i }, (_, j) => ({ from: first + i, to: first + j, weight: 1 })),
      ).flat();
    const { x, y } = networkLayout(
      12,
      [...clique(0), ...clique(6), { from: 0, to: 6, weight: 0.01 }],
      'free',
    );
    const mean = (of: (i: number, j: number) => boolean) => {
      const all: number[] = [];
      for (let i = 0; i < 12; i++)
        for (let j = 0; j < i; j++) if (of(i, j)) all.push(Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!));
      return all.reduce((sum, each) => sum + each, 0) / all.length;
    };
    const same = (i: number, j: number) => i < 6 === j < 6;
    expect(mean(same)).toBeLessThan(0.6 * mean((i, j) => !same(i, j)));
  });

  it('moves discs apart where there is room, and leaves none outside', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), (count) => {
        const box = { width: 600, height: 400 };
        const radii = Array.from({ length: count }, (_, i) => 5 + (i % 4) * 4);
        const { x, y } = withoutOverlap(networkLayout(count, [], 'free'), radii, box, false);
        for (let i = 0; i < count; i++) {
          expect(x[i]! - radii[i]!).toBeGreaterThanOrEqual(-1e-9);
          expect(x[i]! + radii[i]!).toBeLessThanOrEqual(box.width + 1e-9);
          expect(y[i]! - radii[i]!).toBeGreaterThanOrEqual(-1e-9);
          expect(y[i]! + radii[i]!).toBeLessThanOrEqual(box.height + 1e-9);
          for (let j = 0; j < i; j++)
            expect(Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!)).toBeGreaterThan(radii[i]! + radii[j]! - 0.5);
        }
      }),
    );
  });
});

describe('the edges of a network', () => {
  it('are drawn between different optima, the heaviest out of each among them, and not too many', () => {
    fc.assert(
      fc.property(networks, ({ count, edges }) => {
        const drawn = drawnEdges({ shown: count, edges, uphill: 0 });
        expect(drawn.length).toBeLessThanOrEqual(Math.max(count, Math.min(360, 5 * count)));
        const between = edges.filter(({ from, to }) => from !== to);
        for (const { from } of between) {
          const most = Math.max(...between.filter((edge) => edge.from === from).map(({ weight }) => weight));
          expect(drawn.some((edge) => edge.from === from && edge.weight === most)).toBe(true);
        }
        expect(drawn.every(({ from, to }) => from !== to)).toBe(true);
        expect(drawn.map(({ weight }) => weight)).toEqual(
          drawn.map(({ weight }) => weight).toSorted((a, b) => b - a),
        );
      }),
    );
  });

  it('know whether they lead to the fitter', () => {
    const optima = [optimum(3), optimum(2), optimum(2)];
    const edge = (from: number, to: number): OptimaEdge => ({ from, to, weight: 1 });
    expect(directionOf(edge(1, 0), optima)).toBe('up');
    expect(directionOf(edge(0, 1), optima)).toBe('down');
    expect(directionOf(edge(1, 2), optima)).toBe('level');
    expect(directionOf(edge(1, 1), optima)).toBe('itself');
  });

  it('end at the rim of the disc, and the heaviest is the widest', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ];
    const heavy = arcOf({ from: 0, to: 1, weight: 0.4 }, points, [10, 20], 0.4);
    const light = arcOf({ from: 1, to: 0, weight: 0.1 }, points, [10, 20], 0.4);
    expect(heavy.width).toBeCloseTo(4, 9);
    expect(light.width).toBeCloseTo(0.5 + 3.5 / 2, 9);
    const [x, y] = /^M(\S+) (\S+?)L/.exec(heavy.head)!.slice(1).map(Number);
    expect(Math.hypot(x! - 100, y!)).toBeCloseTo(21, 0);
    // The one back bends to the other side.
    expect(Math.sign(Number(/Q\S+ (\S+) /.exec(heavy.line)![1]))).toBe(
      -Math.sign(Number(/Q\S+ (\S+) /.exec(light.line)![1])),
    );
  });

  it('have discs whose areas go with basins, within what can be seen and what has room', () => {
    const box = { width: 600, height: 400 };
    const radii = discRadii([optimum(3, 400), optimum(2, 100), optimum(1, 100), optimum(0, 0)], box);
    expect(radii[1]! / radii[0]!).toBeGreaterThanOrEqual(0.5);
    expect(radii[1]).toBe(radii[2]);
    expect(radii[3]).toBe(6);
    expect(discRadii([optimum(1, 1e6)], box)[0]).toBeLessThanOrEqual(40);
  });
});
