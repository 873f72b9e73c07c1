import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begunBy, emptyLanes, placesIn, readLanes } from '../../../../src/ui/run/workers/lanes.ts';
import { nextTraining } from '../../../../src/ui/run/workers/walk.ts';
import { madeUp } from '../panels/runs.ts';
import { spansOf, tableOf } from './spans.ts';

const run = madeUp({ candidates: 150, workers: 3 });
const { spans, candidates } = run;
const lanes = emptyLanes();
readLanes(lanes, spans, candidates);
const rows = Array.from({ length: spans.count }, (_, row) => row);

describe('lanes', () => {
  it('hold the trainings of each worker in order, also when they come bit by bit', () => {
    const bitwise = emptyLanes();
    for (let count = 0; count <= spans.count; count += 7)
      readLanes(bitwise, { ...spans, count: Math.min(count, spans.count) }, candidates);
    readLanes(bitwise, spans, candidates);
    for (const all of [lanes, bitwise]) {
      expect(all.lanes).toHaveLength(3);
      for (const [worker, lane] of all.lanes.entries()) {
        const own = rows.filter((row) => spans.worker[row] === worker);
        expect([...lane.row.subarray(0, lane.count)]).toEqual(own);
        expect([...lane.from.subarray(0, lane.count)]).toEqual(own.map((row) => spans.from[row]));
      }
    }
  });

  it('find by bisection what a stretch of time shows', () => {
    const end = run.lastTime - run.started.time;
    const time = fc.nat({ max: end });
    fc.assert(
      fc.property(time, time, fc.nat({ max: 2 }), (a, b, worker) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const lane = lanes.lanes[worker]!;
        const [first, last] = placesIn(lane, from, to);
        const found = [...lane.row.subarray(first, last)];
        const shown = rows.filter(
          (row) => spans.worker[row] === worker && spans.from[row]! <= to && spans.to[row]! >= from,
        );
        expect(shown.every((row) => found.includes(row))).toBe(true);
        // One more at most: the one that began before, and may have ended before, too.
        expect(found.length - shown.length).toBeLessThanOrEqual(1);
        expect(begunBy(lane, from)).toBe(
          rows.filter((row) => spans.worker[row] === worker && spans.from[row]! <= from).length,
        );
      }),
    );
  });

  it('rise where the clock was set back', () => {
    const back = emptyLanes();
    readLanes(
      back,
      spansOf([
        [0, 1, 5000, 6000],
        [0, 2, 1000, 7000],
      ]),
      tableOf(2),
    );
    expect([...back.lanes[0]!.from.subarray(0, 2)]).toEqual([5000, 5000]);
  });

  it('say how long a candidate waited: since it was proposed, or since its last training', () => {
    const table = tableOf(2);
    table.proposedAt.set([0, 100, 250]);
    const waited = emptyLanes();
    readLanes(
      waited,
      spansOf([
        [0, 1, 400, 900, 'lost'],
        [1, 2, 250, 800],
        [1, 1, 1000, null],
      ]),
      table,
    );
    expect([...waited.queue.subarray(0, 3)]).toEqual([300, 0, 100]);
  });
});

describe('walking along the lanes', () => {
  const row = fc.nat({ max: spans.count - 1 });

  it('leads to the training before and after, and back', () => {
    fc.assert(
      fc.property(row, (from) => {
        const after = nextTraining(lanes, spans, from, 'ArrowRight');
        if (after === null) expect(nextTraining(lanes, spans, from, 'End')).toBe(from);
        else {
          expect(spans.worker[after]).toBe(spans.worker[from]);
          expect(spans.from[after]!).toBeGreaterThan(spans.from[from]!);
          expect(nextTraining(lanes, spans, after, 'ArrowLeft')).toBe(from);
        }
        const first = nextTraining(lanes, spans, from, 'Home')!;
        expect(nextTraining(lanes, spans, first, 'ArrowLeft')).toBeNull();
      }),
    );
  });

  it('leads to what the other worker was at', () => {
    fc.assert(
      fc.property(row, (from) => {
        const other = nextTraining(lanes, spans, from, 'ArrowDown');
        const worker = spans.worker[from]!;
        if (worker === 2) expect(other).toBeNull();
        else {
          expect(spans.worker[other!]).toBe(worker + 1);
          const begun = rows.filter(
            (each) => spans.worker[each] === worker + 1 && spans.from[each]! <= spans.from[from]!,
          );
          if (begun.length > 0) expect(other).toBe(begun.at(-1));
        }
      }),
    );
    expect(nextTraining(lanes, spans, 0, 'x')).toBeNull();
  });
});
