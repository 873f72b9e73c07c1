import type { CandidateTable } from '../../../run/candidate-table.ts';
import { paintDots, type Ring } from '../../charts/dots.ts';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import type { Cloud } from './cloud.ts';
import { cssOf, type Palette } from './colours.ts';
import { PointGrid } from './grid.ts';

/** What is drawn. */
export interface Scene {
  readonly table: CandidateTable;
  readonly cloud: Cloud;
  /** The first so many points are. */
  readonly prefix: number;
  readonly area: PlotArea;
  readonly palette: Palette;
  /** Around every dot, while there are few. */
  readonly ring: Ring['colour'];
  /** Physical pixels for each of CSS. */
  readonly density: number;
}

/** The larger a cloud, the smaller its dots, CSS pixels; up to so many points. */
const SIZES = [
  { upTo: 3000, radius: 3, ring: 1 },
  { upTo: 20_000, radius: 2.2, ring: 0.8 },
  { upTo: Number.POSITIVE_INFINITY, radius: 1.5, ring: 0 },
] as const;

/** Pixels beyond which a hundred dots are put on the canvas one by one rather than with all of it. */
const ONE_BY_ONE = 128;

/**
 * The cloud as pixels. Points that came since the last drawing are painted over it; all are painted when the range, the
 * size, the colours or the theme change, or when there are fewer. The place of each is kept for finding the nearest.
 */
export class Picture {
  #x = new Float32Array(0);
  #y = new Float32Array(0);
  #colour = new Uint8Array(0);
  #placed = 0;
  #painted = 0;
  #image: ImageData | undefined;
  /** What the places, the colours and the pixels belong to. */
  #placesOf = '';
  #coloursOf = '';
  #scene: Scene | undefined;
  readonly #grid = new PointGrid();
  #gridStale = true;

  /** Draws a scene, or as much of it as is new. */
  draw(canvas: HTMLCanvasElement, scene: Scene): void {
    const { cloud, area, palette, prefix, density } = scene;
    const [width, height] = [Math.round(area.width * density), Math.round(area.height * density)];
    const other = this.#scene?.cloud !== cloud;
    const { radius, ring } = SIZES.find(({ upTo }) => prefix <= upTo)!;
    const places = [area.x.domain, area.y.domain, width, height, density].join();
    const colours = `${palette.key} ${radius} ${scene.ring.join()}`;
    this.#scene = scene;
    if (other || places !== this.#placesOf) {
      this.#placed = 0;
      this.#gridStale = true;
    }
    const whole = other || places !== this.#placesOf || colours !== this.#coloursOf || prefix < this.#painted;
    if (whole) this.#painted = 0;
    this.#place(scene);
    if (other || colours !== this.#coloursOf) this.#recolour(scene, 0, cloud.count);
    [this.#placesOf, this.#coloursOf] = [places, colours];

    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    if (!this.#image || this.#image.width !== width || this.#image.height !== height)
      this.#image = new ImageData(width, height);
    else if (whole) this.#image.data.fill(0);
    const from = this.#painted;
    if (prefix > from) {
      paintDots(
        this.#image.data,
        width,
        height,
        {
          count: prefix - from,
          x: this.#x.subarray(from, prefix),
          y: this.#y.subarray(from, prefix),
          colour: this.#colour.subarray(from, prefix),
          colours: palette.colours,
        },
        radius * density,
        ring > 0 ? { width: ring * density, colour: scene.ring } : undefined,
      );
    }
    this.#painted = prefix;
    if (whole) this.#put(canvas);
    else this.#put(canvas, from, prefix, Math.ceil((radius + ring) * density) + 1);
  }

  /** The point nearest to a place of the plot, CSS pixels from its corner, at most `radius` away; -1 where there is none. */
  nearest(x: number, y: number, radius: number): number {
    const scene = this.#scene;
    if (!scene || !this.#image) return -1;
    const { density, prefix } = scene;
    if (this.#gridStale || this.#grid.append(this.#x, this.#y, this.#placed)) {
      this.#grid.build(this.#x, this.#y, this.#placed, this.#image.width, this.#image.height);
      this.#gridStale = false;
    }
    return this.#grid.nearest(x * density, y * density, radius * density, prefix);
  }

  /** The same as shapes: a path for each colour. Points outside the plot are left out. */
  asSvg(): SVGElement {
    const namespace = 'http://www.w3.org/2000/svg';
    const group = document.createElementNS(namespace, 'g');
    const scene = this.#scene;
    if (!scene) return group;
    const { area, density, palette, prefix } = scene;
    const { radius } = SIZES.find(({ upTo }) => prefix <= upTo)!;
    const paths = palette.colours.map(() => [] as string[]);
    for (let i = 0; i < prefix; i++) {
      const [x, y] = [this.#x[i]! / density, this.#y[i]! / density];
      if (x < 0 || y < 0 || x > area.width || y > area.height) continue;
      // A line of no length with round ends is a dot.
      paths[this.#colour[i]!]!.push(`M${(area.left + x).toFixed(1)} ${(area.top + y).toFixed(1)}h0`);
    }
    for (const [i, path] of paths.entries()) {
      if (path.length === 0) continue;
      const element = document.createElementNS(namespace, 'path');
      element.setAttribute('d', path.join(''));
      element.setAttribute('fill', 'none');
      element.setAttribute('stroke', cssOf(palette.colours[i]!));
      element.setAttribute('stroke-width', String(2 * radius));
      element.setAttribute('stroke-linecap', 'round');
      group.append(element);
    }
    return group;
  }

  #place({ cloud, area, palette, table, density }: Scene): void {
    const { count } = cloud;
    if (this.#x.length < count) {
      const room = Math.max(256, Math.ceil(count * 1.5));
      const grown = <T extends Float32Array | Uint8Array>(old: T, next: T): T => {
        next.set(old as never);
        return next;
      };
      this.#x = grown(this.#x, new Float32Array(room));
      this.#y = grown(this.#y, new Float32Array(room));
      this.#colour = grown(this.#colour, new Uint8Array(room));
    }
    const from = this.#placed;
    for (let i = from; i < count; i++) {
      this.#x[i] = (area.x(cloud.x[i]!) - area.left) * density;
      this.#y[i] = (area.y(cloud.y[i]!) - area.top) * density;
      this.#colour[i] = palette.colourOf(table, cloud.candidate[i]!);
    }
    this.#placed = count;
  }

  #recolour({ cloud, palette, table }: Scene, from: number, to: number): void {
    for (let i = from; i < to; i++) this.#colour[i] = palette.colourOf(table, cloud.candidate[i]!);
  }

  /** Puts the pixels on the canvas: all of them, or those around some points. */
  #put(canvas: HTMLCanvasElement, from = 0, to = Number.POSITIVE_INFINITY, room = 0): void {
    const context = canvas.getContext('2d');
    if (!context || !this.#image) return;
    if (to - from > ONE_BY_ONE) {
      context.putImageData(this.#image, 0, 0);
      return;
    }
    for (let i = from; i < to; i++) {
      const [left, top] = [Math.round(this.#x[i]!) - room, Math.round(this.#y[i]!) - room];
      context.putImageData(this.#image, 0, 0, left, top, 2 * room + 1, 2 * room + 1);
    }
  }
}
