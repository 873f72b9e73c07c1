import { describe, expect, it } from 'vitest';
import type { Method, Origin, SearchSpace, Suggestion } from '../../../src/search/method.ts';
import { BANANAS_DEFAULTS, bananas } from '../../../src/search/methods/bananas.ts';
import { NASBOWL_DEFAULTS, nasbowl } from '../../../src/search/methods/nasbowl.ts';
import { RANDOM_FOREST_DEFAULTS, randomForest } from '../../../src/search/methods/random-forest.ts';
import {
  type Predictor,
  type SurrogateSearchOptions,
  surrogateSearch,
  type Task,
} from '../../../src/search/methods/surrogate-search.ts';
import { TPE_DEFAULTS, tpe } from '../../../src/search/methods/tpe.ts';
import { FIRST_OBJECTIVE, type Scalarisation, tchebycheff } from '../../../src/search/scalarise.ts';
import { search } from '../../../src/search/search.ts';
import { createRng } from '../../../src/space/random.ts';
import { BLOCKS, blockError, treeSpace } from '../policies/tree-space.ts';
import { resultOf, runOneByOne, wordSpace } from '../spaces.ts';

type Make = <G>(space: SearchSpace<G>, origin: Origin, scalarisation?: Scalarisation) => Method<G>;

const SMALL = { pool: 60, fresh: 20, parents: 4 };
const FAST = { ...SMALL, epochs: 5, networks: 2 };
const methods: readonly (readonly [string, Make])[] = [
  ['TPE', (space, origin, read = FIRST_OBJECTIVE) => tpe(space, TPE_DEFAULTS, read, origin)],
  [
    'NASBOWL',
    (space, origin, read = FIRST_OBJECTIVE) =>
      nasbowl(space, { ...NASBOWL_DEFAULTS, ...SMALL }, read, origin),
  ],
  [
    'NASBOWL that forgets',
    (space, origin, read = FIRST_OBJECTIVE) =>
      nasbowl(space, { ...NASBOWL_DEFAULTS, ...SMALL, limit: 16 }, read, origin),
  ],
  [
    'random forest',
    (space, origin, read = FIRST_OBJECTIVE) =>
      randomForest(space, { ...RANDOM_FOREST_DEFAULTS, ...SMALL }, read, origin),
  ],
  [
    'BANANAS on paths',
    (space, origin, read = FIRST_OBJECTIVE) => bananas(space, { ...BANANAS_DEFAULTS, ...FAST }, read, origin),
  ],
  [
    'BANANAS on decisions',
    (space, origin, read = FIRST_OBJECTIVE) =>
      bananas(space, { ...BANANAS_DEFAULTS, ...FAST, encoding: 'decisions' }, read, origin),
  ],
];

const ask = <G>(method: Method<G>): Suggestion<G> => {
  const asked = method.ask();
  if (typeof asked === 'string') throw new Error(asked);
  return asked;
};
const throughText = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

/**
 * Suggestions of a run with up to five open, told out of order; some fail, some break a constraint, some are repeats, some
 * have no finite objectives, and some results belong to nothing that was asked.
 */
function stumble<G>(
  method: Method<G>,
  space: SearchSpace<G>,
  evaluate: (genotype: G) => readonly number[],
  steps: number,
  seed: number,
): G[] {
  const rng = createRng(seed);
  const open: Suggestion<G>[] = [];
  const suggested: G[] = [];
  for (let i = 0; i < steps; i++) {
    if (open.length === 0 || (open.length < 5 && rng.chance(0.6))) {
      open.push(ask(method));
      suggested.push(open.at(-1)!.genotype);
      continue;
    }
    const [suggestion] = open.splice(rng.int(open.length), 1) as [Suggestion<G>];
    const genotype = rng.chance(0.2) ? space.sample(rng) : suggestion.genotype;
    const violation = rng.chance(0.2) ? rng.float() : 0;
    const failed = violation > 0 || rng.chance(0.1);
    const objectives = rng.chance(0.1) ? [Number.POSITIVE_INFINITY, Number.NaN] : evaluate(genotype);
    const { hash } = space.describe(genotype);
    method.tell(
      resultOf({ ...suggestion, genotype }, i + 1, failed ? null : objectives, {
        hash,
        violation,
        repeat: rng.chance(0.2),
      }),
    );
  }
  return suggested;
}

