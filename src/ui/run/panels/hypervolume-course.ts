import type { CandidateTable } from '../../../run/candidate-table.ts';
import type { Gap } from '../../../run/course.ts';
import type { RunView } from '../../../run/fold.ts';
import { duration } from '../../shared/format.ts';
import { type Progress, type ProgressAxis, progressAtTime } from './progress.ts';
import { thinned } from './thinning.ts';

/** Points that are drawn at most. */
const MOST = 1000;

/** How the hypervolume grew, as points of a step line: from nothing to where the run is. */
export interface CourseLine {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The value of an axis now. */
export const axisNow = (run: RunView, axis: ProgressAxis): number =>
  axis === 'at'
    ? Math.max(0, run.lastTime - run.started.time)
    : axis === 'compute'
      ? run.compute
      : run.evaluated;

/** The hypervolume over an axis, thinned to what can be seen of it. */
export function courseLine(run: RunView, axis: ProgressAxis): CourseLine {
  const { course } = run;
  const column = course[axis];
  const kept = thinned(column, course.hypervolume, course.count, MOST - 2);
  const x = new Float64Array(kept.length + 2);
  const y = new Float64Array(kept.length + 2);
  kept.forEach((row, i) => {
    x[i + 1] = column[row]!;
    y[i + 1] = course.hypervolume[row]!;
  });
  const last = kept.length;
  x[last + 1] = Math.max(x[last]!, axisNow(run, axis));
  y[last + 1] = y[last]!;
  return { x, y };
}

/** How far the way is that `lateRange` leaves out, 0 … 1. */
const EARLY = 0.1;

/** The least and the greatest hypervolume after the first tenth of the way, with a little room around. */
export function lateRange(run: RunView, axis: ProgressAxis): { readonly low: number; readonly high: number } {
  const { x, y } = courseLine(run, axis);
  const begin = EARLY * x.at(-1)!;
  const late = y.subarray(
    Math.max(
      0,
      x.findLastIndex((value) => value <= begin),
    ),
  );
  const low = late.reduce((least, value) => Math.min(least, value), 1);
  const high = late.reduce((most, value) => Math.max(most, value), 0);
  const room = Math.max(0.0005, 0.05 * (high - low));
  return { low: Math.max(0, low - room), high: Math.min(1, high + room) };
}

/** The row of the course that holds when so many candidates had been evaluated: the last before; −1 before the first. */
export function rowAt({ course }: RunView, evaluated: number): number {
  let [low, high] = [0, course.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (course.evaluated[middle]! <= evaluated) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** An interruption of the run: where it stands on each axis, and in words. */
export interface Interruption extends Progress {
  readonly from: number;
  /** The end, where it is over. */
  readonly to: number | null;
  readonly word: string;
  readonly text: string;
}

const WORDS = { paused: 'paused', frozen: 'asleep', closed: 'closed' } as const;
const TEXTS = {
  paused: 'The run was paused',
  frozen: 'The browser or the machine slept',
  closed: 'The page was closed',
} as const;

/** The run's interruptions. What was over before each does not change any more. */
export const interruptions = (gaps: readonly Gap[], table: CandidateTable): Interruption[] =>
  gaps.map(({ kind, from, to }) => ({
    ...progressAtTime(table, from),
    from,
    to,
    word: WORDS[kind],
    text: to === null ? TEXTS[kind] : `${TEXTS[kind]} for ${duration((to - from) / 1000)}`,
  }));
