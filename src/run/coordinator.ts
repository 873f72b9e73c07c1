import { peakActivationBytes } from '../architecture/costs.ts';
import type { Phenotype } from '../architecture/phenotype.ts';
import { smallestMember } from '../architecture/smallest.ts';
import type { TrainedWeights } from '../evaluation/train.ts';
import { insert } from '../search/archive.ts';
import { steadyMean } from '../search/averaged.ts';
import type { Space } from '../space/hierarchy.ts';
import { describeProblems } from '../space/parse-document.ts';
import { deriveSeed } from '../space/random.ts';
import type { Genotype } from '../space/tree.ts';
import { deferred } from './deferred.ts';
import { type EvaluationJob, type Evaluator, EvaluatorGone, EvaluatorLost, GpuLost } from './evaluator.ts';
import type { CandidateCosts, FinishReason, HypervolumeBox, RunEvent, RunEventBody } from './events.ts';
import { LOG_VERSION } from './events.ts';
import { emptyFront, placeInBox } from './front.ts';
import { messageOf } from './message.ts';
import { searchProblem } from './problem.ts';
import { type Checkpoint, replayFrom, type ToEvaluate } from './replay.ts';
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
  /** The log to go on from, and what to go on with; left out: a new run. */
  readonly past?: Past;
  emit(event: RunEventBody): void;
  /** A genotype to begin with. */
  readonly first?: Genotype;
  /** Milliseconds since 1970, or since anything; `Date.now` unless a test says otherwise. */
  now?(): number;
  /** Called with the weights of every evaluated candidate, before the event. */
  keep(candidate: number, trained: TrainedWeights): void;
}

/** A run that was interrupted, or that is over and has more to do. */
export interface Past {
  readonly events: readonly RunEvent[];
  /** What the strategy was at some places of the log, the latest first: so much need not be led through again. */
  readonly checkpoints?: readonly Checkpoint[];
  /** Settings that are others from now on. */
  readonly changes?: Partial<RunSettings>;
}

/** How far a run goes before it pauses by itself: until a candidate is over, or one of the next generation is proposed. */
export type Stride = 'evaluation' | 'generation';

/** A search under way. */
export interface Run {
  /** Resolves when the run has finished, whatever the reason; never rejects. */
  readonly done: Promise<void>;
  pause(): void;
  resume(): void;
  /** Goes on, and pauses after one stride. */
  step(stride: Stride): void;
  /** Each worker waits so long before it asks for a candidate, milliseconds: so that one can watch. */
  pace(milliseconds: number): void;
  /** What the strategy is now; to be called between two tasks, with the log as it is then. */
  strategyState(): unknown;
  /**
   * Goes on with other settings. Throws an `Error` in words where they are not valid, where a run under way cannot change
   * them, and when it has finished.
   */
  change(changes: Partial<RunSettings>): void;
  /** Ends the run; candidates in training are given up within a batch. */
  stop(): void;
}

/** How often time budgets are looked at; and a gap of so much between two looks is a time in which nothing could run. */
const TICK_MS = 1000;
const FROZEN_MS = 10_000;

/** Characters of a failure's reason in the log: a GPU's message can be a whole program. */
const LONGEST_REASON = 2000;

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

/** What a candidate costs, for the log. */
const costsOf = ({ costs, architecture }: Phenotype): CandidateCosts => ({
  ...costs,
  activationBytes: peakActivationBytes(architecture),
});

/** The box a run's hypervolume is measured in. */
export function hypervolumeBox({ document }: Space, smallest: number): HypervolumeBox {
  return {
    error: 1 - 1 / document.classes,
    minParameters: smallest,
    maxParameters: document.constraints.maxParameters,
  };
}

/**
 * Starts a search: one lane for each evaluator asks the strategy, has the proposal trained and tells the outcome. All
 * that happens leaves as events. With one evaluator the same input gives the same events, times aside; with `ahead` set
 * the same candidates are proposed with any number of them. With a `past` it goes on where that log ends: candidates that
 * were in training begin again with their seeds, and what comes is what would have come. Throws a `ReplayMismatch` where
 * that log cannot be continued, and an `Error` in words where its changed settings are not valid.
 */
