import { shown } from '../csv.ts';
import { Refusal } from './fault.ts';
import { TABLE_LIMITS } from './limits.ts';

/** Refuses names that no column may have, and too many of them. Throws a `Refusal`. */
export function checkColumns(columns: readonly string[]): void {
  const { columns: most, name: longest } = TABLE_LIMITS;
  if (columns.length > most)
    throw new Refusal(
      `The table has ${columns.length.toLocaleString('en')} columns, and ${most} are the most`,
      'Leave out those that are no architecture, fitness or cost.',
    );
  for (const [i, name] of columns.entries()) {
    const place = { column: String(i + 1) };
    if (name.length > longest)
      throw new Refusal(
        `the name ${shown(name)} has ${name.length.toLocaleString('en')} characters, and ${longest} are the most`,
        'Shorten it. If these are values, the first line with the names is missing.',
        place,
      );
    // What every object has: `__proto__`, `constructor`, `toString` …
    if (name in {}) throw new Refusal(`${shown(name)} cannot be the name of a column`, 'Rename it.', place);
  }
}

export const tooManyRows = (): Refusal =>
  new Refusal(
    `The table has more than ${TABLE_LIMITS.rows.toLocaleString('en')} rows`,
    'Import a part of it: a random sample, or a smaller space.',
  );
