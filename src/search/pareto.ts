/** A point in objective space; every objective is minimised. */
export type Point = readonly number[];

/** Whether `a` dominates `b`: nowhere worse, somewhere better. Equal points do not dominate each other. */
export function dominates(a: Point, b: Point): boolean {
  let better = false;
  for (const [i, value] of a.entries()) {
    if (value > b[i]!) return false;
    if (value < b[i]!) better = true;
  }
  return better;
}

/**
 * Fast non-dominated sorting (Deb et al. 2002): the fronts as lists of indices, ascending, the first not dominated by
 * any point. `O(m n²)`. Equal points share a front.
 */
export function nonDominatedSort(points: readonly Point[]): number[][] {
  const dominated: number[][] = points.map(() => []);
  const dominators = new Array<number>(points.length).fill(0);
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      if (dominates(points[i]!, points[j]!)) {
        dominated[i]!.push(j);
        dominators[j]!++;
      } else if (dominates(points[j]!, points[i]!)) {
        dominated[j]!.push(i);
        dominators[i]!++;
      }
    }
  }
  const fronts: number[][] = [];
  let front = [...points.keys()].filter((i) => dominators[i] === 0);
  while (front.length > 0) {
    fronts.push(front);
    const next: number[] = [];
    for (const i of front) for (const j of dominated[i]!) if (--dominators[j]! === 0) next.push(j);
    front = next.sort((a, b) => a - b);
  }
  return fronts;
}

/**
 * Crowding distance (Deb et al. 2002) of the points of one front, divided by the number of objectives as pymoo does. The
 * ends of every objective are at infinity, and so is everybody in a front of one or two; an objective without range
 * says nothing. Ties keep the given order.
 */
export function crowdingDistance(front: readonly Point[]): number[] {
  if (front.length <= 2) return front.map(() => Number.POSITIVE_INFINITY);
  const objectives = front[0]!.length;
  const distances = front.map(() => 0);
  for (let m = 0; m < objectives; m++) {
    const order = [...front.keys()].sort((a, b) => front[a]![m]! - front[b]![m]!);
    const lowest = front[order[0]!]![m]!;
    const highest = front[order.at(-1)!]![m]!;
    if (highest === lowest) continue;
    for (const [place, i] of order.entries()) {
      const before = order[place - 1];
      const after = order[place + 1];
      distances[i]! +=
        before === undefined || after === undefined
          ? Number.POSITIVE_INFINITY
          : (front[after]![m]! - front[before]![m]!) / (highest - lowest);
    }
  }
  return distances.map((distance) => distance / objectives);
}

/**
 * Hypervolume of two objectives: the area dominated by the points and bounded by the reference point. Points that are not
 * strictly better than the reference in both objectives add nothing. `O(n log n)`. Throws a `RangeError` unless the
 * reference has two objectives.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  if (reference.length !== 2) throw new RangeError('The hypervolume is for two objectives.');
  const [right, top] = reference as [number, number];
  const inside = points
    .filter(([x, y]) => x! < right && y! < top)
    .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  let area = 0;
  let lowest = top;
  for (const [x, y] of inside) {
    if (y! >= lowest) continue;
    area += (right - x!) * (lowest - y!);
    lowest = y!;
  }
  return area;
}
