import { describe, expect, it } from 'vitest';
import { errorCourse } from '../../../../src/ui/run/analysis/error-course.ts';
import { overAtEnd, stretchAt, stretchWords } from '../../../../src/ui/run/analysis/stretches.ts';
import { madeUp } from './runs.ts';

const { run, table } = madeUp();

describe('stretches of a run', () => {
  it('are said in words', () => {
    expect(stretchWords('generation', { from: 4, to: 4 })).toBe('generation 4');
    expect(stretchWords('evaluation', { from: 1001, to: 1250 })).toBe('evaluations 1,001 to 1,250');
  });

  it('end when the last candidate of a generation, and of those before, is over', () => {
    for (let generation = 1; generation <= run.generation; generation++) {
      const over = overAtEnd(table, 'generation', { from: generation, to: generation });
      for (let n = 1; n <= table.count; n++) {
        if (table.order[n]! < 1) continue;
        if (table.generation[n]! <= generation) expect(table.order[n]!).toBeLessThanOrEqual(over);
        if (table.order[n] === over) expect(table.generation[n]!).toBeLessThanOrEqual(generation);
      }
    }
  });

  it('end after so many evaluations, and are found again from there', () => {
    const { by, bins } = errorCourse(table, { byEvaluation: true });
    expect(by).toBe('evaluation');
    for (const [i, bin] of bins.entries()) {
      const over = overAtEnd(table, by, bin);
      const evaluated = Array.from({ length: table.count }, (_, at) => at + 1).filter(
        (n) => table.order[n]! >= 1 && table.order[n]! <= over && !Number.isNaN(table.error[n]!),
      );
      expect(evaluated.length).toBe(bin.to);
      expect(stretchAt(table, by, bins, over)).toBe(i);
    }
    expect(stretchAt(table, by, bins, 0)).toBe(-1);
  });
});
