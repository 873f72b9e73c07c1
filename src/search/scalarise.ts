import type { Rng } from '../space/random.ts';

/** How a method for one objective reads several. */
export interface Scalarisation {
  /** The weights of the next proposal: the same ones always, or drawn anew. Draws nothing where they are fixed. */
  weights(rng: Rng): readonly number[];
  /** One number for several objectives; smaller is better. Without `weights`: the fixed, or equal, ones. */
  value(objectives: readonly number[], weights?: readonly number[]): number;
}

/** Brings objectives to comparable ranges, about 0 to 1 where results are expected. */
export type Scale = (objectives: readonly number[]) => readonly number[];

/** What keeps the order among points with the same largest term (Knowles 2006). */
const RHO = 0.05;

/** The first objective alone. */
export const FIRST_OBJECTIVE: Scalarisation = {
  weights: () => [1],
  value: (objectives) => objectives[0]!,
};

/**
 * The augmented Tchebycheff function `max wᵢfᵢ + 0.05 Σ wᵢfᵢ` of scaled objectives: nearly every Pareto optimal point
 * is the best for some weights, on concave parts of a front too (Knowles, ParEGO, 2006). `weights`: fixed ones, which are brought to sum 1; or the number of
 * objectives, where every proposal draws its own uniformly from the simplex. Throws a `RangeError` for weights that are
 * negative, not finite or all zero.
 */
export function tchebycheff(weights: readonly number[] | number, scale: Scale): Scalarisation {
  const drawn = typeof weights === 'number';
  const fixed = drawn ? Array.from({ length: weights }, () => 1 / weights) : normalised(weights);
  return {
    // Exponential variates over their sum are uniform on the simplex.
    weights: (rng) => (drawn ? normalised(fixed.map(() => -Math.log(1 - rng.float()))) : fixed),
    value(objectives, chosen = fixed) {
      let largest = Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (const [i, value] of scale(objectives).entries()) {
        const term = chosen[i]! * value;
        largest = Math.max(largest, term);
        sum += term;
      }
      return largest + RHO * sum;
    },
  };
}

function normalised(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY) || weights.some((weight) => weight < 0))
    throw new RangeError(
      `Weights must be positive numbers or zero, and not all zero: ${weights.join(', ')}.`,
    );
  return weights.map((weight) => weight / sum);
}
