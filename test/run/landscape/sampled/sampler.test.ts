import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvaluatorGone, EvaluatorLost } from '../../../../src/run/evaluator.ts';
import { createEvaluate, fitnessWords } from '../../../../src/run/landscape/sampled/fitness.ts';
import { createSampledLab, type SampledNews } from '../../../../src/run/landscape/sampled/lab.ts';
import { checkPlan, type PlanOptions } from '../../../../src/run/landscape/sampled/plan.ts';
import { parseRecord, type SampledRequest } from '../../../../src/run/landscape/sampled/record.ts';
import type { SampledReport } from '../../../../src/run/landscape/sampled/report.ts';
import { startSampling } from '../../../../src/run/landscape/sampled/sampler.ts';
import { sampledSpace } from '../../../../src/run/landscape/sampled/space.ts';
import { DEFAULT_SETTINGS } from '../../../../src/run/settings.ts';
import type { Device, setUp } from '../../../../src/run/setup.ts';
import type { Genotype } from '../../../../src/space/tree.ts';
import { pretend, space } from '../../runs.ts';

const PLAN: PlanOptions = { members: 60, walks: 6, steps: 5, strengths: [1, 2], offspring: 2, seed: 11 };
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that every look moves on: reports and breaths come as on a slow machine. */
const ticking = () => {
  let time = 0;
  return () => (time += 30);
};

function sample(
  evaluators: ReturnType<typeof pretend>[],
  more: Partial<Parameters<typeof startSampling<Genotype>>[0]> = {},
) {
  const reports: SampledReport[] = [];
  const stages: string[] = [];
  const sampling = startSampling({
    ...{ space: sampledSpace(space), options: PLAN, lanes: evaluators.length, noisy: true },
    evaluate: createEvaluate(space, 'training', DEFAULT_SETTINGS, evaluators),
    ...{ tolerance: 0, resamples: 20, known: new Map(), breathe, now: ticking() },
    onProgress: ({ stage }) => stages.push(stage),
    onReport: (found) => reports.push(found),
    ...more,
  });
  return { sampling, reports, stages };
}

