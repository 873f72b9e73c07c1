import * as Comlink from 'comlink';
import type { ExportedFile } from '../export/tfjs-model.ts';
import type { SpaceDocument } from '../space/document.ts';
import type { Genotype } from '../space/tree.ts';
import { validate } from '../space/validate.ts';
import * as candidates from './candidate-work.ts';
import {
  type ComparisonEvent,
  type ComparisonEventBody,
  type Contestant,
  startComparison,
} from './comparison.ts';
import type { Run, Stride } from './coordinator.ts';
import { type DeviceReport, measureDevice } from './devices.ts';
import { type LongerTraining, newsOf, type RunEvent, toJsonLines } from './events.ts';
import { messageOf } from './message.ts';
import type { OpenRun } from './open-run.ts';
import type { PageMessage, Role } from './page-message.ts';
import type { Pool } from './pool.ts';
import type { RunPortrait } from './portraits/portrait.ts';
import { type Session, startSession } from './session.ts';
import type { RunSettings } from './settings.ts';
import { type Device, mustBeSound, type Setup, setUp, spaceOf } from './setup.ts';
import { createShelf } from './shelf.ts';
import { openChannel } from './storage/channel.ts';
import type { RunHead } from './storage/database.ts';
import { openStorage } from './storage/storage.ts';
import { isWritten, takeWriterLock, type WriterLock } from './storage/writer-lock.ts';

/** At most one message a frame goes to the page. Not an animation frame, which stops in hidden tabs. */
const BATCH_MS = 33;
/** How long a stopped run may take to end by itself before its workers are ended. */
const STOP_PATIENCE_MS = 150;
/** How long a tab that writes a run may take to give it up before it is taken from it. */
const YIELD_PATIENCE_MS = 2000;

/** A run or a comparison under way, or over. */
type Active = Pick<Run, 'done' | 'pause' | 'resume' | 'stop'> & {
  readonly kind: 'run' | 'comparison';
  readonly pool: Pool;
};

/** The run that the page shows: under way in this tab where it has a session. */
interface Shown {
  readonly open: OpenRun;
  readonly session: Session | undefined;
  readonly device: Device;
  role: Role;
  /** Events that the page was told of: those that are stored, or cannot be. */
  told: number;
}

let shown: Shown | undefined;
let comparisonLog: readonly ComparisonEvent[] | undefined;
let active: Active | undefined;
/** Whether it is over. */
let over = true;
/** What ends a start under way. */
let cancelStart: ((reason: Error) => void) | undefined;
/** Milliseconds that a run waits before each training. */
let pace = 0;
let tell: (message: PageMessage) => void = () => undefined;

/** This tab, as the owner of the runs that it writes. */
const SELF = crypto.randomUUID();

const broadcast = openChannel((message) => {
  switch (message.kind) {
    case 'grown':
      if (message.run === shown?.open.id && shown.role === 'reader') void readOn(shown);
      return;
    case 'runs':
      return tell({ kind: 'runs' });
    case 'yield':
      if (message.run === shown?.open.id && shown.session && !over) void giveUp(shown);
      return;
    case 'free':
      if (message.run === shown?.open.id && shown.role === 'reader') setRole(shown, 'idle');
  }
});

function setRole(run: Shown, role: Role): void {
  run.role = role;
  tell({ kind: 'role', run: run.open.id, role });
}

/** The events that another tab has stored since. */
async function readOn(run: Shown): Promise<void> {
  const { store } = await openStorage();
  if (!store) return;
  const { open } = run;
  const { from, texts } = await store.textsFrom(open.id, open.log.length);
  const events = texts.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line));
  // Pieces may have been joined meanwhile: what is known is left out.
  const fresh = (events as RunEvent[]).slice(open.log.length - from);
  if (fresh.length === 0 || fresh[0]!.sequence !== open.log.length) return;
  open.add(fresh);
  run.told = open.log.length;
  tell({ kind: 'news', run: open.id, events: fresh.map(newsOf) });
  if (fresh.at(-1)?.type === 'finished') setRole(run, 'idle');
}

/** Lets another tab go on with the run. */
async function giveUp(run: Shown): Promise<void> {
  over = true;
  active = undefined;
  await run.session!.abandon();
  broadcast({ kind: 'free', run: run.open.id });
  shown = { ...run, session: undefined, role: 'reader' };
  setRole(shown, 'reader');
}

