import { mannWhitney } from '../search/statistics/mann-whitney.ts';
import { averageRanks, holm, mean, summarise } from '../search/statistics.ts';
import type { RaceSettings, RunResult } from './race.ts';

/** The runs of one strategy. */
export interface Entry {
  readonly strategy: string;
  /** In any order, and not all where the race was interrupted. */
  readonly results: readonly RunResult[];
}

/** A sample's figures. `sd` and others are `null` where there is too little to say. */
export interface Figures {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly median: number | null;
  readonly iqr: number | null;
}

/** How two strategies compare by what decides (the report, or the evaluations until the optimum). */
export interface Comparison {
  readonly first: string;
  readonly second: string;
  /** Vargha and Delaney's A₁₂: the probability that a run of the first is better than one of the second. */
  readonly a12: number;
  /** Cliff's δ, the rank-biserial correlation: `2 A₁₂ − 1`. */
  readonly delta: number;
  /** Mann–Whitney, two-sided. */
  readonly p: number;
  /** Holm's correction over all comparisons that are shown together. */
  readonly holm: number;
}

/**
 * What is said of a strategy after a race. Mean, deviation, median and quartiles' distance are those of the
 * report.
 */
export interface Standing extends Figures {
  readonly strategy: string;
  readonly runs: number;
  /** A run's on average. */
  readonly evaluations: number | null;
  /** A run's on average. */
  readonly cost: number | null;
  readonly fitness: Figures;
  readonly validation: Figures | null;
  /** Over the runs that every strategy has done. */
  readonly rank: number | null;
  /** Evaluations until the optimum; a run that did not meet it counts with the most that it might have had. */
  readonly queries: (Figures & { readonly found: number }) | null;
  /** Runs that ended because the strategy had nothing new to suggest. */
  readonly exhausted: number;
}

/** What decides who is better, and which way. */
interface Deciding {
  of(result: RunResult): number;
  readonly better: 'larger' | 'smaller';
}

/** One line for each strategy. */
export function standings(entries: readonly Entry[], settings: RaceSettings): Standing[] {
  const deciding = decidingOf(settings);
  const ranks = ranksOf(entries, deciding);
  return entries.map(({ strategy, results }, i) => ({
    strategy,
    runs: results.length,
    evaluations: orNull(mean(results.map(({ evaluations }) => evaluations))),
    cost: orNull(mean(results.map(({ cost }) => cost))),
    ...figures(results.map(({ report }) => report)),
    rank: orNull(ranks[i]!),
    fitness: figures(results.map(({ fitness }) => fitness)),
    validation:
      settings.validation === null
        ? null
        : figures(results.map(({ validation }) => validation ?? Number.NaN)),
    queries:
      settings.optimum === null
        ? null
        : {
            found: results.filter(({ found }) => found !== null).length,
            ...figures(results.map(deciding.of)),
          },
    exhausted: results.filter(({ exhausted }) => exhausted).length,
  }));
}

/**
 * Compares strategies two by two: each with `reference`, or, without one, all pairs. Runs are taken as independent
 * samples. Strategies without a run are left out.
 */
export function comparisons(
  entries: readonly Entry[],
  settings: RaceSettings,
  reference?: string,
): Comparison[] {
  const { of, better } = decidingOf(settings);
  const samples = entries
    .filter(({ results }) => results.length > 0)
    .map(({ strategy, results }) => ({ strategy, values: results.map(of) }));
  const pairs = samples.flatMap((first, i) =>
    samples
      .filter((second, j) =>
        reference === undefined ? i < j : second.strategy === reference && first.strategy !== reference,
      )
      .map((second) => {
        const { u, p } = mannWhitney(first.values, second.values);
        const larger = u / (first.values.length * second.values.length);
        const a12 = better === 'larger' ? larger : 1 - larger;
        return { first: first.strategy, second: second.strategy, a12, delta: 2 * a12 - 1, p };
      }),
  );
  const corrected = holm(pairs.map(({ p }) => p));
  return pairs.map((pair, i) => ({ ...pair, holm: corrected[i]! }));
}

function decidingOf({ optimum, direction, maxEvaluations }: RaceSettings): Deciding {
  return optimum === null
    ? { of: ({ report }) => report, better: direction === 'maximise' ? 'larger' : 'smaller' }
    : { of: ({ found, evaluations }) => found ?? maxEvaluations ?? evaluations, better: 'smaller' };
}

/** Friedman's mean ranks over the runs that all have done; `NaN` where there is none. */
function ranksOf(entries: readonly Entry[], { of, better }: Deciding): number[] {
  const byRun = entries.map(({ results }) => new Map(results.map((result) => [result.run, of(result)])));
  const shared = [...(byRun[0]?.keys() ?? [])].filter((run) => byRun.every((runs) => runs.has(run)));
  if (shared.length === 0) return entries.map(() => Number.NaN);
  return averageRanks(
    shared.map((run) => byRun.map((runs) => runs.get(run)!)),
    better,
  );
}

function figures(values: readonly number[]): Figures {
  const { mean: average, sd, median, iqr } = summarise(values);
  return { mean: orNull(average), sd: orNull(sd), median: orNull(median), iqr: orNull(iqr) };
}

/** JSON knows no `NaN`. */
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
