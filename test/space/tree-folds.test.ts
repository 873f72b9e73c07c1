import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, enumerate } from '../../src/space/count.ts';
import { crossover } from '../../src/space/crossover.ts';
import { distance, neighbours } from '../../src/space/distance.ts';
import { mutate } from '../../src/space/mutate.ts';
import { createRng } from '../../src/space/random.ts';
import { sample, sampleUniform } from '../../src/space/sample.ts';
import { choiceOf, type Genotype, genotypeKey, list, record, type Tree } from '../../src/space/tree.ts';
import { validate } from '../../src/space/validate.ts';
import { anyTree } from './trees.ts';

/** Trees whose members can be listed: what brute force is compared with. */
const smallTree = anyTree.filter((tree) => count(tree) <= 60n);
const seeded = fc.integer();

describe('count', () => {
  it('equals brute-force enumeration, each member once and valid', () => {
    fc.assert(
      fc.property(smallTree, (tree) => {
        const members = [...enumerate(tree)];
        expect(BigInt(members.length)).toBe(count(tree));
        expect(new Set(members.map(genotypeKey)).size).toBe(members.length);
        for (const member of members) expect(validate(tree, member)).toEqual([]);
      }),
    );
  });

  it('is exact far beyond doubles', () => {
    const tree = list('l', choiceOf('c', [0, 1, 2, 3, 4, 5, 6]), 40, 40);
    expect(count(tree)).toBe(7n ** 40n);
  });
});

