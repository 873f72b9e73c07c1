import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dots, paintDots, type Rgb } from '../../../src/ui/charts/dots.ts';

const [WIDTH, HEIGHT] = [40, 30];
const COLOURS: readonly Rgb[] = [
  [255, 0, 0],
  [0, 0, 255],
];

const dotsOf = (places: readonly (readonly [x: number, y: number, colour: number])[]): Dots => ({
  count: places.length,
  x: Float32Array.from(places, ([x]) => x),
  y: Float32Array.from(places, ([, y]) => y),
  colour: Uint8Array.from(places, ([, , colour]) => colour),
  colours: COLOURS,
});

function painted(dots: Dots, radius: number, ring?: Parameters<typeof paintDots>[5]) {
  const pixels = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  paintDots(pixels, WIDTH, HEIGHT, dots, radius, ring);
  return pixels;
}

const at = (pixels: Uint8ClampedArray, x: number, y: number) => [
  ...pixels.subarray(4 * (y * WIDTH + x), 4 * (y * WIDTH + x) + 4),
];

describe('paintDots', () => {
  it('covers about the area of a disc, whole in the middle and nothing beyond', () => {
    const pixels = painted(dotsOf([[20, 15, 0]]), 4);
    let area = 0;
    for (let i = 3; i < pixels.length; i += 4) area += pixels[i]! / 255;
    expect(area).toBeGreaterThan(Math.PI * 16 * 0.95);
    expect(area).toBeLessThan(Math.PI * 16 * 1.05);
    expect(at(pixels, 20, 15)).toEqual([255, 0, 0, 255]);
    expect(at(pixels, 26, 15)).toEqual([0, 0, 0, 0]);
    // The same to all sides.
    for (const [x, y] of [
      [16, 15],
      [24, 15],
      [20, 11],
      [20, 19],
    ] as const)
      expect(at(pixels, x, y)).toEqual(at(pixels, 16, 15));
  });

  it('paints the later over the earlier, with its ring', () => {
    const ring = { width: 2, colour: [0, 255, 0] } as const;
    const pixels = painted(
      dotsOf([
        [15, 15, 0],
        [19, 15, 1],
      ]),
      3,
      ring,
    );
    expect(at(pixels, 19, 15)).toEqual([0, 0, 255, 255]);
    expect(at(pixels, 13, 15)).toEqual([255, 0, 0, 255]);
    // Between both middles is the ring of the later one.
    expect(at(pixels, 15, 15)).toEqual([0, 255, 0, 255]);
  });

  it('stays within the picture wherever dots are', () => {
    const anywhere = fc.double({ min: -100, max: 100 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anywhere, anywhere, fc.constantFrom(0, 1)), { maxLength: 30 }),
        fc.double({ min: 1, max: 6, noNaN: true }),
        (places, radius) => {
          const pixels = painted(dotsOf(places), radius);
          // One by one and all at once are the same.
          const once = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
          for (const place of places) paintDots(once, WIDTH, HEIGHT, dotsOf([place]), radius);
          expect(once).toEqual(pixels);
          for (const [x, y, colour] of places) {
            const [left, top] = [Math.round(x), Math.round(y)];
            const inside = left >= 0 && top >= 0 && left < WIDTH && top < HEIGHT;
            if (inside && places.at(-1)![0] === x && places.at(-1)![1] === y)
              expect(at(pixels, left, top).slice(0, 3)).toEqual(COLOURS[colour]);
          }
        },
      ),
    );
  });

  it('leaves out what a crowd hides, and nothing that is seen', () => {
    // Thousands of dots on a few dozen pixels: the last on each of them is on top.
    const places = Array.from(
      { length: 6000 },
      (_, i) => [5 + ((i * 7) % 30), 5 + ((i * 11) % 20), i % 2] as const,
    );
    const crowd = painted(dotsOf(places), 0.8);
    for (const [x, y] of places) {
      const last = places.findLast((place) => place[0] === x && place[1] === y)!;
      expect(at(crowd, x, y).slice(0, 3)).toEqual(COLOURS[last[2]]);
    }
  });
});
