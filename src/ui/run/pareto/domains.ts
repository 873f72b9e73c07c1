import type { HypervolumeBox } from '../../../run/events.ts';
import { MEASURE } from '../measures.ts';
import type { Measure } from '../view-store.ts';

/** The values at an axis' ends. */
export type Domain = readonly [from: number, to: number];

/** What part of the plane is shown; all axes are logarithmic. */
export interface Frame {
  readonly x: Domain;
  readonly y: Domain;
}

/** Zoomed in, an axis shows at least a factor of this much. */
const LEAST_FACTOR = 1.02;
/** Zoomed out, it shows so many times what it has at first, each way, on the log scale. */
const BEYOND = 0.5;

/** Ends of axes whose range is only known from the candidates: few of them, so that the frame seldom changes. */
const roundDown = (value: number): number => 10 ** (Math.floor(Math.log10(value) * 8) / 8);
const roundUp = (value: number): number => 10 ** (Math.ceil(Math.log10(value) * 8) / 8);

/** Ends below a value, times powers of ten: so few that the frame seldom moves, so many that little of it is empty. */
const LOWER_ENDS = [7, 5, 3, 2, 1.5, 1];

/** The next of these below a value, with a little room between. */
function endBelow(value: number): number {
  const low = value * 0.9;
  const power = 10 ** Math.floor(Math.log10(low));
  return Number(((LOWER_ENDS.find((end) => end * power <= low) ?? 1) * power).toPrecision(2));
}

/**
 * All of a measure's axis: every candidate, and what it is measured against (the cap, the error of guessing). `range`: the
 * least and the most so far; not in order where there is none.
 */
export function wholeDomain(
  measure: Measure,
  [least, most]: readonly [number, number],
  { minParameters, maxParameters, error: chance }: HypervolumeBox,
): Domain {
  const { floor } = MEASURE[measure];
  const low = Math.max(floor, least);
  // Values only come, so these ends only move outwards, and only from one of few ends to the next.
  if (measure === 'parameters') {
    const smallest = Math.min(low, minParameters) * 0.9;
    const left = Number.isFinite(low) ? Math.max(smallest, endBelow(low)) : smallest;
    return [left, Math.max(maxParameters * 1.15, left * 2, most * 1.05)];
  }
  if (measure === 'error') {
    const top = Math.min(chance, Math.max(0.2, most) * 1.1);
    return [endBelow(Number.isFinite(low) ? low : 0.05), Math.max(top, most)];
  }
  if (!(least <= most)) return [1, 10];
  return [roundDown(low * 0.9), roundUp(Math.max(low, most) * 1.1)];
}

const ends = (domain: Domain): Domain => [Math.log(domain[0]), Math.log(domain[1])];
const values = ([from, to]: Domain): Domain => [Math.exp(from), Math.exp(to)];

/** An axis zoomed by a factor (above 1: in) about a value that stays where it is, within the limits of `whole`. */
export function zoomed(domain: Domain, whole: Domain, about: number, factor: number): Domain {
  const [from, to] = ends(domain);
  const [least, most] = ends(whole);
  const middle = Math.log(about);
  const span = Math.min(
    (most - least) * (1 + 2 * BEYOND),
    Math.max(Math.log(LEAST_FACTOR), (to - from) / factor),
  );
  const share = (middle - from) / (to - from);
  return moved(values([middle - share * span, middle + (1 - share) * span]), whole, 0);
}

/** An axis moved by a share of its length, as far as the limits of `whole` allow. */
export function moved(domain: Domain, whole: Domain, share: number): Domain {
  const [from, to] = ends(domain);
  const [least, most] = ends(whole);
  const room = (most - least) * BEYOND;
  const span = to - from;
  const start = Math.min(most + room - span, Math.max(least - room, from + share * span));
  return values([start, start + span]);
}
