import { createRng } from '../../../space/random.ts';

/** A connection of two nodes; which way does not matter. */
export interface Tie {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** Places of nodes, from 0 to 1 each way. */
export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** `free`: both ways by the forces; `ranked`: node 0 at the top, the last at the bottom, and the forces move sideways. */
export type Arrangement = 'free' | 'ranked';

const SEED = 1995;
/** The turn between nodes that come after each other on a sunflower's spiral. */
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * Places nodes so that those with heavy ties are near each other (Fruchterman & Reingold 1991: all push each other away,
 * ties pull, steps grow shorter). The first node begins in the middle, the others around it in order. The same ties give
 * the same places.
 */
export function networkLayout(count: number, ties: readonly Tie[], arrangement: Arrangement): Places {
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const rng = createRng(SEED);
  for (let i = 0; i < count; i++) {
    const radius = 0.5 * Math.sqrt((i + 0.1) / count);
    x[i] = 0.5 + radius * Math.cos(i * GOLDEN) + 1e-3 * (rng.float() - 0.5);
    y[i] = arrangement === 'ranked' ? i / Math.max(1, count - 1) : 0.5 + radius * Math.sin(i * GOLDEN);
  }
  if (count < 2) return { x: x.fill(0.5), y: y.fill(0.5) };
  const heaviest = ties.reduce(
    (most, { from, to, weight }) => (from === to ? most : Math.max(most, weight)),
    0,
  );
  const ideal = Math.sqrt(1 / count);
  const steps = count > 80 ? 100 : 250;
  const [dx, dy] = [new Float64Array(count), new Float64Array(count)];
  for (let step = 0; step < steps; step++) {
    repel(x, y, dx, dy, ideal);
    for (const { from, to, weight } of ties) {
      if (from === to || heaviest === 0) continue;
      const [across, down] = [x[to]! - x[from]!, y[to]! - y[from]!];
      const pull = (Math.sqrt(weight / heaviest) * Math.hypot(across, down)) / ideal;
      dx[from]! += across * pull;
      dy[from]! += down * pull;
      dx[to]! -= across * pull;
      dy[to]! -= down * pull;
    }
    const most = 0.1 * (1 - step / steps) + 0.002;
    for (let i = 0; i < count; i++) {
      // A weak pull to the middle keeps nodes without ties in the picture.
      const [across, down] = [dx[i]! + (0.5 - x[i]!), dy[i]! + (0.5 - y[i]!)];
      const length = Math.hypot(across, down);
      const share = length > most ? most / length : 1;
      x[i]! += across * share;
      if (arrangement === 'free') y[i]! += down * share;
    }
  }
  return { x: spread(x), y: arrangement === 'free' ? spread(y) : y };
}

function repel(x: Float64Array, y: Float64Array, dx: Float64Array, dy: Float64Array, ideal: number): void {
  dx.fill(0);
  dy.fill(0);
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [across, down] = [x[i]! - x[j]!, y[i]! - y[j]!];
      const push = (ideal * ideal) / Math.max(1e-6, across * across + down * down);
      dx[i]! += across * push;
      dy[i]! += down * push;
      dx[j]! -= across * push;
      dy[j]! -= down * push;
    }
  }
}

/** The same values from 0 to 1. */
function spread(values: Float64Array): Float64Array {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? values.map((value) => (value - low) / (high - low)) : values.fill(0.5);
}

/**
 * Places in pixels within a box, with discs of these radii moved apart where they would cover each other, as far as there
 * is room; `sideways`: they keep their heights.
 */
export function withoutOverlap(
  places: Places,
  radii: ArrayLike<number>,
  box: { readonly width: number; readonly height: number },
  sideways: boolean,
): Places {
  const within = (value: number, radius: number, size: number) =>
    Math.max(Math.min(radius, size / 2), Math.min(size - Math.min(radius, size / 2), value));
  const inner = (share: number, radius: number, size: number) =>
    radius + share * Math.max(0, size - 2 * radius);
  const x = places.x.map((share, i) => inner(share, radii[i]!, box.width));
  const y = places.y.map((share, i) => inner(share, radii[i]!, box.height));
  for (let round = 0; round < 40; round++) {
    let moved = false;
    for (let i = 0; i < x.length; i++) {
      for (let j = 0; j < i; j++) {
        const [across, down] = [x[i]! - x[j]! || 1e-3, y[i]! - y[j]!];
        const distance = Math.hypot(across, down);
        const lack = radii[i]! + radii[j]! + 2 - distance;
        if (lack <= 0) continue;
        moved = true;
        const [ux, uy] = sideways ? [Math.sign(across), 0] : [across / distance, down / distance];
        x[i] = within(x[i]! + (ux * lack) / 2, radii[i]!, box.width);
        y[i] = within(y[i]! + (uy * lack) / 2, radii[i]!, box.height);
        x[j] = within(x[j]! - (ux * lack) / 2, radii[j]!, box.width);
        y[j] = within(y[j]! - (uy * lack) / 2, radii[j]!, box.height);
      }
    }
    if (!moved) break;
  }
  return { x, y };
}
