import { SHAPE } from './colouring.ts';

/** The pixels that a mark touches, from the one that holds its middle. */
export interface Stencil {
  /** Pixels from the middle beyond which it touches none. */
  readonly half: number;
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  /** How much of each pixel is covered, 0 … 256. */
  readonly cover: Int32Array;
}

/** Parts of a pixel, each way, at which a mark's middle can be: dots two pixels apart would else stand in ripples. */
export const PHASES = 4;

/** The pixels of a shape of a radius, its middle at a part of a pixel (`0 … PHASES − 1` each way). */
function stencil(shape: number, radius: number, px: number, py: number): Stencil {
  const half = Math.ceil(radius * 1.2) + 1;
  const pixels: (readonly [dx: number, dy: number, cover: number])[] = [];
  const [left, top] = [(px + 0.5) / PHASES, (py + 0.5) / PHASES];
  for (let dy = -half; dy <= half; dy++) {
    for (let dx = -half; dx <= half; dx++) {
      const [x, y] = [dx + 0.5 - left, dy + 0.5 - top];
      const cover = Math.round(256 * Math.max(0, Math.min(1, 0.5 - outside(shape, radius, x, y))));
      if (cover > 0) pixels.push([dx, dy, cover]);
    }
  }
  return {
    half,
    dx: Int32Array.from(pixels, ([dx]) => dx),
    dy: Int32Array.from(pixels, ([, dy]) => dy),
    cover: Int32Array.from(pixels, ([, , cover]) => cover),
  };
}

/** How far a place is outside a shape around 0, 0; negative inside. */
function outside(shape: number, radius: number, x: number, y: number): number {
  if (shape === SHAPE.dot) return Math.hypot(x, y) - radius;
  // An equilateral triangle of about the dot's area, by its three sides.
  const inner = radius * 0.62;
  const up = shape === SHAPE.up ? y : -y;
  return Math.max(up - inner, Math.abs(x) * 0.866 - up * 0.5 - inner);
}

/** Stencils as they are asked for: radii in quarters of a pixel, kept until there are many. */
export class Stencils {
  readonly #made = new Map<number, Stencil>();

  /** `x`, `y`: where in its pixel the middle is, 0 … 1. */
  at(shape: number, radius: number, x: number, y: number): Stencil {
    const [px, py] = [Math.floor(x * PHASES), Math.floor(y * PHASES)];
    const quarters = Math.max(2, Math.round(radius * 4));
    const key = ((quarters * 3 + shape) * PHASES + py) * PHASES + px;
    const known = this.#made.get(key);
    if (known) return known;
    if (this.#made.size > 2000) this.#made.clear();
    const made = stencil(shape, quarters / 4, px, py);
    this.#made.set(key, made);
    return made;
  }
}
