import { compileSpace, type Space } from '../../space/hierarchy.ts';
import { describeWithLines, readDocument } from '../../space/read-json.ts';
import { isObject } from '../../space/tree.ts';
import { shown } from '../csv.ts';
import { type FaultLog, Refusal } from './fault.ts';
import type { Reading } from './grid.ts';
import { readJsonText } from './json-text.ts';
import { TABLE_LIMITS } from './limits.ts';
import { checkColumns, tooManyRows } from './names.ts';

const FORMS =
  'A table in JSON is a list of rows, [{ "arch": "333132", "accuracy": 93.1 }, …], or { "columns": ["arch", …], ' +
  '"rows": [["333132", …], …] }, or { "space": …, "rows": [{ "genotype": …, "accuracy": 93.1 }, …] }.';

/** The column of genotypes in a table with a space. */
export const GENOTYPE = 'genotype';

/**
 * Reads JSON text in one of three forms: a list of rows by name; `{ columns, rows }`, rows as lists; `{ space, rows }`,
 * a document of ours and rows by name that have a `genotype` of it each. Rows that are none are told to `log`. Throws a
 * `Refusal` where there is no table at all.
 */
export function readJson(text: string, log: FaultLog): Reading {
  const value = readJsonText(text);
  if (Array.isArray(value)) return byName(value, undefined, log);
  if (!isObject(value)) throw new Refusal(`The JSON is ${nameOf(value)}, not a table`, FORMS);
  const { space, columns, rows } = value as Record<'space' | 'columns' | 'rows', unknown>;
  for (const name of Object.keys(value))
    if (!['space', 'columns', 'rows', 'name'].includes(name))
      throw new Refusal(`The field ${shown(name)} is none that a table has`, `Remove it. ${FORMS}`);
  if (!Array.isArray(rows)) throw new Refusal('The table has no list "rows"', FORMS);
  if (space === undefined)
    return columns === undefined ? byName(rows, undefined, log) : byPlace(columns, rows, log);
  if (columns !== undefined)
    throw new Refusal('The table has a "space" and "columns"', 'With a space, write rows as objects.');
  return byName(rows, spaceOf(space), log);
}

function spaceOf(value: unknown): Space {
  const read = readDocument(JSON.stringify(value));
  if (!read.ok)
    throw new Refusal(
      `The space cannot be read: ${describeWithLines(read.problems.map(({ path, message }) => ({ path, message })))}`,
      'Correct it, or export it from the Design screen again.',
    );
  return compileSpace(read.document);
}

/** Rows as objects. Columns are all names that occur, in the order in which they come. */
function byName(rows: readonly unknown[], space: Space | undefined, log: FaultLog): Reading {
  checkCount(rows);
  const places = new Map<string, number>();
  const objects: { readonly row: number; readonly fields: readonly (readonly [string, unknown])[] }[] = [];
  for (const [i, row] of rows.entries()) {
    if (!isObject(row)) {
      log.add('length', () => ({
        row: i + 1,
        what: `is ${nameOf(row)}, not an object`,
        mend: 'Write { "name": value, … }, or remove it.',
      }));
      continue;
    }
    const fields = Object.entries(row);
    for (const [name] of fields) {
      if (places.has(name)) continue;
      places.set(name, places.size);
      if (places.size > TABLE_LIMITS.columns) checkColumns([...places.keys()]);
    }
    objects.push({ row: i + 1, fields });
  }
  const columns = [...places.keys()];
  checkColumns(columns);
  if (space && !places.has(GENOTYPE))
    throw new Refusal(
      'No row has a "genotype"',
      `The table has a space; each row needs a member of it. ${FORMS}`,
    );
  if (columns.length === 0) throw new Refusal('No row has a value', FORMS);
  const cells = columns.map(() => new Array<string>(objects.length).fill(''));
  const genotypes = space && new Array<unknown>(objects.length).fill(undefined);
  for (const [i, { fields }] of objects.entries())
    for (const [name, value] of fields) {
      if (genotypes && name === GENOTYPE) genotypes[i] = value;
      else cells[places.get(name)!]![i] = textOf(value);
    }
  return {
    rows: rows.length,
    grid: {
      columns,
      cells,
      lines: objects.map(({ row }) => row),
      unit: 'row',
      genotypes: genotypes && { column: GENOTYPE, space, values: genotypes },
    },
  };
}

/** Rows as lists of values, in the order of the columns. */
function byPlace(names: unknown, rows: readonly unknown[], log: FaultLog): Reading {
  checkCount(rows);
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string'))
    throw new Refusal('"columns" is no list of names', FORMS);
  const columns = (names as string[]).map((name) => name.trim());
  checkColumns(columns);
  for (const [i, name] of columns.entries()) {
    if (name === '') throw new Refusal('the column has no name', 'Give it one.', { column: String(i + 1) });
    if (columns.indexOf(name) !== i)
      throw new Refusal(
        `the name ${shown(name)} is that of column ${columns.indexOf(name) + 1}`,
        'Rename one of them.',
        { column: String(i + 1) },
      );
  }
  const cells: string[][] = columns.map(() => []);
  const lines: number[] = [];
  for (const [i, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== columns.length) {
      log.add('length', () => ({
        row: i + 1,
        what: Array.isArray(row)
          ? `has ${row.length} ${row.length === 1 ? 'value' : 'values'} for ${columns.length} columns`
          : `is ${nameOf(row)}, not a list of values`,
        mend: 'Write a value for each column; null where there is none.',
      }));
      continue;
    }
    for (const [column, value] of row.entries()) cells[column]!.push(textOf(value));
    lines.push(i + 1);
  }
  return { rows: rows.length, grid: { columns, cells, lines, unit: 'row', genotypes: undefined } };
}

function checkCount(rows: readonly unknown[]): void {
  if (rows.length === 0) throw new Refusal('The table has no rows', FORMS);
  if (rows.length > TABLE_LIMITS.rows) throw tooManyRows();
}

/** A value as CSV would have it. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string'
    ? `the text ${shown(value)}`
    : `the ${typeof value} ${shown(String(value))}`;
}
