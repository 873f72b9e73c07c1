import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_LIMITS } from '../../../src/run/log/parse-event.ts';
import { genotypeReader } from '../../../src/run/log/read-genotype.ts';
import type { SpaceDocument } from '../../../src/space/document.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { parseDocument } from '../../../src/space/parse-document.ts';
import { getAt, setAt } from '../../../src/space/path.ts';
import { PRESETS } from '../../../src/space/presets.ts';
import { createRng } from '../../../src/space/random.ts';
import { sample } from '../../../src/space/sample.ts';
import type { Genotype } from '../../../src/space/tree.ts';
import { validate } from '../../../src/space/validate.ts';

const SPACES = PRESETS.map(({ document }) => compileSpace(document));

/** Every path to something in a value. */
function pathsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    const here = Array.isArray(value) ? `${path}[${name}]` : path ? `${path}.${name}` : name;
    return [here, ...pathsIn(below, here)];
  });
}

/** The same with the fields of all objects the other way round. */
function turned(value: Genotype): Genotype {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, below]) => [name, turned(below as Genotype)]),
  );
}

describe('genotypeReader', () => {
  it('makes every genotype anew, in the order of the tree', () => {
    for (const { tree } of SPACES) {
      const read = genotypeReader(tree);
      for (let seed = 0; seed < 20; seed++) {
        const genotype = sample(tree, createRng(seed));
        const made = read(turned(genotype));
        expect(JSON.stringify(made)).toBe(JSON.stringify(genotype));
        expect(made).not.toBe(genotype);
      }
    }
  });

  it('takes exactly what validate finds nothing wrong with', () => {
    let right = 0;
    let wrong = 0;
    const readers = SPACES.map(({ tree }) => genotypeReader(tree));
    const arbitrary = fc.record({
      which: fc.nat(SPACES.length - 1),
      seed: fc.nat(1e6),
      where: fc.nat(),
      value: fc.oneof(
        fc.constantFrom<unknown>(
          undefined,
          true,
          false,
          0,
          -0,
          1,
          8,
          'conv3',
          'identity',
          'add',
          'relu',
          [],
          {},
        ),
        fc.jsonValue({ maxDepth: 2 }),
      ),
      swap: fc.boolean(),
    });
    fc.assert(
      fc.property(arbitrary, ({ which, seed, where, value, swap }) => {
        const { tree } = SPACES[which]!;
        const genotype = sample(tree, createRng(seed));
        const paths = pathsIn(genotype);
        const path = paths[where % paths.length]!;
        // What another genotype has there, or anything.
        const other = sample(tree, createRng(seed + 1));
        const changed: unknown = setAt(genotype, path, swap ? getAt(other, path) : value);
        const fits = validate(tree, changed).length === 0;
        expect(readers[which]!(changed) !== undefined).toBe(fits);
        if (fits) right++;
        else wrong++;
      }),
      { numRuns: 3000, seed: 2 },
    );
    expect(Math.min(right, wrong)).toBeGreaterThan(50);
  });

  it('reads the deepest space there can be within the limits of an event', () => {
    const motifs = Object.fromEntries(
      Array.from({ length: 64 }, (_, i) => [
        `m${i}`,
        {
          ...{ kind: 'pipelines', merge: 'add' },
          pipelines: [{ blocks: [{ operation: i === 63 ? ['conv1', 'conv3'] : `m${i + 1}` }] }],
        },
      ]),
    );
    const parsed = parseDocument({
      ...{ schema: 2, name: 'deep', input: [28, 28, 1], classes: 10, motifs },
      layers: [{ cell: 'm0', repeat: 1, filters: 4, resolution: 'same' }],
      head: { pool: 'average', dense: [], dropout: 0 },
      constraints: { maxParameters: 60_000 },
    });
    if (!parsed.ok) throw new Error('The space should be valid.');
    const { tree } = compileSpace(parsed.document satisfies SpaceDocument);
    const genotype = sample(tree, createRng(1));
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
    expect(depth(genotype)).toBeGreaterThan(380);
    expect(depth(genotype)).toBeLessThanOrEqual(EVENT_LIMITS.genotypeDepth);
    expect(genotypeReader(tree)(genotype)).toEqual(genotype);
  });
});
