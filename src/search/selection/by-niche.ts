import { nonDominatedSort } from '../pareto.ts';
import { spreadDirections } from './directions.ts';
import type { Ordering } from './individual.ts';

type Vector = readonly number[];

/**
 * NSGA-III's order (Deb & Jain 2014): by front; from the front that does not fit whole, members are taken whose direction
 * from the ideal point has the fewest members so far. Directions are Das and Dennis', as many as the population holds.
 * Parents are drawn at random, as there: tournaments compare nothing. Beyond the original: where it draws a niche or a
 * member at random the first is taken, so that the order depends on the individuals alone.
 */
export function byNiche(population: number): Ordering {
  return {
    duel: () => () => 0,
    survivors(individuals, count) {
      const points = individuals.map(({ objectives }) => objectives);
      const kept: number[] = [];
      const fronts = nonDominatedSort(points);
      let last: readonly number[] = [];
      const considered: number[] = [];
      for (const front of fronts) {
        considered.push(...front);
        if (kept.length + front.length > count) {
          last = front;
          break;
        }
        kept.push(...front);
      }
      if (kept.length === count || last.length === 0) return kept;
      const directions = spreadDirections(points[0]!.length, Math.max(population, points[0]!.length));
      const scaled = normalise(points, considered, fronts[0]!);
      const nearest = new Map(considered.map((i) => [i, associate(scaled(points[i]!), directions)]));
      const crowd = new Float64Array(directions.length);
      for (const i of kept) crowd[nearest.get(i)!.direction]!++;
      const left = new Set(last);
      while (kept.length < count) {
        let chosen: number | undefined;
        for (const i of left) {
          const here = nearest.get(i)!;
          const best = chosen === undefined ? undefined : nearest.get(chosen)!;
          if (
            !best ||
            crowd[here.direction]! < crowd[best.direction]! ||
            (crowd[here.direction] === crowd[best.direction] && here.distance < best.distance)
          )
            chosen = i;
        }
        left.delete(chosen!);
        crowd[nearest.get(chosen!)!.direction]!++;
        kept.push(chosen!);
      }
      return kept;
    },
  };
}

/** Objectives from the ideal point, in units of the axes' intercepts with the plane through the extreme points. */
function normalise(points: readonly Vector[], considered: readonly number[], first: readonly number[]) {
  const axes = points[0]!.map((_, m) => m);
  const ideal = axes.map((m) => considered.reduce((least, i) => Math.min(least, points[i]![m]!), Infinity));
  const shifted = (point: Vector) => point.map((value, m) => value - ideal[m]!);
  // The extreme point of an axis is the one that the achievement function, heavy on all other axes, likes best.
  const extremes = axes.map((axis) => {
    const cost = (i: number) =>
      Math.max(...shifted(points[i]!).map((value, m) => (m === axis ? value : value * 1e6)));
    return shifted(points[considered.reduce((best, i) => (cost(i) < cost(best) ? i : best))]!);
  });
  const plane = solve(
    extremes,
    axes.map(() => 1),
  );
  // Where there is no such plane, the front's own range.
  const worst = axes.map((m) => first.reduce((most, i) => Math.max(most, points[i]![m]! - ideal[m]!), 0));
  const units = axes.map((m) => {
    const intercept = plane && 1 / plane[m]!;
    return intercept !== undefined && intercept > 1e-12 && Number.isFinite(intercept)
      ? intercept
      : worst[m]! || 1;
  });
  return (point: Vector) => shifted(point).map((value, m) => value / units[m]!);
}

/** The direction whose line through the origin is nearest, and how near. */
function associate(point: Vector, directions: readonly Vector[]) {
  const best = { direction: 0, distance: Infinity };
  for (const [d, direction] of directions.entries()) {
    let dot = 0;
    let length = 0;
    for (const [m, part] of direction.entries()) {
      dot += part * point[m]!;
      length += part * part;
    }
    let square = 0;
    for (const [m, part] of direction.entries()) square += (point[m]! - (dot / length) * part) ** 2;
    if (square < best.distance) Object.assign(best, { direction: d, distance: square });
  }
  return best;
}

/** The solution of a small linear system by elimination with pivots; nothing where it is singular. */
function solve(matrix: readonly Vector[], right: Vector): number[] | undefined {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++)
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const head = rows[column]!;
    if (Math.abs(head[column]!) < 1e-12) return undefined;
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / head[column]!;
      for (let k = column; k <= size; k++) rows[i]![k]! -= factor * head[k]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}
