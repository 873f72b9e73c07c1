import type { Landscape } from '../landscape.ts';
import type { Progress } from '../progress.ts';
import { type Draw, setShares, symmetricPolynomials } from './draw.ts';
import type { Starts } from './groups.ts';
import type { Lattice } from './lattice.ts';
import type { Estimate, Outcome } from './operator.ts';
import { classesByDistance, classesBySet, hasSets, type PairClasses } from './pair-classes.ts';
import { type PairSums, pairSums } from './pair-sums.ts';
import { changeAfter, type Spectrum } from './spectrum.ts';
import { temperatureOf } from './step.ts';

/** What one step does from a group. */
export type StepOutcome = Pick<Outcome, 'reach' | 'moved' | 'change' | 'improves'>;

/** Pairs that are compared at most before starts are drawn from the groups. */
const MOST_PAIRS = 6e8;
/** Starts times operators times classes of pairs, where each start is normalised by itself. */
const MOST_PRODUCTS = 1e9;
/** Numbers that are held for starts, sets and figures, at most: 256 MB. */
const MOST_NUMBERS = 2 ** 25;

/**
 * Whether `stepsOfMany` can do these operators: options make no difference, no tournaments, and either few enough
 * positions for their sets, or every node at a distance as likely.
 */
export const isTabled = (lattice: Lattice, draws: readonly Draw[]): boolean =>
  draws.every(({ symmetric, operator }) => symmetric && operator.acceptance.kind !== 'tournament') &&
  (hasSets(lattice) || draws.every((draw) => isUniform(lattice, draw)));

/** Whether all nodes at a distance are as likely: positions weigh as much as they have other options. */
function isUniform({ sizes, varying }: Lattice, { weights }: Draw): boolean {
  const one = weights[0]! / (sizes[varying[0]!]! - 1);
  return varying.every((i, k) => Math.abs(weights[k]! / (sizes[i]! - 1) / one - 1) < 1e-12);
}

/** How many starts `stepsOfMany` can do in a few seconds and in memory: all nodes, or some of each group. */
export function mostStarts(
  { count }: Landscape,
  lattice: Lattice,
  draws: readonly Draw[],
  spectrum: Spectrum | undefined,
): number {
  const pairs = MOST_PAIRS / count;
  if (lattice.complete && count <= pairs) return count;
  const classes =
    hasSets(lattice) && !weighAlike(draws) ? 2 ** lattice.varying.length : lattice.varying.length + 1;
  const columns = classes * (3 + 2 * temperaturesOf(lattice, draws, spectrum).length);
  return Math.floor(Math.min(pairs, MOST_PRODUCTS / (draws.length * classes), MOST_NUMBERS / columns));
}

/** Whether all operators have the same weights of positions. */
function weighAlike(draws: readonly Draw[]): boolean {
  const first = draws[0]!.weights;
  return draws.every(({ weights }) => weights.every((weight, k) => weight === first[k]));
}

/**
 * One step of many operators from each group: first by class of pair (which positions differ), in one pass over all
 * pairs, then for each operator a dot product with the probabilities of the classes. Exact where the group is not
 * sampled; changes of blind operators wherever the `spectrum` is given, of the same groups, none of them sampled. By
 * group, then by operator. Throws a `RangeError` where starts, more than `mostStarts`, do not fit memory.
 */
