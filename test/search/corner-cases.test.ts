import { describe, expect, it } from 'vitest';
import { averaged } from '../../src/search/averaged.ts';
import { defaultsOf, strategyOf } from '../../src/search/catalogue.ts';
import { inOrder } from '../../src/search/in-order.ts';
import type { Method, SearchSpace, Suggestion } from '../../src/search/method.ts';
import { annealing } from '../../src/search/methods/annealing.ts';
import { evolution } from '../../src/search/methods/evolution.ts';
import { localSearch } from '../../src/search/methods/local-search.ts';
import { moead } from '../../src/search/methods/moead.ts';
import { FIRST_OBJECTIVE, tchebycheff } from '../../src/search/scalarise.ts';
import { search } from '../../src/search/search.ts';
import { BY_HYPERVOLUME } from '../../src/search/selection/by-hypervolume.ts';
import { kernelDensity } from '../../src/search/selection/density.ts';
import type { Strategy } from '../../src/search/strategy.ts';
import { individualsWith, resultOf, runOneByOne, wordSpace } from './spaces.ts';

const LENGTH = 24;
const onesIn = (bits: string) => [...bits].filter((bit) => bit === '1').length;
const capped = (cap: number): SearchSpace<string> => ({
  ...wordSpace(LENGTH, 2),
  mutate: (bits, rng) => {
    const place = rng.int(LENGTH);
    return [...bits]
      .map((bit, i) => (i === place || rng.chance(1 / LENGTH) ? (bit === '1' ? '0' : '1') : bit))
      .join('');
  },
  describe: (bits) => ({ hash: bits, violation: Math.max(0, onesIn(bits) - cap), cheap: [] }),
});
const evaluate = (bits: string) => [onesIn(bits.slice(0, 12)), onesIn(bits.slice(12))];
const strategy = (id: string, seed: number, cap: number, parameters = {}) => {
  const info = strategyOf(id);
  const space = capped(cap);
  return search(
    space,
    (from) =>
      info.create(
        space,
        { ...defaultsOf(info), ...parameters },
        tchebycheff(2, (o) => o),
        from,
      ),
    seed,
  );
};
const ask = (method: Method<string>) => method.ask() as Suggestion<string>;

describe('a tight cap', () => {
  it.each([
    ['nsga2', {}],
    ['nsga2', { update: 'generations', population: 12 }],
    ['nsga3', {}],
    ['sms-emoa', {}],
    ['aging-evolution', {}],
  ])('%s %j finds its way into a cap that one sample in 56,000 keeps', (id, parameters) => {
    for (let seed = 1; seed <= 10; seed++)
      expect(runOneByOne(strategy(id, seed, 2, parameters), evaluate, 30)).toHaveLength(30);
  });
  it('mutates nothing because of constraints', () => {
    const words = { ...wordSpace(8, 4), mutate: (word: string) => `${word}m` };
    let next = 0;
    const method = {
      ask: () => ({ genotype: `${next++}!`, generation: 1, operator: 'sample' as const, parents: [] }),
      tell: () => undefined,
      state: () => null,
    };
    const s = search(
      { ...words, describe: (w: string) => ({ hash: w, violation: 1, cheap: [] }) },
      () => method,
      1,
    );
    for (let i = 0; i < 300; i++) expect(s.ask()).toMatchObject({ kind: 'infeasible', genotype: `${i}!` });
  });
});

it('local search climbs on after the ledger has mutated its suggestions', () => {
  const space = wordSpace(3, 5);
  const s = search(
    space,
    (origin) =>
      localSearch(space, { improvement: 'best', initial: 1, neighbours: 64 }, FIRST_OBJECTIVE, origin),
    3,
  );
  const done = runOneByOne(s, (w) => [[...w].reduce((h, c) => (h * 31 + Number(c) * 7) % 17, 1)], 125);
  expect(done).toHaveLength(125);
  expect((s.state() as { method: { open: number } }).method.open).toBeLessThan(2);
});

it('the note comes back', () => {
  const told: unknown[] = [];
  const space = wordSpace(4, 3);
  const s = search(
    space,
    () => ({
      ask: () => ({
        genotype: '0000',
        generation: 1,
        operator: 'policy' as const,
        parents: [],
        note: 'mine',
      }),
      tell: (r) => told.push(r.note),
      state: () => null,
    }),
    1,
  );
  runOneByOne(s, () => [0], 10);
  expect(new Set(told)).toEqual(new Set(['mine']));
});

it('a sample beside the round does not take the place of a better neighbour', () => {
  const space = wordSpace(1, 3);
  const method = localSearch(space, { improvement: 'best', initial: 1, neighbours: 64 }, FIRST_OBJECTIVE, 1);
  method.tell(resultOf(ask(method), 1, [10]));
  const [first, second, extra] = [ask(method), ask(method), ask(method)];
  method.tell(resultOf(first, 2, [5]));
  method.tell(resultOf(extra, 4, [8]));
  method.tell(resultOf(second, 3, [9]));
  expect(ask(method).parents).toEqual([2]);
});

