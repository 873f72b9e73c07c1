import type { Genotype } from '../space/tree.ts';
import { type Past, type Run, startRun } from './coordinator.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { messageOf } from './message.ts';
import { type OpenRun, openRun } from './open-run.ts';
import type { RunSettings } from './settings.ts';
import type { Setup } from './setup.ts';
import type { RunHead } from './storage/database.ts';
import { createKeeper, type Keeper, type Safety } from './storage/keeper.ts';
import type { Storage } from './storage/storage.ts';
import { summaryOf } from './storage/summary.ts';
import type { WriterLock } from './storage/writer-lock.ts';

export interface SessionInput {
  readonly setup: Setup;
  readonly settings: RunSettings;
  readonly storage: Storage;
  readonly lock: WriterLock | undefined;
  /** Of the stored run; its log is created with the first event where `past` is left out. */
  readonly head: RunHead;
  readonly past?: Past;
  readonly first?: Genotype;
  onStored(events: readonly RunEvent[]): void;
  onSafety(safety: Safety): void;
}

/** A run that goes on in this tab, and is written here. */
export interface Session {
  readonly run: Run;
  readonly open: OpenRun;
  readonly setup: Setup;
  readonly keeper: Keeper;
  /** Writes an event that does not come from the search. */
  note(body: RunEventBody): void;
  /** Ends it without a word in the log: another tab goes on. */
  abandon(): Promise<void>;
}

/** Where the clock is that events are timed by: it only goes forward, whatever is done to the clock of the machine. */
const START = Date.now() - performance.now();
const clock = (): number => Math.round(START + performance.now());

/** Starts a run, or lets one go on, and writes what happens. Throws as `startRun` does. */
export function startSession(input: SessionInput): Session {
  const { setup, settings, storage, lock, head, past } = input;
  const open = openRun(head.id, setup.space, past?.events ?? []);
  const { store, weights } = storage;
  let run: Run | undefined;
  let sequence = open.log.length;
  let last = open.log.at(-1)?.time ?? 0;
  const keeper: Keeper | undefined = store
    ? createKeeper({
        ...{ store, weights, id: head.id, owner: head.owner },
        strategyState: () => run!.strategyState(),
        summary: () => summaryOf(open.view),
        members: () => open.view.front,
        weightsOf: open.weights,
        others: async () =>
          (await store.list())
            .filter(({ id }) => id !== head.id)
            .sort((a, b) => a.updated - b.updated)
            .map(({ id }) => id),
        onStored: input.onStored,
        onSafety: input.onSafety,
      })
    : undefined;
  const note = (body: RunEventBody) => {
    last = Math.max(last, clock());
    const event = { sequence: sequence++, time: last, ...body } as RunEvent;
    open.add([event]);
    if (keeper) keeper.push(event);
    else input.onStored([event]);
  };
  const { pool } = setup;
  run = startRun({
    ...setup,
    settings,
    evaluators: pool.evaluators,
    emit: note,
    keep: open.keep,
    now: () => performance.now(),
    ...(past && { past }),
    ...(input.first !== undefined && { first: input.first }),
  });
  if (!store) input.onSafety({ kind: 'failing', since: 0, reason: storage.problem ?? messageOf('') });
  void run.done.then(async () => {
    await keeper?.flush();
    lock?.release();
  });
  return {
    run,
    open,
    setup,
    keeper: keeper ?? { push: () => undefined, flush: async () => undefined, close: () => undefined },
    note,
    async abandon() {
      await keeper?.flush();
      keeper?.close();
      run.stop();
      pool.close();
      await run.done;
      lock?.release();
    },
  };
}
