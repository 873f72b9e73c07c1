import type { Suggestion } from './method.ts';

/** A suggestion with a number and the architecture's hash. */
export interface Proposal<G> extends Omit<Suggestion<G>, 'note'> {
  /** Numbers count up from 1 in the order of asking. */
  readonly candidate: number;
  readonly hash: string;
  /** Which of several evaluations of the candidate this is, from 0; left out where there is one. */
  readonly repetition?: number;
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
 * A search strategy as a run sees it: asked what to evaluate, told what came of it. It has no clock, no workers and no
 * promises; the same seed and the same asks and tells in the same order give the same answers.
 */
export interface Strategy<G> {
  ask(): Answer<G>;
  /** Throws an `Error` for a candidate that is not being evaluated. */
  tell(outcome: Outcome): void;
  /** Plain JSON from which the strategy goes on with the same answers. */
  state(): unknown;
}
