import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fixture } from './logs.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/log.md'), 'utf8');

/** The names in backquotes that the page's table has for each type of event. */
function documented(): Map<string, Set<string>> {
  const table = page.slice(page.indexOf('| type '), page.indexOf('## Versions'));
  const fields = new Map<string, Set<string>>();
  let type = '';
  for (const row of table.trim().split('\n').slice(2)) {
    const [first = '', second = '', third = ''] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    type = first.replaceAll('`', '') || type;
    const known = fields.get(type) ?? new Set();
    fields.set(type, known);
    if (second === 'as `proposed`') for (const name of fields.get('proposed')!) known.add(name);
    for (const [, name] of `${second} ${third}`.matchAll(/`(\w+)`/g)) known.add(name!);
  }
  return fields;
}

it('docs/log.md knows every event of a log, and every field of it', () => {
  const known = documented();
  expect(known.size).toBe(19);
  const own = ['sequence', 'time', 'type'];
  for (const line of ['v4', 'v2b', 'v3b'].flatMap((name) => fixture(name).trimEnd().split('\n'))) {
    const { type, ...event } = JSON.parse(line) as { type: string };
    for (const name of Object.keys(event))
      if (!own.includes(name)) expect([...(known.get(type) ?? [])], type).toContain(name);
  }
});
