import { denseRanks, kendallTauOfRanks, pearson, spearman } from '../../../landscape/correlation.ts';
import { quantiles } from '../../../search/statistics.ts';
import { deriveSeed } from '../../../space/random.ts';
import type { Genotype } from '../../../space/tree.ts';
import { type GroupReport, groupReport } from './families.ts';
import { bootstrap, clusteredShare, type Estimate, plainShare } from './intervals.ts';
import type { Beginning, Family, Point } from './plan.ts';
import { walkCorrelation } from './walk-correlation.ts';

/** What was sampled of a landscape, as far as it is evaluated. Every figure has a 95 % interval. */
export interface SampledReport<G = Genotype> {
  /** The share of random architectures that are members. */
  readonly members: Estimate | undefined;
  /** The share of different networks that have no fitness: their evaluation failed. */
  readonly failed: Estimate | undefined;
  readonly density: SampledDensity | undefined;
  readonly fitnessDistance: SampledFitnessDistance<G> | undefined;
  readonly autocorrelation: {
    /** At lags 1, 2, … */
    readonly lags: readonly (Estimate | undefined)[];
    readonly length: Estimate | undefined;
  };
  /** The one-edit steps of the walks. */
  readonly steps: StepShares;
  readonly groups: readonly GroupReport[];
}

/** The distribution of fitness over the members, each as often as it is drawn. */
export interface SampledDensity {
  readonly count: number;
  readonly mean: Estimate | undefined;
  readonly deviation: Estimate | undefined;
  /** Third standardised moment. Negative: many good architectures, a long tail of bad ones. */
  readonly skewness: Estimate | undefined;
  /** At 0.1, 0.25, 0.5, 0.75 and 0.9. */
  readonly quantiles: readonly (Estimate | undefined)[];
  /** Equal bins from the smallest to the largest; `edges` has one more than `shares`. */
  readonly edges: readonly number[];
  readonly shares: readonly (Estimate | undefined)[];
}

export const QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** How the members' fitness goes with their distance to the best architecture found anywhere, itself left out. */
export interface SampledFitnessDistance<G = Genotype> {
  readonly best: { readonly point: Point<G>; readonly fitness: number };
  readonly count: number;
  readonly pearson: Estimate | undefined;
  readonly spearman: Estimate | undefined;
  readonly kendall: Estimate | undefined;
  /** For each distance that occurs: how many members, and their mean fitness. */
  readonly byDistance: readonly {
    readonly distance: number;
    readonly count: number;
    readonly value: number;
    readonly mean: Estimate | undefined;
  }[];
}

/** Shares of all one-edit steps. */
export interface StepShares {
  readonly count: number;
  readonly improves: Estimate | undefined;
  /** The fitness changes by no more than the tolerance. */
  readonly neutral: Estimate | undefined;
  /** The edit changes nothing of the network: the genotypes differ, the canonical hash does not. */
  readonly same: Estimate | undefined;
}

export interface ReportInput<G> {
  readonly beginning: Beginning<G>;
  /** Empty before the members are evaluated. */
  readonly families: readonly Family<G>[];
  /** By hash; `undefined` where it is not known, or failed. */
  fitnessOf(hash: string): number | undefined;
  /** A second, independent evaluation of a start: changes are measured from it; see `groupReport`. */
  againOf(hash: string): number | undefined;
  /** Evaluations that failed, and those that are over. */
  readonly failed: number;
  readonly done: number;
  distance(a: G, b: G): number;
  /** Changes of fitness up to this are none. */
  readonly tolerance: number;
  readonly resamples: number;
  readonly seed: number;
}

const BINS = 20;
const LAGS = 10;

/**
 * Estimates from what is evaluated so far. Intervals are bootstraps over what is independent (members, walks, starts), and of
 * shares Wilson's. Yields now and then.
 */
export function* report<G>(input: ReportInput<G>): Generator<void, SampledReport<G>> {
  const { beginning, families, fitnessOf, resamples } = input;
  const { members, walks, draws } = beginning;
  const options = (part: string) => ({ resamples, seed: deriveSeed(input.seed, part) });
  const known = members.flatMap((point) => {
    const fitness = fitnessOf(point.hash);
    return fitness === undefined ? [] : { point, fitness };
  });
  const density = yield* densityOf(
    known.map(({ fitness }) => fitness),
    options('density'),
  );
  const fitnessDistance = yield* fitnessDistanceOf(input, known, options('fitness and distance'));
  const walked = walks.map((walk) => walk.map(({ hash }) => fitnessOf(hash) ?? Number.NaN));
  const longest = walks.reduce((most, walk) => Math.max(most, walk.length - 1), 0);
  const lags = Math.min(LAGS, Math.floor(longest / 2) || longest);
  const autocorrelation = yield* walkCorrelation(
    walked.filter((walk) => walk.some((value) => !Number.isNaN(value))),
    lags,
    options('walks'),
  );
  const groups: GroupReport[] = [];
  for (const group of ['best', 'worst'] as const)
    groups.push(
      yield* groupReport(
        group,
        families.filter((family) => family.group === group),
        { ...input, ...options(group) },
      ),
    );
  return {
    members: plainShare(members.length + walks.length, draws),
    failed: plainShare(input.failed, input.done),
    density,
    fitnessDistance,
    autocorrelation,
    steps: stepShares(walks, walked, input.tolerance),
    groups,
  };
}

type Options = { readonly resamples: number; readonly seed: number };

