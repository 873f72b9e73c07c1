import { columnsOf, type Point } from '../non-dominated-sort.ts';
import { tchebycheff } from '../scalarise.ts';

// Which members of a front to look at first. Objectives are minimised, and brought to 0 … 1 between the best and the
// worst value that the front has in each; one without range is 0.

/** Brings the points of a front to 0 … 1 in each objective. Throws a `RangeError` as `columnsOf` does. */
export function normalised(front: readonly Point[]): number[][] {
  const columns = columnsOf(front);
  const ranges = columns.map((column) => {
    const lowest = column.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const highest = column.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    return { lowest, range: highest - lowest };
  });
  return front.map((point) =>
    point.map((value, m) => (ranges[m]!.range > 0 ? (value - ranges[m]!.lowest) / ranges[m]!.range : 0)),
  );
}

/**
 * The knee of a front: the member farthest below the plane through the ends of the axes, which in two objectives is
 * the line between the extremes (Das 1999). Its index, the first of several; −1 where nothing lies below, as on a
 * front of two, or one that bulges outwards.
 */
export function kneeByDistance(front: readonly Point[]): number {
  let knee = -1;
  let most = 1e-12;
  for (const [i, point] of normalised(front).entries()) {
    const distance = (1 - point.reduce((sum, value) => sum + value, 0)) / Math.sqrt(point.length);
    if (distance <= most) continue;
    most = distance;
    knee = i;
  }
  return knee;
}

/** So many steps from one objective to another, for utilities. */
const STEPS: Readonly<Record<number, number>> = { 1: 1, 2: 500, 3: 40, 4: 14 };

/**
 * The expected marginal utility of each member (Branke, Deb, Dierolf & Osswald 2004): how much would be lost without
 * it, for somebody who weighs the objectives linearly and whose weights are unknown. A mean over evenly spread
 * weights (in two objectives the midpoints of 500 stretches). 0 for what is best for no weights, as on a front that
 * bulges outwards, and for members that have an equal.
 */
export function marginalUtilities(front: readonly Point[]): number[] {
  const points = normalised(front);
  const utilities = front.map(() => 0);
  if (front.length < 2) return utilities;
  const all = weightsOf(points[0]!.length);
  for (const weights of all) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    for (const [i, point] of points.entries()) {
      let value = 0;
      for (const [m, weight] of weights.entries()) value += weight * point[m]!;
      if (value < least) {
        second = least;
        least = value;
        best = i;
      } else if (value < second) second = value;
    }
    utilities[best]! += (second - least) / all.length;
  }
  return utilities;
}

/** Weights that sum to 1, in the middles of a grid's cells: none is zero. */
function weightsOf(objectives: number): number[][] {
  const steps = STEPS[objectives] ?? 8;
  const whole: number[][] = [];
  const fill = (begun: readonly number[], left: number): void => {
    if (begun.length === objectives - 1) whole.push([...begun, left]);
    else for (let part = 0; part <= left; part++) fill([...begun, part], left - part);
  };
  fill([], steps - 1);
  return whole.map((parts) => parts.map((part) => (part + 1 / objectives) / steps));
}

/**
 * The member that somebody prefers who weighs the objectives so: the least augmented Tchebycheff value
 * (`tchebycheff`) of the normalised objectives. Unlike a weighted sum it can prefer members in dents of the front.
 * Its index; −1 without members. Throws a `RangeError` for weights that are negative, not finite or all zero.
 */
export function preferred(front: readonly Point[], weights: readonly number[]): number {
  const { value } = tchebycheff(weights, (point) => point);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, point] of normalised(front).entries()) {
    const here = value(point);
    if (here >= least) continue;
    least = here;
    best = i;
  }
  return best;
}
