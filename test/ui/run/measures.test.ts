import { describe, expect, it } from 'vitest';
import { CANDIDATE_STATES } from '../../../src/run/candidate-table.ts';
import { OPERATORS } from '../../../src/search/method.ts';
import { bytes, MEASURE, OPERATOR_WORDS, STATE_WORDS } from '../../../src/ui/run/measures.ts';
import { MEASURES } from '../../../src/ui/run/view-store.ts';
import { madeUp } from './pareto/tables.ts';

describe('measures', () => {
  it('are written with their units', () => {
    const written = [
      [MEASURE.error, 0.0092, '0.92 %', '0.92 %'],
      [MEASURE.error, 0.2, '20.00 %', '20 %'],
      [MEASURE.parameters, 8412, '8,412', '8.41k'],
      [MEASURE.macs, 1_310_000, '1,310,000', '1.31M'],
      [MEASURE.activationBytes, 12_544, '12.5 kB', '12.5 kB'],
      [MEASURE.seconds, 1.234, '1.23 s', '1.23 s'],
      [MEASURE.seconds, 1250.4, '1,250 s', '1,250 s'],
      [MEASURE.inference, 0.08123, '0.0812 ms', '0.0812 ms'],
    ] as const;
    for (const [measure, value, full, brief] of written) {
      expect(measure.format(value)).toBe(full);
      expect(measure.brief(value)).toBe(brief);
    }
    expect([0, 812, 5200, 1_250_000].map(bytes)).toEqual(['0 B', '812 B', '5.2 kB', '1.25 MB']);
  });

  it('find their values in the table, and have floors below all of them', () => {
    const { candidates: table } = madeUp();
    for (const measure of MEASURES) {
      const values = [...MEASURE[measure].column(table).subarray(1, table.count + 1)];
      const figures = values.filter((value, i) => !Number.isNaN(value) && !Number.isNaN(table.error[i + 1]!));
      expect(figures.length).toBeGreaterThan(400);
      expect(Math.min(...figures)).toBeGreaterThanOrEqual(MEASURE[measure].floor);
    }
    expect(new Set(MEASURES.map((measure) => MEASURE[measure].field)).size).toBe(MEASURES.length);
  });

  it('have words for every state and operator, each its own', () => {
    expect(new Set(CANDIDATE_STATES.map((state) => STATE_WORDS[state])).size).toBe(CANDIDATE_STATES.length);
    expect(new Set(OPERATORS.map((operator) => OPERATOR_WORDS[operator])).size).toBe(OPERATORS.length);
  });
});