export function startRun(input: RunInput): Run {
  const { space, evaluators, emit } = input;
  const earlier = input.past && replayFrom(space, input.past.events, input.past.checkpoints ?? []);
  const now = input.now ?? Date.now;
  let { backend } = input;
  let settings = earlier?.settings ?? input.settings;
  const box = earlier?.view.started.box ?? hypervolumeBox(space, smallestMember(space).parameters);
  let problem = searchProblem(space, settings.mutationRate);
  let strategy =
    earlier?.strategy ??
    runStrategy(problem, settings, box, deriveSeed(settings.seed, 'strategy'), input.first);
  const abort = new AbortController();
  let front = earlier?.front ?? emptyFront();
  let started = earlier?.proposed ?? 0;
  /** Trainings to do first, of an earlier part of the run. */
  const open = [...(earlier?.open ?? [])];
  /** Trainings of candidates under way that have not begun. */
  let unasked = earlier?.unasked ?? 0;
  /** Lanes that train. */
  let busy = 0;
  /** Errors of candidates that are trained more than once, and how many trainings are over. */
  const trainings = earlier?.trainings ?? new Map<number, { errors: number[]; settled: number }>();
  let evaluated = earlier?.view.evaluated ?? 0;
  let improvedAt = earlier?.improvedAt ?? 0;
  let compute = earlier?.view.compute ?? 0;
  /** Milliseconds at which the run was going, up to `since`. */
  let active = earlier?.view.activeMs ?? 0;
  let since = now();
  let generation = earlier?.view.generation ?? 1;
  /** Where the step under way began, if there is one. */
  let stride: { readonly kind: Stride; readonly generation: number } | undefined;
  let pace = 0;
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
      if (open.length > 0 && !paused) return open.shift();
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
          emit({ type: 'proposed', ...proposal, costs: costsOf(problem.phenotypeOf(answer.genotype)) });
          generation = Math.max(generation, answer.generation);
          if (stride?.kind === 'generation' && generation > stride.generation) hold(true);
          return answer;
        }
        case 'infeasible': {
          const { kind: _, ...proposal } = answer;
          emit({ type: 'infeasible', ...proposal, costs: costsOf(problem.phenotypeOf(answer.genotype)) });
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
    if (known.errors.length > 0) {
      evaluated++;
      const mean = steadyMean(known.errors);
      const { archive, entered } = insert(front, placeInBox({ error: mean, parameters }, box), candidate);
      if (entered) {
        front = archive;
        improvedAt = evaluated;
        tellFront();
      }
    }
    if (stride?.kind === 'evaluation') hold(true);
    if (settings.stagnation > 0 && evaluated - improvedAt >= settings.stagnation) end('stagnation');
  }

  const tellFront = () =>
    emit({
      type: 'frontChanged',
      members: front.members.map(({ item }) => item),
      hypervolume: front.hypervolume!,
    });

  /** Ends the run when its time is used up, and notes a time in which nothing could run. */
  function tick(): void {
    const passed = now() - since;
    since += passed;
    if (paused || ended) return;
    if (passed > FROZEN_MS) emit({ type: 'frozen', milliseconds: passed });
    else active += passed;
    if (settings.maxMinutes > 0 && active >= settings.maxMinutes * 60_000) end('minutes');
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
        const { error, seconds, inference, trained } = await evaluator.evaluate(
          job,
          (measurement) => {
            if (!abort.signal.aborted) emit({ type: 'measured', ...which, ...measurement });
          },
          abort.signal,
        );
        if (abort.signal.aborted) return;
        if (!repetition) input.keep(candidate, trained);
        emit({ type: 'evaluated', ...which, error, seconds, ...(inference !== undefined && { inference }) });
        compute += seconds;
        settle(candidate, error, parameters);
        if (settings.maxComputeMinutes > 0 && compute >= settings.maxComputeMinutes * 60) end('compute');
        return;
      } catch (error) {
        if (abort.signal.aborted) return;
        if (error instanceof EvaluatorGone) throw error;
        const why = messageOf(error).slice(0, LONGEST_REASON);
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

  /** Waits so that one can watch; before the strategy is asked, so that a checkpoint never lies between answer and event. */
  async function rest(): Promise<void> {
    for (const from = now(); now() < from + pace && !abort.signal.aborted; )
      await new Promise((resolve) => setTimeout(resolve, Math.min(100, from + pace - now())));
  }

  async function lane(evaluator: Evaluator, worker: number): Promise<void> {
    for (;;) {
      await rest();
      const proposal = await next();
      if (!proposal) return;
      busy++;
      await evaluate(evaluator, worker, proposal).finally(() => {
        busy--;
        stir();
      });
    }
  }

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
  const { versions, dataset } = input;
  if (earlier) {
    emit({ type: 'reopened', backend, workers: evaluators.length, versions });
    if (!earlier.frontTold) tellFront();
    if (input.past?.changes && Object.keys(input.past.changes).length > 0) change(input.past.changes);
  } else {
    emit({
      type: 'runStarted',
      version: LOG_VERSION,
      ...{ settings, dataset, backend, versions, box },
      ...(input.first !== undefined && { first: input.first }),
      space: space.document,
      workers: evaluators.length,
    });
  }
  const ticking = setInterval(tick, TICK_MS);
  const failed = (error: unknown) => end('error', messageOf(error));
  const lanes = evaluators.map((evaluator, worker) => lane(evaluator, worker).catch(failed));
  const done = Promise.all(lanes).then(() => {
    tick();
    ended = true;
    clearInterval(ticking);
    emit(message === undefined ? { type: 'finished', reason } : { type: 'finished', reason, message });
  });

  const hold = (held: boolean) => {
    if (held) stride = undefined;
    if (paused === held || ended || abort.signal.aborted) return;
    tick();
    if (abort.signal.aborted) return;
    paused = held;
    for (const evaluator of evaluators) evaluator.hold(held);
    emit({ type: held ? 'paused' : 'resumed' });
    stir();
  };
  return {
    done,
    pause: () => hold(true),
    resume: () => {
      stride = undefined;
      hold(false);
    },
    step(kind) {
      stride = { kind, generation };
      hold(false);
    },
    pace(milliseconds) {
      pace = milliseconds;
    },
    stop: () => end('stopped'),
    change,
    strategyState: () => strategy.state(),
  };
}