export function* stepsOfMany(
  landscape: Landscape,
  lattice: Lattice,
  draws: readonly Draw[],
  groups: readonly Starts[],
  spectrum?: Spectrum | undefined,
): Generator<Progress, StepOutcome[][]> {
  const sets = hasSets(lattice);
  const classes = sets ? classesBySet(lattice) : classesByDistance(lattice);
  const fold = foldOf(classes, draws, sets);
  // With no gaps to normalise by, and no variance to tell, a group is summed up at once.
  const atOnce = lattice.complete && groups.every(({ sampled }) => !sampled);
  const temperatures = temperaturesOf(lattice, draws, spectrum);
  const starts = Int32Array.from(new Set(groups.flatMap(({ nodes }) => [...nodes])));
  const placeOf = new Int32Array(landscape.count).fill(-1);
  for (const [i, start] of starts.entries()) placeOf[start] = i;

  const columns = fold.count * (3 + 2 * temperatures.length);
  const rows = atOnce ? groups.length : starts.length;
  if (rows * columns > MOST_NUMBERS)
    throw new RangeError(
      `${starts.length.toLocaleString('en')} starts with ${fold.count} classes of pairs each, for ` +
        `${temperatures.length} temperatures, do not fit memory. Compare operators with fewer temperatures.`,
    );
  const weightOf = groups.map(({ nodes, weights }) => {
    const byStart = new Float64Array(starts.length);
    for (const [i, node] of nodes.entries()) byStart[placeOf[node]!]! += weights[i]!;
    return byStart;
  });
  const table = new Float64Array(rows * columns);
  const row = new Float64Array(columns);
  yield* pairSums(landscape.fitness, classes, starts, temperatures, (start, sums) => {
    const place = placeOf[start]!;
    row.fill(0);
    fold.add(sums, row);
    if (!atOnce) table.set(row, place * columns);
    else
      for (const [g, weights] of weightOf.entries()) {
        const weight = weights[place]!;
        if (weight > 0) for (let c = 0; c < columns; c++) table[g * columns + c]! += weight * row[c]!;
      }
  });

  const outcomes: StepOutcome[][] = groups.map(() => []);
  for (const [k, draw] of draws.entries()) {
    const figures = figuresOf(draw, fold, temperatures, lattice.complete);
    const changes =
      spectrum && draw.operator.acceptance.kind === 'blind' ? changeAfter(spectrum, draw, 1) : undefined;
    for (const [g, { nodes, sampled }] of groups.entries()) {
      let own: StepOutcome;
      if (atOnce) {
        const exact = figures(table, g * columns);
        own = outcomeOf((figure) => ({ mean: exact[figure]!, half: 0 }));
      } else {
        const all = FIGURES.map(() => new Moments());
        for (let i = 0; i < starts.length; i++) {
          const weight = weightOf[g]![i]!;
          if (weight === 0) continue;
          const found = figures(table, i * columns);
          for (let figure = 0; figure < found.length; figure++) all[figure]!.add(found[figure]!, weight);
        }
        own = outcomeOf((figure) => all[figure]!.estimate(sampled ? nodes.length : undefined));
      }
      outcomes[g]!.push(changes ? { ...own, moved: own.reach, change: { mean: changes[g]!, half: 0 } } : own);
    }
    if (!atOnce || k % 64 === 63) yield { stage: 'Operators', share: k / draws.length };
  }
  return outcomes;
}

const FIGURES = ['reach', 'moved', 'change', 'improves'] as const;

const outcomeOf = (estimate: (figure: number) => Estimate): StepOutcome => ({
  reach: estimate(0),
  moved: estimate(1),
  change: estimate(2),
  improves: estimate(3),
});

/**
 * Weighted mean, and the interval of a mean of independent starts. One by one (West 1979), so that equal values have no
 * variance.
 */
class Moments {
  private weights = 0;
  private mean = 0;
  private squares = 0;

  add(value: number, weight: number): void {
    this.weights += weight;
    const off = value - this.mean;
    this.mean += (off * weight) / this.weights;
    this.squares += weight * off * (value - this.mean);
  }

  /** `starts`: how many were drawn; `undefined` where the mean is over all. */
  estimate(starts: number | undefined): Estimate {
    const variance = this.squares / this.weights;
    return {
      mean: this.mean,
      half: starts === undefined ? 0 : 1.96 * Math.sqrt(variance / Math.max(1, starts - 1)),
    };
  }
}

/**
 * The temperatures that the operators accept at, above 0. An infinite one, which counts all nodes, is left out where
 * the spectrum does without, and needed where there are gaps.
 */
function temperaturesOf(lattice: Lattice, draws: readonly Draw[], spectrum: Spectrum | undefined): number[] {
  const found = new Set(
    draws.map(({ operator: { acceptance } }) =>
      acceptance.kind === 'tournament' ? Number.NaN : temperatureOf(acceptance),
    ),
  );
  if (!lattice.complete) found.add(Number.POSITIVE_INFINITY);
  if (spectrum) found.delete(Number.POSITIVE_INFINITY);
  found.delete(0);
  return [...found];
}

