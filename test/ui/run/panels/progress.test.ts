import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../../../src/run/candidate-table.ts';
import { overAt, PROGRESS_AXES, progressAt, progressAtTime } from '../../../../src/ui/run/panels/progress.ts';
import { madeUp } from './runs.ts';

const run = madeUp();
const { candidates: table } = run;
const done = run.evaluated + run.failed;

describe('how far a run was', () => {
  it('counts the candidates that were over, one by one', () => {
    const settled = candidatesOf(table)
      .filter(({ candidate }) => table.order[candidate]! > 0)
      .sort((a, b) => table.order[a.candidate]! - table.order[b.candidate]!);
    expect(settled.length).toBe(done);
    let [evaluated, compute] = [0, 0];
    for (const [i, { candidate, state, seconds }] of settled.entries()) {
      if (state === 'evaluated') evaluated++;
      compute += seconds ?? 0;
      const progress = progressAt(table, i + 1);
      expect(progress).toMatchObject({ over: i + 1, evaluated, at: table.settledAt[candidate] });
      expect(progress.compute).toBeCloseTo(compute, 9);
    }
    expect(progressAt(table, 0)).toEqual({ over: 0, evaluated: 0, compute: 0, at: 0 });
  });

  it('is the same asked by time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: done }), (over) => {
        const { at } = progressAt(table, over);
        const found = progressAtTime(table, at);
        // Others may have been over in the same millisecond.
        expect(found.over).toBeGreaterThanOrEqual(over);
        expect(found).toEqual(progressAt(table, found.over));
        expect(progressAtTime(table, at - 0.5).over).toBeLessThan(over);
      }),
    );
  });

  it('is found again from its place on each axis', () => {
    fc.assert(
      fc.property(fc.nat({ max: done }), fc.constantFrom(...PROGRESS_AXES), (over, axis) => {
        const value = progressAt(table, over)[axis];
        // A sum in another order may differ in its last digit.
        const found = overAt(table, axis, value + (axis === 'compute' ? 1e-6 : 0));
        expect(found).toBeGreaterThanOrEqual(over);
        expect(progressAt(table, found)[axis]).toBeCloseTo(value, 5);
        if (found < done) expect(progressAt(table, found + 1)[axis]).toBeGreaterThan(value);
      }),
    );
  });
});
