import type { Genotype } from '../space/tree.ts';
import { type Past, type Run, startRun } from './coordinator.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { type OpenRun, openRun } from './open-run.ts';
import type { RunSettings } from './settings.ts';
import type { Setup } from './setup.ts';
import type { RunHead } from './storage/database.ts';
import { createKeeper, type Keeper, type Safety } from './storage/keeper.ts';
import { openStorage } from './storage/storage.ts';
import { summaryOf } from './storage/summary.ts';
import type { WriterLock } from './storage/writer-lock.ts';

export interface SessionInput {
  readonly setup: Setup;
  readonly settings: RunSettings;
  readonly lock: WriterLock | undefined;
  /** Of the stored run. */
  readonly head: RunHead;
  readonly past?: Past;
  /** Events at the past's end that are not stored. */
  readonly backlog?: readonly RunEvent[];
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
  /** Resolves when the run is over, what can be stored is, and others may write it. */
  readonly settled: Promise<void>;
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
  const { setup, settings, lock, head, past } = input;
  const open = openRun(head.id, setup.space, past?.events ?? []);
  let run: Run | undefined;
  let abandoned = false;
  let sequence = open.log.length;
  // A log whose clock was ahead of ours goes on from its own time.
  const ahead = Math.max(0, (open.log.at(-1)?.time ?? 0) - clock());
  let last = 0;
  const keeper = createKeeper({
    head,
    log: open.log,
    ...(input.backlog && { backlog: input.backlog }),
    storage: openStorage,
    strategyState: () => run?.strategyState(),
    summary: () => summaryOf(open.view),
    members: () => open.view.front,
    weightsOf: open.weights,
    onStored: input.onStored,
    onSafety: input.onSafety,
  });
  const note = (body: RunEventBody) => {
    if (abandoned) return;
    last = Math.max(last, clock() + ahead);
    const event = { sequence: sequence++, time: last, ...body } as RunEvent;
    open.add([event]);
    keeper.push(event);
  };
  const { pool } = setup;
  try {
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
  } catch (error) {
    keeper.close();
    throw error;
  }
  const { done, stop } = run;
  const settled = done.then(async () => {
    await keeper.flush();
    lock?.release();
  });
  return {
    ...{ run, open, setup, keeper, note, settled },
    async abandon() {
      await keeper.flush();
      abandoned = true;
      keeper.close();
      stop();
      pool.close();
      await settled;
    },
  };
}
