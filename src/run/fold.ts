import { steadyMean } from '../search/averaged.ts';
import {
  addCandidate,
  addEpoch,
  beginCurve,
  type CandidateState,
  type CandidateTable,
  emptyTable,
  NONE,
  STATE,
} from './candidate-table.ts';
import {
  addCourse,
  type Course,
  emptyCourse,
  emptySpans,
  type Gap,
  openSpan,
  SPAN,
  type Spans,
} from './course.ts';
import type { FinishReason, RunEvent, RunNews } from './events.ts';
import { BACKENDS, type BackendName, type RunSettings } from './settings.ts';

/** Where a run is. */
export type Phase = 'running' | 'paused' | 'finished';

/**
 * Everything that is shown of a run: a fold over its log. Columns (`candidates`, `course`, `spans`) and the set `open` are
 * updated in place; the object around them is new after every batch of events, and all of it can be handed to another
 * thread as it is.
 */
export interface RunView {
  readonly started: Extract<RunEvent, { type: 'runStarted' }>;
  /** The settings as they are now: some may have been changed on the way. */
  readonly settings: RunSettings;
  readonly phase: Phase;
  readonly finished: { readonly reason: FinishReason; readonly message: string | null } | null;
  readonly candidates: CandidateTable;
  /** Counts the events. */
  readonly version: number;
  readonly evaluated: number;
  readonly failed: number;
  readonly duplicates: number;
  readonly infeasible: number;
  readonly workersLost: number;
  readonly devicesLost: number;
  /** How often the run went on after an interruption. */
  readonly reopenings: number;
  /** Where candidates are trained now: another backend may have taken over. */
  readonly backend: BackendName;
  readonly workers: number;
  readonly generation: number;
  /** Candidates on the front, by parameters. */
  readonly front: readonly number[];
  readonly hypervolume: number;
  readonly course: Course;
  readonly spans: Spans;
  readonly gaps: readonly Gap[];
  /** Trainings that go on: rows of `spans`. */
  readonly open: Set<number>;
  /** Training time of all candidates that are over, seconds. */
  readonly compute: number;
  /** Time at which the run was going, milliseconds, up to the last event. */
  readonly activeMs: number;
  /** The last event's, milliseconds since 1970. */
  readonly lastTime: number;
}

type Draft = { -readonly [Key in keyof RunView]: RunView[Key] };

/**
 * The view after more events; columns of the one before are written to, so that it is of no more use. Throws an `Error`
 * where a log does not begin with its start.
 */
export function foldRun(view: RunView | null, events: readonly RunNews[]): RunView | null {
  if (events.length === 0) return view;
  let draft: Draft | null = view && { ...view };
  for (const event of events) draft = step(draft, event);
  return draft;
}

function begin(event: RunNews): Draft {
  if (event.type !== 'runStarted')
    throw new Error(`A run's log must begin with "runStarted", not "${event.type}".`);
  return {
    started: event,
    settings: event.settings,
    phase: 'running',
    finished: null,
    candidates: emptyTable(),
    version: 0,
    evaluated: 0,
    failed: 0,
    duplicates: 0,
    infeasible: 0,
    workersLost: 0,
    devicesLost: 0,
    reopenings: 0,
    backend: event.backend,
    workers: event.workers,
    generation: 1,
    front: [],
    hypervolume: 0,
    course: emptyCourse(),
    spans: emptySpans(),
    gaps: [],
    open: new Set(),
    compute: 0,
    activeMs: 0,
    lastTime: event.time,
  };
}

