import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, enumerate } from '../../src/space/count.ts';
import { decodeVector, encode, encodingLength } from '../../src/space/encode.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { KNOWN } from '../../src/space/known.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { choice, choiceOf, constant, genotypeKey, list, record, type Tree } from '../../src/space/tree.ts';
import { anyTree } from './trees.ts';

const drawn = (tree: Tree, seed: number) => sample(tree, createRng(seed));

describe('encode', () => {
  it('has an inverse, and codes of one length that hold nothing but zeros and ones', () => {
    fc.assert(
      fc.property(anyTree, fc.integer(), (tree, seed) => {
        const genotype = drawn(tree, seed);
        const code = encode(tree, genotype);
        expect(code).toHaveLength(encodingLength(tree));
        expect([...code].every((bit) => bit === 0 || bit === 1)).toBe(true);
        expect(decodeVector(tree, code)).toEqual(genotype);
      }),
      { numRuns: 500 },
    );
  });

  it.each([...PRESETS, ...KNOWN].map(({ id, document }) => [id, document] as const))(
    'has an inverse on members of %s, different ones with different codes',
    (_, document) => {
      const { tree } = compileSpace(document);
      const codes = new Map<string, string>();
      for (let seed = 0; seed < 60; seed++) {
        const genotype = drawn(tree, seed);
        const code = encode(tree, genotype);
        expect(code).toHaveLength(encodingLength(tree));
        expect(decodeVector(tree, code)).toEqual(genotype);
        codes.set(genotypeKey(genotype), code.join(''));
      }
      expect(new Set(codes.values()).size).toBe(codes.size);
    },
  );

  it('gives every member of a space a code of its own', () => {
    const small = anyTree.filter((tree) => count(tree) <= 200n);
    fc.assert(
      fc.property(small, (tree) => {
        const members = [...enumerate(tree)];
        expect(new Set(members.map((member) => encode(tree, member).join())).size).toBe(members.length);
      }),
    );
  });

  it('sets one bit for every decision, at the place that belongs to its path', () => {
    const shared = record({ act: choiceOf('option', ['relu', 'swish']) });
    const operation = choice('block', [
      { key: 'conv3', tree: shared },
      { key: 'conv5', tree: shared },
      { key: 'pool', tree: constant('pool') },
    ]);
    const tree = record({
      blocks: list('cell', operation, 1, 2),
      merge: choiceOf('cell', ['add', 'concat']),
    });
    // Two lengths, then two items of three operations and two activations, then two merges.
    expect(encodingLength(tree)).toBe(2 + 2 * (3 + 2) + 2);
    const one = { blocks: [{ choose: 'conv5', with: { act: 'swish' } }], merge: 'add' };
    expect([...encode(tree, one)]).toEqual([1, 0, /**/ 0, 1, 0, 0, 1, /**/ 0, 0, 0, 0, 0, /**/ 1, 0]);
    const two = { blocks: ['pool', { choose: 'conv3', with: { act: 'relu' } }], merge: 'concat' };
    expect([...encode(tree, two)]).toEqual([0, 1, /**/ 0, 0, 1, 0, 0, /**/ 1, 0, 0, 1, 0, /**/ 0, 1]);
  });
});

describe('decodeVector', () => {
  it('refuses every code that is none, and reads no other', () => {
    const small = anyTree.filter((tree) => count(tree) <= 200n && encodingLength(tree) <= 10);
    fc.assert(
      fc.property(small, (tree) => {
        const codes = new Map([...enumerate(tree)].map((member) => [encode(tree, member).join(), member]));
        const length = encodingLength(tree);
        for (let bits = 0; bits < 2 ** length; bits++) {
          const code = Array.from({ length }, (_, i) => (bits >> i) & 1);
          const member = codes.get(code.join());
          if (member === undefined) expect(() => decodeVector(tree, code)).toThrow(RangeError);
          else expect(decodeVector(tree, code)).toEqual(member);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says what is wrong', () => {
    const tree = record({
      size: choiceOf('a', [1, 2, 3]),
      op: choice('b', [
        { key: 'conv', tree: record({ act: choiceOf('c', ['relu', 'elu']) }) },
        { key: 'pool', tree: constant('pool') },
      ]),
    });
    expect(() => decodeVector(tree, [1, 0])).toThrow('A code of this space has 7 numbers, not 2.');
    expect(() => decodeVector(tree, [1, 1, 0, 0, 1, 0, 0])).toThrow(
      'The decision at number 0 of the code has 2 answers',
    );
    expect(() => decodeVector(tree, [1, 0, 0, 1, 0, 0, 0])).toThrow(
      'The decision at number 5 of the code has 0 answers',
    );
    // An activation of a convolution that was not chosen.
    expect(() => decodeVector(tree, [1, 0, 0, 0, 1, 1, 0])).toThrow(
      'Number 5 of the code belongs to nothing',
    );
    for (const odd of [0.5, Number.NaN, 2, -1]) {
      expect(() => decodeVector(tree, [1, 0, 0, 0, 1, odd, 0])).toThrow('Number 5 of the code');
      expect(() => decodeVector(tree, [odd, 0, 0, 0, 1, 0, 0])).toThrow(RangeError);
    }
  });
});
