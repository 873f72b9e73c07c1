import type { Size } from '../../shared/use-size.ts';

/** What of the rings is in sight: the place in the middle of the box, and how many times larger than whole. */
export interface View {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: View = { zoom: 1, x: 0, y: 0 };
const CLOSEST = 40;
/** Pixels around the outermost ring. */
const EDGE = 8;

/** Pixels of a length of 1. */
export const scaleOf = ({ width, height }: Size, { zoom }: View): number =>
  Math.max(1, Math.min(width, height) / 2 - EDGE) * zoom;

/** From a place of the rings to pixels of the box. */
export function pixelOf(size: Size, view: View, x: number, y: number): readonly [number, number] {
  const scale = scaleOf(size, view);
  return [size.width / 2 + (x - view.x) * scale, size.height / 2 + (y - view.y) * scale];
}

/** From pixels of the box to a place of the rings. */
export function placeAt(size: Size, view: View, left: number, top: number): readonly [number, number] {
  const scale = scaleOf(size, view);
  return [view.x + (left - size.width / 2) / scale, view.y + (top - size.height / 2) / scale];
}

/** Closer by a factor, the place under a pixel staying there. */
export function zoomed(size: Size, view: View, factor: number, left: number, top: number): View {
  const zoom = Math.max(1, Math.min(CLOSEST, view.zoom * factor));
  const [x, y] = placeAt(size, view, left, top);
  const share = view.zoom / zoom;
  return kept({ zoom, x: x + (view.x - x) * share, y: y + (view.y - y) * share });
}

/** Moved by pixels: what is drawn goes to the right and down. */
export function panned(size: Size, view: View, dx: number, dy: number): View {
  const scale = scaleOf(size, view);
  return kept({ zoom: view.zoom, x: view.x - dx / scale, y: view.y - dy / scale });
}

/** The view, moved only where the place would be out of sight. */
export function showing(size: Size, view: View, x: number, y: number): View {
  const [left, top] = pixelOf(size, view, x, y);
  const inside = left >= EDGE && top >= EDGE && left <= size.width - EDGE && top <= size.height - EDGE;
  return inside ? view : kept({ zoom: view.zoom, x, y });
}

/** Something of the rings stays in sight, and all of them where they have room. */
function kept({ zoom, x, y }: View): View {
  const most = 1 - 1 / zoom;
  const far = Math.hypot(x, y);
  const share = far > most ? most / (far || 1) : 1;
  return { zoom, x: x * share, y: y * share };
}
