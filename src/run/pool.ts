import * as Comlink from 'comlink';
import type { Architecture } from '../architecture/graph.ts';
import type { ModelArtifacts } from '../evaluation/artifacts.ts';
import type { BackendVersions } from '../evaluation/backend.ts';
import type { Predictions } from '../evaluation/confusion.ts';
import type { LabelledImages } from '../evaluation/labelled-images.ts';
import type { TrainedWeights } from '../evaluation/train.ts';
import {
  type Evaluation,
  type EvaluationJob,
  type Evaluator,
  EvaluatorGone,
  EvaluatorLost,
  GpuLost,
  type TimedMeasurement,
} from './evaluator.ts';
import { type LiveWorker, startWorker } from './live-worker.ts';
import { createLossWatch, type LossWatch } from './loss-watch.ts';
import { messageOf } from './message.ts';
import type { BackendName } from './settings.ts';
import { createSilence, PATIENCE, type Patience } from './silence.ts';

export interface PoolOptions {
  /** The backend to work on, and those that may take over from it, best first. */
  readonly backends: readonly [BackendName, ...BackendName[]];
  readonly size: number;
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  /** When a worker that does not answer is ended; tests may shorten it. */
  readonly patience?: Patience;
}

/** A trained network and what is needed to build it again. */
export interface TrainedNetwork {
  readonly architecture: Architecture;
  readonly trained: TrainedWeights;
  /** What height and width of the images are divided by. */
  readonly shrink: number;
}

export interface Pool {
  readonly evaluators: readonly Evaluator[];
  readonly versions: BackendVersions;
  /** What its workers work on now. */
  readonly backend: BackendName;
  /** The error of a trained network on other images, measured by the first worker between its batches. */
  measure(network: TrainedNetwork, images: LabelledImages): Promise<number>;
  /** What a trained network says of images, found by the first worker between its batches. */
  predict(network: TrainedNetwork, images: LabelledImages): Promise<Predictions>;
  /** The tfjs model of a trained network, made by the first worker between its batches. */
  package(network: TrainedNetwork): Promise<ModelArtifacts>;
  close(): void;
}

/** Starts the workers of a run, each with the backend open and the data loaded. Where one fails, all are ended. */
export async function openPool(options: PoolOptions): Promise<Pool> {
  const losses = createLossWatch(options.backends);
  const slots = Array.from({ length: options.size }, (_, worker) => createSlot(options, losses, worker));
  const close = () => {
    for (const slot of slots) slot.close();
  };
  try {
    const versions = await Promise.all(slots.map((slot) => slot.open()));
    const first = slots[0]!;
    return {
      evaluators: slots,
      versions: versions[0]!,
      get backend() {
        return losses.backend;
      },
      measure: ({ architecture, trained, shrink }, images) =>
        first.call((remote) => remote.measure(architecture, trained, images, shrink)),
      predict: ({ architecture, trained, shrink }, images) =>
        first.call((remote) => remote.predict(architecture, trained, images, shrink)),
      package: ({ architecture, trained, shrink }) =>
        first.call((remote) => remote.package(architecture, trained, shrink)),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** A place in the pool: a worker, replaced when it dies. */
interface Slot extends Evaluator {
  /** Starts the worker. */
  open(): Promise<BackendVersions>;
  call<T>(ask: (remote: LiveWorker['remote']) => Promise<T>): Promise<T>;
  close(): void;
}

/** Errors that a job ends with while its worker is well. */
const OF_THE_JOB = ['TrainingFailure', 'AbortError'];

function createSlot(
  { train, validation, patience = PATIENCE }: PoolOptions,
  losses: LossWatch,
  place: number,
): Slot {
  let held = false;
  let closed = false;
  let current = startWorker();
  /** What the present worker has open. */
  let opened = losses.backend;

  async function open(): Promise<BackendVersions> {
    const { remote, race } = current;
    const backend = losses.backend;
    const versions = await race(remote.open(backend));
    opened = backend;
    await race(remote.load(train, validation));
    await race(remote.hold(held));
    return versions;
  }

  /** A new worker in the place of a broken one. */
  async function replace(): Promise<void> {
    current.terminate();
    if (closed) return;
    current = startWorker();
    try {
      await open();
    } catch (error) {
      throw new EvaluatorGone(`A worker ended and could not be replaced: ${messageOf(error)}`);
    }
  }

  /**
   * Ends the worker when it has not answered for long: a single batch takes that long, or it hangs. Returns what ends
   * the watch.
   */
  function watch(worker: LiveWorker): () => void {
    const silence = createSilence(patience);
    const timer = setInterval(() => {
      const next = silence.tick(performance.now());
      if (next === 'end') {
        const seconds = Math.round(silence.limit / 1000);
        worker.end(`One batch took longer than ${seconds} s, or the worker hung.`);
      }
      if (next === 'ask') worker.race(worker.remote.ping()).then(silence.heard, () => undefined);
    }, patience.every);
    return () => clearInterval(timer);
  }

  async function evaluate(
    job: EvaluationJob,
    onMeasurement: (measurement: TimedMeasurement) => void,
    signal: AbortSignal,
  ): Promise<Evaluation> {
    signal.throwIfAborted();
    // Another worker's losses may have moved all to another backend.
    if (opened !== losses.backend) await replace();
    // A signal that was aborted meanwhile tells nobody any more.
    signal.throwIfAborted();
    const worker = current;
    const onAbort = () => void worker.race(worker.remote.abort()).catch(() => undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    const unwatch = watch(worker);
    try {
      return await worker.race(worker.remote.evaluate(job, Comlink.proxy(onMeasurement)));
    } catch (error) {
      const { name } = error as Error;
      if (closed || OF_THE_JOB.includes(name)) throw error;
      if (name === 'DeviceLost') {
        const next = losses.note(place, opened, Date.now());
        if (!next)
          throw new EvaluatorGone(
            `${messageOf(error)} It was lost again and again, and nothing else works here.`,
          );
        throw new GpuLost(messageOf(error), next);
      }
      // Whatever else went wrong may have broken the worker for good.
      await replace();
      if (name === 'OutOfMemory' || error instanceof EvaluatorLost) throw error;
      throw new EvaluatorLost(`The worker failed: ${messageOf(error)}`);
    } finally {
      unwatch();
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    open,
    evaluate,
    call: (ask) => current.race(ask(current.remote)),
    hold: (now) => {
      held = now;
      void current.race(current.remote.hold(now)).catch(() => undefined);
    },
    close: () => {
      closed = true;
      current.terminate();
    },
  };
}