function step(view: Draft | null, event: RunNews): Draft {
  if (!view || event.type === 'runStarted') return begin(event);
  view.version++;
  // A clock that was set back does not make time run backwards here.
  const passed = Math.max(0, event.time - view.lastTime);
  const idle = event.type === 'reopened' ? passed : event.type === 'frozen' ? event.milliseconds : 0;
  // Waking up, others may have told something before the freeze was noticed: then it has been counted already.
  if (view.phase === 'running') view.activeMs = Math.max(0, view.activeMs + passed - idle);
  const before = at(view, view.lastTime);
  view.lastTime = Math.max(view.lastTime, event.time);
  const now = at(view, event.time);
  const { candidates: table } = view;
  switch (event.type) {
    case 'proposed':
    case 'infeasible':
      addCandidate(table, event, event.type, now);
      view.generation = event.generation;
      if (event.type === 'infeasible') view.infeasible++;
      break;
    case 'duplicate':
      view.duplicates++;
      break;
    case 'started': {
      const n = event.candidate;
      if (!has(table, n)) break;
      table.state[n] = STATE.training;
      table.worker[n] = event.worker;
      table.backend[n] = BACKENDS.indexOf(view.backend);
      beginCurve(table, n);
      // A worker trains one candidate at a time.
      close(view, (row) => view.spans.worker[row] === event.worker, now, SPAN.lost);
      view.open.add(openSpan(view.spans, event.worker, n, event.repetition ?? 0, now));
      break;
    }
    case 'measured': {
      const n = event.candidate;
      if (!has(table, n)) break;
      // Of trainings at the same time, the one that began last is the candidate's curve.
      const latest = [...view.open].findLast((row) => view.spans.candidate[row] === n);
      if (latest !== undefined && view.spans.repetition[latest] !== (event.repetition ?? 0)) break;
      addEpoch(table, n, { loss: event.loss, error: event.error, at: now });
      if (event.setup !== undefined && latest !== undefined) view.spans.setup[latest] = event.setup * 1000;
      break;
    }
    case 'evaluated':
    case 'failed':
      settle(view, event, now);
      break;
    case 'settingChanged':
      view.settings = { ...view.settings, ...event.changes };
      break;
    case 'trainedLonger': {
      const { epochs, error, seconds, curve } = event;
      if (has(table, event.candidate)) table.longer.set(event.candidate, { epochs, error, seconds, curve });
      break;
    }
    case 'frontChanged':
      view.front = event.members;
      view.hypervolume = event.hypervolume;
      addCourse(view.course, {
        evaluated: view.evaluated,
        hypervolume: event.hypervolume,
        compute: view.compute,
        at: now,
      });
      break;
    case 'paused':
      view.phase = 'paused';
      view.gaps = [...view.gaps, { kind: 'paused', from: now, to: null }];
      break;
    case 'resumed':
      view.phase = 'running';
      endGap(view, now);
      break;
    case 'frozen':
      view.gaps = [...view.gaps, { kind: 'frozen', from: Math.max(0, now - event.milliseconds), to: now }];
      break;
    case 'reopened':
      endGap(view, before);
      view.gaps = [...view.gaps, { kind: 'closed', from: before, to: now }];
      giveUpOpen(view, 'proposed', before);
      view.phase = 'running';
      view.finished = null;
      view.backend = event.backend;
      view.workers = event.workers;
      view.reopenings++;
      break;
    case 'workerLost':
      close(view, (row) => view.spans.worker[row] === event.worker, now, SPAN.lost);
      view.workersLost++;
      break;
    case 'deviceLost':
      close(view, (row) => view.spans.worker[row] === event.worker, now, SPAN.lost);
      view.devicesLost++;
      break;
    case 'backendChanged':
      view.backend = event.to;
      break;
    case 'finished':
      endGap(view, now);
      giveUpOpen(view, 'stopped', now);
      view.phase = 'finished';
      view.finished = { reason: event.reason, message: event.message ?? null };
      break;
  }
  return view;
}

const at = (view: Draft, time: number): number => Math.max(0, time - view.started.time);

const has = (table: CandidateTable, n: number): boolean => n >= 1 && n <= table.count && table.state[n] !== 0;

/** A training is over: with it the candidate, unless it has more of them. */
function settle(view: Draft, event: Extract<RunNews, { type: 'evaluated' | 'failed' }>, now: number): void {
  const { candidates: table } = view;
  const n = event.candidate;
  if (!has(table, n)) return;
  const { spans } = view;
  const { repetition = 0 } = event;
  const outcome = event.type === 'evaluated' ? SPAN.evaluated : SPAN.failed;
  close(view, (row) => spans.candidate[row] === n && spans.repetition[row] === repetition, now, outcome);
  table.settled[n]!++;
  if (event.type === 'failed') table.reasons.set(n, event.reason);
  else {
    table.seconds[n]! += event.seconds;
    view.compute += event.seconds;
    if (event.inference !== undefined) table.inference[n] = event.inference;
    if (view.settings.repetitions > 1) table.errors.set(n, [...(table.errors.get(n) ?? []), event.error]);
  }
  const single = event.type === 'evaluated' && view.settings.repetitions === 1;
  const errors = single ? [event.error] : (table.errors.get(n) ?? []);
  if (table.settled[n]! < view.settings.repetitions) return;
  table.settledAt[n] = now;
  if (errors.length === 0) {
    table.state[n] = STATE.failed;
    view.failed++;
  } else {
    table.state[n] = STATE.evaluated;
    table.error[n] = steadyMean(errors);
    view.evaluated++;
  }
  table.order[n] = view.evaluated + view.failed;
}

/** Ends the trainings that go on and are meant. */
function close(view: Draft, meant: (row: number) => boolean, now: number, outcome: number): void {
  for (const row of [...view.open]) {
    if (!meant(row)) continue;
    view.spans.to[row] = now;
    view.spans.outcome[row] = outcome;
    view.open.delete(row);
  }
}

/** Candidates that are not over: those in training are given up. */
function giveUpOpen(view: Draft, state: CandidateState, now: number): void {
  close(view, () => true, now, SPAN.lost);
  const { candidates: table } = view;
  for (let n = 1; n <= table.count; n++) {
    const old = table.state[n];
    if (old !== STATE.training && old !== STATE.proposed && old !== STATE.stopped) continue;
    table.state[n] = STATE[state];
    table.worker[n] = NONE;
    // What a stopped training had measured stays to be seen; one that begins again measures anew.
    if (state === 'proposed') table.epochs[n] = 0;
  }
}

function endGap(view: Draft, now: number): void {
  const last = view.gaps.at(-1);
  if (last?.to === null) view.gaps = [...view.gaps.slice(0, -1), { ...last, to: now }];
}
