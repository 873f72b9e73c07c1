import { CANDIDATE_STATES, type CandidateTable, parentsOf, STATE } from '../../../run/candidate-table.ts';
import { OPERATORS } from '../../../search/method.ts';
import { whole } from '../../shared/format.ts';
import type { Marks } from '../marks-store.ts';
import { bytes, MEASURE, STATE_WORDS } from '../measures.ts';

/** What a list of candidates is made from. */
export interface Listed {
  readonly table: CandidateTable;
  readonly marks: Marks;
  /** Epochs of a whole training. */
  readonly epochs: number;
}

export const COLUMN_IDS = [
  ...([
    'candidate',
    'star',
    'error',
    'parameters',
    'state',
    'macs',
    'memory',
    'seconds',
    'inference',
  ] as const),
  ...(['epochs', 'generation', 'operator', 'parents', 'note'] as const),
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

/** A column of the list. */
export interface CandidateColumn {
  readonly title: string;
  /** Shown in its place where the column is too narrow for it. */
  readonly sign?: string;
  /** Pixels. */
  readonly width: number;
  /** Words stand left, figures right. */
  readonly words?: boolean;
  /** What is shown of candidate n; empty where it is not known. */
  readonly text: (listed: Listed, n: number) => string;
  /** What the column is sorted by; NaN, which comes last either way, where it is not known. */
  readonly key: (listed: Listed, n: number) => number;
  /** What a file gets: a figure in the column's unit, or words. */
  readonly value?: (listed: Listed, n: number) => number | string;
}

const STATE_RANK = ranks(CANDIDATE_STATES.map((state) => STATE_WORDS[state]));
const OPERATOR_RANK = ranks(OPERATORS);

/** For each word its place among them in alphabetical order. */
function ranks(words: readonly string[]): readonly number[] {
  const sorted = [...words].sort();
  return words.map((word) => sorted.indexOf(word));
}

const known = (value: number, text: (value: number) => string): string =>
  Number.isNaN(value) ? '' : text(value);

/** Training time; that of failed trainings is not in the log. */
const secondsOf = ({ table }: Listed, n: number): number => table.seconds[n]! || Number.NaN;

const measured = ({ table }: Listed, n: number): number => table.epochs[n]! || Number.NaN;

/** Whether a candidate's training ended before its last epoch although nothing went wrong. */
export const endedEarly = ({ table, epochs }: Listed, n: number): boolean =>
  table.state[n] === STATE.evaluated && table.epochs[n]! > 0 && table.epochs[n]! < epochs;

export const COLUMNS: Readonly<Record<ColumnId, CandidateColumn>> = {
  candidate: {
    title: 'Candidate',
    sign: '#',
    width: 62,
    text: (_, n) => String(n),
    key: (_, n) => n,
    value: (_, n) => n,
  },
  star: {
    title: 'Star',
    sign: '☆',
    width: 40,
    text: ({ marks }, n) => (marks.get(n)?.star ? '★' : ''),
    key: ({ marks }, n) => (marks.get(n)?.star ? 0 : Number.NaN),
    value: ({ marks }, n) => (marks.get(n)?.star ? 'yes' : ''),
  },
  state: {
    title: 'State',
    width: 140,
    words: true,
    text: stateText,
    key: ({ table }, n) => STATE_RANK[table.state[n]!]!,
  },
  error: {
    title: 'Error, %',
    width: 70,
    text: ({ table }, n) => known(table.error[n]!, (error) => (error * 100).toFixed(2)),
    key: ({ table }, n) => table.error[n]!,
    value: ({ table }, n) => table.error[n]! * 100,
  },
  parameters: {
    title: 'Parameters',
    width: 96,
    text: ({ table }, n) => whole(table.parameters[n]!),
    key: ({ table }, n) => table.parameters[n]!,
    value: ({ table }, n) => table.parameters[n]!,
  },
  macs: {
    title: 'MACs',
    width: 88,
    text: ({ table }, n) => whole(table.macs[n]!),
    key: ({ table }, n) => table.macs[n]!,
    value: ({ table }, n) => table.macs[n]!,
  },
  memory: {
    title: 'Memory',
    width: 76,
    text: ({ table }, n) => known(table.activationBytes[n]!, bytes),
    key: ({ table }, n) => table.activationBytes[n]!,
    value: ({ table }, n) => table.activationBytes[n]!,
  },
  seconds: {
    title: 'Seconds',
    width: 68,
    text: (listed, n) => known(secondsOf(listed, n), (seconds) => seconds.toFixed(1)),
    key: secondsOf,
    value: secondsOf,
  },
  inference: {
    title: 'ms an image',
    width: 94,
    text: ({ table }, n) => known(table.inference[n]!, (milliseconds) => milliseconds.toFixed(3)),
    key: ({ table }, n) => table.inference[n]!,
    value: ({ table }, n) => table.inference[n]!,
  },
  epochs: {
    title: 'Epochs',
    width: 64,
    text: (listed, n) => known(measured(listed, n), String),
    key: measured,
    value: measured,
  },
  generation: {
    title: 'Generation',
    width: 94,
    text: ({ table }, n) => String(table.generation[n]!),
    key: ({ table }, n) => table.generation[n]!,
    value: ({ table }, n) => table.generation[n]!,
  },
  operator: {
    title: 'Operator',
    width: 150,
    words: true,
    text: ({ table }, n) => OPERATORS[table.operator[n]!] ?? '',
    key: ({ table }, n) => OPERATOR_RANK[table.operator[n]!]!,
  },
  parents: {
    title: 'Parents',
    width: 100,
    words: true,
    text: ({ table }, n) => parentsOf(table, n).join(' × '),
    key: ({ table }, n) => (table.parent[n]! > 0 ? table.parent[n]! : Number.NaN),
  },
  note: {
    title: 'Note',
    width: 200,
    words: true,
    text: ({ marks }, n) => marks.get(n)?.note ?? '',
    // Those with a note go first; their order among each other is by number.
    key: ({ marks }, n) => (marks.get(n)?.note ? 0 : Number.NaN),
  },
};

/** What became of a candidate, in words: "failed: The loss was not finite …". */
export function stateText(listed: Listed, n: number): string {
  const { table, epochs } = listed;
  const state = CANDIDATE_STATES[table.state[n]!]!;
  const word = STATE_WORDS[state];
  if (state === 'training') return `${word}, epoch ${Math.min(table.epochs[n]! + 1, epochs)} of ${epochs}`;
  const reason = table.reasons.get(n);
  if (state === 'failed' && reason) return `${word}: ${reason}`;
  return endedEarly(listed, n) ? `${word}, stopped early` : word;
}

/** What a file gets of a candidate in a column. */
export const fileValueOf = (column: ColumnId, listed: Listed, n: number): number | string =>
  (COLUMNS[column].value ?? COLUMNS[column].text)(listed, n);

/** The units that a file's headings say and the page's do not. */
export const FILE_TITLES: Partial<Readonly<Record<ColumnId, string>>> = {
  memory: MEASURE.activationBytes.field,
  seconds: MEASURE.seconds.field,
  inference: MEASURE.inference.field,
};
