import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../src/run/candidate-table.ts';
import type { EvaluationJob, Evaluator } from '../../src/run/evaluator.ts';
import type { RunSettings } from '../../src/run/settings.ts';
import { defaultsOf, strategyOf } from '../../src/search/catalogue.ts';
import { nonDominatedSort } from '../../src/search/pareto.ts';
import { distance } from '../../src/space/distance.ts';
import type { Genotype } from '../../src/space/tree.ts';
import { ofType, pretend, space, start, type Watched } from './runs.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Turns of the loop until something holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let turns = 0; !holds(); turns++) {
    if (turns > 100_000) throw new Error('It never holds.');
    await turn();
  }
}
const evaluatedIn = (run: Watched) => ofType(run.events, 'evaluated');
const proposedIn = (run: Watched) => ofType(run.events, 'proposed');
const of = (strategy: string, parameters = {}): Partial<RunSettings> => ({
  strategy,
  parameters: { ...defaultsOf(strategyOf(strategy)), ...parameters },
});

/** An evaluator that keeps its jobs. */
function keeping(evaluator: Evaluator): Evaluator & { readonly jobs: EvaluationJob[] } {
  const jobs: EvaluationJob[] = [];
  return {
    jobs,
    hold: (held) => evaluator.hold(held),
    evaluate(job, ...rest) {
      jobs.push(job);
      return evaluator.evaluate(job, ...rest);
    },
  };
}

describe('settings changed on the way', () => {
  it('are in the log and in what is shown, and what is proposed after is by them', async () => {
    const mating = of('nsga2', { population: 8, crossoverRate: 1 });
    const run = start({ ...mating, ahead: 2, evaluations: 60 }, [pretend(), pretend(() => 3)]);
    await until(() => evaluatedIn(run).length >= 30);
    const changes = { parameters: { ...mating.parameters, crossoverRate: 0 } };
    const before = proposedIn(run);
    run.change(changes);
    expect(run.events.at(-1)).toEqual({ type: 'settingChanged', changes });
    expect(run.view().settings.parameters).toEqual(changes.parameters);
    await run.done;
    const after = proposedIn(run).slice(before.length);
    expect(run.events.at(-1)).toEqual({ type: 'finished', reason: 'budget' });
    expect(evaluatedIn(run)).toHaveLength(60);
    expect(before.slice(10).map(({ operator }) => operator)).toContain('crossover + mutation');
    expect(new Set(after.map(({ operator }) => operator))).toEqual(new Set(['mutation']));
    expect(new Set(proposedIn(run).map(({ candidate }) => candidate)).size).toBe(60);
  });

  it('reach the mutation, too', async () => {
    const run = start(
      { ...of('aging-evolution', { population: 4 }), mutationRate: 0.9, ahead: 1, evaluations: 60 },
      [pretend()],
    );
    await until(() => evaluatedIn(run).length >= 30);
    const before = proposedIn(run).length;
    run.change({ mutationRate: 0 });
    await run.done;
    const all = [...proposedIn(run), ...ofType(run.events, 'infeasible')];
    const genotypes = new Map(all.map(({ candidate, genotype }) => [candidate, genotype]));
    const steps = proposedIn(run).map(({ genotype, parents: [parent] }) =>
      parent === undefined ? 0 : distance(space.tree, genotypes.get(parent) as Genotype, genotype),
    );
    // One decision always changes; an item drawn anew is as far as one deleted and one inserted.
    expect(Math.min(...steps.slice(before))).toBe(1);
    expect(Math.max(...steps.slice(before))).toBeLessThanOrEqual(2);
    expect(Math.max(...steps.slice(0, before))).toBeGreaterThan(3);
  });

  it('that change nothing leave the run as it is, wherever it is', async () => {
    for (const settings of [
      {},
      { ahead: 0 },
      { repetitions: 2, evaluations: 20 },
      of('genetic'),
      of('moead'),
      of('local-search'),
    ]) {
      const plain = start(settings, [pretend()]);
      const disturbed = start(settings, [pretend()]);
      for (const evaluated of [1, 7, 19]) {
        await until(() => evaluatedIn(disturbed).length >= evaluated);
        disturbed.change({});
      }
      await Promise.all([plain.done, disturbed.done]);
      expect(ofType(disturbed.events, 'settingChanged')).toHaveLength(3);
      expect(disturbed.events.filter(({ type }) => type !== 'settingChanged')).toEqual(plain.events);
    }
  });

  it('may be made while the run is paused', async () => {
    const run = start({ evaluations: 12 }, [pretend()]);
    await until(() => evaluatedIn(run).length >= 4);
    run.pause();
    run.change({ evaluations: 15 });
    expect(run.view().phase).toBe('paused');
    for (let i = 0; i < 20; i++) await turn();
    expect(run.events.at(-1)!.type).toBe('settingChanged');
    run.resume();
    await run.done;
    expect(evaluatedIn(run)).toHaveLength(15);
  });
});

