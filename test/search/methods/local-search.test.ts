import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Method, Suggestion } from '../../../src/search/method.ts';
import { type LocalSearchOptions, localSearch } from '../../../src/search/methods/local-search.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import { search } from '../../../src/search/search.ts';
import { createRng } from '../../../src/space/random.ts';
import { resultOf, runOneByOne, wordSpace } from '../spaces.ts';

/** 27 words, each with six neighbours. */
const space = wordSpace(3, 3);
const climb = (options: Partial<LocalSearchOptions> = {}, seed = 1) =>
  localSearch(space, { improvement: 'best', initial: 3, neighbours: 64, ...options }, FIRST_OBJECTIVE, seed);

const ask = (method: Method<string>) => method.ask() as Suggestion<string>;
const neighboursOf = (word: string) => [...space.neighbours(word)].sort();

/** A height for each word. */
const landscape = fc.array(fc.nat(30), { minLength: 27, maxLength: 27 });
const heightIn = (heights: readonly number[], word: string) => heights[Number.parseInt(word, 3)]!;

interface Step extends Suggestion<string> {
  readonly candidate: number;
  readonly value: number;
}

/** So many steps with one open at a time, round by round; the last round, which may be unfinished, left out. */
function roundsOf(method: Method<string>, heights: readonly number[], steps: number): Step[][] {
  const rounds: Step[][] = [];
  for (let candidate = 1; candidate <= steps; candidate++) {
    const said = ask(method);
    const value = heightIn(heights, said.genotype);
    method.tell(resultOf(said, candidate, [value]));
    if (said.generation > rounds.length) rounds.push([]);
    rounds.at(-1)!.push({ ...said, candidate, value });
  }
  return rounds.slice(0, -1);
}

const lowest = (steps: readonly Step[]) => steps.reduce((a, b) => (b.value < a.value ? b : a));

