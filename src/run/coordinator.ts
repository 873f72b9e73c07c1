import type { Phenotype } from '../architecture/phenotype.ts';
import { smallestMember } from '../architecture/smallest.ts';
import type { TrainedWeights } from '../evaluation/train.ts';
import { insert } from '../search/archive.ts';
import { steadyMean } from '../search/averaged.ts';
import type { Answer } from '../search/strategy.ts';
import type { Space } from '../space/hierarchy.ts';
import { describeProblems } from '../space/parse-document.ts';
import { deriveSeed } from '../space/random.ts';
import type { Genotype } from '../space/tree.ts';
import { deferred } from './deferred.ts';
import { type EvaluationJob, type Evaluator, EvaluatorGone, EvaluatorLost, GpuLost } from './evaluator.ts';
import type { FinishReason, HypervolumeBox, RunEventBody } from './events.ts';
import { LOG_VERSION } from './events.ts';
import { emptyFront, placeInBox } from './front.ts';
import { messageOf } from './message.ts';
import { searchProblem } from './problem.ts';
import { runStrategy } from './run-strategy.ts';
import { budgetOf, checkSettings, type RunSettings, recipeOf, unchangeable } from './settings.ts';

/** What the log's first event tells of a run's circumstances. */
export type Circumstances = Pick<
  Extract<RunEventBody, { type: 'runStarted' }>,
  'settings' | 'dataset' | 'backend' | 'versions'
>;

export interface RunInput extends Circumstances {
  readonly space: Space;
  readonly evaluators: readonly Evaluator[];
  emit(event: RunEventBody): void;
  /** Called with the weights of every evaluated candidate, before the event. */
  keep(candidate: number, trained: TrainedWeights): void;
}

/** A search under way. */
export interface Run {
  /** Resolves when the run has finished, whatever the reason; never rejects. */
  readonly done: Promise<void>;
  pause(): void;
  resume(): void;
  /**
   * Goes on with other settings. Throws an `Error` in words where they are not valid, where a run under way cannot change
   * them, and when it has finished.
   */
  change(changes: Partial<RunSettings>): void;
  /** Ends the run; candidates in training are given up within a batch. */
  stop(): void;
}

/** A candidate whose evaluator died is tried this often; then it is taken for the cause. */
const MAX_ATTEMPTS = 2;

/** What a candidate is trained with: everything that decides its result, given the data and the backend. */
export function evaluationJob(
  settings: RunSettings,
  candidate: number,
  { architecture }: Phenotype,
  repetition = 0,
): EvaluationJob {
  return {
    architecture,
    seed: deriveSeed(settings.seed, 'candidate', candidate, ...(repetition > 0 ? [repetition] : [])),
    budget: budgetOf(settings),
    recipe: recipeOf(settings),
  };
}

/** The box a run's hypervolume is measured in. */
export function hypervolumeBox({ document }: Space, smallest: number): HypervolumeBox {
  return {
    error: 1 - 1 / document.classes,
    minParameters: smallest,
    maxParameters: document.constraints.maxParameters,
  };
}

type ToEvaluate = Extract<Answer<Genotype>, { kind: 'evaluate' }>;

/**
 * Starts a search: one lane for each evaluator asks the strategy, has the proposal trained and tells the outcome. All
 * that happens leaves as events. With one evaluator the same input gives the same events, times aside; with `ahead` set
 * the same candidates are proposed with any number of them.
 */
