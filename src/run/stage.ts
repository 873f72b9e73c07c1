import type { SpaceDocument } from '../space/document.ts';
import type { Genotype } from '../space/tree.ts';
import type { Run } from './coordinator.ts';
import { newsOf, type RunEvent, type RunEventBody } from './events.ts';
import { foldRun } from './fold.ts';
import type { OpenRun } from './open-run.ts';
import type { PageMessage, Role } from './page-message.ts';
import type { Pool } from './pool.ts';
import { type Session, startSession } from './session.ts';
import type { RunSettings } from './settings.ts';
import { type Device, mustBeSound, type Setup, setUp, spaceOf } from './setup.ts';
import { createShelf } from './shelf.ts';
import { openChannel } from './storage/channel.ts';
import type { RunHead } from './storage/database.ts';
import { openStorage } from './storage/storage.ts';
import { isWritten, takeWriterLock, type WriterLock, whenFree } from './storage/writer-lock.ts';

/** How long a stopped run may take to end by itself before its workers are ended. */
const STOP_PATIENCE_MS = 150;
/** How long a tab that writes a run may take to give it up before it is taken from it. */
const YIELD_PATIENCE_MS = 2000;

/** A run or a comparison under way, or over. */
export type Active = Pick<Run, 'done' | 'pause' | 'resume' | 'stop'> & {
  readonly kind: 'run' | 'comparison';
  readonly pool: Pool;
};

/** The run that the page shows: under way in this tab where it has a session. */
export interface Shown {
  readonly open: OpenRun;
  readonly session: Session | undefined;
  readonly device: Device;
  role: Role;
  /** Events that the page was told of: those that are stored, or cannot be. */
  told: number;
}

/** Begins something; `check` throws where it was cancelled meanwhile. */
type Begin = (setup: Setup, check: () => void) => Promise<Omit<Active, 'kind'>>;

/**
 * What goes on in this tab, and which run the page shows. One run or comparison is under way at a time; the run that is
 * shown may be another tab's, and is then read along. What counts of a run is what is stored: whoever goes on with one reads
 * it again under its lock.
 */
