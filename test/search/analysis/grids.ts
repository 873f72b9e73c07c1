import { type Decided, growTree, type PartitionTree } from '../../../src/search/analysis/partition-forest.ts';
import type { Rng } from '../../../src/space/random.ts';

/** Every combination of answers. */
export function combinations(options: readonly number[]): number[][] {
  return options.reduce<number[][]>(
    (all, count) => all.flatMap((begun) => Array.from({ length: count }, (_, answer) => [...begun, answer])),
    [[]],
  );
}

/** Examples from rows of answers. */
export const decidedOf = (rows: readonly (readonly number[])[], options: readonly number[]): Decided => ({
  columns: options.map((_, f) => Uint16Array.from(rows, (row) => row[f]!)),
  options,
});

/** A tree on noise: its shape is any shape. */
export function anyTree(options: readonly number[], examples: number, rng: Rng): PartitionTree {
  const rows = Array.from({ length: examples }, () => options.map((count) => rng.int(count)));
  const values = Float64Array.from(rows, () => rng.float());
  const members = Int32Array.from(rows.keys());
  return growTree(decidedOf(rows, options), values, members, { features: 0.5, minLeaf: 1 }, rng);
}

/**
 * Functional ANOVA by adding up over all combinations: the mean, the variance, and the effects of one and of two
 * features.
 */
export function bruteEffects(f: (answers: readonly number[]) => number, options: readonly number[]) {
  const all = combinations(options);
  const mean = (of: readonly (readonly number[])[]) =>
    of.reduce((sum, answers) => sum + f(answers), 0) / of.length;
  const total = mean(all);
  const main = options.map((count, a) =>
    Array.from({ length: count }, (_, i) => mean(all.filter((answers) => answers[a] === i)) - total),
  );
  return {
    mean: total,
    variance: all.reduce((sum, answers) => sum + (f(answers) - total) ** 2, 0) / all.length,
    main,
    pair: (a: number, b: number) =>
      combinations([options[a]!, options[b]!]).map(
        ([i, j]) =>
          mean(all.filter((answers) => answers[a] === i && answers[b] === j)) -
          main[a]![i!]! -
          main[b]![j!]! -
          total,
      ),
  };
}

export const drain = <T>(work: Generator<unknown, T>): T => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
};
