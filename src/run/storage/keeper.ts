import type { TrainedWeights } from '../../evaluation/train.ts';
import type { RunEvent } from '../events.ts';
import { messageOf } from '../message.ts';
import type { Checkpoint } from '../replay.ts';
import type { RunHead, RunSummary } from './database.ts';
import { isFull, RESERVE, roomLeft } from './room.ts';
import { RunMissing, type RunStore, RunTaken } from './run-store.ts';
import type { Storage } from './storage.ts';
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
  /** Asked for at every write: another tab may have deleted everything meanwhile. */
  storage(): Promise<Storage>;
  /** Of the run; stored anew with the whole log where it is not there (any more). */
  readonly head: RunHead;
  /** The whole log. */
  readonly log: readonly RunEvent[];
  /** Events at the log's present end that are not stored, and that the page has. */
  readonly backlog?: readonly RunEvent[];
  /** What the strategy is, with the log as it is at the moment of the call. */
  strategyState(): unknown;
  summary(): RunSummary;
  /** The front's members and their weights, as far as they are known. */
  members(): readonly number[];
  weightsOf(candidate: number): TrainedWeights | undefined;
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
  const { id, owner } = input.head;
  /** Not stored yet; the first `handed` of them were handed on all the same. */
  let waiting: RunEvent[] = [...(input.backlog ?? [])];
  let handed = waiting.length;
  let writing: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAt = 0;
  let closed = false;
  let safety: Safety = { kind: 'saved' };
  /** After a failure, when writing is tried again. */
  let retryAt = Number.NEGATIVE_INFINITY;
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
    const at = performance.now() + milliseconds;
    // A retry that is far off must not make the page wait.
    if (closed || (timer !== undefined && timerAt <= at)) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, milliseconds);
  };

  /** Hands on what cannot be stored now: the run goes on to be seen. */
  const handOn = (events: number) => {
    const fresh = waiting.slice(handed, events);
    handed = Math.max(handed, events);
    if (fresh.length > 0) input.onStored(fresh);
  };

  async function write(patient: boolean): Promise<void> {
    // A copy: more may be pushed while this is written.
    const batch = waiting.slice();
    const last = batch.at(-1);
    if (!last || closed) return;
    if (patient && performance.now() < retryAt) return handOn(batch.length);
    try {
      const checkpoint = checkpointAfter(last);
      const { store, weights, problem } = await input.storage();
      if (!store) throw new Error(problem);
      await appendOrFreeRoom(store, weights, batch, checkpoint);
      retryAt = Number.NEGATIVE_INFINITY;
      waiting = waiting.slice(batch.length);
      const fresh = batch.slice(handed);
      handed = 0;
      tell({ kind: 'saved' });
      if (!closed && fresh.length > 0) input.onStored(fresh);
      // Beside the log, which must not wait for it.
      keeping = keeping.then(() => keepWeights(weights));
      // Pieces that stay small are read all the same.
      if (last.type === 'finished') await store.join(id).catch(() => undefined);
    } catch (error) {
      if (closed) return;
      if (error instanceof RunTaken) {
        closed = true;
        tell({ kind: 'taken' });
        return;
      }
      retryAt = performance.now() + RETRY_MS;
      tell({
        kind: isFull(error) ? 'full' : 'failing',
        since: waiting[0]?.sequence ?? 0,
        reason: messageOf(error),
      });
      handOn(batch.length);
    }
  }

  /** The strategy's state after all events so far, where it is due. */
  function checkpointAfter(last: RunEvent): Checkpoint | undefined {
    const sequence = last.sequence + 1;
    const start = performance.now();
    const due = sequence - checkpointed >= CHECKPOINT_EVENTS && start >= nextCheckpoint;
    if (!due && last.type !== 'paused' && last.type !== 'finished') return undefined;
    const strategy = input.strategyState();
    if (strategy === undefined) return undefined;
    checkpointed = sequence;
    nextCheckpoint = performance.now() + CHECKPOINT_SHARE * (performance.now() - start) + 500;
    return { sequence, strategy };
  }

  async function appendOrFreeRoom(
    store: RunStore,
    weights: WeightStore,
    batch: readonly RunEvent[],
    checkpoint: Checkpoint | undefined,
  ): Promise<void> {
    const append = async (known?: Checkpoint) => {
      try {
        await store.append(id, owner, batch, input.summary(), known);
      } catch (error) {
        if (!(error instanceof RunMissing)) throw error;
        // It could not be stored when it began, or was deleted elsewhere: all of it is stored now.
        const events = input.log.slice(0, batch.at(-1)!.sequence + 1);
        await store.create({ ...input.head, summary: input.summary(), events: events.length }, events);
      }
    };
    try {
      await append(checkpoint);
    } catch (error) {
      if (!isFull(error)) throw error;
      // Weights can be trained again: those of other runs go first, the oldest first, then this one's; the log never goes.
      const others = (await store.list()).filter((other) => other.id !== id);
      others.sort((a, b) => a.updated - b.updated);
      for (const run of [...others.map((other) => other.id), id]) {
        if ((await weights.list(run)).length === 0) continue;
        await weights.remove(run);
        if (run === id) written = new Set();
        if (await append().then(() => true, refused)) return;
      }
      await append();
    }
  }

  /** Stores weights of the front's members, and removes those of members that left it. */
  async function keepWeights(weights: WeightStore): Promise<void> {
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

  function flush(patient = true): Promise<void> {
    writing ??= write(patient).finally(() => {
      writing = undefined;
      if (waiting.length > handed) schedule(BATCH_MS);
      else if (waiting.length > 0) schedule(Math.max(BATCH_MS, retryAt - performance.now()));
    });
    return writing;
  }

  if (waiting.length > 0) schedule(BATCH_MS);
  return {
    push(event) {
      waiting.push(event);
      schedule(BATCH_MS);
    },
    async flush() {
      // A write under way took what there was when it began.
      await writing;
      await flush(false);
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
