import type { BackendName } from './settings.ts';

/** So many losses in so long, and a backend is given up. */
const MOST_LOSSES = 3;
const WITHIN_MS = 5 * 60_000;

/** Counts how often the GPU went away, over all workers of a pool, and says which backend to work on. */
export interface LossWatch {
  readonly backend: BackendName;
  /**
   * Notes a loss at a time, milliseconds. Answers with the backend from now on; `undefined` where there is none left.
   */
  note(time: number): BackendName | undefined;
}

/** Starts with the first of `backends`; after three losses in five minutes the next takes over. */
export function createLossWatch(backends: readonly [BackendName, ...BackendName[]]): LossWatch {
  let at = 0;
  let times: number[] = [];
  return {
    get backend() {
      return backends[Math.min(at, backends.length - 1)]!;
    },
    note(time) {
      times = [...times.filter((earlier) => time - earlier < WITHIN_MS), time];
      if (times.length >= MOST_LOSSES) {
        at++;
        times = [];
      }
      return backends[at];
    },
  };
}
