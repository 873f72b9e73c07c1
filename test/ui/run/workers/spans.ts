import { type CandidateTable, emptyTable } from '../../../../src/run/candidate-table.ts';
import { emptySpans, openSpan, SPAN, type Spans } from '../../../../src/run/course.ts';

/** A training: its worker, its candidate, when it began and ended (`null`: it goes on), and how. */
export type Training = readonly [
  worker: number,
  candidate: number,
  from: number,
  to: number | null,
  outcome?: keyof typeof SPAN,
];

export function spansOf(trainings: readonly Training[]): Spans {
  const spans = emptySpans();
  for (const [worker, candidate, from, to, outcome = to === null ? 'open' : 'evaluated'] of trainings) {
    const row = openSpan(spans, worker, candidate, 0, from);
    spans.to[row] = to ?? Number.NaN;
    spans.outcome[row] = SPAN[outcome];
  }
  return spans;
}

/** A table of candidates proposed at the run's start, without anything measured. */
export function tableOf(count: number): CandidateTable {
  const none = () => new Int32Array(count + 1).fill(-1);
  return {
    ...emptyTable(),
    count,
    proposedAt: new Float64Array(count + 1),
    epochs: new Int32Array(count + 1),
    curveAt: none(),
  };
}
