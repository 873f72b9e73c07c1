import { insert } from '../search/archive.ts';
import { steadyMean } from '../search/averaged.ts';
import type { Answer, Strategy } from '../search/strategy.ts';
import type { Space } from '../space/hierarchy.ts';
import { deriveSeed } from '../space/random.ts';
import type { Genotype } from '../space/tree.ts';
import type { HypervolumeBox, ProposedCandidate, RunEvent } from './events.ts';
import { foldRun, type RunView } from './fold.ts';
import { emptyFront, type Front, placeInBox } from './front.ts';
import { searchProblem } from './problem.ts';
import { runStrategy } from './run-strategy.ts';
import type { RunSettings } from './settings.ts';

export type ToEvaluate = Extract<Answer<Genotype>, { kind: 'evaluate' }>;

/** What a strategy was when so many events of the log had happened. */
export interface Checkpoint {
  readonly sequence: number;
  readonly strategy: unknown;
}

/** A run as its log leaves it: what is needed to go on. */
export interface RunState {
  readonly settings: RunSettings;
  readonly strategy: Strategy<Genotype>;
  readonly front: Front;
  /** Whether the log tells of this front: a log may end between an evaluation and its news. */
  readonly frontTold: boolean;
  /** Candidates that were proposed. */
  readonly proposed: number;
  /** Trainings that the strategy has asked for and that are not over, in the order of asking. */
  readonly open: readonly ToEvaluate[];
  /** Trainings of proposed candidates that it has not asked for yet. */
  readonly unasked: number;
  /** Of candidates with several trainings that are not all over: errors, and how many are over. */
  readonly trainings: Map<number, { errors: number[]; settled: number }>;
  /** Evaluations at which the front last changed. */
  readonly improvedAt: number;
  readonly view: RunView;
}

/** The log does not lead where it says: another version of the program made it. */
export class ReplayMismatch extends Error {
  override readonly name = 'ReplayMismatch';
}

/** Trainings of one candidate. */
interface Trainings {
  readonly proposal: Omit<ToEvaluate, 'kind' | 'repetition'>;
  readonly asked: Set<number>;
  readonly over: Set<number>;
}

/**
 * Leads a new strategy through a log: it is asked and told in the log's order, which brings it where it was, from a
 * checkpoint on where there is one (what was before is only counted). Throws a `ReplayMismatch` where the strategy answers
 * otherwise than the log says, and an `Error` where the log does not begin with its start.
 */
