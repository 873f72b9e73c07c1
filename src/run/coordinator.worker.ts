import * as Comlink from 'comlink';
import { phenotype } from '../architecture/phenotype.ts';
import { architectureJson } from '../export/architecture-json.ts';
import { type ExportedFile, tfjsModelFiles, tfjsModelZip } from '../export/tfjs-model.ts';
import type { SpaceDocument } from '../space/document.ts';
import type { Genotype } from '../space/tree.ts';
import { candidateOf } from './candidate-table.ts';
import {
  type ComparisonEvent,
  type ComparisonEventBody,
  type Contestant,
  startComparison,
} from './comparison.ts';
import { evaluationJob, type Run, startRun } from './coordinator.ts';
import type { Measurement } from './device-workers.ts';
import { type DeviceReport, measureDevice } from './devices.ts';
import { EvaluatorLost } from './evaluator.ts';
import { newsOf, type RunEvent, type RunEventBody, type RunNews, toJsonLines } from './events.ts';
import { foldRun, type RunView } from './fold.ts';
import { openPool, type Pool, type TrainedNetwork } from './pool.ts';
import type { BackendName, RunSettings } from './settings.ts';
import { dataset, mustBeSound, type Setup, setUp, spaceOf } from './setup.ts';
import { CELLSCAPE_VERSION } from './version.ts';
import { createWeightBank } from './weight-bank.ts';

/** At most one message a frame goes to the page. Not an animation frame, which stops in hidden tabs. */
const BATCH_MS = 33;
/** How long a stopped run may take to end by itself before its workers are ended. */
const STOP_PATIENCE_MS = 1000;

const GENERATED_BY = `Cellscape ${CELLSCAPE_VERSION}`;

/** The last run and what belongs to it: its candidates can be exported until the next one starts. */
interface CurrentRun extends Setup {
  readonly settings: RunSettings;
  readonly run: Run;
  readonly log: RunEvent[];
  readonly bank: ReturnType<typeof createWeightBank>;
}

/** A run or a comparison under way, or over. */
type Active = Pick<Run, 'done' | 'pause' | 'resume' | 'stop'> & {
  readonly kind: 'run' | 'comparison';
  readonly pool: Pool;
};

let current: CurrentRun | undefined;
let comparisonLog: readonly ComparisonEvent[] | undefined;
let active: Active | undefined;
/** Whether it is over. */
let over = true;
/** What ends a start under way. */
let cancelStart: ((reason: Error) => void) | undefined;

/** Sets up what a run needs, ends what was under way before, and begins. */
async function begin(
  kind: Active['kind'],
  document: SpaceDocument,
  settings: RunSettings,
  backend: BackendName,
  measured: readonly Measurement[],
  dataUrl: string,
  start: (setup: Setup) => Omit<Active, 'kind'>,
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
    const started = { kind, ...start(await setUp(space, settings, backend, measured, dataUrl, cancelled)) };
    active = started;
    over = false;
    void started.done.then(() => {
      if (active === started) over = true;
    });
  } finally {
    cancelStart = undefined;
  }
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

/** What was proposed as a candidate. Throws where there is no such candidate. */
function proposalOf({ log }: CurrentRun, candidate: number) {
  const found = log.find(
    (event) => (event.type === 'proposed' || event.type === 'infeasible') && event.candidate === candidate,
  );
  if (found?.type !== 'proposed' && found?.type !== 'infeasible')
    throw new Error(`There is no candidate ${candidate}.`);
  return found;
}

/** The candidate's part of the log. Throws where there is no such evaluated candidate. */
function evaluated(run: CurrentRun, candidate: number) {
  const view = foldRun(null, run.log) as RunView;
  const found = candidateOf(view.candidates, candidate);
  if (!found || found.error === null) throw new Error(`Candidate ${candidate} has not been evaluated.`);
  return { view, found: { ...found, genotype: proposalOf(run, candidate).genotype }, error: found.error };
}

function running(): CurrentRun {
  if (!current) throw new Error('There is no run.');
  return current;
}

/** The trained network: its weights from the bank, or trained again, which gives the same on the same backend. */
async function networkOf(run: CurrentRun, candidate: number): Promise<TrainedNetwork> {
  const { found } = evaluated(run, candidate);
  const known = phenotype(run.space, found.genotype);
  const { shrink } = run.settings;
  const kept = run.bank.get(candidate);
  if (kept) return { architecture: known.architecture, trained: kept, shrink };
  const job = evaluationJob(run.settings, candidate, known);
  const { signal } = new AbortController();
  const { trained } = await withHelper(run, (helper) =>
    helper.evaluators[0]!.evaluate(job, () => undefined, signal),
  );
  return { architecture: known.architecture, trained, shrink };
}

/** Asks the run's own first worker, or another where that is gone. */
function askPool<T>(run: CurrentRun, ask: (pool: Pool) => Promise<T>): Promise<T> {
  return ask(run.pool).catch((error: unknown) => {
    if (!(error instanceof EvaluatorLost)) throw error;
    return withHelper(run, ask);
  });
}

