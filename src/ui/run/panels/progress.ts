import { type CandidateTable, STATE } from '../../../run/candidate-table.ts';

/** What a run's way can be measured by. */
export const PROGRESS_AXES = ['evaluated', 'compute', 'at'] as const;
export type ProgressAxis = (typeof PROGRESS_AXES)[number];

/** How far a run was at a moment. */
export interface Progress {
  /** Candidates that were over, failed ones among them: what the replay counts. */
  readonly over: number;
  /** Candidates that were evaluated. */
  readonly evaluated: number;
  /** Training time of the candidates that were over, seconds. */
  readonly compute: number;
  /** When the last of them was over, milliseconds since the run's start. */
  readonly at: number;
}

/** How far the run was when `over` candidates were over. */
export const progressAt = (table: CandidateTable, over: number): Progress =>
  progressWhere(table, (n) => table.order[n]! <= over);

/** How far the run was so many milliseconds after its start. */
export const progressAtTime = (table: CandidateTable, milliseconds: number): Progress =>
  progressWhere(table, (n) => table.settledAt[n]! <= milliseconds);

function progressWhere(table: CandidateTable, counts: (candidate: number) => boolean): Progress {
  let [over, evaluated, compute, at] = [0, 0, 0, 0];
  for (let n = 1; n <= table.count; n++) {
    if (table.order[n]! < 1 || !counts(n)) continue;
    over++;
    compute += table.seconds[n]!;
    at = Math.max(at, table.settledAt[n]!);
    if (table.state[n] === STATE.evaluated) evaluated++;
  }
  return { over, evaluated, compute, at };
}

/** How many candidates were over when the run had come so far: the last moment at which the axis did not pass the value. */
export function overAt(table: CandidateTable, axis: ProgressAxis, value: number): number {
  const byOrder = new Int32Array(table.count + 1);
  for (let n = 1; n <= table.count; n++) if (table.order[n]! > 0) byOrder[table.order[n]!] = n;
  let reached = 0;
  for (let over = 1; over <= table.count; over++) {
    const n = byOrder[over]!;
    if (n === 0) return over - 1;
    if (axis === 'at') reached = table.settledAt[n]!;
    else if (axis === 'compute') reached += table.seconds[n]!;
    else if (table.state[n] === STATE.evaluated) reached++;
    if (reached > value) return over - 1;
  }
  return table.count;
}
