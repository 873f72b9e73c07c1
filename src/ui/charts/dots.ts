/** Dots to draw: pixels, and for each the place of its colour. */
export interface Dots {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly colour: Uint8Array;
  /** Red, green, blue, 0 … 255. */
  readonly colours: readonly (readonly [number, number, number])[];
}

/** How much of each pixel of a square a disc covers, in sixteenths of a pixel sampled; the same for every dot. */
function stencil(radius: number): { readonly side: number; readonly cover: Float32Array } {
  const side = 2 * Math.ceil(radius) + 1;
  const centre = side / 2;
  const cover = new Float32Array(side * side);
  for (let i = 0; i < cover.length; i++) {
    let inside = 0;
    for (let k = 0; k < 16; k++) {
      const dx = (i % side) + (k % 4) / 4 + 1 / 8 - centre;
      const dy = Math.floor(i / side) + Math.floor(k / 4) / 4 + 1 / 8 - centre;
      if (dx * dx + dy * dy <= radius * radius) inside++;
    }
    cover[i] = inside / 16;
  }
  return { side, cover };
}

/**
 * Paints dots into pixels (red, green, blue, alpha; `width` × `height`), the later over the earlier, and skips those
 * outside. A canvas takes a millisecond for a hundred arcs without a GPU; this takes one for some thousands.
 */
export function paintDots(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  { count, x, y, colour, colours }: Dots,
  radius: number,
): void {
  const { side, cover } = stencil(radius);
  const half = (side - 1) / 2;
  for (let i = 0; i < count; i++) {
    const left = Math.round(x[i]!) - half;
    const top = Math.round(y[i]!) - half;
    if (!(left >= -side && top >= -side && left < width && top < height)) continue;
    const [red, green, blue] = colours[colour[i]!]!;
    for (let row = 0; row < side; row++) {
      const py = top + row;
      if (py < 0 || py >= height) continue;
      for (let column = 0; column < side; column++) {
        const px = left + column;
        const share = cover[row * side + column]!;
        if (share === 0 || px < 0 || px >= width) continue;
        const at = 4 * (py * width + px);
        const below = (pixels[at + 3]! / 255) * (1 - share);
        const alpha = share + below;
        pixels[at] = (red * share + pixels[at]! * below) / alpha;
        pixels[at + 1] = (green * share + pixels[at + 1]! * below) / alpha;
        pixels[at + 2] = (blue * share + pixels[at + 2]! * below) / alpha;
        pixels[at + 3] = alpha * 255;
      }
    }
  }
}
