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
  const plots = [...room.querySelectorAll<HTMLElement>('.plot')].filter((plot) =>
    plot.querySelector(DRAWING),
  );
  if (plots.length > 1) return together(room, plots, write);
  const drawing = plots[0]?.querySelector<SVGSVGElement>(DRAWING) ?? room.querySelector('svg');
  if (!drawing) throw new Error('There is no chart to save yet.');
  const added = belowOf(room);
  drawing.prepend(...added);
  try {
    return write(drawing);
  } finally {
    for (const element of added) element.remove();
  }
}

const DRAWING = ':scope > svg:not(.plot-grid)';

/** What lies below a drawing: its grid, and what its canvases show. */
function belowOf(room: HTMLElement): SVGElement[] {
  const grid = [...room.querySelectorAll('.plot-grid > *')].map((part) => part.cloneNode(true) as SVGElement);
  const canvases = [...room.querySelectorAll('canvas')].flatMap((canvas) => drawings.get(canvas)?.() ?? []);
  return [...grid, ...canvases];
}

/** Several plots in one drawing, each where it is on the page. */
function together<T>(
  room: HTMLElement,
  plots: readonly HTMLElement[],
  write: (drawing: SVGSVGElement) => T,
): T {
  const namespace = 'http://www.w3.org/2000/svg';
  const box = room.getBoundingClientRect();
  const drawing = document.createElementNS(namespace, 'svg');
  let [width, height] = [0, 0];
  for (const plot of plots) {
    const { left, top, right, bottom } = plot.getBoundingClientRect();
    width = Math.max(width, Math.ceil(right - box.left));
    height = Math.max(height, Math.ceil(bottom - box.top));
    const part = document.createElementNS(namespace, 'g');
    part.setAttribute('transform', `translate(${left - box.left} ${top - box.top})`);
    const marks = plot.querySelector(DRAWING)!.cloneNode(true) as SVGElement;
    part.append(...belowOf(plot), ...marks.childNodes);
    drawing.append(part);
  }
  drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
  // On the page for a moment: its style is read from there.
  room.append(drawing);
  try {
    return write(drawing);
  } finally {
    drawing.remove();
  }
}
