import type { RunEvent } from '../events.ts';
import { toJsonLines } from '../events.ts';
import type { Checkpoint } from '../replay.ts';
import { checksum } from './checksum.ts';
import {
  type Chunk,
  ofRun,
  type RunDatabase,
  type RunHead,
  type RunSummary,
  type StoredCheckpoint,
} from './database.ts';

/** Somebody else writes this run now. */
export class RunTaken extends Error {
  override readonly name = 'RunTaken';
}

/** There is no such run on this device (any more). */
export class RunMissing extends Error {
  override readonly name = 'RunMissing';
}

/** Where a stored log could not be read on. */
export interface Damage {
  /** The number of the first event that is lost. */
  readonly at: number;
  readonly reason: string;
  /** Events that the run's head speaks of and that were not read. */
  readonly lost: number;
}

export interface StoredLog {
  readonly head: RunHead;
  /** Texts of JSON lines, in order. */
  readonly texts: readonly string[];
  readonly damage: Damage | null;
}

/** Characters of a piece of the log, when pieces are joined. */
const JOINED = 1_000_000;

/**
 * Runs on this device. Every call is one transaction: it happens wholly or not at all, however the tab ends. Rejects with
 * what the database says, a `QuotaExceededError` among it.
 */
export interface RunStore {
  list(): Promise<RunHead[]>;
  head(id: string): Promise<RunHead | undefined>;
  create(head: RunHead, events: readonly RunEvent[]): Promise<void>;
  /** Rejects where there is no such run. */
  read(id: string): Promise<StoredLog>;
  /** Pieces of the log from the one that holds an event on. */
  textsFrom(id: string, from: number): Promise<{ readonly from: number; readonly texts: readonly string[] }>;
  /**
   * Adds events at the log's end, and what the strategy is after them where that is given. Rejects with a `RunTaken` where
   * another owner has the run, and where events are missing between.
   */
  append(
    id: string,
    owner: string,
    events: readonly RunEvent[],
    summary: RunSummary,
    checkpoint?: Checkpoint,
  ): Promise<void>;
  /** Checkpoints of a run, the latest first. */
  checkpoints(id: string): Promise<Checkpoint[]>;
  /**
   * Makes somebody the owner: what others append from now on is refused. A run that was thrown away is back. Gives its head, or
   * `undefined` where there is no such run.
   */
  own(id: string, owner: string): Promise<RunHead | undefined>;
  /**
   * Cuts the log to its first events, as when what follows is damaged. Rejects with a `RunTaken` unless the caller owns the
   * run, and where the log has not so many.
   */
  cut(id: string, owner: string, events: number): Promise<void>;
  change(
    id: string,
    changes: Partial<Pick<RunHead, 'name' | 'note' | 'star' | 'removed' | 'marks'>>,
  ): Promise<void>;
  /** Joins the many small pieces of a log. */
  join(id: string): Promise<void>;
  copy(id: string, head: Pick<RunHead, 'id' | 'name' | 'created' | 'owner'>): Promise<void>;
  /** For good. */
  delete(id: string): Promise<void>;
}

