import { describe, expect, it } from 'vitest';
import { importanceOf } from '../../../src/search/analysis/importance.ts';
import { growForest, NOT_ASKED, predict } from '../../../src/search/analysis/partition-forest.ts';
import { createRng } from '../../../src/space/random.ts';
import { bruteEffects, decidedOf, drain } from './grids.ts';

/**
 * Random answers to `features` questions of three answers each, and what `f` makes of them, with noise of a variance.
 */
function data(f: (answers: readonly number[]) => number, features: number, examples: number, noise = 0) {
  const rng = createRng(11);
  const options = new Array<number>(features).fill(3);
  const rows = Array.from({ length: examples }, () => options.map((count) => rng.int(count)));
  // Twelve uniform variates add up to a variance of one.
  const normal = () => Array.from({ length: 12 }, () => rng.float()).reduce((sum, u) => sum + u, -6);
  const values = Float64Array.from(rows, (row) => f(row) + Math.sqrt(noise) * normal());
  return { decided: decidedOf(rows, options), values };
}

/** −1, 0 or 1, a variance of 2/3. */
const level = (answer: number | undefined): number => answer! - 1;

describe('importanceOf', () => {
  it('finds the shares of an additive function, noise or not', () => {
    // Variances 0.64 : 0.25 : 0.09, all else nothing.
    const f = ([a, b, c]: readonly number[]) => 0.8 * level(a) + 0.5 * level(b) + 0.3 * level(c);
    for (const [noise, explained] of [
      [0, 1],
      [0.3, 0.65 / 0.95],
    ] as const) {
      const { decided, values } = data(f, 20, 2000, noise);
      const { main, pairs, rSquared, examples } = drain(importanceOf(decided, values, 1));
      for (const [feature, share] of [0.653, 0.255, 0.092].entries())
        expect(Math.abs(main[feature]! - share)).toBeLessThan(0.05);
      for (const share of main.subarray(3)) expect(share).toBeLessThan(0.003);
      for (const { share } of pairs) expect(share).toBeLessThan(0.01);
      // What there is to explain, less what a forest does not find.
      expect(rSquared).toBeGreaterThan(explained - 0.1);
      expect(rSquared).toBeLessThan(explained + 0.03);
      expect(examples).toBe(2000);
    }
  });

  it('finds what two answers do together', () => {
    // Alone: b and c are worth nothing by sign; together the product's variance is 4/9, and a's 2/3.
    const f = ([a, b, c]: readonly number[]) => level(a) + level(b) * level(c) + 0.5 * level(b);
    const { decided, values } = data(f, 10, 3000, 0.05);
    const { main, pairs } = drain(importanceOf(decided, values, 1));
    const total = 2 / 3 + 4 / 9 + 1 / 6;
    // Trees ask for one feature at a time: what shows alone is a little overestimated.
    expect(Math.abs(main[0]! - 2 / 3 / total)).toBeLessThan(0.1);
    expect(Math.abs(main[1]! - 1 / 6 / total)).toBeLessThan(0.05);
    expect(pairs[0]).toMatchObject({ a: 1, b: 2 });
    expect(Math.abs(pairs[0]!.share - 4 / 9 / total)).toBeLessThan(0.08);
    expect(pairs[1]!.share).toBeLessThan(0.02);
  });

  it('is the exact decomposition of its forest', () => {
    const { decided, values } = data(([a, b, c, d]) => a! * b! + Math.cos(c! + 2 * d!), 4, 200, 0.2);
    const settings = { trees: 5, examples: 200, features: 0.6, minLeaf: 2 };
    const found = drain(importanceOf(decided, values, 7, settings));
    const forest = [...growForest(decided, values, settings, 7)];
    const expected = bruteEffects(
      (answers) => forest.reduce((sum, { tree }) => sum + predict(tree, (f) => answers[f]!) / 5, 0),
      decided.options,
    );
    expect(found.mean).toBeCloseTo(expected.mean, 10);
    for (const [feature, effect] of found.effects.entries()) {
      let square = 0;
      for (const [answer, value] of effect.entries()) {
        expect(value).toBeCloseTo(expected.main[feature]![answer]!, 10);
        square += value ** 2 / effect.length;
      }
      expect(found.main[feature]).toBeCloseTo(square / found.variance, 10);
    }
    for (const { a, b, share } of found.pairs) {
      const table = expected.pair(a, b);
      const square = table.reduce((sum, value) => sum + value ** 2, 0) / table.length;
      expect(share).toBeCloseTo(square / found.variance, 10);
    }
    // The variance alone is partly estimated: what neither one feature nor two explain.
    expect(found.variance / expected.variance).toBeCloseTo(1, 1);
  });

  it('credits a decision with what comes of asking another', () => {
    // The value is the number of questions asked, which the first answer decides; the second is asked in some alone.
    const rng = createRng(5);
    const count = Uint16Array.from({ length: 1500 }, () => rng.int(3));
    const later = [1, 2].map((least) => count.map((n) => (n >= least ? rng.int(4) : NOT_ASKED)));
    const values = Float64Array.from(count, (n, i) => n + (later[0]![i] === 3 ? 1 : 0));
    const decided = { columns: [count, ...later], options: [3, 4, 4] };
    const { main } = drain(importanceOf(decided, values, 1));
    // E[f | n] is 0, 1.25, 2.25; E[f | second] differs by 2/3 where it is 3.
    const byCount = [0, 1.25, 2.25].reduce((sum, value) => sum + (value - 3.5 / 3) ** 2 / 3, 0);
    const byAnswer = (2 / 3) ** 2 * (3 / 16);
    expect(Math.abs(main[0]! / main[1]! - byCount / byAnswer)).toBeLessThan(0.25 * (byCount / byAnswer));
    expect(main[0]).toBeGreaterThan(0.75);
    expect(main[2]).toBeLessThan(0.01);
  });

  it('says when there is nothing to believe', () => {
    const noise = data(() => 0, 10, 300, 1);
    expect(drain(importanceOf(noise.decided, noise.values, 1)).rSquared).toBeLessThan(0.1);
    const constant = data(() => 3, 4, 50);
    const { main, rSquared, variance, pairs } = drain(importanceOf(constant.decided, constant.values, 1));
    expect([...main]).toEqual([0, 0, 0, 0]);
    expect([rSquared, variance, pairs]).toEqual([Number.NaN, 0, []]);
  });

  it('adds up to no more than all, is decided by its seed, and says how far it is', () => {
    const { decided, values } = data(([a, b]) => a! * b!, 6, 120, 0.5);
    const settings = { trees: 4, examples: 100, features: 0.5, minLeaf: 2 };
    const work = importanceOf(decided, values, 3, settings);
    expect([work.next(), work.next(), work.next(), work.next()].map(({ value }) => value)).toEqual([
      0.25, 0.5, 0.75, 1,
    ]);
    const { value: found, done } = work.next();
    expect(done).toBe(true);
    expect(found).toEqual(drain(importanceOf(decided, values, 3, settings)));
    if (typeof found === 'number') throw new Error('not done');
    const parts = [...found.main, ...found.pairs.map(({ share }) => share)];
    expect(parts.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
  });
});
