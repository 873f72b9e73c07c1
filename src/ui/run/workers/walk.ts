import type { Spans } from '../../../run/course.ts';
import { begunBy, type Lanes } from './lanes.ts';

/**
 * The training that a key leads to from one: the worker's one before or after, its first or last, or the one that the
 * worker above or below was at. A row of the spans; `null` for other keys, and where there is none.
 */
export function nextTraining({ lanes }: Lanes, spans: Spans, row: number, key: string): number | null {
  const worker = spans.worker[row]!;
  const lane = lanes[worker];
  if (!lane) return null;
  const place = placeOf(lane.row, lane.count, row);
  switch (key) {
    case 'ArrowLeft':
      return place > 0 ? lane.row[place - 1]! : null;
    case 'ArrowRight':
      return place + 1 < lane.count ? lane.row[place + 1]! : null;
    case 'Home':
      return lane.row[0]!;
    case 'End':
      return lane.row[lane.count - 1]!;
    case 'ArrowUp':
    case 'ArrowDown': {
      const other = lanes[worker + (key === 'ArrowUp' ? -1 : 1)];
      if (!other || other.count === 0) return null;
      return other.row[Math.max(0, begunBy(other, spans.from[row]!) - 1)]!;
    }
    default:
      return null;
  }
}

/** Where a row stands in a lane, whose rows rise. */
function placeOf(rows: Int32Array, count: number, row: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
