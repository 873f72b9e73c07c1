import { FOREST, type Importance, importanceOf } from '../../search/analysis/importance.ts';
import {
  type Decided,
  NOT_ASKED,
  type PartitionForestOptions,
} from '../../search/analysis/partition-forest.ts';
import { mean, quantiles } from '../../search/statistics.ts';
import { createRng, deriveSeed } from '../../space/random.ts';
import type { DecisionTable } from './decision-table.ts';
import type { Kind } from './questions.ts';

export interface ImportanceOptions {
  /** Of what: validation error, or the decimal logarithm of the parameters. */
  readonly figure: 'error' | 'parameters';
  /**
   * Values above this quantile are cut to it: 0.5 asks what matters among the better half, without the failures that
   * otherwise make most of the variance. 1 where left out: all as it is.
   */
  readonly cut?: number;
}

/** What the answers to one question do. */
export interface QuestionEffect {
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  readonly path: string;
  /** The share of the variance that its places make, each alone. */
  readonly share: number;
  /** Its places that the forest has learned from. */
  readonly places: number;
  /**
   * By how much the figure lies above its mean where one place answers so, all else averaged: the mean over the
   * places, in the figure's unit. NaN for an answer that no such place has.
   */
  readonly options: readonly { readonly label: string; readonly effect: number }[];
}

/** How much each choice matters. */
export interface ImportanceReport {
  readonly figure: ImportanceOptions['figure'];
  readonly candidates: number;
  /** See `Importance`. */
  readonly rSquared: number;
  /** Places that the forest has learned from, and those with several answers that it has not, for want of room. */
  readonly places: number;
  readonly leftOut: number;
  /**
   * The share that a place is given which decides nothing: the mean of a few that were added for this. A question that
   * does not have much more than that for each of its places may not matter at all.
   */
  readonly noise: number;
  /** The most important first. */
  readonly questions: readonly QuestionEffect[];
  /** Single places, the most important first. */
  readonly sites: readonly { readonly label: string; readonly place: string; readonly share: number }[];
  /** What two questions, or two places of one question, do together beyond what each does alone; strongest first. */
  readonly pairs: readonly { readonly first: string; readonly second: string; readonly share: number }[];
  /** The parts of the variance that single places and pairs make; the rest is of three and more. */
  readonly alone: number;
  readonly inPairs: number;
}

/** With so few candidates there is nothing to learn. */
export const FEWEST = 20;
/** Features of the forest at most, those that are known to be noise left out. */
const MOST_SITES = 200;
const NOISE = 10;
const SITES_TOLD = 20;
const PAIRS_TOLD = 10;
/** For the same candidates the same answer. */
const SEED = 1;

/**
 * How much of a figure's variance each choice makes: functional ANOVA (`importanceOf`) on the single places at which
 * genotypes decide, their shares summed by question. The places are the features, not counts ("how many blocks are
 * 5×5"): they are independent of each other in the space, so that every part of the variance belongs to one place or
 * one pair. All combinations of answers count alike, as when the space is sampled, and not as a search has come to
 * prefer them. With more than 200 places those are taken that most candidates have and differ in (by the entropy of
 * their answers, not being asked among them).
 *
 * Yields how much is done, 0 to 1. `null` with fewer than 20 candidates. Throws a `RangeError` for a `cut` outside 0
 * to 1.
 */
export function* questionImportance(
  table: DecisionTable,
  { figure, cut = 1 }: ImportanceOptions,
  settings: PartitionForestOptions = FOREST,
): Generator<number, ImportanceReport | null> {
  const { count } = table;
  if (count < FEWEST) return null;
  const raw =
    figure === 'error'
      ? table.error.slice(0, count)
      : Float64Array.from(table.parameters.subarray(0, count), (n) => Math.log10(Math.max(1, n)));
  const [limit] = quantiles(raw, [cut]);
  const values = raw.map((value) => Math.min(value, limit!));
  const { decided, chosen, leftOut } = featuresOf(table, count);
  const found = yield* importanceOf(decided, values, SEED, settings);

  const { questions, sites } = table.book;
  const ofSites = found.main.subarray(0, chosen.length);
  const effects = questionEffects(table, chosen, found);
  return {
    figure,
    candidates: count,
    rSquared: found.rSquared,
    places: chosen.length,
    leftOut,
    noise: mean(found.main.subarray(chosen.length)),
    questions: effects,
    sites: chosen
      .map((site, feature) => ({
        label: questions[sites[site]!.question]!.label,
        place: sites[site]!.place,
        share: ofSites[feature]!,
      }))
      .sort((one, other) => other.share - one.share)
      .slice(0, SITES_TOLD),
    pairs: questionPairs(table, chosen, found).slice(0, PAIRS_TOLD),
    alone: ofSites.reduce((sum, share) => sum + share, 0),
    inPairs: found.pairs.reduce((sum, { share }) => sum + share, 0),
  };
}

