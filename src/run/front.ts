import { hypervolume } from '../search/pareto.ts';
import type { HypervolumeBox } from './events.ts';

/** A candidate on the front. */
export interface FrontMember {
  readonly candidate: number;
  readonly error: number;
  readonly parameters: number;
}

/**
 * The front with one more candidate, sorted by parameters; the same array where it is dominated. Of two candidates
 * with equal objectives the earlier stays.
 */
export function addToFront(front: readonly FrontMember[], member: FrontMember): readonly FrontMember[] {
  const beaten = front.some((other) => other.parameters <= member.parameters && other.error <= member.error);
  if (beaten) return front;
  const rest = front.filter((other) => other.parameters < member.parameters || other.error < member.error);
  return [...rest, member].sort((a, b) => a.parameters - b.parameters);
}

/**
 * The share of the box that the front dominates, 0 … 1: error from 0 to the error of guessing, parameters on a log scale
 * from the smallest member of the space to the cap.
 */
export function frontHypervolume(front: readonly FrontMember[], box: HypervolumeBox): number {
  const decades = Math.log(box.maxParameters / box.minParameters);
  const points = front.map(({ error, parameters }) => [
    error / box.error,
    // A space of one size has no width: everything within the cap dominates all of it.
    decades > 0 ? Math.max(0, Math.log(parameters / box.minParameters) / decades) : 0,
  ]);
  // The cap itself is allowed, so that the reference lies a little beyond it.
  return hypervolume(points, [1, 1 + 1e-9]);
}
