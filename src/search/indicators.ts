import { columnsOf, type Point } from './non-dominated-sort.ts';

// In the objectives' own units: scale them first where they differ. Smaller is better. No points at all are
// infinitely far from any front.

/**
 * Inverted generational distance (Coello Coello & Reyes Sierra 2004): the mean, over the points of the true
 * front, of the Euclidean distance to the nearest of `points`. Throws a `RangeError` where the front is
 * empty, where points differ in length, and on NaN.
 */
export function igd(points: readonly Point[], front: readonly Point[]): number {
  check(points, front);
  return mean(front, (target) => nearest(points, (point) => distance(point, target)));
}

/**
 * Generational distance (Van Veldhuizen & Lamont 1998): the mean, over `points`, of the Euclidean distance to
 * the nearest point of the true front. Throws like `igd`.
 */
export function gd(points: readonly Point[], front: readonly Point[]): number {
  check(points, front);
  if (points.length === 0) return Number.POSITIVE_INFINITY;
  return mean(points, (point) => nearest(front, (target) => distance(point, target)));
}

/**
 * IGD⁺ (Ishibuchi, Masuda, Tanigaki & Nojima 2015): like `igd`, but only where a point is worse than the
 * front's does it count as away from it: `√Σ max(0, pₘ − zₘ)²`. Unlike `igd` it never prefers a dominated
 * set. Throws like `igd`.
 */
export function igdPlus(points: readonly Point[], front: readonly Point[]): number {
  check(points, front);
  return mean(front, (target) => nearest(points, (point) => shortfall(point, target)));
}

/**
 * The additive ε-indicator (Zitzler et al. 2003): by how much `points` must be better in every objective for
 * each point of the front to be weakly dominated by one of them, `max_z min_p max_m (pₘ − zₘ)`. Below 0 where
 * they are better already. Throws like `igd`.
 */
export function epsilonIndicator(points: readonly Point[], front: readonly Point[]): number {
  check(points, front);
  let epsilon = Number.NEGATIVE_INFINITY;
  for (const target of front)
    epsilon = Math.max(
      epsilon,
      nearest(points, (point) => excess(point, target)),
    );
  return epsilon;
}

function check(points: readonly Point[], front: readonly Point[]): void {
  if (front.length === 0) throw new RangeError('The front to compare with has no points.');
  const { length: objectives } = columnsOf(front, undefined, (i) => `Point ${i} of the front`);
  columnsOf(points, objectives);
}

function mean(points: readonly Point[], value: (point: Point) => number): number {
  let sum = 0;
  for (const point of points) sum += value(point);
  return sum / points.length;
}

function nearest(points: readonly Point[], value: (point: Point) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const point of points) least = Math.min(least, value(point));
  return least;
}

/** `a − b`, and 0 where both are the same infinity. */
const difference = (a: number, b: number): number => (a === b ? 0 : a - b);

function distance(a: Point, b: Point): number {
  let sum = 0;
  for (let m = 0; m < a.length; m++) sum += difference(a[m]!, b[m]!) ** 2;
  return Math.sqrt(sum);
}

function shortfall(point: Point, target: Point): number {
  let sum = 0;
  for (let m = 0; m < point.length; m++) sum += Math.max(0, difference(point[m]!, target[m]!)) ** 2;
  return Math.sqrt(sum);
}

function excess(point: Point, target: Point): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let m = 0; m < point.length; m++) most = Math.max(most, difference(point[m]!, target[m]!));
  return most;
}