/** Main effects by question, the most important first. */
function questionEffects(
  { book: { questions, sites, optionOf } }: DecisionTable,
  chosen: readonly number[],
  { main, effects }: Importance,
): QuestionEffect[] {
  const sums = questions.map(({ options, ...about }) => ({
    about,
    options: options.map(({ label }) => ({ label, effect: 0, places: 0 })),
    share: 0,
    places: 0,
  }));
  for (const [feature, site] of chosen.entries()) {
    const { question, start, options } = sites[site]!;
    const own = sums[question]!;
    own.share += main[feature]!;
    own.places++;
    for (let answer = 0; answer < options; answer++) {
      const option = own.options[optionOf[start + answer]!]!;
      option.effect += effects[feature]![answer]!;
      option.places++;
    }
  }
  return sums
    .map(({ about, options, share, places }) => ({
      ...about,
      share,
      places,
      options: options.map(({ label, effect, places: at }) => ({ label, effect: effect / at })),
    }))
    .sort((one, other) => other.share - one.share);
}

/** Pair effects by pair of questions, the strongest first. */
function questionPairs(
  { book: { questions, sites } }: DecisionTable,
  chosen: readonly number[],
  { pairs }: Importance,
): { readonly first: string; readonly second: string; readonly share: number }[] {
  const sums = new Map<string, { first: string; second: string; share: number }>();
  for (const { a, b, share } of pairs) {
    if (Math.max(a, b) >= chosen.length) continue;
    const [one, other] = [sites[chosen[a]!]!.question, sites[chosen[b]!]!.question].sort((x, y) => x - y);
    const key = `${one} ${other}`;
    const sum = sums.get(key) ?? {
      first: questions[one!]!.label,
      second: questions[other!]!.label,
      share: 0,
    };
    sum.share += share;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((one, other) => other.share - one.share);
}

/**
 * The first `count` rows as columns of answers: those of the places that most of them have and differ in, and after
 * them a few that are drawn at random, with as many answers as the first places have.
 */
function featuresOf(
  { starts, decisions, book: { sites, siteOf } }: DecisionTable,
  count: number,
): { readonly decided: Decided; readonly chosen: readonly number[]; readonly leftOut: number } {
  const given = new Int32Array(siteOf.length);
  for (let at = 0; at < starts[count]!; at++) given[decisions[at]!]!++;
  const varied = sites
    .map(({ start, options }, site) => ({ site, times: given.subarray(start, start + options) }))
    .filter(({ times }) => times.filter((n) => n > 0).length > 1)
    .map(({ site, times }) => ({ site, entropy: entropy(times, count) }))
    .sort((one, other) => other.entropy - one.entropy || one.site - other.site);
  const chosen = varied.slice(0, MOST_SITES).map(({ site }) => site);
  const columnOf = new Int32Array(sites.length).fill(-1);
  for (const [feature, site] of chosen.entries()) columnOf[site] = feature;
  const columns = chosen.map(() => new Uint16Array(count).fill(NOT_ASKED));
  for (let row = 0; row < count; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const decision = decisions[at]!;
      const site = siteOf[decision]!;
      if (columnOf[site]! >= 0) columns[columnOf[site]!]![row] = decision - sites[site]!.start;
    }
  }
  const rng = createRng(deriveSeed(SEED, 'noise'));
  const noise = chosen.slice(0, NOISE).map((site) => sites[site]!.options);
  return {
    decided: {
      columns: [
        ...columns,
        ...noise.map((options) => Uint16Array.from({ length: count }, () => rng.int(options))),
      ],
      options: [...chosen.map((site) => sites[site]!.options), ...noise],
    },
    chosen,
    leftOut: varied.length - chosen.length,
  };
}

/** The entropy of answers given so often by `of` candidates, not having been asked among them; in nats. */
function entropy(given: Int32Array, of: number): number {
  const asked = given.reduce((sum, times) => sum + times, 0);
  return [...given, of - asked].reduce(
    (sum, times) => (times > 0 ? sum - (times / of) * Math.log(times / of) : sum),
    0,
  );
}
