import { describe, expect, it } from 'vitest';
import type { Method, Origin, Result, SearchSpace, Suggestion } from '../../../src/search/method.ts';
import { PBIL_DEFAULTS, pbil } from '../../../src/search/methods/pbil.ts';
import {
  PPO_DEFAULTS,
  PPO_LSTM_DEFAULTS,
  ppo,
  REINFORCE_DEFAULTS,
  REINFORCE_LSTM_DEFAULTS,
  reinforce,
} from '../../../src/search/methods/policy-gradient.ts';
import { Q_LEARNING_DEFAULTS, qLearning } from '../../../src/search/methods/q-learning.ts';
import { randomSearch } from '../../../src/search/methods/random-search.ts';
import { TREE_SEARCH_DEFAULTS, treeSearch } from '../../../src/search/methods/tree-search.ts';
import { FIRST_OBJECTIVE, type Scalarisation } from '../../../src/search/scalarise.ts';
import { search } from '../../../src/search/search.ts';
import { createRng } from '../../../src/space/random.ts';
import { BLOCKS, blockError, treeSpace } from '../policies/tree-space.ts';
import { resultOf, runOneByOne, wordSpace } from '../spaces.ts';

type Make = <G>(space: SearchSpace<G>, origin: Origin, scalarisation?: Scalarisation) => Method<G>;

const SMALL = { units: 8 };
const methods: readonly (readonly [string, Make])[] = [
  [
    'REINFORCE',
    (space, origin, read = FIRST_OBJECTIVE) => reinforce(space, REINFORCE_DEFAULTS, read, origin),
  ],
  [
    'REINFORCE with an LSTM',
    (space, origin, read = FIRST_OBJECTIVE) =>
      reinforce(space, { ...REINFORCE_LSTM_DEFAULTS, ...SMALL, learningRate: 0.01 }, read, origin),
  ],
  ['PPO', (space, origin, read = FIRST_OBJECTIVE) => ppo(space, PPO_DEFAULTS, read, origin)],
  [
    'PPO with an LSTM',
    (space, origin, read = FIRST_OBJECTIVE) =>
      ppo(space, { ...PPO_LSTM_DEFAULTS, ...SMALL, learningRate: 0.005, epochs: 4 }, read, origin),
  ],
  [
    'Q-learning',
    (space, origin, read = FIRST_OBJECTIVE) =>
      qLearning(space, { ...Q_LEARNING_DEFAULTS, horizon: 60, replay: 30 }, read, origin),
  ],
  [
    'tree search',
    (space, origin, read = FIRST_OBJECTIVE) => treeSearch(space, TREE_SEARCH_DEFAULTS, read, origin),
  ],
  [
    'UCT',
    (space, origin, read = FIRST_OBJECTIVE) => treeSearch(space, { exploration: 0.1, rave: 0 }, read, origin),
  ],
  ['PBIL', (space, origin, read = FIRST_OBJECTIVE) => pbil(space, PBIL_DEFAULTS, read, origin)],
];

/**
 * Twenty places with four letters; each place has letters worth 0, 1/3, 2/3 and 1, in an order of its own. 0 is
 * best.
 */
const LONG = wordSpace(20, 4);
const SHORT = wordSpace(8, 4);
const wordError = (word: string): number =>
  [...word].reduce((sum, letter, i) => sum + ((Number(letter) * (i % 2 ? 1 : 3) + i) % 4) / 3, 0) /
  word.length;

