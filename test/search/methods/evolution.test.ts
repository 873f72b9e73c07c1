import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultsOf, strategyOf } from '../../../src/search/catalogue.ts';
import type { Method, Problem, SearchSpace, Suggestion } from '../../../src/search/method.ts';
import { type EvolutionOptions, evolution } from '../../../src/search/methods/evolution.ts';
import { hypervolume } from '../../../src/search/pareto.ts';
import { FIRST_OBJECTIVE, tchebycheff } from '../../../src/search/scalarise.ts';
import { search } from '../../../src/search/search.ts';
import { kernelDensity } from '../../../src/search/selection/density.ts';
import type { Answer, Strategy } from '../../../src/search/strategy.ts';
import { askUntilWait, deviation, resultOf, wordSpace } from '../spaces.ts';

const OPTIONS: EvolutionOptions = {
  population: 4,
  offspring: 1,
  ordering: 'value',
  parents: 'tournament',
  tournament: 1,
  survivors: 'worst',
  crossoverRate: 0,
  brood: 1,
};

/** Genotypes that say how they were made. */
const family: Problem<string> = {
  sample: () => 's',
  mutate: (genotype) => `m(${genotype})`,
  crossover: (a, b) => [`${a}×${b}`, `${b}×${a}`],
  describe: (genotype) => ({ hash: genotype, violation: 0, cheap: [] }),
};

const evolve = (options: Partial<EvolutionOptions> = {}, seed = 1, problem: Problem<string> = family) =>
  evolution(problem, { ...OPTIONS, ...options }, FIRST_OBJECTIVE, seed);

const ask = <G>(method: Method<G>): Suggestion<G> => {
  const said = method.ask();
  if (typeof said === 'string') throw new Error(`It says ${said}.`);
  return said;
};

/** What an individual came to: a value, a violation, or a failure. */
type Fate = { readonly value: number } | { readonly violation: number } | 'failed';
const fateOf = (candidate: number, suggestion: Suggestion<string>, fate: Fate) =>
  fate === 'failed'
    ? resultOf(suggestion, candidate, null)
    : 'value' in fate
      ? resultOf(suggestion, candidate, [fate.value])
      : resultOf(suggestion, candidate, null, { violation: fate.violation });

/** Samples with these fates, told in the order of `told` (from 0): candidate numbers are by the order of asking. */
function begun(method: Method<string>, fates: readonly Fate[], told = [...fates.keys()]): void {
  const samples = fates.map(() => ask(method));
  for (const { operator } of samples) expect(operator).toBe('sample');
  for (const i of told) method.tell(fateOf(i + 1, samples[i]!, fates[i]!));
}

/** The population, where tournaments are of one and drawn from permutations: so many parents are all members. */
const membersOf = (method: Method<string>, size: number): number[] =>
  Array.from({ length: size }, () => ask(method).parents[0]!).sort((a, b) => a - b);

const value = (...values: readonly number[]): Fate[] => values.map((each) => ({ value: each }));
const tellNext = (method: Method<string>, candidate: number, fate: Fate) =>
  method.tell(fateOf(candidate, ask(method), fate));