export function createRunStore(database: RunDatabase): RunStore {
  const chunkOf = (run: string, events: readonly RunEvent[]): Chunk => {
    const text = toJsonLines(events);
    return { run, from: events[0]!.sequence, count: events.length, text, check: checksum(text) };
  };

  /** The pieces of a log that follow each other whole, and what is wrong with the next. */
  const sound = (chunks: readonly Chunk[], from: number, expected: number): [Chunk[], Damage | null] => {
    const whole: Chunk[] = [];
    let at = from;
    let reason: string | null = null;
    for (const chunk of chunks) {
      if (chunk.from !== at) reason = `the piece from event ${at} on is missing`;
      else if (typeof chunk.text !== 'string' || checksum(chunk.text) !== chunk.check)
        reason = `the piece from event ${at} on is damaged`;
      if (reason) break;
      whole.push(chunk);
      at += chunk.count;
    }
    if (!reason && at < expected) reason = `the log ends at event ${at}`;
    return [whole, reason ? { at, reason, lost: Math.max(0, expected - at) } : null];
  };

  const mustHave = (head: RunHead | undefined, id: string): RunHead => {
    if (!head) throw new RunMissing(`There is no run ${id} on this device any more.`);
    return head;
  };

  return {
    list: () => database.getAll('runs'),
    head: (id) => database.get('runs', id),

    async create(head, events) {
      const tx = database.transaction(['runs', 'chunks'], 'readwrite');
      const pieces = [];
      for (let from = 0; from < events.length; from += 1000)
        pieces.push(tx.objectStore('chunks').put(chunkOf(head.id, events.slice(from, from + 1000))));
      await Promise.all([...pieces, tx.objectStore('runs').put(head), tx.done]);
    },

    async read(id) {
      const tx = database.transaction(['runs', 'chunks']);
      const [head, chunks] = await Promise.all([
        tx.objectStore('runs').get(id),
        tx.objectStore('chunks').getAll(ofRun(id)),
      ]);
      const known = mustHave(head, id);
      const [whole, damage] = sound(chunks, 0, known.events);
      return { head: known, texts: whole.map(({ text }) => text), damage };
    },

    async textsFrom(id, from) {
      const tx = database.transaction('chunks');
      // The piece that the event lies in may begin before it.
      const cursor = await tx.store.openKeyCursor(IDBKeyRange.bound([id, 0], [id, from]), 'prev');
      const first = cursor?.primaryKey[1] ?? from;
      const [whole] = sound(await tx.store.getAll(ofRun(id, first)), first, 0);
      return { from: first, texts: whole.map(({ text }) => text) };
    },

    async append(id, owner, events, summary, checkpoint) {
      const tx = database.transaction(['runs', 'chunks', 'checkpoints'], 'readwrite', {
        // What was trained for minutes is worth a few milliseconds of waiting for the disk.
        durability: events.some(({ type }) => type === 'evaluated' || type === 'finished')
          ? 'strict'
          : 'relaxed',
      });
      const heads = tx.objectStore('runs');
      const done = tx.done;
      try {
        const head = mustHave(await heads.get(id), id);
        if (head.owner !== owner) throw new RunTaken('Another tab has taken this run over.');
        const [first] = events;
        if (first && first.sequence !== head.events)
          throw new Error(`Event ${first.sequence} cannot follow event ${head.events - 1}.`);
        const writes: Promise<unknown>[] = [];
        if (first) writes.push(tx.objectStore('chunks').put(chunkOf(id, events)));
        const last = events.at(-1);
        writes.push(
          heads.put({
            ...head,
            events: head.events + events.length,
            updated: Math.max(head.updated, last?.time ?? 0),
            summary,
          }),
        );
        if (checkpoint) {
          const checkpoints = tx.objectStore('checkpoints');
          const older = await checkpoints.getAllKeys(ofRun(id));
          const { sequence, strategy } = checkpoint;
          writes.push(checkpoints.put({ run: id, sequence, strategy } satisfies StoredCheckpoint));
          // The one before stays, for the case that this one cannot be read.
          for (const key of older.slice(0, -1)) writes.push(checkpoints.delete(key));
        }
        await Promise.all([...writes, done]);
      } catch (error) {
        done.catch(() => undefined);
        try {
          tx.abort();
        } catch {
          // It has ended by itself.
        }
        throw error;
      }
    },

    async checkpoints(id) {
      const stored = await database.getAll('checkpoints', ofRun(id));
      return stored.reverse();
    },

    async own(id, owner) {
      const tx = database.transaction('runs', 'readwrite');
      const head = await tx.store.get(id);
      const owned = head && { ...head, owner, removed: null };
      await Promise.all([owned && tx.store.put(owned), tx.done]);
      return owned;
    },

    async cut(id, owner, events) {
      const tx = database.transaction(['runs', 'chunks', 'checkpoints'], 'readwrite');
      const done = tx.done;
      done.catch(() => undefined);
      const head = mustHave(await tx.objectStore('runs').get(id), id);
      if (head.owner !== owner) throw new RunTaken('Another tab has taken this run over.');
      if (events > head.events) throw new Error(`A log of ${head.events} events cannot be cut to ${events}.`);
      const pieces = tx.objectStore('chunks');
      for (const chunk of await pieces.getAll(ofRun(id))) {
        if (chunk.from + chunk.count <= events) continue;
        await pieces.delete([id, chunk.from]);
        if (chunk.from >= events) continue;
        const count = events - chunk.from;
        const lines = chunk.text.split('\n').slice(0, count);
        const text = lines.map((line) => `${line}\n`).join('');
        await pieces.put({ ...chunk, count, text, check: checksum(text) });
      }
      for (const key of await tx.objectStore('checkpoints').getAllKeys(ofRun(id)))
        if (key[1] > events) await tx.objectStore('checkpoints').delete(key);
      await tx.objectStore('runs').put({ ...head, events });
      await done;
    },

    async change(id, changes) {
      const tx = database.transaction('runs', 'readwrite');
      const head = mustHave(await tx.store.get(id), id);
      await Promise.all([tx.store.put({ ...head, ...changes }), tx.done]);
    },

    async join(id) {
      const tx = database.transaction('chunks', 'readwrite');
      const chunks = await tx.store.getAll(ofRun(id));
      const [whole] = sound(chunks, 0, 0);
      const writes: Promise<unknown>[] = [];
      for (let i = 0; i < whole.length; ) {
        const first = whole[i]!;
        const texts: string[] = [];
        let [count, size] = [0, 0];
        for (; i < whole.length && (size === 0 || size + whole[i]!.text.length <= JOINED); i++) {
          const { text, count: more } = whole[i]!;
          texts.push(text);
          size += text.length;
          count += more;
          if (texts.length > 1) writes.push(tx.store.delete([id, whole[i]!.from]));
        }
        if (texts.length === 1) continue;
        const text = texts.join('');
        writes.push(tx.store.put({ run: id, from: first.from, count, text, check: checksum(text) }));
      }
      await Promise.all([...writes, tx.done]);
    },

    async copy(id, changes) {
      const tx = database.transaction(['runs', 'chunks', 'checkpoints'], 'readwrite');
      const head = mustHave(await tx.objectStore('runs').get(id), id);
      const [chunks, checkpoints] = await Promise.all([
        tx.objectStore('chunks').getAll(ofRun(id)),
        tx.objectStore('checkpoints').getAll(ofRun(id)),
      ]);
      await Promise.all([
        ...chunks.map((chunk) => tx.objectStore('chunks').put({ ...chunk, run: changes.id })),
        ...checkpoints.map((known) => tx.objectStore('checkpoints').put({ ...known, run: changes.id })),
        tx.objectStore('runs').put({ ...head, ...changes, removed: null }),
        tx.done,
      ]);
    },

    async delete(id) {
      const tx = database.transaction(['runs', 'chunks', 'checkpoints', 'weights'], 'readwrite');
      await Promise.all([
        tx.objectStore('runs').delete(id),
        tx.objectStore('chunks').delete(ofRun(id)),
        tx.objectStore('checkpoints').delete(ofRun(id)),
        tx.objectStore('weights').delete(ofRun(id)),
        tx.done,
      ]);
    },
  };
}
