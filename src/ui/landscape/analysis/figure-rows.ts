import type { Correlation, LandscapeReport } from '../../../landscape/report.ts';
import { percent, whole } from '../../shared/format.ts';
import type { LabContext } from '../lab-context.ts';
import { ownValue } from '../lab-context.ts';
import { brief, fixed, NONE, pValue } from './numbers.ts';
import { bestOptima } from './words.ts';

/** One figure of the summary. */
export interface FigureRow {
  readonly group: string;
  readonly name: string;
  /** As it is shown. */
  readonly text: string;
  /** As a file gets it: the column's own sign, shares from 0 to 1. */
  readonly value: number | null;
  /** What it is, in a sentence. */
  readonly about: string;
}

/** All that a report says in single figures, in the order of its chapters. */
export function figureRows(report: LandscapeReport, context: LabContext): FigureRow[] {
  const { density, fitnessDistance, optima, basins, neutral, autocorrelation, network } = report;
  const best = bestOptima(report);
  const climbs = best.reduce((sum, { climbBasin }) => sum + climbBasin, 0);
  const rows: FigureRow[] = [];
  const group = (name: string) => ({
    plain: (title: string, value: number, text: string, about: string) =>
      rows.push({ group: name, name: title, text, value: Number.isFinite(value) ? value : null, about }),
    fitness: (title: string, value: number, about: string) =>
      rows.push({
        ...{ group: name, name: title, text: context.valueText(value), about },
        value: ownValue(context, value),
      }),
    correlation: (title: string, correlation: Correlation | undefined, about: string) => {
      const { value, p } = correlation ?? { value: Number.NaN, p: Number.NaN };
      const known = Number.isFinite(value);
      rows.push({
        ...{ group: name, name: title, about },
        text: known ? `${fixed(value, 3)}, ${pValue(p)}` : NONE,
        value: known ? value : null,
      });
    },
  });
  const unit = context.unit ? ` ${context.unit}` : '';

  const fitness = group('Fitness');
  fitness.plain('Architectures', report.count, whole(report.count), 'Rows of the table: nodes of the graph.');
  fitness.fitness(
    'Best',
    density.maximum,
    best.length > 1
      ? `${context.name(fitnessDistance.best)} has it, and ${best.length - 1} more; distances are to that one.`
      : `${context.name(fitnessDistance.best)} has it.`,
  );
  fitness.fitness('Mean', density.mean, 'What a blind draw brings on average.');
  fitness.fitness('Median', density.median, 'Half of the architectures are better.');
  fitness.plain(
    'Standard deviation',
    density.deviation,
    `${brief(density.deviation)}${unit}`,
    'How far architectures are from the mean.',
  );
  fitness.plain(
    'Skewness',
    density.skewness,
    fixed(density.skewness),
    'Of fitness, larger being better: below 0, a long tail of bad architectures.',
  );
  fitness.plain(
    'Excess kurtosis',
    density.kurtosis,
    fixed(density.kurtosis),
    'Above 0: heavier tails than a normal distribution has.',
  );

  const way = group('Fitness and distance');
  way.correlation(
    'FDC, Pearson',
    fitnessDistance.all.pearson,
    'Fitness against edits to the best; −0.15 or less is called straightforward.',
  );
  way.correlation('FDC, Spearman', fitnessDistance.all.spearman, 'The same of ranks.');
  way.correlation('FDC, Kendall', fitnessDistance.all.kendall, 'The same of pairs in order, τ-b.');
  way.correlation(
    'FDC of optima, Pearson',
    fitnessDistance.optima?.pearson,
    'Among local optima alone: near −1, they lead to the best like a valley of hills.',
  );

  const ends = group('Optima and basins');
  ends.plain(
    'Local optima',
    optima.length,
    whole(optima.length),
    'Strictly fitter than all their neighbours.',
  );
  ends.plain(
    'Modality',
    optima.length / report.count,
    percent(optima.length / report.count),
    'Optima as a share of all architectures.',
  );
  ends.plain(
    'Climbs to the best',
    optima.length > 0 ? climbs / report.count : Number.NaN,
    optima.length > 0 ? percent(climbs / report.count) : NONE,
    best.length > 1
      ? `The share from which steepest ascent ends at one of the ${best.length} fittest optima, which are equally fit.`
      : 'The share from which steepest ascent ends at the fittest optimum.',
  );
  ends.plain(
    'Mean weak basin',
    basins.meanWeakSize,
    brief(basins.meanWeakSize),
    'Architectures from which steps that never lose lead to an optimum.',
  );
  ends.plain(
    'Weak basin of the best',
    basins.bestWeakExtent,
    percent(basins.bestWeakExtent),
    'The share that can reach the best without a step down.',
  );
  ends.plain(
    'Strong basins',
    basins.strongCount,
    whole(basins.strongCount),
    'Optima with architectures that lead to them alone.',
  );
  ends.correlation(
    'Fitness and weak basin',
    basins.fitnessAndSize,
    'Pearson’s r over the optima: near 1, fitter optima are easier to reach.',
  );
  ends.plain(
    'Uphill steps',
    network.uphill,
    Number.isFinite(network.uphill) ? percent(network.uphill) : NONE,
    'Of the steps that leave a basin, those into a fitter optimum’s.',
  );

  const level = group('Neutrality');
  level.plain(
    'Neutral networks',
    neutral.count,
    whole(neutral.count),
    'Connected sets of exactly equal fitness.',
  );
  level.plain('Largest', neutral.largest[0]?.size ?? 0, whole(neutral.largest[0]?.size ?? 0), 'Its members.');
  level.plain(
    'Percolation index',
    neutral.largest[0]?.percolation ?? Number.NaN,
    neutral.largest[0] ? whole(neutral.largest[0].percolation) : NONE,
    'Different fitness values around the largest.',
  );

  const walk = group('Ruggedness');
  walk.plain(
    'ρ(1)',
    autocorrelation.exact[1] ?? Number.NaN,
    fixed(autocorrelation.exact[1] ?? Number.NaN, 3),
    'Correlation of neighbours’ fitness along a random walk, exact.',
  );
  walk.plain(
    'Correlation length',
    autocorrelation.exactLength ?? Number.NaN,
    fixed(autocorrelation.exactLength ?? Number.NaN, 3),
    'Edits until a walk has forgotten its fitness, −1 / ln ρ(1).',
  );
  return rows;
}
