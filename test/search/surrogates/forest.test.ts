import { describe, expect, it } from 'vitest';
import { type ForestOptions, RegressionForest } from '../../../src/search/surrogates/forest.ts';
import { createRng, deriveSeed } from '../../../src/space/random.ts';

const PLAIN: ForestOptions = { trees: 1, features: 1, minSplit: 2, minLeaf: 1, bootstrap: false };
const rng = () => createRng(deriveSeed('forest'));
/** All sets of four bits, as the places of their ones. */
const sets = Array.from({ length: 16 }, (_, n) =>
  Int32Array.from([0, 1, 2, 3].filter((bit) => (n >> bit) & 1)),
);

describe('RegressionForest', () => {
  it('fits any function of the bits exactly where a tree may grow', () => {
    const values = sets.map((_, n) => Math.sin(n * n));
    const forest = new RegressionForest(sets, values, 4, PLAIN, rng());
    for (const [n, set] of sets.entries()) {
      const { mean, deviation } = forest.belief(set);
      expect(mean).toBeCloseTo(values[n]!, 12);
      expect(deviation).toBeCloseTo(0, 6);
    }
  });

  it('splits by the bit that explains most', () => {
    // Bit 2 moves the value by 10, bit 0 by 1; one split alone.
    const values = sets.map((set) => 10 * Number(set.includes(2)) + Number(set.includes(0)));
    const forest = new RegressionForest(sets, values, 4, { ...PLAIN, minLeaf: 8 }, rng());
    expect(forest.belief(sets[0]!)).toEqual({ mean: 0.5, deviation: 0.5 });
    expect(forest.belief(sets[4]!)).toEqual({ mean: 10.5, deviation: 0.5 });
  });

  it('believes by the law of total variance', () => {
    // Trees that may not split see the mean and the variance of their bootstrap samples.
    const values = sets.map((_, n) => n);
    const options = { ...PLAIN, trees: 3, bootstrap: true, minSplit: 100 };
    const { mean, deviation } = new RegressionForest(sets, values, 4, options, rng()).belief(sets[3]!);
    const source = rng();
    const samples = Array.from({ length: 3 }, () => Array.from({ length: 16 }, () => source.int(16)));
    const means = samples.map((sample) => sample.reduce((sum, n) => sum + n, 0) / 16);
    const within = samples.map((sample, t) => sample.reduce((sum, n) => sum + (n - means[t]!) ** 2, 0) / 16);
    const middle = (means[0]! + means[1]! + means[2]!) / 3;
    const variance =
      (within[0]! + within[1]! + within[2]!) / 3 + means.reduce((sum, m) => sum + (m - middle) ** 2, 0) / 3;
    expect(mean).toBeCloseTo(middle, 12);
    expect(deviation).toBeCloseTo(Math.sqrt(variance), 12);
  });

  it('refuses to grow from nothing', () => {
    expect(() => new RegressionForest([], [], 4, PLAIN, rng())).toThrow('needs examples');
  });
});
