import { describe, expect, it } from 'vitest';
import { landscapeOf } from '../../../src/landscape/landscape.ts';
import { isSymmetric, reachOf } from '../../../src/landscape/operators/draw.ts';
import { runExperiments, targetOf } from '../../../src/landscape/operators/experiments.ts';
import { drawFamily, exactly, oneEdit } from '../../../src/landscape/operators/generators.ts';
import type {
  Acceptance,
  ExperimentOptions,
  ExperimentReport,
  Group,
  Operator,
} from '../../../src/landscape/operators/operator.ts';
import { hypotheses } from '../../../src/landscape/operators/verdicts.ts';
import { readTable } from '../../../src/landscape/table.ts';
import { published, readPublished } from '../files.ts';
import { allRows, applied, finish, landscapeFrom, stepMatrix } from './small-spaces.ts';

const OPTIONS: ExperimentOptions = {
  skew: 2,
  steps: 10,
  threshold: 0.01,
  cap: 500,
  walks: 200,
  resamples: 100,
  seed: 1,
};

const family = (
  sizes: readonly number[],
  count: number,
  withZero: boolean,
  acceptance: Acceptance,
  optionSpread = 0,
): Operator[] =>
  drawFamily(
    sizes,
    { count, withZero, concentration: 1, positionSpread: 0, optionSpread, acceptance, memory: 0 },
    1,
  );

const groupOf = ({ groups }: ExperimentReport, group: Group) => groups.find((one) => one.group === group)!;
const hypothesis = ({ hypotheses }: ExperimentReport, id: string) => hypotheses.find((one) => one.id === id)!;

