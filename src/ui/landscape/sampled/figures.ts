import type { Fitness } from '../../../run/landscape/sampled/fitness.ts';
import { type Estimate, LEAST_UNITS } from '../../../run/landscape/sampled/intervals.ts';
import type { SampledReport } from '../../../run/landscape/sampled/report.ts';
import { brief, fixed, NONE } from '../analysis/numbers.ts';

/** How fitness is written. */
export interface FitnessUnit {
  /** For axes. */
  readonly label: string;
  readonly changeLabel: string;
  readonly tick: (value: number) => string;
  text(value: number): string;
  /** A change or a spread of it. */
  change(value: number): string;
}

/** Correlations within this of 0 are no help, whatever their sign. */
const LITTLE = 0.2;

const points = (value: number): string => fixed(value * 100, 2);

/** The unit of a fitness. */
export function unitOf(fitness: Fitness): FitnessUnit {
  if (fitness === 'training' || fitness === 'short')
    return {
      label: 'validation accuracy, %',
      changeLabel: 'change, points of %',
      tick: (value) => brief(value * 100),
      text: points,
      change: points,
    };
  const [what, decimals] = fitness === 'depth' ? ['layers', 1] : [`log₁₀ ${WORDS[fitness]}`, 2];
  const text = (value: number) => fixed(value, decimals as number);
  return {
    label: what as string,
    changeLabel: fitness === 'depth' ? 'change, layers' : 'change, log₁₀',
    tick: brief,
    text,
    change: text,
  };
}

const WORDS = { parameters: 'parameters', macs: 'MACs' } as const;

const correlation = (value: number): string => fixed(value, 2);
export const share = (value: number): string => `${fixed(value * 100, 1)} %`;

/** A figure, its interval, and what it says. */
export interface FigureRow {
  readonly name: string;
  readonly estimate: Estimate | undefined;
  readonly about: string;
  text(value: number): string;
}

/** "0.56 (0.41 to 0.68)"; a dash where there is none. */
export const withInterval = (estimate: Estimate | undefined, text: (value: number) => string): string =>
  estimate ? `${text(estimate.value)} (${text(estimate.low)} to ${text(estimate.high)})` : NONE;

/** All figures that are one number. */
export function figureRows(report: SampledReport, unit: FitnessUnit): FigureRow[] {
  const { density, fitnessDistance, autocorrelation, steps, groups } = report;
  const [best, worst] = groups;
  const rows: [string, Estimate | undefined, (value: number) => string, string][] = [
    [
      'Mean fitness',
      density?.mean,
      unit.text,
      'over random members, each as often as a search would draw it',
    ],
    ['Median fitness', density?.quantiles[2], unit.text, 'half the members are better'],
    ['Best tenth begins at', density?.quantiles[4], unit.text, 'a tenth of the members are better'],
    ['Deviation', density?.deviation, unit.change, 'standard deviation of fitness over members'],
    [
      'Skewness',
      density?.skewness,
      correlation,
      'negative: many good architectures and a long tail of bad ones',
    ],
    [
      'Fitness and distance, Pearson',
      fitnessDistance?.pearson,
      correlation,
      'towards −1: the nearer to the best found, the fitter',
    ],
    ['Fitness and distance, Spearman', fitnessDistance?.spearman, correlation, 'the same of ranks'],
    ['Fitness and distance, Kendall', fitnessDistance?.kendall, correlation, 'the same, pairs in order'],
    [
      'Autocorrelation after one edit',
      autocorrelation.lags[0],
      correlation,
      'near 1: smooth; near 0: one edit forgets all',
    ],
    [
      'Correlation length, edits',
      autocorrelation.length,
      correlation,
      'edits until a walk has forgotten where it began, −1 / ln ρ(1)',
    ],
    ['One edit improves', steps.improves, share, 'along random walks'],
    ['One edit is neutral', steps.neutral, share, 'along random walks: no change beyond the tolerance'],
    [
      'One edit, same network',
      steps.same,
      share,
      'genotypes differ, the networks do not: canonical hashes are equal',
    ],
    [
      'Best tenth: τ of distance and change',
      best?.tau,
      correlation,
      'below 0: reaching further is worse there',
    ],
    [
      'Worst tenth: τ of distance and change',
      worst?.tau,
      correlation,
      'above 0: reaching further is better there',
    ],
    [
      'Draws that are members',
      report.members,
      share,
      'random architectures within the cap, with a path to the output',
    ],
    [
      'Failed evaluations',
      report.failed,
      share,
      'they have no fitness, and are left out of all other figures',
    ],
  ];
  return rows.map(([name, estimate, text, about]) => ({ name, estimate, text, about }));
}

/** What a group's offspring say on how far to reach. */
export function reachWords({ groups }: SampledReport): string {
  if (groups.every(({ starts }) => starts === 0)) return 'No offspring are evaluated yet.';
  const few = groups.find(({ starts }) => starts < LEAST_UNITS);
  if (few)
    return `The tenths have ${few.starts} starts each: an interval needs ${LEAST_UNITS}, which are ${10 * LEAST_UNITS} members.`;
  const words = groups.flatMap(({ group, tau }) => {
    if (!tau) return [];
    const found = `τ ${withInterval(tau, correlation)}`;
    if (tau.low <= 0 && tau.high >= 0)
      return `From the ${group} tenth it is not decided whether reaching further helps: ${found}.`;
    return `From the ${group} tenth reaching further makes ${tau.value < 0 ? 'worse' : 'better'} offspring: ${found}.`;
  });
  return (
    words.join(' ') ||
    'Too few offspring are evaluated, or they are at one distance, or all as fit as their starts.'
  );
}

/** How long fitness along a walk is remembered. */
export function lengthWords({ autocorrelation }: SampledReport): string {
  const { length, lags } = autocorrelation;
  if (length)
    return `Correlation length ${withInterval(length, correlation)} edits: so far fitness says something of what follows.`;
  return lags[0] ? 'One edit forgets nearly all of the fitness.' : 'Too few walks are evaluated.';
}

/** Whether the best found is where fitness leads to. */
export function distanceWords({ fitnessDistance }: SampledReport): string {
  const pearson = fitnessDistance?.pearson;
  if (!pearson) return 'Too few members are evaluated yet.';
  const found = `Pearson ${withInterval(pearson, correlation)}`;
  if (pearson.high < 0) return `Members nearer to the best found are fitter, which helps a search: ${found}.`;
  if (pearson.low > 0)
    return `Members nearer to the best found are less fit, which misleads a search: ${found}.`;
  if (pearson.low > -LITTLE && pearson.high < LITTLE)
    return `Fitness says little of how far the best found is: ${found}.`;
  return `It is not decided whether members nearer to the best found are fitter: ${found}.`;
}

/** The shape of the distribution. */
export function densityWords({ density }: SampledReport, unit: FitnessUnit): string {
  if (!density?.mean) return 'Too few members are evaluated yet.';
  const { skewness } = density;
  const shape =
    !skewness || (skewness.low <= 0 && skewness.high >= 0)
      ? 'no clear skew'
      : skewness.value < 0
        ? 'many good ones and a long tail of bad ones'
        : 'many bad ones and a long tail of good ones';
  return `Mean ${withInterval(density.mean, unit.text)}, ${shape}. Strokes are 95 % intervals.`;
}