/** The tfjs model of a candidate. */
async function artifactsOf(run: CurrentRun, candidate: number) {
  const network = await networkOf(run, candidate);
  return askPool(run, (pool) => pool.package(network));
}

/** Works with a worker beside the run's own, which may be busy, held or closed. */
async function withHelper<T>(
  { pool, poolOptions }: CurrentRun,
  work: (helper: Pool) => Promise<T>,
): Promise<T> {
  // Not on a backend that was given up.
  const from = poolOptions.backends.indexOf(pool.backend);
  const [first = pool.backend, ...others] = poolOptions.backends.slice(from);
  const helper = await openPool({ ...poolOptions, backends: [first, ...others], size: 1 });
  try {
    return await work(helper);
  } finally {
    helper.close();
  }
}

function jsonOf(run: CurrentRun, candidate: number): string {
  const { view, found, error } = evaluated(run, candidate);
  const { settings, dataset: data, versions } = view.started;
  const backend = found.backend ?? view.backend;
  return architectureJson({
    candidate,
    genotype: found.genotype,
    ...phenotype(run.space, found.genotype),
    validationError: error,
    curve: found.curve,
    provenance: { settings, dataset: data, backend, versions },
    space: run.space.document,
  });
}

const coordinator = {
  measureDevice: (): Promise<DeviceReport> => measureDevice(),

  /**
   * Starts a run; an earlier one must have ended. `measured`: what is known of the device, if anything. `onEvents`
   * gets the log in batches, at most one a frame. Throws an `Error` in words where settings, space, data or backend
   * do not allow it.
   */
  async start(
    document: SpaceDocument,
    settings: RunSettings,
    backend: BackendName,
    measured: readonly Measurement[],
    dataUrl: string,
    onEvents: (news: RunNews[]) => void,
  ): Promise<void> {
    await begin('run', document, settings, backend, measured, dataUrl, (setup) => {
      const log: RunEvent[] = [];
      const send = inBatches(onEvents);
      const bank = createWeightBank();
      const emit = (body: RunEventBody) => {
        const event = { sequence: log.length, time: Date.now(), ...body } as RunEvent;
        log.push(event);
        if (body.type === 'frontChanged') bank.protect(body.members);
        send(newsOf(event));
      };
      const { pool } = setup;
      const run = startRun({ ...setup, settings, evaluators: pool.evaluators, emit, keep: bank.put });
      current = { ...setup, settings, run, log, bank };
      return { ...run, pool };
    });
  },

  /** Starts a comparison; as `start`. What `onEvents` gets leaves measurements during trainings out. */
  async compare(
    document: SpaceDocument,
    settings: RunSettings,
    contestants: readonly Contestant[],
    runs: number,
    backend: BackendName,
    measured: readonly Measurement[],
    dataUrl: string,
    onEvents: (events: ComparisonEvent[]) => void,
  ): Promise<void> {
    const space = spaceOf(document);
    for (const contestant of contestants) mustBeSound({ ...settings, ...contestant }, space);
    await begin('comparison', document, settings, backend, measured, dataUrl, (setup) => {
      const log: ComparisonEvent[] = [];
      const send = inBatches(onEvents);
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
  change: (changes: Partial<RunSettings>): void => running().run.change(changes),

  pause: (): void => active?.pause(),
  resume: (): void => active?.resume(),

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

  /** The log from event number `from` on; empty before a run. */
  events: (from: number): RunEvent[] => current?.log.slice(from) ?? [],

  /** What was proposed as a candidate. Throws an `Error` where there is no such candidate. */
  candidate(number: number): { readonly genotype: Genotype; readonly hash: string } {
    const { genotype, hash } = proposalOf(running(), number);
    return { genotype, hash };
  },

  /** The log as JSON lines. */
  exportLog: (): string => toJsonLines(running().log),

  /** The comparison's log as JSON lines. */
  exportComparison: (): string => {
    if (!comparisonLog) throw new Error('There is no comparison.');
    return toJsonLines(comparisonLog);
  },

  exportJson: (candidate: number): string => jsonOf(running(), candidate),

  /** The files of a tfjs model, loose. */
  async exportModelFiles(candidate: number): Promise<ExportedFile[]> {
    return tfjsModelFiles(await artifactsOf(running(), candidate), GENERATED_BY);
  },

  /** The tfjs model, its architecture and a note, zipped. */
  async exportModelZip(candidate: number): Promise<Uint8Array<ArrayBuffer>> {
    const run = running();
    return tfjsModelZip(await artifactsOf(run, candidate), jsonOf(run, candidate), GENERATED_BY);
  },

  /** The candidate's error on the test images, which no part of the search has seen. */
  async testError(candidate: number, dataUrl: string): Promise<number> {
    const run = running();
    const network = await networkOf(run, candidate);
    const { test } = await dataset(dataUrl);
    return askPool(run, (pool) => pool.measure(network, test));
  },
};

export type Coordinator = typeof coordinator;

Comlink.expose(coordinator);
