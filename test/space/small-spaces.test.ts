import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, enumerate } from '../../src/space/count.ts';
import { distance, neighbours } from '../../src/space/distance.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { HIERARCHICAL_SMALL, PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample, sampleUniform } from '../../src/space/sample.ts';
import { genotypeKey } from '../../src/space/tree.ts';
import { anyDocument } from './documents.ts';
import { pathLengths } from './trees.ts';

/** A dag whose nodes choose different inputs, in a space that can be listed: 1 · 3 × 1 · 3² × 3 · 3² cells. */
const DAG: SpaceDocument = {
  ...HIERARCHICAL_SMALL,
  motifs: {
    cell: {
      kind: 'dag',
      shared: true,
      nodes: 4,
      inputsPerNode: 2,
      operation: ['conv3', 'identity'],
      activation: ['relu', 'elu'],
      merge: 'add',
      output: 'loose',
    },
  },
  layers: [
    { cell: 'cell', repeat: { min: 1, max: 2 }, filters: [4, 8], resolution: 'same' },
    { cell: 'cell', repeat: 1, filters: 8, resolution: 'down' },
  ],
  head: { pool: 'average', dense: [], dropout: 0 },
};

describe('a space of dags small enough to list', () => {
  const { tree } = compileSpace(DAG);

  it('is drawn from uniformly by size (chi-square)', () => {
    const observed = new Map([...enumerate(tree)].map((member) => [genotypeKey(member), 0]));
    expect(observed.size).toBe(3 * 9 * 27 * 2 * 2);
    const rng = createRng(17);
    const draws = observed.size * 20;
    for (let i = 0; i < draws; i++) {
      const key = genotypeKey(sampleUniform(tree, rng));
      observed.set(key, observed.get(key)! + 1);
    }
    const chiSquare = [...observed.values()].reduce((sum, n) => sum + (n - 20) ** 2 / 20, 0);
    // Wilson and Hilferty's approximation of the 99.9 % point: 2915 degrees of freedom.
    const freedom = observed.size - 1;
    const limit = (z: number) => freedom * (1 - 2 / (9 * freedom) + z * Math.sqrt(2 / (9 * freedom))) ** 3;
    expect(chiSquare).toBeLessThan(limit(3.09));
    // Nor is it more even than chance would have it.
    expect(chiSquare).toBeGreaterThan(limit(-3.09));
  });

  it('is drawn from otherwise by the tree: each option of a choice alike, each length alike', () => {
    const rng = createRng(3);
    let both = 0;
    for (let i = 0; i < 4000; i++) {
      const { layers } = sample(tree, rng) as unknown as { layers: { layer1: { cells: unknown[] } } };
      both += Number(layers.layer1.cells.length === 2);
    }
    expect(both / 4000).toBeCloseTo(0.5, 1);
  });
});

describe('distance and neighbours on spaces of documents', () => {
  it('agree with the shortest path between all members', () => {
    const small = anyDocument.filter((document) => {
      if (!parseDocument(document).ok) return false;
      const size = count(compileSpace(document).tree);
      return size > 8n && size <= 200n;
    });
    fc.assert(
      fc.property(small, fc.integer(), (document, seed) => {
        const { tree } = compileSpace(document);
        const start = sample(tree, createRng(seed));
        const lengths = pathLengths(tree, start);
        const members = [...enumerate(tree)];
        expect(lengths.size).toBe(members.length);
        for (const member of members) {
          const steps = distance(tree, start, member);
          expect(steps).toBe(lengths.get(genotypeKey(member)));
          expect(distance(tree, member, start)).toBe(steps);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['nats-topology', 6 * 4],
    ['nats-size', 5 * 7],
    ['macro', 8 * 2],
  ] as const)(
    'every member of %s has %i neighbours, each at distance one and each in return',
    (id, degree) => {
      const { tree } = compileSpace(PRESETS.find((preset) => preset.id === id)!.document);
      for (let seed = 0; seed < 5; seed++) {
        const member = sample(tree, createRng(seed));
        const around = [...neighbours(tree, member)];
        expect(new Set(around.map(genotypeKey)).size).toBe(degree);
        expect(around).toHaveLength(degree);
        for (const neighbour of around) {
          expect(distance(tree, member, neighbour)).toBe(1);
          expect([...neighbours(tree, neighbour)].map(genotypeKey)).toContain(genotypeKey(member));
        }
      }
    },
  );

  it.each(PRESETS.map(({ id, document }) => [id, document] as const))(
    'the distance is a metric on %s',
    (_, document) => {
      const { tree } = compileSpace(document);
      for (let seed = 0; seed < 20; seed++) {
        const rng = createRng(seed);
        const [a, b, c] = [sample(tree, rng), sample(tree, rng), sample(tree, rng)];
        expect(distance(tree, a, a)).toBe(0);
        expect(distance(tree, a, b)).toBe(distance(tree, b, a));
        expect(distance(tree, a, c)).toBeLessThanOrEqual(distance(tree, a, b) + distance(tree, b, c));
        if (genotypeKey(a) !== genotypeKey(b)) expect(distance(tree, a, b)).toBeGreaterThan(0);
      }
    },
  );
});