/** Sets up what a run needs, ends what was under way before, and begins. */
async function begin(
  kind: Active['kind'],
  document: SpaceDocument,
  settings: RunSettings,
  device: Device,
  start: (setup: Setup) => Promise<Omit<Active, 'kind'>>,
): Promise<void> {
  if (cancelStart) throw new Error('A run is starting already.');
  if (!over && active?.kind !== kind)
    throw new Error(`A ${active?.kind} is under way: stop it first, or wait for its end.`);
  const cancelled = new Promise<never>((_, reject) => {
    cancelStart = reject;
  });
  // Heard by races; between two of them nobody listens.
  cancelled.catch(() => undefined);
  try {
    const space = spaceOf(document);
    mustBeSound(settings, space);
    // The earlier run's log and models stay until the new run is there: a start may fail.
    if (active) {
      active.stop();
      active.pool.close();
      await active.done;
    }
    const setup = await setUp(space, settings, device, cancelled);
    const started = { kind, ...(await start(setup)) };
    active = started;
    over = false;
    void started.done.then(() => {
      if (active === started) over = true;
    });
  } finally {
    cancelStart = undefined;
  }
}

/** Starts a session for a run and shows it. */
async function present(
  setup: Setup,
  settings: RunSettings,
  device: Device,
  head: RunHead,
  lock: WriterLock | undefined,
  more: Pick<Parameters<typeof startSession>[0], 'past' | 'first'>,
): Promise<Omit<Active, 'kind'>> {
  const storage = await openStorage();
  const { id } = head;
  const session = startSession({
    ...{ setup, settings, storage, lock, head, ...more },
    onStored(events) {
      now.told = events.at(-1)!.sequence + 1;
      tell({ kind: 'news', run: id, events: events.map(newsOf) });
      broadcast({ kind: 'grown', run: id, events: events.at(-1)!.sequence + 1 });
    },
    onSafety: (safety) => tell({ kind: 'safety', run: id, safety }),
  });
  const now: Shown = {
    ...{ open: session.open, session, device, role: 'writer' },
    told: more.past?.events.length ?? 0,
  };
  shown = now;
  session.run.pace(pace);
  // What the page has of an earlier part is the same log's.
  if (more.past) setRole(now, 'writer');
  else tell({ kind: 'opened', run: id, view: null, damage: null, role: 'writer' });
  void lock?.lost.then(() => {
    if (shown === now && !over) void giveUp(now);
  });
  void session.run.done.then(async () => {
    await session.keeper.flush();
    if (shown === now && now.role === 'writer') setRole(now, 'idle');
    broadcast({ kind: 'free', run: id });
    broadcast({ kind: 'runs' });
    tell({ kind: 'runs' });
  });
  broadcast({ kind: 'runs' });
  tell({ kind: 'runs' });
  return { ...session.run, pool: setup.pool };
}

/** Hands events on in batches, at most one a frame. */
function inBatches<E>(onEvents: (events: E[]) => void): (event: E) => void {
  let waiting: E[] = [];
  const flush = () => {
    onEvents(waiting);
    waiting = [];
  };
  return (event) => {
    if (waiting.push(event) === 1) setTimeout(flush, BATCH_MS);
  };
}

function open(): Shown {
  if (!shown) throw new Error('There is no run.');
  return shown;
}

const running = (): Run => {
  const { session } = open();
  if (!session) throw new Error('The run is not under way in this tab.');
  return session.run;
};

/** What work on single candidates needs. */
async function place(): Promise<candidates.WorkPlace> {
  const { open: run, session, device } = open();
  const { weights } = await openStorage();
  return { run, device, pool: session?.setup.pool, weights: weights ?? undefined };
}

const shelf = createShelf({
  owner: SELF,
  changed() {
    broadcast({ kind: 'runs' });
    tell({ kind: 'runs' });
  },
});

