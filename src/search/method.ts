import type { Rng } from '../space/random.ts';

/**
 * What a method may do with genotypes `G`; it never looks inside one. Objectives, wherever they stand, are minimised.
 */
export interface Problem<G> {
  sample(rng: Rng): G;
  /** A changed copy. */
  mutate(genotype: G, rng: Rng): G;
  /** One or more children of two parents. */
  crossover(a: G, b: G, rng: Rng): readonly G[];
  /** What is known before any training. */
  describe(genotype: G): Description;
}

export interface Description {
  /** Equal exactly for genotypes that are the same architecture. */
  readonly hash: string;
  /** By how much the constraints are broken; 0 where they hold. */
  readonly violation: number;
  /** Objectives that cost nothing to know (parameters, MACs), minimised. */
  readonly cheap: readonly number[];
}

/** One decision on the way to a genotype: what is decided, among how many options, and which was taken. */
export interface Decision {
  /** Where in the space the decision stands; the same text for the same place in every genotype. */
  readonly site: string;
  /** At least 2. */
  readonly options: number;
  /** `0 … options − 1`. */
  readonly choice: number;
}

/** A directed acyclic graph with a label on every node, in topological order. */
export interface LabelledGraph {
  readonly labels: readonly string[];
  /** For each node the indices of the nodes it reads, all smaller than its own. */
  readonly inputs: readonly (readonly number[])[];
}

/** A problem whose genotypes can be walked, built decision by decision, and shown to a predictor. */
export interface SearchSpace<G> extends Problem<G> {
  /** Every genotype one step away, each once, lazily: there can be millions. */
  neighbours(genotype: G): Iterable<G>;
  /**
   * Builds a genotype, asking `decide` for each decision in a fixed order; which decisions there are depends on the
   * answers before. With uniform answers it draws as `sample` does.
   */
  build(decide: (site: string, options: number) => number): G;
  /** The decisions, in their order, with which `build` makes this genotype. */
  decisions(genotype: G): readonly Decision[];
  /** Zeros and ones of fixed length; different genotypes have different codes. */
  code(genotype: G): ArrayLike<number>;
  /** The paths from input to output as texts, sorted: the path encoding of White et al. 2021. */
  paths(genotype: G): readonly string[];
  /** The architecture as a labelled graph, for graph kernels. */
  graph(genotype: G): LabelledGraph;
}

/** How a genotype may have come to be. */
export const OPERATORS = [
  'sample',
  'mutation',
  'crossover',
  'crossover + mutation',
  'neighbour',
  'policy',
  'acquisition',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** A genotype that a method wants to see evaluated, and where it comes from. */
export interface Suggestion<G> {
  readonly genotype: G;
  /** From 1. */
  readonly generation: number;
  readonly operator: Operator;
  /** Candidate numbers. */
  readonly parents: readonly number[];
  /** Plain JSON that the method wants back with the result. */
  readonly note?: unknown;
}

/** What came of a suggestion. */
export interface Result<G> extends Suggestion<G>, Description {
  /** The number it got; of a repeat, the number of the first candidate with this architecture. */
  readonly candidate: number;
  /** `null`: not evaluated (a constraint is broken, or an equal candidate is still in training), or failed. */
  readonly objectives: readonly number[] | null;
  /** The same architecture as an earlier candidate, whose result this is. */
  readonly repeat: boolean;
}

/**
 * A search method: says what to evaluate, hears what came of it. No clock, workers, promises or chance but its seed's;
 * it need not know of duplicates, constraints and failures, which `search` (the ledger) deals with. Any number of
 * suggestions may be open, and results may come in any order.
 */
export interface Method<G> {
  /** `wait`: nothing to suggest before a result is told; `exhausted`: nothing left to suggest. */
  ask(): Suggestion<G> | 'wait' | 'exhausted';
  tell(result: Result<G>): void;
  /** Plain JSON. A method made from it gives the same suggestions. */
  state(): unknown;
}

/** What a method starts from: a seed, or what `state()` returned. */
export type Origin = number | { readonly saved: unknown };
