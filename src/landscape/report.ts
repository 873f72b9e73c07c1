/**
 * What the analysis of a landscape finds. Nodes are rows of the table. Definitions: Tao & Bang, "Fitness Landscape
 * Analysis of a Cell-Based Neural Architecture Search Space" (2024), whose measures these are, and Ochoa et al. (2008)
 * for the network of optima.
 */
export interface LandscapeReport {
  readonly count: number;
  readonly density: DensityOfStates;
  readonly fitnessDistance: FitnessDistance;
  /** Strict local maxima, the fittest first. */
  readonly optima: readonly Optimum[];
  readonly basins: Basins;
  readonly neutral: NeutralNetworks;
  readonly autocorrelation: Autocorrelation;
  readonly network: OptimaNetwork;
}

/** A correlation and the two-sided probability of one as large, were there none. */
export interface Correlation {
  readonly value: number;
  readonly p: number;
}

/** The three usual correlations of the same pairs. */
export interface Correlations {
  readonly pearson: Correlation;
  readonly spearman: Correlation;
  readonly kendall: Correlation;
}

/** The distribution of fitness over the whole space. */
export interface DensityOfStates {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  readonly median: number;
  /** With n − 1 in the denominator. */
  readonly deviation: number;
  /** Third standardised moment, of the population. Negative: many good architectures, a long tail of bad ones. */
  readonly skewness: number;
  /** Fourth standardised moment minus 3. */
  readonly kurtosis: number;
  /** Quantiles at 0.1, 0.25, 0.75 and 0.9, linear between values. */
  readonly quantiles: readonly [number, number, number, number];
  readonly distinct: number;
  /** Equal bins over all values: `edges` has one more than `counts`. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** How fitness goes with the distance to the best. */
export interface FitnessDistance {
  /** The fittest node; of several the first. */
  readonly best: number;
  /** Of fitness and distance to the best, over all nodes. */
  readonly all: Correlations;
  /** Over the local optima alone; `undefined` with fewer than three. */
  readonly optima: Correlations | undefined;
  /** For each distance from 0 that occurs. */
  readonly byDistance: readonly DistanceGroup[];
}

/** The fitness of all nodes at one distance from the best. */
export interface DistanceGroup {
  readonly distance: number;
  readonly count: number;
  readonly mean: number;
  /** Minimum, quartiles, maximum. */
  readonly summary: readonly [number, number, number, number, number];
  /** A kernel estimate of the density at `points`, its largest value 1: the outline of a violin. */
  readonly points: readonly number[];
  readonly outline: readonly number[];
}

export interface Optimum {
  readonly node: number;
  readonly fitness: number;
  /** To the best. */
  readonly distance: number;
  /** Nodes from which steps that never lose lead here, itself not counted. */
  readonly weakBasin: number;
  /** Those of them that are in no other weak basin. */
  readonly strongBasin: number;
  /** Nodes from which steepest ascent ends here, itself counted. */
  readonly climbBasin: number;
}

export interface Basins {
  /** Nodes in any weak basin, as a share of all; of the fittest optimum alone. */
  readonly weakExtent: number;
  readonly bestWeakExtent: number;
  readonly meanWeakSize: number;
  /** Strong basins that are not empty. */
  readonly strongCount: number;
  readonly meanStrongSize: number;
  readonly strongExtent: number;
  readonly bestStrongExtent: number;
  /** Of the optima's fitness and the sizes of their weak basins; `undefined` with fewer than three. */
  readonly fitnessAndSize: Correlation | undefined;
  /**
   * By node: where steepest ascent (the fittest neighbour; of several the first) ends, as an index into `optima`; −1
   * where it ends on a plateau, which is no strict optimum.
   */
  readonly climb: Int32Array;
}

/** Connected sets of more than one node of exactly equal fitness. */
export interface NeutralNetworks {
  readonly count: number;
  readonly meanSize: number;
  /** Largest first. At most a hundred are listed. */
  readonly largest: readonly NeutralNetwork[];
  /** By node: the number of its network among all of them, largest first; −1 for none. */
  readonly networkOf: Int32Array;
}

export interface NeutralNetwork {
  readonly size: number;
  readonly fitness: number;
  /** A member: the first. */
  readonly node: number;
  /** Nodes around it that are not of it. */
  readonly around: number;
  /** Different fitness values around it: the percolation index. */
  readonly percolation: number;
  /**
   * The largest and the mean distance of two members. Sampled above 2,000 members; above 64 where edits are searched.
   */
  readonly maximumDistance: number;
  readonly meanDistance: number;
}

/** How the fitness along a random walk of one-edit steps forgets where it began. */
export interface Autocorrelation {
  /** Exact, at lags 0, 1, 2, …: the covariance under the walk's stationary distribution, by its transition matrix. */
  readonly exact: readonly number[];
  /** −1 / ln of it at lag 1; `undefined` where that is not positive. */
  readonly exactLength: number | undefined;
  /** As published: the mean over sampled walks of each walk's own correlation; absent where walks are not asked for. */
  readonly sampled: SampledAutocorrelation | undefined;
}

export interface SampledAutocorrelation {
  readonly walks: number;
  readonly steps: number;
  /** At lags 0, 1, 2, …; `half` is half the width of the mean's 95 % interval. */
  readonly values: readonly number[];
  readonly half: readonly number[];
  readonly length: number | undefined;
}

/** The network of local optima: their steepest-ascent basins, and how likely a step from one leads to another. */
export interface OptimaNetwork {
  /** The fittest optima, at most 200, as indices into `optima`; the others are left out. */
  readonly shown: number;
  readonly edges: readonly OptimaEdge[];
  /** The share of steps out of a basin (of those shown) that lead uphill, by optimum's fitness. */
  readonly uphill: number;
}

export interface OptimaEdge {
  readonly from: number;
  readonly to: number;
  /** The mean over the basin's nodes of the share of their neighbours that lie in the other one. */
  readonly weight: number;
}
