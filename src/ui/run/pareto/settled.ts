import { type CandidateTable, STATE } from '../../../run/candidate-table.ts';
import { reserve } from '../../../run/columns.ts';

/** The candidates of a run that are over (evaluated or failed), in the order in which they were. */
export interface Settled {
  /** How many. */
  count: number;
  /** The number of the candidate that was over as the first, the second …; 0 where the log does not say. */
  candidates: Int32Array;
  /** Candidates below this one change no more. */
  low: number;
}

const known = new WeakMap<CandidateTable, Settled>();

/** Whether nothing more happens to a candidate. One that was stopped may go on when its run does. */
const isFinal = (state: number): boolean =>
  state === STATE.evaluated || state === STATE.failed || state === STATE.infeasible;

/**
 * The table's candidates in the order in which they were over; kept by table, so that a call costs what happened since
 * the one before.
 */
export function settledOf(table: CandidateTable): Settled {
  const settled = known.get(table) ?? { count: 0, candidates: new Int32Array(0), low: 1 };
  known.set(table, settled);
  let rising = true;
  for (let n = settled.low; n <= table.count; n++) {
    const state = table.state[n]!;
    if (state === STATE.evaluated || state === STATE.failed) {
      const order = table.order[n]!;
      settled.count = Math.max(settled.count, order);
      reserve(settled, ['candidates'], order);
      settled.candidates[order - 1] = n;
    }
    rising &&= isFinal(state);
    if (rising) settled.low = n + 1;
  }
  return settled;
}
