/** How long a worker may be silent, in milliseconds. It answers between two batches. */
export interface Patience {
  /** Before the first batch of a job, which may compile for long. */
  readonly first: number;
  /** Afterwards, at least. */
  readonly least: number;
  /** Afterwards, so many times the longest batch so far, where that is more. */
  readonly factor: number;
  /** How often the worker is asked and its silence measured. */
  readonly every: number;
}

/**
 * A worker that hangs is ended after 20 to 21 seconds, once it has answered after its first batch. It is asked often,
 * so that this is soon.
 */
export const PATIENCE: Patience = { first: 120_000, least: 20_000, factor: 10, every: 500 };

/** Milliseconds of silence that are too many; `longest`: those of the longest batch, where there was one. */
export const limitOf = ({ first, least, factor }: Patience, longest: number | undefined): number =>
  longest === undefined ? first : Math.max(least, factor * longest);

/** Watches one job of a worker. */
export interface Silence {
  /**
   * To be called every so often with a clock's milliseconds, which may begin anywhere: whether to ask the worker, to
   * wait for its answer, or to end it.
   */
  tick(now: number): 'ask' | 'wait' | 'end';
  /** It answered with the milliseconds of its longest batch of this job, where there was one. */
  heard(longest: number | undefined): void;
  /** How long it may be silent now, milliseconds. */
  readonly limit: number;
}

/** Decides when a worker has been silent for too long. It has no clock of its own. */
export function createSilence(patience: Patience): Silence {
  let limit = limitOf(patience, undefined);
  let asked = false;
  let silent = 0;
  let last = 0;
  return {
    tick(now) {
      if (!asked) {
        asked = true;
        silent = 0;
        last = now;
        return 'ask';
      }
      // Where a machine slept or a clock was set, more has passed than anybody was given to answer in.
      silent += Math.min(Math.max(0, now - last), 2 * patience.every);
      last = now;
      return silent >= limit ? 'end' : 'wait';
    },
    heard(longest) {
      asked = false;
      limit = limitOf(patience, longest);
    },
    get limit() {
      return limit;
    },
  };
}
