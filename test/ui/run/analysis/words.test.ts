import { describe, expect, it } from 'vitest';
import type { ImportanceReport } from '../../../../src/run/analysis/question-importance.ts';
import type { OptionShares, QuestionShares } from '../../../../src/run/analysis/shares.ts';
import {
  doubtWords,
  type ImportancePair,
  importanceRows,
  LEAST_CANDIDATES,
  points,
  trustWords,
} from '../../../../src/ui/run/analysis/importance-rows.ts';
import { changeWords, courseWords, ends, share } from '../../../../src/ui/run/analysis/share-words.ts';

const option = (label: string, all: number[], best: number[]): OptionShares => ({
  label,
  all: Float64Array.from(all),
  best: Float64Array.from(best),
  allTold: Number.NaN,
  bestTold: Number.NaN,
});

const question = (options: OptionShares[]): QuestionShares => ({
  id: 'q',
  label: 'Operation',
  kind: 'operation',
  path: '',
  options,
  places: new Float64Array(0),
  bestPlaces: new Float64Array(0),
});

describe('shares in words', () => {
  it('tells the first, the last, and that of the top tenth', () => {
    expect(courseWords(option('conv 3×3', [0.22, 0.3, 0.41], [0.3, 0.5, 0.58]))).toBe(
      '22 % → 41 %; in the top tenth 58 %',
    );
    expect(courseWords(option('conv 3×3', [0.5], [1]))).toBe('50 %; in the top tenth 100 %');
  });

  it('passes over stretches in which nothing was asked', () => {
    const values = Float64Array.from([Number.NaN, 0.2, Number.NaN, 0.4, Number.NaN]);
    expect(ends(values)).toEqual({ first: 0.2, last: 0.4 });
    expect(ends(new Float64Array(0))).toEqual({ first: Number.NaN, last: Number.NaN });
    expect(share(Number.NaN)).toBe('–');
  });

  it('does not call little nothing', () => {
    expect(share(0.001)).toBe('< 1 %');
    expect(share(0)).toBe('0 %');
  });

  it('names who gained and who lost most', () => {
    const words = changeWords(
      question([
        option('conv 3×3', [0.2, 0.5], [0.6, 0.6]),
        option('max pool', [0.5, 0.1], [0.1, 0.1]),
        option('identity', [0.3, 0.4], [0.3, 0.3]),
      ]),
    );
    expect(words).toBe(
      'Most gained by conv 3×3 (20 % → 50 %; in the top tenth 60 %), most lost by max pool (50 % → 10 %; in the top tenth 10 %).',
    );
    expect(changeWords(question([option('on', [0.5, 0.5], [1, 1])]))).toBe('');
    expect(changeWords(question([]))).toBe('');
  });
});

const report = (changes: Partial<ImportanceReport>): ImportanceReport => ({
  figure: 'error',
  candidates: 300,
  rSquared: 0.8,
  places: 3,
  leftOut: 0,
  noise: 0.004,
  questions: [],
  sites: [],
  pairs: [],
  alone: 0.9,
  inPairs: 0.05,
  ...changes,
});

const effect = (id: string, share: number, effects: [string, number][] = []) => ({
  id,
  label: `Choice ${id}`,
  kind: 'operation' as const,
  path: '',
  share,
  places: 2,
  options: effects.map(([label, value]) => ({ label, effect: value })),
});

describe('importance', () => {
  it('puts both figures of a choice in a row, the most important for the error first', () => {
    const pair: ImportancePair = {
      error: report({
        questions: [
          effect('a', 0.1),
          effect('b', 0.6, [
            ['conv', -0.02],
            ['pool', 0.05],
            ['none', Number.NaN],
          ]),
        ],
      }),
      parameters: report({ figure: 'parameters', questions: [effect('a', 0.7), effect('c', 0.3)] }),
    };
    const rows = importanceRows(pair);
    expect(rows.map(({ id, error, parameters }) => [id, error, parameters])).toEqual([
      ['b', 0.6, 0],
      ['a', 0.1, 0.7],
    ]);
    // Two places each; the size's forest was not asked about b.
    expect(rows.map(({ errorByChance, parametersByChance }) => [errorByChance, parametersByChance])).toEqual([
      [0.008, 0],
      [0.008, 0.008],
    ]);
    expect(rows[0]!.answers.map(({ label }) => label)).toEqual(['conv', 'pool']);
    expect(importanceRows({ error: null, parameters: null })).toEqual([]);
  });

  it('says when there is too little to believe, and why', () => {
    const sound = report({});
    expect(doubtWords({ error: sound, parameters: sound })).toBe('');
    expect(doubtWords({ error: report({ rSquared: 0.49 }), parameters: sound })).toContain(
      'R² 0.49 of error is below 0.5',
    );
    expect(doubtWords({ error: sound, parameters: report({ rSquared: Number.NaN }) })).toContain(
      'R² none of size is below 0.5',
    );
    expect(doubtWords({ error: report({ candidates: LEAST_CANDIDATES - 1 }), parameters: sound })).toContain(
      'n = 99 is below 100',
    );
    expect(doubtWords({ error: null, parameters: null })).toContain('fewer than 20');
  });

  it('tells R² and n', () => {
    expect(trustWords({ error: report({ rSquared: 0.412 }), parameters: report({ rSquared: 0.93 }) })).toBe(
      'R² 0.41 of error, 0.93 of size, n = 300',
    );
    expect(points(-0.008)).toBe('−0.80');
    expect(points(0.008)).toBe('+0.80');
  });
});
