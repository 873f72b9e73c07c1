/** A member of a population, or one that wants to be. */
export interface Individual<G> {
  readonly candidate: number;
  readonly genotype: G;
  /** `null` where a constraint is broken or the evaluation failed. */
  readonly objectives: readonly number[] | null;
  /** 0 where feasible. */
  readonly violation: number;
  readonly cheap: readonly number[];
}

/** An individual with objectives. */
export type Evaluated<G> = Individual<G> & { readonly objectives: readonly number[] };

/** Whether it was evaluated. */
export const isEvaluated = <G>(individual: Individual<G>): individual is Evaluated<G> =>
  individual.objectives !== null && individual.violation <= 0;

/** How bad it is that an individual has no objectives: by its violation; a failed evaluation is worse than any. */
export const badness = ({ violation }: Individual<unknown>): number =>
  violation > 0 ? violation : Number.MAX_VALUE;

/** How a population is ordered. Both functions get individuals with objectives alone; constraints come first elsewhere. */
export interface Ordering {
  /** Which of two, given by index, wins a tournament: the first where negative, the second where positive. */
  duel(individuals: readonly Evaluated<unknown>[]): (a: number, b: number) => number;
  /** The indices of the `count` that survive. */
  survivors(individuals: readonly Evaluated<unknown>[], count: number): number[];
}
