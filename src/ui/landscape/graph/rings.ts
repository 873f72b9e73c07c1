import type { GraphData } from './graph-data.ts';

type Space = Pick<GraphData, 'count' | 'sizes' | 'digits' | 'fitness'>;

/** In which order positions and their options are drawn. */
export interface Ranking {
  /** Positions, the one whose choice explains most of the variance of fitness first. */
  readonly positions: readonly number[];
  /** By position and option: the option's rank by the mean fitness of the nodes that have it, the best 0. */
  readonly ranks: readonly Uint8Array[];
}

/** A band of nodes at one distance from the centre; lengths in units of the outermost circle's radius. */
export interface Band {
  readonly inner: number;
  readonly outer: number;
  /** The room of a node: the shorter side of its cell. */
  readonly cell: number;
}

/** Nodes of one ring that differ from the centre at the same positions. */
export interface Wedge {
  readonly ring: number;
  /** From 0, in the order of the ranking. */
  readonly positions: readonly number[];
  /** They are `order[first]` up to, not including, `order[end]`. */
  readonly first: number;
  readonly end: number;
}

/**
 * All nodes around one of them, in rings by Hamming distance. Within a ring nodes stand in wedges by *which* positions
 * differ from the centre, clockwise from the top: those with the positions that matter most come first. Within a wedge
 * they stand by *what* is chosen there, options by mean fitness, the best first: choices that matter most turn the
 * hand, those that matter least lead outwards (dimensional stacking, LeBlanc, Ward & Wittels 1990, on a circle). So
 * what depends on one choice shows as stripes or spokes, and what does not as noise.
 */
