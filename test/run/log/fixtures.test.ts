import { describe, expect, it } from 'vitest';
import { phenotype } from '../../../src/architecture/phenotype.ts';
import { candidateOf } from '../../../src/run/candidate-table.ts';
import { LOG_VERSION, type RunEvent } from '../../../src/run/events.ts';
import { foldRun } from '../../../src/run/fold.ts';
import { emptyFront, placeInBox } from '../../../src/run/front.ts';
import { readLog } from '../../../src/run/log/read-log.ts';
import { insert } from '../../../src/search/archive.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { fixture } from './logs.ts';

/**
 * Logs that the programs themselves wrote: of the first version at ccda3be (without genotypes of what is over the cap),
 * ab67879 and 225fa86 (spaces of schema 1 and 2), of the second at 4fed00c (without names of kernels) and e751e5a, of
 * the third at 660819d (early names of strategies' parameters) and df25bf6, of the fourth at b1b0bac.
 */
const VERSIONS = ['v1a', 'v1b', 'v1c', 'v2a', 'v2b', 'v3a', 'v3a-tpe', 'v3a-ppo', 'v3b', 'v4'];

/** A log as it lies on disk. */
type Raw = Record<string, never> & { type: string; candidate: number; error: number; members: number[] };
const raw = (name: string): Raw[] =>
  fixture(name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Raw);
const ofType = <T extends { type: string }>(events: readonly T[], type: string): T[] =>
  events.filter((event) => event.type === type);
const startOf = (events: readonly RunEvent[]) => events[0] as Extract<RunEvent, { type: 'runStarted' }>;

describe.each(VERSIONS)('the log %s', (name) => {
  it('is read to its end as one of the newest version', async () => {
    const { events, cut } = await readLog(fixture(name));
    expect(cut).toBeNull();
    expect(startOf(events).version).toBe(LOG_VERSION);
    expect(events.map(({ sequence }) => sequence)).toEqual([...events.keys()]);
    // What was read can be read again.
    const again = await readLog(events.map((event) => JSON.stringify(event)).join('\n'));
    expect(again).toEqual({ events, cut: null, notes: [] });
  });

  it('folds to the figures that it says itself', async () => {
    const { events } = await readLog(fixture(name));
    const view = foldRun(null, events)!;
    const old = raw(name);
    const errors = new Map<number, number[]>();
    for (const { candidate, error } of ofType(old, 'evaluated'))
      errors.set(candidate, [...(errors.get(candidate) ?? []), error]);
    const failed = ofType(old, 'failed').filter(({ candidate }) => !errors.has(candidate));
    expect(view.evaluated).toBe(errors.size);
    expect(view.failed).toBe(failed.length);
    expect(view.duplicates).toBe(ofType(old, 'duplicate').length);
    expect(view.infeasible).toBe(name === 'v1a' ? 0 : ofType(old, 'infeasible').length);
    const front = ofType(old, 'frontChanged').at(-1)!;
    expect(view.front).toEqual(front.members);
    expect(view.hypervolume).toBe((front as unknown as { hypervolume: number }).hypervolume);
    const best = Math.min(...[...errors.values()].map((all) => all.reduce((a, b) => a + b) / all.length));
    const found = view.front.map((n) => candidateOf(view.candidates, n)!.error!);
    expect(Math.min(...found)).toBeCloseTo(best, 12);
  });

  it('has the front that its errors and costs make today', async () => {
    const { events } = await readLog(fixture(name));
    const view = foldRun(null, events)!;
    let front = emptyFront();
    for (let n = 1; n <= view.candidates.count; n++) {
      const { error, costs } = candidateOf(view.candidates, n) ?? {};
      if (error == null || !costs) continue;
      front = insert(front, placeInBox({ error, parameters: costs.parameters }, view.started.box), n).archive;
    }
    expect(front.members.map(({ item }) => item)).toEqual(view.front);
    expect(front.hypervolume).toBeCloseTo(view.hypervolume, 12);
  });

  it('holds genotypes that are the networks its costs were counted on', async () => {
    const { events } = await readLog(fixture(name));
    const space = compileSpace(startOf(events).space);
    let proposals = 0;
    for (const event of events) {
      if (event.type !== 'proposed' && event.type !== 'infeasible') continue;
      const { costs, hash } = phenotype(space, event.genotype);
      const { parameters, statistics, macs } = event.costs;
      expect(costs).toEqual({ parameters, statistics, macs });
      // The first versions had hashes of another kind.
      if (!['v1a', 'v1b'].includes(name)) expect(hash).toBe(event.hash);
      proposals++;
    }
    expect(proposals).toBeGreaterThan(7);
  });
});