/** Classes of pairs as the classes that the operators tell apart. */
interface Fold {
  readonly count: number;
  /** By class: how many positions differ. */
  readonly distance: Uint8Array;
  /** How likely an operator draws each class. */
  shares(draw: Draw): ArrayLike<number>;
  /** Adds up better, gain, equal, then for each temperature accepted and loss: `count` numbers each, per draw. */
  add(sums: PairSums, row: Float64Array): void;
}

/** Where all operators weigh positions alike, sets are summed up by their number of positions. */
function foldOf(classes: PairClasses, draws: readonly Draw[], sets: boolean): Fold {
  const first = draws[0]!.weights;
  const alike = weighAlike(draws);
  const byDistance = !sets || alike;
  const count = byDistance ? Math.max(...classes.distance) + 1 : classes.count;
  const into = byDistance ? classes.distance : Uint16Array.from({ length: count }, (_, c) => c);
  // Within a distance, how likely each set is.
  const within =
    sets && alike
      ? setShares({ weights: first, scale: symmetricPolynomials(first).map((sum) => 1 / sum) })
      : new Float64Array(classes.count).fill(1);
  const factors = within.map((share, c) => share / classes.sizes[c]!);
  const addTo = (row: Float64Array, offset: number, from: Float64Array) => {
    for (let c = 0; c < from.length; c++) row[offset + into[c]!]! += factors[c]! * from[c]!;
  };
  return {
    count,
    distance: byDistance ? Uint8Array.from({ length: count }, (_, d) => d) : classes.distance,
    shares: (draw) => (byDistance ? draw.operator.distances : setShares(draw)),
    add({ better, gain, equal, accepted, loss }, row) {
      addTo(row, 0, better);
      addTo(row, count, gain);
      addTo(row, 2 * count, equal);
      for (const [t, some] of accepted.entries()) {
        addTo(row, (3 + 2 * t) * count, some);
        addTo(row, (4 + 2 * t) * count, loss[t]!);
      }
    },
  };
}

/**
 * The figures of one operator from a row of sums, in the order of `FIGURES`; a buffer that the next call overwrites.
 */
function figuresOf(
  draw: Draw,
  { count, distance, shares }: Fold,
  temperatures: readonly number[],
  complete: boolean,
): (table: Float64Array, offset: number) => Float64Array {
  const share = shares(draw);
  const { acceptance, distances } = draw.operator;
  const t = acceptance.kind === 'tournament' ? -1 : temperatures.indexOf(temperatureOf(acceptance));
  const everything = temperatures.indexOf(Number.POSITIVE_INFINITY);
  const whole = distances.reduce((sum, part, d) => sum + part * d, 0);
  const found = new Float64Array(FIGURES.length);
  return (table, offset) => {
    let landed = complete ? 1 : 0;
    let reach = complete ? whole : 0;
    let moved = 0;
    let change = 0;
    let improves = 0;
    for (let c = 0; c < count; c++) {
      const by = share[c]!;
      if (!(by > 0)) continue;
      const at = offset + c;
      const better = table[at]!;
      const equal = table[at + 2 * count]!;
      const accepted = t < 0 ? 0 : table[at + (3 + 2 * t) * count]!;
      const loss = t < 0 ? 0 : table[at + (4 + 2 * t) * count]!;
      if (!complete) {
        const present = better + equal + table[at + (3 + 2 * everything) * count]!;
        landed += by * present;
        reach += by * present * distance[c]!;
      }
      improves += by * better;
      change += by * (table[at + count]! + loss);
      moved += by * (better + equal + accepted) * distance[c]!;
    }
    // Every draw lands in a gap: the step stays.
    const scale = landed > 0 ? 1 / landed : 0;
    found[0] = reach * scale;
    found[1] = moved * scale;
    found[2] = change * scale;
    found[3] = improves * scale;
    return found;
  };
}
