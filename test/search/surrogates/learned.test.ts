import { describe, expect, it } from 'vitest';
import { defaultsOf, STRATEGIES } from '../../../src/search/catalogue.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import { search } from '../../../src/search/search.ts';
import { mannWhitney } from '../../../src/search/statistics/mann-whitney.ts';
import { runOneByOne, wordSpace } from '../spaces.ts';

/** Words of eight letters of four: neighbours that are alike are good, and so are threes. */
const space = {
  ...wordSpace(8, 4),
  // A single path of eight letters would be like no other.
  paths: (word: string) => [...word].map((letter, i) => `${i}:${letter}`),
};
const evaluate = (word: string) => [
  -[...word].reduce((sum, letter, i) => sum + Number(letter === '3') + Number(letter === word[i + 1]), 0),
];
const best = (id: string, seed: number) => {
  const info = STRATEGIES.find((each) => each.id === id)!;
  const strategy = search(
    space,
    (origin) => info.create(space, defaultsOf(info), FIRST_OBJECTIVE, origin),
    seed,
  );
  return Math.min(...runOneByOne(strategy, evaluate, 60).map(({ objectives }) => objectives![0]!));
};

describe('methods with a predictor', () => {
  const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
  const random = SEEDS.map((seed) => best('random', seed));

  it.each(STRATEGIES.filter(({ family }) => family === 'Bayesian optimisation').map(({ id }) => id))(
    '%s finds better words in 60 evaluations than random search',
    (id) => {
      const found = SEEDS.map((seed) => best(id, seed));
      expect(mannWhitney(found, random).p).toBeLessThan(0.01);
      expect(found.reduce((sum, value) => sum + value, 0)).toBeLessThan(
        random.reduce((sum, value) => sum + value, 0),
      );
    },
  );
});
