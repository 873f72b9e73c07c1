import type { Rng } from '../space/random.ts';

/** What a strategy may do with genotypes `G`. It never looks inside one. */
export interface Problem<G> {
  sample(rng: Rng): G;
  /** A changed copy. */
  mutate(genotype: G, rng: Rng): G;
  crossover(a: G, b: G, rng: Rng): G;
  /** What is known before any training. */
  describe(genotype: G): Description;
}

export interface Description {
  /** Equal exactly for genotypes that are the same architecture. */
  readonly hash: string;
  /** By how much the constraints are broken; 0 where they hold. */
  readonly violation: number;
}

/** How a genotype came to be. */
export type Operator = 'sample' | 'mutation' | 'crossover + mutation';

/** A genotype and where it comes from. */
export interface Proposal<G> {
  /** Numbers count up from 1 in the order of asking. */
  readonly candidate: number;
  readonly genotype: G;
  readonly hash: string;
  /** From 1. */
  readonly generation: number;
  readonly operator: Operator;
  /** Candidate numbers. */
  readonly parents: readonly number[];
}

/** What a strategy answers when asked what to do next. */
export type Answer<G> =
  | ({ readonly kind: 'evaluate' } & Proposal<G>)
  /** Breaks a constraint: it takes part in selection by how much, and is not evaluated. */
  | ({ readonly kind: 'infeasible'; readonly violation: number } & Proposal<G>)
  /** The same architecture as an earlier candidate: not evaluated again. */
  | { readonly kind: 'duplicate'; readonly genotype: G; readonly hash: string; readonly of: number }
  /** Nothing to do before an evaluation is told. */
  | { readonly kind: 'wait' }
  /** The strategy finds nothing new. */
  | { readonly kind: 'exhausted' };

/** An evaluation's outcome. `null` objectives: the candidate failed. */
export interface Outcome {
  readonly candidate: number;
  readonly objectives: readonly number[] | null;
}

/**
 * A search strategy: asked what to evaluate, told what came of it. It has no clock, no workers and no promises; the
 * same seed and the same tells, in whatever order within a generation, give the same answers.
 */
export interface Strategy<G> {
  ask(): Answer<G>;
  /** Throws an `Error` for a candidate that is not being evaluated. */
  tell(outcome: Outcome): void;
  /** Plain JSON from which the strategy goes on with the same answers. */
  state(): unknown;
}

/** After so many proposals in a row that are duplicates or infeasible, a strategy has exhausted the space or its reach in it. */
export const MAX_FRUITLESS = 1000;
