import { describe, expect, it } from 'vitest';
import type { Method, Suggestion } from '../../../src/search/method.ts';
import {
  epsilonAfter,
  Q_LEARNING_DEFAULTS,
  type QLearningOptions,
  qLearning,
} from '../../../src/search/methods/q-learning.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import { deviation, resultOf, wordSpace } from '../spaces.ts';

const PAIRS = wordSpace(2, 3);
const make = (changed: Partial<QLearningOptions>) =>
  qLearning(PAIRS, { ...Q_LEARNING_DEFAULTS, replay: 0, ...changed }, FIRST_OBJECTIVE, 1);

const word = (genotype: string): Suggestion<string> => ({
  genotype,
  generation: 1,
  operator: 'sample',
  parents: [],
});

/** The table: of the first letter, and of the second after each first one that was met. */
function table(method: Method<string>): Readonly<Record<string, readonly number[]>> {
  const { values } = method.state() as { values: readonly (readonly [string, readonly number[]])[] };
  return Object.fromEntries(values);
}

/** Told first, so that the rewards of 10 and 0 are 0 and 1 afterwards. Its own reward is one half. */
const WORST = resultOf(word('22'), 1, [10]);
const best = (candidate: number) => resultOf(word('01'), candidate, [0]);

describe('Q-learning', () => {
  // Of the error (1 − α)ⁿ is left at the last decision, and (1 − α)ⁿ (1 + nα) at the one before.
  it('learns a chain as the closed form says', () => {
    const method = make({ learningRate: 0.25, reward: 'last' });
    method.tell(WORST);
    for (let n = 1; n <= 12; n++) {
      method.tell(best(n));
      const { '0': first, '1 after 0 0': second } = table(method);
      const left = 0.75 ** n;
      expect(second![1]).toBeCloseTo(1 - 0.5 * left, 12);
      expect(first![0]).toBeCloseTo(1 - 0.5 * left * (1 + 0.25 * n), 12);
      expect(second![0]).toBe(0.5);
      expect(first![1]).toBe(0.5);
    }
  });

  it('shares a reward among the decisions, and discounts what comes later', () => {
    const method = make({ learningRate: 1, reward: 'shared', discount: 0.5 });
    method.tell(WORST);
    method.tell(best(2));
    const { '0': first, '1 after 0 0': second } = table(method);
    expect(second).toEqual([0.5, 0.5, 0.5]);
    // r / T + γ · max Q = 1/2 + 0.5 · 0.5.
    expect(first![0]).toBe(0.75);
    const terminal = make({ learningRate: 1, reward: 'last', discount: 0.5 });
    terminal.tell(WORST);
    terminal.tell(best(2));
    expect(table(terminal)['1 after 0 0']).toEqual([0.5, 1, 0.5]);
    expect(table(terminal)['0']![0]).toBe(0.5);
  });

  it('values a choice by the best that may follow, not by what did', () => {
    const method = make({ learningRate: 1, reward: 'last' });
    method.tell(WORST);
    method.tell(best(2));
    method.tell(resultOf(word('00'), 3, [8]));
    expect(table(method)['1 after 0 0']![0]).toBeCloseTo(0.2, 12);
    expect(table(method)['0']![0]).toBe(1);
  });

  it('tells the choice before apart', () => {
    const method = make({ learningRate: 0.5 });
    for (const [i, genotype] of ['00', '10', '20'].entries()) method.tell(resultOf(word(genotype), i, [i]));
    expect(Object.keys(table(method)).sort()).toEqual(['0', '1 after 0 0', '1 after 0 1', '1 after 0 2']);
  });

  it('gives what breaks a constraint less than nothing', () => {
    const method = make({ learningRate: 1, reward: 'last' });
    method.tell(WORST);
    method.tell(best(2));
    method.tell(resultOf(word('10'), 3, null, { violation: 4 }));
    expect(table(method)['1 after 0 1']![0]).toBe(-0.5);
  });

  it('replays: with the same results it comes closer to the truth', () => {
    const error = (replay: number) => {
      const method = make({ learningRate: 0.1, reward: 'last', replay });
      method.tell(WORST);
      for (let n = 1; n <= 5; n++) method.tell(best(n));
      return Math.abs(1 - table(method)['0']![0]!);
    };
    expect(error(100)).toBeLessThan(0.01);
    expect(error(0)).toBeGreaterThan(0.4);
  });

  it('is greedy but for ε once the horizon is reached, and random for a share of it', () => {
    const method = make({ learningRate: 1, reward: 'last', horizon: 10, randomShare: 0.5 });
    const counts = () => {
      const found = new Array<number>(9).fill(0);
      for (let i = 0; i < 2000; i++)
        found[Number.parseInt((method.ask() as Suggestion<string>).genotype, 3)]!++;
      return found;
    };
    method.tell(WORST);
    for (let n = 2; n <= 4; n++) method.tell(best(n));
    expect(deviation(counts(), new Array<number>(9).fill(1 / 9))).toBeLessThan(4);
    for (let n = 5; n <= 10; n++) method.tell(best(n));
    // '01' is the greedy word. Each letter is random with probability 0.1; where the first is another one, its
    // second letter is among those never met, or not 2 after 2, whose value sank.
    const [hit, miss] = [0.9 + 0.1 / 3, 0.1 / 3];
    const expected = Array.from({ length: 9 }, (_, i) => {
      const [first, second] = [Math.floor(i / 3), i % 3];
      if (first === 0) return hit * (second === 1 ? hit : miss);
      return miss / 3;
    });
    const found = counts();
    expect(
      deviation(found.slice(0, 3).concat(found.slice(3).reduce((a, b) => a + b)), [
        ...expected.slice(0, 3),
        2 * miss,
      ]),
    ).toBeLessThan(4);
  });

  it('has ε fall from 1 to 0.1 in tenths, the same number of evaluations each', () => {
    const schedule = Array.from({ length: 200 }, (_, n) =>
      epsilonAfter(n, { horizon: 150, randomShare: 0.4 }),
    );
    expect(schedule.slice(0, 60).every((epsilon) => epsilon === 1)).toBe(true);
    const counts = new Map<number, number>();
    for (const epsilon of schedule.slice(60, 150)) counts.set(epsilon, (counts.get(epsilon) ?? 0) + 1);
    expect([...counts]).toEqual(
      [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1].map((epsilon) => [epsilon, 10]),
    );
    expect(schedule.slice(150).every((epsilon) => epsilon === 0.1)).toBe(true);
    expect(epsilonAfter(0, { horizon: 0, randomShare: 1 })).toBe(0.1);
    expect(epsilonAfter(5, { horizon: 5, randomShare: 1 })).toBe(0.1);
  });

  it('does not learn from repeats, and does not count infeasible ones as evaluations', () => {
    const method = make({ horizon: 10, randomShare: 0.5 });
    method.tell(WORST);
    const before = JSON.stringify(method.state());
    method.tell(resultOf(word('22'), 1, [10], { repeat: true }));
    expect(JSON.stringify(method.state())).toBe(before);
    for (let i = 0; i < 20; i++) method.tell(resultOf(word('00'), i, null, { violation: 1 }));
    // Were ε smaller than 1, the first letter would be 0 less often than in one of three.
    let zeros = 0;
    for (let i = 0; i < 900; i++) if ((method.ask() as Suggestion<string>).genotype[0] === '0') zeros++;
    expect(Math.abs(zeros - 300)).toBeLessThan(4 * Math.sqrt(900 * (2 / 9)));
  });
});
