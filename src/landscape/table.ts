import type { NatsOperation } from '../space/nats.ts';
import { cellGraph, cellPaths, chainGraph, type TableGraph } from './cell-graph.ts';
import { type Csv, parseCsv } from './csv.ts';
import { findGenotypes, genotypesOf } from './genotypes.ts';

/** What is read out of a table, where it does not speak for itself. */
export interface TableOptions {
  /** The column that says which architecture a row is. Left out: found by its form. */
  readonly genotype?: string | undefined;
  /**
   * The column whose equal values are one architecture, or `row`: every row is its own. Left out: `iso`, else
   * `UniqueString`, else `row`.
   */
  readonly identity?: string | undefined;
}

/**
 * A tabular benchmark: architectures and what was measured of them. An architecture is a choice at each of a few
 * positions. Its *code* is the number that the choices make as digits, the first position counting ones.
 */
export interface TabularBenchmark {
  readonly rows: number;
  readonly columns: readonly string[];
  /** The column that says which architecture a row is. */
  readonly genotype: string;
  /** The options at each position. */
  readonly options: readonly (readonly string[])[];
  /** By how much the code grows where the choice at a position grows by one. */
  readonly strides: readonly number[];
  /** How many combinations of options there are, in the table or not. Codes are smaller. */
  readonly combinations: number;
  /** Whether architectures are NATS-Bench cells, so that graphs and paths are those of the cell. */
  readonly cells: boolean;
  /** The operation that an option stands for, where architectures are cells. */
  operation(option: string): NatsOperation | undefined;
  /** By row. */
  readonly codes: Float64Array;
  /** The column by which architectures are told apart, or `row`. */
  readonly identity: string;
  /** By row: the number of its architecture, from 0. */
  readonly classes: Int32Array;
  /** The row of a code; −1 where the table lacks the combination. */
  rowOf(code: number): number;
  /** What the genotype column says. */
  word(row: number): string;
  /**
   * A column's numbers; `NaN` where a cell is empty. Throws an `Error` for a column that is not there or holds
   * text, with the line.
   */
  numbers(column: string): Float64Array;
  /** The same; throws an `Error` where a cell is empty, too. */
  complete(column: string): Float64Array;
  /** The architecture of a code, in the table or not, as a graph: `cellGraph`, or `chainGraph`. */
  graph(code: number): TableGraph;
  /** `cellPaths`, or a text `position:option` for each position; sorted. */
  paths(code: number): readonly string[];
}

/** Up to this many combinations a row is looked up in an array, of 16 MB at most. */
const ARRAY_AT_MOST = 2 ** 22;

/** Reads a table from CSV text. Throws an `Error` that says what is wrong, where, and what to do about it. */
export const readTable = (text: string, options: TableOptions = {}): TabularBenchmark =>
  tableOf(parseCsv(text), options);

