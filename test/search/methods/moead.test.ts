import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Method, Problem, Result, Suggestion } from '../../../src/search/method.ts';
import { type MoeadOptions, moead } from '../../../src/search/methods/moead.ts';
import { spreadDirections } from '../../../src/search/selection/directions.ts';
import { deviation, resultOf, wordSpace } from '../spaces.ts';

/** Everybody is everybody's neighbour, and a child takes the place of all it is better for. */
const ALL: MoeadOptions = { population: 5, neighbours: 1000, locality: 1, replaces: 1000, crossoverRate: 0 };
const problem: Problem<string> = wordSpace(6, 3);
const decompose = (options: Partial<MoeadOptions> = {}, seed = 1) =>
  moead(problem, { ...ALL, ...options }, seed);

const ask = (method: Method<string>) => method.ask() as Suggestion<string>;

/** Samples with these objectives, the k-th for the k-th subproblem. */
function begun(method: Method<string>, points: readonly (readonly number[])[]): void {
  const samples = points.map(() => ask(method));
  for (const [i, said] of samples.entries()) {
    expect(said).toMatchObject({ operator: 'sample', parents: [] });
    method.tell(resultOf(said, i + 1, points[i]!));
  }
}
const tell = (
  method: Method<string>,
  candidate: number,
  objectives: readonly number[] | null,
  what: Partial<Result<string>> = {},
) => method.tell(resultOf(ask(method), candidate, objectives, what));

/** Who holds the place of each subproblem. */
const membersOf = (method: Method<string>): (number | null)[] =>
  (method.state() as { members: readonly ({ candidate: number } | null)[] }).members.map(
    (member) => member?.candidate ?? null,
  );

/** A line of points from (0, 1) to (1, 0). */
const line = (n: number) => Array.from({ length: n }, (_, i) => [i / (n - 1), 1 - i / (n - 1)]);

/** The three subproblems of ten whose weights are nearest to those of one. */
const near = (i: number) => [0, 1, 2].map((k) => Math.min(7, Math.max(0, i - 1)) + k);

