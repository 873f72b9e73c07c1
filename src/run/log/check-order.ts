import type { RunEvent } from '../events.ts';
import { type RunSettings, unchangeable } from '../settings.ts';
import { mustFitStrategy } from './parse-settings.ts';
import { refuse, words } from './plain.ts';

/** What the events of one log must be to one another. After it has refused one it is of no more use. */
export interface OrderCheck {
  /** Takes the next event. Throws an `Error` in words where it cannot come next. */
  take(event: RunEvent): void;
}

/** What is known of a candidate; 0: nothing. */
const INFEASIBLE = 1;
const PROPOSED = 2;
const STARTED = 3;

/**
 * Candidates that numbers may be missing of, in all: migrated logs lack some (see `migrate.ts`). Tables have a row for
 * every number, so that a log must not make them longer than itself.
 */
const MOST_MISSING = 100_000;

/**
 * Checks a log's order: it begins with `runStarted`, which comes once; sequence numbers count from 0 without gaps; candidates
 * count upward; parents, duplicates, trainings and members of the front are candidates that were there before, in a state that
 * allows it; each training ends once. Times are not looked at: clocks are set.
 */
export function createOrderCheck(): OrderCheck {
  let settings: RunSettings | undefined;
  let workers = 0;
  let sequence = 0;
  /** All by candidate number, from 1. */
  const state: number[] = [0];
  /** Trainings that are over, and those of them that did not fail. */
  const settled: number[] = [0];
  const succeeded: number[] = [0];
  /** The event in which a candidate was last a member of the front. */
  const member: number[] = [0];
  /** Trainings that are over, where candidates have more than one. */
  const over = new Set<string>();

  let missing = 0;

  const add = (candidate: number, known: number, type: string): void => {
    const next = state.length;
    missing += Math.max(0, candidate - next);
    if (candidate < next || missing > MOST_MISSING)
      refuse(`${type}.candidate`, `must be ${words(next)}, the next number, not ${words(candidate)}`);
    while (state.length <= candidate) {
      state.push(state.length < candidate ? 0 : known);
      settled.push(0);
      succeeded.push(0);
      member.push(-1);
    }
  };

  const isKnown = (candidate: number): boolean => Boolean(state[candidate]);
  const refuseUnknown = (place: string, candidate: number) =>
    refuse(place, `is ${words(candidate)}, and no such candidate came before`);

  const refuseInfeasible = (type: string, candidate: number) =>
    refuse(`${type}.candidate`, `is ${words(candidate)}, which is over the cap`);

  const mustBeInTraining = (type: string, candidate: number): void => {
    if (!isKnown(candidate)) refuseUnknown(`${type}.candidate`, candidate);
    if (state[candidate] !== STARTED)
      refuse(`${type}.candidate`, `is ${words(candidate)}, whose training has not started`);
  };

  const mustBeWorker = (type: string, worker: number): void => {
    if (worker >= workers)
      refuse(`${type}.worker`, `is ${worker}, and there are ${workers}, numbered from 0`);
  };

  const mustBeOpen = (type: string, candidate: number, repetition: number): void => {
    const { repetitions } = settings!;
    if (repetition >= repetitions)
      refuse(
        `${type}.repetition`,
        `is ${repetition}, and each candidate has ${repetitions}, numbered from 0`,
      );
    if (repetitions === 1 ? settled[candidate]! > 0 : over.has(`${candidate} ${repetition}`))
      refuse(`${type}.candidate`, `is ${words(candidate)}, whose training is over`);
  };

  const check = (event: RunEvent): void => {
    switch (event.type) {
      case 'runStarted':
        if (settings) refuse('type', 'must not be "runStarted" again: a log tells of one run');
        settings = event.settings;
        workers = event.workers;
        break;
      case 'proposed':
      case 'infeasible':
        for (const parent of event.parents)
          if (!isKnown(parent)) refuseUnknown(`${event.type}.parents`, parent);
        add(event.candidate, event.type === 'proposed' ? PROPOSED : INFEASIBLE, event.type);
        break;
      case 'duplicate':
        // It may be one of those that are missing.
        if (event.of >= state.length) refuseUnknown('duplicate.of', event.of);
        break;
      case 'started': {
        const { candidate, repetition = 0, worker } = event;
        if (!isKnown(candidate)) refuseUnknown('started.candidate', candidate);
        if (state[candidate] === INFEASIBLE) refuseInfeasible('started', candidate);
        mustBeWorker('started', worker);
        mustBeOpen('started', candidate, repetition);
        state[candidate] = STARTED;
        break;
      }
      case 'measured':
        mustBeInTraining('measured', event.candidate);
        break;
      case 'evaluated':
      case 'failed': {
        const { type, candidate, repetition = 0 } = event;
        mustBeInTraining(type, candidate);
        mustBeOpen(type, candidate, repetition);
        if (settings!.repetitions > 1) over.add(`${candidate} ${repetition}`);
        settled[candidate]!++;
        if (type === 'evaluated') succeeded[candidate]!++;
        break;
      }
      case 'trainedLonger':
        if (!isKnown(event.candidate)) refuseUnknown('trainedLonger.candidate', event.candidate);
        if (state[event.candidate] === INFEASIBLE) refuseInfeasible('trainedLonger', event.candidate);
        break;
      case 'frontChanged':
        for (const candidate of event.members) {
          if (!isKnown(candidate)) refuseUnknown('frontChanged.members', candidate);
          if (settled[candidate]! < settings!.repetitions || succeeded[candidate] === 0)
            refuse('frontChanged.members', `holds ${words(candidate)}, which has not been evaluated`);
          if (member[candidate] === sequence)
            refuse('frontChanged.members', `holds ${words(candidate)} twice`);
          member[candidate] = sequence;
        }
        break;
      case 'settingChanged': {
        const { changes } = event;
        const [fixed] = unchangeable(settings!, changes);
        if (fixed !== undefined)
          refuse(`settingChanged.changes.${fixed}`, 'is nothing that a run under way can change');
        settings = { ...settings!, ...changes };
        mustFitStrategy(settings.strategy, settings.parameters, 'settingChanged.changes.parameters');
        break;
      }
      case 'reopened':
        workers = event.workers;
        break;
      case 'workerLost':
      case 'deviceLost':
        mustBeInTraining(event.type, event.candidate);
        mustBeWorker(event.type, event.worker);
        break;
    }
  };

  return {
    take(event) {
      if (!settings && event.type !== 'runStarted')
        refuse('type', `must be "runStarted" in a log's first event, not "${event.type}"`);
      if (event.sequence !== sequence)
        refuse('sequence', `must be ${words(sequence)}, the next number, not ${words(event.sequence)}`);
      check(event);
      sequence++;
    },
  };
}
