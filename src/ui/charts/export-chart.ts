import { savePng, saveSvg } from '../shared/export-picture.ts';

/** How to draw what a canvas shows as part of an SVG. */
const drawings = new WeakMap<HTMLCanvasElement, () => SVGElement>();

/** Says how a canvas below a chart's SVG is drawn in a file: as shapes, not as a picture of it. */
export function drawsAs(canvas: HTMLCanvasElement, draw: () => SVGElement): void {
  drawings.set(canvas, draw);
}

/** Saves the chart within an element as SVG. Throws an `Error` where there is none. */
export function saveChartSvg(room: HTMLElement, name: string): void {
  whole(room, (drawing) => saveSvg(drawing, name));
}

/** Saves the chart within an element as PNG, twice as large as on the screen. Rejects where there is none. */
export async function saveChartPng(room: HTMLElement, name: string): Promise<void> {
  await whole(room, (drawing) => savePng(drawing, name));
}

/** Puts the grid and what the canvases show into the drawing while it is written. */
function whole<T>(room: HTMLElement, write: (drawing: SVGSVGElement) => T): T {
  const drawing =
    room.querySelector<SVGSVGElement>('.plot > svg:not(.plot-grid)') ?? room.querySelector('svg');
  if (!drawing) throw new Error('There is no chart to save yet.');
  const grid = [...room.querySelectorAll('.plot-grid > *')].map((part) => part.cloneNode(true) as SVGElement);
  const canvases = [...room.querySelectorAll('canvas')].flatMap((canvas) => drawings.get(canvas)?.() ?? []);
  const added = [...grid, ...canvases];
  drawing.prepend(...added);
  try {
    return write(drawing);
  } finally {
    for (const element of added) element.remove();
  }
}
