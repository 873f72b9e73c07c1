import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, enumerate } from '../../src/space/count.ts';
import { buildGenotype, visitDecisions } from '../../src/space/decisions.ts';
import { createRng, type Rng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import {
  choice,
  choiceOf,
  constant,
  type Genotype,
  genotypeKey,
  list,
  record,
  type Tree,
} from '../../src/space/tree.ts';
import { allSpaces } from '../architecture/graphs.ts';
import { anyTree, smallTree } from './trees.ts';

type Decided = readonly [site: string, options: number, choice: number];

function decisionsOf(tree: Tree, genotype: Genotype): Decided[] {
  const decisions: Decided[] = [];
  visitDecisions(tree, genotype, (...decision) => decisions.push(decision));
  return decisions;
}

/** Answers that were written down; throws where another site, or one of another size, is asked for. */
function replay(decisions: readonly Decided[]) {
  let next = 0;
  return {
    decide(site: string, options: number): number {
      const decision = decisions[next++];
      expect([site, options]).toEqual(decision?.slice(0, 2));
      return decision![2];
    },
    done: () => next === decisions.length,
  };
}

/** The genotype comes back from its own decisions; those have sites of their own, and answers there are. */
function expectRoundTrip(tree: Tree, genotype: Genotype): Decided[] {
  const decisions = decisionsOf(tree, genotype);
  const { decide, done } = replay(decisions);
  expect(genotypeKey(buildGenotype(tree, decide))).toBe(genotypeKey(genotype));
  expect(done()).toBe(true);
  expect(new Set(decisions.map(([site]) => site)).size).toBe(decisions.length);
  for (const [, options, chosen] of decisions) {
    expect(options).toBeGreaterThanOrEqual(2);
    expect(Number.isInteger(chosen) && chosen >= 0 && chosen < options).toBe(true);
  }
  return decisions;
}

describe('decisions', () => {
  it('build the genotype that they are of, in any tree', () => {
    fc.assert(
      fc.property(anyTree, fc.integer(), (tree, seed) => {
        const rng = createRng(seed);
        // A site is of one size in every genotype.
        const sizes = new Map<string, number>();
        for (let i = 0; i < 5; i++)
          for (const [site, options] of expectRoundTrip(tree, sample(tree, rng))) {
            expect(sizes.get(site) ?? options).toBe(options);
            sizes.set(site, options);
          }
      }),
    );
  });

  it.each(allSpaces)('build the genotype that they are of: %s', (_, { tree }) => {
    const rng = createRng(11);
    for (let i = 0; i < 20; i++) expectRoundTrip(tree, sample(tree, rng));
  });

  it('lead to every genotype, each by one way', () => {
    fc.assert(
      fc.property(smallTree, (tree) => {
        const found: string[] = [];
        // All ways, by counting the answers up like a number whose digits have sizes of their own.
        for (let answers: number[] | undefined = []; answers; ) {
          const sizes: number[] = [];
          const given: number[] = answers;
          const genotype = buildGenotype(tree, (_, options) => {
            sizes.push(options);
            return given[sizes.length - 1] ?? 0;
          });
          found.push(genotypeKey(genotype));
          const all = sizes.map((_, i) => given[i] ?? 0);
          const last = all.findLastIndex((answer, i) => answer < sizes[i]! - 1);
          answers = last < 0 ? undefined : [...all.slice(0, last), all[last]! + 1];
        }
        expect(found.toSorted()).toEqual([...enumerate(tree)].map(genotypeKey).toSorted());
        expect(BigInt(found.length)).toBe(count(tree));
      }),
      { numRuns: 60 },
    );
  });

  it('made uniformly are a sample: the same draws give the same genotype', () => {
    fc.assert(
      fc.property(anyTree, fc.integer(), (tree, seed) => {
        const rng = createRng(seed);
        const draws: [number, number][] = [];
        const noting: Rng = {
          ...rng,
          int(n) {
            const drawn = rng.int(n);
            // Where there is one way there is nothing to decide.
            if (n > 1) draws.push([n, drawn]);
            return drawn;
          },
        };
        const sampled = sample(tree, noting);
        const built = buildGenotype(tree, (_, options) => {
          const [n, drawn] = draws.shift()!;
          expect(options).toBe(n);
          return drawn;
        });
        expect(built).toEqual(sampled);
        expect(draws).toEqual([]);
      }),
    );
  });

  it('have sites that say where they stand', () => {
    const below = record({ kernel: choiceOf('option', [3, 5]), bias: choiceOf('option', [true]) });
    const tree = record({
      cells: list(
        'layer',
        choice('block', [
          { key: 'conv', tree: below },
          { key: 'none', tree: constant('none') },
          { key: 'stack', tree: list('cell', choiceOf('option', ['a', 'b']), 0, 1) },
          { key: 'separable', tree: below },
        ]),
        1,
        3,
      ),
      fixed: list('layer', choiceOf('option', ['a', 'b', 'c']), 2, 2),
    });
    const genotype = {
      cells: [
        { choose: 'separable', with: { kernel: 5, bias: true } },
        'none',
        { choose: 'stack', with: ['b'] },
      ],
      fixed: ['c', 'a'],
    };
    expect(expectRoundTrip(tree, genotype)).toEqual([
      ['.cells#', 3, 2],
      ['.cells[0]', 4, 3],
      // The first option with this tree.
      ['.cells[0]/0.kernel', 2, 1],
      ['.cells[1]', 4, 1],
      ['.cells[2]', 4, 2],
      ['.cells[2]/2#', 2, 1],
      ['.cells[2]/2[0]', 2, 1],
      ['.fixed[0]', 3, 2],
      ['.fixed[1]', 3, 0],
    ]);
  });

  it('share sites below options that hold the same tree, and only below those', () => {
    const shared = choiceOf('option', ['relu', 'swish']);
    const twin = choiceOf('option', ['relu', 'swish']);
    const tree = choice('block', [
      { key: 'p', tree: shared },
      { key: 'q', tree: shared },
      { key: 'r', tree: twin },
    ]);
    const below = (key: string) => decisionsOf(tree, { choose: key, with: 'swish' })[1]![0];
    expect(below('q')).toBe(below('p'));
    expect(below('r')).not.toBe(below('p'));
  });

  it('are none where there is one way', () => {
    const tree = record({ a: constant(1), b: choiceOf('x', [7]), c: list('y', choiceOf('z', ['k']), 2, 2) });
    const genotype = buildGenotype(tree, () => {
      throw new Error('asked');
    });
    expect(genotype).toEqual({ a: 1, b: 7, c: ['k', 'k'] });
    expect(decisionsOf(tree, genotype)).toEqual([]);
  });

  it('must be among the options', () => {
    const tree = record({ a: choiceOf('x', ['k', 'l', 'm']) });
    for (const answer of [-1, 3, 0.5, Number.NaN])
      expect(() => buildGenotype(tree, () => answer)).toThrow(
        new RangeError(`The decision at .a must be a whole number from 0 to 2, not ${answer}.`),
      );
    expect(() => buildGenotype(list('x', tree, 1, 4), () => 4)).toThrow(
      'The decision at # must be a whole number from 0 to 3, not 4.',
    );
  });

  it('are of genotypes of the tree alone', () => {
    expect(() => decisionsOf(choiceOf('x', ['k', 'l']), 'm')).toThrow(TypeError);
  });
});
