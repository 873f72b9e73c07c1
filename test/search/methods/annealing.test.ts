import { describe, expect, it } from 'vitest';
import type { Method, Suggestion } from '../../../src/search/method.ts';
import { type AnnealingOptions, annealing } from '../../../src/search/methods/annealing.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import { deviation, resultOf, wordSpace } from '../spaces.ts';

const space = wordSpace(6, 3);
const anneal = (options: Partial<AnnealingOptions> = {}, seed = 1) =>
  annealing(space, { initial: 2, temperature: 0.5, cooling: 0.97, ...options }, FIRST_OBJECTIVE, seed);

const ask = (method: Method<string>) => method.ask() as Suggestion<string>;
/** Tells what the next suggestion came to. */
const next = (method: Method<string>, candidate: number, value: number | null, repeat = false) =>
  method.tell(resultOf(ask(method), candidate, value === null ? null : [value], { repeat }));
const currentOf = (method: Method<string>) => ask(method).parents[0];

/** Begun with 0 and 2, whose standard deviation is 1: at 0, the first temperature is the option's. */
function begun(options: Partial<AnnealingOptions>, seed: number): Method<string> {
  const method = anneal(options, seed);
  next(method, 1, 0);
  next(method, 2, 2);
  return method;
}

/** How often of 2000 the third candidate is moved to. */
function accepted(play: (method: Method<string>) => void, options: Partial<AnnealingOptions> = {}): number[] {
  const counts = [0, 0];
  for (let seed = 0; seed < 2000; seed++) {
    const method = begun(options, seed);
    play(method);
    counts[Number(currentOf(method) !== 3)]!++;
  }
  return counts;
}
const expectShare = (counts: readonly number[], share: number) =>
  expect(deviation(counts, [share, 1 - share])).toBeLessThan(4);

describe('simulated annealing', () => {
  it('samples first, and starts at the best of them, told in whatever order', () => {
    const method = anneal({ initial: 4 });
    const samples = Array.from({ length: 4 }, () => ask(method));
    expect(samples.map(({ operator, parents }) => [operator, parents])).toEqual(
      samples.map(() => ['sample', []]),
    );
    for (const [i, value] of [
      [3, 5],
      [1, 2],
      [0, 9],
      [2, 4],
    ] as const)
      method.tell(resultOf(samples[i]!, i + 1, [value]));
    const step = ask(method);
    expect(step).toMatchObject({ operator: 'mutation', parents: [2] });
    expect([...space.neighbours(samples[1]!.genotype)]).toContain(step.genotype);
  });

  it('samples so many before it takes a step, one after the other', () => {
    const method = anneal({ initial: 4 });
    const operators = [1, 2, 3, 4, 5, 6].map((candidate) => {
      const said = ask(method);
      method.tell(resultOf(said, candidate, [candidate]));
      return said.operator;
    });
    expect(operators).toEqual(['sample', 'sample', 'sample', 'sample', 'mutation', 'mutation']);
  });

  it('samples on while nothing is told, or everything has failed', () => {
    const method = anneal();
    for (let i = 0; i < 5; i++) expect(ask(method).operator).toBe('sample');
    const failing = anneal();
    for (let candidate = 1; candidate < 9; candidate++) {
      const said = ask(failing);
      expect(said.operator).toBe('sample');
      failing.tell(resultOf(said, candidate, null));
    }
  });

  it('takes what is better or equal always, what is worse by Δ with exp(−Δ/T)', () => {
    // At 0 with T = 0.5.
    expect(accepted((method) => next(method, 3, -1))).toEqual([2000, 0]);
    expect(accepted((method) => next(method, 3, 0))).toEqual([2000, 0]);
    expectShare(
      accepted((method) => next(method, 3, 0.5)),
      Math.exp(-1),
    );
    expectShare(
      accepted((method) => next(method, 3, 0.1)),
      Math.exp(-0.2),
    );
    expectShare(
      accepted((method) => next(method, 3, 1), { temperature: 2 }),
      Math.exp(-0.5),
    );
  });

  it('measures temperature in standard deviations of the samples', () => {
    let moved = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const method = anneal({ initial: 4 }, seed);
      // The mean is 25, the squares of the deviations 15², 5², 5² and 15²: their mean is 125.
      for (const [i, value] of [10, 20, 30, 40].entries()) next(method, i + 1, value);
      next(method, 5, 10 + Math.sqrt(125));
      if (currentOf(method) === 5) moved++;
    }
    expectShare([moved, 2000 - moved], Math.exp(-2));
  });

  it('cools with every result: not with failures, nor with what is known already', () => {
    const hopeless = 1e9;
    const late = (method: Method<string>) => next(method, 3, 0.5);
    const cooled = accepted(
      (method) => {
        next(method, 4, hopeless);
        late(method);
      },
      { cooling: 0.5 },
    );
    expectShare(cooled, Math.exp(-2));
    const twice = accepted(
      (method) => {
        next(method, 4, hopeless);
        next(method, 5, hopeless);
        late(method);
      },
      { cooling: 0.7 },
    );
    expectShare(twice, Math.exp(-1 / 0.49));
    const warm = accepted(
      (method) => {
        next(method, 2, hopeless, true);
        next(method, 4, null);
        late(method);
      },
      { cooling: 0.1 },
    );
    expectShare(warm, Math.exp(-1));
  });

  it('only ever improves at no temperature, or once it is cold', () => {
    expect(accepted((method) => next(method, 3, 1e-9), { temperature: 0 })).toEqual([0, 2000]);
    const cold = accepted(
      (method) => {
        next(method, 4, 1e9);
        next(method, 3, 1e-9);
      },
      { cooling: 0 },
    );
    expect(cold).toEqual([0, 2000]);
    expect(accepted((method) => next(method, 3, 0), { temperature: 0 })).toEqual([2000, 0]);
  });

  it('moves to what is known already like to anything else', () => {
    const method = begun({}, 1);
    next(method, 3, -5);
    next(method, 4, -9);
    expect(currentOf(method)).toBe(4);
    // Back to the third: never at once from −9 to −5 without warmth, but to a better one that is known.
    next(method, 1, -20, true);
    expect(currentOf(method)).toBe(1);
  });

  it('stays where it is when a candidate fails', () => {
    const method = begun({}, 1);
    next(method, 3, null);
    expect(currentOf(method)).toBe(1);
  });

  it('judges a result by what is current when it is told', () => {
    const method = begun({ temperature: 0 }, 1);
    const [a, b] = [ask(method), ask(method)];
    method.tell(resultOf(a, 3, [-5]));
    method.tell(resultOf(b, 4, [-3]));
    expect(currentOf(method)).toBe(3);
  });

  it('goes on from its state as JSON, samples and temperature with it', () => {
    const options = { initial: 6, temperature: 3, cooling: 0.5 };
    for (let steps = 1; steps < 20; steps++) {
      const play = (method: Method<string>, from: number) =>
        Array.from({ length: 12 }, (_, i) => {
          const said = ask(method);
          method.tell(resultOf(said, from + i, [Number(said.genotype) % 89]));
          return said;
        });
      const original = anneal(options, steps);
      for (let candidate = 1; candidate <= steps; candidate++)
        next(original, candidate, (candidate * 37) % 89);
      const saved = JSON.parse(JSON.stringify(original.state())) as unknown;
      const restored = annealing(space, options, FIRST_OBJECTIVE, { saved });
      expect(play(restored, 50)).toEqual(play(original, 50));
      expect(restored.state()).toEqual(original.state());
    }
  });
});
