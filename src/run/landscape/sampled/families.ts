import { kendallTau } from '../../../landscape/correlation.ts';
import { median } from '../../../search/statistics.ts';
import { deriveSeed } from '../../../space/random.ts';
import { bootstrap, clusteredShare, type Estimate } from './intervals.ts';
import type { Family } from './plan.ts';

/** What came of the starts of one group. */
export interface GroupReport {
  readonly group: 'best' | 'worst';
  readonly starts: number;
  /** By how far from their start they came to be: what the landscape is like there. */
  readonly byDistance: readonly (OffspringReport & { readonly distance: number })[];
  /** Kendall's τ-b between distance and change over all offspring: below 0, reaching further is worse. */
  readonly tau: Estimate | undefined;
}

/** Some of the offspring. */
export interface OffspringReport {
  readonly count: number;
  /** Improvability: the mean change of fitness. */
  readonly change: Estimate | undefined;
  /** The median change: a few that lose all may decide the mean. */
  readonly median: Estimate | undefined;
  /** The share that is better by more than the tolerance. */
  readonly improves: Estimate | undefined;
}

interface Options {
  fitnessOf(hash: string): number | undefined;
  /** A second evaluation of a start, independent of the first; `undefined` where there is none. */
  againOf(hash: string): number | undefined;
  readonly tolerance: number;
  readonly resamples: number;
  readonly seed: number;
}

interface Offspring {
  /** Its start, by number within the group. */
  readonly start: number;
  readonly distance: number;
  readonly change: number;
}

/**
 * What the offspring of a group's starts are like. A start is one of the best (or worst) by luck, too, where evaluations are
 * noisy: its offspring would look worse (or better) for that alone. There changes are measured from a second evaluation of the
 * start, which had no part in choosing it (`againOf`). An offspring that is the same network as its start has no change.
 */
export function* groupReport<G>(
  group: 'best' | 'worst',
  families: readonly Family<G>[],
  options: Options & { readonly beginning: { readonly members: readonly { readonly hash: string }[] } },
): Generator<void, GroupReport> {
  const { fitnessOf, againOf } = options;
  const offspring = families.flatMap(({ start, children }, place): Offspring[] => {
    const { hash } = options.beginning.members[start]!;
    const base = againOf(hash);
    if (base === undefined) return [];
    return children.flatMap(({ distance, point }) => {
      const fitness = fitnessOf(point.hash);
      if (fitness === undefined) return [];
      return { start: place, distance, change: point.hash === hash ? 0 : fitness - base };
    });
  });
  const byDistance: GroupReport['byDistance'][number][] = [];
  const distances = [...new Set(offspring.map((one) => one.distance))].sort((a, b) => a - b);
  for (const distance of distances) {
    const some = offspring.filter((one) => one.distance === distance);
    byDistance.push({
      distance,
      ...(yield* offspringReport(some, families.length, options, `distance ${distance}`)),
    });
  }
  return { group, starts: families.length, byDistance, tau: yield* tauOf(offspring, options) };
}

function* offspringReport(
  offspring: readonly Offspring[],
  starts: number,
  { tolerance, resamples, seed }: Options,
  part: string,
): Generator<void, OffspringReport> {
  const totals = new Float64Array(starts);
  const change = new Float64Array(starts);
  const changes = Array.from({ length: starts }, (): number[] => []);
  const improves = new Float64Array(starts);
  for (const one of offspring) {
    totals[one.start]!++;
    change[one.start]! += one.change;
    changes[one.start]!.push(one.change);
    if (one.change > tolerance) improves[one.start]!++;
  }
  const units = [...totals.keys()].filter((start) => totals[start]! > 0);
  const [meanChange, medianChange] = yield* bootstrap(
    units.length,
    2,
    (picked, out) => {
      let count = 0;
      let gained = 0;
      for (const unit of picked) {
        const start = units[unit]!;
        count += totals[start]!;
        gained += change[start]!;
      }
      out[0] = gained / count;
      out[1] = median(Array.from(picked, (unit) => changes[units[unit]!]!).flat());
    },
    { resamples, seed: deriveSeed(seed, part) },
  );
  return {
    count: offspring.length,
    change: meanChange,
    median: medianChange,
    improves: clusteredShare(improves, totals),
  };
}

function* tauOf(
  offspring: readonly Offspring[],
  { resamples, seed }: Options,
): Generator<void, Estimate | undefined> {
  const byStart = new Map<number, Offspring[]>();
  for (const one of offspring) byStart.set(one.start, [...(byStart.get(one.start) ?? []), one]);
  const families = [...byStart.values()];
  const [tau] = yield* bootstrap(
    families.length,
    1,
    (picked, out) => {
      const drawn = Array.from(picked, (family) => families[family]!).flat();
      out[0] = kendallTau(
        Float64Array.from(drawn, ({ distance }) => distance),
        Float64Array.from(drawn, ({ change }) => change),
      );
    },
    { resamples, seed: deriveSeed(seed, 'tau') },
  );
  return tau;
}
