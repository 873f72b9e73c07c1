import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeFinder } from '../../../../src/ui/landscape/graph/nearest.ts';
import { rankingOf, ringsAround } from '../../../../src/ui/landscape/graph/rings.ts';
import { differing, graphOf, tables, wholeGraph } from './spaces.ts';

const noise = (code: number) => ((code * 7919) % 1009) / 1009;
const AROUND = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const));
const whole = wholeGraph([5, 5, 5, 5, 5, 5], noise);

describe('ringsAround', () => {
  it('has as many nodes in each ring as there are ways to differ', () => {
    const { starts } = ringsAround(whole, 77, rankingOf(whole));
    const sizes = [...starts.keys()].slice(1).map((d) => starts[d]! - starts[d - 1]!);
    expect(sizes).toEqual([1, 24, 240, 1280, 3840, 6144, 4096]);
  });

  it('leaves room for a dot on every ring that has a node, one that is alone there too', () => {
    const two = graphOf([2, 2], [0, 3], [1, 2]);
    const { bands, starts } = ringsAround(two, 0, rankingOf(two));
    expect([...starts]).toEqual([0, 1, 1, 2]);
    expect(bands[2]!.cell).toBeGreaterThan(0.05);
    fc.assert(
      fc.property(tables, ({ data, node }) => {
        const rings = ringsAround(data, node, rankingOf(data));
        for (const [d, { cell }] of rings.bands.entries())
          if (rings.starts[d + 1]! > rings.starts[d]!) expect(cell).toBeGreaterThan(1e-4);
      }),
    );
  });

  it('places every node once, in the ring of its distance, within its band', () => {
    fc.assert(
      fc.property(tables, ({ data, node: centre }) => {
        const { order, place, starts, ring, bands, x, y } = ringsAround(data, centre, rankingOf(data));
        expect([...order].sort((a, b) => a - b)).toEqual([...Array(data.count).keys()]);
        expect(order[0]).toBe(centre);
        for (let node = 0; node < data.count; node++) {
          const distance = differing(data, centre, node).length;
          expect(order[place[node]!]).toBe(node);
          expect(ring[node]).toBe(distance);
          expect(place[node]).toBeGreaterThanOrEqual(starts[distance]!);
          expect(place[node]).toBeLessThan(starts[distance + 1]!);
          const far = Math.hypot(x[node]!, y[node]!);
          if (distance === 0) expect(far).toBe(0);
          else {
            expect(far).toBeGreaterThan(bands[distance]!.inner);
            expect(far).toBeLessThan(bands[distance]!.outer);
          }
        }
        expect(bands.at(-1)!.outer).toBeLessThanOrEqual(1);
        for (let d = 1; d < bands.length; d++)
          expect(bands[d]!.inner).toBeGreaterThanOrEqual(bands[d - 1]!.outer);
      }),
    );
  });

  it('gives every node its own room', () => {
    for (const centre of [0, 77, 15_624]) {
      const { order, ring, bands, x, y } = ringsAround(whole, centre, rankingOf(whole));
      // Squares as wide as the most room that a node has: what is too near is in the same or in the next.
      const cells = new Map<string, number[]>();
      const key = (node: number, dx = 0, dy = 0) =>
        `${Math.floor(x[node]! * 12) + dx} ${Math.floor(y[node]! * 12) + dy}`;
      for (const node of order) cells.set(key(node), [...(cells.get(key(node)) ?? []), node]);
      expect(Math.max(...bands.map(({ cell }) => cell))).toBeLessThan(1 / 12);
      const tooNear: [number, number][] = [];
      for (let node = 0; node < whole.count; node += 7) {
        for (const [dx, dy] of AROUND)
          for (const other of cells.get(key(node, dx, dy)) ?? []) {
            const apart = Math.hypot(x[node]! - x[other]!, y[node]! - y[other]!);
            const room = Math.min(bands[ring[node]!]!.cell, bands[ring[other]!]!.cell);
            if (other !== node && apart < 0.99 * room) tooNear.push([node, other]);
          }
      }
      expect(tooNear).toEqual([]);
    }
  });

  it('groups a ring by which positions differ, those that matter most first, then by what, the best first', () => {
    fc.assert(
      fc.property(tables, ({ data, node: centre }) => {
        const ranking = rankingOf(data);
        const { order, wedges } = ringsAround(data, centre, ranking);
        const length = data.sizes.length;
        expect(wedges.map(({ first }) => first)).toEqual([0, ...wedges.slice(0, -1).map(({ end }) => end)]);
        expect(wedges.at(-1)!.end).toBe(data.count);
        const seen = new Set(wedges.map(({ positions }) => positions.join()));
        expect(seen.size).toBe(wedges.length);
        const words = wedges.map(({ ring, positions, first, end }) => {
          const keys = Array.from(order.subarray(first, end), (node) => {
            expect(differing(data, centre, node)).toEqual([...positions].sort((a, b) => a - b));
            expect(positions).toHaveLength(ring);
            return ranking.positions.map((i) => ranking.ranks[i]![data.digits[node * length + i]!]!);
          });
          for (let k = 1; k < keys.length; k++) expect(compared(keys[k - 1]!, keys[k]!)).toBeLessThan(0);
          return [ring, ...ranking.positions.map((i) => (positions.includes(i) ? 0 : 1))];
        });
        for (let k = 1; k < words.length; k++) expect(compared(words[k - 1]!, words[k]!)).toBeLessThan(0);
      }),
    );
  });

  it('ranks positions and options by their main effects', () => {
    // The second position decides, the first adds a little, the third does nothing.
    const data = wholeGraph([3, 3, 3], (code) => 10 * [1, 0, 2][Math.floor(code / 3) % 3]! + (code % 3));
    const { positions, ranks } = rankingOf(data);
    expect(positions).toEqual([1, 0, 2]);
    expect(ranks.map((rank) => [...rank])).toEqual([
      [2, 1, 0],
      [1, 2, 0],
      [0, 1, 2],
    ]);
  });
});

describe('NodeFinder', () => {
  it('finds the node that looking at all finds', () => {
    fc.assert(
      fc.property(
        tables,
        fc.double({ min: -1.2, max: 1.2, noNaN: true }),
        fc.double({ min: -1.2, max: 1.2, noNaN: true }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        ({ data, node }, left, top, radius) => {
          const rings = ringsAround(data, node, rankingOf(data));
          check(rings, left, top, radius);
        },
      ),
    );
    const rings = ringsAround(whole, 4000, rankingOf(whole));
    for (let k = 0; k < 300; k++)
      check(rings, Math.sin(k) * Math.sqrt(k / 300), Math.cos(k) * Math.sqrt(k / 300), 0.05);
  });
});

function check(rings: ReturnType<typeof ringsAround>, left: number, top: number, radius: number): void {
  const away = (node: number) => Math.hypot(rings.x[node]! - left, rings.y[node]! - top);
  const found = new NodeFinder(rings).nearest(left, top, radius);
  const least = rings.order.reduce((best, node) => Math.min(best, away(node)), Number.POSITIVE_INFINITY);
  if (found < 0) expect(least).toBeGreaterThan(radius - 1e-5);
  else {
    expect(away(found)).toBeLessThan(least + 1e-6);
    expect(least).toBeLessThan(radius + 1e-5);
  }
}

function compared(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
