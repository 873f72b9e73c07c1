import type { Correlation, LandscapeReport } from './report.ts';

/** A coefficient and its p-value, as the follow-up writes them; `null` where they are undefined. */
type Pair = readonly [number | null, number | null] | null;

/**
 * A report in the names of the follow-up's `summary.json` (Tao & Bang 2024), and then in our own, for what it does not
 * have. Plain JSON: what is undefined is `null`. `correlationLength` is that of sampled walks, as published;
 * `exactCorrelationLength` has no chance in it. The edit distances of the largest neutral network are those of its
 * members (upstream's are of other architectures, by a slip of an index).
 */
export function summaryOf(report: LandscapeReport) {
  const { count, density, fitnessDistance, optima, basins, neutral, autocorrelation, network } = report;
  const largest = neutral.largest[0];
  return {
    FDC: pair(fitnessDistance.all.pearson),
    spearmanr: pair(fitnessDistance.all.spearman),
    kendalltau: pair(fitnessDistance.all.kendall),
    maxFitness: density.maximum,
    avgFitnessDiffFromMax: density.mean - density.maximum,
    numLocalMaxima: optima.length,
    modality: optima.length / count,
    localMaximaPearsonr: pair(fitnessDistance.optima?.pearson),
    localMaximaSpearmanr: pair(fitnessDistance.optima?.spearman),
    localMaximaKendallTau: pair(fitnessDistance.optima?.kendall),
    numWeakBasins: optima.length,
    avgWeakBasinSize: basins.meanWeakSize,
    weakBasinExtent: basins.weakExtent,
    fitnessWeakBasinSizePearsonr: pair(basins.fitnessAndSize),
    globalMaxWeakBasinExtent: basins.bestWeakExtent,
    numStrongBasins: basins.strongCount,
    avgStrongBasinSize: basins.meanStrongSize,
    strongBasinExtent: basins.strongExtent,
    globalMaxStrongBasinExtent: basins.bestStrongExtent,
    numNeutralNets: neutral.count,
    avgNeutralNetSize: neutral.meanSize,
    maxNeutralNetSize: largest?.size ?? 0,
    largestNeutralNetFitness: largest?.fitness ?? null,
    largestNeutralNetPercolationIndex: largest?.percolation ?? null,
    largestNeutralNetUniqueNeighborGenotypes: largest?.around ?? null,
    largestNeutralNetMaxEditDistance: largest?.maximumDistance ?? null,
    largestNeutralNetAvgEditDistance: largest?.meanDistance ?? null,
    correlationLength: autocorrelation.sampled?.length ?? null,
    sampledAutocorrelations: autocorrelation.sampled?.values.map(finite) ?? null,
    exactCorrelationLength: autocorrelation.exactLength ?? null,
    exactAutocorrelations: autocorrelation.exact,
    numArchitectures: count,
    localMaxima: optima.map(({ node }) => node).sort((a, b) => a - b),
    globalMax: fitnessDistance.best,
    minFitness: density.minimum,
    avgFitness: density.mean,
    medianFitness: density.median,
    fitnessDeviation: density.deviation,
    skewness: finite(density.skewness),
    kurtosis: finite(density.kurtosis),
    fitnessQuantiles: density.quantiles,
    numDistinctFitness: density.distinct,
    optimaNetworkShown: network.shown,
    optimaNetworkEdges: network.edges.length,
    optimaNetworkUphill: network.uphill,
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const pair = (correlation: Correlation | undefined): Pair =>
  correlation ? [finite(correlation.value), finite(correlation.p)] : null;
