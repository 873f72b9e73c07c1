import type { Landscape } from '../landscape.ts';
import type { Progress } from '../progress.ts';
import { latticeOf } from './lattice.ts';
import { classesByDistance } from './pair-classes.ts';
import { pairSums } from './pair-sums.ts';
import { shellMeans } from './shells.ts';

/**
 * What a node drawn from all nodes at a distance is, each as likely, seen from each start: arrays by distance 0 … the
 * number of varying positions, then by start; `NaN` where the table has no node so far away.
 */
export interface Gains {
  readonly starts: Int32Array;
  /** The probability that it is fitter. */
  readonly improves: readonly Float64Array[];
  /** The probability that it is not less fit: what an elitist step accepts. */
  readonly keeps: readonly Float64Array[];
  /** The expected positive part of the change: what an elitist step gains. */
  readonly gain: readonly Float64Array[];
}

/**
 * Probability of improvement and expected gain for every start and every distance, exact: one pass over all pairs.
 * `starts`: different nodes; all where left out. Throws a `RangeError` where the space is no product, or too large.
 */
export function* gainsOf(
  landscape: Landscape,
  starts: Int32Array = Int32Array.from({ length: landscape.count }, (_, i) => i),
): Generator<Progress, Gains> {
  const lattice = latticeOf(landscape);
  const classes = classesByDistance(lattice);
  const table = () => Array.from({ length: classes.count }, () => new Float64Array(starts.length));
  const improves = table();
  const keeps = table();
  const gain = table();
  const { landing } = shellMeans(landscape);
  const placeOf = new Map(Array.from(starts, (start, i) => [start, i]));
  yield* pairSums(landscape.fitness, classes, starts, [], (start, sums) => {
    const i = placeOf.get(start)!;
    for (let d = 0; d < classes.count; d++) {
      const all = Math.round(landing[d]![start]! * classes.sizes[d]!);
      improves[d]![i] = sums.better[d]! / all;
      keeps[d]![i] = (sums.better[d]! + sums.equal[d]!) / all;
      gain[d]![i] = sums.gain[d]! / all;
    }
  });
  return { starts, improves, keeps, gain };
}