describe('who goes', () => {
  it('is the worst: the newcomer, if it is that', () => {
    const method = evolve();
    begun(method, value(5, 3, 9, 4));
    tellNext(method, 5, { value: 1 });
    expect(membersOf(method, 4)).toEqual([1, 2, 4, 5]);
    tellNext(method, 6, { value: 8 });
    expect(membersOf(method, 4)).toEqual([1, 2, 4, 5]);
    // Of equals the older goes.
    tellNext(method, 7, { value: 5 });
    expect(membersOf(method, 4)).toEqual([2, 4, 5, 7]);
  });

  it('is the oldest, however good, by when it was proposed', () => {
    const method = evolve({ survivors: 'oldest' });
    begun(method, value(1, 9, 9, 9), [3, 0, 2, 1]);
    tellNext(method, 5, { value: 8 });
    expect(membersOf(method, 4)).toEqual([2, 3, 4, 5]);
    tellNext(method, 6, { value: 99 });
    expect(membersOf(method, 4)).toEqual([3, 4, 5, 6]);
  });

  it('is nobody', () => {
    const method = evolve({ survivors: 'none' });
    begun(method, value(1, 2, 3, 4));
    tellNext(method, 5, { value: 99 });
    tellNext(method, 6, 'failed');
    tellNext(method, 7, { violation: 3 });
    expect(membersOf(method, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('is whoever is dominated, however many are left', () => {
    const method = evolve({ survivors: 'front' });
    const tell = (candidate: number, objectives: readonly number[]) =>
      method.tell(resultOf(ask(method), candidate, objectives));
    for (const [i, point] of [
      [5, 5],
      [3, 7],
      [7, 3],
      [6, 6],
    ].entries())
      tell(i + 1, point);
    expect(membersOf(method, 3)).toEqual([1, 2, 3]);
    for (const [i, point] of [
      [1, 9],
      [9, 1],
      [2, 8],
      [8, 2],
    ].entries())
      tell(i + 5, point);
    expect(membersOf(method, 7)).toEqual([1, 2, 3, 5, 6, 7, 8]);
    tell(9, [1, 1]);
    expect(membersOf(method, 1)).toEqual([9]);
  });

  it('is a tournament’s loser: of pairs the best never, the worst of five in four of ten', () => {
    const counts = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < 2000; seed++) {
      const method = evolve({ survivors: 'loser', tournament: 2 }, seed);
      begun(method, value(1, 2, 3, 4));
      tellNext(method, 5, { value: 5 });
      const { population } = method.state() as { population: readonly { candidate: number }[] };
      const left = population.map(({ candidate }) => candidate);
      expect(left).toHaveLength(4);
      for (let candidate = 1; candidate <= 5; candidate++)
        if (!left.includes(candidate)) counts[candidate - 1]!++;
    }
    expect(counts[0]).toBe(0);
    // Of the ten pairs the k-th best is the worse one in k − 1.
    expect(deviation(counts, [0, 0.1, 0.2, 0.3, 0.4])).toBeLessThan(4);
  });

  it('is the worst of all where everybody is in the tournament', () => {
    const method = evolve({ survivors: 'loser', tournament: 1000 });
    begun(method, value(1, 2, 7, 4));
    tellNext(method, 5, { value: 5 });
    const { population } = method.state() as { population: readonly { candidate: number }[] };
    expect(population.map(({ candidate }) => candidate).sort()).toEqual([1, 2, 4, 5]);
  });

  const fate = fc.oneof(
    { weight: 3, arbitrary: fc.nat(6).map((each): Fate => ({ value: each })) },
    fc.integer({ min: 1, max: 5 }).map((violation): Fate => ({ violation })),
    fc.constant<Fate>('failed'),
  );

  it('is first who failed or breaks a constraint, most first; then by the rule', () => {
    const size = 4;
    const isFeasible = (each: Fate) => each !== 'failed' && 'value' in each;
    const badness = (each: Fate) => (each !== 'failed' && 'violation' in each ? each.violation : 1e9);
    fc.assert(
      fc.property(
        fc.array(fate, { minLength: size, maxLength: 14 }),
        fc.constantFrom('worst' as const, 'oldest' as const),
        fc.infiniteStream(fc.nat()),
        (fates, survivors, chance) => {
          const order = [...fates.keys()];
          for (let i = order.length - 1; i > 0; i--) {
            const j = chance.next().value % (i + 1);
            [order[i], order[j]] = [order[j]!, order[i]!];
          }
          const method = evolve({ survivors, population: size });
          begun(method, fates, order);
          let expected: number[] = [];
          for (const i of order) {
            const all = [...expected, i];
            const feasible = all.filter((each) => isFeasible(fates[each]!));
            const others = all
              .filter((each) => !isFeasible(fates[each]!))
              .sort((a, b) => badness(fates[a]!) - badness(fates[b]!) || a - b);
            const valueOfFate = (each: number) => (fates[each] as { value: number }).value;
            if (survivors === 'worst') feasible.sort((a, b) => valueOfFate(a) - valueOfFate(b) || b - a);
            else feasible.sort((a, b) => b - a);
            expected = [...feasible, ...others].slice(0, size);
          }
          expect(membersOf(method, size)).toEqual(expected.map((i) => i + 1).sort((a, b) => a - b));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is nobody of an empty front: the least infeasible stay', () => {
    const method = evolve({ survivors: 'front', population: 2 });
    begun(method, [{ violation: 3 }, 'failed', { violation: 1 }, { violation: 2 }]);
    expect(membersOf(method, 2)).toEqual([3, 4]);
    tellNext(method, 5, { value: 7 });
    expect(membersOf(method, 1)).toEqual([5]);
  });
});

describe('parents', () => {
  it('are everybody once before anybody twice, in tournaments of one', () => {
    const method = evolve();
    begun(method, value(4, 3, 2, 1));
    for (let round = 0; round < 3; round++) expect(membersOf(method, 4)).toEqual([1, 2, 3, 4]);
  });

  it('are of disjoint tournaments: of pairs the best wins one in each round, the worst none', () => {
    const method = evolve({ population: 6, tournament: 2 }, 3);
    begun(method, value(6, 5, 4, 3, 2, 1));
    for (let round = 0; round < 20; round++) {
      const winners = Array.from({ length: 3 }, () => ask(method).parents[0]!);
      expect(winners.filter((candidate) => candidate === 6)).toHaveLength(1);
      expect(winners).not.toContain(1);
      expect(new Set(winners).size).toBe(3);
    }
  });

  it('are the better the larger the tournament: the r-th of n is the best of k', () => {
    const choose = (n: number, k: number): number =>
      k === 0 ? 1 : n < k ? 0 : (choose(n - 1, k - 1) * n) / k;
    for (const tournament of [2, 3, 8]) {
      const counts = new Array<number>(8).fill(0);
      for (let seed = 0; seed < 1500; seed++) {
        const method = evolve({ population: 8, tournament }, seed);
        begun(method, value(1, 2, 3, 4, 5, 6, 7, 8));
        counts[ask(method).parents[0]! - 1]!++;
      }
      const expected = counts.map((_, r) => choose(7 - r, tournament - 1) / choose(8, tournament));
      expect(deviation(counts, expected)).toBeLessThan(4);
    }
  });

  it('are of equals either', () => {
    const counts = [0, 0];
    for (let seed = 0; seed < 1000; seed++) {
      const method = evolve({ population: 2, tournament: 2 }, seed);
      begun(method, value(1, 1));
      counts[ask(method).parents[0]! - 1]!++;
    }
    expect(deviation(counts, [0.5, 0.5])).toBeLessThan(4);
  });

  it('are feasible where anybody is, else those that break least', () => {
    const method = evolve({ tournament: 4 });
    begun(method, [{ violation: 2 }, 'failed', { violation: 1 }, { violation: 3 }]);
    for (let i = 0; i < 5; i++) expect(ask(method).parents).toEqual([3]);
    tellNext(method, 5, { value: 1e9 });
    for (let i = 0; i < 5; i++) expect(ask(method).parents).toEqual([5]);
  });

  it('are of the front, inverse to the density of cheap objectives', () => {
    // Four members of one size and one of another on the front; one that is dominated, of a size of its own.
    const sizes = [1, 1, 1, 1, 4, 100];
    const points = [
      [1, 9],
      [2, 8],
      [3, 7],
      [4, 6],
      [5, 5],
      [6, 9],
    ];
    const density = kernelDensity(sizes.slice(0, 5).map((size) => [size]));
    const weights = sizes.map((size, i) => (i < 5 ? 1 / density([size]) : 0));
    const sum = weights.reduce((a, b) => a + b);
    const method = evolve({ parents: 'density', population: 6, survivors: 'none' });
    const samples = points.map(() => ask(method));
    for (const [i, point] of points.entries())
      method.tell(resultOf(samples[i]!, i + 1, point, { cheap: [sizes[i]!] }));
    const counts = points.map(() => 0);
    for (let i = 0; i < 5000; i++) counts[ask(method).parents[0]! - 1]!++;
    expect(counts[5]).toBe(0);
    expect(counts[4]!).toBeGreaterThan(2 * counts[0]!);
    expect(
      deviation(
        counts,
        weights.map((weight) => weight / sum),
      ),
    ).toBeLessThan(4);
  });

  it('are the least infeasible where the front is empty', () => {
    const method = evolve({ parents: 'density', survivors: 'none' });
    begun(method, ['failed', { violation: 2 }, { violation: 1 }, { violation: 1 }]);
    for (let i = 0; i < 5; i++) expect(ask(method).parents).toEqual([3]);
  });
});

describe('children', () => {
  it('are mutated copies, or have two parents and are mutated all the same', () => {
    const mutating = evolve();
    begun(mutating, value(1, 2, 3, 4));
    expect(ask(mutating)).toMatchObject({ genotype: 'm(s)', operator: 'mutation' });
    const named: Problem<string> = { ...family, sample: (rng) => `s${rng.int(1000)}` };
    const mating = evolve({ crossoverRate: 1 }, 2, named);
    const samples = Array.from({ length: 4 }, () => ask(mating));
    for (const [i, each] of samples.entries()) mating.tell(resultOf(each, i + 1, [i]));
    const [first, second, third] = [ask(mating), ask(mating), ask(mating)];
    const [mother, father] = first.parents.map((candidate) => samples[candidate - 1]!.genotype);
    expect(mother).not.toBe(father);
    expect(first).toMatchObject({ genotype: `m(${mother}×${father})`, operator: 'crossover + mutation' });
    // Both children of a crossover are used.
    expect(second).toMatchObject({ genotype: `m(${father}×${mother})`, parents: first.parents });
    expect(third.parents).not.toEqual(first.parents);
  });

  it('are not the other one of parents that another population had', () => {
    const twins: Problem<string> = { ...family, crossover: () => ['first', 'second'] };
    const method = evolve({ crossoverRate: 1 }, 1, twins);
    begun(method, value(1, 2, 3, 4));
    for (let candidate = 5; candidate < 10; candidate++) {
      const said = ask(method);
      expect(said.genotype).toBe('m(first)');
      method.tell(resultOf(said, candidate, [9]));
    }
    expect([ask(method).genotype, ask(method).genotype]).toEqual(['m(first)', 'm(second)']);
  });

  it('have two parents as often as they should', () => {
    const single: Problem<string> = { ...family, crossover: (a, b) => [a + b] };
    const method = evolve({ crossoverRate: 0.3 }, 1, single);
    begun(method, value(1, 2, 3, 4));
    const counts = [0, 0];
    for (let i = 0; i < 3000; i++) counts[Number(ask(method).parents.length === 1)]!++;
    expect(deviation(counts, [0.3, 0.7])).toBeLessThan(4);
  });

  it('have one parent where there is only one', () => {
    const method = evolve({ population: 1, crossoverRate: 1 });
    begun(method, value(1));
    expect(ask(method)).toMatchObject({ operator: 'mutation', parents: [1] });
  });

  it('come from broods, of which the one where few are on the front is chosen', () => {
    let bred = 0;
    const breeding: Problem<string> = {
      ...family,
      mutate: (_, rng) => {
        bred++;
        return rng.chance(0.9) ? 'near' : 'far';
      },
      describe: (genotype) => ({ hash: genotype, violation: 0, cheap: [genotype === 'far' ? 1000 : 0] }),
    };
    const share = (brood: number) => {
      const method = evolve({ brood, parents: 'density', survivors: 'front' }, brood, breeding);
      const samples = [0, 1, 2, 3].map(() => ask(method));
      for (const [i, each] of samples.entries())
        method.tell(resultOf(each, i + 1, [i, -i], { cheap: [i % 2] }));
      bred = 0;
      let far = 0;
      for (let i = 0; i < 2000; i++) if (ask(method).genotype === 'far') far++;
      expect(bred).toBe(2000 * brood);
      return far;
    };
    const near = 1 / kernelDensity([[0], [1], [0], [1]])([0]);
    // Among k far ones in a brood one of them is drawn with 1000 k / (1000 k + near (brood − k)).
    for (const brood of [1, 6]) {
      let expected = 0;
      for (let k = 1, ways = 1; k <= brood; k++) {
        ways = (ways * (brood - k + 1)) / k;
        expected += (ways * 0.1 ** k * 0.9 ** (brood - k) * 1000 * k) / (1000 * k + near * (brood - k));
      }
      const far = share(brood);
      expect(deviation([far, 2000 - far], [expected, 1 - expected])).toBeLessThan(4);
    }
  });
});

describe('steady state', () => {
  it('begins with as many samples as the population has, drawing repeats anew, and never waits', () => {
    const method = evolve();
    const [a, b, c] = [ask(method), ask(method), ask(method)];
    method.tell(resultOf(a, 1, [3]));
    method.tell(resultOf(b, 1, [3], { repeat: true }));
    method.tell(resultOf(c, 2, [2]));
    const rest = Array.from({ length: 5 }, () => ask(method));
    expect(rest.map(({ operator }) => operator)).toEqual([
      'sample',
      'sample',
      'mutation',
      'mutation',
      'mutation',
    ]);
    // The repeat is no member.
    expect(new Set(rest.slice(2).flatMap(({ parents }) => parents))).toEqual(new Set([1, 2]));
  });

  it('samples on where nothing is told yet', () => {
    const method = evolve();
    for (let i = 0; i < 10; i++) expect(ask(method)).toMatchObject({ operator: 'sample', generation: 1 });
  });

  it('counts as many results as the population has members for a generation', () => {
    const method = evolve({ population: 3 });
    const generations: number[] = [];
    for (let candidate = 1; candidate <= 9; candidate++) {
      const said = ask(method);
      generations.push(said.generation);
      method.tell(resultOf(said, candidate, [candidate]));
    }
    expect(generations).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  it('lets a child compete as soon as it is told', () => {
    const method = evolve({ tournament: 4 });
    begun(method, value(4, 3, 2, 1));
    tellNext(method, 5, { value: 0 });
    expect(ask(method).parents).toEqual([5]);
  });
});

describe('generations', () => {
  const generational = (options: Partial<EvolutionOptions> = {}) =>
    evolve({ offspring: 3, population: 3, ...options });
  const askAll = (method: Method<string>) => {
    const said: Suggestion<string>[] = [];
    for (let each = method.ask(); each !== 'wait'; each = method.ask()) said.push(each as Suggestion<string>);
    return said;
  };

  it('wait for all children, then draw parents from those that were selected', () => {
    const method = generational();
    const samples = askAll(method);
    expect(samples).toHaveLength(3);
    for (const i of [2, 0]) method.tell(resultOf(samples[i]!, i + 1, [i]));
    expect(method.ask()).toBe('wait');
    method.tell(resultOf(samples[1]!, 2, [1]));
    const children = askAll(method);
    expect(children.map(({ generation, parents }) => [generation, parents[0]]).sort()).toEqual([
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
    // Two of the children are better than two of their parents.
    for (const [i, each] of [-1, 5, 0.5].entries()) method.tell(resultOf(children[i]!, 4 + i, [each]));
    expect(new Set(askAll(method).flatMap(({ parents }) => parents))).toEqual(new Set([1, 4, 6]));
  });

  it('have as many first samples as they need, and as many children as they should', () => {
    for (const [population, offspring] of [
      [5, 2],
      [2, 5],
    ] as const) {
      const method = generational({ population, offspring });
      const samples = askAll(method);
      expect(samples).toHaveLength(5);
      for (const [i, each] of samples.entries()) method.tell(resultOf(each, i + 1, [i]));
      expect(askAll(method)).toHaveLength(offspring);
    }
  });

  it('replace what is infeasible or known, for the former four times as many as they should have at most', () => {
    const method = generational();
    let candidate = 0;
    for (let i = 0; i < 10; i++) {
      const said = ask(method);
      expect(said).toMatchObject({ operator: 'sample', generation: 1 });
      method.tell(resultOf(said, ++candidate, null, { violation: 1 + candidate }));
    }
    const known = ask(method);
    method.tell(resultOf(known, 1, null, { violation: 2, repeat: true }));
    const last = askAll(method);
    // Ten are infeasible, one was known: two more make it twelve.
    expect(last).toHaveLength(2);
    for (const each of last) method.tell(resultOf(each, ++candidate, [candidate]));
    const next = askAll(method);
    expect(next).toHaveLength(3);
    expect(next.map(({ parents }) => parents[0]).sort((a, b) => a! - b!)).toEqual([1, 11, 12]);
  });

  it('of four children and one parent: the best goes on, of equals a child', () => {
    const method = evolve({ population: 1, offspring: 4 });
    const first = askAll(method);
    expect(first).toHaveLength(4);
    for (const [i, each] of [3, 1, 2, 2].entries()) method.tell(resultOf(first[i]!, i + 1, [each]));
    const second = askAll(method);
    expect(second.map(({ parents }) => parents)).toEqual([[2], [2], [2], [2]]);
    for (const [i, each] of [3, 1, 2, 1].entries()) method.tell(resultOf(second[i]!, i + 5, [each]));
    const third = askAll(method);
    expect(third.map(({ parents }) => parents)).toEqual([[8], [8], [8], [8]]);
    for (const [i, each] of third.entries()) method.tell(resultOf(each, i + 9, [5]));
    expect(ask(method).parents).toEqual([8]);
  });
});

it('goes on from its state with the other child of a crossover, whatever has been drawn', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom(1, 4),
      (seed, steps, offspring) => {
        const options = { ...OPTIONS, crossoverRate: 0.7, tournament: 2, offspring };
        const words = wordSpace(8, 4);
        const pairing: Problem<string> = {
          ...words,
          crossover: (a, b) => [a.slice(0, 4) + b.slice(4), b.slice(0, 4) + a.slice(4)],
        };
        const original = evolution(pairing, options, FIRST_OBJECTIVE, seed);
        const play = (method: Method<string>, from: number, to: number) =>
          Array.from({ length: to - from }, (_, i) => {
            const said = ask(method);
            method.tell(resultOf(said, from + i, [Number(said.genotype) % 97]));
            return said;
          });
        play(original, 1, steps);
        const saved = JSON.parse(JSON.stringify(original.state())) as unknown;
        const restored = evolution(pairing, options, FIRST_OBJECTIVE, { saved });
        expect(play(restored, steps, steps + 20)).toEqual(play(original, steps, steps + 20));
      },
    ),
    { numRuns: 40 },
  );
});

/** Bit strings of 24: ones in the left half against zeros in the right half, with a cap on the ones. A front of 13 points. */
const LENGTH = 24;
const ones = (bits: string, from: number, to: number) =>
  [...bits.slice(from, to)].filter((bit) => bit === '1').length;
const bitSpace = (cap: number): SearchSpace<string> => ({
  ...wordSpace(LENGTH, 2),
  mutate: (bits, rng) => {
    const place = rng.int(LENGTH);
    return [...bits]
      .map((bit, i) => (i === place || rng.chance(1 / LENGTH) ? (bit === '1' ? '0' : '1') : bit))
      .join('');
  },
  describe: (bits) => ({ hash: bits, violation: Math.max(0, ones(bits, 0, LENGTH) - cap), cheap: [] }),
});
const evaluate = (bits: string): [number, number] => {
  const left = ones(bits, 0, 12) / 12;
  const waste = ones(bits, 12, LENGTH) / 12;
  return [left + waste, 1 - left + waste];
};
const both = tchebycheff(2, (objectives) => objectives);
const strategy = (id: string, seed: number, cap = LENGTH, parameters = {}): Strategy<string> => {
  const info = strategyOf(id);
  const space = bitSpace(cap);
  const all = { ...defaultsOf(info), ...parameters };
  return search(space, (from) => info.create(space, all, both, from), seed);
};
/** NSGA-II, generation by generation. */
const nsga2 = (seed: number, cap?: number) =>
  strategy('nsga2', seed, cap, { population: 12, update: 'generations' });

/** Runs until `evaluations` are told; the answers on the way. */
function run(
  searched: Strategy<string>,
  evaluations: number,
  failing: (candidate: number) => boolean = () => false,
): Answer<string>[] {
  const answers: Answer<string>[] = [];
  for (let told = 0; told < evaluations; ) {
    const answer = searched.ask();
    answers.push(answer);
    if (answer.kind === 'wait' || answer.kind === 'exhausted') break;
    if (answer.kind !== 'evaluate') continue;
    const objectives = failing(answer.candidate) ? null : evaluate(answer.genotype);
    searched.tell({ candidate: answer.candidate, objectives });
    told++;
  }
  return answers;
}
const evaluatedIn = (answers: readonly Answer<string>[]) =>
  answers.filter((answer) => answer.kind === 'evaluate');

describe('NSGA-II', () => {
  it('hands out a generation at a time', () => {
    const searched = nsga2(1);
    const first = askUntilWait(searched);
    expect(first).toHaveLength(12);
    for (const { candidate, genotype } of first.slice(1))
      searched.tell({ candidate, objectives: evaluate(genotype) });
    expect(searched.ask().kind).toBe('wait');
    searched.tell({ candidate: first[0]!.candidate, objectives: evaluate(first[0]!.genotype) });
    const next = askUntilWait(searched);
    expect(next).toHaveLength(12);
    expect(next[0]).toMatchObject({ generation: 2 });
    const parents = new Set(first.map(({ candidate }) => candidate));
    for (const child of next) expect(child.parents.every((parent) => parents.has(parent))).toBe(true);
  });

  it.each(['nsga2', 'nsga3'])('does the same whatever order a generation is told in (%s)', (id) => {
    const create = () => strategy(id, 4, LENGTH, { population: 12, update: 'generations' });
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }), (order) => {
        const inOrder = create();
        const mixed = create();
        for (let generation = 0; generation < 3; generation++) {
          const open = askUntilWait(inOrder);
          expect(askUntilWait(mixed)).toEqual(open);
          for (const { candidate, genotype } of open)
            inOrder.tell({ candidate, objectives: evaluate(genotype) });
          for (const i of order)
            mixed.tell({ candidate: open[i]!.candidate, objectives: evaluate(open[i]!.genotype) });
        }
        expect(askUntilWait(mixed)).toEqual(askUntilWait(inOrder));
      }),
      { numRuns: 20 },
    );
  });

  it('finds its way into a tight cap, and ends where nothing fits', () => {
    // Five ones at most among 24 bits: about one sample in 300.
    for (const update of ['generations', 'steady']) {
      for (let seed = 1; seed <= 5; seed++)
        expect(evaluatedIn(run(strategy('nsga2', seed, 5, { update }), 30))).toHaveLength(30);
      expect(run(strategy('nsga2', 3, -1, { update }), 30).at(-1)).toEqual({ kind: 'exhausted' });
    }
    expect(run(strategy('random', 3, -1), 30).at(-1)).toEqual({ kind: 'exhausted' });
  });

  it('survives candidates that fail, and keeps no failure while there is better', () => {
    const answers = run(nsga2(9), 240, (candidate) => candidate % 3 === 0);
    const parents = evaluatedIn(answers)
      .slice(60)
      .flatMap((answer) => answer.parents);
    expect(parents.length).toBeGreaterThan(100);
    expect(parents.filter((parent) => parent % 3 === 0)).toEqual([]);
  });

  it('covers more of the front than random search in the same budget, as its relatives do', () => {
    const volume = (searched: Strategy<string>) =>
      hypervolume(
        evaluatedIn(run(searched, 400)).map(({ genotype }) => evaluate(genotype)),
        [2, 2],
      );
    const seeds = [1, 2, 3, 4, 5];
    const mean = (create: (seed: number) => Strategy<string>) =>
      seeds.reduce((sum, seed) => sum + volume(create(seed)), 0) / seeds.length;
    const random = mean((seed) => strategy('random', seed));
    expect(mean(nsga2)).toBeGreaterThan(random + 0.3);
    for (const id of ['nsga2', 'nsga3', 'sms-emoa', 'moead', 'lemonade'])
      expect(
        mean((seed) => strategy(id, seed)),
        id,
      ).toBeGreaterThan(random + 0.3);
  });
});
