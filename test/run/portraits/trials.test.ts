import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../../src/run/portraits/groups.ts';
import { commonEvaluations, sameImages, sampleOf, trialsOf } from '../../../src/run/portraits/trials.ts';
import { BOX, portrait } from './portraits.ts';

/** A run with two candidates of one size: the second is better. */
const run = (seed: number, error: number, mutationRate: number, ending: 'budget' | 'stopped' = 'budget') =>
  portrait(
    [
      { parameters: 1000, error: error + 0.2 },
      { parameters: 1000, error },
    ],
    { settings: { seed, mutationRate }, summary: { ending } },
  );

const [good, bad] = groupsOf([
  ...[0.1, 0.11, 0.12, 0.13, 0.14].map((error, seed) => run(seed, error, 0.1)),
  ...[0.2, 0.21, 0.22, 0.23, 0.24].map((error, seed) => run(seed, error, 0.2)),
]) as [ReturnType<typeof groupsOf>[number], ReturnType<typeof groupsOf>[number]];

describe('sampleOf', () => {
  it('has each seed’s value in the end, or after so many evaluations', () => {
    expect(sampleOf(good, 'error', 'end', BOX).values).toEqual([0.1, 0.11, 0.12, 0.13, 0.14]);
    expect(sampleOf(good, 'error', 1, BOX).values[0]).toBeCloseTo(0.3, 12);
    // The share right of 1,000 parameters, half of the box, above the error.
    expect(sampleOf(good, 'hypervolume', 'end', BOX).values[0]).toBeCloseTo(0.5 * (1 - 0.1 / 0.9), 8);
    expect(sampleOf(good, 'error', 'end', BOX).figures).toMatchObject({ n: 5, median: 0.12 });
  });

  it('leaves out what ended before its time, unless it had come so far', () => {
    const [group] = groupsOf([run(1, 0.1, 0.1), run(2, 0.2, 0.1, 'stopped')]);
    const sample = sampleOf(group!, 'error', 'end', BOX);
    expect(sample.values).toEqual([0.1]);
    expect(sample.early.map(({ settings }) => settings.seed)).toEqual([2]);
    expect(sampleOf(group!, 'error', 2, BOX)).toMatchObject({ values: [0.1, 0.2], early: [] });
    expect(commonEvaluations([group!])).toBe(2);
  });

  it('has no hypervolumes without a box, and no error without a candidate', () => {
    expect(sampleOf(good, 'hypervolume', 'end', null)).toMatchObject({ values: [], figures: null });
    const [empty] = groupsOf([portrait([])]);
    expect(sampleOf(empty!, 'error', 'end', BOX)).toMatchObject({ values: [], figures: null });
    expect(sampleOf(empty!, 'hypervolume', 'end', BOX).values).toEqual([0]);
  });
});

describe('trialsOf', () => {
  const samples = (outcome: 'error' | 'hypervolume', groups = [good, bad]) =>
    groups.map((group) => sampleOf(group, outcome, 'end', BOX));

  it('tests exactly, and corrects over both outcomes', () => {
    // Of the 252 ways to divide ten values two are as extreme; two tests were made.
    const trials = trialsOf({ hypervolume: samples('hypervolume'), error: samples('error') });
    for (const [trial] of [trials.hypervolume!, trials.error!]) {
      expect(trial).toMatchObject({ first: 0, second: 1 });
      expect(trial!.test!.p).toBeCloseTo(2 / 252, 12);
      expect(trial!.test!.least).toBeCloseTo(2 / 252, 12);
      expect(trial!.test!.holm).toBeCloseTo(4 / 252, 12);
      // The first is better, by the larger hypervolume and by the smaller error.
      expect(trial!.test!.a12).toBe(1);
      expect(trial!.test!.exact).toBe(true);
    }
    const [turned] = trialsOf({ error: samples('error', [bad, good]) }).error!;
    expect(turned!.test!.a12).toBe(0);
    expect(turned!.test!.holm).toBeCloseTo(2 / 252, 12);
  });

  it('does not test where a group has one run', () => {
    const [single] = groupsOf([run(1, 0.1, 0.5)]);
    const trials = trialsOf({ error: samples('error', [good, single!, bad]) }).error!;
    expect(trials.map(({ first, second, test }) => [first, second, test !== null])).toEqual([
      [0, 1, false],
      [0, 2, true],
      [1, 2, false],
    ]);
    expect(trials[1]!.test!.holm).toBeCloseTo(trials[1]!.test!.p, 12);
  });
});

describe('sameImages', () => {
  it('is whether errors can be compared at all', () => {
    const dataset = { name: 'none', fingerprint: 'x', train: 10, validation: 10 };
    const [other] = groupsOf([portrait([{ parameters: 1, error: 1 }], { started: { dataset } })]);
    expect(sameImages([good, bad])).toBe(true);
    expect(sameImages([good, other!])).toBe(false);
  });
});