describe('a changed budget', () => {
  it('is kept to, raised or lowered', async () => {
    const raised = start({ evaluations: 10 }, [pretend(), pretend()]);
    await until(() => evaluatedIn(raised).length >= 5);
    raised.change({ evaluations: 25 });
    await raised.done;
    expect(evaluatedIn(raised)).toHaveLength(25);
    const lowered = start({ evaluations: 40 }, [pretend(), pretend()]);
    await until(() => evaluatedIn(lowered).length >= 5);
    const begun = proposedIn(lowered).length;
    lowered.change({ evaluations: 1 });
    await lowered.done;
    expect(proposedIn(lowered)).toHaveLength(begun);
    expect(evaluatedIn(lowered)).toHaveLength(begun);
    expect(lowered.events.at(-1)).toEqual({ type: 'finished', reason: 'budget' });
  });

  it('gives work to those who have none left while one still trains', async () => {
    // The third candidate trains until it is let go; the other evaluator has nothing to do.
    const seen: number[] = [];
    let held = true;
    const delay = (seed: number) => {
      if (!seen.includes(seed)) seen.push(seed);
      return seed === seen[2] && held ? Number.POSITIVE_INFINITY : 1;
    };
    const run = start({ evaluations: 3 }, [pretend(delay), pretend(delay)]);
    await until(() => evaluatedIn(run).length === 2);
    const busy = ofType(run.events, 'started')[2]!.worker;
    for (let i = 0; i < 50; i++) await turn();
    expect(evaluatedIn(run)).toHaveLength(2);
    run.change({ evaluations: 6 });
    await until(() => evaluatedIn(run).length === 5);
    const workers = ofType(run.events, 'started')
      .slice(3)
      .map(({ worker }) => worker);
    expect(workers).toEqual([1 - busy, 1 - busy, 1 - busy]);
    held = false;
    await run.done;
    expect(evaluatedIn(run)).toHaveLength(6);
  });
});

describe('what a run under way cannot change', () => {
  it('is refused in words, and leaves the run as it is', async () => {
    const settings = of('annealing');
    const plain = start(settings, [pretend()]);
    const run = start(settings, [pretend()]);
    await until(() => evaluatedIn(run).length >= 15);
    const { length } = run.events;
    for (const changes of [
      { seed: 1 },
      { strategy: 'random' },
      { epochs: 9 },
      { ahead: 1 },
      { repetitions: 2 },
      { dataShare: 1 },
      { backend: 'wasm' },
    ] satisfies Partial<RunSettings>[])
      expect(() => run.change({ evaluations: 5, ...changes })).toThrow(
        `A run under way cannot change ${Object.keys(changes)[0]}: start a new run with it.`,
      );
    expect(() => run.change({ seed: 1, epochs: 2 })).toThrow('cannot change seed, epochs');
    // How annealing begins is fixed; how it cools is not.
    expect(() => run.change({ parameters: { ...settings.parameters, temperature: 3, initial: 4 } })).toThrow(
      'A run under way cannot change parameters.initial, parameters.temperature: start a new run with it.',
    );
    expect(() => run.change({ mutationRate: 2 })).toThrow('must be a number from 0 to 1');
    expect(() => run.change({ parameters: {} })).toThrow('cannot change parameters.initial');
    expect(() => run.change({ parameters: { ...settings.parameters, cooling: -1 } })).toThrow(
      'must be a number from 0 to 1',
    );
    expect(() => run.change({ parameters: { ...settings.parameters, magic: 1 } })).toThrow(
      'is no parameter of',
    );
    expect(run.events).toHaveLength(length);
    await Promise.all([run.done, plain.done]);
    expect(run.events).toEqual(plain.events);
  });

  it('is everything, once it has ended', async () => {
    const over = start({ evaluations: 2 }, [pretend()]);
    await over.done;
    const stopped = start({}, [pretend()]);
    stopped.stop();
    for (const run of [over, stopped]) {
      expect(() => run.change({ evaluations: 90 })).toThrow('The run has ended: start a new one');
      await run.done;
      expect(run.events.at(-1)!.type).toBe('finished');
      expect(ofType(run.events, 'settingChanged')).toEqual([]);
    }
  });
});

