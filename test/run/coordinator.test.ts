import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../src/run/candidate-table.ts';
import { startRun } from '../../src/run/coordinator.ts';
import { EvaluatorLost } from '../../src/run/evaluator.ts';
import type { RunEventBody } from '../../src/run/events.ts';
import { DEFAULT_SETTINGS } from '../../src/run/settings.ts';
import { nonDominatedSort } from '../../src/search/pareto.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { ofType, pretend, start, type Watched } from './runs.ts';

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
    const points = candidatesOf(view.candidates).filter(({ error }) => error !== null);
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
    const second = (run: Watched) => ofType(run.events, 'proposed')[1]!.candidate;
    expect(ofType(once.events, 'workerLost')).toMatchObject([{ candidate: second(once), worker: 0 }]);
    expect(ofType(once.events, 'evaluated')).toHaveLength(3);
    const always = start({ evaluations: 3 }, [
      pretend(
        () => 1,
        (calls) => (calls === 2 || calls === 3 ? new EvaluatorLost('It ended.') : undefined),
      ),
    ]);
    await always.done;
    expect(ofType(always.events, 'failed')).toMatchObject([
      { candidate: second(always), reason: 'It ended.' },
    ]);
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
      settings: { ...DEFAULT_SETTINGS, evaluations: 40 },
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
