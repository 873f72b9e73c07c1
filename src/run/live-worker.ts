import * as Comlink from 'comlink';
import { EvaluatorLost } from './evaluator.ts';
import type { EvaluatorWorker } from './evaluator.worker.ts';
import { createMortal } from './mortal.ts';

/** A worker and the news of its death. */
export interface LiveWorker {
  readonly remote: Comlink.Remote<EvaluatorWorker>;
  /**
   * Calls the worker; rejects with an `EvaluatorLost` as soon as the worker is dead. comlink alone would wait for
   * ever.
   */
  race<T>(call: Promise<T>): Promise<T>;
  terminate(): void;
  /** As `terminate`, with a reason for those who wait. */
  end(why: string): void;
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
  const end = (why: string) => {
    watching.abort();
    worker.terminate();
    die(why);
  };
  return {
    remote,
    race,
    terminate: () => end('The worker was ended.'),
    end,
  };
}