const ask = <G>(method: Method<G>): Suggestion<G> => {
  const asked = method.ask();
  if (typeof asked === 'string') throw new Error(asked);
  return asked;
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const throughText = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

/**
 * A run with up to five open suggestions, told out of order; every seventh fails, every fifth breaks a
 * constraint, some are repeats, and some results belong to nothing that was asked.
 */
function stumble<G>(
  method: Method<G>,
  space: SearchSpace<G>,
  error: (genotype: G) => number,
  steps: number,
  seed: number,
) {
  const rng = createRng(seed);
  const open: Suggestion<G>[] = [];
  const suggested: Suggestion<G>[] = [];
  return {
    suggested,
    go(more = steps): void {
      for (let i = 0; i < more; i++) {
        if (open.length < 5 && rng.chance(0.6)) {
          const asked = ask(method);
          open.push(asked);
          suggested.push(asked);
          continue;
        }
        if (open.length === 0) continue;
        const [suggestion] = open.splice(rng.int(open.length), 1) as [Suggestion<G>];
        const foreign = rng.chance(0.2);
        const { note: _, ...rest } = { ...suggestion, ...(foreign && { genotype: space.sample(rng) }) };
        const told = foreign && rng.chance(0.5) ? rest : { ...suggestion, genotype: rest.genotype };
        const violation = rng.chance(0.2) ? rng.float() : 0;
        const repeat = rng.chance(0.2);
        const nothing = violation > 0 || rng.chance(1 / 7);
        method.tell(resultOf(told, i + 1, nothing ? null : [error(told.genotype)], { violation, repeat }));
      }
    },
  };
}

describe.each(methods)('%s', (name, make) => {
  it('goes on from a saved state, or its text, as it would have, with suggestions open', () => {
    const space = treeSpace(BLOCKS);
    for (const steps of [0, 1, 7, 60]) {
      const method = make(space, 42);
      const run = stumble(method, space, blockError, steps, 9);
      run.go();
      const open = Array.from({ length: 3 }, () => ask(method));
      const states = [structuredClone(method.state()), throughText(method.state())];
      expect(states[1]).toEqual(states[0]);
      const copies = states.map((saved) => make(space, { saved }));
      for (const each of [method, ...copies]) {
        // What was open before is told after.
        for (const [i, suggestion] of open.toReversed().entries())
          each.tell(resultOf(suggestion, 100 + i, [blockError(suggestion.genotype)]));
      }
      const futures = [method, ...copies].map((each) => {
        const future = stumble(each, space, blockError, 40, 5);
        future.go();
        return { suggested: future.suggested, state: throughText(each.state()) };
      });
      expect(futures[0]!.suggested.length).toBeGreaterThan(10);
      expect(futures[1]).toEqual(futures[0]);
      expect(futures[2]).toEqual(futures[0]);
    }
  });

  it('does not change a state that it gave or was given', () => {
    const space = treeSpace(BLOCKS);
    const method = make(space, 1);
    stumble(method, space, blockError, 40, 2).go();
    const given = method.state();
    const before = JSON.stringify(given);
    const other = make(space, { saved: given });
    stumble(method, space, blockError, 40, 3).go();
    stumble(other, space, blockError, 40, 4).go();
    expect(JSON.stringify(given)).toBe(before);
  });

  it('has finite numbers in its state, and suggests what the space can build', () => {
    const space = treeSpace(BLOCKS);
    const method = make(space, 3);
    const run = stumble(method, space, blockError, 150, 8);
    run.go();
    // JSON writes NaN and infinities as null, which is nowhere else.
    expect(JSON.stringify(method.state())).not.toContain('null');
    for (const { genotype, parents, generation } of run.suggested) {
      const choices = space.decisions(genotype).map(({ choice }) => choice);
      expect(space.build(() => choices.shift()!)).toEqual(genotype);
      expect(parents).toEqual([]);
      expect(generation).toBeGreaterThanOrEqual(1);
    }
  });

  it('can be asked many times before anything is told', () => {
    const method = make(LONG, 5);
    const suggestions = Array.from({ length: 40 }, () => ask(method));
    expect(new Set(suggestions.map(({ genotype }) => genotype)).size).toBe(40);
    for (const [i, suggestion] of suggestions.reverse().entries())
      method.tell(resultOf(suggestion, i, [wordError(suggestion.genotype)]));
    expect(ask(method).genotype).toHaveLength(20);
  });

  it('bears nothing but failures, infeasible ones and unknown repeats', () => {
    for (const [violation, repeat] of [
      [0, false],
      [1, false],
      [0, true],
      [1, true],
    ] as const) {
      const method = make(LONG, 6);
      for (let i = 0; i < 60; i++) method.tell(resultOf(ask(method), i, null, { violation, repeat }));
      expect(ask(method).genotype).toHaveLength(20);
      expect(JSON.stringify(method.state())).not.toContain('null');
    }
  });

  it('learns from results of what it never suggested', () => {
    const learned = (error: (word: string) => number) => {
      const method = make(SHORT, 8);
      const rng = createRng(2);
      for (let i = 0; i < 300; i++) {
        const genotype = SHORT.sample(rng);
        const foreign: Suggestion<string> = { genotype, generation: 3, operator: 'sample', parents: [1] };
        method.tell(resultOf(foreign, i, [error(genotype)]));
      }
      return mean(Array.from({ length: 40 }, () => wordError(ask(method).genotype)));
    };
    // The standard deviation of a mean of 40 errors is 0.021.
    expect(learned(wordError)).toBeLessThan(0.5 - 0.06);
    expect(learned((word) => -wordError(word))).toBeGreaterThan(0.5 + 0.06);
  });

  it('bears any note, and a genotype in the place of the one that it suggested', () => {
    const method = make(LONG, 8);
    const genotype = LONG.sample(createRng(2));
    for (let i = 0; i < 12; i++) {
      method.tell(resultOf({ ...ask(method), genotype }, i, [i]));
      for (const note of [null, 7, 'x', {}, { choices: [9] }, { choices: ['a'], logProbabilities: [] }])
        method.tell(resultOf({ ...ask(method), note }, i, [i]));
    }
    expect(ask(method).genotype).toHaveLength(20);
    expect(JSON.stringify(method.state())).not.toContain('null');
  });

  it('does not depend on the scale of objectives', () => {
    const run = (scale: number) =>
      runOneByOne(
        search(LONG, (origin) => make(LONG, origin), 4),
        (word) => [scale * wordError(word)],
        60,
      ).map(({ genotype }) => genotype);
    expect(run(2 ** 20)).toEqual(run(1));
  });

  it('reads several objectives by the scalarisation', () => {
    const second: Scalarisation = { weights: () => [1], value: (objectives) => objectives[1]! };
    const run = (read: Scalarisation, objectives: (error: number) => readonly number[]) =>
      runOneByOne(
        search(LONG, (origin) => make(LONG, origin, read), 4),
        (word) => objectives(wordError(word)),
        40,
      ).map(({ genotype }) => genotype);
    expect(run(second, (error) => [-error, error])).toEqual(run(FIRST_OBJECTIVE, (error) => [error]));
    expect(run(second, (error) => [-error, error])).not.toEqual(
      run(FIRST_OBJECTIVE, (error) => [-error, error]),
    );
  });

  it('beats random search by far on a long word', () => {
    const best = (method: Make, seed: number) =>
      Math.min(
        ...runOneByOne(
          search(LONG, (origin) => method(LONG, origin), seed),
          (word) => [wordError(word)],
          165,
        ).map(({ objectives }) => objectives![0]!),
      );
    const random = Array.from({ length: 5 }, (_, seed) =>
      best((space, origin) => randomSearch(space, origin), seed),
    );
    const found = Array.from({ length: 5 }, (_, seed) => best(make, seed));
    // The best of 165 words is 0.29 ± 0.02.
    expect(mean(random)).toBeGreaterThan(0.26);
    expect(mean(found)).toBeLessThan(name === 'UCT' ? mean(random) - 0.03 : 0.24);
  });

  it('beats random search where decisions depend on earlier ones', () => {
    const found = (method: Make) =>
      mean(
        Array.from({ length: 5 }, (_, seed) => {
          const space = treeSpace(BLOCKS);
          const done = runOneByOne(
            search(space, (origin) => method(space, origin), seed),
            (g) => [blockError(g)],
            80,
          );
          return mean(done.slice(40).map(({ objectives }) => objectives![0]!));
        }),
      );
    expect(found(make)).toBeLessThan(found((space, origin) => randomSearch(space, origin)) - 0.4);
  });

  it('learns to stay within a constraint', () => {
    // Of random words of 20 bits one in 17 has no more than six ones.
    const bits = wordSpace(20, 2);
    const ones = (word: string) => [...word].filter((bit) => bit === '1').length;
    const space: SearchSpace<string> = {
      ...bits,
      describe: (word) => ({ hash: word, violation: Math.max(0, ones(word) - 6), cheap: [] }),
    };
    const infeasible = (method: Make, seed: number) => {
      const strategy = search(space, (origin) => method(space, origin), seed);
      let count = 0;
      for (let told = 0; told < 60; ) {
        const answer = strategy.ask();
        if (answer.kind === 'infeasible' && told >= 30) count++;
        if (answer.kind !== 'evaluate') continue;
        strategy.tell({ candidate: answer.candidate, objectives: [1 - ones(answer.genotype) / 6] });
        told++;
      }
      return count;
    };
    const seeds = [1, 2, 3];
    const random = seeds.map((seed) => infeasible((some, origin) => randomSearch(some, origin), seed));
    expect(mean(random)).toBeGreaterThan(300);
    expect(mean(seeds.map((seed) => infeasible(make, seed)))).toBeLessThan(mean(random) / 2);
  });

  it('suggests new ones for as long as there are any', () => {
    const tiny = wordSpace(2, 3);
    const done = runOneByOne(
      search(tiny, (origin) => make(tiny, origin), 1),
      (word) => [Number(word)],
      20,
    );
    expect(new Set(done.map(({ genotype }) => genotype)).size).toBe(9);
    expect(done).toHaveLength(9);
  });
});

describe('foreign notes', () => {
  it('are not mistaken: PPO takes the note of another genotype as none', () => {
    const suggestion = (method: Method<string>): Suggestion<string> => ask(method);
    const tellTwo = (spoil: (told: Result<string>) => Result<string>) => {
      const method = ppo(LONG, { ...PPO_DEFAULTS, batch: 2, learningRate: 0.1 }, FIRST_OBJECTIVE, 1);
      for (let i = 0; i < 20; i++) {
        const told = suggestion(method);
        method.tell(resultOf(told, i, [wordError(told.genotype)]));
      }
      const [one, two] = [suggestion(method), suggestion(method)];
      const genotype = LONG.sample(createRng(77));
      method.tell(resultOf(one, 1, [1]));
      method.tell(spoil(resultOf({ ...two, genotype }, 2, [0])));
      return throughText(method.state());
    };
    const withoutNote = ({ note: _, ...rest }: Result<string>): Result<string> => rest;
    expect(tellTwo((told) => told)).toEqual(tellTwo(withoutNote));
  });
});