describe('sampling', () => {
  it('comes to the same with one evaluator as with three that take turns', async () => {
    const one = sample([pretend()]);
    await one.sampling.done;
    const three = sample([
      pretend((seed) => seed % 5),
      pretend((seed) => seed % 3),
      pretend((seed) => seed % 7),
    ]);
    await three.sampling.done;
    expect(new Map([...three.sampling.outcomes()].sort())).toEqual(
      new Map([...one.sampling.outcomes()].sort()),
    );
    expect(three.reports.at(-1)).toEqual(one.reports.at(-1));
    expect(one.reports.length).toBeGreaterThan(2);
    expect(one.stages.at(0)).toBe('drawing');
    expect(one.stages.at(-1)).toBe('done');
    const { groups, density, fitnessDistance, failed } = one.reports.at(-1)!;
    expect(density?.count).toBe(60);
    expect(groups.map(({ starts }) => starts)).toEqual([6, 6]);
    expect(fitnessDistance?.best.fitness).toBe(
      Math.max(
        ...[...one.sampling.outcomes()].flatMap(([key, outcome]) =>
          key.endsWith('#2') ? [] : (outcome as number),
        ),
      ),
    );
    expect(failed?.value).toBe(0);
  });

  it('measures changes of the best from a second training, so that luck is not counted', async () => {
    const { sampling, reports } = sample([pretend()]);
    await sampling.done;
    const again = [...sampling.outcomes().keys()].filter((key) => key.endsWith('#2'));
    expect(again).toHaveLength(12);
    // Here fitness is noise for the most part: from the first training the best would fall by far.
    const ofOneEdit = (all: typeof reports) =>
      all.at(-1)!.groups[0]!.byDistance.find(({ distance }) => distance === 1)!;
    const best = ofOneEdit(reports);
    const first = sample([pretend()], { noisy: false });
    await first.sampling.done;
    const naive = ofOneEdit(first.reports);
    expect(naive.change!.value).toBeLessThan(-0.03);
    expect(Math.abs(best.change!.value)).toBeLessThan(Math.abs(naive.change!.value) / 2);
  });

  it('goes on where it was stopped, and evaluates nothing twice', async () => {
    const whole = sample([pretend()]);
    await whole.sampling.done;
    const evaluator = pretend();
    const part: ReturnType<typeof sample> = sample([evaluator], {
      onProgress: ({ done }) => {
        if (done === 75) part.sampling.stop();
      },
      now: ticking(),
    });
    await part.sampling.done;
    expect(part.reports.length).toBeGreaterThan(0);
    const rest = pretend();
    const second = sample([rest], { known: part.sampling.outcomes() });
    await second.sampling.done;
    expect(evaluator.calls + rest.calls).toBe(whole.sampling.outcomes().size);
    expect(second.reports.at(-1)).toEqual(whole.reports.at(-1));
  });

  it('stands still while it is paused', async () => {
    const evaluator = pretend();
    const { sampling } = sample([evaluator]);
    for (let i = 0; i < 200; i++) await breathe();
    sampling.pause();
    for (let i = 0; i < 20; i++) await breathe();
    const before = evaluator.calls;
    for (let i = 0; i < 200; i++) await breathe();
    expect(evaluator.calls).toBe(before);
    sampling.resume();
    await sampling.done;
    expect(evaluator.calls).toBeGreaterThan(before);
  });

  it('records what fails as failed, tries a dead worker’s once more, and ends when there is none', async () => {
    const failing = pretend(undefined, (calls) => (calls % 4 === 0 ? new Error('Not finite.') : undefined));
    const { sampling, reports } = sample([failing]);
    await sampling.done;
    const failed = [...sampling.outcomes().values()].filter((outcome) => typeof outcome !== 'number');
    expect(failed.length).toBe(Math.floor(sampling.outcomes().size / 4));
    expect(failed[0]).toEqual({ failed: 'Not finite.' });
    expect(reports.at(-1)!.density!.count).toBeLessThan(60);
    expect(reports.at(-1)!.failed!.value).toBeCloseTo(0.25, 1);

    const dying = pretend(undefined, (calls) => (calls === 3 ? new EvaluatorLost('It died.') : undefined));
    const again = sample([dying]);
    await again.sampling.done;
    expect([...again.sampling.outcomes().values()].every((outcome) => typeof outcome === 'number')).toBe(
      true,
    );

    const gone = sample([pretend(undefined, () => new EvaluatorGone('None is left.')), pretend(() => 5)]);
    await expect(gone.sampling.done).rejects.toThrow('None is left.');
  });
});

const REQUEST: SampledRequest = {
  document: space.document,
  plan: PLAN,
  fitness: 'parameters',
  settings: DEFAULT_SETTINGS,
  tolerance: 0,
};
const DEVICE: Device = { backend: 'wasm', measured: [], dataUrl: '' };

function laboratory(evaluators = [pretend()], fingerprint = 'abc') {
  const closed: boolean[] = [];
  const opened = {
    space,
    pool: { evaluators, backend: 'wasm', close: () => closed.push(true) },
    dataset: { name: 'MNIST', fingerprint, train: 1, validation: 1 },
  };
  const open = (() => Promise.resolve(opened)) as unknown as typeof setUp;
  return { lab: createSampledLab({ breathe, now: ticking(), open }), closed };
}

