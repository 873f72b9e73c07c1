import { type CandidateTable, CURVE_STRIDE, STATE } from '../../../run/candidate-table.ts';
import { quantiles } from '../../../search/statistics.ts';

/** What a learning curve is of, as a place within an epoch of the table's `curve`. */
export const CURVE_MEASURES = { error: 1, loss: 0 } as const;
export type CurveMeasure = keyof typeof CURVE_MEASURES;

/** The learning curves of all evaluated candidates together: epoch e at place e − 1. */
export interface CurveBand {
  /** Candidates that were measured at an epoch: fewer later on where some were stopped early. */
  readonly count: Int32Array;
  readonly lower: Float64Array;
  readonly median: Float64Array;
  readonly upper: Float64Array;
  /** Candidates that read: every one, or every second, third … of very many. */
  readonly every: number;
}

/** Values that quartiles are taken of at most, over all epochs. */
const ENOUGH = 40_000;

/**
 * Median and quartiles at each epoch over the candidates that are evaluated. Where their values would be more than forty
 * thousand, every second, third … candidate is taken: the quartiles' ranks are then sure to about a per cent.
 */
export function curveBand(table: CandidateTable, epochs: number, measure: CurveMeasure): CurveBand {
  let evaluated = 0;
  for (let n = 1; n <= table.count; n++) if (table.state[n] === STATE.evaluated) evaluated++;
  const every = Math.max(1, Math.ceil((evaluated * epochs) / ENOUGH));
  const room = Math.ceil(evaluated / every);
  const values = Array.from({ length: epochs }, () => new Float64Array(room));
  const taken = new Int32Array(epochs);
  const count = new Int32Array(epochs);
  let seen = 0;
  for (let n = 1; n <= table.count; n++) {
    if (table.state[n] !== STATE.evaluated) continue;
    const take = seen++ % every === 0;
    const start = table.curveAt[n]! + CURVE_MEASURES[measure];
    const length = Math.min(epochs, table.epochs[n]!);
    for (let epoch = 0; epoch < length; epoch++) {
      count[epoch]!++;
      if (take) values[epoch]![taken[epoch]!++] = table.curve[start + CURVE_STRIDE * epoch]!;
    }
  }
  const band = {
    lower: new Float64Array(epochs),
    median: new Float64Array(epochs),
    upper: new Float64Array(epochs),
  };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const known = values[epoch]!.subarray(0, taken[epoch]!);
    const [lower, median, upper] =
      known.length > 0 ? quantiles(known, [0.25, 0.5, 0.75]) : [Number.NaN, Number.NaN, Number.NaN];
    band.lower[epoch] = lower!;
    band.median[epoch] = median!;
    band.upper[epoch] = upper!;
  }
  return { ...band, count, every };
}

/** How many evaluated candidates ended after each epoch, before the last: epoch e at place e − 1. */
export function endedAfter({ count }: CurveBand): number[] {
  return Array.from(count.subarray(0, -1), (here, epoch) => here - count[epoch + 1]!);
}
