/** Red, green, blue, 0 … 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Dots to draw: pixels, and for each the place of its colour. */
export interface Dots {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly colour: Uint8Array;
  readonly colours: readonly Rgb[];
}

/** A line around every dot, so that dots that overlap stay apart. */
export interface Ring {
  /** Pixels, beyond the dot's radius. */
  readonly width: number;
  readonly colour: Rgb;
}

/** The pixels that a dot touches. */
interface Stencil {
  /** Pixels from the dot's middle to the edge of the square. */
  readonly half: number;
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  /** How much of each pixel the dot and its ring cover, and the dot alone; sixteenths. */
  readonly cover: Float64Array;
  readonly inner: Float64Array;
}

function stencil(radius: number, ring: number): Stencil {
  const outer = radius + ring;
  const half = Math.ceil(outer);
  const pixels: (readonly [dx: number, dy: number, cover: number, inner: number])[] = [];
  for (let dy = -half; dy <= half; dy++) {
    for (let dx = -half; dx <= half; dx++) {
      let [cover, inner] = [0, 0];
      for (let k = 0; k < 16; k++) {
        const x = dx - 0.5 + (k % 4) / 4 + 1 / 8;
        const y = dy - 0.5 + Math.floor(k / 4) / 4 + 1 / 8;
        const distance = x * x + y * y;
        if (distance <= outer * outer) cover++;
        if (distance <= radius * radius) inner++;
      }
      if (cover > 0) pixels.push([dx, dy, cover / 16, inner / 16]);
    }
  }
  return {
    half,
    dx: Int32Array.from(pixels, ([dx]) => dx),
    dy: Int32Array.from(pixels, ([, dy]) => dy),
    cover: Float64Array.from(pixels, ([, , cover]) => cover),
    inner: Float64Array.from(pixels, ([, , , inner]) => inner),
  };
}

/** From so many dots on it pays to look for those that others hide. */
const CROWD = 2000;

/** Which dots have a later one on the very same pixel: 1 for those. Of a hundred thousand in a chart, two thirds do. */
function hiddenDots(
  width: number,
  height: number,
  count: number,
  x: Float32Array,
  y: Float32Array,
): Uint8Array {
  const hidden = new Uint8Array(count);
  const taken = new Uint8Array(width * height);
  for (let i = count - 1; i >= 0; i--) {
    const left = Math.round(x[i]!);
    const top = Math.round(y[i]!);
    if (!(left >= 0 && top >= 0 && left < width && top < height)) continue;
    const pixel = top * width + left;
    hidden[i] = taken[pixel]!;
    taken[pixel] = 1;
  }
  return hidden;
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
  ring?: Ring,
): void {
  const { half, dx, dy, cover, inner } = stencil(radius, ring?.width ?? 0);
  const size = cover.length;
  const offset = Int32Array.from(dx, (across, e) => 4 * (dy[e]! * width + across));
  // The colour of each pixel of a dot, for each colour of a dot.
  const paint = new Float64Array(3 * size * colours.length);
  for (const [c, dot] of colours.entries()) {
    for (let e = 0; e < size; e++) {
      const share = ring ? inner[e]! / cover[e]! : 1;
      for (let k = 0; k < 3; k++)
        paint[3 * (c * size + e) + k] = share * dot[k]! + (ring ? (1 - share) * ring.colour[k]! : 0);
    }
  }
  const hidden = count > CROWD ? hiddenDots(width, height, count, x, y) : undefined;
  for (let i = 0; i < count; i++) {
    if (hidden?.[i] === 1) continue;
    const left = Math.round(x[i]!);
    const top = Math.round(y[i]!);
    if (!(left >= -half && top >= -half && left < width + half && top < height + half)) continue;
    const whole = left >= half && top >= half && left < width - half && top < height - half;
    const middle = 4 * (top * width + left);
    let source = 3 * colour[i]! * size;
    for (let e = 0; e < size; e++, source += 3) {
      if (!whole) {
        const px = left + dx[e]!;
        const py = top + dy[e]!;
        if (px < 0 || px >= width || py < 0 || py >= height) continue;
      }
      const at = middle + offset[e]!;
      const share = cover[e]!;
      if (share === 1 || pixels[at + 3] === 0) {
        pixels[at] = paint[source]!;
        pixels[at + 1] = paint[source + 1]!;
        pixels[at + 2] = paint[source + 2]!;
        pixels[at + 3] = share * 255;
        continue;
      }
      const below = (pixels[at + 3]! / 255) * (1 - share);
      const alpha = share + below;
      pixels[at] = (paint[source]! * share + pixels[at]! * below) / alpha;
      pixels[at + 1] = (paint[source + 1]! * share + pixels[at + 1]! * below) / alpha;
      pixels[at + 2] = (paint[source + 2]! * share + pixels[at + 2]! * below) / alpha;
      pixels[at + 3] = alpha * 255;
    }
  }
}
