import { describe, expect, it } from 'vitest';
import { FrontHistory, type Moment } from '../../../src/run/analysis/replay-at.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { foldRun } from '../../../src/run/fold.ts';
import { ofType, pretend, start } from '../runs.ts';

/** What the events say of the front when so many candidates were over. */
async function told(settings: Parameters<typeof start>[0], fault?: Parameters<typeof pretend>[1]) {
  const run = start({ evaluations: 60, ...settings }, [
    pretend((seed) => seed % 4, fault),
    pretend((seed) => seed % 7, fault),
  ]);
  await run.done;
  const expected: Moment[] = [{ over: 0, evaluated: 0, candidate: null, front: [], hypervolume: 0 }];
  const repetitions = settings.repetitions ?? 1;
  const settled = new Map<number, number>();
  for (const event of run.events) {
    const last = expected.at(-1)!;
    if (event.type === 'evaluated' || event.type === 'failed') {
      const n = event.candidate;
      settled.set(n, (settled.get(n) ?? 0) + 1);
      if (settled.get(n) === repetitions)
        expected.push({
          ...last,
          over: last.over + 1,
          evaluated: last.evaluated + Number(event.type === 'evaluated'),
          candidate: n,
        });
    } else if (event.type === 'frontChanged')
      expected[expected.length - 1] = { ...last, front: event.members, hypervolume: event.hypervolume };
  }
  return { run, expected };
}

describe('FrontHistory', () => {
  it('is at every time what the events said', async () => {
    for (const settings of [{}, { repetitions: 2 }, { seed: 3, strategy: 'random', parameters: {} }]) {
      const { run, expected } = await told(settings);
      expect(ofType(run.events, 'frontChanged').length).toBeGreaterThan(4);
      const history = new FrontHistory(run.view()).extend(run.view());
      expect(history.length).toBe(60);
      expect(Array.from({ length: 61 }, (_, over) => history.at(over))).toEqual(expected);
      const { front, hypervolume } = run.view();
      expect(history.at(60)).toMatchObject({ front, hypervolume });
    }
  });

  it('counts failed candidates as over, and nowhere else', async () => {
    const { run, expected } = await told({}, (calls) => (calls % 5 === 0 ? new Error('no') : undefined));
    expect(ofType(run.events, 'failed').length).toBeGreaterThan(5);
    const history = new FrontHistory(run.view()).extend(run.view());
    expect(Array.from({ length: 61 }, (_, over) => history.at(over))).toEqual(expected);
  });

  it('is the same made ready bit by bit', async () => {
    const { run, expected } = await told({});
    const events = run.events.map((event, sequence): RunEvent => ({ ...event, sequence, time: sequence }));
    let view = foldRun(null, events.slice(0, 1))!;
    const history = new FrontHistory(view);
    for (let from = 1; from < events.length; from += 17) {
      view = foldRun(view, events.slice(from, from + 17))!;
      expect(history.extend(view).length).toBe(view.evaluated + view.failed);
      expect(history.at(history.length)).toEqual(expected[history.length]);
    }
    expect(Array.from({ length: 61 }, (_, over) => history.at(over))).toEqual(expected);
  });

  it('stays within the run', async () => {
    const { run, expected } = await told({});
    const history = new FrontHistory(run.view());
    expect(history.at(10)).toEqual(expected[0]);
    history.extend(run.view());
    expect([history.at(-3), history.at(1e9), history.at(7.9)]).toEqual([
      expected[0],
      expected[60],
      expected[7],
    ]);
  });
});
