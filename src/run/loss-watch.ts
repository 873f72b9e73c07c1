import type { BackendName } from './settings.ts';

/** So many losses of one worker in so long, and a backend is given up. */
const MOST_LOSSES = 3;
const WITHIN_MS = 5 * 60_000;

/** Counts how often the GPU went away under the workers of a pool, and says which backend to work on. */
export interface LossWatch {
  readonly backend: BackendName;
  /**
   * Notes that a worker lost a backend at a time, milliseconds. Answers with the backend from now on; `undefined` where
   * there is none left.
   */
  note(worker: number, lost: BackendName, time: number): BackendName | undefined;
}

/**
 * Starts with the first of `backends`; after three losses in five minutes the next takes over. Losses count by worker: one
 * reset of a GPU is felt by all who work on it. What is heard late of a backend that was given up already does
 * not count against the next.
 */
export function createLossWatch(backends: readonly [BackendName, ...BackendName[]]): LossWatch {
  let at = 0;
  let times = new Map<number, number[]>();
  return {
    get backend() {
      return backends[Math.min(at, backends.length - 1)]!;
    },
    note(worker, lost, time) {
      if (lost !== backends[at]) return backends[at];
      const recent = (times.get(worker) ?? []).filter((earlier) => time - earlier < WITHIN_MS);
      times.set(worker, [...recent, time]);
      if (recent.length + 1 >= MOST_LOSSES) {
        at++;
        times = new Map();
      }
      return backends[at];
    },
  };
}
