import { describe, expect, it } from 'vitest';
import { FrontHistory } from '../../../../src/run/analysis/replay-at.ts';
import type { CandidateTable } from '../../../../src/run/candidate-table.ts';
import { dominates } from '../../../../src/search/pareto.ts';
import { MEASURE } from '../../../../src/ui/run/measures.ts';
import { Cloud } from '../../../../src/ui/run/pareto/cloud.ts';
import { settledOf } from '../../../../src/ui/run/pareto/settled.ts';
import { MEASURES, type Measure } from '../../../../src/ui/run/view-store.ts';
import { growing, madeUp } from './tables.ts';

/** The same, told one by one: candidates with both figures, in the order of evaluation. */
function plain(table: CandidateTable, x: Measure, y: Measure, over = Number.POSITIVE_INFINITY) {
  const points = [];
  for (let n = 1; n <= table.count; n++) {
    const point = [MEASURE[x].column(table)[n]!, MEASURE[y].column(table)[n]!] as const;
    const order = table.order[n]!;
    if (!Number.isNaN(table.error[n]!) && point.every(Number.isFinite) && order <= over)
      points.push({ n, order, point });
  }
  return points.sort((a, b) => a.order - b.order);
}

describe('settledOf', () => {
  it('knows the order in which candidates were over, however the run grew', () => {
    let last: CandidateTable | undefined;
    for (const { candidates: table, evaluated, failed } of growing(37)) {
      last = table;
      const { count, candidates } = settledOf(table);
      expect(count).toBe(evaluated + failed);
      for (let place = 0; place < count; place++) expect(table.order[candidates[place]!]).toBe(place + 1);
    }
    expect(settledOf(last!).low).toBe(last!.count + 1);
  });
});

describe('Cloud', () => {
  it('holds every evaluated candidate with both figures, in order, whichever way it came', () => {
    const { candidates: table } = madeUp();
    for (const x of MEASURES)
      for (const y of MEASURES) {
        const cloud = new Cloud(table, x, y);
        cloud.follow();
        const expected = plain(table, x, y);
        expect([...cloud.candidate.subarray(0, cloud.count)]).toEqual(expected.map(({ n }) => n));
        expect([...cloud.x.subarray(0, cloud.count)]).toEqual(expected.map(({ point }) => point[0]));
        expect(cloud.range.y).toEqual([
          Math.min(...expected.map(({ point }) => point[1])),
          Math.max(...expected.map(({ point }) => point[1])),
        ]);
      }
    let grown: Cloud | undefined;
    for (const { candidates } of growing(53)) {
      grown ??= new Cloud(candidates, 'inference', 'macs');
      grown.follow();
    }
    const whole = new Cloud(table, 'inference', 'macs');
    whole.follow();
    expect([...grown!.candidate.subarray(0, grown!.count)]).toEqual([
      ...whole.candidate.subarray(0, whole.count),
    ]);
    expect(grown!.without(null)).toBe(whole.without(null));
  });

  it('counts what has no figure, then as now', () => {
    const { candidates: table, evaluated, failed } = madeUp();
    const cloud = new Cloud(table, 'inference', 'error');
    cloud.follow();
    expect(cloud.without(null)).toBeGreaterThan(0);
    expect(cloud.count + cloud.without(null)).toBe(evaluated);
    for (let over = 0; over <= evaluated + failed; over += 41) {
      expect(cloud.prefix(over)).toBe(plain(table, 'inference', 'error', over).length);
      const all = plain(table, 'parameters', 'error', over).length;
      expect(cloud.prefix(over) + cloud.without(over)).toBe(all);
    }
  });

  it('has the front of any moment, there and back', () => {
    const run = madeUp();
    const { candidates: table } = run;
    const history = new FrontHistory(run).extend(run);
    const own = new Cloud(table, 'parameters', 'error');
    own.follow();
    expect(own.front(own.count)).toEqual(run.front);
    for (const over of [0, 1, 2, 30, 29, 400, 13, history.length])
      expect(own.front(own.prefix(over))).toEqual(history.at(over).front);
    const other = new Cloud(table, 'seconds', 'activationBytes');
    other.follow();
    for (const over of [300, 120, 600]) {
      const points = plain(table, 'seconds', 'activationBytes', over);
      const best = points.filter(({ point }) => !points.some((rival) => dominates(rival.point, point)));
      const front = other.front(other.prefix(over));
      expect(best.map(({ n }) => n)).toEqual(expect.arrayContaining([...front]));
      expect(new Set(front.map((n) => table.seconds[n]))).toEqual(new Set(best.map(({ point }) => point[0])));
    }
  });

  it('keeps the front as the same array while it is the same', () => {
    const { candidates: table } = madeUp();
    const cloud = new Cloud(table, 'parameters', 'error');
    cloud.follow();
    const front = cloud.front(cloud.count);
    cloud.follow();
    expect(cloud.front(cloud.count)).toBe(front);
    cloud.front(10);
    expect(cloud.front(cloud.count)).toEqual(front);
  });

  it('counts what lies in a rectangle', () => {
    const { candidates: table } = madeUp();
    const cloud = new Cloud(table, 'parameters', 'error');
    cloud.follow();
    const [from, to] = [
      [1000, 0],
      [9000, 0.04],
    ] as const;
    const expected = plain(table, 'parameters', 'error').filter(
      ({ point: [x, y] }) => x >= from[0] && x <= to[0] && y >= from[1] && y <= to[1],
    );
    expect(expected.length).toBeGreaterThan(20);
    expect(cloud.inside(cloud.count, from, to)).toBe(expected.length);
  });
});