describe('repetitions', () => {
  it('train each candidate so often, with seeds of their own; the front is that of the means', async () => {
    const evaluators = [keeping(pretend()), keeping(pretend((seed) => seed % 4))];
    const run = start({ repetitions: 3, evaluations: 16 }, evaluators);
    await run.done;
    const jobs = evaluators.flatMap(({ jobs: each }) => each);
    expect(jobs).toHaveLength(48);
    expect(new Set(jobs.map(({ seed }) => seed)).size).toBe(48);
    expect(proposedIn(run)).toHaveLength(16);
    const means: number[] = [];
    for (const { candidate } of proposedIn(run)) {
      const trained = evaluatedIn(run).filter((event) => event.candidate === candidate);
      expect(trained.map(({ repetition }) => repetition).sort()).toEqual([0, 1, 2]);
      expect(
        ofType(run.events, 'started')
          .filter((event) => event.candidate === candidate)
          .map(({ repetition }) => repetition),
      ).toEqual([0, 1, 2]);
      means.push(trained.reduce((sum, { error }) => sum + error, 0) / 3);
      expect(new Set(trained.map(({ error }) => error)).size).toBe(3);
    }
    // The weights of one training are kept.
    expect(run.kept.toSorted((a, b) => a - b)).toEqual(
      proposedIn(run)
        .map(({ candidate }) => candidate)
        .toSorted((a, b) => a - b),
    );
    const points = proposedIn(run).map(({ costs }, i) => [means[i]!, costs.parameters]);
    const front = nonDominatedSort(points)[0]!.map((i) => proposedIn(run)[i]!.candidate);
    const view = run.view();
    expect([...view.front].sort()).toEqual(front.sort());
    for (const [i, { candidate }] of proposedIn(run).entries())
      expect(view.candidates.error[candidate]).toBeCloseTo(means[i]!, 14);
    expect(view.evaluated).toBe(16);
  });

  it('give a first training the seed that it has alone', async () => {
    const [once, thrice] = [keeping(pretend()), keeping(pretend())];
    await start({ evaluations: 1 }, [once]).done;
    await start({ evaluations: 1, repetitions: 3 }, [thrice]).done;
    expect(thrice.jobs[0]).toEqual(once.jobs[0]);
  });

  it('make no difference to what is proposed by how many workers there are', async () => {
    const proposals = async (evaluators: Evaluator[]) => {
      const run = start({ repetitions: 2, evaluations: 30 }, evaluators);
      await run.done;
      return proposedIn(run).sort((a, b) => a.candidate - b.candidate);
    };
    const alone = await proposals([pretend()]);
    expect(
      await proposals([pretend((seed) => seed % 7), pretend(() => 2), pretend((seed) => seed % 3)]),
    ).toEqual(alone);
  });

  it('that fail are left out of the mean; a candidate has failed when all have', async () => {
    // Of three trainings each: the second of the first candidate, all of the second.
    const run = start({ repetitions: 3, evaluations: 3, ahead: 1 }, [
      pretend(
        () => 1,
        (calls) => ([2, 4, 5, 6].includes(calls) ? new Error('The loss became NaN.') : undefined),
      ),
    ]);
    await run.done;
    const view = run.view();
    const trained = candidatesOf(view.candidates).filter(({ state }) => state !== 'infeasible');
    const [first, second, third] = trained;
    expect([first!.state, second!.state, third!.state]).toEqual(['evaluated', 'failed', 'evaluated']);
    const errors = evaluatedIn(run)
      .filter(({ candidate }) => candidate === first!.candidate)
      .map(({ error }) => error);
    expect(errors).toHaveLength(2);
    expect(first!.error).toBeCloseTo((errors[0]! + errors[1]!) / 2, 14);
    expect(view.front).not.toContain(second!.candidate);
    expect([view.evaluated, view.failed]).toEqual([2, 1]);
    expect(ofType(run.events, 'failed').map(({ candidate, repetition }) => [candidate, repetition])).toEqual([
      [first!.candidate, 1],
      [second!.candidate, 0],
      [second!.candidate, 1],
      [second!.candidate, 2],
    ]);
  });

  it('are gone through to the end when the budget is lowered between them', async () => {
    const run = start({ repetitions: 4, evaluations: 20 }, [pretend()]);
    await until(() => evaluatedIn(run).length === 6);
    run.change({ evaluations: 1 });
    await run.done;
    expect(evaluatedIn(run).map(({ candidate, repetition }) => [candidate, repetition])).toEqual(
      ofType(run.events, 'proposed').flatMap(({ candidate }) =>
        [0, 1, 2, 3].map((repetition) => [candidate, repetition]),
      ),
    );
  });
});
