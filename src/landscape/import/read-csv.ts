import { CsvFault, csvReader, readNames, wrongLength } from '../csv.ts';
import type { FaultLog } from './fault.ts';
import { Refusal } from './fault.ts';
import type { Reading } from './grid.ts';
import { TABLE_LIMITS } from './limits.ts';
import { checkColumns, tooManyRows } from './names.ts';

/**
 * Reads CSV text as `parseCsv` does, but goes on behind what is wrong: such rows are told to `log` and are not in what
 * comes of it. Throws a `Refusal` where there is no table at all.
 */
export function readCsv(text: string, log: FaultLog): Reading {
  const reader = csvReader(text);
  let columns: string[];
  try {
    columns = readNames(reader);
  } catch (error) {
    throw refusalOf(error);
  }
  checkColumns(columns);
  const cells: string[][] = columns.map(() => []);
  const lines: number[] = [];
  let rows = 0;
  for (;;) {
    const line = reader.line();
    const row = nextRow(reader, columns, log);
    if (row === undefined) break;
    if (++rows > TABLE_LIMITS.rows) throw tooManyRows();
    if (row === 'faulty') continue;
    for (let i = 0; i < row.length; i++) cells[i]!.push(row[i]!);
    lines.push(line);
  }
  if (rows === 0)
    throw new Refusal('The table has a first line with names, and no rows below it', 'Add the rows.');
  return { grid: { columns, cells, lines, unit: 'line', genotypes: undefined }, rows };
}

function nextRow(
  reader: ReturnType<typeof csvReader>,
  columns: readonly string[],
  log: FaultLog,
): string[] | 'faulty' | undefined {
  const line = reader.line();
  try {
    const row = reader.row();
    if (row && row.length !== columns.length) throw wrongLength(line, row, columns);
    return row;
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    // A quote may have swallowed lines that are rows of their own.
    reader.backToNextLine();
    const { column } = error;
    log.add(error.kind === 'quote' ? 'quote' : 'length', () => ({
      line: error.line,
      column: column === undefined ? undefined : (columns[column - 1] ?? String(column)),
      what: error.what,
      mend: error.mend,
    }));
    return 'faulty';
  }
}

/** What is wrong with the first line. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof CsvFault)) return error;
  const { line, column, what, mend } = error;
  return new Refusal(what, mend, { line, ...(column !== undefined && { column: String(column) }) });
}
