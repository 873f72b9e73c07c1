import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap } from '../../../../src/run/course.ts';
import { DEFAULT_SETTINGS } from '../../../../src/run/settings.ts';
import {
  activeTime,
  type Budgeted,
  idleIn,
  remaining,
  type WorkRate,
  type WorkRecord,
  workRate,
} from '../../../../src/ui/run/workers/utilisation.ts';
import { madeUp } from '../panels/runs.ts';
import { spansOf, type Training } from './spans.ts';

const record = (trainings: readonly Training[], workers: number, gaps: readonly Gap[] = []): WorkRecord => ({
  spans: spansOf(trainings),
  gaps,
  workers,
});

const gap = fc
  .tuple(
    fc.nat({ max: 1000 }),
    fc.option(fc.nat({ max: 300 })),
    fc.constantFrom('paused' as const, 'frozen' as const),
  )
  .map(([from, length, kind]): Gap => ({ kind, from, to: length === null ? null : from + length }));

describe('time without gaps', () => {
  it('is what no gap covers, millisecond by millisecond', () => {
    fc.assert(
      fc.property(
        fc.array(gap, { maxLength: 5 }),
        fc.nat({ max: 1000 }),
        fc.nat({ max: 400 }),
        (gaps, from, length) => {
          const to = from + length;
          const idle = idleIn(gaps, from, to);
          let active = 0;
          for (let t = from; t < to; t++)
            if (!gaps.some((each) => each.from <= t && t < (each.to ?? to))) active++;
          expect(activeTime(idle, from, to)).toBe(active);
          for (const [i, [a, b]] of idle.entries()) {
            expect(a).toBeLessThan(b);
            if (i > 0) expect(a).toBeGreaterThan(idle[i - 1]![1]);
          }
        },
      ),
    );
  });
});

describe('how busy the workers are', () => {
  it('is the share of their time spent training', () => {
    const rate = workRate(
      record(
        [
          [0, 1, 0, 40_000],
          [1, 2, 0, 20_000],
          [0, 3, 50_000, null],
        ],
        2,
      ),
      100_000,
    );
    // 40 + 50 seconds of worker 1 and 20 of worker 2, of 200.
    expect(rate).toEqual({ from: 0, to: 100_000, busy: 0.55, perMinute: 1.2 });
  });

  it('leaves out pauses: a training that is held does not count, and neither does the time', () => {
    const gaps: Gap[] = [
      { kind: 'paused', from: 30_000, to: 70_000 },
      { kind: 'frozen', from: 60_000, to: 80_000 },
    ];
    const rate = workRate(record([[0, 1, 0, 90_000]], 1, gaps), 100_000)!;
    // 40 of 50 seconds.
    expect(rate.busy).toBeCloseTo(0.8, 12);
    expect(rate.perMinute).toBeCloseTo(1.2, 12);
  });

  it('counts from when the run was reopened', () => {
    const gaps: Gap[] = [{ kind: 'closed', from: 10_000, to: 60_000 }];
    const trainings: Training[] = [
      [0, 1, 0, 10_000, 'lost'],
      [0, 1, 60_000, 80_000],
    ];
    expect(workRate(record(trainings, 1, gaps), 100_000)).toEqual({
      from: 60_000,
      to: 100_000,
      busy: 0.5,
      perMinute: 1.5,
    });
  });

  it('forgets what was more than five minutes ago, but for the last ten trainings', () => {
    const quick: Training[] = Array.from({ length: 1000 }, (_, i) => [0, i + 1, i * 1000, i * 1000 + 900]);
    expect(workRate(record(quick, 1), 1_000_000)).toMatchObject({ from: 700_000, perMinute: 60 });
    const slow: Training[] = Array.from({ length: 20 }, (_, i) => [0, i + 1, i * 100_000, (i + 1) * 100_000]);
    expect(workRate(record(slow, 1), 2_000_000)).toMatchObject({ from: 1_000_000, perMinute: 0.6, busy: 1 });
  });

  it('is nothing before any time has passed, and while all of it is a pause', () => {
    expect(workRate(record([[0, 1, 0, null]], 1), 0)).toBeNull();
    const paused: Gap[] = [{ kind: 'paused', from: 0, to: null }];
    expect(workRate(record([[0, 1, 0, null]], 1, paused), 5000)).toBeNull();
  });

  it('is the same read from the last rows as from all of them', () => {
    const run = madeUp({ candidates: 900, workers: 3 });
    const end = run.lastTime - run.started.time;
    const rate = workRate(run, end)!;
    const { spans } = run;
    let busy = 0;
    let over = 0;
    for (let row = 0; row < spans.count; row++) {
      busy += Math.max(0, Math.min(end, spans.to[row]!) - Math.max(rate.from, spans.from[row]!));
      if (spans.to[row]! > rate.from) over++;
    }
    expect(rate.from).toBe(end - 300_000);
    expect(rate.busy).toBeCloseTo(busy / (3 * 300_000), 9);
    expect(rate.perMinute).toBeCloseTo(over / 5, 9);
  });
});

describe('what is left of a run', () => {
  const rate: WorkRate = { from: 0, to: 60_000, busy: 0.8, perMinute: 20 };
  const run = (changes: Partial<Budgeted['settings']>, rest: Partial<Budgeted> = {}): Budgeted => ({
    settings: { ...DEFAULT_SETTINGS, evaluations: 100, ...changes },
    ...{ evaluated: 36, failed: 4, activeMs: 120_000, compute: 180, workers: 2, ...rest },
  });

  it('follows from the candidates that are left', () => {
    // 60 candidates at 20 a minute; of two workers 1.6 train.
    expect(remaining(run({}), rate)).toEqual({ seconds: 180, compute: 288 });
  });

  it('counts every training of candidates that have several', () => {
    expect(remaining(run({ repetitions: 3 }), rate)!.seconds).toBe(540);
  });

  it('ends with whichever budget ends first', () => {
    expect(remaining(run({ maxMinutes: 3 }), rate)!.seconds).toBe(60);
    expect(remaining(run({ maxMinutes: 30 }), rate)!.seconds).toBe(180);
    // 300 − 180 seconds of training, at 1.6 a second.
    expect(remaining(run({ maxComputeMinutes: 5 }), rate)).toEqual({ seconds: 75, compute: 120 });
  });

  it('is not known before anything was over, and nothing at the end', () => {
    expect(remaining(run({}), { ...rate, perMinute: 0 })).toBeNull();
    expect(remaining(run({}, { evaluated: 96 }), rate)).toBeNull();
    expect(remaining(run({ maxMinutes: 1 }), rate)).toBeNull();
  });
});
