import * as Comlink from 'comlink';
import type { ModelArtifacts } from '../evaluation/artifacts.ts';
import type { LabelledImages } from '../evaluation/train.ts';
import { deferred } from './deferred.ts';
import {
  type Evaluation,
  type EvaluationJob,
  type Evaluator,
  EvaluatorLost,
  type TimedMeasurement,
} from './evaluator.ts';
import type { EvaluatorWorker } from './evaluator.worker.ts';
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
  const death = deferred<never>();
  // Handled by whoever races; without a call under way nobody needs to hear of it.
  death.promise.catch(() => undefined);
  const die = (why: string) => death.reject(new EvaluatorLost(why));
  worker.onerror = (event) => {
    event.preventDefault();
    die(`The worker failed: ${event.message || 'its script could not be loaded'}.`);
  };
  worker.onmessageerror = () => die('A message from the worker could not be read.');
  const race = <T>(call: Promise<T>): Promise<T> => Promise.race([call, death.promise]);
  const lock = `cellscape evaluator ${crypto.getRandomValues(new Uint32Array(2)).join('-')}-${workersMade++}`;
  void race(remote.live(lock))
    .then((watched) =>
      watched ? navigator.locks.request(lock, () => die('The worker ended unexpectedly.')) : undefined,
    )
    .catch(() => undefined);
  return {
    remote,
    race,
    terminate: () => {
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

/** Starts the workers of a run, each with the backend open and the data loaded. */
export async function openPool(options: PoolOptions): Promise<Pool> {
  const slots = await Promise.all(Array.from({ length: options.size }, () => openSlot(options)));
  return {
    evaluators: slots,
    tfjs: slots[0]!.tfjs,
    measure: (artifacts, images) => slots[0]!.measure(artifacts, images),
    close: () => {
      for (const slot of slots) slot.close();
    },
  };
}

/** A place in the pool: a worker, replaced when it dies. */
interface Slot extends Evaluator {
  readonly tfjs: string;
  measure(artifacts: ModelArtifacts, images: LabelledImages): Promise<number>;
  close(): void;
}

async function openSlot({ backend, train, validation }: PoolOptions): Promise<Slot> {
  let held = false;
  let closed = false;
  const open = async (): Promise<[LiveWorker, string]> => {
    const worker = startWorker();
    try {
      const tfjs = await worker.race(worker.remote.open(backend));
      await worker.race(worker.remote.load(train, validation));
      await worker.race(worker.remote.hold(held));
      return [worker, tfjs];
    } catch (error) {
      worker.terminate();
      throw error;
    }
  };
  let [current, tfjs] = await open();

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
      if (error instanceof EvaluatorLost && !closed) {
        worker.terminate();
        [current, tfjs] = await open();
      }
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    tfjs,
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
