import { totalCosts } from '../../src/architecture/costs.ts';
import type { TrainedWeights } from '../../src/evaluation/train.ts';
import { startRun } from '../../src/run/coordinator.ts';
import type { Evaluation, Evaluator } from '../../src/run/evaluator.ts';
import type { RunEvent, RunEventBody } from '../../src/run/events.ts';
import { foldRun, type RunView } from '../../src/run/fold.ts';
import { type BackendName, DEFAULT_SETTINGS, type RunSettings } from '../../src/run/settings.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';

export const space = compileSpace(HIERARCHICAL_SMALL);
export const noWeights: TrainedWeights = { weights: new Float32Array(0), statistics: new Float32Array(0) };

/**
 * An evaluator without training: the error falls with the parameters, with noise from the seed; `delay` in turns of
 * the loop. `fault`: what its so many-eth call ends with.
 */
export function pretend(
  delay: (seed: number) => number = () => 1,
  fault?: (calls: number) => Error | undefined,
): Evaluator & { calls: number } {
  const evaluator = {
    calls: 0,
    held: false,
    hold(held: boolean) {
      evaluator.held = held;
    },
    async evaluate(...[job, onMeasurement, signal]: Parameters<Evaluator['evaluate']>): Promise<Evaluation> {
      evaluator.calls++;
      for (let turn = 0; turn < delay(job.seed); turn++)
        await new Promise((resolve) => setImmediate(resolve));
      while (evaluator.held && !signal.aborted) await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      const error = fault?.(evaluator.calls);
      if (error) throw error;
      const noise = createRng(job.seed).float();
      const measured = (0.3 + 0.4 * noise) / Math.log10(totalCosts(job.architecture).parameters);
      onMeasurement({ epoch: 1, loss: measured * 5, error: measured, seconds: 1 });
      return { error: measured, seconds: 1, trained: noWeights };
    },
  };
  return evaluator;
}

/** A run and what came of it so far. */
export interface Watched {
  events: RunEventBody[];
  view: () => RunView;
  kept: number[];
}

/** Starts a run of 40 candidates in populations of 8, unless `settings` differ. */
export function start(
  settings: Partial<RunSettings>,
  evaluators: Evaluator[],
  backend: BackendName = 'wasm',
): Watched & ReturnType<typeof startRun> {
  const events: RunEventBody[] = [];
  const kept: number[] = [];
  const run = startRun({
    space,
    settings: {
      ...DEFAULT_SETTINGS,
      evaluations: 40,
      parameters: { ...DEFAULT_SETTINGS.parameters, population: 8 },
      ...settings,
    },
    evaluators,
    dataset: { name: 'none', fingerprint: 'none', train: 1, validation: 1 },
    backend,
    versions: { cellscape: 'test', tfjs: 'test', kernels: 'SIMD' },
    emit: (event) => events.push(event),
    keep: (candidate) => kept.push(candidate),
  });
  const view = () =>
    foldRun(
      null,
      events.map((event, sequence): RunEvent => ({ ...event, sequence, time: sequence })),
    )!;
  return { ...run, events, kept, view };
}

/** The events of one type. */
export const ofType = <T extends RunEventBody['type']>(events: readonly RunEventBody[], type: T) =>
  events.filter((event): event is Extract<RunEventBody, { type: T }> => event.type === type);