describe('sample', () => {
  it('stays in the space and repeats with its seed', () => {
    fc.assert(
      fc.property(anyTree, seeded, (tree, seed) => {
        for (const draw of [sample, sampleUniform]) {
          const genotype = draw(tree, createRng(seed));
          expect(validate(tree, genotype)).toEqual([]);
          expect(draw(tree, createRng(seed))).toEqual(genotype);
        }
      }),
    );
  });

  it('sampleUniform draws every member equally often (chi-square)', () => {
    const tree = record({ a: list('l', choiceOf('c', ['x', 'y', 'z']), 0, 2), b: choiceOf('c', [1, 2]) });
    const observed = new Map([...enumerate(tree)].map((member) => [genotypeKey(member), 0]));
    const rng = createRng(5);
    const draws = 26_000;
    for (let i = 0; i < draws; i++) {
      const key = genotypeKey(sampleUniform(tree, rng));
      observed.set(key, observed.get(key)! + 1);
    }
    const expected = draws / observed.size;
    const chiSquare = [...observed.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(observed.size).toBe(26);
    expect(chiSquare).toBeLessThan(52.6); // 25 degrees of freedom, p = 0.001
  });
});

describe('mutate', () => {
  it('stays in the space and always changes something where there is something to change', () => {
    fc.assert(
      fc.property(anyTree, seeded, fc.double({ min: 0, max: 1, noNaN: true }), (tree, seed, rate) => {
        const rng = createRng(seed);
        const parent = sample(tree, rng);
        const child = mutate(tree, parent, rng, { default: rate });
        expect(validate(tree, child)).toEqual([]);
        if (count(tree) > 1n) expect(child).not.toEqual(parent);
      }),
    );
  });

  it('takes one step at rate zero', () => {
    fc.assert(
      fc.property(smallTree, seeded, (tree, seed) => {
        const rng = createRng(seed);
        const parent = sample(tree, rng);
        const child = mutate(tree, parent, rng, { default: 0 });
        expect(distance(tree, parent, child)).toBe(count(tree) > 1n ? 1 : 0);
      }),
    );
  });

  it('changes only the levels that have a rate', () => {
    const tree = record({ often: choiceOf('hot', [1, 2, 3]), never: choiceOf('cold', [1, 2, 3]) });
    const rng = createRng(3);
    for (let i = 0; i < 100; i++) {
      const parent = sample(tree, rng) as { often: number; never: number };
      const child = mutate(tree, parent, rng, { default: 0, hot: 1 }) as { often: number; never: number };
      expect(child.never).toBe(parent.never);
      expect(child.often).not.toBe(parent.often);
    }
  });
});

describe('crossover', () => {
  it('is closed over the space and keeps equal parents', () => {
    fc.assert(
      fc.property(anyTree, seeded, (tree, seed) => {
        const rng = createRng(seed);
        const [a, b] = [sample(tree, rng), sample(tree, rng)];
        expect(validate(tree, crossover(tree, a, b, rng))).toEqual([]);
        expect(crossover(tree, a, a, rng)).toEqual(a);
      }),
    );
  });

  it('takes every decision from one parent', () => {
    const tree = record({ p: choiceOf('c', [0, 1]), q: choiceOf('c', [0, 1]), r: choiceOf('c', [0, 1]) });
    const seen = new Set<string>();
    const rng = createRng(9);
    for (let i = 0; i < 200; i++) {
      seen.add(genotypeKey(crossover(tree, { p: 0, q: 0, r: 0 }, { p: 1, q: 0, r: 1 }, rng)));
    }
    expect([...seen].sort()).toEqual(
      [
        { p: 0, q: 0, r: 0 },
        { p: 0, q: 0, r: 1 },
        { p: 1, q: 0, r: 0 },
        { p: 1, q: 0, r: 1 },
      ].map(genotypeKey),
    );
  });
});

/** Path lengths by breadth-first search over `neighbours`: an independent reading of what the distance should be. */
function pathLengths(tree: Tree, start: Genotype): Map<string, number> {
  const lengths = new Map([[genotypeKey(start), 0]]);
  let frontier: Genotype[] = [start];
  for (let step = 1; frontier.length > 0; step++) {
    const next: Genotype[] = [];
    for (const genotype of frontier) {
      for (const neighbour of neighbours(tree, genotype)) {
        const key = genotypeKey(neighbour);
        if (lengths.has(key)) continue;
        lengths.set(key, step);
        next.push(neighbour);
      }
    }
    frontier = next;
  }
  return lengths;
}

describe('distance and neighbours', () => {
  it('the distance is the length of the shortest path over neighbours', () => {
    fc.assert(
      fc.property(smallTree, seeded, (tree, seed) => {
        const start = sample(tree, createRng(seed));
        const lengths = pathLengths(tree, start);
        for (const member of enumerate(tree)) {
          expect(distance(tree, start, member)).toBe(lengths.get(genotypeKey(member)));
        }
      }),
    );
  });

  it('neighbours are all members at distance one, each once', () => {
    fc.assert(
      fc.property(smallTree, seeded, (tree, seed) => {
        const start = sample(tree, createRng(seed));
        const found = [...neighbours(tree, start)].map(genotypeKey);
        const expected = [...enumerate(tree)]
          .filter((member) => distance(tree, start, member) === 1)
          .map(genotypeKey);
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});

describe('validate', () => {
  it('names the place and what would do', () => {
    const tree = record({
      cells: list('layer', record({ merge: choiceOf('cell', ['add', 'concat']) }), 1, 2),
    });
    expect(validate(tree, { cells: [{ merge: 'add' }, { merge: 'sum' }] })).toEqual([
      { path: 'cells[1].merge', message: 'must be one of "add", "concat", not "sum"' },
    ]);
    expect(validate(tree, { cells: [], more: 1 }).map(({ path }) => path)).toEqual(['more', 'cells']);
    expect(validate(tree, {})).toEqual([{ path: 'cells', message: 'is missing' }]);
  });

  it('answers any JSON with problems, never with an exception', () => {
    fc.assert(
      fc.property(anyTree, fc.jsonValue(), (tree, value) => {
        const fits = [...(count(tree) <= 60n ? enumerate(tree) : [])].some(
          (member) => genotypeKey(member) === JSON.stringify(value),
        );
        const problems = validate(tree, value);
        if (count(tree) <= 60n && problems.length === 0) expect(fits).toBe(true);
      }),
    );
  });
});
