import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Gap } from '../../../../src/run/course.ts';
import {
  axisNow,
  courseLine,
  interruptions,
  lateRange,
  rowAt,
} from '../../../../src/ui/run/panels/hypervolume-course.ts';
import { PROGRESS_AXES, progressAtTime } from '../../../../src/ui/run/panels/progress.ts';
import { madeUp } from './runs.ts';

const run = madeUp({ candidates: 300 });

it('goes from nothing to where the run is, up to now', () => {
  for (const axis of PROGRESS_AXES) {
    const { x, y } = courseLine(run, axis);
    expect([x[0], y[0]]).toEqual([0, 0]);
    expect(x.at(-1)).toBe(axisNow(run, axis));
    expect(y.at(-1)).toBe(run.hypervolume);
    expect([...x]).toEqual([...x].sort((a, b) => a - b));
  }
});

it('has at most a thousand points', () => {
  const changes = 5000;
  const course = {
    count: changes,
    evaluated: Int32Array.from({ length: changes }, (_, i) => i + 1),
    hypervolume: Float64Array.from({ length: changes }, (_, i) => i / changes),
    compute: Float64Array.from({ length: changes }, (_, i) => i * i),
    at: Float64Array.from({ length: changes }, (_, i) => i),
  };
  for (const axis of PROGRESS_AXES) {
    const { x } = courseLine({ ...run, course, evaluated: changes, compute: changes ** 2 }, axis);
    expect(x.length).toBeLessThanOrEqual(1000);
    expect(x.length).toBeGreaterThan(400);
  }
});

it('shows close up what came after the first tenth of the way', () => {
  for (const axis of PROGRESS_AXES) {
    const { low, high } = lateRange(run, axis);
    const { x, y } = courseLine(run, axis);
    const late = y.filter((_, i) => x[i]! >= 0.1 * x.at(-1)!);
    expect(low).toBeLessThan(late[0]!);
    expect(high).toBeGreaterThan(run.hypervolume);
    // No more than there is: the room around is a twentieth of it, or very little.
    const grown = run.hypervolume - low;
    expect(high - run.hypervolume).toBeLessThanOrEqual(Math.max(0.0005, 0.06 * grown));
    const before = y.filter((_, i) => x[i]! <= 0.1 * x.at(-1)!).at(-1)!;
    expect(low).toBeGreaterThan(before - Math.max(0.001, 0.06 * (high - before)));
  }
});

it('finds the change of the front that holds at a number of evaluations', () => {
  const { course } = run;
  fc.assert(
    fc.property(fc.nat({ max: run.evaluated + 5 }), (evaluated) => {
      const rows = Array.from(course.evaluated.subarray(0, course.count));
      expect(rowAt(run, evaluated)).toBe(rows.filter((value) => value <= evaluated).length - 1);
    }),
  );
});

it('says what interrupted the run, for how long, and how far it was', () => {
  const gaps: Gap[] = [
    { kind: 'paused', from: 10_000, to: 70_000 },
    { kind: 'closed', from: 80_000, to: null },
  ];
  const [paused, closed] = interruptions(gaps, run.candidates);
  expect(paused).toMatchObject({
    ...progressAtTime(run.candidates, 10_000),
    word: 'paused',
    text: 'The run was paused for 1 min 0 s',
  });
  expect(closed!.text).toBe('The page was closed');
});