export function startRun(input: RunInput): Run {
  const { space, evaluators, emit } = input;
  let { settings, backend } = input;
  const box = hypervolumeBox(space, smallestMember(space).parameters);
  let problem = searchProblem(space, settings.mutationRate);
  let strategy = runStrategy(problem, settings, box, deriveSeed(settings.seed, 'strategy'));
  const abort = new AbortController();
  let front = emptyFront();
  let started = 0;
  /** Trainings of candidates under way that have not begun. */
  let unasked = 0;
  /** Lanes that train. */
  let busy = 0;
  /** Errors of candidates that are trained more than once, and how many trainings are over. */
  const trainings = new Map<number, { errors: number[]; settled: number }>();
  let reason: FinishReason = 'budget';
  let message: string | undefined;
  let paused = false;
  let ended = false;
  let wake = deferred<void>();
  /** Lets every lane that waits look again. */
  const stir = () => {
    wake.resolve();
    wake = deferred<void>();
  };
  const end = (why: FinishReason, what?: string) => {
    if (abort.signal.aborted) return;
    reason = why;
    message = what;
    abort.abort(new DOMException('The run was stopped.', 'AbortError'));
    stir();
  };

  /** The next candidate to train; nothing when the run is done. Everything the strategy says on the way is logged. */
  async function next(): Promise<ToEvaluate | undefined> {
    for (let fruitless = 0; !abort.signal.aborted; fruitless++) {
      if (started >= settings.evaluations && unasked === 0) {
        // While others train, the budget may be raised.
        if (busy === 0) return undefined;
        await wake.promise;
        continue;
      }
      if (paused) {
        await wake.promise;
        continue;
      }
      // Under a tight cap there can be thousands of answers between two candidates: stop and pause must get through.
      if (fruitless % 32 === 31) await new Promise((resolve) => setTimeout(resolve));
      const answer = strategy.ask();
      switch (answer.kind) {
        case 'evaluate': {
          if (answer.repetition) {
            unasked--;
            return answer;
          }
          started++;
          unasked += settings.repetitions - 1;
          const { kind: _, repetition: __, ...proposal } = answer;
          emit({ type: 'proposed', ...proposal, costs: problem.phenotypeOf(answer.genotype).costs });
          return answer;
        }
        case 'infeasible': {
          const { kind: _, ...proposal } = answer;
          emit({ type: 'infeasible', ...proposal, costs: problem.phenotypeOf(answer.genotype).costs });
          break;
        }
        case 'duplicate':
          emit({ type: 'duplicate', hash: answer.hash, of: answer.of });
          break;
        case 'wait':
          await wake.promise;
          break;
        case 'exhausted':
          reason = 'exhausted';
          return undefined;
      }
    }
    return undefined;
  }

  /** A training is over, with its error or without: the strategy hears of it, and of the candidate's mean the front. */
  function settle(candidate: number, error: number | null, parameters: number): void {
    strategy.tell({ candidate, objectives: error === null ? null : [error, parameters] });
    const known = trainings.get(candidate) ?? { errors: [], settled: 0 };
    trainings.set(candidate, known);
    known.settled++;
    if (error !== null) known.errors.push(error);
    if (known.settled < settings.repetitions) return;
    trainings.delete(candidate);
    if (known.errors.length === 0) return;
    const mean = steadyMean(known.errors);
    const { archive, entered } = insert(front, placeInBox({ error: mean, parameters }, box), candidate);
    if (!entered) return;
    front = archive;
    emit({
      type: 'frontChanged',
      members: front.members.map(({ item }) => item),
      hypervolume: front.hypervolume!,
    });
  }

  async function evaluate(evaluator: Evaluator, worker: number, proposal: ToEvaluate): Promise<void> {
    const { candidate, genotype, repetition } = proposal;
    const phenotype = problem.phenotypeOf(genotype);
    const { parameters } = phenotype.costs;
    const job = evaluationJob(settings, candidate, phenotype, repetition);
    const which = repetition === undefined ? { candidate } : { candidate, repetition };
    for (let attempt = 1; ; ) {
      emit({ type: 'started', ...which, worker });
      try {
        const { error, seconds, trained } = await evaluator.evaluate(
          job,
          (measurement) => {
            if (!abort.signal.aborted) emit({ type: 'measured', candidate, ...measurement });
          },
          abort.signal,
        );
        if (abort.signal.aborted) return;
        if (!repetition) input.keep(candidate, trained);
        emit({ type: 'evaluated', ...which, error, seconds });
        settle(candidate, error, parameters);
        return;
      } catch (error) {
        if (abort.signal.aborted) return;
        if (error instanceof EvaluatorGone) throw error;
        const why = messageOf(error);
        if (error instanceof GpuLost) {
          // Not the candidate's doing: it is trained again with its seed, however often that happens.
          emit({ type: 'deviceLost', worker, reason: why, candidate });
          if (error.backend !== backend) {
            emit({ type: 'backendChanged', from: backend, to: error.backend, reason: why });
            backend = error.backend;
          }
          continue;
        }
        if (error instanceof EvaluatorLost) {
          emit({ type: 'workerLost', worker, reason: why, candidate });
          if (attempt++ < MAX_ATTEMPTS) continue;
        }
        emit({ type: 'failed', ...which, reason: why });
        settle(candidate, null, parameters);
        return;
      }
    }
  }

  async function lane(evaluator: Evaluator, worker: number): Promise<void> {
    for (let proposal = await next(); proposal; proposal = await next()) {
      busy++;
      await evaluate(evaluator, worker, proposal).finally(() => {
        busy--;
        stir();
      });
    }
  }

  emit({
    type: 'runStarted',
    version: LOG_VERSION,
    settings,
    space: space.document,
    dataset: input.dataset,
    backend: input.backend,
    workers: evaluators.length,
    versions: input.versions,
    box,
  });
  const failed = (error: unknown) => end('error', messageOf(error));
  const lanes = evaluators.map((evaluator, worker) => lane(evaluator, worker).catch(failed));
  const done = Promise.all(lanes).then(() => {
    ended = true;
    emit(message === undefined ? { type: 'finished', reason } : { type: 'finished', reason, message });
  });

  const hold = (held: boolean) => {
    if (paused === held || ended || abort.signal.aborted) return;
    paused = held;
    for (const evaluator of evaluators) evaluator.hold(held);
    emit({ type: held ? 'paused' : 'resumed' });
    stir();
  };
  const change = (changes: Partial<RunSettings>) => {
    if (ended || abort.signal.aborted)
      throw new Error('The run has ended: start a new one with these settings.');
    const changed: RunSettings = { ...settings, ...changes };
    const fixed = unchangeable(settings, changes);
    if (fixed.length > 0)
      throw new Error(`A run under way cannot change ${fixed.join(', ')}: start a new run with it.`);
    const problems = checkSettings(changed, space);
    if (problems.length > 0) throw new Error(describeProblems(problems));
    settings = changed;
    problem = searchProblem(space, settings.mutationRate);
    strategy = runStrategy(problem, settings, box, { saved: strategy.state() });
    emit({ type: 'settingChanged', changes });
    stir();
  };
  return { done, pause: () => hold(true), resume: () => hold(false), stop: () => end('stopped'), change };
}
