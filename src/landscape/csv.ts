/** A table of texts: a head, and rows as long as it. */
export interface Csv {
  /** The names in the first row. */
  readonly columns: readonly string[];
  /** What stands in each column, row by row; in the order of `columns`. */
  readonly cells: readonly (readonly string[])[];
  /** The line of the text on which each row begins, from 1. */
  readonly lines: readonly number[];
}

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
  const reader = fields(text);
  const head = reader.row();
  if (!head) throw new Error('The table is empty. Its first line should name the columns: name,name,…');
  const columns = head.map((name) => name.trim());
  checkNames(columns);
  const cells: string[][] = columns.map(() => []);
  const lines: number[] = [];
  for (;;) {
    const line = reader.line();
    const row = reader.row();
    if (!row) break;
    if (row.length !== columns.length) throw new Error(wrongLength(line, row, columns));
    for (let i = 0; i < row.length; i++) cells[i]!.push(row[i]!);
    lines.push(line);
  }
  if (lines.length === 0) throw new Error('The table has a first line with names, and no rows below it.');
  return { columns, cells, lines };
}

function checkNames(columns: readonly string[]): void {
  const only = columns[0]!;
  const separator = [';', '\t', '|'].find((candidate) => columns.length === 1 && only.includes(candidate));
  if (separator)
    throw new Error(
      `Line 1: there is one column, ${JSON.stringify(only)}. The values seem to be separated by ` +
        `${JSON.stringify(separator)}: save the table with commas.`,
    );
  for (const [i, name] of columns.entries()) {
    if (name === '') throw new Error(`Line 1, column ${i + 1}: the column has no name. Give it one.`);
    const first = columns.indexOf(name);
    if (first !== i)
      throw new Error(
        `Line 1, column ${i + 1}: the name ${JSON.stringify(name)} is that of column ${first + 1}. ` +
          'Rename one of them.',
      );
  }
}

function wrongLength(line: number, row: readonly string[], columns: readonly string[]): string {
  const where = `Line ${line}`;
  const counted = row.length === 1 ? '1 value' : `${row.length} values`;
  if (row.length > columns.length)
    return (
      `${where} has ${counted} for ${columns.length} columns: ${JSON.stringify(row[columns.length])} is one ` +
      'too many. Put quotes around a value that holds a comma.'
    );
  if (row.length === 1 && row[0] === '') return `${where} is empty. Remove it.`;
  return (
    `${where} has ${counted} for ${columns.length} columns: there is none for ` +
    `${JSON.stringify(columns[row.length])}. Add what is missing; a value may be empty.`
  );
}

/** Reads row by row. `row` is `undefined` where only empty lines are left; `line` is that of the next row. */
function fields(text: string) {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  // Where nothing but line breaks follows.
  let end = text.length;
  while (end > at && (text.charCodeAt(end - 1) === NEWLINE || text.charCodeAt(end - 1) === RETURN)) end--;

  /** The quoted field that begins at `at`; what stands behind it is next. */
  function quoted(column: number): string {
    const begun = line;
    let value = '';
    for (let from = at + 1; ; ) {
      const close = text.indexOf('"', from);
      if (close < 0)
        throw new Error(
          `Line ${begun}, column ${column}: a quote is opened here and never closed. Close it, or double it ("") ` +
            'inside a quoted value if it belongs to the value.',
        );
      value += text.slice(from, close);
      at = close + 1;
      if (text.charCodeAt(at) !== QUOTE) break;
      value += '"';
      from = at + 1;
    }
    for (let i = value.indexOf('\n'); i >= 0; i = value.indexOf('\n', i + 1)) line++;
    if (at < end && !endsField(at))
      throw new Error(
        `Line ${line}, column ${column}: ${JSON.stringify(text.slice(at, at + 10))} stands behind the closing ` +
          'quote. Remove it, or put it inside the quotes; a quote inside quotes is written twice.',
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
        throw new Error(
          `Line ${line}, column ${column}: a quote stands inside the value ` +
            `${JSON.stringify(text.slice(from, at + 1))}. ` +
            'Put quotes around the whole value, and write the one inside twice.',
        );
      at++;
    }
    return text.slice(from, at);
  }

  return {
    line: () => line,
    row(): string[] | undefined {
      if (at >= end) return undefined;
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