export function createStage(tell: (message: PageMessage) => void) {
  let shown: Shown | undefined;
  let active: Active | undefined;
  /** Whether it is over. */
  let over = true;
  /** What ends a start under way. */
  let cancelStart: ((reason: Error) => void) | undefined;
  /** Milliseconds that a run waits before each candidate. */
  let pace = 0;
  /** Counts what is shown: an opening that was overtaken comes to nothing. */
  let scene = 0;

  /** This tab, as the owner of the runs that it writes. */
  const owner = crypto.randomUUID();

  const broadcast = openChannel((message) => {
    if (message.kind === 'runs') return tell({ kind: 'runs' });
    const now = shown;
    if (!now || message.run !== now.open.id) return;
    const mine = now.session !== undefined && !over;
    switch (message.kind) {
      case 'yield':
        if (mine) void giveUp(now);
        return;
      case 'grown':
        // Shown as over or interrupted, it goes on in another tab.
        if (now.role === 'idle' && message.events > now.open.log.length) setRole(now, 'reader');
        if (now.role === 'reader') void readOn(now);
        return;
      case 'free':
        if (now.role === 'reader') void readOn(now).then(() => setRole(now, 'idle'));
    }
  });

  const runsChanged = () => {
    broadcast({ kind: 'runs' });
    tell({ kind: 'runs' });
  };
  const shelf = createShelf({ owner, changed: runsChanged });

  function setRole(run: Shown, role: Role): void {
    if (shown !== run || run.role === role) return;
    run.role = role;
    tell({ kind: 'role', run: run.open.id, role });
    if (role === 'reader') watchWriter(run);
  }

  /** Learns of it when the writing tab ends without a word. */
  function watchWriter(run: Shown): void {
    void whenFree(run.open.id).then(async () => {
      if (shown !== run || run.role !== 'reader') return;
      await readOn(run);
      setRole(run, 'idle');
    });
  }

  function show(run: Omit<Shown, 'told'>, damage: Extract<PageMessage, { kind: 'opened' }>['damage']): Shown {
    const now: Shown = { ...run, told: run.open.log.length };
    shown = now;
    scene++;
    const { id, log } = run.open;
    const view = log.length > 0 ? run.open.view : null;
    tell({ kind: 'opened', run: id, view, damage, role: run.role });
    if (run.role === 'reader') watchWriter(now);
    return now;
  }

  /** The events that another tab has stored since. */
  async function readOn(run: Shown): Promise<void> {
    const { store } = await openStorage();
    if (!store) return;
    const { open } = run;
    const { from, texts } = await store.textsFrom(open.id, open.log.length);
    // Overtaken by another run, or by a reading that was faster.
    if (shown !== run || run.role !== 'reader') return;
    const lines = texts.flatMap((text) => text.split('\n').filter(Boolean));
    const fresh = lines
      .slice(Math.max(0, open.log.length - from))
      .map((line) => JSON.parse(line) as RunEvent);
    if (fresh.length === 0 || fresh[0]!.sequence !== open.log.length) return;
    open.add(fresh);
    run.told = open.log.length;
    tell({ kind: 'news', run: open.id, events: fresh.map(newsOf) });
  }

  /** Lets another tab go on with the run, and reads along. */
  async function giveUp(run: Shown): Promise<void> {
    over = true;
    active = undefined;
    await run.session!.abandon();
    broadcast({ kind: 'free', run: run.open.id });
    if (shown === run) await openStored(run.open.id, run.device).catch(() => setRole(run, 'reader'));
  }

  /** Sets up what a run needs, ends what was under way before, and begins. */
  async function begin(
    kind: Active['kind'],
    document: SpaceDocument,
    settings: RunSettings,
    device: Device,
    start: Begin,
  ): Promise<void> {
    if (cancelStart) throw new Error('A run is starting already.');
    if (!over && active?.kind !== kind)
      throw new Error(`A ${active?.kind} is under way: stop it first, or wait for its end.`);
    let cancelledBy: Error | undefined;
    const cancelled = new Promise<never>((_, reject) => {
      cancelStart = (reason) => {
        cancelledBy = reason;
        reject(reason);
      };
    });
    // Heard by races; between two of them nobody listens.
    cancelled.catch(() => undefined);
    const check = () => {
      if (cancelledBy) throw cancelledBy;
    };
    try {
      const space = spaceOf(document);
      mustBeSound(settings, space);
      // The earlier run's log and models stay until the new run is there: a start may fail.
      if (active) {
        active.stop();
        active.pool.close();
        await active.done;
      }
      // Its last events are stored, and its lock is free.
      await shown?.session?.settled;
      const setup = await setUp(space, settings, device, cancelled);
      try {
        const started = { kind, ...(await start(setup, check)) };
        active = started;
        over = false;
        void started.done.then(() => {
          if (active === started) over = true;
        });
      } catch (error) {
        setup.pool.close();
        throw error;
      }
    } finally {
      cancelStart = undefined;
    }
  }

  /** Starts a session for a run and shows it. */
  function present(
    setup: Setup,
    settings: RunSettings,
    device: Device,
    head: RunHead,
    lock: WriterLock | undefined,
    more: Pick<Parameters<typeof startSession>[0], 'past' | 'backlog' | 'first'>,
  ): Omit<Active, 'kind'> {
    const { id } = head;
    const earlier = foldRun(null, more.past?.events ?? []);
    const session = startSession({
      ...{ setup, settings, lock, head, ...more },
      onStored(events) {
        now.told = events.at(-1)!.sequence + 1;
        tell({ kind: 'news', run: id, events: events.map(newsOf) });
        broadcast({ kind: 'grown', run: id, events: now.told });
      },
      onSafety(safety) {
        tell({ kind: 'safety', run: id, safety });
        if (safety.kind === 'taken' && shown === now && !over) void giveUp(now);
      },
    });
    scene++;
    const told = more.past?.events.length ?? 0;
    const now: Shown = { open: session.open, session, device, role: 'writer', told };
    shown = now;
    // The page has an earlier part as a whole, and hears of what follows.
    tell({ kind: 'opened', run: id, view: earlier, damage: null, role: 'writer' });
    session.run.pace(pace);
    void lock?.lost.then(() => {
      if (shown === now && !over) void giveUp(now);
    });
    void session.settled.then(() => {
      setRole(now, 'idle');
      broadcast({ kind: 'free', run: id });
      runsChanged();
    });
    runsChanged();
    return { ...session.run, pool: setup.pool };
  }

  /** As the coordinator's `start`. */
  const start = (document: SpaceDocument, settings: RunSettings, device: Device, first?: Genotype) =>
    begin('run', document, settings, device, async (setup, check) => {
      const head = await shelf.create(document, settings);
      const lock = await takeWriterLock(head.id);
      try {
        check();
        return present(setup, settings, device, head, lock, first === undefined ? {} : { first });
      } catch (error) {
        lock?.release();
        await shelf.forgetEmpty(head.id).catch(() => undefined);
        throw error;
      }
    });

  /** As the coordinator's `reopen`. */
  async function reopen(device: Device, changes: Partial<RunSettings>): Promise<void> {
    const { open: known, session } = must();
    const { id, view } = known;
    if (session && !over) throw new Error('The run is under way.');
    const { settings, started } = view;
    await begin('run', known.space.document, { ...settings, ...changes }, device, async (setup, check) => {
      if (setup.dataset.fingerprint !== started.dataset.fingerprint)
        throw new Error('This run was made with other images than those here: it can be read, not resumed.');
      const lock = await takeWriterLock(id);
      if (!lock) throw new Error('Another tab goes on with this run: take it over first.');
      try {
        session?.keeper.close();
        const { head, past, backlog } = await shelf.takeUp(known);
        check();
        const changed = Object.keys(changes).length > 0 ? { ...past, changes } : past;
        return present(setup, settings, device, head, lock, { past: changed, backlog });
      } catch (error) {
        lock.release();
        throw error;
      }
    });
  }

  /** As the coordinator's `takeOver`. */
  async function takeOver(): Promise<void> {
    const { open: known, device } = must();
    broadcast({ kind: 'yield', run: known.id });
    const end = performance.now() + YIELD_PATIENCE_MS;
    let lock = await takeWriterLock(known.id);
    while (!lock && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      lock = await takeWriterLock(known.id);
    }
    lock ??= await takeWriterLock(known.id, true);
    try {
      // From now on the other's events are refused, should it wake up.
      await shelf.own(known.id);
    } finally {
      lock?.release();
    }
    await openStored(known.id, device);
  }

  /** As the coordinator's. */
  async function openStored(id: string, device: Device): Promise<void> {
    if (cancelStart) throw new Error('A run is starting: wait for it, or stop it.');
    if (!over && shown?.session) {
      if (shown.open.id === id) return;
      throw new Error('A run is under way: stop it first, or wait for its end.');
    }
    const own = ++scene;
    // A run of this tab that has just ended is written to its end first.
    await shown?.session?.settled;
    const { run, damage } = await shelf.read(id);
    const role: Role = (await isWritten(id)) ? 'reader' : 'idle';
    if (own !== scene || cancelStart) return;
    const now = show({ open: run, session: undefined, device, role }, damage);
    // Another tab may have stored more while the log was read.
    if (role === 'reader') await readOn(now);
  }

  function must(): Shown {
    if (!shown) throw new Error('There is no run.');
    return shown;
  }

  /** Writes an event to a run that may or may not be shown, and under way, by now. */
  async function note(id: string, body: RunEventBody): Promise<void> {
    const now = shown?.open.id === id ? shown : undefined;
    if (now?.session && !over) return now.session.note(body);
    await now?.session?.settled;
    const lock = await takeWriterLock(id);
    if (!lock)
      throw new Error('Another tab goes on with this run: the longer training cannot be noted in it.');
    try {
      const run = await shelf.note(id, body);
      if (shown?.open.id === id && over)
        show(
          { open: keptWeights(shown.open, run), session: undefined, device: shown.device, role: 'idle' },
          null,
        );
    } finally {
      lock.release();
    }
  }

  /** Shows no run any more; one that is under way goes on being shown. */
  function close(): void {
    if (!over && shown?.session) return;
    shown = undefined;
    scene++;
    tell({ kind: 'opened', run: null, view: null, damage: null, role: 'idle' });
  }

  return {
    ...{ shelf, begin, start, reopen, takeOver, openStored, note, close, must },
    get shown() {
      return shown;
    },
    get active() {
      return active;
    },
    get over() {
      return over;
    },
    /** The run under way in this tab. Throws an `Error` where there is none. */
    running(): Run {
      const { session } = must();
      if (!session) throw new Error('The run is not under way in this tab.');
      return session.run;
    },
    pace(milliseconds: number): void {
      pace = milliseconds;
      shown?.session?.run.pace(milliseconds);
    },
    /** Ends the run or the comparison, or the start under way. */
    async stop(): Promise<void> {
      if (cancelStart) return cancelStart(new Error('The start was cancelled.'));
      if (!active) return;
      const { stop, done, pool } = active;
      stop();
      const timer = setTimeout(() => pool.close(), STOP_PATIENCE_MS);
      await done;
      clearTimeout(timer);
    },
  };
}

/** The log as it was read again, with the weights that were in memory. */
function keptWeights(before: OpenRun, now: OpenRun): OpenRun {
  for (let n = 1; n <= now.view.candidates.count; n++) {
    const trained = before.weights(n);
    if (trained) now.keep(n, trained);
  }
  return now;
}
