/**
 * A transformation operator: a rule that says how likely an architecture is followed by another one, on a space that is
 * a product of choices. A step draws how many positions are changed, then which, then to what; the operator may look at
 * what it got, and stay where it is.
 */
export interface Operator {
  readonly name: string;
  /** How likely d positions are changed, d = 0, 1, … number of positions; sums to 1. */
  readonly distances: readonly number[];
  /**
   * How readily each position is changed, positive: a set of d positions is drawn with a probability in proportion to
   * the product of theirs. All equal: every set is as likely.
   */
  readonly positions: readonly number[];
  /**
   * How readily each option is taken up, by position, positive: a position that is changed gets another option in
   * proportion to these. All equal at each position: the operator is symmetric.
   */
  readonly options: readonly (readonly number[])[];
  readonly acceptance: Acceptance;
  /** So many architectures before the present one are not gone back to (0: none). */
  readonly memory: number;
}

/** Whether a step is taken. */
export type Acceptance =
  /** Always. */
  | { readonly kind: 'blind' }
  /** Where the fitness is not less: (1 + 1). */
  | { readonly kind: 'elitist' }
  /** The fittest of `size` draws, always: (1, size). */
  | { readonly kind: 'tournament'; readonly size: number }
  /** Metropolis: with probability exp(change / temperature) where it is less. Units of fitness. */
  | { readonly kind: 'annealed'; readonly temperature: number };

/** Where walks begin. */
export type Group = 'best' | 'worst' | 'all' | 'skewed';

/**
 * What is asked of many operators. `best` and `worst` are the fittest and least fit tenth of all nodes (at least one);
 * `skewed` begins anywhere, a node with rank r (0 the least fit, 1 the fittest) with a weight of exp(skew · r).
 */
export interface ExperimentOptions {
  readonly skew: number;
  /** Steps of the experiment with paths of fixed length. */
  readonly steps: number;
  /** The share of nodes, the fittest ones, that the experiment with a threshold has to reach; 0: do without it. */
  readonly threshold: number;
  /** Steps after which it gives up; such walks count with this number, and are told. */
  readonly cap: number;
  /** Sampled walks for an operator and a group, where nothing exact is known. */
  readonly walks: number;
  /** Resamples for bootstrap intervals. */
  readonly resamples: number;
  readonly seed: number;
}

/** A mean over starts, with what it stands on. */
export interface Estimate {
  readonly mean: number;
  /** Half the width of the 95 % interval of the mean; 0 where it is exact. */
  readonly half: number;
}

/** What one operator does from one group. */
export interface Outcome {
  /**
   * The operator's reach from here: the expected number of positions that one draw changes, whether the step is then
   * taken or not.
   */
  readonly reach: Estimate;
  /** The expected number of positions by which one step moves: steps not taken count 0. Blind: the reach. */
  readonly moved: Estimate;
  /** Expected change of fitness in one step. */
  readonly change: Estimate;
  /** Probability that one step improves. */
  readonly improves: Estimate;
  /** Expected change over the whole path, divided by its steps. */
  readonly pathChange: Estimate;
  /** Expected steps until the threshold; `undefined` where it was not asked. */
  readonly toThreshold: (Estimate & { readonly givenUp: number }) | undefined;
}

/** Kendall's τ-b between two figures of many operators; all `NaN` where one of them is the same for every operator. */
export interface RankCorrelation {
  readonly tau: number;
  readonly p: number;
  /** 95 %, by bootstrap over operators (percentiles). */
  readonly interval: readonly [number, number];
}

/** Of one group: reach against each figure. */
export interface GroupResult {
  readonly group: Group;
  readonly outcomes: readonly Outcome[];
  readonly reachAndChange: RankCorrelation;
  readonly reachAndImproves: RankCorrelation;
  readonly reachAndPathChange: RankCorrelation;
  readonly reachAndSteps: RankCorrelation | undefined;
}

export interface Hypothesis {
  readonly id: 'H1' | 'H2' | 'H3';
  /** In words. */
  readonly claim: string;
  readonly verdict: 'supported' | 'contradicted' | 'undecided' | 'cannot show';
  /** What it rests on, sentence by sentence, with figures. */
  readonly evidence: readonly string[];
  readonly caveats: readonly string[];
}

export interface ExperimentReport {
  readonly options: ExperimentOptions;
  readonly operators: readonly Operator[];
  readonly groups: readonly GroupResult[];
  readonly hypotheses: readonly Hypothesis[];
}
