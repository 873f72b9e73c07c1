import { type Archive, createArchive } from '../search/archive.ts';
import type { HypervolumeBox } from './events.ts';

/** The numbers of the candidates that no other dominates, by parameters; its hypervolume is the share of the box, 0 … 1. */
export type Front = Archive<number>;

/** The cap itself is allowed, so that the reference lies a little beyond it. */
export const emptyFront = (): Front => createArchive(2, [1 + 1e-9, 1]);

/**
 * Where a candidate stands in the box: parameters on a log scale from the smallest member of the space to the cap, error from 0
 * to the error of guessing; both from 0 to 1.
 */
export function placeInBox(
  { error, parameters }: { readonly error: number; readonly parameters: number },
  box: HypervolumeBox,
): readonly [size: number, error: number] {
  const decades = Math.log(box.maxParameters / box.minParameters);
  // A space of one size has no width: everything within the cap dominates all of it.
  const size = decades > 0 ? Math.max(0, Math.log(parameters / box.minParameters) / decades) : 0;
  return [size, error / box.error];
}
