import type { SpaceDocument } from '../space/document.ts';
import type { Past } from './coordinator.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { deleteTables } from './landscape/tables/table-store.ts';
import { createLogText } from './log/read-log.ts';
import { readRunFile, writeRunFile } from './log/run-file.ts';
import { messageOf } from './message.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { portraitOf, type RunPortrait } from './portraits/portrait.ts';
import type { RunSettings } from './settings.ts';
import { spaceOf } from './setup.ts';
import type { RunHead, RunSummary } from './storage/database.ts';
import { DATABASE } from './storage/database.ts';
import { RESERVE, roomLeft } from './storage/room.ts';
import type { Damage, RunStore } from './storage/run-store.ts';
import { forgetStorage, openStorage } from './storage/storage.ts';
import { summaryOf } from './storage/summary.ts';
import { forgetWeights, type WeightStore } from './storage/weight-store.ts';
import { isWritten } from './storage/writer-lock.ts';

/** How long a run that was thrown away can be brought back, milliseconds. */
const KEPT_AWAY = 7 * 24 * 3600 * 1000;

/** The stored runs, as the list shows them. */
export interface ShelfList {
  readonly runs: readonly RunHead[];
  /** Why nothing can be stored; `null` where it can. */
  readonly problem: string | null;
}

/** A stored run, and where it could not be read on. */
export interface ReadRun {
  readonly run: OpenRun;
  readonly damage: Damage | null;
}

interface ShelfInput {
  /** This tab. */
  readonly owner: string;
  /** Called when the list is another one. */
  changed(): void;
}

const EMPTY: Omit<RunSummary, 'space' | 'strategy' | 'seed' | 'evaluations'> = {
  backend: '',
  evaluated: 0,
  failed: 0,
  front: 0,
  bestError: null,
  hypervolume: 0,
  phase: 'running',
  ending: null,
  activeMs: 0,
};

