import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PointGrid } from '../../../../src/ui/run/pareto/grid.ts';

const [WIDTH, HEIGHT] = [140, 90];
const place = fc.record({
  x: fc.double({ min: -30, max: WIDTH + 30, noNaN: true }),
  y: fc.double({ min: -30, max: HEIGHT + 30, noNaN: true }),
});

/** The same by looking at every point within the picture. */
function bruteForce(
  x: Float32Array,
  y: Float32Array,
  at: { x: number; y: number },
  radius: number,
  limit: number,
): number {
  let [best, least] = [-1, radius * radius];
  for (let i = 0; i < limit; i++) {
    if (x[i]! < 0 || y[i]! < 0 || x[i]! >= 144 || y[i]! >= 96) continue;
    const away = (x[i]! - at.x) ** 2 + (y[i]! - at.y) ** 2;
    if (away > least || (away === least && i < best)) continue;
    [best, least] = [i, away];
  }
  return best;
}

const columns = (points: readonly { x: number; y: number }[]) =>
  [Float32Array.from(points, ({ x }) => x), Float32Array.from(points, ({ y }) => y)] as const;

describe('PointGrid', () => {
  it('finds what looking at all points finds', () => {
    fc.assert(
      fc.property(
        fc.array(place, { maxLength: 200 }),
        place,
        fc.integer({ min: 0, max: 80 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (points, at, radius, share) => {
          const [x, y] = columns(points);
          const grid = new PointGrid();
          grid.build(x, y, points.length, WIDTH, HEIGHT);
          const limit = Math.floor(share * points.length);
          expect(grid.nearest(at.x, at.y, radius, limit)).toBe(bruteForce(x, y, at, radius, limit));
        },
      ),
    );
  });

  it('finds points that came later, and says when there are too many of them', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 80 }), place, (points, at) => {
        const inside = points.map(({ x, y }) => ({ x: Math.abs(x) % WIDTH, y: Math.abs(y) % HEIGHT }));
        const [x, y] = columns(inside);
        const grid = new PointGrid();
        grid.build(x, y, inside.length >> 1, WIDTH, HEIGHT);
        expect(grid.append(x, y, inside.length)).toBe(false);
        expect(grid.nearest(at.x, at.y, 60, inside.length)).toBe(bruteForce(x, y, at, 60, inside.length));
      }),
    );
    const many = new Float32Array(1000);
    const grid = new PointGrid();
    grid.build(many, many, 10, WIDTH, HEIGHT);
    expect(grid.append(many, many, 1000)).toBe(true);
  });
});
