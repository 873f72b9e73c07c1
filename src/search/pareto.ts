import { argsort, columnsOf, dominates, frontsOf, type Point } from './non-dominated-sort.ts';

export { hypervolume, hypervolumeContributions } from './hypervolume.ts';
export { epsilonIndicator, gd, igd, igdPlus } from './indicators.ts';
export { dominates, nonDominatedSort, type Point } from './non-dominated-sort.ts';

/**
 * Crowding distance (Deb et al. 2002) of the points of one front, divided by the number of objectives as
 * pymoo does. The ends of every objective are at infinity, and so is everybody in a front of one or two; an
 * objective without range says nothing. Ties keep the given order. `O(m n log n)`. Throws a `RangeError`
 * where the points differ in length or hold NaN.
 */
export function crowdingDistance(front: readonly Point[]): number[] {
  const columns = columnsOf(front);
  const n = front.length;
  if (n <= 2) return front.map(() => Number.POSITIVE_INFINITY);
  const distances = new Array<number>(n).fill(0);
  for (const column of columns) {
    const order = argsort(column);
    const lowest = column[order[0]!]!;
    const highest = column[order[n - 1]!]!;
    if (highest === lowest) continue;
    distances[order[0]!] = Number.POSITIVE_INFINITY;
    distances[order[n - 1]!] = Number.POSITIVE_INFINITY;
    for (let place = 1; place < n - 1; place++)
      distances[order[place]!]! += share(
        column[order[place - 1]!]!,
        column[order[place + 1]!]!,
        highest - lowest,
      );
  }
  return distances.map((distance) => distance / columns.length);
}

/** The part of the range between two values. All of an infinite range lies beside its infinite end. */
function share(from: number, to: number, range: number): number {
  if (from === to) return 0;
  return range === Number.POSITIVE_INFINITY ? Number(to - from === range) : (to - from) / range;
}

/**
 * Whether `a` dominates `b` under constraints (Deb 2000; Deb et al. 2002): a feasible point beats an
 * infeasible one, of two infeasible ones the smaller violation wins, of two feasible ones the one that
 * dominates. A violation of 0 or less is feasible. The objectives of infeasible points are not looked at.
 * Throws a `RangeError` like `dominates`, and where a violation is NaN.
 */
export function constrainedDominates(a: Point, b: Point, violationA: number, violationB: number): boolean {
  if (Number.isNaN(violationA) || Number.isNaN(violationB)) throw new RangeError('A violation is NaN.');
  if (violationA <= 0 && violationB <= 0) return dominates(a, b);
  return Math.max(0, violationA) < Math.max(0, violationB);
}

/**
 * Sorts into fronts under `constrainedDominates`: the feasible points front by front, then the infeasible
 * ones by violation, those with the same sharing a front. Indices ascend in each. The objectives of
 * infeasible points are not looked at: they need not have been evaluated. Throws a `RangeError` like
 * `nonDominatedSort`, where there are not as many violations as points, and where one is NaN.
 */
export function constrainedSort(points: readonly Point[], violations: readonly number[]): number[][] {
  if (violations.length !== points.length)
    throw new RangeError(`There are ${points.length} points and ${violations.length} violations.`);
  const feasible: number[] = [];
  const byViolation = new Map<number, number[]>();
  for (const [i, violation] of violations.entries()) {
    if (Number.isNaN(violation)) throw new RangeError(`The violation of point ${i} is NaN.`);
    if (violation <= 0) feasible.push(i);
    else if (byViolation.has(violation)) byViolation.get(violation)!.push(i);
    else byViolation.set(violation, [i]);
  }
  const columns = columnsOf(
    feasible.map((i) => points[i]!),
    points[feasible[0] ?? -1]?.length,
    (k) => `Point ${feasible[k]}`,
  );
  const fronts = frontsOf(columns).map((front) => front.map((k) => feasible[k]!));
  const infeasible = [...byViolation].sort(([a], [b]) => a - b).map(([, indices]) => indices);
  return [...fronts, ...infeasible];
}

/**
 * The survivors of NSGA-II (Deb et al. 2002): the `count` best indices, best first, by front of
 * `constrainedSort` and in each feasible front by crowding distance; the given order decides ties. All of
 * them where there are no more than `count`. Throws a `RangeError` like `constrainedSort`, and where `count`
 * is not a whole number of at least 0.
 */
export function rankAndCrowdSurvivors(
  points: readonly Point[],
  violations: readonly number[],
  count: number,
): number[] {
  if (!Number.isInteger(count) || count < 0)
    throw new RangeError(`${count} points cannot survive: it must be a whole number of at least 0.`);
  const survivors: number[] = [];
  for (const front of constrainedSort(points, violations)) {
    if (survivors.length >= count) break;
    const best = violations[front[0]!]! > 0 ? front : byCrowding(front, points);
    for (const i of best) survivors.push(i);
  }
  return survivors.slice(0, count);
}

/** A front's indices, the least crowded first. */
function byCrowding(front: readonly number[], points: readonly Point[]): number[] {
  const distances = crowdingDistance(front.map((i) => points[i]!));
  // Ascending by the negated distance; infinite ones are equal.
  return Array.from(argsort(Float64Array.from(distances, (distance) => -distance)), (k) => front[k]!);
}
