import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../src/run/events.ts';
import { createKeeper, type Safety } from '../../../src/run/storage/keeper.ts';
import { RunMissing, type RunStore, RunTaken } from '../../../src/run/storage/run-store.ts';
import type { Storage } from '../../../src/run/storage/storage.ts';
import type { WeightStore } from '../../../src/run/storage/weight-store.ts';
import { noWeights } from '../runs.ts';
import { eventsOf, headOf, SUMMARY } from './stored.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const full = () => new DOMException('no room', 'QuotaExceededError');

/** A keeper over a store in memory that fails as `fault` says; `backlog`: so many events are in memory alone. */
function watched(
  fault: (calls: number, removed: readonly string[]) => Error | undefined = () => undefined,
  backlog = 0,
) {
  const stored: RunEvent[] = [];
  const shown: RunEvent[] = [];
  const safeties: Safety[] = [];
  const checkpoints: number[] = [];
  const removed: string[] = [];
  const weights = new Map<string, number[]>([['old', [1, 2]]]);
  const log: RunEvent[] = eventsOf(backlog);
  let members: readonly number[] = [];
  let calls = 0;
  let joined = 0;
  let created = 0;
  const store = {
    append: async (
      _id: string,
      _owner: string,
      events: readonly RunEvent[],
      _: unknown,
      checkpoint?: { sequence: number },
    ) => {
      const error = fault(calls++, removed);
      if (error) throw error;
      stored.push(...events);
      if (checkpoint) checkpoints.push(checkpoint.sequence);
    },
    create: async (_: unknown, events: readonly RunEvent[]) => {
      created++;
      stored.splice(0, stored.length, ...events);
    },
    list: async () => [
      { id: 'none', updated: 2 },
      { id: 'r', updated: 0 },
      { id: 'old', updated: 1 },
    ],
    join: async () => {
      joined++;
    },
  } as unknown as RunStore;
  const weightStore: WeightStore = {
    put: async (run, candidate) => void weights.set(run, [...(weights.get(run) ?? []), candidate]),
    get: async () => undefined,
    list: async (run) => weights.get(run) ?? [],
    remove: async (run, candidate) => {
      if (candidate === undefined) {
        removed.push(run);
        weights.delete(run);
      } else
        weights.set(
          run,
          (weights.get(run) ?? []).filter((other) => other !== candidate),
        );
    },
  };
  let storage: Storage = { store, weights: weightStore, problem: null };
  const keeper = createKeeper({
    head: { ...headOf('r'), owner: 'me' },
    log,
    backlog: [...log],
    storage: async () => storage,
    strategyState: () => ({ state: stored.length }),
    summary: () => SUMMARY,
    members: () => members,
    weightsOf: () => noWeights,
    onStored: (events) => shown.push(...events),
    onSafety: (safety) => safeties.push(safety),
  });
  const push = (event: RunEvent) => {
    log.push(event);
    keeper.push(event);
  };
  return {
    ...{ keeper: { ...keeper, push }, stored, shown, safeties, checkpoints, removed, weights },
    joined: () => joined,
    created: () => created,
    close: (problem: string) => {
      storage = { store: null, weights: null, problem };
    },
    open: () => {
      storage = { store, weights: weightStore, problem: null };
    },
    front: (now: readonly number[]) => {
      members = now;
    },
  };
}

