import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, enumerate } from '../../src/space/count.ts';
import { distance, neighbours } from '../../src/space/distance.ts';
import { createRng } from '../../src/space/random.ts';
import { sample, sampleUniform } from '../../src/space/sample.ts';
import { choiceOf, genotypeKey, list, record } from '../../src/space/tree.ts';
import { validate } from '../../src/space/validate.ts';
import { anyTree, pathLengths, smallTree } from './trees.ts';

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
