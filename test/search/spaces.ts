import type { Result, SearchSpace, Suggestion } from '../../src/search/method.ts';
import type { Evaluated } from '../../src/search/selection/individual.ts';
import type { Answer, Strategy } from '../../src/search/strategy.ts';

/**
 * Words of fixed length over a few letters, all feasible: the plainest search space. `hash` says which words are the same.
 * As a graph a word is a chain.
 */
export function wordSpace(
  length: number,
  letters: number,
  hash: (word: string) => string = (word) => word,
): SearchSpace<string> {
  const replaced = (word: string, place: number, letter: number) =>
    `${word.slice(0, place)}${letter}${word.slice(place + 1)}`;
  return {
    sample: (rng) => Array.from({ length }, () => rng.int(letters)).join(''),
    mutate(word, rng) {
      const place = rng.int(length);
      return replaced(word, place, (Number(word[place]) + 1 + rng.int(letters - 1)) % letters);
    },
    crossover: (a, b, rng) => [[...a].map((letter, i) => (rng.chance(0.5) ? letter : b[i])).join('')],
    describe: (word) => ({ hash: hash(word), violation: 0, cheap: [] }),
    *neighbours(word) {
      for (let place = 0; place < length; place++)
        for (let letter = 0; letter < letters; letter++)
          if (letter !== Number(word[place])) yield replaced(word, place, letter);
    },
    build: (decide) => Array.from({ length }, (_, i) => decide(`${i}`, letters)).join(''),
    decisions: (word) =>
      [...word].map((letter, i) => ({ site: `${i}`, options: letters, choice: Number(letter) })),
    code(word) {
      const code = new Float32Array(length * letters);
      for (let i = 0; i < length; i++) code[i * letters + Number(word[i])] = 1;
      return code;
    },
    paths: (word) => [[...word].join('>')],
    graph: (word) => ({ labels: [...word], inputs: [...word].map((_, i) => (i === 0 ? [] : [i - 1])) }),
  };
}

/** Asks for `budget` evaluations, one open at a time, and returns the genotypes in order with their objectives. */
export function runOneByOne<G>(
  strategy: Strategy<G>,
  evaluate: (genotype: G) => readonly number[] | null,
  budget: number,
): { readonly genotype: G; readonly hash: string; readonly objectives: readonly number[] | null }[] {
  const done = [];
  for (let asked = 0; done.length < budget && asked < 100 * budget + 10_000; asked++) {
    const answer = strategy.ask();
    if (answer.kind === 'exhausted') break;
    if (answer.kind === 'wait') throw new Error('waits with nothing open');
    if (answer.kind !== 'evaluate') continue;
    const objectives = evaluate(answer.genotype);
    strategy.tell({ candidate: answer.candidate, objectives });
    done.push({ genotype: answer.genotype, hash: answer.hash, objectives });
  }
  return done;
}

/** What a method is told of a suggestion; evaluated and feasible unless `what` says otherwise. */
export const resultOf = <G>(
  suggestion: Suggestion<G>,
  candidate: number,
  objectives: readonly number[] | null,
  what: Partial<Result<G>> = {},
): Result<G> => ({
  ...suggestion,
  hash: `${candidate}`,
  violation: 0,
  cheap: [],
  candidate,
  objectives,
  repeat: false,
  ...what,
});

/** Evaluated individuals with these objectives, their candidates numbered from 1. */
export const individualsWith = (points: readonly (readonly number[])[]): Evaluated<number>[] =>
  points.map((objectives, i) => ({ candidate: i + 1, genotype: i, objectives, violation: 0, cheap: [] }));

/** What is open, asked for until a method or strategy waits. */
export function askUntilWait<G>(strategy: Strategy<G>): Extract<Answer<G>, { kind: 'evaluate' }>[] {
  const open = [];
  for (;;) {
    const answer = strategy.ask();
    if (answer.kind === 'wait') return open;
    if (answer.kind === 'exhausted') throw new Error('exhausted');
    if (answer.kind === 'evaluate') open.push(answer);
  }
}

/** How far a sample's distribution lies from a cumulative distribution function at most, times √n (Kolmogorov & Smirnov). */
export function kolmogorov(sample: readonly number[], cumulative: (value: number) => number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const n = sorted.length;
  const gaps = sorted.map((value, i) => {
    const expected = cumulative(value);
    return Math.max(expected - i / n, (i + 1) / n - expected);
  });
  return Math.max(...gaps) * Math.sqrt(n);
}

/** How far counts are from what probabilities say, in standard deviations; the farthest of them. */
export function deviation(counts: readonly number[], probabilities: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  return Math.max(
    ...probabilities.map((p, i) =>
      p === 0 || p === 1
        ? counts[i] === n * p
          ? 0
          : Number.POSITIVE_INFINITY
        : Math.abs(counts[i]! - n * p) / Math.sqrt(n * p * (1 - p)),
    ),
  );
}
