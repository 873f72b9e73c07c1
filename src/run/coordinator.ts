import type { Phenotype } from '../architecture/phenotype.ts';
import { smallestMember } from '../architecture/smallest.ts';
import type { TrainedWeights } from '../evaluation/train.ts';
import { createNsga2 } from '../search/nsga2.ts';
import { createRandomSearch } from '../search/random-search.ts';
import type { Answer, Strategy } from '../search/strategy.ts';
import type { Space } from '../space/hierarchy.ts';
import { deriveSeed } from '../space/random.ts';
import type { Genotype } from '../space/tree.ts';
import { deferred } from './deferred.ts';
import { type EvaluationJob, type Evaluator, EvaluatorGone, EvaluatorLost, GpuLost } from './evaluator.ts';
import type { FinishReason, HypervolumeBox, RunEventBody } from './events.ts';
import { LOG_VERSION } from './events.ts';
import { addToFront, type FrontMember, frontHypervolume } from './front.ts';
import { messageOf } from './message.ts';
import { searchProblem } from './problem.ts';
import { budgetOf, type RunSettings, recipeOf } from './settings.ts';

/** What the log's first event tells of a run's circumstances. */
type Circumstances = Pick<
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
): EvaluationJob {
  return {
    architecture,
    seed: deriveSeed(settings.seed, 'candidate', candidate),
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

/**
 * Starts a search: one lane for each evaluator asks the strategy, has the proposal trained and tells the outcome. All
 * that happens leaves as events. With one evaluator the same input gives the same events, times aside.
 */
export function startRun(input: RunInput): Run {
  const { space, settings, evaluators, emit } = input;
  const box = hypervolumeBox(space, smallestMember(space).parameters);
  const problem = searchProblem(space, settings.mutationRate);
  const strategy: Strategy<Genotype> =
    settings.strategy === 'random'
      ? createRandomSearch(problem, deriveSeed(settings.seed, 'strategy'))
      : createNsga2(problem, settings, deriveSeed(settings.seed, 'strategy'));
  const abort = new AbortController();
  let front: readonly FrontMember[] = [];
  let started = 0;
  let reason: FinishReason = 'budget';
  let message: string | undefined;
  let paused = false;
  let { backend } = input;
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

  /** The next candidate to train; nothing when the lane is done. Everything the strategy says on the way is logged. */
  async function next(): Promise<Extract<Answer<Genotype>, { kind: 'evaluate' }> | undefined> {
    for (let fruitless = 0; !abort.signal.aborted && started < settings.evaluations; fruitless++) {
      if (paused) {
        await wake.promise;
        continue;
      }
      // Under a tight cap there can be thousands of answers between two candidates: stop and pause must get through.
      if (fruitless % 32 === 31) await new Promise((resolve) => setTimeout(resolve));
      const answer = strategy.ask();
      switch (answer.kind) {
        case 'evaluate': {
          started++;
          const { kind: _, ...proposal } = answer;
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

  async function evaluate(
    evaluator: Evaluator,
    worker: number,
    candidate: number,
    genotype: Genotype,
  ): Promise<void> {
    const phenotype = problem.phenotypeOf(genotype);
    const job = evaluationJob(settings, candidate, phenotype);
    for (let attempt = 1; ; ) {
      emit({ type: 'started', candidate, worker });
      try {
        const { error, seconds, trained } = await evaluator.evaluate(
          job,
          (measurement) => {
            if (!abort.signal.aborted) emit({ type: 'measured', candidate, ...measurement });
          },
          abort.signal,
        );
        if (abort.signal.aborted) return;
        input.keep(candidate, trained);
        emit({ type: 'evaluated', candidate, error, seconds });
        strategy.tell({ candidate, objectives: [error, phenotype.costs.parameters] });
        const changed = addToFront(front, { candidate, error, parameters: phenotype.costs.parameters });
        if (changed !== front) {
          front = changed;
          emit({
            type: 'frontChanged',
            members: front.map((member) => member.candidate),
            hypervolume: frontHypervolume(front, box),
          });
        }
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
        emit({ type: 'failed', candidate, reason: why });
        strategy.tell({ candidate, objectives: null });
        return;
      }
    }
  }

  async function lane(evaluator: Evaluator, worker: number): Promise<void> {
    for (let proposal = await next(); proposal; proposal = await next()) {
      await evaluate(evaluator, worker, proposal.candidate, proposal.genotype);
      stir();
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
  let ended = false;
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
  return { done, pause: () => hold(true), resume: () => hold(false), stop: () => end('stopped') };
}
