import { describe, expect, it } from 'vitest';
import {
  type ComparisonEvent,
  type ComparisonEventBody,
  type Contestant,
  startComparison,
} from '../../src/run/comparison.ts';
import { foldComparison } from '../../src/run/comparison-fold.ts';
import { type Evaluator, EvaluatorGone } from '../../src/run/evaluator.ts';
import { DEFAULT_SETTINGS, withStrategy } from '../../src/run/settings.ts';
import { pretend, space } from './runs.ts';

const contestant = (strategy: string): Contestant => ({
  strategy,
  parameters: withStrategy(DEFAULT_SETTINGS, strategy).parameters,
});
const TWO = [contestant('nsga2'), contestant('random')];

function compare(evaluators: Evaluator[], contestants = TWO, runs = 3) {
  const events: ComparisonEventBody[] = [];
  const comparison = startComparison({
    space,
    settings: { ...DEFAULT_SETTINGS, evaluations: 6, seed: 10 },
    contestants,
    runs,
    evaluators,
    dataset: { name: 'none', fingerprint: 'none', train: 1, validation: 1 },
    backend: 'wasm',
    versions: { cellscape: 'test', tfjs: 'test', kernels: 'SIMD' },
    emit: (event) => events.push(event),
  });
  const log = () =>
    events.map((event, sequence): ComparisonEvent => ({ ...event, sequence, time: sequence }));
  return { ...comparison, events, view: () => foldComparison(null, log())! };
}

describe('startComparison', () => {
  it('runs every strategy with the first seed, then with the next, all with the same budget', async () => {
    const comparison = compare([pretend(), pretend()]);
    await comparison.done;
    const starts = comparison.events.flatMap((event) =>
      event.type === 'inRun' && event.event.type === 'runStarted' ? [event] : [],
    );
    expect(
      starts.map(({ contestant: c, run, event }) => [
        c,
        run,
        event.type === 'runStarted' && [
          event.settings.strategy,
          event.settings.seed,
          event.settings.evaluations,
        ],
      ]),
    ).toEqual([
      [0, 0, ['nsga2', 10, 6]],
      [1, 0, ['random', 10, 6]],
      [0, 1, ['nsga2', 11, 6]],
      [1, 1, ['random', 11, 6]],
      [0, 2, ['nsga2', 12, 6]],
      [1, 2, ['random', 12, 6]],
    ]);
    expect(comparison.events.at(-1)).toEqual({ type: 'comparisonFinished', reason: 'done' });
    const view = comparison.view();
    expect(view.candidates).toBe(36);
    expect(view.courses.map((runs) => runs.length)).toEqual([3, 3]);
    for (const course of view.courses.flat()) {
      expect(course.finished).toBe(true);
      expect(course.hypervolume).toHaveLength(6);
      expect(course.error).toHaveLength(6);
      // Neither gets worse.
      expect(course.hypervolume).toEqual(course.hypervolume.toSorted((a, b) => a - b));
      expect(course.error).toEqual(course.error.toSorted((a, b) => b - a));
    }
  });

  it('shows in a course what the run itself says', async () => {
    const comparison = compare([pretend()], TWO, 1);
    await comparison.done;
    const volumes = comparison.events.flatMap((event) =>
      event.type === 'inRun' && event.contestant === 1 && event.event.type === 'frontChanged'
        ? [event.event.hypervolume]
        : [],
    );
    expect(comparison.view().courses[1]![0]!.hypervolume.at(-1)).toBe(volumes.at(-1));
    const errors = comparison.events.flatMap((event) =>
      event.type === 'inRun' && event.contestant === 1 && event.event.type === 'evaluated'
        ? [event.event.error]
        : [],
    );
    expect(comparison.view().courses[1]![0]!.error.at(-1)).toBe(Math.min(...errors));
  });

  it('gives shared seeds: a strategy twice has the same runs', async () => {
    const comparison = compare([pretend()], [contestant('random'), contestant('random')], 2);
    await comparison.done;
    const [first, second] = comparison.view().courses;
    expect(second).toEqual(first);
    expect(first![1]).not.toEqual(first![0]);
  });

  it('pauses, resumes and stops', async () => {
    const evaluator = pretend(() => 3);
    const comparison = compare([evaluator]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    comparison.pause();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { calls } = evaluator;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(evaluator.calls).toBe(calls);
    expect(comparison.view().phase).toBe('paused');
    comparison.resume();
    await new Promise((resolve) => setTimeout(resolve, 5));
    comparison.stop();
    await comparison.done;
    expect(comparison.view()).toMatchObject({
      phase: 'finished',
      finished: { reason: 'stopped' },
      current: null,
    });
    expect(comparison.view().candidates).toBeLessThan(36);
  });

  it('ends with the reason when nobody is left to train', async () => {
    const gone = pretend(
      () => 1,
      (calls) => (calls === 8 ? new EvaluatorGone('The worker could not be replaced.') : undefined),
    );
    const comparison = compare([gone]);
    await comparison.done;
    expect(comparison.view().finished).toEqual({
      reason: 'error',
      message: 'The worker could not be replaced.',
    });
  });

  it('has a log that begins with its start', () => {
    expect(() => foldComparison(null, [{ type: 'comparisonPaused', sequence: 0, time: 0 }])).toThrow(
      'must begin with "comparisonStarted"',
    );
  });
});