const coordinator = {
  /** Where the page hears what it did not ask for. */
  listen(onMessage: (message: PageMessage) => void): void {
    tell = onMessage;
  },

  measureDevice: (): Promise<DeviceReport> => measureDevice(),

  /**
   * Starts a run; an earlier one must have ended. `first`: a genotype to begin with. Throws an `Error` in words where
   * settings, space, data or backend do not allow it.
   */
  async start(
    document: SpaceDocument,
    settings: RunSettings,
    device: Device,
    first?: Genotype,
  ): Promise<void> {
    if (first !== undefined) {
      const [problem] = validate(spaceOf(document).tree, first);
      if (problem)
        throw new Error(
          `That architecture is not in this space (${problem.path} ${problem.message}): open the space it comes from.`,
        );
    }
    await begin('run', document, settings, device, async (setup) => {
      const head = await shelf.create(document, settings);
      const lock = await takeWriterLock(head.id);
      return present(setup, settings, device, head, lock, first === undefined ? {} : { first });
    });
  },

  /**
   * Lets the run that is shown go on where its log ends, with changed settings if any. Throws an `Error` in words where
   * another tab writes it, where the data are others, and where its log cannot be continued.
   */
  async reopen(device: Device, changes: Partial<RunSettings> = {}): Promise<void> {
    const { open: known } = open();
    const { id, view } = known;
    const { settings, started } = view;
    await begin('run', known.space.document, { ...settings, ...changes }, device, async (setup) => {
      if (setup.dataset.fingerprint !== started.dataset.fingerprint) {
        setup.pool.close();
        throw new Error('This run was made with other images than those here: it can be read, not resumed.');
      }
      const lock = await takeWriterLock(id);
      if (!lock) {
        setup.pool.close();
        throw new Error('Another tab goes on with this run: take it over first.');
      }
      try {
        const past = await shelf.takeUp(id, known);
        const head = (await shelf.head(id)) ?? shelf.unstored(id, view);
        return await present(setup, settings, device, head, lock, {
          past: { ...past, ...(Object.keys(changes).length > 0 && { changes }) },
        });
      } catch (error) {
        lock.release();
        setup.pool.close();
        throw error;
      }
    });
  },

  /** Takes the run that is shown from the tab that writes it: it is read again, and nobody goes on with it. */
  async takeOver(): Promise<void> {
    const { open: known, device } = open();
    broadcast({ kind: 'yield', run: known.id });
    const end = performance.now() + YIELD_PATIENCE_MS;
    let lock = await takeWriterLock(known.id);
    while (!lock && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      lock = await takeWriterLock(known.id);
    }
    lock ??= await takeWriterLock(known.id, true);
    // From now on the other's events are refused, should it wake up.
    await shelf.own(known.id);
    lock?.release();
    await this.openStored(known.id, device);
  },

  /** Starts a comparison; as `start`. What the page hears leaves measurements during trainings out. */
  async compare(
    document: SpaceDocument,
    settings: RunSettings,
    contestants: readonly Contestant[],
    runs: number,
    device: Device,
  ): Promise<void> {
    const space = spaceOf(document);
    for (const contestant of contestants) mustBeSound({ ...settings, ...contestant }, space);
    await begin('comparison', document, settings, device, async (setup) => {
      const log: ComparisonEvent[] = [];
      const send = inBatches<ComparisonEvent>((events) => tell({ kind: 'comparison', events }));
      const emit = (body: ComparisonEventBody) => {
        const event = { sequence: log.length, time: Date.now(), ...body } as ComparisonEvent;
        log.push(event);
        if (body.type !== 'inRun' || body.event.type !== 'measured') send(event);
      };
      const { pool } = setup;
      comparisonLog = log;
      const comparison = startComparison({
        ...setup,
        ...{ settings, contestants, runs, emit },
        evaluators: pool.evaluators,
      });
      return { ...comparison, pool };
    });
  },

  /** Goes on with other settings; see `Run.change`. */
  change: (changes: Partial<RunSettings>): void => running().change(changes),

  pause: (): void => active?.pause(),
  resume: (): void => active?.resume(),
  step: (stride: Stride): void => running().step(stride),
  /** See `Run.pace`: of the run that is shown, and of those to come. */
  pace(milliseconds: number): void {
    pace = milliseconds;
    shown?.session?.run.pace(milliseconds);
  },

  /** Ends the run or the comparison, or the start under way. */
  async stop(): Promise<void> {
    if (cancelStart) {
      cancelStart(new Error('The start was cancelled.'));
      return;
    }
    if (!active) return;
    const { stop, done, pool } = active;
    stop();
    const timer = setTimeout(() => pool.close(), STOP_PATIENCE_MS);
    await done;
    clearTimeout(timer);
  },

  /** Whether a run or a comparison goes on in this tab. */
  underWay: (): boolean => !over,

  /** Whether some tab writes a run. */
  isWritten: (id: string): Promise<boolean> => isWritten(id),

  /** All runs on this device, those that were thrown away among them, and why there can be none. */
  runs: () => shelf.list(),

  /**
   * Shows a stored run. What happens in it elsewhere is read along. Throws an `Error` where it cannot be read, and where a
   * run is under way in this tab.
   */
  async openStored(id: string, device: Device): Promise<void> {
    if (!over && shown?.session && shown.open.id !== id)
      throw new Error('A run is under way: stop it first, or wait for its end.');
    if (!over && shown?.open.id === id && shown.session) return;
    const { run, damage } = await shelf.read(id);
    const role: Role = (await isWritten(id)) ? 'reader' : 'idle';
    const now: Shown = { open: run, session: undefined, device, role, told: run.log.length };
    shown = now;
    tell({ kind: 'opened', run: id, view: run.view, damage, role });
    // Another tab may have stored more while the log was read.
    if (role === 'reader') await readOn(now);
  },

  /** Shows no run any more; one that is under way goes on being shown. */
  closeRun(): void {
    if (!over && shown?.session) return;
    shown = undefined;
    tell({ kind: 'opened', run: null, view: null, damage: null, role: 'idle' });
  },

  describe: (id: string, changes: Partial<Pick<RunHead, 'name' | 'note' | 'star'>>) =>
    shelf.change(id, changes),
  setMarks: (id: string, marks: RunHead['marks']) => shelf.setMarks(id, marks),
  marks: (id: string) => shelf.marks(id),
  duplicate: (id: string) => shelf.duplicate(id),
  /** Throws a run away; `restore` brings it back. */
  async remove(id: string): Promise<void> {
    if (shown?.open.id === id && shown.session && !over)
      throw new Error('The run is under way: stop it first.');
    if (await isWritten(id)) throw new Error('The run is under way in another tab: stop it there first.');
    await shelf.remove(id);
    if (shown?.open.id === id) this.closeRun();
  },
  restore: (id: string) => shelf.restore(id),
  /** Deletes for good what was thrown away. */
  purge: (id: string) => shelf.purge(id),
  /** What runs are compared by, each with its front and course. */
  portraits: (ids: readonly string[]): Promise<RunPortrait[]> => Promise.all(ids.map(shelf.portrait)),
  exportRun: (id: string, withWeights: boolean) => shelf.export(id, withWeights),
  /** Stores a run file's run and returns its id and what was found on the way. */
  importRun: (bytes: Uint8Array) => shelf.import(bytes),
  /** Deletes everything that this page has stored on the device, but for what the page itself keeps. */
  async deleteAll(): Promise<void> {
    if (!over) await this.stop();
    shown = undefined;
    await shelf.deleteAll();
    tell({ kind: 'opened', run: null, view: null, damage: null, role: 'idle' });
  },

  /** The log from event number `from` on, as far as the page was told of it; empty before a run. */
  events: (from: number): RunEvent[] => shown?.open.log.slice(from, shown.told) ?? [],

  /** What was proposed as a candidate. Throws an `Error` where there is no such candidate. */
  candidate(number: number): { readonly genotype: Genotype; readonly hash: string } {
    const { genotype, hash } = open().open.proposal(number);
    return { genotype, hash };
  },

  /** Genotypes of up to `limit` candidates from a number on. */
  genotypes: (from: number, limit: number): { readonly candidate: number; readonly genotype: Genotype }[] =>
    shown?.open.genotypes(from, limit) ?? [],

  /** The log as JSON lines. */
  exportLog: (): string => toJsonLines(open().open.log),

  /** The comparison's log as JSON lines. */
  exportComparison: (): string => {
    if (!comparisonLog) throw new Error('There is no comparison.');
    return toJsonLines(comparisonLog);
  },

  exportJson: async (candidate: number): Promise<string> =>
    candidates.candidateJson(await place(), candidate),
  /** The files of a tfjs model, loose. */
  exportModelFiles: async (candidate: number): Promise<ExportedFile[]> =>
    candidates.modelFiles(await place(), candidate),
  /** The tfjs model, its architecture and a note, zipped. */
  exportModelZip: async (candidate: number): Promise<Uint8Array<ArrayBuffer>> =>
    candidates.modelZip(await place(), candidate),
  /** The candidate's error on the test images, which no part of the search has seen. */
  testError: async (candidate: number): Promise<number> => candidates.testError(await place(), candidate),
  judge: async (candidate: number, part: 'validation' | 'test'): Promise<candidates.Judged> =>
    candidates.judge(await place(), candidate, part),
  pictures: (part: 'validation' | 'test', rows: readonly number[]): Promise<candidates.Pictures> =>
    candidates.pictures(open().device.dataUrl, part, rows),

  /** Trains a candidate anew for more epochs; the log gets its figures. `endLonger` gives it up. */
  async trainLonger(
    candidate: number,
    epochs: number,
    onEpoch: (measurement: LongerTraining['curve'][number]) => void,
  ): Promise<void> {
    const at = open();
    const ending = new AbortController();
    endLonger = () => ending.abort(new Error('The longer training was given up.'));
    try {
      const longer = await candidates.trainLonger(await place(), candidate, epochs, onEpoch, ending.signal);
      const body = { type: 'trainedLonger', candidate, ...longer } as const;
      if (at.session) at.session.note(body);
      else {
        const event = await shelf.note(at.open, body);
        at.open.add([event]);
        at.told = at.open.log.length;
        tell({ kind: 'news', run: at.open.id, events: [event] });
      }
    } catch (error) {
      if (ending.signal.aborted) return;
      throw new Error(messageOf(error));
    }
  },
  endLonger: (): void => endLonger(),
};

let endLonger: () => void = () => undefined;

export type Coordinator = typeof coordinator;

Comlink.expose(coordinator);
