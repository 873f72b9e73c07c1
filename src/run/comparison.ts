import { smallestMember } from '../architecture/smallest.ts';
import type { Parameters } from '../search/catalogue/types.ts';
import type { Space } from '../space/hierarchy.ts';
import { type Circumstances, hypervolumeBox, type Run, startRun } from './coordinator.ts';
import type { Evaluator } from './evaluator.ts';
import { type HypervolumeBox, LOG_VERSION, type RunEventBody } from './events.ts';
import type { RunSettings } from './settings.ts';

/** A strategy that takes part. */
export interface Contestant {
  readonly strategy: string;
  readonly parameters: Parameters;
}

/** What happened in a comparison: its plan, the events of its runs, its end. The log of these is the comparison. */
export type ComparisonEventBody =
  | ({
      readonly type: 'comparisonStarted';
      readonly version: typeof LOG_VERSION;
      /** Common to all runs but for strategy, parameters and seed: run `r`, from 0, has the seed plus `r`. */
      readonly settings: RunSettings;
      readonly contestants: readonly Contestant[];
      readonly runs: number;
      readonly space: Space['document'];
      readonly workers: number;
      readonly box: HypervolumeBox;
    } & Omit<Circumstances, 'settings'>)
  | {
      readonly type: 'inRun';
      /** An index among the contestants. */
      readonly contestant: number;
      readonly run: number;
      readonly event: RunEventBody;
    }
  | { readonly type: 'comparisonPaused' }
  | { readonly type: 'comparisonResumed' }
  | {
      readonly type: 'comparisonFinished';
      readonly reason: 'done' | 'stopped' | 'error';
      readonly message?: string;
    };

/** An event with its number (from 0, without gaps) and its time (milliseconds since 1970). */
export type ComparisonEvent = ComparisonEventBody & { readonly sequence: number; readonly time: number };

export interface ComparisonInput extends Circumstances {
  readonly space: Space;
  readonly contestants: readonly Contestant[];
  /** Runs of each contestant. */
  readonly runs: number;
  readonly evaluators: readonly Evaluator[];
  emit(event: ComparisonEventBody): void;
}

/**
 * Runs several strategies on one space with equal budgets and shared seeds: first every strategy with the first seed, then
 * every one with the second, so that at any time all have about the same number of runs.
 */
export function startComparison(input: ComparisonInput): Pick<Run, 'done' | 'pause' | 'resume' | 'stop'> {
  const { space, settings, contestants, runs, evaluators, emit } = input;
  const { dataset, backend, versions } = input;
  let current: Run | undefined;
  let stopped = false;
  let paused = false;

  async function all(): Promise<void> {
    for (let run = 0; run < runs; run++) {
      for (const [contestant, { strategy, parameters }] of contestants.entries()) {
        let failed: string | undefined;
        current = startRun({
          ...{ space, evaluators, dataset, backend, versions },
          settings: { ...settings, strategy, parameters, seed: settings.seed + run },
          emit: (event) => {
            emit({ type: 'inRun', contestant, run, event });
            if (event.type === 'finished' && event.reason === 'error') failed = event.message ?? 'unknown';
          },
          keep: () => undefined,
        });
        if (paused) current.pause();
        await current.done;
        // Its evaluators are gone: no other run would fare better.
        if (failed !== undefined) throw new Error(failed);
        if (stopped) return;
      }
    }
  }

  emit({
    type: 'comparisonStarted',
    version: LOG_VERSION,
    ...{ settings, contestants, runs, dataset, backend, versions },
    space: space.document,
    workers: evaluators.length,
    box: hypervolumeBox(space, smallestMember(space).parameters),
  });
  const done = all().then(
    () => emit({ type: 'comparisonFinished', reason: stopped ? 'stopped' : 'done' }),
    (error: Error) => emit({ type: 'comparisonFinished', reason: 'error', message: error.message }),
  );
  const hold = (held: boolean) => {
    if (paused === held || stopped) return;
    paused = held;
    emit({ type: held ? 'comparisonPaused' : 'comparisonResumed' });
    if (held) current?.pause();
    else current?.resume();
  };
  return {
    done,
    pause: () => hold(true),
    resume: () => hold(false),
    stop() {
      stopped = true;
      current?.stop();
    },
  };
}
