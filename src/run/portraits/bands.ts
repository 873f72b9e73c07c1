import { quantiles } from '../../search/statistics.ts';
import type { HypervolumeBox } from '../events.ts';
import { hypervolumesIn } from './common-box.ts';
import { isComplete } from './groups.ts';
import type { RunPortrait } from './portrait.ts';

/** What a course is drawn over: candidates that were evaluated, or their training time in seconds. */
export type BandAxis = 'evaluated' | 'compute';

/** A value that changes at some places and stays in between: `values[i]` from `places[i]` on, 0 before the first. */
export interface Steps {
  /** Ascending. */
  readonly places: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** How far it is known. */
  readonly end: number;
}

/** A run's hypervolume as steps. One that ended by its own rule keeps its value for ever; any other is known as far as it came. */
export function stepsOf(run: RunPortrait, axis: BandAxis, box: HypervolumeBox): Steps {
  const end = axis === 'evaluated' ? run.summary.evaluated : run.compute;
  return {
    places: run.course[axis],
    values: hypervolumesIn(run, box),
    end: isComplete(run) ? Number.POSITIVE_INFINITY : end,
  };
}

/** Where a run ended on an axis. */
export const lengthOf = (run: RunPortrait, axis: BandAxis): number =>
  axis === 'evaluated' ? run.summary.evaluated : run.compute;

/** Median and quartiles (type 7) of several step functions: `at[i]` is where the values change to `median[i]` and so on. */
export interface Band {
  readonly at: Float64Array;
  readonly lower: Float64Array;
  readonly median: Float64Array;
  readonly upper: Float64Array;
  /** How far it goes. */
  readonly end: number;
}

/** Places of a band at most: more than a chart has pixels for. */
const MOST = 1000;

/**
 * Median and quartiles over runs at every place where one of them changes, from 0 to `length` or to where the first of them
 * is not known any more. Nothing is interpolated: between two changes a front is what it was. Of more than a thousand places
 * as many are taken, evenly.
 */
export function bandOf(runs: readonly Steps[], length: number): Band {
  const end = Math.min(length, ...runs.map((run) => run.end));
  const all = new Set([0, end]);
  for (const { places } of runs)
    for (let i = 0; i < places.length; i++) if (places[i]! <= end) all.add(places[i]!);
  const sorted = Float64Array.from(all).sort();
  const at =
    sorted.length <= MOST
      ? sorted
      : Float64Array.from(
          { length: MOST },
          (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (MOST - 1))]!,
        );
  const band = {
    lower: new Float64Array(at.length),
    median: new Float64Array(at.length),
    upper: new Float64Array(at.length),
  };
  const rows = new Int32Array(runs.length).fill(-1);
  const values = new Float64Array(runs.length);
  for (const [i, place] of at.entries()) {
    for (const [r, run] of runs.entries()) {
      while (rows[r]! + 1 < run.places.length && run.places[rows[r]! + 1]! <= place) rows[r]!++;
      values[r] = rows[r]! < 0 ? 0 : run.values[rows[r]!]!;
    }
    const [lower, median, upper] = quantiles(values, [0.25, 0.5, 0.75]) as [number, number, number];
    band.lower[i] = lower;
    band.median[i] = median;
    band.upper[i] = upper;
  }
  return { at, ...band, end };
}

/** The value at a place: that of the last change until then, 0 before the first. */
export function valueAt({ places, values }: Pick<Steps, 'places' | 'values'>, place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! <= place) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : values[low - 1]!;
}
