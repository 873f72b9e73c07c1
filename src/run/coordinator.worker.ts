import * as Comlink from 'comlink';
import { phenotype } from '../architecture/phenotype.ts';
import { type LoadedMnist, loadMnist } from '../datasets/mnist.ts';
import { takeShare } from '../datasets/split.ts';
import { architectureJson } from '../export/architecture-json.ts';
import { type ExportedFile, tfjsModelFiles, tfjsModelZip } from '../export/tfjs-model.ts';
import type { SpaceDocument } from '../space/document.ts';
import { compileSpace, type Space } from '../space/hierarchy.ts';
import { describeProblems, parseDocument } from '../space/parse-document.ts';
import { deriveSeed } from '../space/random.ts';
import { evaluationJob, type Run, startRun } from './coordinator.ts';
import { defaultWorkers, fallbacks, type Measurement } from './device-workers.ts';
import { type DeviceReport, measureDevice } from './devices.ts';
import { EvaluatorLost } from './evaluator.ts';
import { type RunEvent, type RunEventBody, toJsonLines } from './events.ts';
import { foldRun, type RunView } from './fold.ts';
import { openPool, type Pool, type PoolOptions, type TrainedNetwork } from './pool.ts';
import { type BackendName, checkSettings, type RunSettings } from './settings.ts';
import { CELLSCAPE_VERSION } from './version.ts';
import { createWeightBank } from './weight-bank.ts';

/** At most one message a frame goes to the page. Not an animation frame, which stops in hidden tabs. */
const BATCH_MS = 33;
/** How long a stopped run may take to end by itself before its workers are ended. */
const STOP_PATIENCE_MS = 1000;

const GENERATED_BY = `Cellscape ${CELLSCAPE_VERSION}`;

/** A run and what belongs to it. */
interface CurrentRun {
  readonly space: Space;
  readonly settings: RunSettings;
  readonly pool: Pool;
  readonly poolOptions: PoolOptions;
  readonly run: Run;
  readonly log: RunEvent[];
  readonly bank: ReturnType<typeof createWeightBank>;
}

let current: CurrentRun | undefined;
/** What ends a start under way. */
let cancelStart: ((reason: Error) => void) | undefined;
let mnist: Promise<LoadedMnist> | undefined;
/** The data set, loaded once; a failed attempt is forgotten, so that the next one may succeed. */
function dataset(dataUrl: string): Promise<LoadedMnist> {
  mnist ??= loadMnist(dataUrl).catch((error: unknown) => {
    mnist = undefined;
    throw error;
  });
  return mnist;
}

function spaceOf(document: SpaceDocument): Space {
  const parsed = parseDocument(document);
  if (!parsed.ok) throw new Error(`The search space is not valid.\n${describeProblems(parsed.problems)}`);
  return compileSpace(parsed.document);
}

/** The candidate's part of the log. Throws where there is no such evaluated candidate. */
function evaluated({ log }: CurrentRun, candidate: number) {
  const view = foldRun(null, log) as RunView;
  const found = view.candidates.get(candidate);
  if (!found || found.error === null) throw new Error(`Candidate ${candidate} has not been evaluated.`);
  return { view, found, error: found.error };
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
    onEvents: (events: RunEvent[]) => void,
  ): Promise<void> {
    if (cancelStart) throw new Error('A run is starting already.');
    const cancelled = new Promise<never>((_, reject) => {
      cancelStart = reject;
    });
    // Heard by the races below; between two of them nobody listens.
    cancelled.catch(() => undefined);
    try {
      const space = spaceOf(document);
      const problems = checkSettings(settings, space);
      if (problems.length > 0) throw new Error(describeProblems(problems));
      // The earlier run's log and models stay until the new run is there: a start may fail.
      if (current) {
        current.run.stop();
        current.pool.close();
        await current.run.done;
      }
      const data = await Promise.race([dataset(dataUrl), cancelled]);
      const train = takeShare(data.train, settings.dataShare, deriveSeed(settings.seed, 'data share'));
      const size =
        settings.workers === 'auto'
          ? defaultWorkers(backend, measured, navigator.hardwareConcurrency)
          : settings.workers;
      const poolOptions = {
        backends: [backend, ...fallbacks(backend, measured)] as const,
        size,
        train,
        validation: data.validation,
      };
      const opening = openPool(poolOptions);
      const pool = await Promise.race([opening, cancelled]).catch((error: unknown) => {
        // Cancelled, the pool may still open: nobody wants it then.
        opening.then((late) => late.close()).catch(() => undefined);
        throw error;
      });
      const log: RunEvent[] = [];
      let waiting: RunEvent[] = [];
      const flush = () => {
        onEvents(waiting);
        waiting = [];
      };
      const bank = createWeightBank();
      const emit = (body: RunEventBody) => {
        const event = { sequence: log.length, time: Date.now(), ...body } as RunEvent;
        log.push(event);
        if (body.type === 'frontChanged') bank.protect(body.members);
        if (waiting.push(event) === 1) setTimeout(flush, BATCH_MS);
      };
      const run = startRun({
        space,
        settings,
        evaluators: pool.evaluators,
        dataset: {
          name: 'MNIST',
          fingerprint: data.fingerprint,
          train: train.labels.length,
          validation: data.validation.labels.length,
        },
        backend,
        versions: { cellscape: CELLSCAPE_VERSION, ...pool.versions },
        emit,
        keep: bank.put,
      });
      current = { space, settings, pool, poolOptions, run, log, bank };
    } finally {
      cancelStart = undefined;
    }
  },

  pause: (): void => running().run.pause(),
  resume: (): void => running().run.resume(),

  /** Ends the run, or the start under way. */
  async stop(): Promise<void> {
    if (cancelStart) {
      cancelStart(new Error('The start was cancelled.'));
      return;
    }
    const { run, pool } = running();
    run.stop();
    const timer = setTimeout(() => pool.close(), STOP_PATIENCE_MS);
    await run.done;
    clearTimeout(timer);
  },

  /** The log from event number `from` on; empty before a run. */
  events: (from: number): RunEvent[] => current?.log.slice(from) ?? [],

  /** The log as JSON lines. */
  exportLog: (): string => toJsonLines(running().log),

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
