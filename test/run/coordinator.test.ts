import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../src/architecture/costs.ts';
import type { TrainedWeights } from '../../src/evaluation/train.ts';
import { startRun } from '../../src/run/coordinator.ts';
import { type Evaluation, type Evaluator, EvaluatorLost } from '../../src/run/evaluator.ts';
import type { RunEvent, RunEventBody } from '../../src/run/events.ts';
import { foldRun, type RunView } from '../../src/run/fold.ts';
import { addToFront, frontHypervolume } from '../../src/run/front.ts';
import { checkSettings, DEFAULT_SETTINGS, type RunSettings } from '../../src/run/settings.ts';
import { createWeightBank } from '../../src/run/weight-bank.ts';
import { hypervolume, nonDominatedSort } from '../../src/search/pareto.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';

const space = compileSpace(HIERARCHICAL_SMALL);
const noWeights: TrainedWeights = { weights: new Float32Array(0), statistics: new Float32Array(0) };

/** An evaluator without training: the error falls with the parameters, with noise from the seed; `delay` in turns of the loop. */
function pretend(
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

interface Watched {
  events: RunEventBody[];
  view: () => RunView;
  kept: number[];
}

function start(
  settings: Partial<RunSettings>,
  evaluators: Evaluator[],
): Watched & ReturnType<typeof startRun> {
  const events: RunEventBody[] = [];
  const kept: number[] = [];
  const run = startRun({
    space,
    settings: { ...DEFAULT_SETTINGS, evaluations: 40, population: 8, ...settings },
    evaluators,
    dataset: { name: 'none', fingerprint: 'none', train: 1, validation: 1 },
    backend: 'wasm',
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

const ofType = <T extends RunEventBody['type']>(events: readonly RunEventBody[], type: T) =>
  events.filter((event): event is Extract<RunEventBody, { type: T }> => event.type === type);

describe('startRun', () => {
  it('logs a whole run: start, each candidate once, the true front, the end', async () => {
    const run = start({}, [pretend()]);
    await run.done;
    const evaluated = ofType(run.events, 'evaluated');
    expect(run.events[0]!.type).toBe('runStarted');
    expect(run.events.at(-1)).toEqual({ type: 'finished', reason: 'budget' });
    expect(evaluated).toHaveLength(40);
    expect(run.kept).toEqual(evaluated.map(({ candidate }) => candidate));
    const hashes = ofType(run.events, 'proposed').map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    const view = run.view();
    const points = [...view.candidates.values()].filter(({ error }) => error !== null);
    const front = nonDominatedSort(points.map(({ error, costs }) => [error!, costs.parameters]))[0]!;
    expect([...view.front].sort()).toEqual(front.map((i) => points[i]!.candidate).sort());
    for (const { costs } of points) expect(costs.parameters).toBeLessThanOrEqual(60_000);
  });

  it('logs the same twice with one evaluator, and searches the same with several, whatever their speed', async () => {
    const once = start({}, [pretend()]);
    const again = start({}, [pretend((seed) => 1 + (seed % 5))]);
    const three = start({}, [
      pretend((seed) => 1 + (seed % 7)),
      pretend(() => 2),
      pretend((seed) => seed % 3),
    ]);
    await Promise.all([once.done, again.done, three.done]);
    expect(again.events).toEqual(once.events);
    const proposals = (run: Watched) =>
      ofType(run.events, 'proposed').sort((a, b) => a.candidate - b.candidate);
    expect(proposals(three)).toEqual(proposals(once));
    const other = start({ seed: 43 }, [pretend()]);
    await other.done;
    expect(proposals(other)).not.toEqual(proposals(once));
  });

  it('goes on when candidates fail, and says why', async () => {
    const run = start({}, [
      pretend(
        () => 1,
        (calls) => (calls % 4 === 0 ? new Error('The loss became NaN in epoch 1.') : undefined),
      ),
    ]);
    await run.done;
    const failed = ofType(run.events, 'failed');
    expect(failed).toHaveLength(10);
    expect(failed[0]!.reason).toBe('The loss became NaN in epoch 1.');
    expect(ofType(run.events, 'evaluated')).toHaveLength(30);
    expect(run.events.at(-1)).toEqual({ type: 'finished', reason: 'budget' });
  });

  it('tries a candidate again whose evaluator died, and gives it up after the second death', async () => {
    const once = start({ evaluations: 3 }, [
      pretend(
        () => 1,
        (calls) => (calls === 2 ? new EvaluatorLost('It ended.') : undefined),
      ),
    ]);
    await once.done;
    expect(ofType(once.events, 'workerLost')).toMatchObject([{ candidate: 2, worker: 0 }]);
    expect(ofType(once.events, 'evaluated')).toHaveLength(3);
    const always = start({ evaluations: 3 }, [
      pretend(
        () => 1,
        (calls) => (calls === 2 || calls === 3 ? new EvaluatorLost('It ended.') : undefined),
      ),
    ]);
    await always.done;
    expect(ofType(always.events, 'failed')).toMatchObject([{ candidate: 2, reason: 'It ended.' }]);
    expect(ofType(always.events, 'evaluated')).toHaveLength(2);
  });

  it('pauses, resumes, and comes to the same', async () => {
    const plain = start({}, [pretend()]);
    await plain.done;
    const evaluator = pretend(() => 3);
    const run = start({}, [evaluator]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    run.pause();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { calls } = evaluator;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(evaluator.calls).toBe(calls);
    expect(run.view().phase).toBe('paused');
    run.resume();
    await run.done;
    const rest = run.events.filter(({ type }) => type !== 'paused' && type !== 'resumed');
    expect(rest).toEqual(plain.events);
  });

  it('stops while running, while paused, and only once', async () => {
    for (const pauseFirst of [false, true]) {
      const run = start({}, [pretend(() => 4), pretend(() => 6)]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (pauseFirst) run.pause();
      run.stop();
      run.stop();
      await run.done;
      expect(run.events.at(-1)).toEqual({ type: 'finished', reason: 'stopped' });
      expect(ofType(run.events, 'finished')).toHaveLength(1);
      // What comes too late is no event of the run.
      run.pause();
      run.resume();
      expect(run.events.at(-1)!.type).toBe('finished');
    }
  });

  it('ends when a small space has nothing new', async () => {
    const tiny = compileSpace({
      ...HIERARCHICAL_SMALL,
      motifs: {
        cell: {
          kind: 'pipelines',
          pipelines: [{ blocks: [{ operation: ['conv3', 'maxpool3'] }] }],
          merge: 'add',
        },
      },
      layers: [{ cell: 'cell', repeat: 1, filters: [4, 8], resolution: 'same' }],
      head: { pool: 'average', dense: [], dropout: 0 },
    });
    const events: RunEventBody[] = [];
    const run = startRun({
      space: tiny,
      settings: { ...DEFAULT_SETTINGS, evaluations: 40, population: 4 },
      evaluators: [pretend()],
      dataset: { name: 'none', fingerprint: 'none', train: 1, validation: 1 },
      backend: 'wasm',
      versions: { cellscape: 'test', tfjs: 'test', kernels: 'SIMD' },
      emit: (event) => events.push(event),
      keep: () => undefined,
    });
    await run.done;
    // Two convolutions and one pooling: filters make no difference to the latter.
    expect(ofType(events, 'evaluated')).toHaveLength(3);
    expect(events.at(-1)).toEqual({ type: 'finished', reason: 'exhausted' });
  });
});

describe('checkSettings', () => {
  it('accepts the defaults', () => {
    expect(checkSettings(DEFAULT_SETTINGS, space)).toEqual([]);
  });

  it.each([
    [{ batchSize: 0 }, 'batchSize', 'whole number from 1 to 4,096'],
    [{ population: 3 }, 'population', 'from 4'],
    [{ evaluations: 1.5 }, 'evaluations', 'whole number'],
    [{ learningRate: Number.NaN }, 'learningRate', 'must be a number'],
    [{ dataShare: 0 }, 'dataShare', 'from 0.001 to 1'],
    [{ workers: 0 }, 'workers', 'whole number from 1 to 64'],
  ] as const)('refuses %j', (change, path, message) => {
    const problems = checkSettings({ ...DEFAULT_SETTINGS, ...change }, space);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path });
    expect(problems[0]!.message).toContain(message);
  });

  it('refuses a cap below the smallest architecture, and says what would do', () => {
    const capped = compileSpace({ ...HIERARCHICAL_SMALL, constraints: { maxParameters: 100 } });
    const [problem] = checkSettings(DEFAULT_SETTINGS, capped);
    expect(problem).toMatchObject({ path: 'constraints.maxParameters' });
    expect(problem!.message).toContain('has 174 parameters: raise the cap to at least that');
  });
});

describe('front', () => {
  it('grows as sorting all points would have it, ties to the earlier', () => {
    const rng = createRng(1);
    const all = Array.from({ length: 300 }, (_, i) => ({
      candidate: i,
      error: rng.int(30) / 100,
      parameters: 100 + rng.int(40),
    }));
    const front = all.reduce<readonly (typeof all)[number][]>(
      (members, member) => addToFront(members, member) as typeof all,
      [],
    );
    const [first] = nonDominatedSort(all.map(({ error, parameters }) => [error, parameters]));
    const unique = new Set(first!.map((i) => `${all[i]!.error} ${all[i]!.parameters}`));
    expect(new Set(front.map(({ error, parameters }) => `${error} ${parameters}`))).toEqual(unique);
    expect(front).toHaveLength(unique.size);
  });

  it('has the hypervolume of its box', () => {
    const box = { error: 0.9, minParameters: 100, maxParameters: 10_000 };
    expect(frontHypervolume([{ candidate: 1, error: 0, parameters: 100 }], box)).toBeCloseTo(1, 6);
    expect(frontHypervolume([{ candidate: 1, error: 0.45, parameters: 1000 }], box)).toBeCloseTo(0.25, 6);
    expect(frontHypervolume([{ candidate: 1, error: 0.95, parameters: 100 }], box)).toBe(0);
    const two = [
      { candidate: 1, error: 0.45, parameters: 100 },
      { candidate: 2, error: 0.09, parameters: 1000 },
    ];
    expect(frontHypervolume(two, box)).toBeCloseTo(
      hypervolume(
        [
          [0.5, 0],
          [0.1, 0.5],
        ],
        [1, 1],
      ),
      6,
    );
  });
});

describe('weight bank', () => {
  it('forgets the oldest that is not protected, and only for want of room', () => {
    const model = (bytes: number) => ({ ...noWeights, weights: new Float32Array(bytes / 4) });
    const bank = createWeightBank(100);
    bank.put(1, model(40));
    bank.put(2, model(40));
    bank.protect([1]);
    bank.put(3, model(40));
    expect([1, 2, 3].map((candidate) => bank.get(candidate) !== undefined)).toEqual([true, false, true]);
  });
});