describe('MOEA/D', () => {
  it('begins with a sample for each subproblem, of which there are as many as spread weights', () => {
    const two = decompose({ population: 5 });
    begun(two, line(5));
    expect(membersOf(two)).toEqual([1, 2, 3, 4, 5]);
    expect(ask(two).operator).toBe('mutation');
    const three = decompose({ population: 16 });
    begun(
      three,
      Array.from({ length: 16 }, (_, i) => [i, 16 - i, i % 3]),
    );
    expect(membersOf(three)).toHaveLength(15);
  });

  it('samples on where nothing is told', () => {
    const method = decompose();
    for (let i = 0; i < 12; i++) expect(ask(method)).toMatchObject({ operator: 'sample', generation: 1 });
  });

  it('keeps for each weight the best by the weighted largest objective, in the range of all', () => {
    const coordinate = fc.nat(64).map((k) => k / 64);
    const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 25 });
    fc.assert(
      fc.property(
        points,
        fc.integer(),
        fc.constantFrom(1, 8),
        fc.constantFrom(0, -16),
        (children, seed, unit, origin) => {
          const scaled = ([a, b]: readonly number[]) => [a! * unit + origin, b! / unit - origin];
          const samples = line(5);
          const method = decompose({ locality: seed % 2 }, seed);
          begun(method, samples.map(scaled));
          for (const [i, point] of children.entries()) tell(method, 6 + i, scaled(point));
          const expected = spreadDirections(2, 5).map((weights, subproblem) => {
            const cost = (point: readonly number[]) =>
              Math.max(...point.map((value, m) => Math.max(weights[m]!, 1e-4) * value));
            const all = [
              [...samples[subproblem]!, subproblem + 1],
              ...children.map((point, i) => [...point, 6 + i]),
            ];
            return all.reduce((a, b) => (cost(b.slice(0, 2)) < cost(a.slice(0, 2)) ? b : a))[2];
          });
          expect(membersOf(method)).toEqual(expected);
        },
      ),
    );
  });

  it('lets a child take no more places than it may, drawn evenly', () => {
    const counts = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < 1000; seed++) {
      const method = decompose({ replaces: 2 }, seed);
      begun(method, line(5));
      tell(method, 6, [-1, -1]);
      const members = membersOf(method);
      expect(members.filter((candidate) => candidate === 6)).toHaveLength(2);
      for (const [i, candidate] of members.entries()) if (candidate === 6) counts[i]!++;
    }
    expect(
      deviation(
        counts,
        counts.map(() => 0.2),
      ),
    ).toBeLessThan(4);
  });

  it('goes through the subproblems in turn; parents and those replaced are neighbours', () => {
    const method = decompose({ population: 10, neighbours: 3, replaces: 3, crossoverRate: 1 });
    begun(method, line(10));
    const seen = new Map<number, Set<number>>();
    for (let turn = 0; turn < 300; turn++) {
      const { parents, operator } = ask(method);
      const i = turn % 10;
      for (const parent of parents) {
        expect(near(i)).toContain(parent - 1);
        seen.set(i, (seen.get(i) ?? new Set()).add(parent - 1));
      }
      expect(operator).toBe(parents.length === 2 ? 'crossover + mutation' : 'mutation');
      expect(new Set(parents).size).toBe(parents.length);
    }
    for (let i = 0; i < 10; i++) expect([...seen.get(i)!].sort()).toEqual(near(i));
    // The next is for the first subproblem again, then the second …
    for (let i = 0; i < 10; i++) tell(method, 100 + i, [-1 - i, -1 - i]);
    const members = membersOf(method);
    // Each is better than all before, so the last to come near a place has it.
    expect(members).toEqual([101, 102, 103, 104, 105, 106, 107, 109, 109, 109]);
  });

  it('draws parents from all where it is not local, and as often as it should', () => {
    const anywhere = decompose({ population: 10, neighbours: 2, locality: 0 });
    begun(anywhere, line(10));
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 3000; i++) counts[ask(anywhere).parents[0]! - 1]!++;
    expect(
      deviation(
        counts,
        counts.map(() => 0.1),
      ),
    ).toBeLessThan(4);
    const partly = decompose({ population: 10, neighbours: 3, locality: 0.6 });
    begun(partly, line(10));
    let close = 0;
    for (let i = 0; i < 3000; i++) if (near(i % 10).includes(ask(partly).parents[0]! - 1)) close++;
    // Of those drawn from all three in ten are near by chance.
    expect(deviation([close, 3000 - close], [0.6 + 0.4 * 0.3, 0.4 * 0.7])).toBeLessThan(4);
  });

  it('has two parents as often as it should, if it draws two', () => {
    const method = decompose({ crossoverRate: 0.5 });
    begun(method, line(5));
    const counts = [0, 0];
    for (let i = 0; i < 3000; i++) counts[ask(method).parents.length - 1]!++;
    // One in five draws the same one twice.
    expect(deviation(counts, [0.6, 0.4])).toBeLessThan(4);
  });

  it('mutates what it has crossed', () => {
    const family: Problem<string> = {
      ...problem,
      sample: (rng) => `s${rng.int(1000)}`,
      mutate: (word) => `m(${word})`,
      crossover: (a, b) => [`${a}×${b}`],
    };
    const method = moead(family, { ...ALL, population: 2, crossoverRate: 1 }, 1);
    const samples = [ask(method), ask(method)];
    for (const [i, said] of samples.entries()) method.tell(resultOf(said, i + 1, [i, -i]));
    for (let i = 0; i < 20; i++) {
      const { genotype, parents } = ask(method);
      const names = parents.map((parent) => samples[parent - 1]!.genotype);
      expect(genotype).toBe(`m(${names.join('×')})`);
    }
  });

  it('puts constraints first: feasible before infeasible, less before more, and failures last', () => {
    const method = decompose({ population: 4 });
    const samples = Array.from({ length: 4 }, () => ask(method));
    method.tell(resultOf(samples[0]!, 1, [0, 1]));
    method.tell(resultOf(samples[1]!, 2, null, { violation: 3 }));
    method.tell(resultOf(samples[2]!, 3, null));
    method.tell(resultOf(samples[3]!, 4, null, { violation: 1 }));
    tell(method, 5, null, { violation: 2 });
    expect(membersOf(method)).toEqual([1, 5, 5, 4]);
    tell(method, 6, null);
    expect(membersOf(method)).toEqual([1, 5, 5, 4]);
    tell(method, 7, [1000, 1000]);
    expect(membersOf(method)).toEqual([1, 7, 7, 7]);
    tell(method, 8, null, { violation: 1e-9 });
    expect(membersOf(method)).toEqual([1, 7, 7, 7]);
  });

  it('learns nothing from what is known already', () => {
    const method = decompose();
    begun(method, line(5));
    tell(method, 1, [-9, -9], { repeat: true });
    expect(membersOf(method)).toEqual([1, 2, 3, 4, 5]);
  });

  it('goes on with more subproblems, or fewer', () => {
    const original = decompose();
    begun(original, line(5));
    const saved = JSON.parse(JSON.stringify(original.state())) as unknown;
    const fewer = moead(problem, { ...ALL, population: 3 }, { saved });
    expect(membersOf(fewer)).toEqual([1, 2, 3]);
    const more = moead(problem, { ...ALL, population: 8 }, { saved });
    expect(membersOf(more)).toEqual([1, 2, 3, 4, 5, null, null, null]);
    for (const method of [fewer, more])
      for (let i = 0; i < 30; i++) tell(method, 10 + i, [(i * 7) % 5, (i * 3) % 4]);
    expect(membersOf(more)).not.toContain(null);
  });

  it('counts as many results as it has subproblems for a generation', () => {
    const method = decompose({ population: 3 });
    const generations = Array.from({ length: 9 }, (_, i) => {
      const said = ask(method);
      method.tell(resultOf(said, i + 1, [i, -i]));
      return said.generation;
    });
    expect(generations).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });
});
