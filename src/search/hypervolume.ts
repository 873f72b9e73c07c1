import { argsort, columnsOf, type Point } from './non-dominated-sort.ts';
import { Slicing } from './slicing.ts';

/**
 * The hypervolume (Zitzler & Thiele 1998): the volume that the points dominate and the reference point
 * bounds, in the product of the objectives' units. Points that are not strictly better than the reference in
 * every objective add nothing. One to three objectives take `O(n log n)`, four about `O(n²)`; beyond, the
 * time grows exponentially with their number. Infinite where a point inside or the reference is. Throws a
 * `RangeError` where a point has not as many objectives as the reference, and on NaN.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const { inside, columns, infinite } = readInside(points, reference);
  if (inside.length === 0) return 0;
  if (infinite) return Number.POSITIVE_INFINITY;
  return SWEEPS[reference.length]?.(columns, reference).volume ?? new Slicing(columns, reference).volume();
}

/**
 * The exclusive contribution of every point: the hypervolume of all of them less that of all others. 0 for
 * points that are dominated, equal to another one, or not inside the reference. A point that only one other
 * dominates takes away from that one's contribution. One to three objectives take `O(n log n)`. Throws a
 * `RangeError` like `hypervolume`, and where a point inside or the reference is infinite: the differences
 * would be unknown.
 */
export function hypervolumeContributions(points: readonly Point[], reference: Point): number[] {
  const { inside, columns, infinite } = readInside(points, reference);
  if (infinite && inside.length > 0)
    throw new RangeError('Contributions need finite points and a finite reference.');
  const all = new Array<number>(points.length).fill(0);
  if (inside.length === 0) return all;
  const { contributions } = SWEEPS[reference.length]?.(columns, reference) ?? {
    contributions: new Slicing(columns, reference).contributions(),
  };
  for (const [k, i] of inside.entries()) all[i] = contributions[k]!;
  return all;
}

/**
 * The points strictly better than the reference: their indices, their objectives one by one, and whether one
 * is infinite.
 */
function readInside(points: readonly Point[], reference: Point) {
  if (reference.length < 1 || reference.some(Number.isNaN))
    throw new RangeError('The reference point needs at least one objective, and none may be NaN.');
  const columns = columnsOf(points, reference.length);
  const inside: number[] = [];
  let infinite = reference.includes(Number.POSITIVE_INFINITY);
  for (let i = 0; i < points.length; i++) {
    let m = 0;
    while (m < reference.length && columns[m]![i]! < reference[m]!) m++;
    if (m < reference.length) continue;
    inside.push(i);
    for (const column of columns) infinite ||= column[i] === Number.NEGATIVE_INFINITY;
  }
  return { inside, infinite, columns: columns.map((column) => gather(column, inside)) };
}

const gather = (column: Float64Array, which: ArrayLike<number>): Float64Array => {
  const gathered = new Float64Array(which.length);
  for (let k = 0; k < which.length; k++) gathered[k] = column[which[k]!]!;
  return gathered;
};

interface Measured {
  readonly volume: number;
  readonly contributions: Float64Array;
}

/** By number of objectives: what one sweep over points inside the reference finds. */
const SWEEPS: Readonly<Record<number, (columns: readonly Float64Array[], reference: Point) => Measured>> = {
  1: ([x], [right]) => sweepLine(x!, new Float64Array(x!.length), right!, 1),
  2: ([x, y], [right, top]) => sweepLine(x!, y!, right!, top!),
  3: sweepPlane,
};

/**
 * Two objectives, a line along the first: the lowest point so far dominates what is above it; up to the
 * second lowest it does so alone.
 */
function sweepLine(x: Float64Array, y: Float64Array, right: number, top: number): Measured {
  const contributions = new Float64Array(x.length);
  let volume = 0;
  let owner = -1;
  let lowest = top;
  let second = top;
  let from = 0;
  const advance = (to: number) => {
    if (owner < 0) return;
    volume += (to - from) * (top - lowest);
    contributions[owner]! += (to - from) * (second - lowest);
  };
  for (const i of argsort(x)) {
    advance(x[i]!);
    from = x[i]!;
    if (y[i]! < lowest) {
      second = lowest;
      lowest = y[i]!;
      owner = i;
    } else if (y[i]! < second) second = y[i]!;
  }
  advance(right);
  return { volume, contributions };
}

/** A set of whole numbers below `size`, a tree of 32-bit words: every step takes the logarithm to base 32. */
class NumberSet {
  readonly #levels: Int32Array[] = [];

  constructor(size: number) {
    for (let left = size; left > 1 || this.#levels.length === 0; ) {
      left = (left + 31) >>> 5;
      this.#levels.push(new Int32Array(left));
    }
  }

  add(value: number): void {
    let at = value;
    for (const words of this.#levels) {
      words[at >>> 5]! |= 1 << (at & 31);
      at >>>= 5;
    }
  }

  delete(value: number): void {
    let at = value;
    for (const words of this.#levels) {
      words[at >>> 5]! &= ~(1 << (at & 31));
      if (words[at >>> 5] !== 0) return;
      at >>>= 5;
    }
  }