describe.each(methods)('%s', (_, make) => {
  const blocks = treeSpace(BLOCKS);
  const both = tchebycheff(2, (objectives) => objectives);
  const evaluate = (genotype: Parameters<typeof blockError>[0]) => [
    blockError(genotype),
    JSON.stringify(genotype).length / 100,
  ];

  it('goes on from a saved state, or its text, with the same suggestions; the state stays as it was', () => {
    for (const steps of [0, 1, 30, 110]) {
      const method = make(blocks, 42, both);
      stumble(method, blocks, evaluate, steps, 9);
      const open = Array.from({ length: 3 }, () => ask(method));
      const state = method.state();
      const text = JSON.stringify(state);
      expect(throughText(state)).toEqual(state);
      const futures = [
        method,
        make(blocks, { saved: state }, both),
        make(blocks, { saved: throughText(state) }, both),
      ].map((each) => {
        for (const [i, suggestion] of open.toReversed().entries())
          each.tell(
            resultOf(suggestion, 200 + i, evaluate(suggestion.genotype), {
              hash: blocks.describe(suggestion.genotype).hash,
            }),
          );
        return { suggested: stumble(each, blocks, evaluate, 50, 5), state: throughText(each.state()) };
      });
      expect(futures[0]!.suggested.length).toBeGreaterThan(15);
      expect(futures[1]).toEqual(futures[0]);
      expect(futures[2]).toEqual(futures[0]);
      expect(JSON.stringify(state)).toBe(text);
    }
  });

  it('suggests nothing twice, however many are open', () => {
    const space = wordSpace(6, 3);
    const method = make(space, 3);
    for (let i = 1; i <= 12; i++) {
      const suggestion = ask(method);
      const { genotype } = suggestion;
      method.tell(resultOf(suggestion, i, [Number(genotype)], { hash: genotype }));
    }
    // What others evaluate is not suggested either.
    const foreign = { genotype: '000000', generation: 1, operator: 'sample', parents: [] } as const;
    method.tell(resultOf(foreign, 13, [0], { hash: '000000' }));
    const open = Array.from({ length: 100 }, () => ask(method).genotype);
    expect(new Set(open).size).toBe(100);
    expect(open).not.toContain('000000');
  });

  it('learns from results that it did not ask for', () => {
    const space = {
      ...wordSpace(8, 2),
      // A single path of eight letters would be like no other.
      paths: (word: string) => [...word].map((letter, place) => `${place}:${letter}`),
    };
    const ones = (word: string) => [...word].filter((letter) => letter === '1').length;
    const method = make(space, 8);
    const rng = createRng(1);
    const told = new Set<string>();
    for (let i = 1; i <= 60; i++) {
      const genotype = space.sample(rng);
      // Those that are nearly best are left to be found.
      if (told.has(genotype) || ones(genotype) > 5) continue;
      told.add(genotype);
      const result = { genotype, generation: 1, operator: 'sample', parents: [] } as const;
      method.tell(resultOf(result, i, [-ones(genotype)], { hash: genotype }));
    }
    const suggested = Array.from({ length: 8 }, () => ask(method));
    expect(suggested.some(({ operator }) => operator === 'acquisition')).toBe(true);
    const mean = suggested.reduce((sum, { genotype }) => sum + ones(genotype), 0) / 8;
    // A sample has 4.
    expect(mean).toBeGreaterThan(4.9);
  });

  it('finds its way into a cap that one sample in 56,000 keeps', () => {
    const space = {
      ...wordSpace(24, 2),
      describe: (word: string) => ({
        hash: word,
        violation: Math.max(0, [...word].filter((letter) => letter === '1').length - 2),
        cheap: [],
      }),
    };
    const strategy = search(space, (origin) => make(space, origin), 4);
    const found = runOneByOne(strategy, (word) => [word.indexOf('1')], 25);
    expect(found).toHaveLength(25);
  });
});

/** A predictor that shows what it was asked, and finds words the better the larger they are as numbers. */
function spy(options: Partial<SurrogateSearchOptions>, climb?: Predictor<string, number>['climb']) {
  const tasks: Task<number>[] = [];
  const predictor: Predictor<string, number> = {
    features: (word) => Number(word),
    learn(task) {
      tasks.push(task);
      return (word) => word;
    },
    ...(climb && { climb }),
    state: () => null,
  };
  const all = {
    initial: 3,
    pool: 40,
    fresh: 20,
    parents: 2,
    mutated: 0.5,
    batch: 1,
    randomFraction: 0,
    limit: 100,
    ...options,
  };
  const space = wordSpace(4, 4);
  const method = surrogateSearch(space, all, FIRST_OBJECTIVE, 7, () => predictor);
  let candidate = 0;
  const tell = (word: string, objectives: readonly number[] | null, what = {}) => {
    const result = { genotype: word, generation: 1, operator: 'sample', parents: [] } as const;
    method.tell(resultOf(result, ++candidate, objectives, { hash: word, ...what }));
  };
  return { tasks, method, tell };
}

