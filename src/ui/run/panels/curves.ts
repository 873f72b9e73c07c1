import { CURVE_STRIDE, STATE } from '../../../run/candidate-table.ts';
import type { RunView } from '../../../run/fold.ts';
import { CURVE_MEASURES, type CurveMeasure } from './curve-band.ts';

/** The learning curve of one candidate. */
export interface Curve {
  /** "best, 12". */
  readonly name: string;
  readonly candidate: number;
  readonly kind: 'selected' | 'best';
  /** By epoch, from the first. */
  readonly values: readonly number[];
  /** It ended before the last epoch, and why; `null` where it did not, or goes on. */
  readonly ended: 'stopped early' | 'failed' | 'stopped' | null;
}

/** The candidate of the front with the lowest error; `null` while there is none. */
export function bestOf({ front, candidates }: RunView): number | null {
  return front.reduce<number | null>(
    (best, n) => (best === null || candidates.error[n]! < candidates.error[best]! ? n : best),
    null,
  );
}

/** The curves that are shown one by one: the selected candidate's, and the best one's where that is another. */
export function curvesOf(run: RunView, selected: number | null, measure: CurveMeasure): Curve[] {
  const best = bestOf(run);
  const chosen = selected === best ? [] : [curveOf(run, selected, 'selected', measure)];
  return [...chosen, curveOf(run, best, 'best', measure)].filter((curve) => curve !== null);
}

function curveOf(
  { candidates: table, settings }: RunView,
  n: number | null,
  kind: Curve['kind'],
  measure: CurveMeasure,
): Curve | null {
  if (n === null || n < 1 || n > table.count || table.epochs[n] === 0) return null;
  const start = table.curveAt[n]! + CURVE_MEASURES[measure];
  const values = Array.from(
    { length: table.epochs[n]! },
    (_, epoch) => table.curve[start + CURVE_STRIDE * epoch]!,
  );
  return {
    name: kind === 'best' ? `best, ${n}` : `candidate ${n}`,
    candidate: n,
    kind,
    values,
    ended: endOf(table.state[n]!, values.length < settings.epochs),
  };
}

function endOf(state: number, short: boolean): Curve['ended'] {
  if (state === STATE.failed) return 'failed';
  if (state === STATE.stopped) return 'stopped';
  return state === STATE.evaluated && short ? 'stopped early' : null;
}
