import { describe, expect, it } from 'vitest';
import { describeFault } from '../../../src/landscape/import/fault.ts';
import { importTable } from '../../../src/landscape/import/import-table.ts';
import { landscapeOfImported } from '../../../src/landscape/import/landscape-of-imported.ts';
import { distance } from '../../../src/space/distance.ts';
import type { SpaceDocument } from '../../../src/space/document.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { natsGenotype, parseNats } from '../../../src/space/nats.ts';
import { NATS_TOPOLOGY } from '../../../src/space/preset-dags.ts';
import { HIERARCHICAL_SMALL } from '../../../src/space/presets.ts';
import { createRng } from '../../../src/space/random.ts';
import { sample } from '../../../src/space/sample.ts';
import { type Genotype, genotypeKey } from '../../../src/space/tree.ts';
import { published, readPublished } from '../files.ts';

const textOf = (space: SpaceDocument, genotypes: readonly unknown[]): string =>
  JSON.stringify({ space, rows: genotypes.map((genotype, i) => ({ genotype, accuracy: i })) });

const { tree } = compileSpace(HIERARCHICAL_SMALL);
function members(count: number): Genotype[] {
  const rng = createRng(5);
  const known = new Map<string, Genotype>();
  while (known.size < count) {
    const one = sample(tree, rng);
    known.set(genotypeKey(one), one);
  }
  return [...known.values()];
}

/** The same genotype with the fields of its objects the other way round. */
const turned = (value: Genotype): Genotype =>
  Array.isArray(value)
    ? value.map(turned)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([name, below]) => [name, turned(below)]),
        )
      : value;

describe('a table of genotypes', () => {
  it('is a graph of edits where they come to different decisions', () => {
    const genotypes = members(50);
    const result = importTable('t.json', textOf(HIERARCHICAL_SMALL, genotypes));
    if (!result.ok) throw new Error(result.faults.listed.map(describeFault).join('\n'));
    const { table } = result;
    expect(table).toMatchObject({ rows: 50, genotype: 'genotype', positions: undefined });
    expect(table.label(7)).toBe(genotypeKey(genotypes[7]!));
    const landscape = landscapeOfImported(table, 'accuracy', true);
    expect(landscape.product).toBeUndefined();
    expect([...landscape.fitness]).toEqual(genotypes.map((_, i) => 0 - i));
    expect(landscape.distance(3, 4)).toBe(distance(tree, genotypes[3]!, genotypes[4]!));
    expect(landscape.diameter).toBeGreaterThanOrEqual(landscape.distance(3, 4));
  });

  it('says where one is no member of the space, and which comes twice', () => {
    const [a, b, c] = members(3);
    const broken = { ...(c as object), dropout: 0.77 };
    const rows = [a, turned(a!), b, broken, 'text', undefined];
    const result = importTable('t.json', textOf(HIERARCHICAL_SMALL, rows));
    expect(result).toMatchObject({ ok: false, rows: 6, sound: 2, table: { rows: 2, leftOut: 4 } });
    expect(result.faults.listed.map(describeFault)).toEqual([
      'Row 2, column genotype: has the architecture that row 1 has already, with other values. Keep the right one, or the ' +
        'mean of both.',
      expect.stringMatching(
        /^Row 4, column genotype: has no member of the space: dropout must be one of .*, not 0.77\./,
      ),
      'Row 5, column genotype: has no member of the space: the genotype must be an object, not "text". Correct it, or ' +
        'remove the row.',
      'Row 6, column genotype: has no genotype. Add it, or remove the row.',
    ]);
  });

  it('has a label that is the same whatever the order of fields', () => {
    const [a, b] = members(2);
    const result = importTable('t.json', textOf(HIERARCHICAL_SMALL, [turned(a!), b]));
    expect(result.ok && result.table.label(0)).toBe(genotypeKey(a!));
  });

  it('says what is wrong with the space', () => {
    const result = importTable('t.json', textOf({ ...HIERARCHICAL_SMALL, layers: [] }, members(2)));
    expect(result.faults.listed.map(describeFault).join()).toContain('The space cannot be read: layers');
    const none = importTable('t.json', JSON.stringify({ space: HIERARCHICAL_SMALL, rows: [{ arch: '00' }] }));
    expect(none.faults.listed.map(describeFault).join()).toContain('No row has a "genotype"');
  });

  it.skipIf(!published('nats_bench.csv'))('is the published landscape where it is of the same cells', () => {
    const text = readPublished('nats_bench.csv');
    const csv = importTable('nats_bench.csv', text);
    const rows = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const json = importTable(
      'cells.json',
      JSON.stringify({
        space: NATS_TOPOLOGY,
        rows: rows.map(([c10, , , cell]) => ({ genotype: natsGenotype(parseNats(cell!)), c10: Number(c10) })),
      }),
    );
    if (!csv.ok || !json.ok) throw new Error(json.faults.listed.map(describeFault).join('\n'));
    expect(json.table.positions).toHaveLength(6);
    expect(json.table.positions![0]!.options).toEqual(['none', 'identity', 'conv1', 'conv3', 'avgpool3']);
    const a = landscapeOfImported(csv.table, 'CIFAR10TestAccuracy200Epochs', false);
    const b = landscapeOfImported(json.table, 'c10', false);
    expect(b.fitness).toEqual(a.fitness);
    expect(b.starts).toEqual(a.starts);
    const sorted = ({ starts, neighbours }: typeof a) =>
      Array.from({ length: a.count }, (_, i) => [...neighbours.slice(starts[i], starts[i + 1]).sort()]);
    expect(sorted(b)).toEqual(sorted(a));
    expect(b.diameter).toBe(a.diameter);
    expect(b.distance(17, 4711)).toBe(a.distance(17, 4711));
  });
});
