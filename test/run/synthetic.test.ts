import { describe, expect, it } from 'vitest';
import { phenotype } from '../../src/architecture/phenotype.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { toJsonLines } from '../../src/run/events.ts';
import { foldRun } from '../../src/run/fold.ts';
import { placeInBox } from '../../src/run/front.ts';
import { readLog } from '../../src/run/log/read-log.ts';
import { syntheticEvents, syntheticLog } from '../../src/run/synthetic.ts';
import { dominates, hypervolume } from '../../src/search/pareto.ts';
import { space } from './runs.ts';

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;
const only = <T extends RunEvent['type']>(log: readonly RunEvent[], type: T): Of<T>[] =>
  log.filter((event): event is Of<T> => event.type === type);

const real = syntheticLog({ candidates: 150, seed: 3, workers: 3, generationSize: 16, epochs: 2 });
const figures = syntheticLog({ candidates: 4000, seed: 5, genotypes: false });
const logs = [
  ['with genotypes of its own', real],
  ['with figures alone', figures],
] as const;

describe('a synthetic log', () => {
  it('is the same for the same options, and another for another seed', () => {
    const options = { candidates: 40, seed: 3 };
    expect(syntheticLog(options)).toEqual(syntheticLog(options));
    expect(syntheticLog({ ...options, seed: 4 })).not.toEqual(syntheticLog(options));
  });

  it('refuses counts that are none', () => {
    for (const wrong of [{ candidates: 0 }, { workers: 1.5 }, { epochs: Number.NaN }, { generationSize: -2 }])
      expect(() => syntheticLog({ candidates: 5, seed: 1, ...wrong })).toThrow(RangeError);
  });

  it('can be had piece by piece, however long it is', () => {
    const events = syntheticEvents({ candidates: 1_000_000, seed: 1 });
    const some = Array.from({ length: 500 }, () => events.next().value as RunEvent);
    expect(some.map(({ sequence }) => sequence)).toEqual(some.map((_, i) => i));
  });

  it.each(logs)('%s, is read as any other log', async (_, log) => {
    const { events, cut } = await readLog(toJsonLines(log));
    expect(cut).toBeNull();
    expect(events).toEqual(log);
  });

  it.each(logs)('%s, numbers and times events in order', (_, log) => {
    expect(log.map(({ sequence }) => sequence)).toEqual(log.map((__, i) => i));
    for (const [i, { time }] of log.entries()) expect(time).toBeGreaterThanOrEqual(log[i - 1]?.time ?? 0);
    expect(log.at(-1)?.type).toBe('finished');
  });

  it.each(logs)('%s, trains every candidate once, and one at a time on each worker', (_, log) => {
    const { settings } = only(log, 'runStarted')[0]!;
    const busy = new Map<number, number>();
    const epochs = new Map<number, number>();
    const over = new Set<number>();
    for (const event of log) {
      if (event.type === 'started') {
        expect([...busy.values()]).not.toContain(event.worker);
        busy.set(event.candidate, event.worker);
      } else if (event.type === 'measured') {
        expect(busy.has(event.candidate)).toBe(true);
        expect(event.epoch).toBe((epochs.get(event.candidate) ?? 0) + 1);
        expect(event.setup !== undefined).toBe(event.epoch === 1);
        epochs.set(event.candidate, event.epoch);
      } else if (event.type === 'evaluated' || event.type === 'failed') {
        expect(busy.delete(event.candidate)).toBe(true);
        expect(over.has(event.candidate)).toBe(false);
        over.add(event.candidate);
        if (event.type === 'evaluated') expect(epochs.get(event.candidate)).toBe(settings.epochs);
      }
    }
    const proposed = only(log, 'proposed').map(({ candidate }) => candidate);
    expect(proposed).toHaveLength(settings.evaluations);
    expect(over).toEqual(new Set(proposed));
    const numbers = [...proposed, ...only(log, 'infeasible').map(({ candidate }) => candidate)];
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((__, i) => i + 1));
  });

  it.each(logs)(
    '%s, breeds from candidates that were evaluated, of earlier or the same generation',
    (_, log) => {
      const evaluated = new Set<number>();
      const generations = new Map<number, number>();
      for (const event of log) {
        if (event.type === 'evaluated') evaluated.add(event.candidate);
        if (event.type !== 'proposed') continue;
        generations.set(event.candidate, event.generation);
        expect(event.parents.length === 0).toBe(event.operator === 'sample');
        for (const parent of event.parents) {
          expect(evaluated.has(parent)).toBe(true);
          expect(generations.get(parent)).toBeLessThanOrEqual(event.generation);
        }
      }
    },
  );

  it.each(logs)('%s, keeps the cap and knows what it has had', (_, log) => {
    const { box } = only(log, 'runStarted')[0]!;
    const hashes = new Map<string, number>();
    for (const event of log) {
      if (event.type === 'duplicate') expect(hashes.get(event.hash)).toBe(event.of);
      if (event.type !== 'proposed' && event.type !== 'infeasible') continue;
      expect(hashes.has(event.hash)).toBe(false);
      hashes.set(event.hash, event.candidate);
      const beyond = event.costs.parameters - box.maxParameters;
      if (event.type === 'infeasible') expect(event.violation).toBe(beyond);
      expect(beyond > 0).toBe(event.type === 'infeasible');
      expect(event.costs.parameters).toBeGreaterThanOrEqual(box.minParameters);
    }
  });

  it('tells the front and the hypervolume of what was evaluated', () => {
    const { box } = only(real, 'runStarted')[0]!;
    const parameters = new Map(
      only(real, 'proposed').map(({ candidate, costs }) => [candidate, costs.parameters]),
    );
    const points = new Map<number, readonly [number, number]>();
    let checked = 0;
    for (const event of real) {
      if (event.type === 'evaluated')
        points.set(
          event.candidate,
          placeInBox({ error: event.error, parameters: parameters.get(event.candidate)! }, box),
        );
      if (event.type !== 'frontChanged') continue;
      const all = [...points.values()];
      const best = [...points].filter(([, point]) => !all.some((other) => dominates(other, point)));
      // Of equal points one is told.
      expect(new Set(event.members.map((member) => points.get(member)!.join()))).toEqual(
        new Set(best.map(([, point]) => point.join())),
      );
      const volume = hypervolume(
        event.members.map((member) => points.get(member)!),
        [1 + 1e-9, 1],
      );
      expect(event.hypervolume).toBeCloseTo(volume, 9);
      checked++;
    }
    expect(checked).toBeGreaterThan(10);
  });

  it('has real members of the default space, with their costs', () => {
    for (const { genotype, hash, costs } of only(real, 'proposed').slice(0, 60)) {
      const known = phenotype(space, genotype);
      expect(known.hash).toBe(hash);
      expect(costs).toMatchObject(known.costs);
    }
  });

  it('has about what real runs have', () => {
    const view = foldRun(null, figures)!;
    const { candidates: table } = view;
    expect(view.failed / 4000).toBeGreaterThan(0.01);
    expect(view.failed / 4000).toBeLessThan(0.03);
    expect(view.duplicates).toBeGreaterThan(0);
    expect(view.infeasible).toBeGreaterThan(0);
    expect(only(figures, 'evaluated').some(({ inference }) => inference === undefined)).toBe(true);
    // For its size, a candidate of the last quarter is better than one of the first generations.
    const excess = (from: number, to: number) => {
      let [sum, count] = [0, 0];
      for (let n = from; n <= to; n++) {
        if (Number.isNaN(table.error[n]!)) continue;
        sum += Math.log(table.error[n]!) + 0.35 * Math.log(table.parameters[n]!);
        count++;
      }
      return sum / count;
    };
    expect(excess(3000, table.count)).toBeLessThan(excess(1, 240) - 0.2);
  });
});
