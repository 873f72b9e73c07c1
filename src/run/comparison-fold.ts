import type { ComparisonEvent } from './comparison.ts';
import { foldRun, type RunView } from './fold.ts';

/** How one run went, evaluation by evaluation; index 0 is after the first. */
export interface Course {
  readonly hypervolume: readonly number[];
  /** The lowest validation error so far. */
  readonly error: readonly number[];
  readonly finished: boolean;
}

/** Everything the page shows of a comparison: a fold over its log. */
export interface ComparisonView {
  readonly started: Extract<ComparisonEvent, { type: 'comparisonStarted' }>;
  readonly phase: 'running' | 'paused' | 'finished';
  readonly finished: {
    readonly reason: 'done' | 'stopped' | 'error';
    readonly message: string | null;
  } | null;
  /** By contestant and run; a run that has not begun is not there. */
  readonly courses: readonly (readonly Course[])[];
  /** The run under way, with its own view. */
  readonly current: { readonly contestant: number; readonly run: number; readonly view: RunView } | null;
  /** Candidates that were evaluated, or failed, in all runs. */
  readonly candidates: number;
  /** Time at which it was not paused, milliseconds. */
  readonly activeMs: number;
  readonly lastTime: number;
}

/** The view after more events. Throws an `Error` where a log does not begin with its start. */
export function foldComparison(
  view: ComparisonView | null,
  events: readonly ComparisonEvent[],
): ComparisonView | null {
  return events.reduce<ComparisonView | null>(step, view);
}

function step(before: ComparisonView | null, event: ComparisonEvent): ComparisonView {
  if (event.type === 'comparisonStarted') {
    return {
      started: event,
      phase: 'running',
      finished: null,
      courses: event.contestants.map(() => []),
      current: null,
      candidates: 0,
      activeMs: 0,
      lastTime: event.time,
    };
  }
  if (!before)
    throw new Error(`A comparison's log must begin with "comparisonStarted", not "${event.type}".`);
  const view = {
    ...before,
    activeMs: before.activeMs + (before.phase === 'running' ? event.time - before.lastTime : 0),
    lastTime: event.time,
  };
  switch (event.type) {
    case 'comparisonPaused':
      return { ...view, phase: 'paused' };
    case 'comparisonResumed':
      return { ...view, phase: 'running' };
    case 'comparisonFinished':
      return {
        ...view,
        phase: 'finished',
        finished: { reason: event.reason, message: event.message ?? null },
        current: null,
      };
    case 'inRun':
      return inRun(view, event);
  }
}

function inRun(
  view: ComparisonView,
  { contestant, run, event, ...at }: Extract<ComparisonEvent, { type: 'inRun' }>,
) {
  const known = event.type === 'runStarted' ? null : (view.current?.view ?? null);
  const next = foldRun(known, [{ ...event, sequence: at.sequence, time: at.time }])!;
  const done = (runView: RunView | null) => (runView ? runView.evaluated + runView.failed : 0);
  const before = view.courses[contestant]![run] ?? NOTHING_YET;
  let course = before;
  if (next.evaluated > (known?.evaluated ?? 0) && event.type === 'evaluated') {
    const error = next.candidates.error[event.candidate]!;
    course = {
      ...before,
      // The front changes with the next event, if at all.
      hypervolume: [...before.hypervolume, next.hypervolume],
      error: [...before.error, Math.min(before.error.at(-1) ?? Infinity, error)],
    };
  } else if (event.type === 'frontChanged') {
    course = { ...before, hypervolume: before.hypervolume.with(-1, event.hypervolume) };
  } else if (event.type === 'finished') course = { ...before, finished: true };
  const courses =
    course === before && view.courses[contestant]![run]
      ? view.courses
      : view.courses.map((runs, c) => (c === contestant ? replaced(runs, run, course) : runs));
  return {
    ...view,
    courses,
    current: { contestant, run, view: next },
    candidates: view.candidates + done(next) - done(known),
  };
}

const NOTHING_YET: Course = { hypervolume: [], error: [], finished: false };

/** A copy with another element at a place that may be one beyond the end. */
const replaced = <T>(items: readonly T[], place: number, item: T): readonly T[] =>
  place < items.length ? items.with(place, item) : [...items, item];