describe('the sampling laboratory', () => {
  it('samples a proxy without workers, and says which', async () => {
    const { lab } = laboratory();
    const news: SampledNews[] = [];
    await lab.start(REQUEST, undefined, (one) => news.push(one));
    const last = news.at(-1)!;
    expect(last.progress).toMatchObject({ stage: 'done', complete: true, failed: 0 });
    expect(last.fitness).toBe('A proxy: log₁₀ of the parameters. Nothing is trained.');
    expect(last.report!.fitnessDistance!.best.fitness).toBeLessThanOrEqual(
      Math.log10(space.document.constraints.maxParameters),
    );
    // Exact: nothing is evaluated a second time.
    expect([...parseRecord(lab.record()).outcomes.keys()].some((key) => key.includes('#'))).toBe(false);
    expect(structuredClone(last)).toEqual(last);
  });

  it('goes on with a record, read from its text', async () => {
    const training = { ...REQUEST, fitness: 'short' } as const;
    const evaluator = pretend();
    const { lab, closed } = laboratory([evaluator]);
    const first: SampledNews[] = [];
    await lab.start(training, DEVICE, (one) => {
      first.push(one);
      if (one.progress.done === 70) lab.stop();
    });
    expect(first.at(-1)!.progress.stage).toBe('stopped');
    expect(first.at(-1)!.pace).toEqual({ seconds: 1, lanes: 1 });
    expect(closed).toEqual([true]);
    const text = lab.record();
    expect(lab.read(text)).toEqual(training);
    const rest = pretend();
    const other = laboratory([rest]);
    await other.lab.start(training, DEVICE, () => undefined, text);
    expect(evaluator.calls + rest.calls).toBe(parseRecord(other.lab.record()).outcomes.size);

    const elsewhere = laboratory([pretend()], 'other images');
    await expect(elsewhere.lab.start(training, DEVICE, () => undefined, text)).rejects.toThrow(
      'other images',
    );
    await expect(
      lab.start({ ...training, fitness: 'training' }, DEVICE, () => undefined, text),
    ).rejects.toThrow('another fitness');
    const longer = { ...training, settings: { ...DEFAULT_SETTINGS, epochs: 9 } };
    // A short training does not depend on the run's epochs.
    await laboratory([pretend()]).lab.start(longer, DEVICE, () => undefined, text);
  });

  it('refuses what is not sound in words', async () => {
    const { lab } = laboratory();
    const nobody = () => undefined;
    await expect(lab.start({ ...REQUEST, plan: { ...PLAN, walks: -1 } }, undefined, nobody)).rejects.toThrow(
      'walks must be a whole number from 0 to 10,000',
    );
    await expect(lab.start({ ...REQUEST, fitness: 'training' }, undefined, nobody)).rejects.toThrow(
      'choose a proxy',
    );
    expect(() => lab.record()).toThrow('Nothing has been sampled yet.');
    const going = lab.start(REQUEST, undefined, nobody);
    await expect(lab.start(REQUEST, undefined, nobody)).rejects.toThrow('under way');
    lab.stop();
    await going;
  });

  it('reads no foreign files', async () => {
    const { lab } = laboratory();
    await lab.start(REQUEST, undefined, () => undefined);
    const good = JSON.parse(lab.record());
    const bad = (change: object) => () => lab.read(JSON.stringify({ ...good, ...change }));
    expect(() => lab.read('{')).toThrow('no JSON');
    expect(() => lab.read('[]')).toThrow('no sampled landscape');
    expect(bad({ format: 'x' })).toThrow('no sampled landscape');
    expect(bad({ version: 9 })).toThrow('another version');
    expect(bad({ document: {} })).toThrow('search space is not valid');
    expect(bad({ fitness: 'beauty' })).toThrow('fitness must be one of');
    expect(bad({ plan: { ...good.plan, steps: 0 } })).toThrow('steps must be a whole number');
    expect(bad({ outcomes: { x: 1 } })).toThrow('no network’s hash'.replace('’', "'"));
    expect(bad({ outcomes: { ['a'.repeat(32)]: 'one' } })).toThrow('must be an object');
    expect(() =>
      lab.read(JSON.stringify(good).replace('"outcomes":{', '"outcomes":{"__proto__":1,')),
    ).toThrow();
  });

  it('reads files with anything in any place, or refuses them in words', async () => {
    const { lab } = laboratory();
    await lab.start(REQUEST, undefined, () => undefined);
    const good = JSON.parse(lab.record());
    good.outcomes = Object.fromEntries(Object.entries(good.outcomes).slice(0, 3));
    const places = ['plan', 'fitness', 'settings', 'tolerance', 'dataset', 'backend', 'outcomes'];
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.string(),
        fc.jsonValue(),
        fc.boolean(),
        (place, name, value, deep) => {
          const changed = structuredClone(good);
          const inside = deep && typeof changed[place] === 'object';
          const names = inside ? [...Object.keys(changed[place]), name] : [];
          if (inside) changed[place][names[name.length % names.length]!] = value;
          else changed[place] = value;
          try {
            const { plan, tolerance } = lab.read(JSON.stringify(changed));
            expect(checkPlan(plan)).toEqual([]);
            expect(Number.isFinite(tolerance)).toBe(true);
          } catch (error) {
            expect((error as Error).constructor).toBe(Error);
            expect((error as Error).message.length).toBeGreaterThan(10);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says what each fitness is', () => {
    expect(fitnessWords('training', DEFAULT_SETTINGS)).toContain('3 epochs on 10 % of the training images');
    expect(fitnessWords('short', DEFAULT_SETTINGS)).toContain('only 1 epoch on 1 % of the training images');
  });
});
