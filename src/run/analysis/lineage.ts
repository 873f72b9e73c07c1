import { type CandidateTable, parentsOf } from '../candidate-table.ts';
import { ancestorsOf, descendantsOf } from './kin.ts';

export interface LineageOptions {
  readonly show: 'ancestors' | 'descendants' | 'both';
  /**
   * From left to right: by generation, or by number. Numbers are given in the order of proposal, so that a parent
   * always stands left of its children; the order of evaluation says nothing of candidates over the cap, which may be
   * parents, too.
   */
  readonly x: 'generation' | 'number';
  /** Candidates that are shown, the nearest first; 300 where left out. */
  readonly most?: number;
}

/** A family tree to draw: columns by node, nodes by candidate number. */
export interface Lineage {
  readonly candidates: Int32Array;
  readonly x: Int32Array;
  /** Rows from the top, 0 … `lanes` − 1; no two nodes of one x share one. */
  readonly lane: Int32Array;
  readonly lanes: number;
  /** Generations of kinship to the nearest of those asked about; 0 for these. */
  readonly steps: Int32Array;
  /** Parents that are not shown. */
  readonly hiddenParents: Int32Array;
  /** From parent to child, as places among the nodes. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 1 where the parent is not the child's first. */
  readonly other: Uint8Array;
  /** Kin that are not shown. */
  readonly hidden: number;
}

/** How often rows are put in the order of their neighbours' means. */
const SWEEPS = 8;

/**
 * The family tree of some candidates, laid out. A candidate and the child that goes on longest of those it is the
 * first parent of stand in one lane, and nothing else stands between them; other children get the free lane nearest
 * to their parents'. Then whole lanes are sorted by the mean of the lanes that they are joined to (the barycentre
 * heuristic of Sugiyama, Tagawa & Toda 1981), a few times; the order with the fewest crossings of straight edges
 * stays. Everything is decided by the table and the options.
 */
export function lineage(
  table: CandidateTable,
  of: readonly number[],
  { show, x: by, most = 300 }: LineageOptions,
): Lineage {
  const { shown, hidden } = kin(table, of, show, most);
  const sorted = shown.toSorted((a, b) => a.candidate - b.candidate);
  const candidates = Int32Array.from(sorted, ({ candidate }) => candidate);
  const place = new Map(sorted.map(({ candidate }, i) => [candidate, i]));
  const x = candidates.map((n) => (by === 'number' ? n : table.generation[n]!));
  const parents = Array.from(candidates, (n) => [...new Set(parentsOf(table, n))]);
  const edges = parents.flatMap((all, to) =>
    all.flatMap((parent, slot) => {
      const from = place.get(parent);
      return from === undefined ? [] : [{ from, to, other: Number(slot > 0) }];
    }),
  );
  const first = firstLanes(x, edges);
  const lane = sweepLanes(x, edges, first);
  return {
    candidates,
    x,
    lane,
    lanes: lane.reduce((highest, each) => Math.max(highest, each + 1), 0),
    steps: Int32Array.from(sorted, ({ step }) => step),
    hiddenParents: Int32Array.from(parents, (all) => all.filter((parent) => !place.has(parent)).length),
    from: Int32Array.from(edges, ({ from }) => from),
    to: Int32Array.from(edges, ({ to }) => to),
    other: Uint8Array.from(edges, ({ other }) => other),
    hidden,
  };
}

/** Who is shown: the nearest, and of equally near ones those found first. */
function kin(table: CandidateTable, of: readonly number[], show: LineageOptions['show'], most: number) {
  const found = new Map<number, number>();
  const kinds =
    show === 'both' ? [ancestorsOf, descendantsOf] : [show === 'ancestors' ? ancestorsOf : descendantsOf];
  for (const kind of kinds) {
    const { candidates, steps } = kind(table, of);
    for (const [i, n] of candidates.entries()) found.set(n, Math.min(found.get(n) ?? steps[i]!, steps[i]!));
  }
  const all = [...found].map(([candidate, step]) => ({ candidate, step })).sort((a, b) => a.step - b.step);
  return { shown: all.slice(0, most), hidden: Math.max(0, all.length - most) };
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly other: number;
}

