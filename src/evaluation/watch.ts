import { TrainingFailure } from './failure.ts';
import type { TrainingJob } from './train.ts';

/** How many batches are measured before they say anything, and for how long. */
const WATCH_AFTER = 5;
const WATCH_SECONDS = 2;
/** The latest batches, whose median stands for those to come: one slow batch says nothing. */
const LATEST = 25;

/**
 * A watchdog over all batches of a training: called after each of them, it throws a `TrainingFailure` as soon as the
 * batches so far say that all will take longer than the budget allows.
 */
export function createWatch(
  { budget, seconds }: Pick<TrainingJob, 'budget' | 'seconds'>,
  batches: number,
): () => void {
  const { maxSeconds } = budget;
  const took: number[] = [];
  let done = 0;
  let last: number | undefined;
  let begin = 0;
  return () => {
    if (maxSeconds === 0) return;
    const now = seconds();
    done++;
    // The first batch compiles and allocates: it says little of those to come.
    if (last === undefined) begin = now;
    else {
      took.push(now - last);
      if (took.length > LATEST) took.shift();
    }
    last = now;
    const usual = took.toSorted((a, b) => a - b)[took.length >> 1] ?? 0;
    const whole = now + (batches - done) * usual;
    const known = done > WATCH_AFTER && now - begin > WATCH_SECONDS;
    if (now > maxSeconds || (known && whole > maxSeconds)) {
      throw new TrainingFailure(
        `It would take about ${Math.round(whole)} s, and a candidate may take ${maxSeconds} s. Fewer epochs, fewer images or smaller ones may help.`,
      );
    }
  };
}