function* densityOf(
  fitness: readonly number[],
  options: Options,
): Generator<void, SampledDensity | undefined> {
  if (fitness.length === 0) return undefined;
  const [mean, deviation, skewness, ...places] = yield* bootstrap(
    fitness.length,
    3 + QUANTILES.length,
    (picked, out) => {
      const values = Float64Array.from(picked, (unit) => fitness[unit]!);
      moments(values, out);
      out.set(quantiles(values, QUANTILES), 3);
    },
    options,
  );
  const low = Math.min(...fitness);
  const high = Math.max(...fitness);
  const bins = low < high ? BINS : 1;
  const counts = new Int32Array(bins);
  for (const value of fitness)
    counts[low < high ? Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins)) : 0]!++;
  return {
    count: fitness.length,
    ...{ mean, deviation, skewness, quantiles: places },
    edges: Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins),
    shares: Array.from(counts, (count) => plainShare(count, fitness.length)),
  };
}

/** Mean, deviation (n − 1) and skewness. */
function moments(values: Float64Array, out: Float64Array): void {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    cubes += (value - mean) ** 3;
  }
  out[0] = mean;
  out[1] = Math.sqrt(squares / (n - 1));
  out[2] = squares > 0 ? cubes / n / (squares / n) ** 1.5 : Number.NaN;
}

interface Known<G> {
  readonly point: Point<G>;
  readonly fitness: number;
}

function* fitnessDistanceOf<G>(
  input: ReportInput<G>,
  members: readonly Known<G>[],
  options: Options,
): Generator<void, SampledFitnessDistance<G> | undefined> {
  const best = bestOf(input);
  if (!best) return undefined;
  const pairs: { readonly distance: number; readonly fitness: number }[] = [];
  for (const { point, fitness } of members) {
    if (point.hash === best.point.hash) continue;
    pairs.push({ distance: input.distance(point.genotype, best.point.genotype), fitness });
    if (pairs.length % 100 === 0) yield;
  }
  const n = pairs.length;
  const distances = Float64Array.from(pairs, ({ distance }) => distance);
  const fitness = Float64Array.from(pairs, (pair) => pair.fitness);
  // Kendall's τ of a draw needs only ranks, which can be drawn along.
  const distanceRanks = denseRanks(distances);
  const fitnessRanks = denseRanks(fitness);
  const [pearsons, spearmans, kendalls] = yield* bootstrap(
    n,
    3,
    (picked, out) => {
      const x = Float64Array.from(picked, (unit) => distances[unit]!);
      const y = Float64Array.from(picked, (unit) => fitness[unit]!);
      out[0] = pearson(x, y).value;
      out[1] = spearman(x, y).value;
      out[2] = kendallTauOfRanks(
        Int32Array.from(picked, (unit) => distanceRanks[unit]!),
        Int32Array.from(picked, (unit) => fitnessRanks[unit]!),
      );
    },
    options,
  );
  const byDistance: SampledFitnessDistance['byDistance'][number][] = [];
  for (const distance of [...new Set(distances)].sort((a, b) => a - b)) {
    const values = pairs.filter((pair) => pair.distance === distance).map((pair) => pair.fitness);
    const meanOf = (picked: Int32Array) =>
      picked.reduce((sum, unit) => sum + values[unit]!, 0) / picked.length;
    const [mean] = yield* bootstrap(
      values.length,
      1,
      (picked, out) => {
        out[0] = meanOf(picked);
      },
      { ...options, seed: deriveSeed(options.seed, distance) },
    );
    const value = values.reduce((sum, one) => sum + one, 0) / values.length;
    byDistance.push({ distance, count: values.length, value, mean });
  }
  return {
    best,
    count: n,
    ...{ pearson: pearsons, spearman: spearmans, kendall: kendalls, byDistance },
  };
}

/** The fittest of all that is evaluated; of several the first of the plan. */
function bestOf<G>({ beginning, families, fitnessOf }: ReportInput<G>): Known<G> | undefined {
  let best: Known<G> | undefined;
  const look = (point: Point<G>) => {
    const fitness = fitnessOf(point.hash);
    if (fitness !== undefined && !(best && best.fitness >= fitness)) best = { point, fitness };
  };
  for (const point of beginning.members) look(point);
  for (const walk of beginning.walks) for (const point of walk) look(point);
  for (const { children } of families) for (const { point } of children) look(point);
  return best;
}

/** What the one-edit steps of the walks do. */
function stepShares<G>(
  walks: readonly (readonly Point<G>[])[],
  fitness: readonly (readonly number[])[],
  tolerance: number,
): StepShares {
  const totals = new Float64Array(walks.length);
  const improves = new Float64Array(walks.length);
  const neutral = new Float64Array(walks.length);
  const same = new Float64Array(walks.length);
  for (const [i, walk] of walks.entries())
    for (let step = 1; step < walk.length; step++) {
      const change = fitness[i]![step]! - fitness[i]![step - 1]!;
      if (Number.isNaN(change)) continue;
      totals[i]!++;
      if (change > tolerance) improves[i]!++;
      if (Math.abs(change) <= tolerance) neutral[i]!++;
      if (walk[step]!.hash === walk[step - 1]!.hash) same[i]!++;
    }
  return {
    count: totals.reduce((sum, count) => sum + count, 0),
    improves: clusteredShare(improves, totals),
    neutral: clusteredShare(neutral, totals),
    same: clusteredShare(same, totals),
  };
}
