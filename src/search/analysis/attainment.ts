import { argsort, columnsOf, type Point } from '../non-dominated-sort.ts';

/** What a run has found, in two objectives that are minimised: its front, or all its points. */
export type Outcome = readonly Point[];

/**
 * The share of runs that attain a point: that have found one nowhere worse (the empirical attainment function,
 * Grunert da Fonseca, Fonseca & Hall 2001). Any number of objectives. Throws a `RangeError` without runs.
 */
export function attainment(runs: readonly Outcome[], point: Point): number {
  mustHave(runs);
  const attained = runs.filter((run) => run.some((found) => found.every((value, m) => value <= point[m]!)));
  return attained.length / runs.length;
}

/** How many of `runs` runs must attain what a share of them attains: 0 the best of them, 0.5 the median, 1 all. */
export const levelOf = (share: number, runs: number): number => Math.max(1, Math.ceil(share * runs));

/**
 * The attainment surfaces of runs (Fonseca et al. 2011): for each level k what at least k runs attain, as the corners
 * of its border, by the first objective ascending and the second falling. Everything nowhere better than a corner is
 * attained. Level 1 is the best of all runs, the number of runs the worst; a level that is nowhere attained has no
 * corners.
 *
 * One sweep along the first objective: each run's lowest second objective so far is kept in order, and the k-th
 * lowest of them is the height of surface k. `O(m log m + m n)` for m points of n runs. Throws a `RangeError` without
 * runs, for points that are not of two objectives or hold NaN, and for a level that is no whole number from 1 to the
 * number of runs.
 */
export function attainmentSurfaces(runs: readonly Outcome[], levels: readonly number[]): Point[][] {
  for (const level of levels)
    if (!Number.isInteger(level) || level < 1 || level > runs.length)
      throw new RangeError(`A level is a whole number from 1 to ${runs.length}, not ${level}.`);
  const surfaces = levels.map((): Point[] => []);
  const heights = levels.map(() => Number.POSITIVE_INFINITY);
  for (const { x, lowest } of sweep(runs)) {
    for (const [i, level] of levels.entries()) {
      const height = lowest[level - 1]!;
      if (height >= heights[i]!) continue;
      heights[i] = height;
      surfaces[i]!.push([x, height]);
    }
  }
  return surfaces;
}

/** Part of the plane of objectives, and by how much the shares of runs that attain it differ. */
export interface DifferenceBox {
  readonly from: Point;
  readonly to: Point;
  /** The share of the first group of runs less that of the second: above 0 where the first is better. */
  readonly difference: number;
}

/**
 * Where one group of runs attains what another does not (López-Ibáñez, Paquete & Stützle 2010): boxes without
 * overlap, up to `reference`, that cover everything where the two attainment functions differ. Throws like
 * `attainmentSurfaces`.
 */
export function attainmentDifference(
  first: readonly Outcome[],
  second: readonly Outcome[],
  reference: Point,
): DifferenceBox[] {
  const [right, top] = reference as readonly [number, number];
  const done: DifferenceBox[] = [];
  /** Boxes that reach to the sweep line and may go on. */
  let open: { x: number; low: number; high: number; difference: number }[] = [];
  let one: Float64Array = new Float64Array(0);
  let other: Float64Array = new Float64Array(0);
  const advance = (x: number) => {
    const slab = x < right ? differences(one, other, first.length, second.length, top) : [];
    const next: typeof open = [];
    for (const part of slab) {
      const known = open.find(
        ({ low, high, difference }) =>
          low === part.low && high === part.high && difference === part.difference,
      );
      next.push(known ?? { x, ...part });
    }
    for (const box of open)
      if (!next.includes(box))
        done.push({
          from: [box.x, box.low],
          to: [Math.min(x, right), box.high],
          difference: box.difference,
        });
    open = next;
  };
  const ofFirst = [...sweep(first)];
  const ofSecond = [...sweep(second)];
  for (let i = 0, j = 0; i < ofFirst.length || j < ofSecond.length; ) {
    const x = Math.min(ofFirst[i]?.x ?? Number.POSITIVE_INFINITY, ofSecond[j]?.x ?? Number.POSITIVE_INFINITY);
    if (x >= right) break;
    if (ofFirst[i]?.x === x) one = ofFirst[i++]!.lowest;
    if (ofSecond[j]?.x === x) other = ofSecond[j++]!.lowest;
    advance(x);
  }
  advance(right);
  return done;
}

/** One column of the plane: where, going up, the shares of runs whose lowest point is below differ. */
function differences(
  one: Float64Array,
  other: Float64Array,
  ofOne: number,
  ofOther: number,
  top: number,
): { low: number; high: number; difference: number }[] {
  const found: { low: number; high: number; difference: number }[] = [];
  let low = Number.NEGATIVE_INFINITY;
  for (let i = 0, j = 0; low < top; ) {
    const height = Math.min(one[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY, top);
    const difference = i / ofOne - j / ofOther;
    const last = found.at(-1);
    if (difference !== 0 && height > low) {
      if (last?.high === low && last.difference === difference) last.high = height;
      else found.push({ low, high: height, difference });
    }
    low = height;
    while (one[i] !== undefined && one[i]! <= height) i++;
    while (other[j] !== undefined && other[j]! <= height) j++;
  }
  return found;
}

/** After each first objective that a point has, ascending: the runs' lowest second objectives so far, ascending. */
function* sweep(runs: readonly Outcome[]): Generator<{ readonly x: number; readonly lowest: Float64Array }> {
  mustHave(runs);
  const points = runs.flat();
  const run = Int32Array.from(runs.flatMap((outcome, i) => outcome.map(() => i)));
  const [xs, ys] = columnsOf(points, 2) as [Float64Array, Float64Array];
  const order = argsort(xs);
  const best = new Float64Array(runs.length).fill(Number.POSITIVE_INFINITY);
  let lowest = best.slice();
  for (let place = 0; place < order.length; ) {
    const x = xs[order[place]!]!;
    let changed = false;
    for (; place < order.length && xs[order[place]!] === x; place++) {
      const i = order[place]!;
      if (ys[i]! >= best[run[i]!]!) continue;
      if (!changed) lowest = lowest.slice();
      replaceSorted(lowest, best[run[i]!]!, ys[i]!);
      best[run[i]!] = ys[i]!;
      changed = true;
    }
    if (changed) yield { x, lowest };
  }
}

/** Puts a smaller value in an ascending list in place of one that is there. */
function replaceSorted(sorted: Float64Array, old: number, value: number): void {
  let place = sorted.indexOf(old);
  for (; place > 0 && sorted[place - 1]! > value; place--) sorted[place] = sorted[place - 1]!;
  sorted[place] = value;
}

function mustHave(runs: readonly Outcome[]): void {
  if (runs.length === 0) throw new RangeError('There are no runs.');
}
