import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawFamily } from '../../../../src/landscape/operators/generators.ts';
import type { Operator, RankCorrelation } from '../../../../src/landscape/operators/operator.ts';
import {
  expectedEdits,
  isEven,
  isPreset,
  isSymmetric,
  PRESET_WORDS,
  type PresetKind,
  presetMoves,
  withShare,
} from '../../../../src/ui/landscape/operators/distances.ts';
import {
  BOUNDS,
  checkFamily,
  DEFAULT_FAMILY,
  type FamilyNumber,
  numberOfFamily,
  usualAcceptance,
  withNumber,
  workWords,
} from '../../../../src/ui/landscape/operators/family.ts';
import {
  axisEnds,
  correlationOf,
  estimateText,
  FIGURES,
  noiseOf,
  pointsOf,
  resultOf,
  signed,
  tauText,
  tauWords,
} from '../../../../src/ui/landscape/operators/figures.ts';
import { hypothesesText } from '../../../../src/ui/landscape/operators/hypotheses-text.ts';
import {
  operatorSentence,
  shareText,
  symmetryWords,
} from '../../../../src/ui/landscape/operators/operator-words.ts';
import { reportOf, SIZES } from './reports.ts';

const distribution = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 21 })
  .map((weights) => [...weights, 0.1])
  .map((weights) => weights.map((weight) => weight / weights.reduce((sum, each) => sum + each, 0)));

const total = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0);

describe('shares of a distribution', () => {
  it('stay a distribution, with the one that is set and the others in proportion', () => {
    fc.assert(
      fc.property(
        distribution,
        fc.nat(),
        fc.double({ min: -0.5, max: 1.5, noNaN: true }),
        (shares, at, share) => {
          const i = at % shares.length;
          const next = withShare(shares, i, share);
          expect(total(next)).toBeCloseTo(1, 9);
          expect(Math.min(...next)).toBeGreaterThanOrEqual(0);
          expect(next[i]).toBe(Math.min(1, Math.max(0, share)));
          for (const [a, b] of shares.entries())
            for (const [c, d] of shares.entries())
              if (a !== i && c !== i) expect(next[a]! * d).toBeCloseTo(next[c]! * b, 9);
        },
      ),
    );
  });

  it('are shared alike by others that had nothing', () => {
    expect(withShare([0, 1, 0], 1, 0.4)).toEqual([0.3, 0.4, 0.3]);
  });
});

describe('presets', () => {
  const kinds = Object.keys(PRESET_WORDS) as PresetKind[];

  it('are distributions over as many distances as there are positions, and are known again', () => {
    for (const kind of kinds) {
      const preset = { kind, parameter: 0.3 };
      const moves = presetMoves(preset, SIZES)!;
      expect(moves.distances).toHaveLength(7);
      expect(total(moves.distances)).toBeCloseTo(1, 12);
      expect(isPreset(moves, preset, SIZES)).toBe(true);
      expect(kinds.filter((other) => isPreset(moves, { kind: other, parameter: 0.3 }, SIZES))).toEqual([
        kind,
      ]);
    }
  });

  it('reach as far as their formulas say', () => {
    const reach = (kind: PresetKind, parameter = 0) =>
      expectedEdits(presetMoves({ kind, parameter }, SIZES)!.distances);
    expect(reach('one')).toBe(1);
    expect(reach('two')).toBe(2);
    expect(reach('rate', 0.25)).toBeCloseTo(6 * 0.25, 12);
    expect(reach('uniform')).toBeCloseTo((6 * 4) / 5, 12);
  });

  it('are not offered where the space has no such operator', () => {
    expect(presetMoves({ kind: 'two', parameter: 0 }, [3, 1])).toBeUndefined();
    expect(isPreset({ distances: [0, 0, 1], positions: [1, 1] }, { kind: 'two', parameter: 0 }, [3, 1])).toBe(
      false,
    );
  });

  it('never go farther than positions can change', () => {
    for (const kind of kinds) {
      const moves = presetMoves({ kind, parameter: 0.5 }, [5, 1, 3])!;
      expect(moves.distances, kind).toHaveLength(4);
      expect(moves.distances[3], kind).toBe(0);
      expect(total(moves.distances), kind).toBeCloseTo(1, 12);
      expect(presetMoves({ kind, parameter: 0.5 }, [1, 1])).toBeUndefined();
    }
  });

  it('are not taken for those whose positions weigh otherwise', () => {
    const { distances } = presetMoves({ kind: 'two', parameter: 0 }, SIZES)!;
    expect(isPreset({ distances, positions: [1, 1, 1, 1, 1, 2] }, { kind: 'two', parameter: 0 }, SIZES)).toBe(
      false,
    );
  });
});

