import type { CandidateState, CandidateTable } from '../../run/candidate-table.ts';
import type { Operator } from '../../search/method.ts';
import { percent, short, whole } from '../shared/format.ts';
import type { Measure } from './view-store.ts';

/** What the page says of a measure, and where its values are. All measures are better the smaller they are. */
export interface MeasureInfo {
  /** In a list or a heading: "Validation error". */
  readonly title: string;
  /** Within a sentence, and on an axis: "validation error". */
  readonly name: string;
  /** "s"; empty where its format says it. */
  readonly unit: string;
  /** A value in full, with its unit: "0.92 %", "8,412", "1.25 MB". */
  readonly format: (value: number) => string;
  /** The same where there is little room: of an axis' ticks. */
  readonly brief: (value: number) => string;
  /** The values of all candidates, by number; NaN where there is none. Read anew each time: columns grow. */
  readonly column: (table: CandidateTable) => Float64Array;
  /** The smallest value that a log axis draws. */
  readonly floor: number;
  /** In CSV and JSON, with the unit. */
  readonly field: string;
}

/** Two significant digits at least, and no more than are needed: 0.081, 1.4, 23, 1,250. */
const figures = (value: number): string =>
  value.toLocaleString('en', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });

/** Bytes in decimal units: 812 B, 5.2 kB, 1.25 MB. */
export function bytes(value: number): string {
  if (value < 1000) return `${Math.round(value)} B`;
  return value < 1e6 ? `${figures(value / 1000)} kB` : `${figures(value / 1e6)} MB`;
}

export const MEASURE: Readonly<Record<Measure, MeasureInfo>> = {
  error: {
    title: 'Validation error',
    name: 'validation error',
    unit: '',
    format: percent,
    brief: (value) => `${Number((value * 100).toPrecision(2))} %`,
    column: (table) => table.error,
    // One image of 10,000 is the finest step.
    floor: 0.0001,
    field: 'validation error',
  },
  parameters: {
    title: 'Parameters',
    name: 'parameters',
    unit: '',
    format: whole,
    brief: short,
    column: (table) => table.parameters,
    floor: 1,
    field: 'parameters',
  },
  macs: {
    title: 'MACs',
    name: 'MACs an image',
    unit: '',
    format: whole,
    brief: short,
    column: (table) => table.macs,
    floor: 1,
    field: 'MACs',
  },
  activationBytes: {
    title: 'Activation memory',
    name: 'activation memory',
    unit: '',
    format: bytes,
    brief: bytes,
    column: (table) => table.activationBytes,
    floor: 1,
    field: 'activation bytes',
  },
  seconds: {
    title: 'Training time',
    name: 'training time',
    unit: 's',
    format: (value) => `${figures(value)} s`,
    brief: (value) => `${figures(value)} s`,
    column: (table) => table.seconds,
    floor: 0.001,
    field: 'training seconds',
  },
  inference: {
    title: 'Inference time',
    name: 'inference time an image',
    unit: 'ms',
    format: (value) => `${figures(value)} ms`,
    brief: (value) => `${figures(value)} ms`,
    column: (table) => table.inference,
    floor: 1e-6,
    field: 'inference milliseconds',
  },
};

/** States of a candidate, in a table's cell. */
export const STATE_WORDS: Readonly<Record<CandidateState, string>> = {
  unknown: 'unknown',
  proposed: 'waits',
  training: 'trains',
  evaluated: 'evaluated',
  failed: 'failed',
  infeasible: 'over the cap',
  stopped: 'stopped',
};

/** How a candidate came to be, after its number: "sampled", "mutated". */
export const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  sample: 'sampled',
  mutation: 'mutated',
  crossover: 'crossed',
  'crossover + mutation': 'crossed and mutated',
  neighbour: 'a neighbour',
  policy: 'drawn by the policy',
  acquisition: 'chosen by the predictor',
};