describe('the loop of a search with a predictor', () => {
  it('samples until enough is evaluated, then takes the most worth of the pool', () => {
    const { tasks, method, tell } = spy({});
    for (const word of ['0000', '0001']) tell(word, [Number(word)]);
    tell('1111', null);
    expect(ask(method)).toMatchObject({ operator: 'sample', parents: [] });
    expect(tasks).toHaveLength(0);
    tell('0002', [2]);
    const { operator, genotype } = ask(method);
    expect(operator).toBe('acquisition');
    // Of ten samples or more, the largest is no small one.
    expect(Number(genotype)).toBeGreaterThan(2000);
    expect(tasks).toHaveLength(1);
  });

  it('learns what was evaluated; what failed is as bad as the worst, and what broke a constraint or repeats is left out', () => {
    const { tasks, method, tell } = spy({});
    tell('0001', [1]);
    tell('0002', [5]);
    tell('0003', null);
    tell('0010', null, { violation: 2 });
    tell('0001', [1], { repeat: true });
    tell('0011', [Number.POSITIVE_INFINITY]);
    tell('0012', [3]);
    ask(method);
    expect(tasks[0]).toMatchObject({ examples: [1, 2, 3, 11, 12], values: [1, 5, 5, 5, 3], open: [] });
  });

  it('shows the predictor what is open, until it is told', () => {
    const { tasks, method, tell } = spy({});
    for (const word of ['0000', '0001', '0002']) tell(word, [0]);
    const first = ask(method).genotype;
    const second = ask(method).genotype;
    ask(method);
    expect(tasks.map(({ open }) => open)).toEqual([[], [Number(first)], [Number(first), Number(second)]]);
    tell(first, [1]);
    ask(method);
    expect(tasks[3]!.open).not.toContain(Number(first));
    expect(tasks[3]!.examples).toContain(Number(first));
  });

  it('names as parents what a candidate was mutated from: the best examples', () => {
    const { method, tell } = spy({ mutated: 1, parents: 2 });
    for (const [word, value] of [
      ['0000', 3],
      ['3000', 1],
      ['0300', 2],
      ['0030', 4],
    ] as const)
      tell(word, [value]);
    for (let i = 0; i < 6; i++) {
      const { genotype, parents } = ask(method);
      expect(parents).toHaveLength(1);
      const parent = { 2: '3000', 3: '0300' }[parents[0] as 2 | 3];
      expect([...genotype].filter((letter, place) => letter !== parent?.[place])).toHaveLength(1);
    }
  });

  it('takes a batch from one ranking, the best first, and nothing of it that became known', () => {
    const { tasks, method, tell } = spy({ batch: 4, fresh: 40 });
    for (const word of ['0000', '0001', '0002']) tell(word, [0]);
    const first = Number(ask(method).genotype);
    const queue = (method.state() as { queue: { genotype: string }[] }).queue.map(({ genotype }) => genotype);
    expect(queue).toHaveLength(3);
    tell(queue[0]!, [0]);
    const rest = [ask(method), ask(method)].map(({ genotype }) => Number(genotype));
    expect(rest).toEqual(queue.slice(1).map(Number));
    expect([first, ...queue.map(Number)]).toEqual([first, ...queue.map(Number)].toSorted((a, b) => b - a));
    expect(tasks).toHaveLength(1);
    ask(method);
    expect(tasks).toHaveLength(2);
  });

  it('climbs from the best candidates by their mutations', () => {
    const climb = { rounds: 8, starts: 3, neighbours: 12 };
    const { method, tell } = spy({}, climb);
    for (const word of ['0000', '0001', '0002']) tell(word, [0]);
    // Without, one of 20 samples of 256 is rarely the best.
    expect(ask(method).genotype).toBe('3333');
  });

  it('keeps the better half and the latest quarter of what is too much to learn', () => {
    const { tasks, method, tell } = spy({ limit: 8 });
    // The best come first, then they get worse.
    for (let i = 0; i < 9; i++) tell(`000${i}`, [i]);
    ask(method);
    expect(tasks[0]!.examples).toEqual([0, 1, 2, 3, 7, 8]);
  });
});
