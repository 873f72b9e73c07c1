import type { TrainedWeights } from '../../evaluation/train.ts';
import type { RunEvent } from '../events.ts';
import { messageOf } from '../message.ts';
import type { Checkpoint } from '../replay.ts';
import type { RunSummary } from './database.ts';
import { isFull, RESERVE, roomLeft } from './room.ts';
import { type RunStore, RunTaken } from './run-store.ts';
import type { WeightStore } from './weight-store.ts';

/**
 * Whether a run is safe. `saved`: all that was shown; `full`: the device has no room, and events since `since` are in this
 * tab alone; `failing`: the same for another reason; `taken`: another tab writes the run.
 */
export type Safety =
  | { readonly kind: 'saved' }
  | { readonly kind: 'full' | 'failing'; readonly since: number; readonly reason: string }
  | { readonly kind: 'taken' };

export interface KeeperInput {
  readonly store: RunStore;
  readonly weights: WeightStore;
  readonly id: string;
  readonly owner: string;
  /** What the strategy is, with the log as it is at the moment of the call. */
  strategyState(): unknown;
  summary(): RunSummary;
  /** The front's members and their weights, as far as they are known. */
  members(): readonly number[];
  weightsOf(candidate: number): TrainedWeights | undefined;
  /** Runs whose weights may go when there is no room, the oldest first. */
  others(): Promise<readonly string[]>;
  /** Gets all events in order, each after it was stored, or after it was clear that it cannot be. */
  onStored(events: readonly RunEvent[]): void;
  onSafety(safety: Safety): void;
}

/** Writes a run's log as it happens. */
export interface Keeper {
  push(event: RunEvent): void;
  /** Resolves when all that was pushed is stored or has failed to be. */
  flush(): Promise<void>;
  /** Writes nothing any more, and hands nothing on. */
  close(): void;
}

/** Events are written, and handed to the page, at most once a frame. */
const BATCH_MS = 33;
/** A strategy's state is stored after so many events, and not so often that it takes more than a twentieth of the time. */
const CHECKPOINT_EVENTS = 24;
const CHECKPOINT_SHARE = 20;
/** How long after a failure the next attempt to write. */
const RETRY_MS = 3000;

/**
 * Writes events first and hands them on afterwards: what the page has shown is stored. Where that fails the run goes on, the
 * events stay in memory, and writing is tried again.
 */
export function createKeeper(input: KeeperInput): Keeper {
  const { store, weights, id, owner } = input;
  /** Not stored yet; the first `handed` of them were handed on all the same. */
  let waiting: RunEvent[] = [];
  let handed = 0;
  let writing: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  let safety: Safety = { kind: 'saved' };
  let checkpointed = 0;
  let nextCheckpoint = 0;
  let written = new Set<number>();
  let keeping: Promise<void> = Promise.resolve();

  const tell = (now: Safety) => {
    if (JSON.stringify(now) === JSON.stringify(safety)) return;
    safety = now;
    input.onSafety(now);
  };

  const schedule = (milliseconds: number) => {
    if (timer !== undefined || closed) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, milliseconds);
  };

  async function write(): Promise<void> {
    // A copy: more may be pushed while this is written.
    const batch = waiting.slice();
    const last = batch.at(-1);
    if (!last || closed) return;
    const checkpoint = checkpointAfter(last);
    try {
      await appendOrFreeRoom(batch, checkpoint);
      waiting = waiting.slice(batch.length);
      const fresh = batch.slice(handed);
      handed = 0;
      tell({ kind: 'saved' });
      if (!closed && fresh.length > 0) input.onStored(fresh);
      // Beside the log, which must not wait for it.
      keeping = keeping.then(keepWeights);
      if (last.type === 'finished') await store.join(id);
    } catch (error) {
      if (closed) return;
      if (error instanceof RunTaken) {
        closed = true;
        tell({ kind: 'taken' });
        return;
      }
      const fresh = waiting.slice(handed, batch.length);
      handed = Math.max(handed, batch.length);
      tell({
        kind: isFull(error) ? 'full' : 'failing',
        since: waiting[0]?.sequence ?? 0,
        reason: messageOf(error),
      });
      if (fresh.length > 0) input.onStored(fresh);
      schedule(RETRY_MS);
    }
  }

  /** The strategy's state after all events so far, where it is due. */
  function checkpointAfter(last: RunEvent): Checkpoint | undefined {
    const sequence = last.sequence + 1;
    const start = performance.now();
    const due = sequence - checkpointed >= CHECKPOINT_EVENTS && start >= nextCheckpoint;
    if (!due && last.type !== 'paused' && last.type !== 'finished') return undefined;
    const strategy = input.strategyState();
    checkpointed = sequence;
    nextCheckpoint = performance.now() + CHECKPOINT_SHARE * (performance.now() - start) + 500;
    return { sequence, strategy };
  }

  async function appendOrFreeRoom(batch: readonly RunEvent[], checkpoint?: Checkpoint): Promise<void> {
    const append = (known?: Checkpoint) => store.append(id, owner, batch, input.summary(), known);
    try {
      await append(checkpoint);
    } catch (error) {
      if (!isFull(error)) throw error;
      // Weights can be trained again: those of other runs go first, then this one's; the log never goes.
      for (const run of [...(await input.others()), id]) {
        if ((await weights.list(run)).length === 0) continue;
        await weights.remove(run);
        if (run === id) written = new Set();
        if (await append().then(() => true, refused)) return;
      }
      await append();
    }
  }

  /** Stores weights of the front's members, and removes those of members that left it. */
  async function keepWeights(): Promise<void> {
    const members = new Set(input.members());
    try {
      for (const candidate of members) {
        if (written.has(candidate) || closed) continue;
        const trained = input.weightsOf(candidate);
        if (!trained) continue;
        const room = await roomLeft();
        if (room !== null && room < RESERVE + trained.weights.byteLength) return;
        await weights.put(id, candidate, trained);
        written.add(candidate);
      }
      for (const candidate of written) {
        if (members.has(candidate)) continue;
        await weights.remove(id, candidate);
        written.delete(candidate);
      }
    } catch {
      // A model whose weights are missing is trained again when somebody asks for it.
    }
  }

  function flush(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined;
      if (waiting.length > handed) schedule(BATCH_MS);
    });
    return writing;
  }

  return {
    push(event) {
      waiting.push(event);
      schedule(BATCH_MS);
    },
    async flush() {
      // A write under way took what there was when it began.
      await writing;
      await flush();
      await keeping;
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** False for an error that more room may mend. */
const refused = (error: unknown): boolean => {
  if (isFull(error)) return false;
  throw error;
};
