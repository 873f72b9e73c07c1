import type { ComparisonView, Course } from '../../run/comparison-fold.ts';
import { mannWhitney } from '../../search/statistics/mann-whitney.ts';
import { averageRanks, holm, median, quantiles, type Summary, summarise } from '../../search/statistics.ts';
import type { Measure } from './compare-store.ts';

/** What a comparison says of one strategy. */
export interface Standing {
  readonly strategy: string;
  readonly runs: number;
  readonly figures: Summary | null;
  /** Over the seeds that every strategy has run; 1 is best. */
  readonly rank: number | null;
  /** Against the reference; `null` for it, and where there are too few runs. */
  readonly against: { readonly p: number; readonly a12: number } | null;
}

const last = (course: Course, measure: Measure): number | undefined => course[measure].at(-1);

/**
 * The standings by the finished runs: figures of the last value, average rank over shared seeds, and Mann–Whitney's test
 * against the reference with Holm's correction (A₁₂ above ½: better than it).
 */
export function standingsOf(view: ComparisonView, measure: Measure, reference: number): Standing[] {
  const larger = measure === 'hypervolume';
  const finals = view.courses.map((courses) =>
    courses.flatMap((course) => (course.finished ? (last(course, measure) ?? []) : [])),
  );
  const shared = Math.min(...view.courses.map((runs) => runs.filter(({ finished }) => finished).length));
  const blocks = Array.from({ length: shared }, (_, run) => finals.map((values) => values[run]!));
  const ranks = shared > 0 ? averageRanks(blocks, larger ? 'larger' : 'smaller') : null;
  const others = finals[reference]!;
  const tests = finals.map((values, c) =>
    c !== reference && values.length > 1 && others.length > 1 ? mannWhitney(values, others) : null,
  );
  const corrected = holm(tests.map((test) => test?.p ?? Number.NaN));
  return view.started.contestants.map(({ strategy }, c) => {
    const values = finals[c]!;
    const won = (tests[c]?.u ?? 0) / (values.length * others.length);
    return {
      strategy,
      runs: values.length,
      figures: values.length > 0 ? summarise(values) : null,
      rank: ranks?.[c] ?? null,
      against: tests[c] ? { p: corrected[c]!, a12: larger ? won : 1 - won } : null,
    };
  });
}

/** A point of a band: after so many evaluations, over the runs that have come so far. */
export interface BandPoint {
  readonly evaluations: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** Median and quartiles of one strategy's runs, evaluation by evaluation. */
export function bandOf(courses: readonly Course[], measure: Measure): BandPoint[] {
  const longest = courses.reduce((most, course) => Math.max(most, course[measure].length), 0);
  return Array.from({ length: longest }, (_, i) => {
    const values = courses.flatMap((course) => course[measure][i] ?? []);
    const [low, high] = quantiles(values, [0.25, 0.75]);
    return { evaluations: i + 1, low: low!, middle: median(values), high: high! };
  });
}