  /** The largest member below `value`, -1 where there is none. */
  below(value: number): number {
    let at = value;
    for (let level = 0; level < this.#levels.length; level++, at >>>= 5) {
      const smaller = this.#levels[level]![at >>> 5]! & ((1 << (at & 31)) - 1);
      if (smaller === 0) continue;
      at = (at & ~31) + 31 - Math.clz32(smaller);
      // Down again, to the largest of each word.
      while (level-- > 0) at = (at << 5) + 31 - Math.clz32(this.#levels[level]![at]!);
      return at;
    }
    return -1;
  }
}

/**
 * Three objectives, a plane along the third (Beume et al. 2009; for the contributions Emmerich & Fonseca
 * 2011). In the plane the points so far bound a staircase. Each of its steps is cut into columns: from the
 * step's floor, the point's second objective, up to the column's top that point dominates alone. A new point
 * closes columns and opens a few, in all `O(n)`; where it belongs is looked up among the columns' starts,
 * which are all points' first objectives.
 */
function sweepPlane([x, y, z]: readonly Float64Array[], reference: Point): Measured {
  const [right, top, end] = reference as readonly [number, number, number];
  const n = x!.length;
  const byX = argsort(x!);
  // The points are numbered 1 … n by their first objective. 0 and n + 1 stand for what is outside.
  const starts = new Float64Array(n + 2);
  const floors = new Float64Array(n + 2);
  starts.set(gather(x!, byX), 1);
  floors.set(gather(y!, byX), 1);
  starts[n + 1] = right;
  floors[0] = top;
  floors[n + 1] = Number.NEGATIVE_INFINITY;
  const heights = gather(z!, byX);
  const exclusive = new Float64Array(n + 2);
  // By the number of the point at which a column starts.
  const owners = new Int32Array(n + 2);
  const tops = new Float64Array(n + 2);
  const since = new Float64Array(n + 2);
  const next = new Int32Array(n + 2);
  const columns = new NumberSet(n + 2);
  owners[n + 1] = n + 1;
  tops[0] = top;
  tops[n + 1] = Number.NEGATIVE_INFINITY;
  next[0] = n + 1;
  columns.add(0);

  let area = 0;
  let volume = 0;
  let at = 0;
  /** Gives the owner what is right of `from` in a column and lies behind the plane. */
  const credit = (column: number, from: number) => {
    const owner = owners[column]!;
    exclusive[owner]! +=
      (starts[next[column]!]! - from) * (tops[column]! - floors[owner]!) * (at - since[column]!);
  };
  const open = (column: number, owner: number, height: number) => {
    owners[column] = owner;
    tops[column] = height;
    since[column] = at;
  };

  for (const k of argsort(heights)) {
    const point = k + 1;
    volume += area * (heights[k]! - at);
    at = heights[k]!;
    const from = starts[point]!;
    const floor = floors[point]!;
    const before = columns.below(point);
    const left = owners[before]!;
    const covered = floors[left]! <= floor;
    if (covered && tops[before]! <= floor) continue;
    // What is right of the point and above it does not belong to its left neighbour alone any more.
    const above = covered ? floor : Number.NEGATIVE_INFINITY;
    credit(before, from);
    let column = next[before]!;
    if (!covered) area += (starts[column]! - from) * (floors[left]! - floor);
    for (; owners[column] === left && tops[column]! > above; column = next[column]!) {
      credit(column, starts[column]!);
      if (!covered) area += (starts[next[column]!]! - starts[column]!) * (floors[left]! - floor);
      columns.delete(column);
    }
    columns.add(point);
    next[before] = point;
    if (covered) {
      open(point, left, floor);
      next[point] = column;
      continue;
    }
    open(point, point, floors[left]!);
    let last = point;
    // Steps that the point dominates: it dominates alone what is below them.
    while (floors[owners[column]!]! >= floor) {
      const step = owners[column]!;
      for (; owners[column] === step; column = next[column]!) {
        credit(column, starts[column]!);
        area += (starts[next[column]!]! - starts[column]!) * (floors[step]! - floor);
        if (column !== step) columns.delete(column);
      }
      open(step, point, floors[step]!);
      next[last] = step;
      last = step;
    }
    next[last] = column;
    // The right neighbour: what is higher than the point is not its own any more.
    if (tops[column]! <= floor) continue;
    const neighbour = column;
    for (; owners[column] === neighbour && tops[column]! > floor; column = next[column]!) {
      credit(column, starts[column]!);
      if (column !== neighbour) columns.delete(column);
    }
    open(neighbour, neighbour, floor);
    next[neighbour] = column;
  }
  volume += area * (end - at);
  at = end;
  for (let column = next[0]!; column <= n; column = next[column]!) credit(column, starts[column]!);
  const contributions = new Float64Array(n);
  for (let k = 0; k < n; k++) contributions[byX[k]!] = exclusive[k + 1]!;
  return { volume, contributions };
}
