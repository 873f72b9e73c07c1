import {
  CANDIDATE_STATES,
  type CandidateState,
  type CandidateTable,
  STATE,
} from '../../../run/candidate-table.ts';
import { OPERATORS } from '../../../search/method.ts';
import { sortedByKey } from '../../shared/radix-sort.ts';
import { MEASURE, STATE_WORDS } from '../measures.ts';
import type { Brush } from '../view-store.ts';
import { COLUMNS, type ColumnId, endedEarly, type Listed } from './candidate-columns.ts';

/** Which candidates are listed, and in which order. */
export interface Wanted {
  readonly column: ColumnId;
  readonly down: boolean;
  /** Words, each of which must be in one of the columns. */
  readonly text: string;
  readonly only: Only;
  /** Only candidates within this part of the chart. */
  readonly brush: Brush | null;
}

/** What the list can be narrowed to. */
export const ONLY = [
  'all',
  'front',
  'starred',
  'evaluated',
  'early',
  'failed',
  'infeasible',
  'stopped',
  'open',
] as const;
export type Only = (typeof ONLY)[number];

export const ONLY_WORDS: Readonly<Record<Only, string>> = {
  all: 'all',
  front: 'on the front',
  starred: 'starred',
  evaluated: STATE_WORDS.evaluated,
  early: 'stopped early',
  failed: STATE_WORDS.failed,
  infeasible: STATE_WORDS.infeasible,
  stopped: STATE_WORDS.stopped,
  open: 'waiting or training',
};

/** Candidate numbers, newest first, where nothing else is asked. */
export const NEWEST_FIRST: Wanted = { column: 'candidate', down: true, text: '', only: 'all', brush: null };

/**
 * The numbers of the candidates that are wanted, in the order that is wanted; of equal ones the newer first. Columns are
 * sorted, not objects: 100,000 take some milliseconds.
 */
export function orderOf(listed: Listed, front: readonly number[], wanted: Wanted): Int32Array {
  const { table } = listed;
  const tests = testsOf(listed, front, wanted);
  const numbers = new Int32Array(table.count);
  let taken = 0;
  candidates: for (let n = table.count; n >= 1; n--) {
    if (table.state[n] === STATE.unknown) continue;
    for (const test of tests) if (!test(n)) continue candidates;
    numbers[taken++] = n;
  }
  const shown = numbers.subarray(0, taken);
  if (wanted.column === 'candidate') return wanted.down ? shown : shown.reverse();
  const { key } = COLUMNS[wanted.column];
  const sign = wanted.down ? -1 : 1;
  const keys = Float64Array.from(shown, (n) => {
    const value = sign * key(listed, n);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  });
  return sortedByKey(shown, keys);
}

type Test = (candidate: number) => boolean;

function testsOf(listed: Listed, front: readonly number[], { text, only, brush }: Wanted): Test[] {
  const words = text.toLowerCase().replaceAll(',', '').split(/\s+/).filter(Boolean);
  return [
    ...(only === 'all' ? [] : [onlyTest(listed, front, only)]),
    ...(brush ? [brushTest(listed.table, brush)] : []),
    ...words.map((word) => wordTest(listed, word)),
  ];
}

function onlyTest(listed: Listed, front: readonly number[], only: Exclude<Only, 'all'>): Test {
  const { table, marks } = listed;
  const members = new Set(front);
  switch (only) {
    case 'front':
      return (n) => members.has(n);
    case 'starred':
      return (n) => marks.get(n)?.star === true;
    case 'early':
      return (n) => endedEarly(listed, n);
    case 'open':
      return (n) => table.state[n] === STATE.proposed || table.state[n] === STATE.training;
    default:
      return (n) => table.state[n] === STATE[only];
  }
}

/** Whether a candidate lies in a rectangle of the chart, its edges included. */
export function brushTest(table: CandidateTable, { x, y, from, to }: Brush): Test {
  const [xs, ys] = [MEASURE[x].column(table), MEASURE[y].column(table)];
  // What lies below a log axis is drawn at its lower end, and brushed there.
  const [xFloor, yFloor] = [MEASURE[x].floor, MEASURE[y].floor];
  const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
  const [low, high] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
  return (n) => {
    if (table.state[n] !== STATE.evaluated) return false;
    const [px, py] = [Math.max(xs[n]!, xFloor), Math.max(ys[n]!, yFloor)];
    return px >= left && px <= right && py >= low && py <= high;
  };
}

/** Columns of figures: their texts are made only for words that could be part of one. */
const FIGURES = [
  ...(['candidate', 'generation', 'epochs', 'error', 'seconds', 'inference', 'parents'] as const),
] as const;

/**
 * Whether a word is in one of a candidate's columns. What many candidates share (states, operators) is looked at once;
 * figures are compared by their digits, without separators.
 */
function wordTest(listed: Listed, word: string): Test {
  const { table, marks } = listed;
  const inState = CANDIDATE_STATES.map((state: CandidateState) => STATE_WORDS[state].includes(word));
  const inOperator = OPERATORS.map((operator) => operator.includes(word));
  const early = 'stopped early'.includes(word);
  const figure = /^[\d.×]+$/.test(word);
  return (n) => {
    const state = table.state[n]!;
    if (inState[state] || inOperator[table.operator[n]!]) return true;
    if (early && endedEarly(listed, n)) return true;
    if (state === STATE.failed && table.reasons.get(n)?.toLowerCase().includes(word)) return true;
    if (marks.size > 0 && marks.get(n)?.note.toLowerCase().includes(word)) return true;
    if (!figure) return false;
    if (String(table.parameters[n]).includes(word) || String(table.macs[n]).includes(word)) return true;
    return FIGURES.some((column) => COLUMNS[column].text(listed, n).includes(word));
  };
}
