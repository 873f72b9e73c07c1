import { deferred } from '../../deferred.ts';
import type { Evaluate, Outcome } from './fitness.ts';
import { type Beginning, bear, type Family, layOut, type PlanOptions, type Point } from './plan.ts';
import { report, type SampledReport } from './report.ts';
import type { SampledSpace } from './space.ts';

/** Evaluations by hash; a second one of the same network by its hash and `#2`. */
export type Outcomes = ReadonlyMap<string, Outcome>;

export const keyOf = (hash: string, again: boolean): string => (again ? `${hash}#2` : hash);

export interface SamplingInput<G> {
  readonly space: SampledSpace<G>;
  readonly options: PlanOptions;
  readonly evaluate: Evaluate<G>;
  /** How many evaluations go on at once. */
  readonly lanes: number;
  /** Evaluations with another seed come to something else: starts are evaluated a second time. */
  readonly noisy: boolean;
  /** Changes of fitness up to this are none. */
  readonly tolerance: number;
  /** Resamples of each interval. */
  readonly resamples: number;
  /** What is known already. */
  readonly known: Outcomes;
  onProgress(progress: SamplingProgress): void;
  onReport(report: SampledReport<G>): void;
  /** Lets messages in. */
  breathe(): Promise<void>;
  /** Milliseconds, from anything. */
  now(): number;
}

export interface SamplingProgress {
  readonly stage: 'drawing' | 'evaluating' | 'done' | 'stopped';
  /** Different networks that are evaluated, and that have to be as far as that is known. */
  readonly done: number;
  readonly planned: number;
  readonly failed: number;
  /** Offspring are drawn, so that `planned` will not grow. */
  readonly complete: boolean;
}

/** Sampling under way. */
export interface Sampling {
  /** Resolves when all is evaluated or it was stopped; rejects when nothing can go on. */
  readonly done: Promise<void>;
  pause(): void;
  resume(): void;
  stop(): void;
  /** All outcomes so far. */
  outcomes(): Outcomes;
}

/** Work between two breaths, milliseconds. */
const BREATH_MS = 25;
/** Reports are so far apart at least, and at least so many times as long as one takes. */
const REPORT_MS = 1000;
const REPORT_SHARE = 8;

interface Task<G> {
  readonly point: Point<G>;
  readonly again: boolean;
}

/**
 * Carries a plan out: members first, then the offspring of the best and the worst of them, in turn with the walks. What is
 * known is not evaluated again, so that one that was stopped goes on with its outcomes; the order of evaluations has no
 * influence on any result. Reports while it goes on, and at the end.
 */