export function replay(space: Space, events: readonly RunEvent[], checkpoint?: Checkpoint): RunState {
  const [first] = events;
  if (first?.type !== 'runStarted') throw new Error('A run’s log must begin with "runStarted".');
  const { box } = first;
  const from = checkpoint && checkpoint.sequence <= events.length ? checkpoint.sequence : 1;
  let settings = first.settings;
  let strategy = from === 1 ? fresh(space, settings, box, first.first) : undefined;
  let front = emptyFront();
  let told: readonly number[] = [];
  let evaluated = 0;
  let improvedAt = 0;
  const candidates = new Map<number, Trainings>();
  const trainings: RunState['trainings'] = new Map();

  /** What the strategy answers next, which the log must say too. */
  const ask = (event: RunEvent, kind: Answer<Genotype>['kind'] | 'training', hash: string): void => {
    if (!strategy) return;
    let answer = strategy.ask();
    for (let i = 0; i < 1000; i++) {
      // One more training of a known candidate leaves its event when it begins, which may be after the next proposal.
      if (kind !== 'training' && answer.kind === 'evaluate' && answer.repetition)
        candidates.get(answer.candidate)?.asked.add(answer.repetition);
      // Waiting leaves no event; asked again, a strategy of no fixed order may find what it then found.
      else if (answer.kind !== 'wait') break;
      answer = strategy.ask();
    }
    const fits = kind === 'training' ? answer.kind === 'evaluate' : answer.kind === kind;
    if (fits && 'hash' in answer && answer.hash === hash) return;
    throw new ReplayMismatch(
      `Event ${event.sequence} of the log is "${event.type}", but the strategy now says "${answer.kind}": ` +
        `the run was made by another version (${first.versions.cellscape}), and can be read but not resumed.`,
    );
  };

  const settle = (n: number, repetition: number, error: number | null): void => {
    const known = candidates.get(n);
    if (!known) return;
    known.over.add(repetition);
    const { parameters } = costs.get(n)!;
    strategy?.tell({ candidate: n, objectives: error === null ? null : [error, parameters] });
    const training = trainings.get(n) ?? { errors: [], settled: 0 };
    trainings.set(n, training);
    training.settled++;
    if (error !== null) training.errors.push(error);
    if (training.settled < settings.repetitions) return;
    trainings.delete(n);
    candidates.delete(n);
    if (training.errors.length === 0) return;
    evaluated++;
    const mean = steadyMean(training.errors);
    const { archive, entered } = insert(front, placeInBox({ error: mean, parameters }, box), n);
    if (!entered) return;
    front = archive;
    improvedAt = evaluated;
  };

  const costs = new Map<number, ProposedCandidate['costs']>();
  for (const [place, event] of events.entries()) {
    if (place === from && from > 1) strategy = restored(space, settings, box, checkpoint!.strategy);
    switch (event.type) {
      case 'proposed': {
        ask(event, 'evaluate', event.hash);
        const { candidate, genotype, hash, generation, operator, parents } = event;
        const proposal = { candidate, genotype, hash, generation, operator, parents };
        candidates.set(candidate, { proposal, asked: new Set([0]), over: new Set() });
        costs.set(candidate, event.costs);
        break;
      }
      case 'infeasible':
        ask(event, 'infeasible', event.hash);
        break;
      case 'duplicate':
        ask(event, 'duplicate', event.hash);
        break;
      case 'started': {
        const { candidate, repetition = 0 } = event;
        const known = candidates.get(candidate);
        if (!known || known.asked.has(repetition)) break;
        ask(event, 'training', known.proposal.hash);
        known.asked.add(repetition);
        break;
      }
      case 'evaluated':
        settle(event.candidate, event.repetition ?? 0, event.error);
        break;
      case 'failed':
        settle(event.candidate, event.repetition ?? 0, null);
        break;
      case 'frontChanged':
        told = event.members;
        break;
      case 'settingChanged':
        settings = { ...settings, ...event.changes };
        if (strategy) strategy = restored(space, settings, box, strategy.state());
        break;
    }
  }
  strategy ??= restored(space, settings, box, checkpoint!.strategy);
  const several = settings.repetitions > 1;
  const open = [...candidates.values()].flatMap(({ proposal, asked, over }) =>
    [...asked]
      .filter((repetition) => !over.has(repetition))
      .map((repetition): ToEvaluate => ({ kind: 'evaluate', ...proposal, ...(several && { repetition }) })),
  );
  const unasked = [...candidates.values()].reduce(
    (sum, { asked }) => sum + settings.repetitions - asked.size,
    0,
  );
  const members = front.members.map(({ item }) => item);
  return {
    ...{ settings, strategy, front, open, unasked, trainings, improvedAt },
    frontTold: members.join() === told.join(),
    proposed: costs.size,
    view: foldRun(null, events)!,
  };
}

/**
 * The same with the first of some checkpoints that leads to the log's end, and without any where none does. Throws as
 * `replay`.
 */
export function replayFrom(
  space: Space,
  events: readonly RunEvent[],
  checkpoints: readonly Checkpoint[],
): RunState {
  for (const checkpoint of checkpoints) {
    try {
      return replay(space, events, checkpoint);
    } catch {
      // One that was damaged, or that a log made by hand does not fit: the log alone may do.
    }
  }
  return replay(space, events);
}

const fresh = (
  space: Space,
  settings: RunSettings,
  box: HypervolumeBox,
  first: Genotype | undefined,
): Strategy<Genotype> =>
  runStrategy(
    searchProblem(space, settings.mutationRate),
    settings,
    box,
    deriveSeed(settings.seed, 'strategy'),
    first,
  );

const restored = (
  space: Space,
  settings: RunSettings,
  box: HypervolumeBox,
  saved: unknown,
): Strategy<Genotype> => runStrategy(searchProblem(space, settings.mutationRate), settings, box, { saved });
