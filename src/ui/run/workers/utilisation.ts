import { type Gap, SPAN, type Spans } from '../../../run/course.ts';
import type { RunView } from '../../../run/fold.ts';

/** Time in which nothing was trained, milliseconds since the run's start; in order, apart from each other. */
type Idle = readonly (readonly [from: number, to: number])[];

/** The gaps within a stretch of time, those that touch as one. A gap that lasts goes to its end. */
export function idleIn(gaps: readonly Gap[], from: number, to: number): Idle {
  const clipped = gaps
    .map((gap) => [Math.max(from, gap.from), Math.min(to, gap.to ?? to)] as const)
    .filter(([a, b]) => b > a)
    .sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [a, b] of clipped) {
    const last = merged.at(-1);
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else merged.push([a, b]);
  }
  return merged;
}

/** How much of a stretch of time is not idle, milliseconds. */
export function activeTime(idle: Idle, from: number, to: number): number {
  let time = Math.max(0, to - from);
  for (const [a, b] of idle) time -= Math.max(0, Math.min(b, to) - Math.max(a, from));
  return Math.max(0, time);
}

/** How the workers did over the last while. */
export interface WorkRate {
  /** Where the while began and ended, milliseconds since the run's start. */
  readonly from: number;
  readonly to: number;
  /** The share of the workers' time that went into training, pauses left out, 0 … 1. */
  readonly busy: number;
  /** Trainings that came to an end, by minute of time that was not paused. */
  readonly perMinute: number;
}

/** What the rates are read from. */
export type WorkRecord = Pick<RunView, 'spans' | 'gaps' | 'workers'>;

/** The while that rates are taken over, milliseconds, and the trainings that must have ended in it: else it is longer. */
const WINDOW = 5 * 60_000;
const ENOUGH = 10;

/**
 * The rates of the last five minutes before `end`, or of as long as the last ten trainings took where that is more, but
 * not from before the run was reopened; `null` where there is no time to speak of. It reads rows from the last back to
 * the first that matters.
 */
export function workRate({ spans, gaps, workers }: WorkRecord, end: number): WorkRate | null {
  const reopened = gaps.reduce(
    (last, { kind, to }) => (kind === 'closed' ? Math.max(last, to ?? last) : last),
    0,
  );
  const from = Math.max(reopened, Math.min(end - WINDOW, enoughSince(spans, end)), 0);
  const idle = idleIn(gaps, from, end);
  const time = activeTime(idle, from, end);
  if (time <= 0) return null;
  let busy = 0;
  let over = 0;
  /** Workers whose last training before the while was seen. */
  let done = 0;
  const seen = new Uint8Array(workers);
  for (let row = spans.count - 1; row >= 0 && done < workers; row--) {
    const worker = spans.worker[row]!;
    if (worker >= workers || seen[worker] === 1) continue;
    if (spans.from[row]! <= from) {
      seen[worker] = 1;
      done++;
    }
    const to = Number.isNaN(spans.to[row]!) ? end : Math.min(spans.to[row]!, end);
    busy += activeTime(idle, Math.max(from, spans.from[row]!), to);
    const outcome = spans.outcome[row]!;
    if ((outcome === SPAN.evaluated || outcome === SPAN.failed) && spans.to[row]! > from) over++;
  }
  return { from, to: end, busy: Math.min(1, busy / (time * workers)), perMinute: (over * 60_000) / time };
}

/** When the last ten trainings had yet to end; the run's start where there were fewer. */
function enoughSince(spans: Spans, end: number): number {
  let over = 0;
  for (let row = spans.count - 1; row >= 0; row--) {
    const outcome = spans.outcome[row]!;
    if (outcome !== SPAN.evaluated && outcome !== SPAN.failed) continue;
    over++;
    if (over === ENOUGH) return Math.min(end, spans.from[row]!);
  }
  return 0;
}

/** What is left of a run. */
export interface Remaining {
  /** Seconds until the run is over, pauses left out. */
  readonly seconds: number;
  /** Training time until then over all workers, seconds. */
  readonly compute: number;
}

/** What says when a run is over. */
export type Budgeted = Pick<
  RunView,
  'settings' | 'evaluated' | 'failed' | 'activeMs' | 'compute' | 'workers'
>;

/**
 * How long the run will go on at a rate, by whichever of its budgets ends first; `null` where no candidate was over
 * yet, or nothing is left. A stop by stagnation cannot be foreseen.
 */
export function remaining(
  { settings, evaluated, failed, activeMs, compute, workers }: Budgeted,
  { busy, perMinute }: WorkRate,
): Remaining | null {
  const trainings = (settings.evaluations - evaluated - failed) * settings.repetitions;
  const ends = [(trainings / perMinute) * 60];
  if (settings.maxMinutes > 0) ends.push(settings.maxMinutes * 60 - activeMs / 1000);
  if (settings.maxComputeMinutes > 0 && busy > 0)
    ends.push((settings.maxComputeMinutes * 60 - compute) / (busy * workers));
  const seconds = Math.min(...ends);
  return Number.isFinite(seconds) && perMinute > 0 && seconds > 0
    ? { seconds, compute: seconds * busy * workers }
    : null;
}
