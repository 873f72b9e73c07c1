import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossover, subtreeCrossover } from '../../src/space/crossover.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { KNOWN } from '../../src/space/known.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { choiceOf, type Genotype, genotypeKey, picked, record, type Tree } from '../../src/space/tree.ts';
import { validate } from '../../src/space/validate.ts';
import { anyTree } from './trees.ts';

const seeded = fc.integer();

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

/** Every part of a genotype but the whole, as text, with the tree that describes it. */
function* parts(tree: Tree, genotype: Genotype, root = true): Generator<[Tree, string]> {
  if (tree.kind === 'constant') return;
  if (!root) yield [tree, genotypeKey(genotype)];
  if (tree.kind === 'choice') {
    const { option, below } = picked(tree, genotype);
    yield* parts(option.tree, below, false);
  } else if (tree.kind === 'record') {
    for (const [name, field] of Object.entries(tree.fields))
      yield* parts(field, (genotype as Record<string, Genotype>)[name]!, false);
  } else for (const item of genotype as readonly Genotype[]) yield* parts(tree.item, item, false);
}

describe('subtreeCrossover', () => {
  it('is closed, and differs from the first parent exactly where the second has another part to give', () => {
    fc.assert(
      fc.property(anyTree, seeded, (tree, seed) => {
        const rng = createRng(seed);
        const [a, b] = [sample(tree, rng), sample(tree, rng)];
        const child = subtreeCrossover(tree, a, b, rng);
        expect(validate(tree, child)).toEqual([]);
        const given = [...parts(tree, b)];
        const possible = [...parts(tree, a)].some(([part, own]) =>
          given.some(([other, donor]) => other === part && donor !== own),
        );
        expect(genotypeKey(child) !== genotypeKey(a)).toBe(possible);
      }),
      { numRuns: 500 },
    );
  });

  it('puts one part of the second parent in the place of one of the first', () => {
    fc.assert(
      fc.property(anyTree, seeded, (tree, seed) => {
        const rng = createRng(seed);
        const [a, b] = [sample(tree, rng), sample(tree, rng)];
        const child = subtreeCrossover(tree, a, b, rng);
        const given = new Map<Tree, Set<string>>();
        for (const [part, text] of parts(tree, b)) given.set(part, (given.get(part) ?? new Set()).add(text));
        expect(oneReplaced(tree, a, child, given)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('carries a cell to another layer', () => {
    const cell = choiceOf('cell', ['p', 'q', 'r', 's']);
    const tree = record({ first: record({ cell }), second: record({ cell }) });
    const a = { first: { cell: 'p' }, second: { cell: 'p' } };
    const b = { first: { cell: 'q' }, second: { cell: 'r' } };
    const rng = createRng(2);
    const children = new Set(
      Array.from({ length: 200 }, () => genotypeKey(subtreeCrossover(tree, a, b, rng))),
    );
    const expected = ['q', 'r'].flatMap((donor) => [
      { first: { cell: donor }, second: { cell: 'p' } },
      { first: { cell: 'p' }, second: { cell: donor } },
    ]);
    expect(children).toEqual(new Set(expected.map(genotypeKey)));
  });

  it.each([...PRESETS, ...KNOWN].map(({ id, document }) => [id, document] as const))(
    'stays in the space, as uniform crossover does: %s',
    (_, document) => {
      const { tree } = compileSpace(document);
      for (let seed = 0; seed < 40; seed++) {
        const rng = createRng(seed);
        const [a, b] = [sample(tree, rng), sample(tree, rng)];
        for (const cross of [crossover, subtreeCrossover])
          expect(validate(tree, cross(tree, a, b, rng))).toEqual([]);
        expect(crossover(tree, a, a, rng)).toEqual(a);
        if (genotypeKey(a) !== genotypeKey(b))
          expect(genotypeKey(subtreeCrossover(tree, a, b, rng))).not.toBe(genotypeKey(a));
      }
    },
  );
});

/** Whether the child is `a`, or `a` with a single part that is one of those given. */
function oneReplaced(
  tree: Tree,
  a: Genotype,
  child: Genotype,
  given: ReadonlyMap<Tree, ReadonlySet<string>>,
): boolean {
  if (genotypeKey(a) === genotypeKey(child) || given.get(tree)?.has(genotypeKey(child))) return true;
  if (tree.kind === 'choice') {
    const [before, after] = [picked(tree, a), picked(tree, child)];
    return (
      before.option === after.option && oneReplaced(before.option.tree, before.below, after.below, given)
    );
  }
  if (tree.kind === 'record') {
    const [before, after] = [a, child] as Record<string, Genotype>[];
    const differing = Object.entries(tree.fields).filter(
      ([name]) => genotypeKey(before![name]!) !== genotypeKey(after![name]!),
    );
    return (
      differing.length === 1 &&
      oneReplaced(differing[0]![1], before![differing[0]![0]]!, after![differing[0]![0]]!, given)
    );
  }
  if (tree.kind === 'list') {
    const [before, after] = [a, child] as (readonly Genotype[])[];
    const differing = before!.flatMap((item, i) =>
      genotypeKey(item) === genotypeKey(after![i] ?? null) ? [] : [i],
    );
    return (
      before!.length === after!.length &&
      differing.length === 1 &&
      oneReplaced(tree.item, before![differing[0]!]!, after![differing[0]!]!, given)
    );
  }
  return false;
}
