import { quantiles } from '../../../search/statistics.ts';
import { normalCdf } from '../../../search/surrogates/acquisition.ts';
import { createRng, deriveSeed } from '../../../space/random.ts';

/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** What is independent of each other and was drawn anew for the interval: so many members, walks or starts. */
  readonly units: number;
}

/** Fewer units than this say nothing about how much they differ. */
export const LEAST_UNITS = 5;

/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;
/** Random draws between two breaths. */
const DRAWS_A_BREATH = 20_000;

/**
 * The 97.5 % point of Student's t with so many degrees of freedom, at least 4: the expansion of Cornish and Fisher, four terms
 * (Abramowitz & Stegun 26.7.5), right to 0.1 % there.
 */
export function studentPoint(freedom: number): number {
  const terms = [
    Z,
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
    (79 * Z ** 9 + 776 * Z ** 7 + 1482 * Z ** 5 - 1920 * Z ** 3 - 945 * Z) / 92160,
  ];
  return terms.reduce((sum, term, power) => sum + term / freedom ** power, 0);
}

/**
 * Percentile intervals of several figures of the same units, by the bootstrap. Units are drawn with replacement, each `picked`
 * as often as it comes up; `figures` writes the figures of such a draw, `NaN` where there is none. The percentiles lie as far
 * out as Student's t asks for with so few units (the *expanded* percentile interval, Hesterberg 2015), since plain ones are
 * too narrow by a factor of about √((n − 1)/n) · z/t. A figure is `undefined` with fewer than five units, where it does not
 * exist, or where a tenth of the draws has none. Yields now and then.
 */
export function* bootstrap(
  units: number,
  count: number,
  figures: (picked: Int32Array, out: Float64Array) => void,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Generator<void, (Estimate | undefined)[]> {
  if (units < LEAST_UNITS) return Array.from({ length: count }, () => undefined);
  const out = new Float64Array(count);
  figures(
    Int32Array.from({ length: units }, (_, i) => i),
    out,
  );
  const values = Float64Array.from(out);
  const drawn = Array.from({ length: count }, () => new Float64Array(resamples));
  const rng = createRng(deriveSeed(seed, 'bootstrap'));
  const picked = new Int32Array(units);
  for (let i = 0, sinceBreath = 0; i < resamples; i++) {
    for (let j = 0; j < units; j++) picked[j] = rng.int(units);
    figures(picked, out);
    for (let figure = 0; figure < count; figure++) drawn[figure]![i] = out[figure]!;
    sinceBreath += units;
    if (sinceBreath < DRAWS_A_BREATH) continue;
    sinceBreath = 0;
    yield;
  }
  const tail = normalCdf(-Math.sqrt(units / (units - 1)) * studentPoint(units - 1));
  return drawn.map((all, figure) => {
    const value = values[figure]!;
    const known = all.filter((one) => !Number.isNaN(one));
    if (Number.isNaN(value) || known.length < 0.9 * resamples) return undefined;
    const [low, high] = quantiles(known, [tail, 1 - tail]) as [number, number];
    return { value, low: Math.min(low, value), high: Math.max(high, value), units };
  });
}

/**
 * A share of events that come in clusters (the offspring of a start, the steps of a walk): `hits` of `totals`, by cluster.
 * Wilson's interval (1927) for as many independent events as the spread between clusters shows there to be (Kish's design
 * effect): as many as there are clusters where all events are alike, which a bootstrap would call certain. Clusters without
 * events do not count; `undefined` with fewer than five others.
 */
export function clusteredShare(hits: ArrayLike<number>, totals: ArrayLike<number>): Estimate | undefined {
  let units = 0;
  let all = 0;
  let hit = 0;
  for (let i = 0; i < totals.length; i++) {
    if (totals[i] === 0) continue;
    units++;
    all += totals[i]!;
    hit += hits[i]!;
  }
  if (units < LEAST_UNITS) return undefined;
  const value = hit / all;
  let squares = 0;
  for (let i = 0; i < totals.length; i++) squares += (hits[i]! - value * totals[i]!) ** 2;
  const variance = ((units / (units - 1)) * squares) / all ** 2;
  const alike = variance === 0 || hit === 0 || hit === all;
  const effective = alike ? units : Math.min(all, Math.max(units, (value * (1 - value)) / variance));
  return { value, ...wilson(value, effective, studentPoint(units - 1)), units };
}

/** A share of independent events. `undefined` of fewer than five. */
export function plainShare(hits: number, total: number): Estimate | undefined {
  if (total < LEAST_UNITS) return undefined;
  const value = hits / total;
  return { value, ...wilson(value, total, Z), units: total };
}

/** Wilson's score interval. */
function wilson(share: number, total: number, point: number): { low: number; high: number } {
  const square = point ** 2 / total;
  const centre = (share + square / 2) / (1 + square);
  const half = (point / (1 + square)) * Math.sqrt((share * (1 - share)) / total + square / (4 * total));
  return {
    low: Math.max(0, Math.min(share, centre - half)),
    high: Math.min(1, Math.max(share, centre + half)),
  };
}
