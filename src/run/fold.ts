import { steadyMean } from '../search/averaged.ts';
import type { FinishReason, ProposedCandidate, RunEvent } from './events.ts';
import type { BackendName, RunSettings } from './settings.ts';

/** What a log says of one candidate. */
export interface CandidateView extends ProposedCandidate {
  /** `infeasible`: over the cap, never trained. `stopped`: the run ended before it was done. */
  readonly state: 'proposed' | 'training' | 'evaluated' | 'failed' | 'infeasible' | 'stopped';
  readonly worker: number | null;
  /** What it is or was trained on. */
  readonly backend: BackendName | null;
  readonly curve: readonly { readonly epoch: number; readonly loss: number; readonly error: number }[];
  /** Errors of its trainings so far, those that failed left out; and how many are over. */
  readonly errors: readonly number[];
  readonly settled: number;
  /** Validation error, once evaluated: the mean of its trainings. */
  readonly error: number | null;
  /** Training time, once evaluated: of all its trainings. */
  readonly seconds: number | null;
  readonly reason: string | null;
}

/** Where a run is. */
export type Phase = 'running' | 'paused' | 'finished';

/** Everything the page shows of a run: a fold over its log. */
export interface RunView {
  readonly started: Extract<RunEvent, { type: 'runStarted' }>;
  /** The settings as they are now: some may have been changed on the way. */
  readonly settings: RunSettings;
  readonly phase: Phase;
  readonly finished: { readonly reason: FinishReason; readonly message: string | null } | null;
  /** By candidate number; updated in place, with `version` counting the updates. */
  readonly candidates: ReadonlyMap<number, CandidateView>;
  readonly version: number;
  readonly evaluated: number;
  readonly failed: number;
  readonly duplicates: number;
  readonly infeasible: number;
  readonly workersLost: number;
  readonly devicesLost: number;
  /** Where candidates are trained now: another backend may have taken over. */
  readonly backend: BackendName;
  readonly generation: number;
  /** Candidates on the front, by parameters. */
  readonly front: readonly number[];
  readonly hypervolume: number;
  /** After each change of the front: how many were evaluated then, and the hypervolume. */
  readonly history: readonly { readonly evaluated: number; readonly hypervolume: number }[];
  /** Time at which the run was not paused, milliseconds, up to the last event. */
  readonly activeMs: number;
  readonly lastTime: number;
}

/** The view after more events. Throws an `Error` where a log does not begin with its start. */
export function foldRun(view: RunView | null, events: readonly RunEvent[]): RunView | null {
  if (events.length === 0) return view;
  return events.reduce<RunView | null>(step, view);
}

function begin(event: RunEvent): RunView {
  if (event.type !== 'runStarted')
    throw new Error(`A run's log must begin with "runStarted", not "${event.type}".`);
  return {
    started: event,
    settings: event.settings,
    phase: 'running',
    finished: null,
    candidates: new Map(),
    version: 0,
    evaluated: 0,
    failed: 0,
    duplicates: 0,
    infeasible: 0,
    workersLost: 0,
    devicesLost: 0,
    backend: event.backend,
    generation: 1,
    front: [],
    hypervolume: 0,
    history: [],
    activeMs: 0,
    lastTime: event.time,
  };
}

function step(before: RunView | null, event: RunEvent): RunView {
  if (!before) return begin(event);
  const view: RunView = {
    ...before,
    version: before.version + 1,
    activeMs: before.activeMs + (before.phase === 'running' ? event.time - before.lastTime : 0),
    lastTime: event.time,
  };
  const candidates = view.candidates as Map<number, CandidateView>;
  const change = (candidate: number, changes: Partial<CandidateView>) => {
    const known = candidates.get(candidate);
    if (known) candidates.set(candidate, { ...known, ...changes });
  };
  switch (event.type) {
    case 'runStarted':
      return begin(event);
    case 'proposed':
    case 'infeasible': {
      const { candidate, generation, genotype, hash, operator, parents, costs } = event;
      candidates.set(candidate, {
        candidate,
        generation,
        genotype,
        hash,
        operator,
        parents,
        costs,
        state: event.type,
        worker: null,
        backend: null,
        curve: [],
        errors: [],
        settled: 0,
        error: null,
        seconds: null,
        reason: null,
      });
      return { ...view, generation, infeasible: view.infeasible + Number(event.type === 'infeasible') };
    }
    case 'duplicate':
      return { ...view, duplicates: view.duplicates + 1 };
    case 'started':
      change(event.candidate, {
        state: 'training',
        worker: event.worker,
        backend: view.backend,
        curve: [],
      });
      return view;
    case 'measured': {
      const { epoch, loss, error } = event;
      const curve = candidates.get(event.candidate)?.curve ?? [];
      change(event.candidate, { curve: [...curve, { epoch, loss, error }] });
      return view;
    }
    case 'evaluated':
    case 'failed': {
      const known = candidates.get(event.candidate);
      if (!known) return view;
      const errors = event.type === 'evaluated' ? [...known.errors, event.error] : known.errors;
      const seconds = (known.seconds ?? 0) + (event.type === 'evaluated' ? event.seconds : 0);
      const settled = known.settled + 1;
      const reason = event.type === 'failed' ? event.reason : known.reason;
      const over = settled >= view.settings.repetitions;
      change(event.candidate, { errors, settled, seconds, reason, worker: null });
      if (!over) return view;
      if (errors.length === 0) {
        change(event.candidate, { state: 'failed' });
        return { ...view, failed: view.failed + 1 };
      }
      change(event.candidate, { state: 'evaluated', error: steadyMean(errors) });
      return { ...view, evaluated: view.evaluated + 1 };
    }
    case 'settingChanged':
      return { ...view, settings: { ...view.settings, ...event.changes } };
    case 'frontChanged':
      return {
        ...view,
        front: event.members,
        hypervolume: event.hypervolume,
        history: [...view.history, { evaluated: view.evaluated, hypervolume: event.hypervolume }],
      };
    case 'paused':
      return { ...view, phase: 'paused' };
    case 'resumed':
      return { ...view, phase: 'running' };
    case 'workerLost':
      return { ...view, workersLost: view.workersLost + 1 };
    case 'deviceLost':
      return { ...view, devicesLost: view.devicesLost + 1 };
    case 'backendChanged':
      return { ...view, backend: event.to };
    case 'finished':
      for (const { candidate, state } of candidates.values()) {
        if (state === 'training' || state === 'proposed')
          change(candidate, { state: 'stopped', worker: null });
      }
      return {
        ...view,
        phase: 'finished',
        finished: { reason: event.reason, message: event.message ?? null },
      };
  }
}