/** The runs on this device: all that is done with one as a whole. Methods reject in words where storage does not work. */
export function createShelf({ owner, changed }: ShelfInput) {
  async function must(): Promise<{ readonly store: RunStore; readonly weights: WeightStore }> {
    const { store, weights, problem } = await openStorage();
    if (!store) throw new Error(problem);
    return { store, weights };
  }

  const newHead = (name: string, summary: RunSummary, more: Partial<RunHead> = {}): RunHead => ({
    id: crypto.randomUUID(),
    name,
    note: '',
    star: false,
    created: Date.now(),
    updated: Date.now(),
    removed: null,
    owner,
    events: 0,
    marks: {},
    ...more,
    summary,
  });

  async function nextName(store: RunStore): Promise<string> {
    const numbers = (await store.list()).map(({ name }) => Number(/^Run (\d+)$/.exec(name)?.[1] ?? 0));
    return `Run ${Math.max(0, ...numbers) + 1}`;
  }

  const deleteWholly = async (id: string) => {
    const { store, weights } = await must();
    await store.delete(id);
    await weights.remove(id).catch(() => undefined);
  };

  return {
    head: async (id: string): Promise<RunHead | undefined> => (await openStorage()).store?.head(id),

    async list(): Promise<ShelfList> {
      const { store, problem } = await openStorage();
      if (!store) return { runs: [], problem };
      const all = await store.list();
      const old = all.filter(({ removed }) => removed !== null && removed < Date.now() - KEPT_AWAY);
      const kept = new Set(all);
      for (const run of old) {
        if (await isWritten(run.id)) continue;
        await deleteWholly(run.id);
        kept.delete(run);
      }
      const runs = [...kept];
      return { runs: runs.sort((a, b) => b.created - a.created), problem: null };
    },

    /** The head of a new run; stored where anything can be. */
    async create(space: SpaceDocument, settings: RunSettings): Promise<RunHead> {
      const { store, weights } = await openStorage();
      const { strategy, seed, evaluations } = settings;
      if (store) await makeRoom(store, weights).catch(() => undefined);
      const summary = { ...EMPTY, space: space.name, strategy, seed, evaluations };
      const head = newHead(store ? await nextName(store).catch(() => 'Run') : 'Run', summary);
      // Where the device is full the run goes on all the same: its keeper says so.
      await store?.create(head, []).catch(() => undefined);
      return head;
    },

    /** A stored run, read up to the first damage. Throws an `Error` in words where nothing of it can be read. */
    async read(id: string): Promise<ReadRun> {
      return readStored((await must()).store, id);
    },

    /**
     * What is needed to go on with a run: this tab owns it from now on, and what was damaged is cut off. What counts is the
     * stored log; `known` may be older, or hold events at its end that could not be stored, and are to be (`backlog`).
     */
    async takeUp(
      known: OpenRun,
    ): Promise<{ readonly head: RunHead; readonly past: Past; readonly backlog: readonly RunEvent[] }> {
      const { id } = known;
      const { store } = await openStorage();
      const head = await store?.own(id, owner);
      if (!store || !head) {
        const unstored = newHead('Run', summaryOf(known.view), { id });
        return { head: unstored, past: { events: [...known.log] }, backlog: [...known.log] };
      }
      const { run, damage } = await readStored(store, id);
      const stored = run.log;
      if (damage) await store.cut(id, owner, stored.length);
      const backlog = goesOn(stored, known.log) ? known.log.slice(stored.length) : [];
      const events = [...stored, ...backlog];
      return { head, past: { events, checkpoints: await store.checkpoints(id) }, backlog };
    },

    /** Refuses what other tabs write to a run from now on. */
    async own(id: string): Promise<void> {
      await (await must()).store.own(id, owner);
    },

    /** Deletes a run that has no events: its start was given up. */
    async forgetEmpty(id: string): Promise<void> {
      const { store } = await openStorage();
      if ((await store?.head(id))?.events === 0) await store!.delete(id);
    },

    /** Adds an event to a run that nobody writes, which the caller must have made sure of. Gives the run as it is then. */
    async note(id: string, body: RunEventBody): Promise<OpenRun> {
      const { store } = await must();
      await store.own(id, owner);
      const { run, damage } = await readStored(store, id);
      if (damage) await store.cut(id, owner, run.log.length);
      const time = Math.max(Date.now(), run.log.at(-1)?.time ?? 0);
      const event = { sequence: run.log.length, time, ...body } as RunEvent;
      run.add([event]);
      await store.append(id, owner, [event], summaryOf(run.view));
      return run;
    },

    /** What a stored run is compared by. Rejects as `read`. */
    async portrait(id: string): Promise<RunPortrait> {
      const { store } = await must();
      const { run } = await readStored(store, id);
      const { name = 'Run' } = (await store.head(id)) ?? {};
      return portraitOf(id, name, run.view);
    },

    async change(id: string, changes: Partial<Pick<RunHead, 'name' | 'note' | 'star'>>): Promise<void> {
      const { store } = await must();
      await store.change(id, changes);
      changed();
    },

    async setMarks(id: string, marks: RunHead['marks']): Promise<void> {
      await (await must()).store.change(id, { marks });
    },

    marks: async (id: string): Promise<RunHead['marks']> =>
      (await (await openStorage()).store?.head(id))?.marks ?? {},

    async duplicate(id: string): Promise<string> {
      const { store, weights } = await must();
      const head = await store.head(id);
      const copy = { id: crypto.randomUUID(), name: `${head?.name} (copy)`, created: Date.now(), owner };
      await store.copy(id, copy);
      for (const candidate of await weights.list(id)) {
        const trained = await weights.get(id, candidate);
        if (trained) await weights.put(copy.id, candidate, trained);
      }
      changed();
      return copy.id;
    },

    async remove(id: string): Promise<void> {
      await (await must()).store.change(id, { removed: Date.now() });
      changed();
    },

    async restore(id: string): Promise<void> {
      await (await must()).store.change(id, { removed: null });
      changed();
    },

    async purge(id: string): Promise<void> {
      await deleteWholly(id);
      changed();
    },

    /** A run as a file. */
    async export(
      id: string,
      withWeights: boolean,
    ): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
      const { store, weights } = await must();
      const { run } = await this.read(id);
      const head = await store.head(id);
      const trained: [number, NonNullable<Awaited<ReturnType<WeightStore['get']>>>][] = [];
      for (const candidate of withWeights ? await weights.list(id) : []) {
        const known = await weights.get(id, candidate);
        if (known) trained.push([candidate, known]);
      }
      const { name = 'Run', note = '', star = false, created = 0, marks = {} } = head ?? {};
      const meta = { name, note, star, created, marks };
      return { name, bytes: writeRunFile({ meta, events: run.log, weights: trained }) };
    },

    /** Stores the run of a file. Rejects in words where it is none; `notes` say what of it could not be read. */
    async import(bytes: Uint8Array): Promise<{ readonly id: string; readonly notes: readonly string[] }> {
      const { store, weights } = await must();
      const { meta, events, weights: trained, notes } = await readRunFile(bytes);
      const { view } = openRun('', spaceOf(startOf(events).space), events);
      const head = newHead(meta.name || (await nextName(store)), summaryOf(view), {
        ...{ note: meta.note, star: meta.star, marks: meta.marks },
        events: events.length,
        created: meta.created,
        updated: Math.min(Date.now(), events.at(-1)!.time),
      });
      await store.create(head, events);
      changed();
      try {
        for (const [candidate, known] of trained) await weights.put(head.id, candidate, known);
      } catch (error) {
        const why = `Not all weights could be stored (${messageOf(error)}): those models are trained again when asked for.`;
        return { id: head.id, notes: [...notes, why] };
      }
      return { id: head.id, notes };
    },

    async deleteAll(): Promise<void> {
      const { store, weights } = await openStorage();
      for (const { id } of (await store?.list()) ?? []) await weights?.remove(id);
      await forgetWeights();
      forgetStorage();
      await deleteTables();
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(DATABASE);
        request.onsuccess = () => resolve();
        request.onblocked = () =>
          reject(new Error('Another tab of this page holds the runs: close it, and delete again.'));
        request.onerror = () => reject(new Error(`The runs could not be deleted: ${request.error?.message}`));
      });
      changed();
    },
  };
}

