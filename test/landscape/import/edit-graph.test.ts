import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diameterOf, editGraph } from '../../../src/landscape/import/edit-graph.ts';
import { count, enumerate } from '../../../src/space/count.ts';
import { distance, neighbours } from '../../../src/space/distance.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../../src/space/presets.ts';
import { createRng } from '../../../src/space/random.ts';
import { sample } from '../../../src/space/sample.ts';
import { choice, choiceOf, type Genotype, genotypeKey } from '../../../src/space/tree.ts';
import { anyTree } from '../../space/trees.ts';

/** Trees whose members can be listed, and their neighbours, too. */
const smallTree = anyTree.filter((tree) => count(tree) <= 120n);

const linksOf = ({ starts, neighbours: all }: ReturnType<typeof editGraph>, node: number): number[] => [
  ...all.subarray(starts[node], starts[node + 1]),
];

describe('the graph of genotypes', () => {
  it('has the neighbours that the space has, and its diameter', () => {
    let edges = 0;
    fc.assert(
      fc.property(smallTree, fc.integer(), (tree, seed) => {
        const rng = createRng(seed);
        const all = [...enumerate(tree)];
        // Some members alone, in any order.
        const genotypes = all.filter(() => rng.chance(0.8));
        const nodeOf = new Map(genotypes.map((genotype, i) => [genotypeKey(genotype), i]));
        const graph = editGraph(tree, genotypes);
        for (const [node, genotype] of genotypes.entries()) {
          const own = [...neighbours(tree, genotype)].flatMap(
            (other) => nodeOf.get(genotypeKey(other)) ?? [],
          );
          expect(linksOf(graph, node)).toEqual(own.sort((a, b) => a - b));
          edges += own.length;
        }
        let largest = 0;
        for (const a of all) for (const b of all) largest = Math.max(largest, distance(tree, a, b));
        expect(diameterOf(tree)).toBe(largest);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(edges).toBeGreaterThan(10_000);
  });

  it('is right for a space of ours, too', () => {
    const { tree } = compileSpace(HIERARCHICAL_SMALL);
    const rng = createRng(3);
    const genotypes = new Map<string, Genotype>();
    // Neighbourhoods of a few members: lists that grow, operations with and without options.
    for (let i = 0; i < 6; i++) {
      const centre = sample(tree, rng);
      genotypes.set(genotypeKey(centre), centre);
      let [seen, left] = [0, 60];
      for (const other of neighbours(tree, centre)) {
        if (left === 0 || ++seen > 4000) break;
        if (!rng.chance(0.05)) continue;
        genotypes.set(genotypeKey(other), other);
        left--;
      }
    }
    const all = [...genotypes.values()];
    const graph = editGraph(tree, all);
    let edges = 0;
    for (const [a, one] of all.entries()) {
      const own = all.flatMap((other, b) => (distance(tree, one, other) === 1 ? [b] : []));
      expect(linksOf(graph, a)).toEqual(own);
      edges += own.length;
    }
    expect(edges).toBeGreaterThan(100);
    expect(graph.distance(0, all.length - 1)).toBe(distance(tree, all[0]!, all.at(-1)!));
  });

  it('is refused where it has more edges than can be held', () => {
    // Two trees under one choice: every member of one is a neighbour of every member of the other.
    const side = choiceOf(
      'n',
      Array.from({ length: 5000 }, (_, i) => i),
    );
    const other = choiceOf(
      'n',
      Array.from({ length: 5000 }, (_, i) => i + 0.5),
    );
    const tree = choice('top', [
      { key: 'a', tree: side },
      { key: 'b', tree: other },
    ]);
    expect(() => editGraph(tree, [...enumerate(tree)])).toThrow('than can be held. Import fewer rows.');
  }, 30_000);
});
