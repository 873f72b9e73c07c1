import { describe, expect, it } from 'vitest';
import { DecisionTable } from '../../../../src/run/analysis/decision-table.ts';
import { type PopulationCourse, populationOf } from '../../../../src/run/analysis/population.ts';
import { compileSpace } from '../../../../src/space/hierarchy.ts';
import { parseDocument } from '../../../../src/space/parse-document.ts';
import { errorCourse, errorDomain } from '../../../../src/ui/run/analysis/error-course.ts';
import { analysed, dueAfter } from '../../../../src/ui/run/analysis/feed.ts';
import { madeUp } from './runs.ts';

/** What the analyst says of a run. */
function analystsCourse(byEvaluation: boolean): PopulationCourse {
  const { log, run, table } = madeUp();
  const parsed = parseDocument(run.started.space);
  if (!parsed.ok) throw new Error('The made-up run has no valid space.');
  const rows = new DecisionTable(compileSpace(parsed.document));
  const genotypes = new Map(
    log.flatMap((event) => (event.type === 'proposed' ? [[event.candidate, event.genotype] as const] : [])),
  );
  const { candidates } = dueAfter(table, 0, Number.POSITIVE_INFINITY);
  for (const row of analysed(table, candidates, genotypes)) rows.add(row);
  const work = populationOf(rows, { byEvaluation });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

describe('errors without genotypes', () => {
  it.each([false, true])('are those that the analyst tells, by evaluations: %s', (byEvaluation) => {
    const { run, table } = madeUp();
    const expected = analystsCourse(byEvaluation);
    const course = errorCourse(table, { byEvaluation });
    expect({ ...course, diversity: null, fresh: null }).toEqual({
      ...expected,
      diversity: null,
      fresh: null,
    });
    expect(course.diversity.every(Number.isNaN)).toBe(true);
    expect(course.bestSoFar.at(-1)).toBe(Math.min(...run.front.map((n) => table.error[n]!)));
  });

  it('fit the axis, which has no zero', () => {
    const { table } = madeUp();
    const course = errorCourse(table);
    const [low, high] = errorDomain(course, 0.0001);
    expect(low).toBeLessThan(Math.min(...course.best));
    expect(high).toBeGreaterThan(Math.max(...course.worst) * (high < 1 ? 1 : 0.999));
    const perfect = { ...course, best: course.best.map(() => 0), worst: course.worst.map(() => 0) };
    const [from, to] = errorDomain(perfect, 0.0001);
    expect(from).toBeGreaterThan(0);
    expect(to).toBeGreaterThan(from);
  });
});
