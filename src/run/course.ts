import { reserve } from './columns.ts';

/** How a run went, row by row, as columns: updated in place, arrays replaced when they grow. */
export interface Course {
  /** Rows: one for each change of the front. */
  count: number;
  /** Evaluations that were over then (failed ones left out). */
  evaluated: Int32Array;
  /** The share of the box that the front dominates. */
  hypervolume: Float64Array;
  /** Training time of all candidates until then, seconds. */
  compute: Float64Array;
  /** Milliseconds since the run's start. */
  at: Float64Array;
}

export const emptyCourse = (): Course => ({
  count: 0,
  evaluated: new Int32Array(0),
  hypervolume: new Float64Array(0),
  compute: new Float64Array(0),
  at: new Float64Array(0),
});

/** Adds a row. */
export function addCourse(
  course: Course,
  row: {
    readonly evaluated: number;
    readonly hypervolume: number;
    readonly compute: number;
    readonly at: number;
  },
): void {
  const place = course.count++;
  reserve(course, ['evaluated', 'hypervolume', 'compute', 'at'], course.count);
  course.evaluated[place] = row.evaluated;
  course.hypervolume[place] = row.hypervolume;
  course.compute[place] = row.compute;
  course.at[place] = row.at;
}

/** What the workers did: a row for every training, also those that came to nothing. Milliseconds since the run's start. */
export interface Spans {
  count: number;
  worker: Int32Array;
  candidate: Int32Array;
  /** Which of the candidate's trainings, from 0. */
  repetition: Uint8Array;
  from: Float64Array;
  /** NaN while it goes on. */
  to: Float64Array;
  /** Building and compiling, milliseconds from its beginning; 0 where not measured. */
  setup: Float64Array;
  /** See `SPAN`. */
  outcome: Uint8Array;
}

/** How a training ended. `lost`: its worker or its device died under it, or the run was stopped. */
export const SPAN = { open: 0, evaluated: 1, failed: 2, lost: 3 } as const;

export const emptySpans = (): Spans => ({
  count: 0,
  worker: new Int32Array(0),
  candidate: new Int32Array(0),
  repetition: new Uint8Array(0),
  from: new Float64Array(0),
  to: new Float64Array(0),
  setup: new Float64Array(0),
  outcome: new Uint8Array(0),
});

/** Opens a row and returns its place. */
export function openSpan(
  spans: Spans,
  worker: number,
  candidate: number,
  repetition: number,
  from: number,
): number {
  const place = spans.count++;
  reserve(spans, ['worker', 'candidate', 'repetition', 'from', 'to', 'setup', 'outcome'], spans.count);
  spans.worker[place] = worker;
  spans.candidate[place] = candidate;
  spans.repetition[place] = repetition;
  spans.from[place] = from;
  spans.to[place] = Number.NaN;
  spans.setup[place] = 0;
  spans.outcome[place] = SPAN.open;
  return place;
}

/** A stretch of time in which nothing was trained, milliseconds since the run's start; `to` is null while it lasts. */
export interface Gap {
  /** `closed`: from the last event before the page was closed until the run was reopened. */
  readonly kind: 'paused' | 'frozen' | 'closed';
  readonly from: number;
  readonly to: number | null;
}