/** What was stored here is not a stranger's: it may be as long as a run gets. */
const OWN_LIMITS = { characters: 2 ** 31, lineCharacters: 2 ** 26, events: 20_000_000 };

/** Whether a log begins with all of a stored one, and is longer: known by the last stored event, which is timed. */
function goesOn(stored: readonly RunEvent[], log: readonly RunEvent[]): boolean {
  const [last, same] = [stored.at(-1), log[stored.length - 1]];
  return (
    log.length > stored.length && last !== undefined && last.time === same?.time && last.type === same.type
  );
}

/** Gives up weights of the oldest runs until there is room for a log: they can be trained again. */
async function makeRoom(store: RunStore, weights: WeightStore): Promise<void> {
  const runs = (await store.list()).sort((a, b) => a.updated - b.updated);
  for (const { id } of runs) {
    const room = await roomLeft();
    if (room === null || room >= RESERVE) return;
    await weights.remove(id);
  }
}

async function readStored(store: RunStore, id: string): Promise<ReadRun> {
  const { texts, damage, head } = await store.read(id);
  if (texts.length === 0)
    throw new Error(
      damage ? `The run's log cannot be read: ${damage.reason}.` : 'The run ended before its first event.',
    );
  const log = createLogText(OWN_LIMITS);
  for (const text of texts) log.push(text);
  const { events, cut } = log.end(damage?.reason);
  const run = openRun(id, spaceOf(startOf(events).space), events);
  if (!cut) return { run, damage: null };
  const lost = Math.max(0, head.events - events.length);
  return { run, damage: { at: events.length, reason: cut.reason, lost } };
}

function startOf(events: readonly RunEvent[]): Extract<RunEvent, { type: 'runStarted' }> {
  const [first] = events;
  if (first?.type !== 'runStarted') throw new Error('A run’s log must begin with "runStarted".');
  return first;
}