describe('the family of operators', () => {
  it('is right by default, and takes its own numbers', () => {
    expect(checkFamily(DEFAULT_FAMILY)).toEqual({});
    for (const name of Object.keys(BOUNDS) as FamilyNumber[]) {
      const value = numberOfFamily(DEFAULT_FAMILY, name);
      if (value === undefined) continue;
      expect(withNumber(DEFAULT_FAMILY, name, value)).toEqual(DEFAULT_FAMILY);
      const other = withNumber(DEFAULT_FAMILY, name, BOUNDS[name].min);
      expect(numberOfFamily(other, name)).toBe(BOUNDS[name].min);
      expect(checkFamily(other)).toEqual({});
    }
  });

  it('says what is wrong with every number that is out of its bounds', () => {
    const annealed = { ...DEFAULT_FAMILY, acceptance: usualAcceptance('annealed', 12.9) };
    const tournament = { ...DEFAULT_FAMILY, acceptance: usualAcceptance('tournament') };
    for (const [name, { min, max, whole }] of Object.entries(BOUNDS) as [
      FamilyNumber,
      (typeof BOUNDS)[FamilyNumber],
    ][]) {
      const base = name === 'size' ? tournament : annealed;
      const wrong = [min - 1, max + 1, Number.NaN, Number.POSITIVE_INFINITY, ...(whole ? [min + 0.5] : [])];
      for (const value of wrong) {
        const problems = checkFamily(withNumber(base, name, value));
        expect(Object.keys(problems), `${name} ${value}`).toEqual([name]);
        expect(problems[name]).toMatch(whole ? /^must be a whole number from / : /^must be a number from /);
      }
    }
  });

  it('asks for no number that the acceptance has not', () => {
    expect(numberOfFamily(DEFAULT_FAMILY, 'size')).toBeUndefined();
    expect(withNumber(DEFAULT_FAMILY, 'temperature', 3)).toBe(DEFAULT_FAMILY);
    expect(usualAcceptance('annealed', 12.93)).toEqual({ kind: 'annealed', temperature: 1 });
  });

  it('is what operators are drawn from', () => {
    const operators = drawFamily(SIZES, { ...DEFAULT_FAMILY, count: 20, optionSpread: 0.5 }, 3);
    expect(operators.every(isEven)).toBe(true);
    expect(operators.some(isSymmetric)).toBe(false);
  });

  it('says more work for more walks', () => {
    const more = withNumber(DEFAULT_FAMILY, 'walks', 2000);
    expect(workWords(DEFAULT_FAMILY, 15_625)).toContain('1,000 operators');
    const seconds = (words: string) => {
      const [, minutes = '0', rest] = /About (?:(\d+) min )?(\d+) s/.exec(words)!;
      return Number(minutes) * 60 + Number(rest);
    };
    expect(seconds(workWords(more, 15_625))).toBeGreaterThan(seconds(workWords(DEFAULT_FAMILY, 15_625)));
  });
});

describe('figures', () => {
  const report = reportOf(200);

  it('are drawn where they are, and zero where rounding alone makes a difference', () => {
    const noise = noiseOf(report, 'change');
    const best = pointsOf(resultOf(report, 'best')!, 'change', noise);
    expect(best.flat).toBe(false);
    expect(best.known).toBe(200);
    const all = pointsOf(resultOf(report, 'all')!, 'change', noise);
    expect(all.flat).toBe(true);
    expect([...new Set(all.y)]).toEqual([0]);
    expect(axisEnds('change', all.yRange)).toEqual([-0.5, 0.5]);
  });

  it('are unknown where they were not asked', () => {
    expect(pointsOf(resultOf(report, 'best')!, 'toThreshold', 0)).toMatchObject({ known: 0, flat: false });
    expect(correlationOf(resultOf(report, 'best')!, 'toThreshold')).toBeUndefined();
    expect(correlationOf(resultOf(report, 'all')!, 'toThreshold')!.tau).toBe(0.824);
  });

  it('have an axis that holds all of them, and zero where there are signs', () => {
    for (const { group } of report.groups)
      for (const figure of FIGURES) {
        const { yRange } = pointsOf(resultOf(report, group)!, figure, noiseOf(report, figure));
        const [from, to] = axisEnds(figure, yRange);
        expect(from).toBeLessThan(to);
        expect(from).toBeLessThanOrEqual(yRange[0]);
        expect(to).toBeGreaterThanOrEqual(yRange[1]);
        if (figure === 'change') expect(from < 0 && to > 0).toBe(true);
      }
  });
});

