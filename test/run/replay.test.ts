import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Past, startRun } from '../../src/run/coordinator.ts';
import type { RunEvent, RunEventBody } from '../../src/run/events.ts';
import { foldRun } from '../../src/run/fold.ts';
import { withoutInterruptions } from '../../src/run/interruptions.ts';
import { type Checkpoint, ReplayMismatch, replay } from '../../src/run/replay.ts';
import { DEFAULT_SETTINGS, type RunSettings, withStrategy } from '../../src/run/settings.ts';
import { STRATEGIES } from '../../src/search/catalogue.ts';
import { ofType, pretend, space } from './runs.ts';

const VERSIONS = { cellscape: 'test', tfjs: 'test', kernels: 'SIMD' } as const;

interface Made {
  readonly log: RunEvent[];
  /** What the strategy was after so many events, in turns of the loop. */
  readonly checkpoints: Checkpoint[];
}

/** Runs to the end, or goes on from a past; the whole log. */
async function make(
  settings: RunSettings,
  workers: number,
  past?: Past,
  first?: RunEventBody & { type: 'proposed' },
): Promise<Made> {
  const log: RunEvent[] = [...(past?.events ?? [])];
  const checkpoints: Checkpoint[] = [];
  const run = startRun({
    space,
    settings,
    evaluators: Array.from({ length: workers }, () => pretend((seed) => 1 + (seed % 5))),
    dataset: { name: 'none', fingerprint: 'none', train: 1, validation: 1 },
    backend: 'wasm',
    versions: VERSIONS,
    emit: (event) => log.push({ ...event, sequence: log.length, time: log.length } as RunEvent),
    keep: () => undefined,
    ...(past && { past }),
    ...(first && { first: first.genotype }),
  });
  let over = false;
  void run.done.then(() => {
    over = true;
  });
  while (!over) {
    checkpoints.push({ sequence: log.length, strategy: JSON.parse(JSON.stringify(run.strategyState())) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { log, checkpoints };
}

/** What happened, numbers and times aside. */
const timeless = (log: readonly RunEvent[]) =>
  withoutInterruptions(log).map(({ sequence: _, time: __, ...body }) => body);

const quick = (strategy: string, changes: Partial<RunSettings> = {}): RunSettings => {
  const settings = withStrategy({ ...DEFAULT_SETTINGS, evaluations: 18, seed: 11 }, strategy);
  const small = 'population' in settings.parameters ? { population: 6 } : {};
  return { ...settings, parameters: { ...settings.parameters, ...small }, ...changes };
};

describe('a run that is gone on with', () => {
  it.each(STRATEGIES.map(({ id }) => id))('%s: ends with the log it would have had', async (strategy) => {
    const settings = quick(strategy);
    const { log, checkpoints } = await make(settings, 1);
    expect(ofType(log, 'evaluated')).toHaveLength(18);
    for (const share of [0.07, 0.33, 0.61, 0.97]) {
      const events = log.slice(0, Math.ceil(share * log.length));
      const alone = await make(settings, 1, { events });
      expect(timeless(alone.log)).toEqual(timeless(log));
      const checkpoint = checkpoints.findLast(({ sequence }) => sequence <= events.length)!;
      const helped = await make(settings, 1, { events, checkpoints: [checkpoint] });
      expect(timeless(helped.log)).toEqual(timeless(log));
    }
  });

  it('does so from any event, in any order of workers and however often it ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('nsga2', 'random', 'tpe', 'local-search'),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 2 }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 3 }),
        async (strategy, workers, repetitions, cuts) => {
          const settings = quick(strategy, { evaluations: 10, repetitions, ahead: 3 });
          const whole = await make(settings, workers);
          let { log } = whole;
          for (const cut of cuts) {
            const events = log.slice(0, 1 + Math.floor(cut * (log.length - 1)));
            log = (await make(settings, workers, { events })).log;
          }
          const view = foldRun(null, log)!;
          const expected = foldRun(null, whole.log)!;
          // The same candidates with the same errors, whoever trained them and when.
          const count = expected.candidates.count;
          expect(view.candidates.count).toBe(count);
          expect(view.candidates.error.slice(0, count + 1)).toEqual(
            expected.candidates.error.slice(0, count + 1),
          );
          expect(view.front).toEqual(expected.front);
          expect(view.hypervolume).toBeCloseTo(expected.hypervolume, 12);
          expect(view.open.size).toBe(0);
          if (workers === 1) expect(timeless(log)).toEqual(timeless(whole.log));
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  it.each(STRATEGIES.map(({ id }) => id))('%s: goes on without a fixed order, too', async (strategy) => {
    const settings = quick(strategy, { ahead: 0 });
    const { log, checkpoints } = await make(settings, 3);
    for (const share of [0.2, 0.55, 0.9]) {
      const events = log.slice(0, Math.ceil(share * log.length));
      const checkpoint = checkpoints.findLast(({ sequence }) => sequence <= events.length)!;
      const { log: resumed } = await make(settings, 3, { events, checkpoints: [checkpoint] });
      const view = foldRun(null, resumed)!;
      expect(view.evaluated).toBe(18);
      expect(view.finished?.reason).toBe('budget');
      expect(resumed.slice(0, events.length)).toEqual(events);
    }
  });

  it('loses nothing that was evaluated and trains it no second time', async () => {
    const settings = quick('nsga2');
    const { log } = await make(settings, 2);
    const events = log.slice(0, Math.ceil(log.length / 2));
    const known = ofType(events, 'evaluated').map(({ candidate }) => candidate);
    const { log: resumed } = await make(settings, 2, { events });
    const after = ofType(resumed.slice(events.length), 'started').map(({ candidate }) => candidate);
    expect(known.length).toBeGreaterThan(3);
    expect(after.filter((candidate) => known.includes(candidate))).toEqual([]);
    expect(ofType(resumed, 'evaluated')).toHaveLength(18);
  });

  it('takes changed settings with it: those of the log, and those of now', async () => {
    const settings = quick('nsga2');
    const { log } = await make(settings, 1);
    // Over by its budget, it goes on with a larger one.
    const more = await make(settings, 1, { events: log, changes: { evaluations: 24 } });
    expect(ofType(more.log, 'evaluated')).toHaveLength(24);
    const straight = await make({ ...settings, evaluations: 24 }, 1);
    const bodies = (made: Made) => timeless(made.log).filter(({ type }) => type === 'proposed');
    expect(bodies(more)).toEqual(bodies(straight));
    // And once more, from a log that holds the change.
    const cut = more.log.slice(0, more.log.length - 8);
    const again = await make(settings, 1, { events: cut });
    expect(timeless(again.log)).toEqual(timeless(more.log));
  });

  it('begins with the genotype it was given, as its log says', async () => {
    const settings = quick('nsga2');
    const { log } = await make(settings, 1);
    const chosen = ofType(log, 'proposed')[7]!;
    const { log: seeded } = await make({ ...settings, seed: 3 }, 1, undefined, chosen);
    expect(ofType(seeded, 'proposed')[0]).toMatchObject({
      candidate: 1,
      hash: chosen.hash,
      operator: 'sample',
    });
    const events = seeded.slice(0, 4);
    const { log: resumed } = await make({ ...settings, seed: 3 }, 1, { events });
    expect(timeless(resumed)).toEqual(timeless(seeded));
  });

  it('refuses a log that another program made', async () => {
    const settings = quick('nsga2');
    const { log } = await make(settings, 1);
    const forged = log.map((event) =>
      event.type === 'proposed' && event.candidate === 5 ? { ...event, hash: 'f'.repeat(32) } : event,
    );
    expect(() => replay(space, forged)).toThrow(ReplayMismatch);
    expect(() => replay(space, forged)).toThrow(/made by another version \(test\), and can be read but not/);
    // A checkpoint behind it does not look there.
    const { checkpoints } = await make(settings, 1);
    const late = checkpoints.at(-1)!;
    expect(replay(space, forged, late).view.evaluated).toBe(18);
  });

  it('passes over checkpoints that lead nowhere, and does without any', async () => {
    const settings = quick('nsga2');
    const { log, checkpoints } = await make(settings, 1);
    const events = log.slice(0, Math.ceil(log.length / 2));
    const good = checkpoints.find(({ sequence }) => sequence > 1 && sequence < events.length)!;
    for (const known of [
      [{ sequence: good.sequence, strategy: { damaged: true } }],
      [{ ...good, strategy: null }, good],
    ])
      expect(timeless((await make(settings, 1, { events, checkpoints: known })).log)).toEqual(timeless(log));
  });

  it('tells the front where the log ends just before it', async () => {
    const settings = quick('random');
    const { log } = await make(settings, 1);
    const place = log.findIndex(({ type }) => type === 'frontChanged');
    const { log: resumed } = await make(settings, 1, { events: log.slice(0, place) });
    expect(resumed[place]?.type).toBe('reopened');
    expect(resumed[place + 1]?.type).toBe('frontChanged');
    expect(timeless(resumed)).toEqual(timeless(log));
  });
});
