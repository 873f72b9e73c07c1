import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../src/run/events.ts';
import { createKeeper, type KeeperInput, type Safety } from '../../../src/run/storage/keeper.ts';
import { RunTaken } from '../../../src/run/storage/run-store.ts';
import { noWeights } from '../runs.ts';
import { eventsOf, SUMMARY } from './stored.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const full = () => new DOMException('no room', 'QuotaExceededError');

/** A keeper over a store in memory that fails as `fault` says. */
function watched(fault: (calls: number, removed: readonly string[]) => Error | undefined = () => undefined) {
  const stored: RunEvent[] = [];
  const shown: RunEvent[] = [];
  const safeties: Safety[] = [];
  const checkpoints: number[] = [];
  const removed: string[] = [];
  const weights = new Map<string, number[]>([['old', [1, 2]]]);
  let calls = 0;
  let joined = 0;
  const input: KeeperInput = {
    store: {
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
      join: async () => {
        joined++;
      },
    } as unknown as KeeperInput['store'],
    weights: {
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
    },
    id: 'r',
    owner: 'me',
    strategyState: () => ({ state: stored.length }),
    summary: () => SUMMARY,
    members: () => members,
    weightsOf: () => noWeights,
    others: async () => ['old', 'none'],
    onStored: (events) => shown.push(...events),
    onSafety: (safety) => safeties.push(safety),
  };
  let members: readonly number[] = [];
  const keeper = createKeeper(input);
  return {
    ...{ keeper, stored, shown, safeties, checkpoints, removed, weights },
    joined: () => joined,
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
});
