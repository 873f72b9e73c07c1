import type { Rgb } from '../../charts/dots.ts';
import { cssOf } from '../../run/pareto/colours.ts';
import type { Size } from '../../shared/use-size.ts';
import { type Look, SHAPE } from './colouring.ts';
import type { Rings } from './rings.ts';
import { Stencils } from './stencils.ts';
import { pixelOf, scaleOf, type View } from './view.ts';

/** What is drawn. */
export interface Scene {
  readonly rings: Rings;
  /** By node: where it is; other than in `rings` while it is on its way there. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly look: Look;
  readonly view: View;
  /** Pixels of CSS, and physical pixels for each of them. */
  readonly size: Size;
  readonly density: number;
  /** What is behind. */
  readonly ground: Rgb;
}

/** A node's radius, as a share of its cell and in pixels. */
const FILL = 0.47;
const LARGEST = 8;

/** The radius of a ring's nodes, CSS pixels. */
export const radiusOf = (
  { rings, size, view }: Pick<Scene, 'rings' | 'size' | 'view'>,
  ring: number,
): number => Math.min(LARGEST, FILL * rings.bands[ring]!.cell * scaleOf(size, view));

/**
 * Paints all nodes into pixels and puts them on a canvas. 15,625 of them on 900 × 900 pixels, on a busy machine without
 * a GPU, medians: 3 to 7 ms; a canvas takes 40 to 50 for as many arcs, alone or in a path a colour, and 20 for squares.
 */
export class Painter {
  readonly #stencils = new Stencils();
  #image: ImageData | undefined;

  draw(canvas: HTMLCanvasElement, scene: Scene): void {
    const { size, density } = scene;
    const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d', { alpha: false });
    if (!context || width === 0 || height === 0) return;
    if (this.#image?.width !== width || this.#image.height !== height)
      this.#image = new ImageData(width, height);
    this.paint(new Uint32Array(this.#image.data.buffer), width, height, scene);
    context.putImageData(this.#image, 0, 0);
  }

  /** Paints into opaque pixels (red in the lowest byte), `width` × `height` of them. */
  paint(pixels: Uint32Array, width: number, height: number, scene: Scene): void {
    const { rings, x, y, look, view, size, density, ground } = scene;
    pixels.fill(packed(ground));
    const scale = scaleOf(size, view) * density;
    const [left, top] = pixelOf(size, view, 0, 0).map((value) => value * density) as [number, number];
    const colours = Uint32Array.from(look.colours, packed);
    for (let ring = 0; ring < rings.bands.length; ring++) {
      const radius = radiusOf(scene, ring) * density;
      for (let i = rings.starts[ring]!; i < rings.starts[ring + 1]!; i++) {
        const node = rings.order[i]!;
        const [px, py] = [left + x[node]! * scale, top + y[node]! * scale];
        const [column, row] = [Math.floor(px), Math.floor(py)];
        const { half, dx, dy, cover } = this.#stencils.at(look.shape[node]!, radius, px - column, py - row);
        if (!(column >= -half && row >= -half && column < width + half && row < height + half)) continue;
        const whole = column >= half && row >= half && column < width - half && row < height - half;
        const colour = colours[look.colour[node]!]!;
        const middle = row * width + column;
        for (let e = 0; e < cover.length; e++) {
          if (!whole) {
            const [at, line] = [column + dx[e]!, row + dy[e]!];
            if (at < 0 || at >= width || line < 0 || line >= height) continue;
          }
          const pixel = middle + dy[e]! * width + dx[e]!;
          const share = cover[e]!;
          pixels[pixel] = share === 256 ? colour : blended(pixels[pixel]!, colour, share);
        }
      }
    }
  }

  /** The same as shapes: a path for each colour of a ring. Nodes out of sight are left out. */
  asSvg(scene: Scene): SVGElement {
    const namespace = 'http://www.w3.org/2000/svg';
    const group = document.createElementNS(namespace, 'g');
    const { rings, x, y, look, view, size } = scene;
    for (let ring = 0; ring < rings.bands.length; ring++) {
      const radius = radiusOf(scene, ring);
      const paths = look.colours.map(() => ({ dots: [] as string[], triangles: [] as string[] }));
      for (let i = rings.starts[ring]!; i < rings.starts[ring + 1]!; i++) {
        const node = rings.order[i]!;
        const [px, py] = pixelOf(size, view, x[node]!, y[node]!);
        if (px < -radius || py < -radius || px > size.width + radius || py > size.height + radius) continue;
        const { dots, triangles } = paths[look.colour[node]!]!;
        // A line of no length with round ends is a dot.
        if (look.shape[node] === SHAPE.dot) dots.push(`M${px.toFixed(1)} ${py.toFixed(1)}h0`);
        else triangles.push(triangle(px, py, radius * 0.62, look.shape[node] === SHAPE.up));
      }
      for (const [i, { dots, triangles }] of paths.entries()) {
        const colour = cssOf(look.colours[i]!);
        const add = (d: string, attributes: Record<string, string>) => {
          const path = document.createElementNS(namespace, 'path');
          for (const [name, value] of Object.entries({ d, ...attributes })) path.setAttribute(name, value);
          group.append(path);
        };
        const dot = { fill: 'none', stroke: colour, 'stroke-linecap': 'round' };
        if (dots.length > 0) add(dots.join(''), { ...dot, 'stroke-width': (2 * radius).toFixed(2) });
        if (triangles.length > 0) add(triangles.join(''), { fill: colour });
      }
    }
    return group;
  }
}

/** The path of an equilateral triangle around a place, by the radius of its inner circle. */
export function triangle(x: number, y: number, inner: number, isUp: boolean): string {
  const sign = isUp ? 1 : -1;
  const [side, base] = [inner * 1.732, y + sign * inner];
  return `M${(x - side).toFixed(1)} ${base.toFixed(1)}H${(x + side).toFixed(1)}L${x.toFixed(1)} ${(y - sign * 2 * inner).toFixed(1)}Z`;
}

/** As canvases keep it on all machines that browsers run on: red in the lowest byte. */
const packed = ([red, green, blue]: Rgb): number => (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;

/** One opaque colour over another; `share` of 256. Red and blue go together: the bits between hold what is carried. */
function blended(below: number, above: number, share: number): number {
  const rest = 256 - share;
  const outer = (((above & 0xff00ff) * share + (below & 0xff00ff) * rest) >>> 8) & 0xff00ff;
  const green = (((above & 0xff00) * share + (below & 0xff00) * rest) >>> 8) & 0xff00;
  return (0xff000000 | outer | green) >>> 0;
}
