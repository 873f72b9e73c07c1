import { TrainingFailure } from './failure.ts';
import type { TrainingJob } from './train.ts';

/** How many batches are measured before they say anything, and for how long. */
const WATCH_AFTER = 5;
const WATCH_SECONDS = 2;

/**
 * Throws a `TrainingFailure` as soon as the batches so far say that the whole training takes longer than the budget
 * allows.
 */
export function createWatch(
  { budget, seconds }: Pick<TrainingJob, 'budget' | 'seconds'>,
  epoch: number,
): (progress: number) => void {
  const { maxSeconds } = budget;
  let batches = 0;
  let first: { at: number; progress: number } | undefined;
  return (progress) => {
    if (maxSeconds === 0) return;
    const now = seconds();
    batches++;
    // The first batch compiles and allocates: it says little of those to come.
    first ??= { at: now, progress };
    const measured = now - first.at;
    const rest = (1 - progress) * (measured / (progress - first.progress));
    const late = epoch > 1 || (batches > WATCH_AFTER && measured > WATCH_SECONDS);
    if (now > maxSeconds || (late && progress > first.progress && now + rest > maxSeconds)) {
      throw new TrainingFailure(
        `It would take about ${Math.round(now + (Number.isFinite(rest) ? rest : 0))} s, and a candidate may take ${maxSeconds} s. Fewer epochs, fewer images or smaller ones may help.`,
      );
    }
  };
}