/** Lines of descent, each in the free lane nearest to the parents that stand already. */
function firstLanes(x: Int32Array, edges: readonly Edge[]): Int32Array {
  const count = x.length;
  const parents = Array.from({ length: count }, (): number[] => []);
  for (const { from, to } of edges) parents[to]!.push(from);
  // Children come after their parents, so that one pass from the end finds how many generations follow.
  const height = new Int32Array(count);
  for (let to = count - 1; to >= 0; to--)
    for (const from of parents[to]!) height[from] = Math.max(height[from]!, height[to]! + 1);
  const heir = new Int32Array(count).fill(-1);
  for (let child = 0; child < count; child++) {
    const [parent] = parents[child]!;
    if (parent === undefined || x[parent]! >= x[child]!) continue;
    const rival = heir[parent]!;
    if (rival < 0 || height[child]! > height[rival]!) heir[parent] = child;
  }
  const isHeir = new Uint8Array(count);
  for (const child of heir) if (child >= 0) isHeir[child] = 1;

  const lane = new Int32Array(count);
  const placed = new Uint8Array(count);
  /** Where the last line of a lane ends; lanes go both ways from 0. */
  const ends = new Map<number, number>();
  const heads = Array.from({ length: count }, (_, i) => i)
    .filter((i) => isHeir[i] === 0)
    .sort((a, b) => x[a]! - x[b]! || a - b);
  for (const head of heads) {
    const line = [head];
    for (let next = heir[head]!; next >= 0; next = heir[next]!) line.push(next);
    const near = line.flatMap((node) => parents[node]!.filter((parent) => placed[parent] === 1));
    const centre = near.reduce((sum, parent) => sum + lane[parent]!, 0) / Math.max(1, near.length);
    // Where a parent has the same lane, nobody may stand on its edge: no other line, nor the head of this one.
    const isFree = (at: number) => {
      const end = ends.get(at) ?? Number.NEGATIVE_INFINITY;
      const own = parents[head]!;
      return (
        end < x[head]! &&
        near.every((parent) => lane[parent] !== at || (own.includes(parent) && x[parent]! >= end))
      );
    };
    const chosen = nearestFree(isFree, centre);
    ends.set(chosen, x[line.at(-1)!]!);
    for (const node of line) {
      lane[node] = chosen;
      placed[node] = 1;
    }
  }
  return compact(lane);
}

/** The free lane nearest to `centre`. */
function nearestFree(isFree: (lane: number) => boolean, centre: number): number {
  const middle = Math.round(centre);
  for (let away = 0; ; away++) {
    const sides = centre < middle ? [middle - away, middle + away] : [middle + away, middle - away];
    for (const side of sides) if (isFree(side)) return side;
  }
}

/** The same order of lanes, numbered from 0 without gaps. */
function compact(lanes: Int32Array): Int32Array {
  const used = [...new Set(lanes)].sort((a, b) => a - b);
  const number = new Map(used.map((lane, i) => [lane, i]));
  return lanes.map((lane) => number.get(lane)!);
}

/** Lanes as wholes in a better order, as far as sweeps find one. */
function sweepLanes(x: Int32Array, edges: readonly Edge[], start: Int32Array): Int32Array {
  let best = start;
  let fewest = crossings(x, start, edges);
  let lane = start;
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const sums = new Map<number, { sum: number; count: number }>();
    const join = (a: number, b: number) => {
      if (lane[a] === lane[b]) return;
      const { sum, count } = sums.get(lane[a]!) ?? { sum: 0, count: 0 };
      sums.set(lane[a]!, { sum: sum + lane[b]!, count: count + 1 });
    };
    for (const { from, to } of edges) {
      join(from, to);
      join(to, from);
    }
    const mean = (of: number) => {
      const joined = sums.get(of);
      return joined ? joined.sum / joined.count : of;
    };
    const order = [...new Set(lane)].sort((a, b) => mean(a) - mean(b) || a - b);
    const number = new Map(order.map((old, i) => [old, i]));
    lane = lane.map((old) => number.get(old)!);
    const crossed = crossings(x, lane, edges);
    if (crossed >= fewest) continue;
    fewest = crossed;
    best = lane;
  }
  return best;
}

/** How many pairs of edges cross when they are drawn as straight lines; edges that meet in a node do not. `O(n²)`. */
export function crossings(
  x: ArrayLike<number>,
  lane: ArrayLike<number>,
  edges: readonly Pick<Edge, 'from' | 'to'>[],
): number {
  let count = 0;
  const side = (a: number, b: number, c: number) =>
    Math.sign((x[b]! - x[a]!) * (lane[c]! - lane[a]!) - (lane[b]! - lane[a]!) * (x[c]! - x[a]!));
  // Most pairs lie apart from left to right: with edges by their beginnings these are never looked at.
  const sorted = edges.toSorted((one, other) => x[one.from]! - x[other.from]!);
  for (let i = 0; i < sorted.length; i++) {
    const { from: a, to: b } = sorted[i]!;
    const end = x[b]!;
    const top = Math.min(lane[a]!, lane[b]!);
    const bottom = Math.max(lane[a]!, lane[b]!);
    for (let j = i + 1; j < sorted.length; j++) {
      const { from: c, to: d } = sorted[j]!;
      if (x[c]! >= end) break;
      if (Math.max(lane[c]!, lane[d]!) <= top || Math.min(lane[c]!, lane[d]!) >= bottom) continue;
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) count++;
    }
  }
  return count;
}
