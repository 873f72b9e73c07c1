import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookOf, SHAPE } from '../../../../src/ui/landscape/graph/colouring.ts';
import { factsOf, type GraphData } from '../../../../src/ui/landscape/graph/graph-data.ts';
import { Painter, radiusOf, type Scene } from '../../../../src/ui/landscape/graph/painter.ts';
import { rankingOf, ringsAround } from '../../../../src/ui/landscape/graph/rings.ts';
import { panned, pixelOf, placeAt, WHOLE, zoomed } from '../../../../src/ui/landscape/graph/view.ts';
import { tables, wholeGraph } from './spaces.ts';

const theme = { dark: true, token: (name: string) => `#${(0x100000 + name.length * 7919).toString(16)}` };
const GROUND = [1, 2, 3] as const;

function sceneOf(data: GraphData, centre: number, change: Partial<Scene> = {}): Scene {
  const rings = ringsAround(data, centre, rankingOf(data));
  const look = lookOf(data, factsOf(data), 'rank', centre, null, theme);
  const size = { width: 300, height: 200 };
  return { rings, x: rings.x, y: rings.y, look, view: WHOLE, size, density: 1, ground: GROUND, ...change };
}

const rgb = (pixel: number) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];

describe('Painter', () => {
  it('paints every node in its colour where it is, and leaves the rest', () => {
    fc.assert(
      fc.property(tables, ({ data, node }) => {
        const scene = sceneOf(data, node);
        const { width, height } = scene.size;
        const pixels = new Uint32Array(width * height);
        new Painter().paint(pixels, width, height, scene);
        for (let other = 0; other < data.count; other++) {
          const [x, y] = pixelOf(scene.size, WHOLE, scene.x[other]!, scene.y[other]!);
          const pixel = rgb(pixels[Math.floor(y) * width + Math.floor(x)]!);
          // A smaller one covers no pixel whole.
          if (radiusOf(scene, scene.rings.ring[other]!) < 1.5) expect(pixel).not.toEqual([...GROUND]);
          else expect(pixel).toEqual(scene.look.colours[scene.look.colour[other]!]);
        }
        // The picture is as high as the box, so its left and right edges are empty.
        for (let y = 0; y < height; y++) expect(rgb(pixels[y * width]!)).toEqual([...GROUND]);
      }),
    );
  });

  it('paints what is in sight alike, whatever is out of it', () => {
    const data = wholeGraph([4, 4, 4], (code) => (code * 37) % 61);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 1, max: 40, noNaN: true }),
        fc.nat({ max: 300 }),
        fc.constantFrom(SHAPE.dot, SHAPE.up, SHAPE.down),
        (width, height, factor, left, shape) => {
          const plain = sceneOf(data, 5);
          const scene = {
            ...plain,
            view: zoomed(plain.size, WHOLE, factor, left, 90),
            look: { ...plain.look, shape: new Uint8Array(data.count).fill(shape) },
          };
          const all = new Uint32Array(300 * 200);
          const part = new Uint32Array(width * height);
          new Painter().paint(all, 300, 200, scene);
          new Painter().paint(part, width, height, scene);
          for (let y = 0; y < height; y++)
            expect(part.subarray(y * width, (y + 1) * width)).toEqual(all.subarray(y * 300, y * 300 + width));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('lookOf', () => {
  it('tells better from worse than the centre by shape, and by side of the scale', () => {
    fc.assert(
      fc.property(tables, ({ data, node: centre }) => {
        const { colour, colours, shape } = lookOf(data, factsOf(data), 'difference', centre, null, theme);
        const middle = (colours.length - 1) / 2;
        for (let node = 0; node < data.count; node++) {
          const sign = Math.sign(data.fitness[node]! - data.fitness[centre]!);
          expect(shape[node]).toBe(sign > 0 ? SHAPE.up : sign < 0 ? SHAPE.down : SHAPE.dot);
          expect(Math.sign(colour[node]! - middle)).toBe(sign);
        }
      }),
    );
  });

  it('never gives a fitter node a lower step, and lights one basin alone', () => {
    fc.assert(
      fc.property(tables, ({ data }) => {
        const facts = factsOf(data);
        for (const colouring of ['rank', 'value'] as const) {
          const { colour, colours } = lookOf(data, facts, colouring, 0, null, theme);
          for (let a = 0; a < data.count; a++)
            for (let b = 0; b < data.count; b++)
              if (data.fitness[a]! >= data.fitness[b]!) expect(colour[a]).toBeGreaterThanOrEqual(colour[b]!);
          expect(colour[facts.fittest]).toBe(colours.length - 1);
        }
        const basin = facts.basins[0];
        if (!basin) return;
        const { colour, colours } = lookOf(data, facts, 'basin', 0, 0, theme);
        for (let node = 0; node < data.count; node++)
          expect(colour[node]).toBe(data.climb[node] === basin.optimum ? 0 : colours.length - 1);
      }),
    );
  });
});

describe('view', () => {
  const size = { width: 640, height: 400 };
  const pixels = fc.tuple(
    fc.double({ min: 0, max: 640, noNaN: true }),
    fc.double({ min: 0, max: 400, noNaN: true }),
  );

  it('leads from pixels to places and back', () => {
    fc.assert(
      fc.property(
        pixels,
        pixels,
        fc.double({ min: 0.1, max: 60, noNaN: true }),
        ([left, top], [x, y], factor) => {
          const view = panned(size, zoomed(size, WHOLE, factor, x, y), left, top);
          const [px, py] = pixelOf(size, view, ...placeAt(size, view, left, top));
          expect(px).toBeCloseTo(left, 6);
          expect(py).toBeCloseTo(top, 6);
          expect(view.zoom).toBeGreaterThanOrEqual(1);
          // The middle of the box is never out of the rings.
          expect(Math.hypot(view.x, view.y)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('keeps the place under the pointer', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 6.3, noNaN: true }),
        fc.double({ min: 1, max: 30, noNaN: true }),
        (angle, factor) => {
          const [left, top] = pixelOf(size, WHOLE, 0.9 * Math.cos(angle), 0.9 * Math.sin(angle));
          const view = zoomed(size, WHOLE, factor, left, top);
          const [x, y] = placeAt(size, view, left, top);
          expect(x).toBeCloseTo(0.9 * Math.cos(angle), 9);
          expect(y).toBeCloseTo(0.9 * Math.sin(angle), 9);
        },
      ),
    );
  });
});
