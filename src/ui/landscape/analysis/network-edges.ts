import type { OptimaEdge, OptimaNetwork, Optimum } from '../../../landscape/report.ts';

/** More edges than these, and for each optimum, are a blot; the others are in the table. */
const MOST_DRAWN = 360;
const MOST_EACH = 5;

/** Edges between different optima that are drawn: the heaviest out of each, then the heaviest of all. */
export function drawnEdges({ edges, shown }: OptimaNetwork): OptimaEdge[] {
  const between = edges
    .filter(({ from, to }) => from !== to && from < shown && to < shown)
    .sort((a, b) => b.weight - a.weight || a.from - b.from || a.to - b.to);
  const first = new Set<number>();
  const kept = new Set<OptimaEdge>();
  for (const edge of between) {
    if (first.has(edge.from)) continue;
    first.add(edge.from);
    kept.add(edge);
  }
  for (const edge of between) {
    if (kept.size >= Math.min(MOST_DRAWN, MOST_EACH * shown)) break;
    kept.add(edge);
  }
  return between.filter((edge) => kept.has(edge));
}

/** Where an edge leads. */
export type Direction = 'up' | 'down' | 'level' | 'itself';

/** Whether an edge leads to a fitter optimum. */
export function directionOf({ from, to }: OptimaEdge, optima: readonly Optimum[]): Direction {
  if (from === to) return 'itself';
  const change = optima[to]!.fitness - optima[from]!.fitness;
  return change > 0 ? 'up' : change < 0 ? 'down' : 'level';
}

/**
 * Pixels of the discs' radii: areas go with the basins of steepest ascent, and all discs together cover about an eighth of
 * the box; none is too small to be seen or pressed.
 */
export function discRadii(
  optima: readonly Optimum[],
  { width, height }: { readonly width: number; readonly height: number },
): number[] {
  const all = optima.reduce((sum, { climbBasin }) => sum + Math.max(1, climbBasin), 0);
  const least = optima.length > 60 ? 4 : 6;
  const most = Math.max(least, Math.min(40, Math.min(width, height) / 6));
  return optima.map(({ climbBasin }) => {
    const area = ((width * height) / 8) * (Math.max(1, climbBasin) / all);
    return Math.min(most, Math.max(least, Math.sqrt(area / Math.PI)));
  });
}

/** An edge as drawn: paths of the line and of its head, and the line's width in pixels. */
export interface Arc {
  readonly line: string;
  readonly head: string;
  readonly width: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A line from rim to rim that bends to its left, so that an edge and the one back are two lines, with a head where it
 * arrives. Widths go with the root of the weight.
 */
export function arcOf(
  { from, to, weight }: OptimaEdge,
  points: readonly Point[],
  radii: readonly number[],
  heaviest: number,
): Arc {
  const [a, b] = [points[from]!, points[to]!];
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const bend = Math.min(28, length * 0.16);
  const middle = { x: (a.x + b.x) / 2 + uy * bend, y: (a.y + b.y) / 2 - ux * bend };
  const width = 0.5 + 3.5 * Math.sqrt(weight / heaviest);
  const size = 4 + width;
  const tip = towards(b, middle, radii[to]! + 1);
  const foot = towards(tip, middle, size);
  const start = towards(a, middle, radii[from]!);
  const [wx, wy] = [((foot.y - tip.y) / size) * size * 0.45, ((tip.x - foot.x) / size) * size * 0.45];
  return {
    line: `M${at(start)}Q${at(middle)} ${at(foot)}`,
    head: `M${at(tip)}L${at({ x: foot.x + wx, y: foot.y + wy })}L${at({ x: foot.x - wx, y: foot.y - wy })}Z`,
    width,
  };
}

/** So many pixels from a point on the way to another. */
function towards(from: Point, to: Point, pixels: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) * pixels) / length, y: from.y + ((to.y - from.y) * pixels) / length };
}

const at = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
