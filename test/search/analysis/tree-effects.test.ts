import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predict } from '../../../src/search/analysis/partition-forest.ts';
import { treeEffects } from '../../../src/search/analysis/tree-effects.ts';
import { createRng } from '../../../src/space/random.ts';
import { anyTree, bruteEffects } from './grids.ts';

describe('treeEffects', () => {
  it('agrees with adding up over all combinations, for any tree', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        (seed, options, examples) => {
          const tree = anyTree(options, examples, createRng(seed));
          const found = treeEffects(tree, options);
          const expected = bruteEffects((answers) => predict(tree, (f) => answers[f]!), options);
          expect(found.mean).toBeCloseTo(expected.mean, 12);
          expect(found.variance).toBeCloseTo(expected.variance, 12);
          for (const [a, effect] of found.main.entries()) {
            for (const [i, value] of effect.entries()) expect(value).toBeCloseTo(expected.main[a]![i]!, 12);
            for (let b = a + 1; b < options.length; b++) {
              const table = found.pairs.get(a * options.length + b) ?? [];
              for (const [place, value] of expected.pair(a, b).entries())
                expect(table[place] ?? 0).toBeCloseTo(value, 12);
            }
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it('loses no digits to a large mean', () => {
    const options = [3, 2];
    const tree = anyTree(options, 20, createRng(1));
    const { main, variance } = treeEffects(tree, options);
    const lifted = treeEffects({ ...tree, value: tree.value.map((value) => value + 1e6) }, options);
    expect(lifted.variance).toBeCloseTo(variance, 9);
    for (const [a, effect] of lifted.main.entries())
      for (const [i, value] of effect.entries()) expect(value).toBeCloseTo(main[a]![i]!, 9);
  });
});
