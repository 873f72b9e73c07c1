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
import type { Stride } from './coordinator.ts';
import { type DeviceReport, measureDevice } from './devices.ts';
import { type LongerTraining, type RunEvent, toJsonLines } from './events.ts';
import { messageOf } from './message.ts';
import type { PageMessage } from './page-message.ts';
import type { RunPortrait } from './portraits/portrait.ts';
import type { RunSettings } from './settings.ts';
import { type Device, mustBeSound, spaceOf } from './setup.ts';
import { createStage } from './stage.ts';
import type { RunHead } from './storage/database.ts';
import { openStorage } from './storage/storage.ts';
import { isWritten } from './storage/writer-lock.ts';

/** At most one message a frame goes to the page. Not an animation frame, which stops in hidden tabs. */
const BATCH_MS = 33;

let comparisonLog: readonly ComparisonEvent[] | undefined;
let onMessage: (message: PageMessage) => void = () => undefined;
const tell = (message: PageMessage): void => onMessage(message);

const stage = createStage(tell);
const { shelf } = stage;

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

/** What work on single candidates needs. */
async function place(): Promise<candidates.WorkPlace> {
  const { open: run, session, device } = stage.must();
  const { weights } = await openStorage();
  return { run, device, pool: session?.setup.pool, weights: weights ?? undefined };
}

const coordinator = {
  /** Where the page hears what it did not ask for. */
  listen(onPage: (message: PageMessage) => void): void {
    onMessage = onPage;
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
    await stage.start(document, settings, device, first);
  },

  /**
   * Lets the run that is shown go on where its log ends, with changed settings if any. Throws an `Error` in words where
   * another tab writes it, where the data are others, and where its log cannot be continued.
   */
  reopen: (device: Device, changes: Partial<RunSettings> = {}): Promise<void> =>
    stage.reopen(device, changes),

  /** Takes the run that is shown from the tab that writes it: it is read again, and nobody goes on with it. */
  takeOver: (): Promise<void> => stage.takeOver(),

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
    await stage.begin('comparison', document, settings, device, async (setup) => {
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
  change: (changes: Partial<RunSettings>): void => stage.running().change(changes),

  pause: (): void => stage.active?.pause(),
  resume: (): void => stage.active?.resume(),
  step: (stride: Stride): void => stage.running().step(stride),
  /** See `Run.pace`: of the run that is shown, and of those to come. */
  pace: (milliseconds: number): void => stage.pace(milliseconds),
  /** Ends the run or the comparison, or the start under way; resolves when workers are idle. */
  stop: (): Promise<void> => stage.stop(),

  /** Whether a run or a comparison goes on in this tab. */
  underWay: (): boolean => !stage.over,

  /** Whether some tab writes a run. */
  isWritten: (id: string): Promise<boolean> => isWritten(id),

  /** All runs on this device, those that were thrown away among them, and why there can be none. */
  runs: () => shelf.list(),

  /**
   * Shows a stored run. What happens in it elsewhere is read along. Throws an `Error` where it cannot be read, and where a
   * run is under way in this tab.
   */
  openStored: (id: string, device: Device): Promise<void> => stage.openStored(id, device),

  /** Shows no run any more; one that is under way goes on being shown. */
  closeRun: (): void => stage.close(),

  describe: (id: string, changes: Partial<Pick<RunHead, 'name' | 'note' | 'star'>>) =>
    shelf.change(id, changes),
  setMarks: (id: string, marks: RunHead['marks']) => shelf.setMarks(id, marks),
  marks: (id: string) => shelf.marks(id),
  duplicate: (id: string) => shelf.duplicate(id),
  /** Throws a run away; `restore` brings it back. */
  async remove(id: string): Promise<void> {
    const shown = stage.shown?.open.id === id;
    if (shown && !stage.over) throw new Error('The run is under way: stop it first.');
    await stage.shown?.session?.settled;
    if (await isWritten(id)) throw new Error('The run is under way in another tab: stop it there first.');
    await shelf.remove(id);
    if (shown) stage.close();
  },
  restore: (id: string) => shelf.restore(id),
  /** Deletes for good what was thrown away. */
  async purge(id: string): Promise<void> {
    if (await isWritten(id)) throw new Error('The run is under way: stop it first.');
    await shelf.purge(id);
  },
  /** What runs are compared by, each with its front and course. */
  portraits: (ids: readonly string[]): Promise<RunPortrait[]> => Promise.all(ids.map(shelf.portrait)),
  exportRun: (id: string, withWeights: boolean) => shelf.export(id, withWeights),
  /** Stores a run file's run and returns its id and what was found on the way. */
  importRun: (bytes: Uint8Array) => shelf.import(bytes),
  /** Deletes everything that this page has stored on the device, but for what the page itself keeps. */
  async deleteAll(): Promise<void> {
    if (!stage.over) await stage.stop();
    await stage.shown?.session?.settled;
    stage.close();
    await shelf.deleteAll();
  },

  /** The log from event number `from` on, as far as the page was told of it; empty before a run. */
  events: (from: number): RunEvent[] => stage.shown?.open.log.slice(from, stage.shown.told) ?? [],

  /** What was proposed as a candidate. Throws an `Error` where there is no such candidate. */
  candidate(number: number): { readonly genotype: Genotype; readonly hash: string } {
    const { genotype, hash } = stage.must().open.proposal(number);
    return { genotype, hash };
  },

  /** Genotypes of up to `limit` candidates from a number on. */
  genotypes: (from: number, limit: number): { readonly candidate: number; readonly genotype: Genotype }[] =>
    stage.shown?.open.genotypes(from, limit) ?? [],

  /** The log as JSON lines. */
  exportLog: (): string => toJsonLines(stage.must().open.log),

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
    candidates.pictures(stage.must().device.dataUrl, part, rows),

  /** Trains a candidate anew for more epochs; the log gets its figures. `endLonger` gives it up. */
  async trainLonger(
    candidate: number,
    epochs: number,
    onEpoch: (measurement: LongerTraining['curve'][number]) => void,
  ): Promise<void> {
    const { open, role } = stage.must();
    if (role === 'reader') throw new Error('Another tab goes on with this run: take it over first.');
    const ending = new AbortController();
    endLonger = () => ending.abort(new Error('The longer training was given up.'));
    try {
      const longer = await candidates.trainLonger(await place(), candidate, epochs, onEpoch, ending.signal);
      // The run may be under way by now, or no longer shown.
      await stage.note(open.id, { type: 'trainedLonger', candidate, ...longer });
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
