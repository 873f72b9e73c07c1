export type ScheduleName = 'constant' | 'cosine' | 'onecycle';

/** Where a warm-up starts, as a share of the peak. */
const WARM_UP_FROM = 0.1;
/** One-cycle: the share of the steps on which the rate rises, and where it starts and ends, as shares of the peak. */
const RISE = 0.3;
const CYCLE_FROM = 1 / 25;
const CYCLE_TO = 1e-4;

/**
 * The learning rate as a share of its peak, at `progress` (0 … 1) through the training.
 * - `constant`, after a linear warm-up over the first `warmup` share;
 * - `cosine`: after the warm-up, half a cosine to zero (Loshchilov & Hutter 2017, without restarts);
 * - `onecycle`: up along half a cosine for 30 % of the way and down to nearly zero (Smith 2018); `warmup` does not
 * apply.
 */
export function rateAt(schedule: ScheduleName, warmup: number, progress: number): number {
  if (schedule === 'onecycle') {
    return progress < RISE
      ? between(CYCLE_FROM, 1, progress / RISE)
      : between(1, CYCLE_TO, (progress - RISE) / (1 - RISE));
  }
  if (progress < warmup) return WARM_UP_FROM + (1 - WARM_UP_FROM) * (progress / warmup);
  if (schedule === 'constant') return 1;
  return between(1, 0, warmup < 1 ? (progress - warmup) / (1 - warmup) : 1);
}

/** From `a` to `b` along half a cosine. */
const between = (a: number, b: number, way: number): number =>
  b + ((a - b) * (1 + Math.cos(Math.PI * way))) / 2;