describe('words', () => {
  const tau = (value: number, from: number, to: number): RankCorrelation => ({
    tau: value,
    p: 0.0123,
    interval: [from, to],
  });

  it('write τ with its interval and p', () => {
    expect(tauText(tau(-0.9112, -0.918, -0.9031))).toBe('τ = −0.911 [−0.918, −0.903], p = 0.012');
    expect(tauText(tau(-0.9112, -0.918, -0.9031), true)).toBe('τ = −0.91 [−0.92, −0.90]');
    expect(tauText(tau(-0.0001, -0.02, 0.02))).toBe('τ = 0.000 [−0.020, 0.020], p = 0.012');
    expect(tauText(tau(Number.NaN, Number.NaN, Number.NaN))).toMatch(/^τ undefined/);
  });

  it('say what τ means, and that it means nothing where the interval holds 0', () => {
    expect(tauWords(tau(-0.9, -0.92, -0.88), 'change')).toBe(
      'Of two operators, the one with the larger reach has the lower change in one step in about 95 % of pairs.',
    );
    expect(tauWords(tau(0.8, 0.7, 0.9), 'toThreshold')).toContain('has more steps to the threshold');
    expect(tauWords(tau(0.01, -0.02, 0.04), 'change')).toContain('No order');
  });

  it('write changes with their sign and unit', () => {
    expect([0, 1.2345, -0.0123, 1234.5, -0.00001].map(signed)).toEqual([
      ...['0', '+1.23', '−0.0123', '+1235', '−1.0e−5'],
    ]);
    expect(estimateText({ mean: -0.77, half: 0 }, 'change', '%')).toBe('−0.77 points (exact)');
    expect(estimateText({ mean: 0.5, half: 0.02 }, 'pathChange', '')).toBe('+0.5 ± 0.02');
    expect(estimateText({ mean: 0.258, half: 0 }, 'improves', '%')).toBe('25.8 % (exact)');
    expect(estimateText({ mean: 45.1, half: 2 }, 'toThreshold', '%')).toBe('45.1 steps ± 2 steps');
    expect([0, 0.5, 0.025, 0.0001].map(shareText)).toEqual(['0 %', '50 %', '2.5 %', '< 0.1 %']);
  });

  const names = SIZES.map((_, i) => ({
    name: `edge ${i}`,
    options: ['none', 'skip', 'conv 1', 'conv 3', 'pool'],
  }));
  const walk: Operator = {
    ...{ name: 'walk', ...presetMoves({ kind: 'one', parameter: 0 }, SIZES)! },
    options: SIZES.map((size) => new Array<number>(size).fill(1)),
    ...{ acceptance: { kind: 'blind' }, memory: 0 },
  };

  it('say what an operator does', () => {
    expect(operatorSentence(walk, names)).toBe('A step changes 1 position. Whatever comes of it is taken.');
    const rich: Operator = {
      ...walk,
      distances: [0.1, 0.5, 0.4, 0, 0, 0, 0],
      options: walk.options.map((weights, p) => (p === 2 ? [1, 1, 1, 9, 1] : weights)),
      ...{ acceptance: { kind: 'tournament', size: 4 }, memory: 1 },
    };
    expect(operatorSentence(rich, names)).toBe(
      'A step changes 1 to 2 positions, 1.3 on average, most often 1, and in 10 % of steps none. It favours conv 3 ' +
        'at edge 2 most. Of 4 draws the fittest is taken. The last architecture is not gone back to.',
    );
    expect(symmetryWords(walk)).toContain('exactly zero');
    expect(symmetryWords(rich)).toMatch(/^Not symmetric/);
    expect(operatorSentence({ ...walk, distances: [1, 0, 0, 0, 0, 0, 0] }, names)).toContain(
      'changes nothing',
    );
  });

  it('hold for every operator that is drawn', () => {
    for (const operator of drawFamily(
      SIZES,
      { ...DEFAULT_FAMILY, count: 50, positionSpread: 1, optionSpread: 1 },
      9,
    ))
      expect(operatorSentence(operator, names)).not.toMatch(/undefined|NaN/);
  });

  it('put the verdicts into a text', () => {
    const text = hypothesesText(
      reportOf(10, [
        {
          id: 'H1',
          claim: 'far is bad',
          verdict: 'supported',
          evidence: ['τ = −0.911'],
          caveats: ['one step'],
        },
        { id: 'H3', claim: 'overall', verdict: 'cannot show', evidence: [], caveats: [] },
      ]),
      'accuracy',
    );
    expect(text).toBe(
      'accuracy, 10 operators, blind, seed 1\n\nH1: far is bad\nVerdict: supported.\n- τ = −0.911\nBut:\n- one step\n\n' +
        'H3: overall\nVerdict: cannot show.\n',
    );
  });
});
