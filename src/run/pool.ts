import * as Comlink from 'comlink';
import type { ModelArtifacts } from '../evaluation/artifacts.ts';
import type { LabelledImages } from '../evaluation/train.ts';
import {
  type Evaluation,
  type EvaluationJob,
  type Evaluator,
  EvaluatorGone,
  EvaluatorLost,
  type TimedMeasurement,
} from './evaluator.ts';
import type { EvaluatorWorker } from './evaluator.worker.ts';
import { createMortal } from './mortal.ts';
import type { BackendName } from './settings.ts';

/** A worker and the news of its death. */
export interface LiveWorker {
  readonly remote: Comlink.Remote<EvaluatorWorker>;
  /** Calls the worker; rejects with an `EvaluatorLost` as soon as the worker is dead. comlink alone would wait for ever. */
  race<T>(call: Promise<T>): Promise<T>;
  terminate(): void;
}

let workersMade = 0;

/** Starts an evaluator worker. */
export function startWorker(): LiveWorker {
  const worker = new Worker(new URL('./evaluator.worker.ts', import.meta.url), { type: 'module' });
  const remote = Comlink.wrap<EvaluatorWorker>(worker);
  const { race, die } = createMortal((why) => new EvaluatorLost(why));
  worker.onerror = (event) => {
    event.preventDefault();
    die(`The worker failed: ${event.message || 'its script could not be loaded'}.`);
  };
  worker.onmessageerror = () => die('A message from the worker could not be read.');
  const lock = `cellscape evaluator ${crypto.getRandomValues(new Uint32Array(2)).join('-')}-${workersMade++}`;
  const watching = new AbortController();
  void race(remote.live(lock))
    .then((watched) =>
      watched
        ? navigator.locks.request(lock, { signal: watching.signal }, () =>
            die('The worker ended unexpectedly.'),
          )
        : undefined,
    )
    // Nobody waits for the watch itself: it ends with the worker.
    .catch(() => undefined);
  return {
    remote,
    race,
    terminate: () => {
      watching.abort();
      worker.terminate();
      die('The worker was ended.');
    },
  };
}

export interface PoolOptions {
  readonly backend: BackendName;
  readonly size: number;
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
}

export interface Pool {
  readonly evaluators: readonly Evaluator[];
  /** tfjs's version. */
  readonly tfjs: string;
  /** The error of a trained model on other images, measured by the first worker between its batches. */
  measure(artifacts: ModelArtifacts, images: LabelledImages): Promise<number>;
  close(): void;
}

/** Starts the workers of a run, each with the backend open and the data loaded. Where one fails, all are ended. */
export async function openPool(options: PoolOptions): Promise<Pool> {
  const slots = Array.from({ length: options.size }, () => createSlot(options));
  const close = () => {
    for (const slot of slots) slot.close();
  };
  try {
    const versions = await Promise.all(slots.map((slot) => slot.open()));
    return {
      evaluators: slots,
      tfjs: versions[0]!,
      measure: (artifacts, images) => slots[0]!.measure(artifacts, images),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** A place in the pool: a worker, replaced when it dies. */
interface Slot extends Evaluator {
  /** Starts the worker; returns tfjs's version. */
  open(): Promise<string>;
  measure(artifacts: ModelArtifacts, images: LabelledImages): Promise<number>;
  close(): void;
}

/** Errors that a job ends with while its worker is well. */
const OF_THE_JOB = ['TrainingFailure', 'AbortError'];

function createSlot({ backend, train, validation }: PoolOptions): Slot {
  let held = false;
  let closed = false;
  let current = startWorker();

  async function open(): Promise<string> {
    const { remote, race } = current;
    const tfjs = await race(remote.open(backend));
    await race(remote.load(train, validation));
    await race(remote.hold(held));
    return tfjs;
  }

  /** A new worker in the place of a broken one. */
  async function replace(): Promise<void> {
    current.terminate();
    if (closed) return;
    current = startWorker();
    try {
      await open();
    } catch (error) {
      throw new EvaluatorGone(`A worker ended and could not be replaced: ${(error as Error).message}`);
    }
  }

  async function evaluate(
    job: EvaluationJob,
    onMeasurement: (measurement: TimedMeasurement) => void,
    signal: AbortSignal,
  ): Promise<Evaluation> {
    signal.throwIfAborted();
    const worker = current;
    const onAbort = () => void worker.race(worker.remote.abort()).catch(() => undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await worker.race(worker.remote.evaluate(job, Comlink.proxy(onMeasurement)));
    } catch (error) {
      if (closed || OF_THE_JOB.includes((error as Error).name)) throw error;
      // Whatever else went wrong (memory, a lost device) may have broken the worker for good.
      await replace();
      throw error instanceof EvaluatorLost
        ? error
        : new EvaluatorLost(`The worker failed: ${(error as Error).message}`);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    open,
    evaluate,
    measure: (artifacts, images) => current.race(current.remote.measure(artifacts, images)),
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
