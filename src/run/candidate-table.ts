import { OPERATORS, type Operator } from '../search/method.ts';
import { reserve } from './columns.ts';
import type { CandidateCosts, LongerTraining } from './events.ts';
import { BACKENDS, type BackendName } from './settings.ts';

/** `infeasible`: over the cap, never trained. `stopped`: the run ended before it was done. */
export const CANDIDATE_STATES = [
  'unknown',
  'proposed',
  'training',
  'evaluated',
  'failed',
  'infeasible',
  'stopped',
] as const;
export type CandidateState = (typeof CANDIDATE_STATES)[number];

/** A state as the table's column `state` holds it. */
export const STATE = Object.fromEntries(CANDIDATE_STATES.map((state, code) => [state, code])) as Record<
  CandidateState,
  number
>;

/** Where nothing is known yet: of columns of whole numbers; those of other numbers hold NaN. */
export const NONE = -1;

/**
 * All candidates of a run as columns, so that a hundred thousand of them take little room and no time to hand over. Candidate
 * n stands at place n (numbers count from 1, place 0 is empty). Updated in place; arrays are replaced when they grow, so read
 * them from the table each time. Code that only shows a run must not write.
 */
export interface CandidateTable {
  /** The highest candidate number. */
  count: number;
  /** See `STATE`. */
  state: Uint8Array;
  /** From 1. */
  generation: Int32Array;
  /** Place in `OPERATORS`. */
  operator: Uint8Array;
  /** Candidate numbers of the first two parents, or `NONE`. */
  parent: Int32Array;
  otherParent: Int32Array;
  parameters: Float64Array;
  /** Moving means and variances. */
  statistics: Float64Array;
  macs: Float64Array;
  /** NaN where the log does not say. */
  activationBytes: Float64Array;
  /** Validation error, once evaluated: the mean of its trainings; NaN before. */
  error: Float64Array;
  /** Training time of all its trainings so far, seconds. */
  seconds: Float64Array;
  /** Milliseconds an image; NaN where not measured. */
  inference: Float64Array;
  /** How many candidates were over (evaluated or failed) with this one, or `NONE`. */
  order: Int32Array;
  /** When it was proposed and when it was over, milliseconds since the run's start; NaN before. */
  proposedAt: Float64Array;
  settledAt: Float64Array;
  /** The worker that trains or trained it last, or `NONE`. */
  worker: Int32Array;
  /** Place in `BACKENDS`, or 255. */
  backend: Uint8Array;
  /** Trainings that are over. */
  settled: Int32Array;
  /** Epochs measured in its last training, and where in `curve` they begin. */
  epochs: Int32Array;
  curveAt: Int32Array;
  /** Epochs that there is room for. */
  curveRoom: Int32Array;
  /**
   * Loss, error and time (milliseconds since the run's start) of one epoch after the other, for one candidate after the
   * other.
   */
  curve: Float64Array;
  /** How much of `curve` is taken. */
  curveEnd: number;
  /** Why a candidate failed. */
  readonly reasons: Map<number, string>;
  /** Errors of each training, where candidates are trained more than once. */
  readonly errors: Map<number, readonly number[]>;
  /** The last training of candidates that were trained for longer. */
  readonly longer: Map<number, LongerTraining>;
  /** Parents beyond two. */
  readonly moreParents: Map<number, readonly number[]>;
}

const PER_CANDIDATE = [
  ...['state', 'generation', 'operator', 'parent', 'otherParent', 'parameters', 'statistics', 'macs'],
  ...['activationBytes', 'error', 'seconds', 'inference', 'order', 'proposedAt', 'settledAt', 'worker'],
  ...['backend', 'settled', 'epochs', 'curveAt', 'curveRoom'],
] as (keyof CandidateTable)[];

export const emptyTable = (): CandidateTable => ({
  count: 0,
  state: new Uint8Array(0),
  generation: new Int32Array(0),
  operator: new Uint8Array(0),
  parent: new Int32Array(0),
  otherParent: new Int32Array(0),
  parameters: new Float64Array(0),
  statistics: new Float64Array(0),
  macs: new Float64Array(0),
  activationBytes: new Float64Array(0),
  error: new Float64Array(0),
  seconds: new Float64Array(0),
  inference: new Float64Array(0),
  order: new Int32Array(0),
  proposedAt: new Float64Array(0),
  settledAt: new Float64Array(0),
  worker: new Int32Array(0),
  backend: new Uint8Array(0),
  settled: new Int32Array(0),
  epochs: new Int32Array(0),
  curveAt: new Int32Array(0),
  curveRoom: new Int32Array(0),
  curve: new Float64Array(0),
  curveEnd: 0,
  reasons: new Map(),
  errors: new Map(),
  longer: new Map(),
  moreParents: new Map(),
});

/** Numbers of an epoch in `curve`. */
export const CURVE_STRIDE = 3;

/** What is put in the table when a candidate is proposed. */
interface Newcomer {
  readonly candidate: number;
  readonly generation: number;
  readonly operator: Operator;
  readonly parents: readonly number[];
  readonly costs: CandidateCosts;
}

