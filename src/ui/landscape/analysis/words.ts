import type {
  Autocorrelation,
  DensityOfStates,
  FitnessDistance,
  LandscapeReport,
  NeutralNetworks,
} from '../../../landscape/report.ts';
import { percent } from '../../shared/format.ts';
import { counted, fixed } from './numbers.ts';

/** Whether all architectures are equally fit: no distribution, correlation or climb is left then. */
export const isFlat = ({ distinct }: DensityOfStates): boolean => distinct <= 1;

/** The form of the distribution in words. Fitness is what is spoken of: larger is better, whatever the column says. */
export function shapeWords({ skewness, kurtosis }: DensityOfStates): string {
  const figures = `skewness ${fixed(skewness)}, excess kurtosis ${fixed(kurtosis)}`;
  return `${capital(tailWords(skewness))}: ${figures}.`;
}

/** Which way a distribution leans. Bounds as usual: up to 0.5 about symmetric, from 1 on strongly skewed. */
export function tailWords(skewness: number): string {
  if (!Number.isFinite(skewness)) return 'no form, since all are equal';
  const size = Math.abs(skewness);
  if (size < 0.5) return 'about symmetric';
  const long = size >= 1 ? 'long tail' : 'tail';
  return `${long} of ${skewness < 0 ? 'bad' : 'good'} architectures`;
}

/** What excess kurtosis says beside it. */
export function kurtosisWords(kurtosis: number): string {
  if (!Number.isFinite(kurtosis)) return 'Not defined, since all are equal.';
  if (kurtosis > 1) return 'Tails are heavier than a normal distribution’s.';
  return kurtosis < -1
    ? 'Tails are lighter than a normal distribution’s.'
    : 'Tails are about those of a normal distribution.';
}

/** The bound of Jones & Forrest (1995), either way. */
const FDC_BOUND = 0.15;

/** What Jones & Forrest (1995) call a landscape with this correlation, where fitness is to be made large. */
export function fdcClass(correlation: number): 'straightforward' | 'difficult' | 'misleading' | undefined {
  if (!Number.isFinite(correlation)) return undefined;
  if (correlation <= -FDC_BOUND) return 'straightforward';
  return correlation < FDC_BOUND ? 'difficult' : 'misleading';
}

const FDC_MEANING = {
  straightforward: 'fitness rises on the way to the best, so that following it leads there',
  difficult: 'fitness says next to nothing about the way to the best',
  misleading: 'fitness falls on the way to the best, and following it leads away',
};

/** Fitness–distance correlation in a sentence. */
export function fdcWords({ all: { pearson } }: FitnessDistance): string {
  const kind = fdcClass(pearson.value);
  if (!kind) return 'Fitness or distance is constant: they have no correlation.';
  return `${fixed(pearson.value)} is called ${kind} (Jones & Forrest 1995): ${FDC_MEANING[kind]}.`;
}

/** How soon a random walk forgets the fitness where it began. */
export function forgetsWords({ exact, exactLength }: Autocorrelation): string {
  const first = exact[1];
  if (first === undefined || !Number.isFinite(first)) return 'Fitness does not change along a walk.';
  if (exactLength === undefined)
    return `Neighbours are not alike at all (ρ(1) = ${fixed(first)}): the landscape has no correlation length.`;
  if (exactLength < 1) return `Neighbours are hardly alike (ρ(1) = ${fixed(first)}): very rugged.`;
  const rugged = exactLength < 5 ? 'rugged' : 'smooth';
  return `A random walk forgets its fitness after about ${fixed(exactLength, 1)} edits: ${rugged}.`;
}

/** Strict optima that are as fit as the fittest: of several the first is called the best. */
export const bestOptima = ({ optima }: Pick<LandscapeReport, 'optima'>): LandscapeReport['optima'] =>
  optima.filter(({ fitness }) => fitness === optima[0]!.fitness);

/** How many optima there are, and how many climbs end at the best. */
export function optimaWords(report: LandscapeReport): string {
  const { optima, basins, count } = report;
  if (optima.length === 0)
    return 'No architecture is fitter than all its neighbours: the landscape has plateaus, but no strict optimum.';
  const share = optima[0]!.climbBasin / count;
  if (optima.length === 1)
    return `One optimum: steepest ascent ends there from ${percent(share)} of the architectures.`;
  const best = bestOptima(report);
  if (best.length > 1) {
    const climbs = best.reduce((sum, { climbBasin }) => sum + climbBasin, 0) / count;
    return (
      `There are ${counted(optima.length, 'optimum', 'optima')}; ${best.length} of them share the best fitness, where ` +
      `${percent(climbs)} of the climbs end. Distances are to the first of them, where ${percent(share)} end.`
    );
  }
  return (
    `There are ${counted(optima.length, 'optimum', 'optima')}; the best is where ${percent(share)} of the climbs end, ` +
    `though ${percent(basins.bestWeakExtent)} of the architectures can reach it without a step down.`
  );
}

/** How neutral the landscape is. */
export function neutralWords({ count, largest }: NeutralNetworks, nodes: number): string {
  const first = largest[0];
  if (!first) return 'No two neighbours are equally fit.';
  return (
    `${counted(count, 'set')} of neighbours that are equally fit; the largest has ` +
    `${counted(first.size, 'member')}, ${percent(first.size / nodes)} of all.`
  );
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
