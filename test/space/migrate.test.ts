import { describe, expect, it } from 'vitest';
import { count } from '../../src/space/count.ts';
import { SCHEMA } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { migrate } from '../../src/space/migrate.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { setAt } from '../../src/space/path.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
// The default space as the last version that wrote schema 1 stored it.
import schema1 from './schema-1.json';

describe('migrate', () => {
  it('brings the stored default space of schema 1 to that of today', () => {
    const parsed = parseDocument(schema1);
    expect(parsed).toEqual({ ok: true, document: HIERARCHICAL_SMALL, problems: [] });
  });

  it('keeps the number of genotypes that schema 1 counted', () => {
    const parsed = parseDocument(schema1);
    if (!parsed.ok) throw new Error('not read');
    // Printed by the version that wrote schema 1.
    expect(count(compileSpace(parsed.document).tree)).toBe(27963897186496472125262680448091125952000n);
  });

  it('hands out the same object where nothing is older, and does not change what it is given', () => {
    expect(migrate(HIERARCHICAL_SMALL)).toBe(HIERARCHICAL_SMALL);
    const before = structuredClone(schema1);
    migrate(schema1);
    expect(schema1).toEqual(before);
  });

  it('leaves alone what is no document of a known schema', () => {
    for (const value of [
      null,
      3,
      'text',
      [],
      {},
      { schema: '1' },
      { schema: 0 },
      { schema: -1 },
      { schema: 1.5 },
    ]) {
      expect(migrate(value)).toBe(value);
    }
    expect(migrate({ schema: SCHEMA + 1 })).toEqual({ schema: SCHEMA + 1 });
  });

  it.each([
    ['motifs', 5],
    ['motifs', null],
    ['motifs.block', 'conv3'],
    ['motifs.block', undefined],
    ['motifs.cell', []],
    ['motifs.cell.block', 'nowhere'],
    ['motifs.cell.block', 'toString'],
    ['motifs.cell.block', 'cell'],
    ['motifs.cell.pipelines', 'many'],
    ['motifs.cell.blocks', undefined],
    ['motifs.block.operation', undefined],
    ['layers[0].cell', 'block'],
  ])('hands on what it cannot read, and the check tells: %s = %j', (path, value) => {
    const parsed = parseDocument(setAt(schema1, path, value));
    expect(parsed.ok).toBe(false);
    for (const { message } of parsed.problems) expect(message.length).toBeGreaterThan(5);
  });
});
