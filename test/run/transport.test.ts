import { describe, expect, it } from 'vitest';
import { startRun } from '../../src/run/coordinator.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { foldRun } from '../../src/run/fold.ts';
import { DEFAULT_SETTINGS, type RunSettings } from '../../src/run/settings.ts';
import { ofType, pretend, space } from './runs.ts';

/** A run whose clock is ours, in milliseconds. */
function timed(settings: Partial<RunSettings>, workers = 1) {
  let time = 0;
  const log: RunEvent[] = [];
  const run = startRun({
    space,
    settings: {
      ...DEFAULT_SETTINGS,
      evaluations: 40,
      parameters: { ...DEFAULT_SETTINGS.parameters, population: 8 },
      ...settings,
    },
    evaluators: Array.from({ length: workers }, () => pretend(() => 2)),
    dataset: { name: 'none', fingerprint: 'none', train: 1, validation: 1 },
    backend: 'wasm',
    versions: { cellscape: 'test', tfjs: 'test', kernels: 'SIMD' },
    emit: (event) => log.push({ ...event, sequence: log.length, time } as RunEvent),
    keep: () => undefined,
    now: () => time,
  });
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  /** Lets the loop turn until something holds; fails where that takes too long. */
  const until = async (holds: () => boolean) => {
    for (let i = 0; i < 5000 && !holds(); i++) await new Promise((resolve) => setImmediate(resolve));
    expect(holds()).toBe(true);
  };
  return { run, log, pass, until };
}

const over = (log: readonly RunEvent[]) => log.at(-1)?.type === 'finished';
const reasonOf = (log: readonly RunEvent[]) => ofType(log, 'finished')[0]?.reason;
const done = (log: readonly RunEvent[]) => ofType(log, 'evaluated').length;

describe('stepping', () => {
  it('goes on until a candidate is over, and pauses', async () => {
    const { run, log, until } = timed({});
    run.pause();
    for (let step = 1; step <= 3; step++) {
      run.step('evaluation');
      await until(() => log.at(-1)?.type === 'paused' && done(log) === step);
    }
    // Nothing moves by itself.
    const { length } = log;
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(log).toHaveLength(length);
    run.resume();
    await run.done;
    expect([done(log), reasonOf(log)]).toEqual([40, 'budget']);
  });

  it('goes on until a candidate of the next generation is proposed', async () => {
    const { run, log, until } = timed({}, 2);
    run.pause();
    for (let generation = 2; generation <= 4; generation++) {
      run.step('generation');
      await until(() => ofType(log, 'paused').length === generation);
      expect(foldRun(null, log)!.generation).toBe(generation);
    }
    run.stop();
    await run.done;
  });

  it('is forgotten when the run is resumed', async () => {
    const { run, log } = timed({ evaluations: 5 });
    run.step('evaluation');
    run.resume();
    await run.done;
    expect(ofType(log, 'paused')).toEqual([]);
  });
});

describe('budgets', () => {
  it('of compute: ends when candidates were trained for so long in all', async () => {
    // Each takes a second by what the evaluator says.
    const { run, log } = timed({ maxComputeMinutes: 5 / 60 }, 2);
    await run.done;
    expect(reasonOf(log)).toBe('compute');
    expect(foldRun(null, log)!.compute).toBe(5);
  });

  it('of minutes: ends after so long, pauses left out', async () => {
    const { run, log, pass, until } = timed({ maxMinutes: 1, evaluations: 100_000 });
    await until(() => done(log) > 2);
    pass(8000);
    run.pause();
    // An hour's pause is no time of the run.
    pass(3_600_000);
    run.resume();
    await until(() => done(log) > 6);
    for (let i = 0; i < 6; i++) {
      pass(9000);
      run.pause();
      run.resume();
    }
    await run.done;
    expect(reasonOf(log)).toBe('minutes');
    expect(foldRun(null, log)!.activeMs).toBe(62_000);
  });

  it('of stagnation: ends when the front has not changed for so many evaluations', async () => {
    const { run, log } = timed({ stagnation: 6, evaluations: 100_000 });
    await run.done;
    expect(reasonOf(log)).toBe('stagnation');
    const last = log.findLastIndex(({ type }) => type === 'frontChanged');
    expect(done(log.slice(last))).toBe(6);
    // And never before.
    let since = 0;
    for (const event of log) {
      if (event.type === 'frontChanged') since = 0;
      if (event.type === 'evaluated') since++;
      expect(since).toBeLessThanOrEqual(6);
    }
  });

  it('can be changed on the way', async () => {
    const { run, log, until } = timed({ stagnation: 0, evaluations: 100_000 });
    await until(() => done(log) > 3);
    run.change({ evaluations: 12 });
    await run.done;
    expect([done(log), reasonOf(log)]).toEqual([12, 'budget']);
  });
});

describe('a time in which nothing could run', () => {
  it('is told, and counts for nothing', async () => {
    const { run, log, pass, until } = timed({ evaluations: 100_000 });
    await until(() => done(log) > 1);
    const before = foldRun(null, log)!.activeMs;
    pass(45_000);
    // The next look at the clock comes by itself within a second.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await until(() => ofType(log, 'frozen').length > 0);
    expect(ofType(log, 'frozen')[0]!.milliseconds).toBe(45_000);
    run.stop();
    await run.done;
    const view = foldRun(null, log)!;
    expect(view.activeMs - before).toBeLessThan(1000);
    expect(view.gaps).toMatchObject([{ kind: 'frozen' }]);
    expect(over(log)).toBe(true);
  });
});

describe('the pace', () => {
  it('makes every training wait, and a stop is not made to', async () => {
    const { run, log, pass } = timed({});
    run.pace(60_000);
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    const known = done(log);
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(done(log)).toBe(known);
    pass(60_000);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(done(log)).toBe(known + 1);
    run.stop();
    await run.done;
    expect(reasonOf(log)).toBe('stopped');
  });
});
