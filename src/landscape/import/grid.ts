import type { Space } from '../../space/hierarchy.ts';
import type { Csv } from '../csv.ts';
import type { Fault } from './fault.ts';

/** A table of texts as it was read, CSV or JSON: rows that have as many values as there are columns. */
export interface Grid extends Csv {
  /** What `lines` counts: lines of the text, or rows. */
  readonly unit: 'line' | 'row';
  /**
   * Where architectures are genotypes of a space of ours: the space, and what each row has for one, not yet checked.
   */
  readonly genotypes: Genotypes | undefined;
}

export interface Genotypes {
  readonly column: string;
  readonly space: Space;
  readonly values: readonly unknown[];
}

/** What was read of a file: sound rows, and how many rows the file has in all. */
export interface Reading {
  readonly grid: Grid;
  readonly rows: number;
}

/** The place of a row, for a fault. */
export const placeOf = ({ unit, lines }: Grid, row: number): Pick<Fault, 'line' | 'row'> =>
  unit === 'line' ? { line: lines[row]! } : { row: lines[row]! };

/** The place of a row in words. */
export const placeInWords = ({ unit, lines }: Grid, row: number): string => `${unit} ${lines[row]}`;

/** Some rows of a table, in the order given. */
export function rowsOf(grid: Grid, rows: readonly number[]): Grid {
  return {
    ...grid,
    cells: grid.cells.map((column) => rows.map((row) => column[row]!)),
    lines: rows.map((row) => grid.lines[row]!),
    genotypes: grid.genotypes && {
      ...grid.genotypes,
      values: rows.map((row) => grid.genotypes!.values[row]),
    },
  };
}