describe.each(['best', 'first'] as const)('moving to the %s better neighbour', (improvement) => {
  it('climbs from the best of some samples until no neighbour is better, then begins again', () => {
    fc.assert(
      fc.property(landscape, fc.integer(), fc.integer({ min: 1, max: 4 }), (heights, seed, initial) => {
        let current: Step | undefined;
        let climbs = 0;
        for (const round of roundsOf(climb({ improvement, initial }, seed), heights, 120)) {
          if (!current) {
            expect(round.map(({ operator, parents }) => [operator, parents])).toEqual(
              Array.from({ length: initial }, () => ['sample', []]),
            );
            current = lowest(round);
            continue;
          }
          const tried = round.map(({ genotype }) => genotype).sort();
          const all = neighboursOf(current.genotype);
          for (const { operator, parents } of round)
            expect([operator, parents]).toEqual(['neighbour', [current.candidate]]);
          const better = round.findIndex(({ value }) => value < current!.value);
          if (improvement === 'best' || better < 0) expect(tried).toEqual(all);
          else {
            // Each neighbour once, and none after the first that is better.
            expect(new Set(tried).size).toBe(tried.length);
            expect(all).toEqual(expect.arrayContaining(tried));
            expect(better).toBe(round.length - 1);
          }
          current = better < 0 ? undefined : improvement === 'best' ? lowest(round) : round[better];
          if (!current) climbs++;
        }
        expect(climbs).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the lowest of all in the end, evaluating nothing twice', () => {
    fc.assert(
      fc.property(landscape, fc.integer(), (heights, seed) => {
        const strategy = search(
          space,
          (origin) =>
            localSearch(space, { improvement, initial: 2, neighbours: 64 }, FIRST_OBJECTIVE, origin),
          seed,
        );
        const done = runOneByOne(strategy, (word) => [heightIn(heights, word)], 27);
        expect(new Set(done.map(({ hash }) => hash)).size).toBe(27);
      }),
      { numRuns: 20 },
    );
  });

  it('takes equal values for no improvement', () => {
    const rounds = roundsOf(climb({ improvement }), new Array<number>(27).fill(1), 60);
    expect(rounds.map(([first]) => first!.operator)).toEqual(
      rounds.map((_, i) => (i % 2 === 0 ? 'sample' : 'neighbour')),
    );
  });
});

describe('local search', () => {
  it('tries neighbours in an order of its own', () => {
    const single = { ...space, sample: () => '012' };
    const orders = [1, 2, 3, 4].map((seed) => {
      const method = localSearch(
        single,
        { improvement: 'best', initial: 1, neighbours: 64 },
        FIRST_OBJECTIVE,
        seed,
      );
      method.tell(resultOf(ask(method), 1, [0]));
      return Array.from({ length: 6 }, () => ask(method).genotype);
    });
    for (const order of orders) expect(order.toSorted()).toEqual(neighboursOf('012'));
    expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(1);
  });

  it('draws so many mutated copies where there are more neighbours than that', () => {
    const rounds = roundsOf(climb({ neighbours: 5 }), new Array<number>(27).fill(1), 60);
    const neighbourhoods = rounds.filter(([first]) => first!.operator === 'neighbour');
    for (const [i, round] of neighbourhoods.entries()) {
      expect(round).toHaveLength(5);
      const start = lowest(rounds[2 * i]!);
      for (const { genotype } of round) expect(neighboursOf(start.genotype)).toContain(genotype);
    }
    // Drawn on their own, not five different ones of six.
    const different = neighbourhoods.map((round) => new Set(round.map(({ genotype }) => genotype)).size);
    expect(Math.min(...different)).toBeLessThan(5);
    // Six are not more than six.
    const whole = roundsOf(climb({ neighbours: 6 }), new Array<number>(27).fill(1), 60);
    expect(new Set(whole[1]!.map(({ genotype }) => genotype)).size).toBe(6);
  });

  it('begins again where all samples of a start have failed', () => {
    const method = climb();
    for (let candidate = 1; candidate <= 3; candidate++) method.tell(resultOf(ask(method), candidate, null));
    for (let candidate = 4; candidate <= 6; candidate++) {
      const said = ask(method);
      expect(said).toMatchObject({ operator: 'sample', generation: 2 });
      method.tell(resultOf(said, candidate, candidate === 5 ? [1] : null));
    }
    expect(ask(method)).toMatchObject({ operator: 'neighbour', parents: [5] });
  });

  it('reads what is known of a neighbour like any result', () => {
    const method = climb({ initial: 1 });
    method.tell(resultOf(ask(method), 4, [5]));
    const neighbours = Array.from({ length: 6 }, () => ask(method));
    for (const [i, said] of neighbours.entries())
      method.tell(resultOf(said, i === 2 ? 1 : 10 + i, [i === 2 ? 3 : 9], { repeat: i === 2 }));
    expect(ask(method)).toMatchObject({ operator: 'neighbour', parents: [1] });
  });

  describe('with several open', () => {
    /** At one of 5, with all neighbours open, of which the last was not asked for by anybody else. */
    const atFive = (improvement: 'best' | 'first') => {
      const method = climb({ initial: 1, improvement });
      method.tell(resultOf(ask(method), 1, [5]));
      return { method, open: Array.from({ length: 6 }, () => ask(method)) };
    };

    it('suggests samples while results are awaited, and moves to one that is better than everything', () => {
      const { method, open } = atFive('best');
      for (const said of open) expect(said.operator).toBe('neighbour');
      const [extra, other] = [ask(method), ask(method)];
      expect([extra, other]).toMatchObject([{ operator: 'sample' }, { operator: 'sample' }]);
      method.tell(resultOf(extra, 20, [6]));
      expect(ask(method).operator).toBe('sample');
      method.tell(resultOf(other, 21, [4]));
      expect(neighboursOf(other.genotype)).toContain(ask(method).genotype);
      expect(ask(method).parents).toEqual([21]);
    });

    it('ends a round when its last result is told, whatever the order', () => {
      fc.assert(
        fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (order) => {
          const { method, open } = atFive('best');
          for (const [told, i] of order.entries()) {
            // What is suggested meanwhile is no part of the round.
            const extra = ask(method);
            expect(extra).toMatchObject({ operator: 'sample', generation: 2 });
            method.tell(resultOf(extra, 20 + told, [5]));
            method.tell(resultOf(open[i]!, 2 + i, [i === 3 ? 1 : i === 4 ? 2 : 8]));
          }
          expect(ask(method)).toMatchObject({ operator: 'neighbour', parents: [5] });
        }),
      );
    });

    it('moves at once to the first that is better; a late result counts where it is better still', () => {
      const { method, open } = atFive('first');
      method.tell(resultOf(open[0]!, 2, [3]));
      expect(ask(method).parents).toEqual([2]);
      method.tell(resultOf(open[1]!, 3, [4]));
      expect(ask(method).parents).toEqual([2]);
      method.tell(resultOf(open[2]!, 4, [2]));
      const ofFour = ask(method);
      expect(ofFour.parents).toEqual([4]);
      // The rest of the new neighbourhood, however many late ones are told.
      for (const i of [3, 4, 5]) method.tell(resultOf(open[i]!, 5 + i, [9]));
      const rest = Array.from({ length: 5 }, () => ask(method));
      expect(rest.map(({ operator, parents }) => [operator, parents[0]])).toEqual(
        rest.map(() => ['neighbour', 4]),
      );
      expect(ask(method)).toMatchObject({ operator: 'sample', generation: 4 });
      // None of those is better: the climb is over when the last of them is told, and not held up by earlier ones.
      method.tell(resultOf(ofFour, 20, [9]));
      for (const [i, said] of rest.entries()) method.tell(resultOf(said, 21 + i, [9]));
      expect(ask(method)).toMatchObject({ operator: 'sample', generation: 5 });
    });

    it('starts from the best of its own samples, whatever else is told meanwhile', () => {
      const { method, open } = atFive('best');
      const extra = ask(method);
      for (const [i, said] of open.entries()) method.tell(resultOf(said, 2 + i, [9]));
      const sample = ask(method);
      expect(sample).toMatchObject({ operator: 'sample', generation: 3 });
      method.tell(resultOf(extra, 20, [1]));
      method.tell(resultOf(sample, 21, [7]));
      expect(ask(method)).toMatchObject({ operator: 'neighbour', parents: [21] });
    });

    it('goes on from its state as JSON with the same suggestions', () => {
      fc.assert(
        fc.property(
          landscape,
          fc.integer(),
          fc.nat(80),
          fc.constantFrom('best', 'first'),
          (heights, seed, steps, improvement) => {
            const options = { improvement, initial: 2, neighbours: 64 } as const;
            const play = (
              method: Method<string>,
              chance: number,
              asks: number,
              open: Suggestion<string>[],
              from: number,
            ) => {
              const rng = createRng(chance);
              const said: Suggestion<string>[] = [];
              for (let i = 0; i < asks; i++) {
                said.push(ask(method));
                open.push(said.at(-1)!);
                if (open.length < 4) continue;
                const [done] = open.splice(rng.int(open.length), 1) as [Suggestion<string>];
                method.tell(resultOf(done, from + i, [heightIn(heights, done.genotype)]));
              }
              return said;
            };
            const original = localSearch(space, options, FIRST_OBJECTIVE, seed);
            const open: Suggestion<string>[] = [];
            play(original, seed, steps, open, 1);
            const saved = JSON.parse(JSON.stringify(original.state())) as unknown;
            const restored = localSearch(space, options, FIRST_OBJECTIVE, { saved });
            expect(play(restored, 7, 40, [...open], 100)).toEqual(play(original, 7, 40, [...open], 100));
          },
        ),
        { numRuns: 40 },
      );
    });
  });
});
