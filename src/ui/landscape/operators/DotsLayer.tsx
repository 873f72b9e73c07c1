import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { paintDots, type Rgb } from '../../charts/dots.ts';
import { drawsAs } from '../../charts/export-chart.ts';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { cssOf, rgbOf } from '../../run/pareto/colours.ts';
import { useTokens } from '../../run/pareto/use-tokens.ts';

/** The more dots, the smaller, CSS pixels; up to so many. */
const SIZES = [
  { upTo: 400, radius: 3.2 },
  { upTo: 2500, radius: 2.4 },
  { upTo: Number.POSITIVE_INFINITY, radius: 1.8 },
] as const;

interface Props {
  readonly area: PlotArea;
  readonly x: Float64Array;
  /** Those that are not finite are left out. */
  readonly y: Float64Array;
}

/** Many dots of one colour in a plot: painted into the pixels of a canvas, shapes in a file. */
export function DotsLayer({ area, x, y }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const tokens = useTokens();
  const colour = useMemo(() => rgbOf(tokens.token('--accent')), [tokens]);
  const ring = useMemo(() => rgbOf(tokens.token('--panel')), [tokens]);
  const { left, top, width, height } = area;
  useLayoutEffect(() => paint(canvas.current!, area, x, y, colour, ring), [area, x, y, colour, ring]);
  useEffect(() => drawsAs(canvas.current!, () => asSvg(area, x, y, colour)), [area, x, y, colour]);
  return <canvas ref={canvas} style={{ left, top, width, height }} />;
}

const radiusOf = (count: number): number => SIZES.find(({ upTo }) => count <= upTo)!.radius;

function paint(
  canvas: HTMLCanvasElement,
  area: PlotArea,
  x: Float64Array,
  y: Float64Array,
  colour: Rgb,
  ring: Rgb,
): void {
  const density = devicePixelRatio || 1;
  const [width, height] = [Math.round(area.width * density), Math.round(area.height * density)];
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(width, height);
  const places = { x: new Float32Array(x.length), y: new Float32Array(x.length) };
  for (let i = 0; i < x.length; i++) {
    places.x[i] = (area.x(x[i]!) - area.left) * density;
    places.y[i] = (area.y(y[i]!) - area.top) * density;
  }
  paintDots(
    image.data,
    width,
    height,
    { count: x.length, ...places, colour: new Uint8Array(x.length), colours: [colour] },
    radiusOf(x.length) * density,
    { width: 0.8 * density, colour: ring },
  );
  context.putImageData(image, 0, 0);
}

function asSvg(area: PlotArea, x: Float64Array, y: Float64Array, colour: Rgb): SVGElement {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  let d = '';
  for (let i = 0; i < x.length; i++)
    // A line of no length with round ends is a dot.
    if (Number.isFinite(y[i]!)) d += `M${area.x(x[i]!).toFixed(1)} ${area.y(y[i]!).toFixed(1)}h0`;
  for (const [name, value] of Object.entries({
    d,
    fill: 'none',
    stroke: cssOf(colour),
    'stroke-width': String(2 * radiusOf(x.length)),
    'stroke-linecap': 'round',
  }))
    path.setAttribute(name, value);
  return path;
}