export function startSampling<G>(input: SamplingInput<G>): Sampling {
  const { space, options, breathe, now } = input;
  const outcomes = new Map(input.known);
  const abort = new AbortController();
  /** Resolves while nothing is held. */
  let gate = deferred<void>();
  gate.resolve();
  let held = false;
  let beginning: Beginning<G> | undefined;
  let families: readonly Family<G>[] = [];
  let complete = false;
  let stage: SamplingProgress['stage'] = 'drawing';
  const planned = new Set<string>();
  let failed = 0;
  let done = 0;
  let stopped = false;

  const fitnessOf = (key: string): number | undefined => {
    const outcome = outcomes.get(key);
    return typeof outcome === 'number' ? outcome : undefined;
  };
  const tell = () => input.onProgress({ stage, done, planned: planned.size, failed, complete });

  /** Runs a generator to its end, with breaths in between. Throws where it was stopped. */
  async function breathing<T>(work: Generator<void, T>): Promise<T> {
    for (let since = now(); ; ) {
      const step = work.next();
      if (step.done) return step.value;
      if (now() - since < BREATH_MS) continue;
      await breathe();
      // The last report is made when it was stopped, too.
      if (stage !== 'stopped') abort.signal.throwIfAborted();
      await gate.promise;
      since = now();
    }
  }

  /** Counts what is new in some tasks; those that are to be evaluated. */
  function enlist(tasks: Iterable<Task<G>>): Task<G>[] {
    const open: Task<G>[] = [];
    for (const task of tasks) {
      const key = keyOf(task.point.hash, task.again);
      if (planned.has(key)) continue;
      planned.add(key);
      if (outcomes.has(key)) count(outcomes.get(key)!);
      else open.push(task);
    }
    return open;
  }

  function count(outcome: Outcome): void {
    done++;
    if (typeof outcome !== 'number') failed++;
  }

  /** Evaluates all tasks, each lane one after the other. */
  async function evaluateAll(tasks: readonly Task<G>[]): Promise<void> {
    let next = 0;
    let since = now();
    const lane = async (number: number): Promise<void> => {
      for (;;) {
        await gate.promise;
        abort.signal.throwIfAborted();
        const task = tasks[next++];
        if (!task) return;
        const outcome = await input.evaluate(task.point, task.again, number, abort.signal);
        outcomes.set(keyOf(task.point.hash, task.again), outcome);
        count(outcome);
        if (now() - since < BREATH_MS) continue;
        tell();
        await breathe();
        since = now();
        await maybeReport();
      }
    };
    try {
      await Promise.all(Array.from({ length: input.lanes }, (_, number) => lane(number)));
    } catch (error) {
      // One lane cannot go on: the others are not left behind.
      abort.abort(error);
      throw error;
    }
  }

  let reporting = false;
  let reportAfter = 0;
  async function maybeReport(): Promise<void> {
    if (reporting || now() < reportAfter) return;
    await reportNow();
  }

  async function reportNow(): Promise<void> {
    reporting = true;
    try {
      const began = now();
      const { tolerance, resamples, noisy } = input;
      const found = await breathing(
        report({
          ...{ beginning: beginning!, families, fitnessOf, failed, done, tolerance, resamples },
          againOf: (hash) => fitnessOf(keyOf(hash, noisy)),
          distance: space.distance,
          seed: options.seed,
        }),
      );
      input.onReport(found);
      const took = now() - began;
      reportAfter = now() + Math.max(REPORT_MS, REPORT_SHARE * took);
    } finally {
      reporting = false;
    }
  }

  async function run(): Promise<void> {
    tell();
    beginning = await breathing(layOut(space, options));
    stage = 'evaluating';
    const { members, walks } = beginning;
    const first = enlist(members.map((point) => ({ point, again: false })));
    const walked = enlist(walks.flatMap((walk) => walk.map((point) => ({ point, again: false }))));
    tell();
    await evaluateAll(first);
    families = await breathing(bear(space, options, beginning, fitnessOf));
    const born = enlist(
      families.flatMap(({ start, children }) => [
        ...(input.noisy && children.length > 0 ? [{ point: members[start]!, again: true }] : []),
        ...children.map(({ point }) => ({ point, again: false })),
      ]),
    );
    complete = true;
    tell();
    await evaluateAll(inTurn(born, walked));
    stage = 'done';
  }

  const finished = run()
    .catch((error: unknown) => {
      if (!stopped) throw error;
      stage = 'stopped';
    })
    .then(async () => {
      if (beginning) await reportNow();
      tell();
    });
  return {
    done: finished,
    pause() {
      // What was stopped waits for nothing any more.
      if (held || abort.signal.aborted) return;
      held = true;
      gate = deferred<void>();
    },
    resume() {
      held = false;
      gate.resolve();
    },
    stop() {
      if (abort.signal.aborted) return;
      stopped = true;
      abort.abort(new DOMException('The sampling was stopped.', 'AbortError'));
      gate.resolve();
    },
    outcomes: () => outcomes,
  };
}

/** Both lists, one of each in turn. */
function inTurn<T>(a: readonly T[], b: readonly T[]): T[] {
  const all: T[] = [];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (i < a.length) all.push(a[i]!);
    if (i < b.length) all.push(b[i]!);
  }
  return all;
}
