import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from '../../src/space/count.ts';
import { distance } from '../../src/space/distance.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { KNOWN } from '../../src/space/known.ts';
import { mutate } from '../../src/space/mutate.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { choiceOf, genotypeKey, list, record, type Scalar } from '../../src/space/tree.ts';
import { validate } from '../../src/space/validate.ts';
import { anyTree, smallTree } from './trees.ts';

const seeded = fc.integer();

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

  it('takes one step at rate zero, two at most where an item is drawn anew', () => {
    fc.assert(
      fc.property(smallTree, seeded, fc.constantFrom(0, 1), (tree, seed, resample) => {
        const rng = createRng(seed);
        const parent = sample(tree, rng);
        const child = mutate(tree, parent, rng, { default: 0 }, { step: 0.5, resample });
        const steps = distance(tree, parent, child);
        if (count(tree) === 1n) expect(steps).toBe(0);
        else {
          expect(steps).toBeGreaterThanOrEqual(1);
          expect(steps).toBeLessThanOrEqual(1 + resample);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('steps to the next of ordered options, and only there, as often as it is told to', () => {
    const tree = record({ filters: choiceOf('a', [4, 8, 16, 32, 64]) });
    const rng = createRng(4);
    const values = [4, 8, 16, 32, 64];
    const far = (step: number) => {
      let away = 0;
      for (let i = 0; i < 2000; i++) {
        const parent = sample(tree, rng) as { filters: number };
        const child = mutate(tree, parent, rng, { default: 0 }, { step, resample: 0 }) as { filters: number };
        away += Number(Math.abs(values.indexOf(parent.filters) - values.indexOf(child.filters)) > 1);
      }
      return away / 2000;
    };
    expect(far(1)).toBe(0);
    // Any other of five, uniformly: 12 of the 20 ordered pairs are no neighbours.
    expect(far(0)).toBeCloseTo(0.6, 1);
    expect(far(0.5)).toBeCloseTo(0.3, 1);
  });

  it('goes up and down alike, and never over an end', () => {
    const tree = choiceOf('a', [1, 2, 3]);
    const rng = createRng(8);
    const seen = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const step = `${i % 3} ${mutate(tree, (i % 3) + 1, rng, { default: 1 }, { step: 1, resample: 0 })}`;
      seen.set(step, (seen.get(step) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(['0 2', '1 1', '1 3', '2 2']);
    expect(seen.get('1 1')! / 1000).toBeCloseTo(0.5, 1);
  });

  it('knows no order among options that are none: words, numbers that do not ascend', () => {
    const unordered: readonly (readonly Scalar[])[] = [
      ['a', 'b', 'c', 'd'],
      [8, 4, 2, 1],
      [1, 3, 2, 4],
    ];
    for (const values of unordered) {
      const tree = choiceOf('a', values);
      expect(tree.ordered).toBe(false);
      const rng = createRng(1);
      const seen = Array.from({ length: 100 }, () =>
        mutate(tree, values[0]!, rng, { default: 1 }, { step: 1, resample: 0 }),
      );
      expect(new Set<unknown>(seen)).toEqual(new Set<unknown>(values.slice(1)));
    }
  });

  it('draws an item anew, inserts or removes one, as often as it is told to', () => {
    const tree = list('l', choiceOf('c', [...Array(50).keys()].map(String)), 1, 5);
    const rng = createRng(6);
    const parent = ['1', '2', '3'];
    for (const resample of [0, 0.4, 1]) {
      let same = 0;
      for (let i = 0; i < 1000; i++) {
        // Only the list may change: its items belong to another level.
        const child = mutate(tree, parent, rng, { default: 0, l: 1 }, { step: 0, resample }) as string[];
        same += Number(child.length === 3);
        expect(child.length).toBeGreaterThanOrEqual(2);
        expect(child.length).toBeLessThanOrEqual(4);
      }
      // One draw in fifty is what was there before, and then the length changes.
      expect(same / 1000).toBeCloseTo(resample * 0.98, 1);
    }
  });

  it.each([...PRESETS, ...KNOWN].map(({ id, document }) => [id, document] as const))(
    'leaves no space and changes every member: %s',
    (_, document) => {
      const { tree } = compileSpace(document);
      for (let seed = 0; seed < 60; seed++) {
        const rng = createRng(seed);
        const parent = sample(tree, rng);
        const child = mutate(tree, parent, rng, { default: (seed % 3) * 0.1 });
        expect(validate(tree, child)).toEqual([]);
        expect(genotypeKey(child)).not.toBe(genotypeKey(parent));
      }
    },
  );

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
