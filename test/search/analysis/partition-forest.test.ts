import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growForest, growTree, NOT_ASKED, predict } from '../../../src/search/analysis/partition-forest.ts';
import { createRng } from '../../../src/space/random.ts';
import { combinations, decidedOf } from './grids.ts';

const GREEDY = { features: 1, minLeaf: 1 };

describe('growTree', () => {
  it('fits any function of the answers exactly where it may grow', () => {
    const options = [2, 3, 4];
    const rows = combinations(options);
    const values = Float64Array.from(rows, (_, i) => Math.sin(i * i));
    const tree = growTree(
      decidedOf(rows, options),
      values,
      Int32Array.from(rows.keys()),
      GREEDY,
      createRng(1),
    );
    for (const [i, row] of rows.entries()) expect(predict(tree, (f) => row[f]!)).toBeCloseTo(values[i]!, 12);
  });

  it('splits by the best of all ways to part the answers of all features', () => {
    const squares = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    };
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 3 }),
        (seed, options, minLeaf) => {
          const rng = createRng(seed);
          const rows = Array.from({ length: 14 }, () => options.map((count) => rng.int(count)));
          const values = rows.map(() => rng.int(8));
          const members = Int32Array.from(rows.keys());
          const tree = growTree(
            decidedOf(rows, options),
            Float64Array.from(values),
            members,
            { features: 1, minLeaf },
            rng,
          );
          const parted = (f: number, left: (answer: number) => boolean) => {
            const sides = [true, false].map((side) => values.filter((_, i) => left(rows[i]![f]!) === side));
            return sides.some(({ length }) => length < minLeaf)
              ? Number.POSITIVE_INFINITY
              : squares(sides[0]!) + squares(sides[1]!);
          };
          let least = squares(values);
          for (const [f, count] of options.entries())
            for (let set = 1; set < 2 ** count - 1; set++)
              least = Math.min(
                least,
                parted(f, (answer) => ((set >> answer) & 1) === 1),
              );
          const [root] = tree.feature;
          const found =
            root === -1 ? squares(values) : parted(root!, (answer) => tree.goesLeft[0]![answer] === 1);
          expect(found).toBeCloseTo(least, 9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sends answers that it has not seen where more examples go', () => {
    const rows = [[0], [0], [0], [2]];
    const members = Int32Array.from(rows.keys());
    // The many above the one, and below it.
    for (const [many, one] of [
      [5, 1],
      [1, 5],
    ] as const) {
      const values = Float64Array.of(many, many, many, one);
      const tree = growTree(decidedOf(rows, [4]), values, members, GREEDY, createRng(1));
      expect([0, 1, 2, 3].map((answer) => predict(tree, () => answer))).toEqual([many, many, one, many]);
    }
  });

  it('keeps leaves large', () => {
    const rng = createRng(4);
    const rows = Array.from({ length: 200 }, () => [rng.int(6), rng.int(6), rng.int(6)]);
    const values = Float64Array.from(rows, () => rng.float());
    const members = Int32Array.from(rows.keys());
    const tree = growTree(decidedOf(rows, [6, 6, 6]), values, members, { features: 0.5, minLeaf: 7 }, rng);
    const sizes = new Map<number, number>();
    for (const row of rows) {
      const leaf = predict(tree, (f) => row[f]!);
      sizes.set(leaf, (sizes.get(leaf) ?? 0) + 1);
    }
    expect(sizes.size).toBeGreaterThan(5);
    expect(Math.min(...sizes.values())).toBeGreaterThanOrEqual(7);
  });
});

describe('growForest', () => {
  const rows = combinations([3, 3, 3]);
  const values = Float64Array.from(rows, (_, i) => i);
  const settings = { trees: 4, examples: 1000, features: 0.5, minLeaf: 1 };

  it('is decided by its seed, and its trees differ', () => {
    const grow = (seed: number) => [...growForest(decidedOf(rows, [3, 3, 3]), values, settings, seed)];
    expect(grow(3)).toEqual(grow(3));
    expect(grow(3)).not.toEqual(grow(4));
    const [first, second] = grow(3);
    expect(first!.tree).not.toEqual(second!.tree);
  });

  it('predicts what it has not drawn, about e⁻¹ of all', () => {
    const decided = decidedOf(rows, [3, 3, 3]);
    let left = 0;
    for (const { left: out, tree } of growForest(decided, values, { ...settings, trees: 60 }, 1)) {
      left += out.examples.length / rows.length / 60;
      for (const [k, i] of out.examples.entries())
        expect(out.predictions[k]).toBe(predict(tree, (f) => rows[i]![f]!));
    }
    expect(left).toBeCloseTo(Math.exp(-1), 1);
    const [one] = growForest(decided, values, { ...settings, examples: 1 }, 1);
    expect(one!.left.examples).toHaveLength(rows.length - 1);
  });

  it('learns nothing from whether a decision was asked', () => {
    // The value is whether feature 1 was asked, which feature 0 decides: it must be learned from feature 0 alone.
    const rng = createRng(2);
    const asked = Uint16Array.from({ length: 400 }, () => rng.int(2));
    const below = asked.map((each) => (each === 1 ? rng.int(3) : NOT_ASKED));
    const worth = Float64Array.from(asked);
    const forest = [
      ...growForest({ columns: [asked, below], options: [2, 3] }, worth, { ...settings, features: 1 }, 1),
    ];
    for (const { tree } of forest)
      for (const answer of [0, 1, 2]) {
        expect(predict(tree, (f) => (f === 0 ? 1 : answer))).toBe(1);
        expect(predict(tree, (f) => (f === 0 ? 0 : answer))).toBe(0);
      }
    // Without feature 0 there is nothing to be learned: no answer stands for having been asked.
    const many = { ...settings, trees: 50 };
    const alone = [...growForest({ columns: [below], options: [3] }, worth, many, 1)];
    const share = worth.reduce((sum, value) => sum + value, 0) / worth.length;
    for (const answer of [0, 1, 2]) {
      const mean = alone.reduce((sum, { tree }) => sum + predict(tree, () => answer) / 50, 0);
      expect(Math.abs(mean - share)).toBeLessThan(0.03);
    }
  });

  it('refuses to grow from nothing', () => {
    const none = { columns: [new Uint16Array(0)], options: [2] };
    expect(() => growForest(none, new Float64Array(0), settings, 1).next()).toThrow('needs examples');
  });

  it('grows stumps where there is nothing to decide', () => {
    const [one] = growForest({ columns: [], options: [] }, Float64Array.of(1, 2, 3), settings, 1);
    expect(one!.tree.feature).toEqual([-1]);
  });
});