/** Adds a candidate. `at`: milliseconds since the run's start. */
export function addCandidate(
  table: CandidateTable,
  { candidate: n, generation, operator, parents, costs }: Newcomer,
  state: CandidateState,
  at: number,
): void {
  reserve(table, PER_CANDIDATE, n + 1);
  table.count = Math.max(table.count, n);
  table.state[n] = STATE[state];
  table.generation[n] = generation;
  table.operator[n] = OPERATORS.indexOf(operator);
  table.parent[n] = parents[0] ?? NONE;
  table.otherParent[n] = parents[1] ?? NONE;
  if (parents.length > 2) table.moreParents.set(n, parents.slice(2));
  table.parameters[n] = costs.parameters;
  table.statistics[n] = costs.statistics;
  table.macs[n] = costs.macs;
  table.activationBytes[n] = costs.activationBytes ?? Number.NaN;
  table.error[n] = Number.NaN;
  table.seconds[n] = 0;
  table.inference[n] = Number.NaN;
  table.order[n] = NONE;
  table.proposedAt[n] = at;
  table.settledAt[n] = Number.NaN;
  table.worker[n] = NONE;
  table.backend[n] = 255;
  table.settled[n] = 0;
  table.epochs[n] = 0;
  table.curveAt[n] = NONE;
  table.curveRoom[n] = 0;
}

/** Epochs that a curve has room for at first; it moves to a larger place when it needs more. */
const FIRST_ROOM = 4;

/** Begins the candidate's learning curve anew. */
export function beginCurve(table: CandidateTable, n: number): void {
  table.epochs[n] = 0;
}

/** Adds an epoch to the candidate's curve. */
export function addEpoch(
  table: CandidateTable,
  n: number,
  { loss, error, at }: { readonly loss: number; readonly error: number; readonly at: number },
): void {
  if (table.epochs[n] === table.curveRoom[n]) makeRoom(table, n);
  const place = table.curveAt[n]! + CURVE_STRIDE * table.epochs[n]!;
  table.curve[place] = loss;
  table.curve[place + 1] = error;
  table.curve[place + 2] = at;
  table.epochs[n]!++;
}

/** Moves a curve to the end, with twice the room: as much is taken as was measured, whatever a log's settings say. */
function makeRoom(table: CandidateTable, n: number): void {
  const room = Math.max(FIRST_ROOM, 2 * table.curveRoom[n]!);
  reserve(table, ['curve'], table.curveEnd + CURVE_STRIDE * room);
  const from = table.curveAt[n]!;
  if (from !== NONE) table.curve.copyWithin(table.curveEnd, from, from + CURVE_STRIDE * table.epochs[n]!);
  table.curveAt[n] = table.curveEnd;
  table.curveRoom[n] = room;
  table.curveEnd += CURVE_STRIDE * room;
}

/** One candidate, as an object. */
export interface CandidateView {
  readonly candidate: number;
  readonly state: Exclude<CandidateState, 'unknown'>;
  readonly generation: number;
  readonly operator: Operator;
  readonly parents: readonly number[];
  readonly costs: CandidateCosts;
  /** Validation error, once evaluated: the mean of its trainings. */
  readonly error: number | null;
  /** Errors of its trainings so far, those that failed left out. */
  readonly errors: readonly number[];
  /** Training time, once a training is over: of all of them. */
  readonly seconds: number | null;
  /** Milliseconds an image, where measured. */
  readonly inference: number | null;
  readonly worker: number | null;
  /** What it is or was trained on. */
  readonly backend: BackendName | null;
  readonly reason: string | null;
  /** Its training for longer, if it had one. */
  readonly longer: LongerTraining | null;
  /** Of its last training. */
  readonly curve: readonly { readonly epoch: number; readonly loss: number; readonly error: number }[];
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** A candidate of the table, as it is now; `undefined` where there is none of that number. */
export function candidateOf(table: CandidateTable, n: number): CandidateView | undefined {
  const state = CANDIDATE_STATES[table.state[n] ?? 0]!;
  if (n < 1 || n > table.count || state === 'unknown') return undefined;
  const error = known(table.error[n]!);
  const activationBytes = known(table.activationBytes[n]!);
  return {
    candidate: n,
    state,
    generation: table.generation[n]!,
    operator: OPERATORS[table.operator[n]!]!,
    parents: parentsOf(table, n),
    costs: {
      parameters: table.parameters[n]!,
      statistics: table.statistics[n]!,
      macs: table.macs[n]!,
      ...(activationBytes !== null && { activationBytes }),
    },
    error,
    errors: table.errors.get(n) ?? (error === null ? [] : [error]),
    seconds: table.settled[n]! > 0 ? table.seconds[n]! : null,
    inference: known(table.inference[n]!),
    worker: table.worker[n] === NONE ? null : table.worker[n]!,
    backend: BACKENDS[table.backend[n]!] ?? null,
    reason: table.reasons.get(n) ?? null,
    longer: table.longer.get(n) ?? null,
    curve: curveOf(table, n),
  };
}

/** All candidates, as objects: for tests and short runs. */
export function candidatesOf(table: CandidateTable): CandidateView[] {
  return Array.from({ length: table.count }, (_, i) => candidateOf(table, i + 1) ?? []).flat();
}

/** A candidate's parents, by number. */
export function parentsOf(table: CandidateTable, n: number): number[] {
  const [first, second] = [table.parent[n] ?? NONE, table.otherParent[n] ?? NONE];
  if (first === NONE) return [];
  if (second === NONE) return [first];
  return [first, second, ...(table.moreParents.get(n) ?? [])];
}

/** A candidate's learning curve, of its last training. */
export function curveOf(table: CandidateTable, n: number): { epoch: number; loss: number; error: number }[] {
  const start = table.curveAt[n]!;
  return Array.from({ length: table.epochs[n]! }, (_, i) => ({
    epoch: i + 1,
    loss: table.curve[start + CURVE_STRIDE * i]!,
    error: table.curve[start + CURVE_STRIDE * i + 1]!,
  }));
}
