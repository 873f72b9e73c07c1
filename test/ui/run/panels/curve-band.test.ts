import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../../../src/run/candidate-table.ts';
import { quantiles } from '../../../../src/search/statistics.ts';
import { curveBand, endedAfter } from '../../../../src/ui/run/panels/curve-band.ts';
import { bestOf, curvesOf } from '../../../../src/ui/run/panels/curves.ts';
import { madeUp } from './runs.ts';

describe('the curves of all candidates', () => {
  it('have the quartiles of what was measured at each epoch', () => {
    const run = madeUp({ candidates: 150, epochs: 4 });
    const evaluated = candidatesOf(run.candidates).filter(({ state }) => state === 'evaluated');
    for (const measure of ['error', 'loss'] as const) {
      const band = curveBand(run.candidates, 4, measure);
      expect(band.every).toBe(1);
      for (let epoch = 0; epoch < 4; epoch++) {
        const values = evaluated.map(({ curve }) => curve[epoch]![measure]);
        const [lower, median, upper] = quantiles(values, [0.25, 0.5, 0.75]);
        expect(band.count[epoch]).toBe(evaluated.length);
        expect([band.lower[epoch], band.median[epoch], band.upper[epoch]]).toEqual([lower, median, upper]);
      }
    }
  });

  it('count those that ended early, and leave them out of later epochs', () => {
    const run = madeUp({ candidates: 60, epochs: 5 });
    const [a, b] = candidatesOf(run.candidates).filter(({ state }) => state === 'evaluated');
    const whole = curveBand(run.candidates, 5, 'error');
    run.candidates.epochs[a!.candidate] = 2;
    run.candidates.epochs[b!.candidate] = 2;
    const band = curveBand(run.candidates, 5, 'error');
    expect(endedAfter(band)).toEqual([0, 2, 0, 0]);
    expect(band.count[4]).toBe(whole.count[4]! - 2);
    expect(band.median.subarray(0, 2)).toEqual(whole.median.subarray(0, 2));
  });

  it('are nearly the same where only some of very many are read', () => {
    const run = madeUp({ candidates: 9000, epochs: 9 });
    const { every, median, count } = curveBand(run.candidates, 9, 'error');
    expect(every).toBe(2);
    expect(count[0]).toBe(run.evaluated);
    const all = candidatesOf(run.candidates).filter(({ state }) => state === 'evaluated');
    const sorted = all.map(({ curve }) => curve[8]!.error).sort((a, b) => a - b);
    const rank = sorted.filter((error) => error < median[8]!).length / sorted.length;
    expect(Math.abs(rank - 0.5)).toBeLessThan(0.02);
  });

  it('are empty before anything is evaluated', () => {
    const run = madeUp({ candidates: 1 });
    run.candidates.state[1] = 2;
    const band = curveBand(run.candidates, 3, 'error');
    expect([...band.count]).toEqual([0, 0, 0]);
    expect([...band.median]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe('single curves', () => {
  const run = madeUp();
  it('are the best one’s and the selected one’s, once where they are the same', () => {
    const best = bestOf(run)!;
    const errors = candidatesOf(run.candidates).flatMap(({ error }) => error ?? []);
    expect(run.candidates.error[best]).toBe(Math.min(...errors));
    const other = run.front.find((n) => n !== best)!;
    expect(curvesOf(run, other, 'error').map(({ candidate, kind }) => [candidate, kind])).toEqual([
      [other, 'selected'],
      [best, 'best'],
    ]);
    expect(curvesOf(run, best, 'error').map(({ kind }) => kind)).toEqual(['best']);
    expect(curvesOf(run, null, 'error').map(({ kind }) => kind)).toEqual(['best']);
    expect(curvesOf(run, run.candidates.count + 1, 'error')).toHaveLength(1);
  });

  it('say why they end before the last epoch', () => {
    const failed = candidatesOf(run.candidates).find(
      ({ state, curve }) => state === 'failed' && curve.length > 0,
    )!;
    expect(curvesOf(run, failed.candidate, 'loss')[0]).toMatchObject({
      ended: 'failed',
      values: failed.curve.map(({ loss }) => loss),
    });
    const best = bestOf(run)!;
    expect(curvesOf(run, null, 'error')[0]!.ended).toBeNull();
    run.candidates.epochs[best] = 1;
    expect(curvesOf(run, null, 'error')[0]).toMatchObject({ ended: 'stopped early' });
  });
});
