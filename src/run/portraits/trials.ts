import { mannWhitney } from '../../search/statistics/mann-whitney.ts';
import { holm, type Summary, summarise } from '../../search/statistics.ts';
import type { HypervolumeBox } from '../events.ts';
import { valueAt } from './bands.ts';
import { hypervolumesIn, imagesOf } from './common-box.ts';
import { canonical, isComplete, type RunGroup } from './groups.ts';
import type { RunPortrait } from './portrait.ts';

export const OUTCOMES = ['hypervolume', 'error'] as const;
/** What runs are tested by: the hypervolume of the front, and the lowest validation error. */
export type TrialOutcome = (typeof OUTCOMES)[number];

/** With fewer seeds than this in a group a test says next to nothing. */
export const FEW = 5;

/** When runs are looked at: in the end, each as far as its settings let it come, or after so many evaluations. */
export type Moment = 'end' | number;

/** A group's values, one for each seed that counts, and those that do not count because they ended before their time. */
export interface Sample {
  readonly values: readonly number[];
  /** `null` without values. */
  readonly figures: Summary | null;
  readonly early: readonly RunPortrait[];
}

/** How two groups compare. */
export interface Trial {
  /** Places among the groups. */
  readonly first: number;
  readonly second: number;
  /** `null` where one of them has fewer than two runs that count. */
  readonly test: {
    /** Two-sided, Mann–Whitney. */
    readonly p: number;
    /** Holm's correction over all that were tested together. */
    readonly holm: number;
    /** Vargha and Delaney's: how probably a run of the first is better than one of the second, ties counting half. */
    readonly a12: number;
    readonly exact: boolean;
    /** The smallest p that samples of these sizes can have, whatever their values. */
    readonly least: number;
  } | null;
}

/**
 * The values of a group at a moment, those of the runs that had come so far. `box`: see `commonBox`; `null`: there are no
 * hypervolumes to compare.
 */
export function sampleOf(
  group: RunGroup,
  outcome: TrialOutcome,
  moment: Moment,
  box: HypervolumeBox | null,
): Sample {
  const counts = (run: RunPortrait) => (moment === 'end' ? isComplete(run) : run.summary.evaluated >= moment);
  const place = moment === 'end' ? Number.POSITIVE_INFINITY : moment;
  const values =
    outcome === 'hypervolume' && box === null
      ? []
      : group.seeds
          .filter(counts)
          .map((run) => (outcome === 'error' ? bestAt(run, place) : hypervolumeAt(run, box!, place)))
          // A run of which no candidate could be trained has no error.
          .filter((value) => !Number.isNaN(value));
  return {
    values,
    figures: values.length > 0 ? summarise(values) : null,
    early: group.seeds.filter((run) => !counts(run)),
  };
}

function bestAt({ best }: RunPortrait, place: number): number {
  const last = best.findLast(({ evaluated }) => evaluated <= place);
  return last?.error ?? Number.NaN;
}

const hypervolumeAt = (run: RunPortrait, box: HypervolumeBox, place: number): number =>
  valueAt({ places: run.course.evaluated, values: hypervolumesIn(run, box) }, place);

/** The evaluations that every run has: the latest moment at which all can be compared. */
export const commonEvaluations = (groups: readonly RunGroup[]): number =>
  Math.min(...groups.flatMap(({ seeds }) => seeds.map(({ summary }) => summary.evaluated)));

/** Whether errors of all runs were measured on the same images. */
export function sameImages(groups: readonly RunGroup[]): boolean {
  const texts = groups.flatMap(({ seeds }) => seeds.map((run) => canonical(imagesOf(run))));
  return new Set(texts).size <= 1;
}

/**
 * Tests all pairs of groups, by each of the outcomes given (one list of samples for each, one sample for each group), with
 * Holm's correction over all of these tests together.
 */
export function trialsOf(
  samples: Readonly<Partial<Record<TrialOutcome, readonly Sample[]>>>,
): Partial<Record<TrialOutcome, readonly Trial[]>> {
  const drafts = OUTCOMES.flatMap((outcome) =>
    pairs(samples[outcome]?.length ?? 0).map(([first, second]) => {
      const [one, other] = [samples[outcome]![first]!.values, samples[outcome]![second]!.values];
      const test = one.length > 1 && other.length > 1 ? mannWhitney(one, other) : null;
      return { outcome, first, second, one, other, test };
    }),
  );
  const corrected = holm(drafts.map(({ test }) => test?.p ?? Number.NaN));
  const trials = drafts.map(({ outcome, first, second, one, other, test }, i) => {
    const larger = (test?.u ?? 0) / (one.length * other.length);
    return {
      outcome,
      trial: {
        first,
        second,
        test: test && {
          p: test.p,
          holm: corrected[i]!,
          a12: outcome === 'hypervolume' ? larger : 1 - larger,
          exact: test.exact,
          least: Math.min(1, 2 / binomial(one.length + other.length, one.length)),
        },
      },
    };
  });
  return Object.fromEntries(
    OUTCOMES.filter((outcome) => samples[outcome]).map((outcome) => [
      outcome,
      trials.filter((each) => each.outcome === outcome).map(({ trial }) => trial),
    ]),
  );
}

const pairs = (count: number): [number, number][] =>
  Array.from({ length: count }, (_, i) => i).flatMap((first) =>
    Array.from({ length: count - first - 1 }, (_, k): [number, number] => [first, first + 1 + k]),
  );

/** How many ways there are to choose k of n. */
function binomial(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways *= (n - k + i) / i;
  return ways;
}
