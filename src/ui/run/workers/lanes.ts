import type { CandidateTable } from '../../../run/candidate-table.ts';
import { reserve } from '../../../run/columns.ts';
import type { Spans } from '../../../run/course.ts';

/** The trainings of one worker, in the order in which they began. */
export interface Lane {
  count: number;
  /** Rows of the spans. */
  row: Int32Array;
  /** When each began, milliseconds since the run's start; never falling, also where the clock was set back. */
  from: Float64Array;
}

/** The spans of a run by worker: as columns that grow with them. */
export interface Lanes {
  /** Rows of the spans that were read. */
  read: number;
  readonly lanes: Lane[];
  /**
   * For each row, how long the candidate had waited, milliseconds: since it was proposed, or since its last training
   * was over.
   */
  queue: Float64Array;
  /** For each candidate, one more than its last row; 0 where it has none. */
  last: Int32Array;
}

export const emptyLanes = (): Lanes => ({
  read: 0,
  lanes: [],
  queue: new Float64Array(0),
  last: new Int32Array(0),
});

/** Reads the spans that came since the last time. In place. */
export function readLanes(all: Lanes, spans: Spans, table: CandidateTable): void {
  reserve(all, ['queue'], spans.count);
  reserve(all, ['last'], table.count + 1);
  for (let row = all.read; row < spans.count; row++) {
    const candidate = spans.candidate[row]!;
    const from = spans.from[row]!;
    const lane = laneOf(all, spans.worker[row]!);
    const place = lane.count++;
    reserve(lane, ['row', 'from'], lane.count);
    lane.row[place] = row;
    lane.from[place] = Math.max(from, place > 0 ? lane.from[place - 1]! : from);
    const before = all.last[candidate]!;
    const ready = before > 0 ? spans.to[before - 1]! : table.proposedAt[candidate]!;
    all.queue[row] = Math.max(0, from - ready);
    all.last[candidate] = row + 1;
  }
  all.read = spans.count;
}

function laneOf({ lanes }: Lanes, worker: number): Lane {
  while (lanes.length <= worker) lanes.push({ count: 0, row: new Int32Array(0), from: new Float64Array(0) });
  return lanes[worker]!;
}

/** How many trainings of a lane began before a time, or at it: by bisection. */
export function begunBy(lane: Lane, time: number): number {
  let [low, high] = [0, lane.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lane.from[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The places in a lane of the trainings that a stretch of time may show: from, and up to but not with. */
export function placesIn(lane: Lane, from: number, to: number): readonly [from: number, to: number] {
  // The one that began before may reach into it.
  return [Math.max(0, begunBy(lane, from) - 1), begunBy(lane, to)];
}