describe('migration', () => {
  const settingsOf = async (name: string) => startOf((await readLog(fixture(name))).events).settings;

  it('says of a run of version 1 how it trained, not how one would today', async () => {
    expect(await settingsOf('v1a')).toEqual({
      ...{ strategy: 'nsga2', mutationRate: 0.05, objective: 'random', errorWeight: 0.7, ahead: 0 },
      parameters: {
        ...{ population: 4, crossoverRate: 0.9, update: 'generations' },
        ...{ parents: 'tournament', survivors: 'worst' },
      },
      ...{ repetitions: 1, evaluations: 18, maxMinutes: 0, maxComputeMinutes: 0, stagnation: 0, seed: 42 },
      ...{ epochs: 2, dataShare: 0.1, batchSize: 32, shrink: 1, maxSeconds: 0, patience: 0 },
      ...{ optimizer: 'adam', learningRate: 0.015, schedule: 'cosine', warmup: 0, momentum: 0.9 },
      ...{ weightDecay: 0, clipNorm: 0, labelSmoothing: 0, ema: 0, shift: 0, rotate: 0, scale: 0 },
      ...{ flip: false, cutout: 0, mixup: 0, backend: 'auto', workers: 'auto' },
    });
  });

  it('keeps what version 2 said of training, and version 3 of the search', async () => {
    const second = raw('v2b')[0]! as unknown as { settings: object };
    const { population: _, crossoverRate: __, ...rest } = second.settings as Record<string, unknown>;
    expect(await settingsOf('v2b')).toMatchObject(rest);
    const third = raw('v3b')[0]! as unknown as { settings: object };
    expect(await settingsOf('v3b')).toEqual({
      ...third.settings,
      ...{ maxMinutes: 0, maxComputeMinutes: 0, stagnation: 0 },
    });
  });

  it('gives strategies and parameters their names of today', async () => {
    expect(await settingsOf('v3a-tpe')).toMatchObject({
      strategy: 'tpe',
      parameters: { initial: expect.any(Number), gamma: 0.1, candidates: 24, prior: expect.any(Number) },
    });
    expect(await settingsOf('v3a-ppo')).toMatchObject({ strategy: 'ppo-lstm', parameters: { units: 35 } });
  });

  it('names kernels where logs did not', async () => {
    const kernels = async (name: string) =>
      startOf((await readLog(fixture(name))).events).versions.kernels as string;
    expect(await Promise.all(['v1a', 'v2a', 'v2b', 'v3a'].map(kernels))).toEqual([
      'tfjs',
      'unknown',
      'relaxed SIMD',
      'GPU',
    ]);
  });

  it('leaves out what has no genotype, says so, and keeps the numbers of the others', async () => {
    const { events, notes } = await readLog(fixture('v1a'));
    const old = raw('v1a');
    const left = new Set(ofType(old, 'infeasible').map(({ candidate }) => candidate));
    expect(left.size).toBe(25);
    expect(notes).toEqual([expect.stringMatching(/^25 architectures over the cap are left out/)]);
    const proposed = events.filter((event) => event.type === 'proposed');
    expect(proposed.map(({ candidate }) => candidate)).toEqual(
      ofType(old, 'proposed').map(({ candidate }) => candidate),
    );
    expect(proposed.some(({ parents }) => parents.some((parent) => left.has(parent)))).toBe(false);
    // There were such parents.
    const parents = ofType(old, 'proposed').flatMap(
      (event) => (event as unknown as { parents: number[] }).parents,
    );
    expect(parents.some((parent) => left.has(parent))).toBe(true);
  });

  it('keeps times, and all else of events that did not change', async () => {
    const { events } = await readLog(fixture('v1b'));
    const same = (event: { type: string }) => !['runStarted', 'proposed', 'infeasible'].includes(event.type);
    expect(events.filter(same)).toEqual(raw('v1b').filter(same));
    expect(events.map(({ time }) => time)).toEqual(
      raw('v1b').map((event) => (event as unknown as RunEvent).time),
    );
  });

  it('refuses newer versions, and what says none', async () => {
    const [first] = raw('v4');
    const reading = (changes: object) => readLog(JSON.stringify({ ...first, ...changes }));
    await expect(reading({ version: 5 })).rejects.toThrow(
      'This is no log of a run. Line 1: runStarted.version is 5: the log was made by a newer Cellscape ("0.1.0"), and this one reads up to 4.',
    );
    for (const version of [0, -1, 1.5, '4', null, undefined])
      await expect(reading({ version })).rejects.toThrow(
        /runStarted\.version must be a whole number from 1 to 4/,
      );
    await expect(reading({ type: 'comparisonStarted' })).rejects.toThrow('the log of a comparison');
  });

  it('does not believe a version that the rest belies', async () => {
    const first = { ...raw('v4')[0]!, version: 1 };
    const lines = fixture('v4').split('\n');
    const { events, cut } = await readLog([JSON.stringify(first), ...lines.slice(1)].join('\n'));
    expect(cut).toBeNull();
    expect(events.length).toBe(lines.length - 1);
  });
});
