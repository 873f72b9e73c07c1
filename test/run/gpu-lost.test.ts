import { describe, expect, it } from 'vitest';
import { type Evaluator, EvaluatorGone, EvaluatorLost, GpuLost } from '../../src/run/evaluator.ts';
import { ofType, pretend, start } from './runs.ts';

describe('a run whose GPU goes away', () => {
  it('trains a candidate again as often as the GPU goes away under it, with its seed', async () => {
    const plain = start({ evaluations: 6 }, [pretend()]);
    await plain.done;
    const evaluator = pretend(
      () => 1,
      (calls) => (calls > 2 && calls < 22 ? new GpuLost('The context was lost.', 'wasm') : undefined),
    );
    const seeds: number[] = [];
    const run = start({ evaluations: 6 }, [
      {
        hold: evaluator.hold,
        evaluate: (job, ...rest) => {
          seeds.push(job.seed);
          return evaluator.evaluate(job, ...rest);
        },
      },
    ]);
    await run.done;
    const third = ofType(run.events, 'proposed')[2]!.candidate;
    expect(ofType(run.events, 'deviceLost')).toEqual(
      Array(19).fill({ type: 'deviceLost', worker: 0, reason: 'The context was lost.', candidate: third }),
    );
    expect(new Set(seeds.slice(2, 22)).size).toBe(1);
    expect(new Set(seeds).size).toBe(6);
    // Each attempt starts anew; otherwise the run is what it would have been.
    expect(ofType(run.events, 'started').filter(({ candidate }) => candidate === third)).toHaveLength(20);
    expect(ofType(run.events, 'evaluated')).toEqual(ofType(plain.events, 'evaluated'));
    expect(ofType(run.events, 'backendChanged')).toEqual([]);
    expect(run.view()).toMatchObject({ devicesLost: 19, failed: 0, workersLost: 0, backend: 'wasm' });
    expect(run.view().candidates.epochs[third]).toBe(1);
  });

  it('says once where another backend takes over, and goes on there', async () => {
    let lost = 0;
    const losing = () =>
      pretend(
        () => 2,
        (calls) => (calls === 2 ? new GpuLost(`Loss ${++lost}.`, 'webgl') : undefined),
      );
    const run = start({ evaluations: 8 }, [losing(), losing()], 'webgpu');
    expect(run.view().backend).toBe('webgpu');
    await run.done;
    expect(ofType(run.events, 'deviceLost')).toHaveLength(2);
    expect(ofType(run.events, 'backendChanged')).toEqual([
      { type: 'backendChanged', from: 'webgpu', to: 'webgl', reason: 'Loss 1.' },
    ]);
    expect(ofType(run.events, 'evaluated')).toHaveLength(8);
    expect(run.view()).toMatchObject({ backend: 'webgl', devicesLost: 2 });
    // What the run was started with stays in its first event.
    expect(run.view().started.backend).toBe('webgpu');
  });

  it('does not take a lost GPU for one of the attempts at a candidate', async () => {
    const faults = [
      new GpuLost('Lost.', 'wasm'),
      new EvaluatorLost('Dead.'),
      new GpuLost('Lost.', 'wasm'),
      new EvaluatorLost('Dead again.'),
    ];
    const run = start({ evaluations: 2 }, [pretend(undefined, (calls) => faults[calls - 1])]);
    await run.done;
    expect(run.view()).toMatchObject({ devicesLost: 2, workersLost: 2, failed: 1, evaluated: 1 });
    expect(ofType(run.events, 'failed')).toMatchObject([{ candidate: 1, reason: 'Dead again.' }]);
  });

  it('ends with the reason where nothing can take over', async () => {
    const gone = new EvaluatorGone('Lost again and again, and nothing else works here.');
    const run = start({}, [pretend(undefined, (calls) => (calls === 3 ? gone : undefined)), pretend()]);
    await run.done;
    expect(run.events.at(-1)).toEqual({ type: 'finished', reason: 'error', message: gone.message });
    expect(ofType(run.events, 'failed')).toEqual([]);
  });

  it('says nothing of a GPU that is lost after the run was stopped', async () => {
    const late: Evaluator = {
      hold: () => undefined,
      evaluate: (_job, _onMeasurement, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new GpuLost('Lost.', 'webgl')));
        }),
    };
    const run = start({}, [late]);
    await new Promise((resolve) => setImmediate(resolve));
    run.stop();
    await run.done;
    expect(run.events.map(({ type }) => type)).toEqual(['runStarted', 'proposed', 'started', 'finished']);
  });
});
