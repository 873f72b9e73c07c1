import { shown } from '../csv.ts';
import { checkArchitectures } from './architectures.ts';
import { formOf, type GenotypeForm, genotypeColumns, isNumeric } from './columns.ts';
import { type FaultList, FaultLog, Refusal } from './fault.ts';
import { type Grid, placeOf, type Reading, rowsOf } from './grid.ts';
import { type ImportedTable, tableOfGrid } from './imported-table.ts';
import { readNumber } from './number.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';

/** What came of a file. */
export type ImportResult =
  /** Every row is sound. What `faults` lists are warnings: gaps, rare options. */
  | { readonly ok: true; readonly table: ImportedTable; readonly faults: FaultList }
  | {
      readonly ok: false;
      readonly faults: FaultList;
      /** Rows that the file has, and how many of them are sound. */
      readonly rows: number;
      readonly sound: number;
      /** The sound rows alone; `undefined` where they make no table. */
      readonly table: ImportedTable | undefined;
      /** Columns that could be the genotype, the likeliest first; and all columns. */
      readonly genotypes: readonly string[];
      readonly columns: readonly string[];
    };

export interface ImportOptions {
  /** The column that says which architecture a row is. Left out: found by its form and name. */
  readonly genotype?: string | undefined;
}

/**
 * Reads a tabular benchmark from CSV or JSON text: architectures (words, NATS-Bench cells, genotypes of a space of
 * ours) with what was measured of them. Every row is looked at, and everything that is wrong with it listed with its
 * place; nothing is guessed or dropped. Never throws.
 */
export function importTable(name: string, text: string, options: ImportOptions = {}): ImportResult {
  const log = new FaultLog();
  let rows = 0;
  let grid: Grid | undefined;
  let genotypes: readonly string[] = [];
  let sound: number[] = [];
  let table: ImportedTable | undefined;
  try {
    const read = readText(name, text, log);
    ({ rows, grid } = read);
    genotypes = read.grid.lines.length > 0 ? genotypeColumns(read.grid) : [];
    const { column, form } = chooseGenotype(read.grid, genotypes, options.genotype);
    sound = soundRows(read.grid, column, form, log);
    const whole = sound.length === read.grid.lines.length ? read.grid : rowsOf(read.grid, sound);
    table = tableOfGrid(name, whole, column, form, rows - sound.length);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { what, mend, place } = error;
    log.add('file', () => ({ ...place, what, mend }));
  }
  const faults = log.list();
  if (table && table.leftOut === 0) return { ok: true, table, faults };
  return { ok: false, faults, rows, sound: sound.length, table, genotypes, columns: grid?.columns ?? [] };
}

function readText(name: string, text: string, log: FaultLog): Reading {
  const nul = text.indexOf('\0');
  if (nul >= 0)
    throw new Refusal(
      `Character ${(nul + 1).toLocaleString('en')} of the file is a NUL: it is no text, or not UTF-8`,
      'Save the table as text, CSV or JSON, in UTF-8.',
    );
  const start = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return /\.json(\.gz)?$/i.test(name) || /^\s*[[{]/.test(start) ? readJson(start, log) : readCsv(text, log);
}

function chooseGenotype(
  grid: Grid,
  candidates: readonly string[],
  wanted: string | undefined,
): { column: string; form: GenotypeForm } {
  if (grid.lines.length === 0)
    throw new Refusal('No row can be read', 'Correct the rows that are listed, or choose another file.');
  if (grid.genotypes) return { column: grid.genotypes.column, form: { form: 'genotypes' } };
  const column = wanted ?? candidates[0];
  if (column === undefined)
    throw new Refusal(
      'No column says which architecture a row is',
      'Such a column holds words of equal length, of two or more letters or digits, all different (333132), or ' +
        `NATS-Bench cells (|nor_conv_3x3~0|+…). If it is one of ${namesOf(grid)}, choose it.`,
    );
  const texts = grid.cells[grid.columns.indexOf(column)];
  if (!texts) throw new Refusal(`The table has no column ${shown(column)}`, `It has ${namesOf(grid)}.`);
  const form = formOf(texts);
  if (!form)
    throw new Refusal(
      `Most values of the column are neither words of one length nor NATS-Bench cells: ${shown(texts[0]!)}`,
      'Choose another column for the architectures.',
      { column },
    );
  return { column, form };
}

const namesOf = ({ columns }: Grid): string =>
  `${columns.slice(0, 12).join(', ')}${columns.length > 12 ? ` and ${columns.length - 12} more` : ''}`;

/** The rows that are sound, by their numbers in the grid; what is wrong with the others is told. */
function soundRows(grid: Grid, genotype: string, form: GenotypeForm, log: FaultLog): number[] {
  const sound = checkArchitectures(grid, genotype, form, log);
  const numeric = grid.columns.flatMap((name, i) =>
    name !== genotype && isNumeric(grid.cells[i]!) ? [{ name, texts: grid.cells[i]! }] : [],
  );
  return grid.lines.flatMap((_, row) => {
    let whole = sound[row]!;
    for (const { name, texts } of numeric) {
      const text = texts[row]!;
      const { is } = readNumber(text);
      if (is === 'number') continue;
      if (is !== 'gap') whole = false;
      log.add(is === 'text' ? 'number' : is, () => ({
        ...placeOf(grid, row),
        column: name,
        ...NUMBER_FAULTS[is](text),
      }));
    }
    return whole ? [row] : [];
  });
}

const NUMBER_FAULTS: Readonly<
  Record<'gap' | 'text' | 'infinite', (text: string) => { what: string; mend: string }>
> = {
  gap: (text) => ({
    what: text.trim() === '' ? 'is empty' : `has ${shown(text.trim())} for a number`,
    mend: 'Fill it in, or leave the row out where this column is the fitness.',
  }),
  text: (text) => ({
    what: `has ${shown(text)}, which is no number`,
    mend: /^\s*[+-]?\d+,\d+\s*$/.test(text)
      ? 'Write a point, not a comma.'
      : 'Write a number like 12.5 or 1e-3, or leave it empty.',
  }),
  infinite: (text) => ({
    what: `has ${shown(text)}, which is not finite`,
    mend: 'Write the number that was measured, or leave it empty.',
  }),
};