describe('experiments on a small space', () => {
  const sizes = [3, 3, 2];
  const rows = allRows(sizes);
  // Many good ones and a few bad ones.
  const landscape = landscapeFrom(
    sizes,
    rows,
    rows.map((row, i) => 10 - (i % 5 === 0 ? 6 : 0) - row[0]! - 0.01 * i),
  );
  const BLIND: Acceptance = { kind: 'blind' };

  it('are exact and sampled alike, with what each stands on', () => {
    for (const acceptance of [
      { kind: 'blind' },
      { kind: 'elitist' },
      { kind: 'tournament', size: 3 },
      { kind: 'annealed', temperature: 2 },
    ] as const) {
      const operators = [
        ...family(sizes, 3, true, acceptance, 1),
        ...family(sizes, 2, true, acceptance),
        { ...oneEdit(sizes), acceptance },
      ];
      const report = finish(runExperiments(landscape, operators, { ...OPTIONS, threshold: 0.1, walks: 500 }));
      const all = groupOf(report, 'all');
      const target = targetOf(landscape.fitness, 0.1);
      expect(target.reduce((sum, there) => sum + there, 0)).toBe(2);
      for (const [k, operator] of operators.entries()) {
        const matrix = stepMatrix(landscape, operator);
        const mean = (values: ArrayLike<number>) =>
          Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
        const outcome = all.outcomes[k]!;
        expect(outcome.reach.mean).toBeCloseTo(reachOf(operator), 9);
        expect(outcome.change.half).toBe(0);
        expect(outcome.change.mean).toBeCloseTo(
          mean(applied(matrix, landscape.fitness)) - mean(landscape.fitness),
          9,
        );
        let values: number[] = [...landscape.fitness];
        for (let i = 0; i < 10; i++) values = applied(matrix, values);
        const path = (mean(values) - mean(landscape.fitness)) / 10;
        if (acceptance.kind === 'blind') expect(outcome.pathChange.half).toBe(0);
        expect(Math.abs(outcome.pathChange.mean - path)).toBeLessThanOrEqual(
          2 * outcome.pathChange.half + 1e-9,
        );
        let away = Array.from(target, (there) => 1 - there);
        let steps = mean(away);
        for (let i = 1; i < 500; i++) {
          away = applied(matrix, away).map((p, x) => (target[x] === 1 ? 0 : p));
          steps += mean(away);
        }
        expect(Math.abs(outcome.toThreshold!.mean - steps)).toBeLessThanOrEqual(
          2 * outcome.toThreshold!.half + 1e-9,
        );
      }
    }
  });

  it('with blind symmetric operators cannot show anything overall', () => {
    const operators = family(sizes, 40, true, BLIND);
    const report = finish(runExperiments(landscape, operators, { ...OPTIONS, threshold: 0 }));
    const all = groupOf(report, 'all');
    for (const { change, pathChange } of all.outcomes) {
      expect(Math.abs(change.mean)).toBeLessThan(1e-9);
      expect(Math.abs(pathChange.mean)).toBeLessThan(1e-9);
    }
    expect(all.reachAndChange.tau).toBeNaN();
    expect(all.reachAndSteps).toBeUndefined();
    expect(all.outcomes[0]!.toThreshold).toBeUndefined();
    const third = hypothesis(report, 'H3');
    expect(third.verdict).toBe('cannot show');
    expect(third.evidence.join(' ')).toMatch(/exactly 0.*whatever its reach/);
    expect(third.evidence[0]).toMatch(/skewness of −1\.\d+: many good architectures/);
    expect(third.caveats.join(' ')).toContain('no evidence against');
  });

  it('say that a landscape without the skew cannot show the third hypothesis', () => {
    const turned = { ...landscape, fitness: landscape.fitness.map((value) => -value) };
    const operators = family(sizes, 20, true, { kind: 'elitist' });
    const third = hypothesis(finish(runExperiments(turned, operators, OPTIONS)), 'H3');
    expect(third.verdict).toBe('cannot show');
    expect(third.evidence[0]).toContain('not skewed towards many good');
  });

  it('cannot show what operators do not differ in', () => {
    const report = finish(runExperiments(landscape, [oneEdit(sizes), exactly(1, sizes)], OPTIONS));
    for (const { verdict, caveats } of report.hypotheses) {
      expect(verdict).toBe('cannot show');
      expect(caveats[0]).toContain('nothing to be ranked');
    }
  });

  it('rank nothing where all architectures are as good, though 0.1 is no double', () => {
    const flat = { ...landscape, fitness: new Float64Array(landscape.count).fill(0.1) };
    for (const acceptance of [BLIND, { kind: 'elitist' }, { kind: 'tournament', size: 2 }] as const) {
      const report = finish(runExperiments(flat, family(sizes, 30, true, acceptance, 1), OPTIONS));
      for (const { reachAndChange, reachAndImproves, reachAndPathChange, reachAndSteps } of report.groups)
        expect([
          reachAndChange.tau,
          reachAndImproves!.tau,
          reachAndPathChange.tau,
          reachAndSteps!.tau,
        ]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
      for (const { verdict } of report.hypotheses) expect(verdict).toBe('cannot show');
      expect(hypothesis(report, 'H3').evidence[0]).toContain('All architectures are as good');
    }
  });

  it('do not depend on where fitness has its 0', () => {
    // Halves are doubles, a thousand million away, too: differences are the same.
    const near = { ...landscape, fitness: landscape.fitness.map((value) => Math.round(value) / 2) };
    const far = { ...near, fitness: near.fitness.map((value) => value + 2 ** 30) };
    for (const gaps of [false, true])
      for (const acceptance of [BLIND, { kind: 'elitist' }, { kind: 'annealed', temperature: 1 }] as const) {
        const operators = family(sizes, 30, true, acceptance, gaps ? 0 : 1);
        const [first, second] = [near, far].map((one) => {
          const rows = allRows(sizes).slice(0, gaps ? 13 : undefined);
          const own = landscapeFrom(sizes, rows, [...one.fitness.slice(0, rows.length)]);
          return finish(runExperiments(own, operators, OPTIONS)).groups;
        });
        for (const [g, group] of first!.entries())
          for (const name of ['reachAndChange', 'reachAndPathChange'] as const)
            expect(second![g]![name]).toEqual(group[name]);
      }
  });

  it('call a distribution that leans a little nearly symmetric', () => {
    const leaning = landscapeFrom(
      [3, 3, 2],
      rows,
      [...rows.keys()].map((i) => -((17 - i) ** 1.2)),
    );
    const third = hypothesis(
      finish(runExperiments(leaning, family(sizes, 20, true, { kind: 'elitist' }), OPTIONS)),
      'H3',
    );
    expect(third.evidence[0]).toMatch(/skewness of −0\.[0-4]\d*: nearly symmetric/);
    expect(third.verdict).toBe('cannot show');
  });

  it('decide nothing where operators differ by no more than the error of their starts', () => {
    const operators = family(sizes, 60, true, BLIND);
    const report = finish(runExperiments(landscape, operators, { ...OPTIONS, threshold: 0 }));
    const verdicts = (half: number) =>
      hypotheses(
        landscape,
        operators,
        report.groups.map((group) => ({
          ...group,
          outcomes: group.outcomes.map((outcome) => ({
            ...outcome,
            change: { ...outcome.change, half },
          })),
        })),
        OPTIONS,
      ).map(({ verdict }) => verdict);
    const changes = groupOf(report, 'best').outcomes.map(({ change }) => change.mean);
    const span = Math.max(...changes) - Math.min(...changes);
    expect(verdicts(0)[0]).toBe('supported');
    expect(verdicts(0.49 * span)[0]).toBe('supported');
    expect(verdicts(0.51 * span)[0]).toBe('undecided');
  });

  it('are the same for a seed, and refuse what makes no sense', () => {
    const operators = family(sizes, 5, false, { kind: 'annealed', temperature: 1 }, 1);
    const run = (options: Partial<ExperimentOptions>) =>
      finish(runExperiments(landscape, operators, { ...OPTIONS, ...options }));
    expect(run({})).toEqual(run({}));
    expect(operators.some(isSymmetric)).toBe(false);
    expect(() => run({ walks: 1 })).toThrow('The option walks is a whole number from 2');
    expect(() => run({ threshold: 2 })).toThrow('The option threshold is a number from 0 to 1, not 2');
    expect(() => finish(runExperiments(landscape, [], OPTIONS))).toThrow('there are none');
    expect(() => finish(runExperiments(landscape, [oneEdit([2, 2])], OPTIONS))).toThrow(
      'does not fit the space',
    );
  });
});

describe('experiments on a space so large that starts are drawn', () => {
  /** A rugged slope; a number that looks like chance on top. */
  const large = (sizes: readonly number[]) => {
    const rows = allRows(sizes);
    return landscapeFrom(
      sizes,
      rows,
      rows.map((row, i) => row.reduce((sum, digit) => sum - digit ** 2, ((i * 48_271) % 997) / 200)),
    );
  };
  const few = { ...OPTIONS, threshold: 0, walks: 20, resamples: 20, steps: 3 };

  it('give the overall change of blind symmetric operators as exactly 0', () => {
    // By sets of positions, and by distance where there are too many sets.
    for (const sizes of [new Array(8).fill(4), new Array(15).fill(2)]) {
      const report = finish(runExperiments(large(sizes), family(sizes, 8, true, { kind: 'blind' }), few));
      const all = groupOf(report, 'all');
      expect(all.outcomes[0]!.improves.half).toBeGreaterThan(0);
      for (const { change, pathChange } of all.outcomes) {
        expect(change).toEqual({ mean: 0, half: 0 });
        expect(pathChange).toEqual({ mean: 0, half: 0 });
      }
      expect(all.reachAndChange.tau).toBeNaN();
      expect(hypothesis(report, 'H3').verdict).toBe('cannot show');
    }
  });

  it('draw as many starts as fit memory, where positions weigh unlike', () => {
    const sizes = [3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2];
    const operators = [oneEdit(sizes), exactly(2, sizes)];
    const { outcomes } = groupOf(finish(runExperiments(large(sizes), operators, few)), 'best');
    expect(outcomes.map(({ reach }) => reach)).toEqual([
      { mean: 1, half: 0 },
      { mean: 2, half: 0 },
    ]);
    // Changes come from the spectrum, the probability of improvement from what was drawn.
    expect(outcomes[1]!.change.half).toBe(0);
    expect(outcomes[1]!.change.mean).toBeLessThan(outcomes[0]!.change.mean);
    expect(outcomes[1]!.improves.half).toBeGreaterThan(0);
  });

  it('sample the paths of elitist operators whose moves do not fit memory', () => {
    const sizes = new Array(8).fill(4);
    const acceptance: Acceptance = { kind: 'elitist' };
    const operators = [exactly(1, sizes), exactly(2, sizes)].map((one) => ({ ...one, acceptance }));
    const { outcomes } = groupOf(finish(runExperiments(large(sizes), operators, few)), 'all');
    expect(outcomes[0]!.pathChange.half).toBe(0);
    expect(outcomes[1]!.pathChange.half).toBeGreaterThan(0);
  });
});

describe.skipIf(!published('nats_bench.csv'))('experiments on NATS-Bench', () => {
  const table = readTable(readPublished('nats_bench.csv'));
  const landscapes = ['CIFAR10', 'CIFAR100'].map((name) =>
    landscapeOf(table, `${name}TestAccuracy200Epochs`),
  );
  const sizes = [5, 5, 5, 5, 5, 5];
  const means = (report: ExperimentReport, group: Group, figure: 'change' | 'improves') =>
    groupOf(report, group).outcomes.map((outcome) => outcome[figure].mean);

  it('give the exact figures of one step of d changes', () => {
    const expected = [
      {
        best: [-0.77, -1.85, -3.2, -4.79, -6.57, -8.49],
        worst: [11.8, 19.42, 24.3, 27.33, 29.14, 30.16],
        better: [0.258, 0.167, 0.108, 0.068, 0.04, 0.02],
      },
      {
        best: [-1.44, -3.01, -4.83, -6.92, -9.25, -11.78],
        worst: [11.26, 19.0, 24.17, 27.54, 29.67, 30.94],
        better: [0.243, 0.156, 0.106, 0.068, 0.041, 0.022],
      },
    ];
    for (const [i, landscape] of landscapes.entries()) {
      const operators = [1, 2, 3, 4, 5, 6].map((edits) => exactly(edits, sizes));
      const report = finish(runExperiments(landscape, operators, { ...OPTIONS, threshold: 0 }));
      const { best, worst, better } = expected[i]!;
      for (const [k, change] of means(report, 'best', 'change').entries())
        expect(Math.abs(change - best[k]!)).toBeLessThan(0.0075);
      for (const [k, change] of means(report, 'worst', 'change').entries())
        expect(Math.abs(change - worst[k]!)).toBeLessThan(0.0075);
      for (const change of means(report, 'all', 'change')) expect(Math.abs(change)).toBeLessThan(1e-9);
      // These were sampled.
      for (const [k, share] of means(report, 'best', 'improves').entries())
        expect(Math.abs(share - better[k]!)).toBeLessThan(0.004);
    }
  });

  it('reproduce τ of a thousand blind operators in one step', () => {
    for (const [i, landscape] of landscapes.entries()) {
      const operators = family(sizes, 1000, true, { kind: 'blind' });
      const report = finish(runExperiments(landscape, operators, { ...OPTIONS, threshold: 0 }));
      const tau = (group: Group) => groupOf(report, group).reachAndChange;
      expect(Math.abs(tau('best').tau - [-0.911, -0.937][i]!)).toBeLessThan(0.02);
      expect(Math.abs(tau('worst').tau - [0.77, 0.792][i]!)).toBeLessThan(0.02);
      expect(tau('best').p).toBeLessThan(1e-100);
      const [low, high] = tau('best').interval;
      expect(low).toBeLessThan(tau('best').tau);
      expect(high).toBeGreaterThan(tau('best').tau);
      expect(high - low).toBeLessThan(0.03);
      expect(report.hypotheses.map(({ verdict }) => verdict)).toEqual([
        'supported',
        'supported',
        'cannot show',
      ]);
      for (const { reach, change } of groupOf(report, 'best').outcomes)
        expect([reach.half, change.half]).toEqual([0, 0]);
    }
  });

  it('reproduce τ of elitist operators over ten steps and on the way to the top 1 %', () => {
    for (const [i, landscape] of landscapes.entries()) {
      const operators = family(sizes, 100, false, { kind: 'elitist' });
      const report = finish(runExperiments(landscape, operators, { ...OPTIONS, walks: 500 }));
      const { reachAndPathChange } = groupOf(report, 'best');
      expect(Math.abs(reachAndPathChange.tau - [-0.858, -0.85][i]!)).toBeLessThan(0.07);
      const { reachAndSteps, outcomes } = groupOf(report, 'all');
      expect(Math.abs(reachAndSteps!.tau - [0.824, 0.829][i]!)).toBeLessThan(0.05);
      const steps = outcomes.map(({ toThreshold }) => toThreshold!.mean);
      expect(Math.abs(steps.reduce((sum, mean) => sum + mean, 0) / 100 - 45)).toBeLessThan(5);
      expect(Math.abs(Math.min(...steps) - 29.5)).toBeLessThan(4);
      expect(hypothesis(report, 'H1').verdict).toBe('supported');
    }
  });
});
