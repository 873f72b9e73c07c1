import type { Space } from '../../space/hierarchy.ts';
import { NATS_EDGES } from '../../space/nats.ts';
import { type Genotype, genotypeKey } from '../../space/tree.ts';
import type { Product } from '../landscape.ts';
import { didYouMean, type TabularBenchmark, tableOf } from '../table.ts';
import { describeColumns, type GenotypeForm, type ImportedColumn, numbersIn } from './columns.ts';
import { Refusal } from './fault.ts';
import { type Grid, placeInWords, rowsOf } from './grid.ts';
import { TABLE_LIMITS } from './limits.ts';
import { inOrder, type Position, productOfGenotypes } from './positions.ts';

/** What the rows of a table are: choices of words or cells, or genotypes of a space of ours. */
export type Architectures =
  | { readonly kind: 'words' | 'cells'; readonly benchmark: TabularBenchmark }
  | {
      readonly kind: 'genotypes';
      readonly space: Space;
      readonly genotypes: readonly Genotype[];
      /** Where all come to the same decisions. */
      readonly product: Product | undefined;
    };

/** A table all of whose rows are architectures, each once. Columns may have gaps. */
export interface ImportedTable {
  readonly name: string;
  readonly rows: number;
  /** Rows of the file that are not in it. */
  readonly leftOut: number;
  readonly columns: readonly ImportedColumn[];
  /** The column that says which architecture a row is. */
  readonly genotype: string;
  readonly architectures: Architectures;
  /** The choices that architectures are made of; `undefined` where they come to different ones. */
  readonly positions: readonly Position[] | undefined;
  /** A row's architecture as text: its word, its cell, its genotype as JSON. */
  label(row: number): string;
  /** Where a row stands in the file: `line 12`, `row 11`. */
  place(row: number): string;
  /** A column's numbers by row; `NaN` in gaps. Throws an `Error` in words for a column without numbers. */
  numbers(column: string): Float64Array;
  /**
   * The table of those rows alone in which all these columns have a number. Throws an `Error` where that leaves less
   * than two.
   */
  withoutGaps(columns: readonly string[]): ImportedTable;
}

/**
 * Makes a table of rows that have been checked, all of them sound. Throws a `Refusal` where there is none in them.
 */
export function tableOfGrid(
  name: string,
  grid: Grid,
  genotype: string,
  form: GenotypeForm,
  leftOut: number,
): ImportedTable {
  const rows = grid.lines.length;
  if (rows < 2)
    throw new Refusal(
      rows === 0 ? 'No row is sound' : 'One row alone is sound',
      'A landscape needs two architectures at least.',
    );
  const { architectures, positions, label } =
    form.form === 'genotypes' ? genotypesOf(grid) : wordsOf(grid, genotype, form.form);
  checkLinks(rows, positions);
  const identity = identityOf(grid);
  const columns = describeColumns(grid, genotype, identity);
  if (columns.every(({ numbers }) => numbers === undefined))
    throw new Refusal(
      'No column but the architectures holds numbers',
      'Add a column with what was measured: an accuracy, a loss, a cost.',
    );
  const read = new Map<string, Float64Array>();
  const numbers = (column: string): Float64Array => {
    const known = read.get(column);
    if (known) return known;
    const values = numbersIn(cellsOf(grid, column));
    if (!values || column === genotype)
      throw new Error(`The column ${column} does not hold numbers. Choose another one.`);
    read.set(column, values);
    return values;
  };
  return {
    name,
    rows,
    leftOut,
    columns,
    genotype,
    architectures,
    positions,
    label,
    place: (row) => placeInWords(grid, row),
    numbers,
    withoutGaps(names) {
      const all = names.map(numbers);
      const kept = grid.lines.flatMap((_, row) =>
        all.some((values) => Number.isNaN(values[row])) ? [] : [row],
      );
      return tableOfGrid(name, rowsOf(grid, kept), genotype, form, leftOut + rows - kept.length);
    },
  };
}

type Read = Pick<ImportedTable, 'architectures' | 'positions' | 'label'>;

function wordsOf(grid: Grid, genotype: string, kind: 'words' | 'cells'): Read {
  const place = grid.columns.indexOf(genotype);
  const trimmed: Grid = {
    ...grid,
    cells: grid.cells.with(
      place,
      grid.cells[place]!.map((text) => text.trim()),
    ),
  };
  let benchmark: TabularBenchmark;
  try {
    benchmark = tableOf(trimmed, { genotype, identity: identityOf(grid) });
  } catch (error) {
    // The rows are sound each; together they have too many combinations to be numbered.
    const { message } = error as Error;
    throw new Refusal(message.replace(/\.$/, ''), 'Import words of fewer positions.');
  }
  return {
    architectures: { kind, benchmark },
    positions: benchmark.options.map((options, i) => ({
      name: benchmark.cells ? NATS_EDGES[i]!.join('→') : String(i + 1),
      options: options.map((option) => benchmark.operation(option) ?? option),
    })),
    label: (row) => benchmark.word(row),
  };
}

function genotypesOf(grid: Grid): Read {
  const { space, values } = grid.genotypes!;
  const genotypes = values as readonly Genotype[];
  const found = productOfGenotypes(space.tree, genotypes);
  return {
    architectures: { kind: 'genotypes', space, genotypes, product: found?.product },
    positions: found?.positions,
    label: (row) => genotypeKey(inOrder(space.tree, genotypes[row]!)),
  };
}

function checkLinks(rows: number, positions: readonly Position[] | undefined): void {
  const each = (positions ?? []).reduce((sum, { options }) => sum + options.length - 1, 0);
  if (rows * each <= TABLE_LIMITS.links) return;
  throw new Refusal(
    `${rows.toLocaleString('en')} architectures with up to ${each.toLocaleString('en')} neighbours each are more than ` +
      'can be held',
    'Import fewer rows, or a space with fewer options.',
  );
}

/** The column whose equal values are one architecture, where the table has one that is filled in. */
const identityOf = (grid: Grid): string =>
  ['iso', 'UniqueString'].find((name) => {
    const texts = grid.cells[grid.columns.indexOf(name)];
    return texts?.every((text) => text !== '');
  }) ?? 'row';

function cellsOf({ columns, cells }: Grid, name: string): readonly string[] {
  const column = cells[columns.indexOf(name)];
  if (!column)
    throw new Error(
      `The table has no column ${name}.${didYouMean(name, columns)} It has ${columns.join(', ')}.`,
    );
  return column;
}
