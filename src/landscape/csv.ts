/** A table of texts: a head, and rows as long as it. */
export interface Csv {
  /** The names in the first row. */
  readonly columns: readonly string[];
  /** What stands in each column, row by row; in the order of `columns`. */
  readonly cells: readonly (readonly string[])[];
  /** The line of the text on which each row begins, from 1. */
  readonly lines: readonly number[];
}

/** What is wrong with a table of texts, in one row of it. */
export class CsvFault extends Error {
  readonly line: number;
  /** From 1; `undefined` where it is the whole line. */
  readonly column: number | undefined;
  readonly kind: 'names' | 'quote' | 'length';
  readonly what: string;
  readonly mend: string;

  /** `where`: the place, as the message begins. */
  constructor(where: string, { line, column, kind, what, mend }: Omit<CsvFault, keyof Error>) {
    super(`${where}${what}. ${mend}`);
    this.line = line;
    this.column = column;
    this.kind = kind;
    this.what = what;
    this.mend = mend;
  }
}

/** A text as it is shown in a message: quoted, and not all of it where it is long. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);

const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/**
 * Reads comma-separated values as RFC 4180 writes them: quotes around a field that holds commas, line breaks or
 * (doubled) quotes; lines that end in LF or CRLF (or CR alone). A byte order mark and empty lines at the end are
 * passed over. The first row names the columns. Throws an `Error` that says the line, the column, what is wrong
 * and what to do about it.
 */
export function parseCsv(text: string): Csv {
  const reader = csvReader(text);
  const columns = readNames(reader);
  const cells: string[][] = columns.map(() => []);
  const lines: number[] = [];
  for (;;) {
    const line = reader.line();
    const row = reader.row();
    if (!row) break;
    if (row.length !== columns.length) throw wrongLength(line, row, columns);
    for (let i = 0; i < row.length; i++) cells[i]!.push(row[i]!);
    lines.push(line);
  }
  if (lines.length === 0) throw new Error('The table has a first line with names, and no rows below it.');
  return { columns, cells, lines };
}

/** Reads the first row, which names the columns. Throws a `CsvFault` where it does not. */
export function readNames(reader: CsvReader): string[] {
  const head = reader.row();
  if (!head)
    throw namesFault(
      '',
      undefined,
      'The table is empty',
      'Its first line should name the columns: name,name,…',
    );
  const columns = head.map((name) => name.trim());
  checkNames(columns);
  return columns;
}

function checkNames(columns: readonly string[]): void {
  const only = columns[0]!;
  const separator = [';', '\t', '|'].find((candidate) => columns.length === 1 && only.includes(candidate));
  if (separator)
    throw namesFault(
      'Line 1: ',
      undefined,
      `there is one column, ${shown(only)}`,
      `The values seem to be separated by ${JSON.stringify(separator)}: save the table with commas.`,
    );
  const places = new Map<string, number>();
  for (const [i, name] of columns.entries()) {
    const fault = (what: string, mend: string) => namesFault(`Line 1, column ${i + 1}: `, i + 1, what, mend);
    if (name === '') throw fault('the column has no name', 'Give it one.');
    const first = places.get(name);
    if (first !== undefined)
      throw fault(`the name ${shown(name)} is that of column ${first + 1}`, 'Rename one of them.');
    places.set(name, i);
  }
}

const namesFault = (where: string, column: number | undefined, what: string, mend: string): CsvFault =>
  new CsvFault(where, { line: 1, column, kind: 'names', what, mend });

