import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidateOf, candidatesOf, curveOf, parentsOf } from '../../src/run/candidate-table.ts';
import { newsOf, type RunEvent } from '../../src/run/events.ts';
import { foldRun, type RunView } from '../../src/run/fold.ts';
import { ofType, pretend, start } from './runs.ts';

/** The log of a short run with a failure or two, numbered and timed. */
async function shortLog(changes = {}, workers = 2): Promise<RunEvent[]> {
  const evaluators = Array.from({ length: workers }, () =>
    pretend(
      (seed) => 1 + (seed % 3),
      (calls) => (calls % 9 === 4 ? new Error('it broke') : undefined),
    ),
  );
  const run = start({ evaluations: 30, ...changes }, evaluators);
  await run.done;
  return run.events.map((event, sequence): RunEvent => ({ ...event, sequence, time: 1000 + 10 * sequence }));
}

/** A view without the room that its columns keep for more, and without what is written in place. */
function plain(view: RunView): unknown {
  const { candidates, course, spans, open, ...rest } = view;
  const columns = (table: object, length: number) =>
    Object.fromEntries(
      Object.entries(table).map(([name, column]) => [
        name,
        ArrayBuffer.isView(column) ? [...(column as unknown as number[])].slice(0, length) : column,
      ]),
    );
  return {
    ...rest,
    open: [...open],
    candidates: {
      ...columns(candidates, candidates.count + 1),
      curve: [...candidates.curve].slice(0, candidates.curveEnd),
    },
    course: columns(course, course.count),
    spans: columns(spans, spans.count),
  };
}

describe('the fold of a log', () => {
  it('is the same in whatever batches the events come, and without genotypes', async () => {
    const log = await shortLog();
    const whole = plain(foldRun(null, log)!);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), (sizes) => {
        let view: RunView | null = null;
        let from = 0;
        for (const size of [...sizes, log.length]) {
          view = foldRun(view, log.slice(from, from + size).map(newsOf));
          from += size;
        }
        expect(plain(view!)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('says of every candidate what its events say', async () => {
    const log = await shortLog();
    const view = foldRun(null, log)!;
    const proposed = [...ofType(log, 'proposed'), ...ofType(log, 'infeasible')];
    expect(candidatesOf(view.candidates)).toHaveLength(proposed.length);
    for (const { candidate, costs, parents, operator, generation, type } of proposed) {
      const found = candidateOf(view.candidates, candidate)!;
      expect(found).toMatchObject({ candidate, costs, parents, operator, generation });
      expect(parentsOf(view.candidates, candidate)).toEqual(parents);
      const [end] = ofType(log, 'evaluated').filter((event) => event.candidate === candidate);
      const [failure] = ofType(log, 'failed').filter((event) => event.candidate === candidate);
      if (type === 'infeasible') expect(found.state).toBe('infeasible');
      else if (end)
        expect(found).toMatchObject({ state: 'evaluated', error: end.error, seconds: end.seconds });
      else expect(found).toMatchObject({ state: 'failed', reason: failure!.reason, error: null });
      const curve = ofType(log, 'measured')
        .filter((event) => event.candidate === candidate)
        .map(({ epoch, loss, error }) => ({ epoch, loss, error }));
      if (end) expect(curveOf(view.candidates, candidate)).toEqual(curve);
    }
    expect(candidateOf(view.candidates, 0)).toBeUndefined();
    expect(candidateOf(view.candidates, proposed.length + 1)).toBeUndefined();
  });

  it('counts, orders and adds up', async () => {
    const log = await shortLog();
    const view = foldRun(null, log)!;
    const over = [...ofType(log, 'evaluated'), ...ofType(log, 'failed')].sort(
      (a, b) => (a as RunEvent).sequence - (b as RunEvent).sequence,
    );
    expect(view.evaluated + view.failed).toBe(over.length);
    for (const [i, { candidate }] of over.entries()) expect(view.candidates.order[candidate]).toBe(i + 1);
    expect(view.compute).toBe(ofType(log, 'evaluated').reduce((sum, { seconds }) => sum + seconds, 0));
    const changes = ofType(log, 'frontChanged');
    expect(view.course.count).toBe(changes.length);
    expect([...view.course.hypervolume].slice(0, view.course.count)).toEqual(
      changes.map(({ hypervolume }) => hypervolume),
    );
    expect(view.activeMs).toBe(10 * (log.length - 1));
  });

  it('keeps a lane for each worker, in which no two trainings overlap', async () => {
    const log = await shortLog({}, 3);
    const { spans, open } = foldRun(null, log)!;
    expect(open.size).toBe(0);
    expect(spans.count).toBe(ofType(log, 'started').length);
    for (let worker = 0; worker < 3; worker++) {
      let end = 0;
      for (let i = 0; i < spans.count; i++) {
        if (spans.worker[i] !== worker) continue;
        expect(spans.from[i]).toBeGreaterThanOrEqual(end);
        expect(spans.to[i]).toBeGreaterThan(spans.from[i]!);
        end = spans.to[i]!;
      }
    }
  });

  it('can be handed to another thread whole', async () => {
    const log = await shortLog();
    const view = foldRun(null, log)!;
    expect(plain(structuredClone(view))).toEqual(plain(view));
  });

  it('makes one candidate’s error the mean of its trainings, where it has several', async () => {
    const log = await shortLog({ repetitions: 3, evaluations: 8 });
    const view = foldRun(null, log)!;
    for (const { candidate } of ofType(log, 'proposed')) {
      const errors = ofType(log, 'evaluated').flatMap((event) =>
        event.candidate === candidate ? [event.error] : [],
      );
      const found = candidateOf(view.candidates, candidate)!;
      expect([...found.errors].sort()).toEqual([...errors].sort());
      if (errors.length === 0) expect(found.state).toBe('failed');
      else expect(found.error).toBeCloseTo(errors.reduce((a, b) => a + b, 0) / errors.length, 14);
    }
  });

  it('refuses a log without a beginning, and bears events that name nobody', () => {
    const stray = { type: 'evaluated', candidate: 3, error: 0.1, seconds: 1, sequence: 0, time: 0 } as const;
    expect(() => foldRun(null, [stray])).toThrow('must begin with "runStarted", not "evaluated"');
    expect(foldRun(null, [])).toBeNull();
  });
});
