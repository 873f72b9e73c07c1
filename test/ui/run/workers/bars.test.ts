import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPAN } from '../../../../src/run/course.ts';
import { type BarView, laneBars, trainingAt } from '../../../../src/ui/run/workers/bars.ts';
import { emptyLanes, readLanes } from '../../../../src/ui/run/workers/lanes.ts';
import { madeUp } from '../panels/runs.ts';
import { spansOf, type Training, tableOf } from './spans.ts';

const ROOM = { top: 10, height: 20 };

/** The bars of a path: left and right edge. */
const barsOf = (path: string): [number, number][] =>
  [...path.matchAll(/M([\d.-]+) 10H([\d.-]+)v20/g)].map(([, x0, x1]) => [Number(x0), Number(x1)]);

function drawn(trainings: readonly Training[], view: Partial<BarView> = {}) {
  const spans = spansOf(trainings);
  const table = tableOf(Math.max(...trainings.map(([, candidate]) => candidate)));
  const lanes = emptyLanes();
  readLanes(lanes, spans, table);
  const whole = { from: 0, to: 1000, now: 1000, left: 50, width: 100, ...view };
  return { bars: laneBars(lanes.lanes[0]!, spans, table, whole, ROOM), lanes, spans, table, view: whole };
}

describe('bars', () => {
  it('stand where the trainings were, each kind by itself', () => {
    const { bars } = drawn([
      [0, 1, 0, 300],
      [0, 2, 300, 500, 'failed'],
      [0, 3, 500, 700, 'lost'],
      [0, 4, 800, null],
    ]);
    expect(barsOf(bars.trained)).toEqual([[50, 79]]);
    expect(barsOf(bars.failed)).toEqual([[80, 99]]);
    expect(barsOf(bars.lost)).toEqual([[100.5, 118.5]]);
    expect(barsOf(bars.open)).toEqual([[130, 150]]);
    expect(bars.labels.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
  });

  it('show the setup apart, and the epochs where there is room', () => {
    const { lanes, spans, table, view } = drawn([[0, 1, 0, 900]]);
    spans.setup[0] = 100;
    table.curveAt[1] = 0;
    table.epochs[1] = 2;
    table.curve = Float64Array.of(1, 0.5, 400, 1, 0.4, 800);
    const bars = laneBars(lanes.lanes[0]!, spans, table, view, ROOM);
    expect(barsOf(bars.setup)).toEqual([[50, 60]]);
    expect(barsOf(bars.trained)).toEqual([[60, 139]]);
    expect(bars.epochs).toBe('M90.0 30v-5M130.0 30v-5');
  });

  it('are cut at the edges of the stretch shown', () => {
    const { bars } = drawn([[0, 1, 0, 5000]], { from: 1000, to: 2000, now: 5000 });
    expect(barsOf(bars.trained)).toEqual([[50, 149]]);
  });

  it('melt where they are narrow: their number is limited by the pixels', () => {
    const quick: Training[] = Array.from({ length: 20_000 }, (_, i) => [0, i + 1, i * 10, i * 10 + 9]);
    const { bars } = drawn(quick, { to: 200_000, now: 200_000 });
    expect(barsOf(bars.trained)).toEqual([[50, 150]]);
    expect(bars.labels).toEqual([]);
    // A worker without work for long is seen as such.
    const gap = quick.filter(([, n]) => n < 8000 || n > 12_000);
    expect(barsOf(drawn(gap, { to: 200_000, now: 200_000 }).bars.trained)).toHaveLength(2);
  });

  it('that failed are seen however short they were', () => {
    const quick: Training[] = Array.from({ length: 1000 }, (_, i) => [
      0,
      i + 1,
      i * 10,
      i * 10 + 9,
      i === 500 ? 'failed' : 'evaluated',
    ]);
    const [[x0, x1]] = barsOf(drawn(quick, { to: 10_000, now: 10_000 }).bars.failed) as [[number, number]];
    expect(x1 - x0).toBeGreaterThanOrEqual(2);
  });

  it('cover the time of the trainings and nothing else, but for their edges', () => {
    const run = madeUp({ candidates: 60, workers: 1 });
    const lanes = emptyLanes();
    readLanes(lanes, run.spans, run.candidates);
    const now = run.lastTime - run.started.time;
    const { spans } = run;
    fc.assert(
      fc.property(fc.nat({ max: now }), fc.integer({ min: 1000, max: now }), (from, length) => {
        const view = { from, to: from + length, now, left: 0, width: 400 };
        const bars = laneBars(lanes.lanes[0]!, spans, run.candidates, view, ROOM);
        const covered = [bars.trained, bars.setup, bars.open, bars.failed, bars.lost].flatMap(barsOf);
        for (let x = 1; x < 400; x += 7) {
          const time = from + (x / 400) * length;
          const near = (3 * length) / 400;
          const inside = covered.some(([x0, x1]) => x >= x0 && x <= x1);
          const training = Array.from({ length: spans.count }, (_, row) => row).some(
            (row) => time > spans.from[row]! + near && time < spans.to[row]! - near,
          );
          const idle = !Array.from({ length: spans.count }, (_, row) => row).some(
            (row) => time > spans.from[row]! - near && time < spans.to[row]! + near,
          );
          if (training) expect(inside).toBe(true);
          if (idle) expect(inside).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the training at a time', () => {
  it('is the one that went on then, or the nearest', () => {
    const { lanes, spans } = drawn([
      [0, 1, 0, 300],
      [0, 2, 400, 500],
      [0, 3, 800, null],
    ]);
    const at = (time: number, within = 0) => trainingAt(lanes.lanes[0]!, spans, time, 1000, within);
    expect([at(0), at(250), at(450), at(999)]).toEqual([0, 0, 1, 2]);
    expect(at(350)).toBeNull();
    expect([at(310, 20), at(395, 20), at(350, 20)]).toEqual([0, 1, null]);
    expect(spans.outcome[2]).toBe(SPAN.open);
  });
});