/** The same of a table of texts that has been read. */
export function tableOf(csv: Csv, options: TableOptions = {}): TabularBenchmark {
  if (options.genotype !== undefined) columnOf(csv, options.genotype);
  const genotypes = options.genotype === undefined ? findGenotypes(csv) : genotypesOf(csv, options.genotype);
  const identity =
    options.identity ?? ['iso', 'UniqueString'].find((name) => csv.columns.includes(name)) ?? 'row';
  const rows = csv.lines.length;
  const words = columnOf(csv, genotypes.column);
  const strides = genotypes.options.map((_, position) =>
    genotypes.options.slice(0, position).reduce((product, { length }) => product * length, 1),
  );
  const codes = Float64Array.from({ length: rows }, (_, row) =>
    strides.reduce((code, stride, i) => code + stride * genotypes.choices[row * strides.length + i]!, 0),
  );
  const optionsOf = (code: number): string[] =>
    genotypes.options.map((all, i) => all[Math.floor(code / strides[i]!) % all.length]!);
  const { meaning } = genotypes;
  const read = new Map<string, Float64Array>();
  const numbers = (column: string): Float64Array => {
    const known = read.get(column) ?? numbersOf(csv, column);
    read.set(column, known);
    return known;
  };
  return {
    rows,
    columns: csv.columns,
    genotype: genotypes.column,
    options: genotypes.options,
    strides,
    combinations: genotypes.combinations,
    cells: meaning !== undefined,
    operation: (option) => meaning?.get(option),
    codes,
    identity,
    classes: classesOf(csv, identity),
    rowOf: lookup(codes, genotypes.combinations),
    word: (row) => words[row]!,
    numbers,
    complete(column) {
      const values = numbers(column);
      const gap = values.findIndex(Number.isNaN);
      if (gap >= 0)
        throw new Error(
          `The column ${column} has no number on line ${csv.lines[gap]}. Fill it in, or remove the row: a ` +
            'combination that is not in the table counts as one that breaks a constraint.',
        );
      return values;
    },
    graph(code) {
      const chosen = optionsOf(code);
      return meaning ? cellGraph(chosen.map((option) => meaning.get(option)!)) : chainGraph(chosen);
    },
    paths(code) {
      const chosen = optionsOf(code);
      if (meaning) return cellPaths(chosen.map((option) => meaning.get(option)!));
      return chosen.map((option, i) => `${i}:${option}`).sort();
    },
  };
}

/** Ends an error message with the name that was probably meant; empty where none is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = names
    .map((candidate) => ({ candidate, edits: edits(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits: many }) => many <= Math.max(1, candidate.length / 3))
    .sort((a, b) => a.edits - b.edits)[0];
  return near ? ` Did you mean ${near.candidate}?` : '';
}

/**
 * Insertions, deletions, replacements and exchanges of neighbours (optimal string alignment) that make `a` of
 * `b`.
 */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i - 1]!;
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        row[j - 1]! + 1,
        above[j]! + 1,
        above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
        exchanged ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

function columnOf({ columns, cells }: Csv, name: string): readonly string[] {
  const column = cells[columns.indexOf(name)];
  if (!column)
    throw new Error(
      `The table has no column ${name}.${didYouMean(name, columns)} It has ${columns.join(', ')}.`,
    );
  return column;
}

/** Whether a value, trimmed, stands for no number. */
export const isGap = (text: string): boolean => text === '' || /^(nan|na|n\/a|null)$/i.test(text);

function numbersOf(csv: Csv, column: string): Float64Array {
  return Float64Array.from(columnOf(csv, column), (cell, row) => {
    const text = cell.trim();
    if (isGap(text)) return Number.NaN;
    const value = Number(text);
    if (!Number.isFinite(value))
      throw new Error(
        `The column ${column} is not one of numbers: line ${csv.lines[row]} has ${JSON.stringify(cell)}. Choose ` +
          'another column, or write numbers like 12.5 or 1e-3.',
      );
    return value;
  });
}

/**
 * For each row the number of its value in the column among the different ones, in the order in which they come.
 */
function classesOf(csv: Csv, column: string): Int32Array {
  if (column === 'row') return Int32Array.from(csv.lines.keys());
  const numbers = new Map<string, number>();
  return Int32Array.from(columnOf(csv, column), (value, row) => {
    if (value === '')
      throw new Error(
        `The column ${column} says which rows are one architecture, and is empty on line ${csv.lines[row]}. ` +
          'Fill it in, or name another column, or row (--identity).',
      );
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return known;
  });
}

function lookup(codes: Float64Array, combinations: number): (code: number) => number {
  if (combinations > ARRAY_AT_MOST) {
    const rows = new Map<number, number>();
    for (const [row, code] of codes.entries()) rows.set(code, row);
    return (code) => rows.get(code) ?? -1;
  }
  const rows = new Int32Array(combinations).fill(-1);
  for (const [row, code] of codes.entries()) rows[code] = row;
  return (code) => rows[code] ?? -1;
}