describe('the keeper of a log', () => {
  it('stores events before it hands them on, all of them and in order', async () => {
    const { keeper, stored, shown } = watched();
    const events = eventsOf(100);
    for (const [i, event] of events.entries()) {
      keeper.push(event);
      if (i % 7 === 0) {
        await vi.advanceTimersByTimeAsync(33);
        expect(shown.length).toBeLessThanOrEqual(stored.length);
      }
    }
    await keeper.flush();
    expect(stored).toEqual(events);
    expect(shown).toEqual(events);
  });

  it('loses nothing that is pushed while it writes', async () => {
    const events = eventsOf(40);
    let next = 3;
    const { keeper, stored, shown } = watched(() => {
      // The store takes its time, and the run does not wait for it.
      for (let i = 0; i < 3 && next < events.length; i++) keeper.push(events[next++]!);
      return undefined;
    });
    for (const event of events.slice(0, 3)) keeper.push(event);
    for (let i = 0; i < 20; i++) await vi.advanceTimersByTimeAsync(40);
    await keeper.flush();
    expect(stored).toEqual(events);
    expect(shown).toEqual(events);
  });

  it('takes checkpoints on the way and at the end', async () => {
    const { keeper, checkpoints, joined } = watched();
    for (const event of eventsOf(60)) {
      keeper.push(event);
      await vi.advanceTimersByTimeAsync(40);
    }
    await keeper.flush();
    expect(checkpoints.length).toBeGreaterThan(0);
    expect(checkpoints.every((sequence) => sequence % 1 === 0 && sequence <= 60)).toBe(true);
    keeper.push({ type: 'finished', reason: 'budget', sequence: 60, time: 0 });
    await keeper.flush();
    expect(checkpoints.at(-1)).toBe(61);
    expect(joined()).toBe(1);
  });

  it('goes on without room, says so, and stores all when there is room again', async () => {
    let room = false;
    const { keeper, stored, shown, safeties } = watched(() => (room ? undefined : full()));
    const events = eventsOf(30);
    for (const event of events.slice(0, 20)) keeper.push(event);
    await keeper.flush();
    expect(stored).toEqual([]);
    // The run goes on to be seen.
    expect(shown).toEqual(events.slice(0, 20));
    expect(safeties.at(-1)).toMatchObject({ kind: 'full', since: 0 });
    for (const event of events.slice(20)) keeper.push(event);
    room = true;
    await vi.advanceTimersByTimeAsync(4000);
    expect(stored).toEqual(events);
    expect(shown).toEqual(events);
    expect(safeties.at(-1)).toEqual({ kind: 'saved' });
  });

  it('gives up weights of other runs, the oldest first, and then its own, never the log', async () => {
    const { keeper, stored, removed, safeties, weights, front } = watched((_, gone) =>
      gone.includes('old') ? undefined : full(),
    );
    weights.set('r', [4]);
    front([]);
    for (const event of eventsOf(5)) keeper.push(event);
    await keeper.flush();
    expect(removed).toEqual(['old']);
    expect(stored).toHaveLength(5);
    expect(safeties).toEqual([]);
  });

  it('writes no more when another tab has taken the run', async () => {
    const { keeper, shown, safeties } = watched((calls) => (calls > 0 ? new RunTaken('taken') : undefined));
    keeper.push(eventsOf(1)[0]!);
    await keeper.flush();
    for (const event of eventsOf(5).slice(1)) keeper.push(event);
    await keeper.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(shown).toHaveLength(1);
    expect(safeties).toEqual([{ kind: 'taken' }]);
  });

  it('keeps the weights of the front and of nobody else', async () => {
    const { keeper, weights, front } = watched();
    const [first, second] = eventsOf(2) as [RunEvent, RunEvent];
    front([3, 5]);
    keeper.push(first);
    await keeper.flush();
    expect(weights.get('r')).toEqual([3, 5]);
    front([5, 7]);
    keeper.push(second);
    await keeper.flush();
    expect(weights.get('r')).toEqual([5, 7]);
  });

  it('stores what an earlier part of the run left unstored, and shows it no second time', async () => {
    const { keeper, stored, shown } = watched(undefined, 5);
    const events = eventsOf(8);
    for (const event of events.slice(5)) keeper.push(event);
    await keeper.flush();
    expect(stored).toEqual(events);
    expect(shown).toEqual(events.slice(5));
  });

  it('stores the whole log where its run is not there (any more)', async () => {
    const { keeper, stored, shown, safeties, created } = watched((calls) =>
      calls === 2 ? new RunMissing('deleted') : undefined,
    );
    const events = eventsOf(9);
    for (const event of events) {
      keeper.push(event);
      await vi.advanceTimersByTimeAsync(40);
    }
    await keeper.flush();
    expect(created()).toBe(1);
    expect(stored).toEqual(events);
    expect(shown).toEqual(events);
    expect(safeties).toEqual([]);
  });

  it('goes on without any storage, at the pace of the page, and takes it up when it is there', async () => {
    const { keeper, stored, shown, safeties, close, open } = watched();
    close('This browser stores nothing here');
    const events = eventsOf(30);
    for (const [i, event] of events.slice(0, 20).entries()) {
      keeper.push(event);
      await vi.advanceTimersByTimeAsync(40);
      // No retry makes the page wait.
      expect(shown.length).toBe(i + 1);
    }
    expect(stored).toEqual([]);
    expect(safeties).toEqual([{ kind: 'failing', since: 0, reason: 'This browser stores nothing here' }]);
    open();
    for (const event of events.slice(20)) keeper.push(event);
    await vi.advanceTimersByTimeAsync(4000);
    expect(stored).toEqual(events);
    expect(shown).toEqual(events);
    expect(safeties.at(-1)).toEqual({ kind: 'saved' });
  });
});