export interface Rings {
  readonly centre: number;
  /** Nodes, ring after ring, within a ring clockwise and outwards. */
  readonly order: Int32Array;
  /** By node: its place in `order`. */
  readonly place: Int32Array;
  /** Ring d is `order[starts[d]]` up to, not including, `order[starts[d + 1]]`. Rings may be empty. */
  readonly starts: Int32Array;
  /** By node: its ring, which is its distance from the centre. */
  readonly ring: Uint8Array;
  readonly bands: readonly Band[];
  readonly wedges: readonly Wedge[];
  /** By node: its place; the centre is at 0, 0, the outermost circle has radius 1, y grows downwards. */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The order in which a landscape's positions and options are drawn, by main effects on fitness. */
export function rankingOf({ count, sizes, digits, fitness }: Space): Ranking {
  const length = sizes.length;
  const mean = fitness.reduce((sum, value) => sum + value, 0) / count;
  const explained = new Float64Array(length);
  const ranks = sizes.map((size, i) => {
    const sums = new Float64Array(size);
    const counts = new Int32Array(size);
    for (let node = 0; node < count; node++) {
      const digit = digits[node * length + i]!;
      sums[digit]! += fitness[node]! - mean;
      counts[digit]!++;
    }
    // Options that the table lacks come last.
    const effects = Array.from(sums, (sum, k) => (counts[k] ? sum / counts[k]! : Number.NEGATIVE_INFINITY));
    for (let k = 0; k < size; k++) if (counts[k]) explained[i]! += sums[k]! * effects[k]!;
    const rank = new Uint8Array(size);
    for (const [place, option] of [...effects.keys()]
      .sort((a, b) => effects[b]! - effects[a]! || a - b)
      .entries())
      rank[option] = place;
    return rank;
  });
  const positions = [...sizes.keys()].sort((a, b) => explained[b]! - explained[a]! || a - b);
  return { positions, ranks };
}

/** Areas of rings grow with this power of their nodes: below 1, so that the few nodes near the centre have room. */
const AREA_POWER = 0.5;
/** Shares of a band that stay empty at each side, and columns that stay empty between wedges. */
const BAND_GAP = 0.07;
const WEDGE_GAP = 0.7;

/** The rings around a node. Linear in nodes times positions: 15,625 nodes of six take some milliseconds. */
export function ringsAround(space: Space, centre: number, ranking: Ranking): Rings {
  const { count, sizes, digits } = space;
  const length = sizes.length;
  const ring = new Uint8Array(count);
  for (let node = 0; node < count; node++)
    for (let i = 0; i < length; i++)
      if (digits[node * length + i] !== digits[centre * length + i]) ring[node]!++;
  const order = sorted(space, centre, ranking, ring);
  const place = new Int32Array(count);
  for (let i = 0; i < count; i++) place[order[i]!] = i;
  const starts = new Int32Array(length + 2);
  for (const d of ring) starts[d + 1]!++;
  for (let d = 0; d <= length; d++) starts[d + 1]! += starts[d]!;
  const wedges = wedgesOf(space, centre, ranking, ring, order);

  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const edges = edgesOf(starts);
  const bands: Band[] = [{ inner: 0, outer: edges[0]!, cell: edges[0]! }];
  for (let d = 1; d <= length; d++) {
    const nodes = starts[d + 1]! - starts[d]!;
    const gap = (edges[d]! - edges[d - 1]!) * BAND_GAP;
    const [inner, outer] = [edges[d - 1]! + gap, edges[d]! - gap];
    const own = wedges.filter((wedge) => wedge.ring === d);
    const rows = rowsOf(sizes, nodes, inner, outer);
    const turns = own.length > 1 ? WEDGE_GAP : 0;
    const columns = own.reduce((sum, { first, end }) => sum + Math.ceil((end - first) / rows) + turns, 0);
    const [height, angle] = [(outer - inner) / rows, (2 * Math.PI) / columns];
    let column = 0;
    for (const { first, end } of own) {
      for (let i = first; i < end; i++) {
        const at = angle * (column + Math.floor((i - first) / rows) + 0.5 + turns / 2);
        const radius = inner + height * (((i - first) % rows) + 0.5);
        x[order[i]!] = radius * Math.sin(at);
        y[order[i]!] = -radius * Math.cos(at);
      }
      column += Math.ceil((end - first) / rows) + turns;
    }
    // A node that is alone on its ring has all of it.
    const chord = 2 * (inner + height / 2) * Math.sin(Math.min(Math.PI, angle) / 2);
    bands.push({ inner, outer, cell: Math.min(height, chord) });
  }
  return { centre, order, place, starts, ring, bands, wedges, x, y };
}

/** The nodes by ring, then by which positions differ, then by what: stable counting sorts, the last key first. */
function sorted(
  { count, sizes, digits }: Space,
  centre: number,
  { positions, ranks }: Ranking,
  ring: Uint8Array,
): Int32Array {
  const length = sizes.length;
  let order = Int32Array.from({ length: count }, (_, node) => node);
  const sortBy = (keys: number, keyOf: (node: number) => number) => {
    const next = new Int32Array(keys + 1);
    for (const node of order) next[keyOf(node) + 1]!++;
    for (let key = 0; key < keys; key++) next[key + 1]! += next[key]!;
    const result = new Int32Array(count);
    for (const node of order) result[next[keyOf(node)]!++] = node;
    order = result;
  };
  const backwards = [...positions].reverse();
  for (const i of backwards) sortBy(sizes[i]!, (node) => ranks[i]![digits[node * length + i]!]!);
  for (const i of backwards) {
    const own = digits[centre * length + i]!;
    sortBy(2, (node) => (digits[node * length + i] === own ? 1 : 0));
  }
  sortBy(length + 1, (node) => ring[node]!);
  return order;
}

function wedgesOf(
  { sizes, digits }: Space,
  centre: number,
  { positions }: Ranking,
  ring: Uint8Array,
  order: Int32Array,
): Wedge[] {
  const length = sizes.length;
  const differs = (node: number, i: number) => digits[node * length + i] !== digits[centre * length + i];
  const wedges: { ring: number; positions: number[]; first: number; end: number }[] = [];
  for (const [place, node] of order.entries()) {
    const last = wedges.at(-1);
    const before = last && order[last.first]!;
    if (before !== undefined && positions.every((i) => differs(before, i) === differs(node, i)))
      last!.end = place + 1;
    else
      wedges.push({
        ring: ring[node]!,
        positions: positions.filter((i) => differs(node, i)),
        first: place,
        end: place + 1,
      });
  }
  return wedges;
}

/** The outer radius of each ring, the last that has nodes at 1. */
function edgesOf(starts: Int32Array): Float64Array {
  const edges = new Float64Array(starts.length - 1);
  let area = 0;
  for (let d = 0; d < edges.length; d++) {
    area += (starts[d + 1]! - starts[d]!) ** AREA_POWER;
    edges[d] = area;
  }
  return edges.map((value) => Math.sqrt(value / area));
}

/**
 * How many nodes of a ring stand one above the other: so that their cells are about square, and, where all positions
 * have as many options, so that the options of a position never straddle a column.
 */
function rowsOf(sizes: readonly number[], nodes: number, inner: number, outer: number): number {
  const ideal = Math.max(1, Math.sqrt(((outer - inner) * nodes) / (Math.PI * (inner + outer))));
  const others = new Set(sizes.filter((size) => size > 1).map((size) => size - 1));
  const [other] = others;
  if (others.size !== 1 || other === undefined || other < 2) return Math.max(1, Math.round(ideal));
  let best = 1;
  for (let block = 1; block <= 4 * ideal; block *= other)
    for (let part = 1; part <= other; part++)
      if (other % part === 0 && off(block * part, ideal) < off(best, ideal)) best = block * part;
  return best;
}

const off = (rows: number, ideal: number): number => Math.abs(Math.log(rows / ideal));