/** What is wrong with a row that has not as many values as there are columns. */
export function wrongLength(line: number, row: readonly string[], columns: readonly string[]): CsvFault {
  const fault = (what: string, mend: string) =>
    new CsvFault(`Line ${line} `, { line, column: undefined, kind: 'length', what, mend });
  const counted = row.length === 1 ? '1 value' : `${row.length} values`;
  if (row.length > columns.length)
    return fault(
      `has ${counted} for ${columns.length} columns: ${shown(row[columns.length]!)} is one too many`,
      'Put quotes around a value that holds a comma.',
    );
  if (row.length === 1 && row[0] === '') return fault('is empty', 'Remove it.');
  return fault(
    `has ${counted} for ${columns.length} columns: there is none for ${shown(columns[row.length]!)}`,
    'Add what is missing; a value may be empty.',
  );
}

/** Reads row by row. */
export interface CsvReader {
  /** The line of the next row, from 1. */
  line(): number;
  /** The next row; `undefined` where only empty lines are left. Throws a `CsvFault`. */
  row(): string[] | undefined;
  /**
   * Goes to the line after that on which the row began that was read last, or that could not be read: what a stray
   * quote has swallowed is read again, line by line.
   */
  backToNextLine(): void;
}

/** Reads rows of comma-separated values as `parseCsv` does, which says how. */
export function csvReader(text: string): CsvReader {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  // Where nothing but line breaks follows.
  let end = text.length;
  while (end > at && (text.charCodeAt(end - 1) === NEWLINE || text.charCodeAt(end - 1) === RETURN)) end--;

  /** Where the row that was read last began. */
  let began = { at, line };

  /** The quoted field that begins at `at`; what stands behind it is next. */
  function quoted(column: number): string {
    const begun = line;
    let value = '';
    for (let from = at + 1; ; ) {
      const close = text.indexOf('"', from);
      if (close < 0)
        throw quoteFault(
          begun,
          column,
          'a quote is opened here and never closed',
          'Close it, or double it ("") inside a quoted value if it belongs to the value.',
        );
      value += text.slice(from, close);
      at = close + 1;
      if (text.charCodeAt(at) !== QUOTE) break;
      value += '"';
      from = at + 1;
    }
    for (let i = value.indexOf('\n'); i >= 0; i = value.indexOf('\n', i + 1)) line++;
    if (at < end && !endsField(at))
      throw quoteFault(
        line,
        column,
        `${JSON.stringify(text.slice(at, at + 10))} stands behind the closing quote`,
        'Remove it, or put it inside the quotes; a quote inside quotes is written twice.',
      );
    return value;
  }

  const endsField = (place: number): boolean => {
    const code = text.charCodeAt(place);
    return code === COMMA || code === NEWLINE || code === RETURN;
  };

  function bare(column: number): string {
    const from = at;
    while (at < end && !endsField(at)) {
      if (text.charCodeAt(at) === QUOTE)
        throw quoteFault(
          line,
          column,
          `a quote stands inside the value ${shown(text.slice(from, at + 1))}`,
          'Put quotes around the whole value, and write the one inside twice.',
        );
      at++;
    }
    return text.slice(from, at);
  }

  return {
    line: () => line,
    backToNextLine() {
      ({ at, line } = began);
      while (at < end && text.charCodeAt(at) !== NEWLINE && text.charCodeAt(at) !== RETURN) at++;
      if (at < end) {
        at += text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === NEWLINE ? 2 : 1;
        line++;
      }
    },
    row(): string[] | undefined {
      if (at >= end) return undefined;
      began = { at, line };
      const row: string[] = [];
      for (;;) {
        row.push(text.charCodeAt(at) === QUOTE ? quoted(row.length + 1) : bare(row.length + 1));
        if (at >= end) return row;
        const code = text.charCodeAt(at);
        at += code === RETURN && text.charCodeAt(at + 1) === NEWLINE ? 2 : 1;
        if (code !== COMMA) {
          line++;
          return row;
        }
        // A comma at the very end: the last value is empty.
        if (at >= end) return [...row, ''];
      }
    },
  };
}

const quoteFault = (line: number, column: number, what: string, mend: string): CsvFault =>
  new CsvFault(`Line ${line}, column ${column}: `, { line, column, kind: 'quote', what, mend });
