import type {
  Estimate,
  ExperimentReport,
  Group,
  GroupResult,
  Outcome,
  RankCorrelation,
} from '../../../landscape/operators/operator.ts';
import { fixed, pValue } from '../analysis/numbers.ts';

/** A figure of improvability that reach is compared with. */
export type Figure = 'change' | 'improves' | 'pathChange' | 'toThreshold';

export const FIGURES = ['change', 'improves', 'pathChange', 'toThreshold'] as const;

/** How a figure is named where the lab's column has this unit. */
export interface FigureInfo {
  /** In menus and headings of tables. */
  readonly title: string;
  /** With its unit, for axes; shorter where there is little room. */
  label(unit: string): string;
  brief(unit: string): string;
  /** The title with the unit of `tick`, for a row of figures. */
  row(unit: string): string;
  text(value: number, unit: string): string;
  /** On axes: without its unit. */
  tick(value: number): string;
}

/** Of differences of fitness in per cent: a change of 2 % would be something else. */
const unitOfChange = (unit: string): string => (unit === '%' ? 'points' : unit);

const MINUS = '−';

/** A number with its sign, in three significant digits: +1.23, −0.000123, 0. */
export function signed(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const digits = size >= 100 ? size.toFixed(0) : size < 1e-4 ? size.toExponential(1) : trimmed(size);
  return `${value < 0 ? MINUS : '+'}${digits.replace('e-', `e${MINUS}`)}`;
}

const trimmed = (size: number): string => String(Number(size.toPrecision(3)));

const withUnit = (words: string, unit: string): string => (unit ? `${words} (${unitOfChange(unit)})` : words);

const change = (title: string, axis: string, short: string): FigureInfo => ({
  title,
  label: (unit) => withUnit(axis, unit),
  brief: (unit) => withUnit(short, unit),
  row: (unit) => withUnit(title, unit),
  text: (value, unit) => [signed(value), unitOfChange(unit)].filter(Boolean).join(' '),
  tick: signed,
});

export const FIGURE: Readonly<Record<Figure, FigureInfo>> = {
  change: change('Change in one step', 'Mean change in a step', 'Change'),
  pathChange: change('Change per step of the path', 'Change per step of the path', 'Per step'),
  improves: {
    title: 'Probability of improvement',
    label: () => 'P(a step improves)',
    brief: () => 'P(improves)',
    row: () => 'Probability of improvement',
    text: (value) => `${Number((value * 100).toPrecision(3))} %`,
    tick: (value) => `${Number((value * 100).toPrecision(3))} %`,
  },
  toThreshold: {
    title: 'Steps to the threshold',
    label: () => 'Steps to the threshold',
    brief: () => 'Steps',
    row: () => 'Steps to the threshold',
    text: (value) => `${trimmed(value)} steps`,
    tick: (value) => value.toLocaleString('en', { maximumSignificantDigits: value < 1000 ? 3 : 4 }),
  },
};

/** A figure of an outcome, where it was asked; what is at most `noise` is 0. */
export function estimateOf(outcome: Outcome, figure: Figure, noise = 0): Estimate | undefined {
  const estimate = outcome[figure];
  return estimate && Math.abs(estimate.mean) <= noise ? { ...estimate, mean: 0 } : estimate;
}

/** Kendall's τ of reach and a figure, where it was asked. */
export function correlationOf(result: GroupResult, figure: Figure): RankCorrelation | undefined {
  switch (figure) {
    case 'change':
      return result.reachAndChange;
    case 'improves':
      return result.reachAndImproves;
    case 'pathChange':
      return result.reachAndPathChange;
    case 'toThreshold':
      return result.reachAndSteps;
  }
}

/** The result of a group; `undefined` where the report has none. */
export const resultOf = (report: ExperimentReport, group: Group): GroupResult | undefined =>
  report.groups.find((result) => result.group === group);

/** What a chart shows of one group. */
export interface ReachPoints {
  /** By operator: expected edits of a step, and the figure; NaN where it was not asked. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yRange: readonly [number, number];
  /** Operators that have the figure. */
  readonly known: number;
  /** All have the same figure, but for rounding. */
  readonly flat: boolean;
}

