import { hypervolume } from '../hypervolume.ts';
import { argsort, type Point } from '../non-dominated-sort.ts';
import { normalised } from './knee.ts';

/**
 * The `count` members that together dominate the largest hypervolume, ascending: a crowded front as a short list,
 * well spread. Objectives are normalised; the reference lies `1 / (count − 1)` beyond the worst values, where the
 * best members of a straight front are evenly spaced and have both its ends (Ishibuchi, Imada, Setoguchi & Nojima
 * 2018). In two objectives the best set there is, by dynamic programming in `O(count · n)` (after Kuhn et al. 2016,
 * with the lines of Bringmann, Friedrich & Klitzke 2014); with more, one member after the other that adds most
 * (Guerreiro, Fonseca & Paquete 2016), at least 63 % of what the best set has.
 *
 * All of them where there are no more than `count`. Throws a `RangeError` for a count that is no whole number of at
 * least 1, and for points that differ in length or hold NaN.
 */
export function shortList(front: readonly Point[], count: number): number[] {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`A short list has a whole number of members of at least 1, not ${count}.`);
  const points = normalised(front);
  if (front.length <= count) return [...front.keys()];
  const reach = 1 + 1 / Math.max(1, count - 1);
  const chosen = points[0]!.length === 2 ? exactly(points, count, reach) : greedily(points, count, reach);
  return chosen.sort((a, b) => a - b);
}

/**
 * Two objectives, both with the same reference. `most[i]`: the largest area left of point i (by the first objective)
 * of so many points, i the last of them. A point more adds, for each before it, a line in its first objective; their
 * upper hull is walked once, since slopes and places both grow.
 */
function exactly(points: readonly (readonly number[])[], count: number, reach: number): number[] {
  // By the first objective; of points alike in it the second decides, and what is dominated is never worth a place.
  const order = argsort(Float64Array.from(points, ([x]) => x!));
  const front: number[] = [];
  for (const i of order) {
    const last = front.at(-1);
    if (last !== undefined && points[last]![1]! <= points[i]![1]!) continue;
    if (last !== undefined && points[last]![0] === points[i]![0]) front.pop();
    front.push(i);
  }
  if (front.length <= count) return fillUp(front, points.length, count);
  const x = front.map((i) => points[i]![0]!);
  const height = front.map((i) => reach - points[i]![1]!);
  let most = front.map(() => 0);
  const before: Int32Array[] = [];
  for (let chosen = 2; chosen <= count; chosen++) {
    const next = new Array<number>(front.length).fill(Number.NEGATIVE_INFINITY);
    const from = new Int32Array(front.length).fill(-1);
    /** Points whose lines make the hull, and the first of them that may still be best. */
    const hull: number[] = [];
    let first = 0;
    const at = (p: number, place: number) => most[p]! + (place - x[p]!) * height[p]!;
    for (let i = chosen - 2; i < front.length; i++) {
      if (hull.length > 0) {
        first = Math.min(first, hull.length - 1);
        while (first + 1 < hull.length && at(hull[first + 1]!, x[i]!) > at(hull[first]!, x[i]!)) first++;
        next[i] = at(hull[first]!, x[i]!);
        from[i] = hull[first]!;
      }
      if (most[i] === Number.NEGATIVE_INFINITY) continue;
      while (hull.length >= 2 && hidden(hull.at(-2)!, hull.at(-1)!, i)) hull.pop();
      hull.push(i);
    }
    most = next;
    before.push(from);

    /** Whether b's line is nowhere above both a's and c's, of growing slopes. */
    function hidden(a: number, b: number, c: number): boolean {
      const start = (p: number) => most[p]! - x[p]! * height[p]!;
      return (
        (start(a) - start(c)) * (height[b]! - height[a]!) <= (start(a) - start(b)) * (height[c]! - height[a]!)
      );
    }
  }
  let last = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < front.length; i++) {
    const area = most[i]! + (reach - x[i]!) * height[i]!;
    if (area <= best) continue;
    best = area;
    last = i;
  }
  const list = [last];
  for (let level = before.length - 1; level >= 0; level--) {
    last = before[level]![last]!;
    list.push(last);
  }
  return list.map((k) => front[k]!);
}

/** Where there are fewer that are not dominated, the first ones of the others. */
function fillUp(some: readonly number[], total: number, count: number): number[] {
  const others = Array.from({ length: total }, (_, i) => i).filter((i) => !some.includes(i));
  return [...some, ...others.slice(0, count - some.length)];
}

function greedily(points: readonly (readonly number[])[], count: number, reach: number): number[] {
  const reference = points[0]!.map(() => reach);
  const chosen: number[] = [];
  const left = new Set(points.keys());
  while (chosen.length < count) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const i of left) {
      const volume = hypervolume(
        [...chosen, i].map((k) => points[k]!),
        reference,
      );
      if (volume <= most) continue;
      most = volume;
      best = i;
    }
    chosen.push(best);
    left.delete(best);
  }
  return chosen;
}