it('annealing measures its temperature on all samples, whatever is drawn twice', () => {
  let moved = 0;
  for (let seed = 0; seed < 200; seed++) {
    const method = annealing(
      wordSpace(4, 2),
      { initial: 2, temperature: 1, cooling: 1 },
      FIRST_OBJECTIVE,
      seed,
    );
    method.tell(resultOf(ask(method), 1, [0]));
    method.tell(resultOf(ask(method), 1, [0], { repeat: true }));
    method.tell(resultOf(ask(method), 2, [2]));
    method.tell(resultOf(ask(method), 3, [0.5]));
    if (ask(method).parents[0] === 3) moved++;
  }
  expect(moved).toBeGreaterThan(80);
});

it('the mean does not depend on which training is done first', () => {
  const heard: unknown[] = [];
  const orders = [
    [0.1, 0.2, 0.3],
    [0.3, 0.2, 0.1],
  ];
  for (const order of orders) {
    const strategyOfOne: Strategy<string> = {
      ask: () => ({
        kind: 'evaluate',
        candidate: 1,
        genotype: '',
        hash: '',
        generation: 1,
        operator: 'sample',
        parents: [],
      }),
      tell: ({ objectives }) => heard.push(objectives![0]),
      state: () => null,
    };
    const three = averaged(strategyOfOne, 3);
    for (let i = 0; i < 3; i++) three.ask();
    for (const value of order) three.tell({ candidate: 1, objectives: [value] });
  }
  expect(heard[0]).toBe(heard[1]);
});

it('the ends of a front stay', () => {
  const front = [
    [0, 1],
    [0.001, 0.5],
    [0.5, 0.4],
    [1, 0],
  ];
  const kept = BY_HYPERVOLUME.survivors(individualsWith(front), 3);
  expect(kept).toContain(0);
  expect(kept).toContain(3);
});

it('an axis on which all are equal says nothing, whatever its rounding', () => {
  expect(kernelDensity([[0.1], [0.1], [0.1]])([0.2])).toBe(1);
});

it('generations do not go back, nor begin again, where the update is changed', () => {
  const space = wordSpace(8, 4);
  const options = (offspring: number) =>
    ({
      population: 4,
      offspring,
      ordering: 'value',
      parents: 'tournament',
      tournament: 2,
      survivors: 'worst',
      crossoverRate: 0,
      brood: 1,
    }) as const;
  let method = evolution(space, options(4), FIRST_OBJECTIVE, 1);
  const said: Suggestion<string>[] = [];
  const step = () => {
    said.push(ask(method));
    method.tell(resultOf(said.at(-1)!, said.length, [said.length]));
  };
  for (let i = 0; i < 18; i++) step();
  method = evolution(space, options(1), FIRST_OBJECTIVE, { saved: method.state() });
  for (let i = 0; i < 3; i++) step();
  method = evolution(space, options(4), FIRST_OBJECTIVE, { saved: method.state() });
  for (let i = 0; i < 8; i++) step();
  const generations = said.map(({ generation }) => generation);
  expect(generations).toEqual(generations.toSorted((a, b) => a - b));
  expect(said.slice(4).map(({ operator }) => operator)).not.toContain('sample');
});

it('MOEA/D finds its way into a cap that no sample keeps', () => {
  for (let seed = 1; seed <= 10; seed++)
    expect(runOneByOne(strategy('moead', seed, 2), evaluate, 30)).toHaveLength(30);
});

it('what breaks less has more children', () => {
  const method = moead(
    wordSpace(4, 3),
    { population: 2, neighbours: 2, locality: 1, replaces: 2, crossoverRate: 0 },
    1,
  );
  for (const candidate of [1, 2])
    method.tell(resultOf(ask(method), candidate, null, { violation: 9 - candidate }));
  expect(ask(method).operator).toBe('mutation');
});

it('a strategy that waits is not asked again after its state was restored', () => {
  let asked = 0;
  const waiting: Strategy<string> = {
    ask: () =>
      asked++ === 0
        ? {
            kind: 'evaluate',
            candidate: 1,
            genotype: '',
            hash: '',
            generation: 1,
            operator: 'sample',
            parents: [],
          }
        : { kind: 'wait' },
    tell: () => undefined,
    state: () => null,
  };
  const ordered = inOrder(waiting, 4);
  ordered.ask();
  ordered.ask();
  const restored = inOrder(waiting, 4, ordered.state());
  const before = asked;
  restored.ask();
  expect(asked).toBe(before);
});