/** The points of a group and a figure. Differences below `noise` count as none: sums that are zero come out as 1e-15. */
export function pointsOf(result: GroupResult, figure: Figure, noise: number): ReachPoints {
  const x = Float64Array.from(result.outcomes, ({ reach }) => reach.mean);
  const y = Float64Array.from(
    result.outcomes,
    (outcome) => estimateOf(outcome, figure, noise)?.mean ?? Number.NaN,
  );
  const known = y.filter(Number.isFinite);
  const [least, most] = rangeOf(known);
  const flat = known.length > 0 && most - least <= noise;
  if (!flat) return { x, y, yRange: [least, most], known: known.length, flat };
  return { x, y: y.map((each) => each - each + least), yRange: [least, least], known: known.length, flat };
}

/** The least and the largest; [0, 0] of none. */
function rangeOf(values: Float64Array): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 0];
}

/** What rounding alone may do to a figure: a billionth of its largest value over all groups. */
export const noiseOf = ({ groups }: Pick<ExperimentReport, 'groups'>, figure: Figure): number =>
  noiseAmong(
    groups.flatMap(({ outcomes }) => outcomes),
    figure,
  );

/** The same of some outcomes. */
export const noiseAmong = (outcomes: readonly Outcome[], figure: Figure): number =>
  1e-9 * outcomes.reduce((most, outcome) => Math.max(most, Math.abs(outcome[figure]?.mean ?? 0)), 0);

/** The ends of an axis with room around what is there; changes include zero, a flat axis is a unit wide. */
export function axisEnds(
  figure: Figure | 'reach',
  [least, most]: readonly [number, number],
): [number, number] {
  if (figure === 'improves') return [Math.max(0, least - 0.03), Math.min(1, most + 0.03)];
  const signs = figure === 'change' || figure === 'pathChange';
  const [from, to] = signs ? [Math.min(0, least), Math.max(0, most)] : [least, most];
  const room = (to - from) * 0.06 || 0.5;
  if (figure === 'toThreshold') return [Math.max(0, from - room), to + room];
  return figure === 'reach' ? [Math.max(0, from - room), to + room] : [from - room, to + room];
}

/** τ as it is written: "τ = −0.911 [−0.918, −0.903], p < 0.001". */
export function tauText({ tau, p, interval }: RankCorrelation, brief = false): string {
  if (!Number.isFinite(tau)) return 'τ undefined: one of the two is the same for every operator';
  const [from, to] = interval;
  const digits = brief ? 2 : 3;
  const known = Number.isFinite(from) && Number.isFinite(to);
  const range = known ? ` [${fixed(from, digits)}, ${fixed(to, digits)}]` : '';
  return `τ = ${fixed(tau, digits)}${range}${brief ? '' : `, ${pValue(p)}`}`;
}

/** What τ says of a figure, in words: an interval that holds 0 says nothing. */
export function tauWords({ tau, interval: [from, to] }: RankCorrelation, figure: Figure): string {
  const name = figure === 'toThreshold' ? 'steps to the threshold' : FIGURE[figure].title.toLowerCase();
  if (!Number.isFinite(tau)) return `All operators are alike in reach or in ${name}.`;
  if (from <= 0 && to >= 0) return `No order of reach and ${name} is shown: the interval holds 0.`;
  const way = figure === 'toThreshold' ? (tau > 0 ? 'more' : 'fewer') : tau > 0 ? 'the higher' : 'the lower';
  // Of pairs without ties, (1 + τ) / 2 are in the same order.
  const pairs = Math.round(50 * (1 + Math.abs(tau)));
  return `Of two operators, the one with the larger reach has ${way} ${name} in about ${pairs} % of pairs.`;
}

/** An estimate with what it stands on: "−1.23 points (exact)", "+0.5 points ± 0.02 points". */
export function estimateText(estimate: Estimate, figure: Figure, unit: string): string {
  const { text } = FIGURE[figure];
  if (estimate.half === 0) return `${text(estimate.mean, unit)} (exact)`;
  const half = text(estimate.half, unit).replace(/^\+/, '');
  return `${text(estimate.mean, unit)} ± ${half}`;
}
