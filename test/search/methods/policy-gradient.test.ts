import { describe, expect, it } from 'vitest';
import type { Method, Suggestion } from '../../../src/search/method.ts';
import {
  PPO_DEFAULTS,
  ppo,
  REINFORCE_DEFAULTS,
  type ReinforceOptions,
  reinforce,
} from '../../../src/search/methods/policy-gradient.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import { resultOf, wordSpace } from '../spaces.ts';

const LETTER = wordSpace(1, 2);
const options: ReinforceOptions = { ...REINFORCE_DEFAULTS, learningRate: 0.1, entropy: 0 };
const make = (changed: Partial<ReinforceOptions> = {}) =>
  reinforce(LETTER, { ...options, ...changed }, FIRST_OBJECTIVE, 1);

const word = (genotype: string): Suggestion<string> => ({
  genotype,
  generation: 1,
  operator: 'sample',
  parents: [],
});

interface State {
  readonly baseline: readonly [number, number];
  readonly policy: readonly (readonly [string, number, number[], number[], number[]])[];
}
/** The logits of the only site. */
const logits = (method: Method<string>): readonly number[] => (method.state() as State).policy[0]![2];
/** Adam's first moment there. */
const moment = (method: Method<string>): readonly number[] => (method.state() as State).policy[0]![3];

describe('REINFORCE', () => {
  it('follows the advantage over the moving average, in standard deviations', () => {
    const method = make();
    method.tell(resultOf(word('0'), 1, [10]));
    // The first reward is the baseline itself.
    expect(logits(method)).toEqual([0, 0]);
    method.tell(resultOf(word('1'), 2, [6]));
    // Rewards −10 and −6: the average is (0.09 · −10 + 0.1 · −6) / 0.19, the standard deviation 2.
    const average = (0.09 * -10 + 0.1 * -6) / 0.19;
    const gradient = ((-6 - average) / 2) * 0.5;
    expect(moment(method)[1]).toBeCloseTo(0.1 * gradient, 6);
    expect(moment(method)[0]).toBeCloseTo(-0.1 * gradient, 6);
    // Adam's second step after a first one with gradient zero.
    const step = (0.1 * (0.1 / (1 - 0.9 ** 2))) / Math.sqrt(0.001 / (1 - 0.999 ** 2));
    expect(logits(method)[1]).toBeCloseTo(step, 5);
    expect(logits(method)[0]).toBeCloseTo(-step, 5);
  });

  it('averages a batch’s gradients in one step', () => {
    const method = make({ batch: 2 });
    method.tell(resultOf(word('0'), 1, [10]));
    expect((method.state() as State).policy).toEqual([]);
    method.tell(resultOf(word('1'), 2, [6]));
    // The first result's advantage is zero, and it counts as one of two.
    const gradient = ((-6 - (0.09 * -10 + 0.1 * -6) / 0.19) / 2) * 0.5;
    expect(moment(method)[1]).toBeCloseTo((0.1 * gradient) / 2, 6);
    expect(logits(method)[1]).toBeCloseTo(0.1, 5);
    expect((method.ask() as Suggestion<string>).generation).toBe(2);
  });

  it('takes a result beyond a constraint for one to two standard deviations worse than the worst', () => {
    const method = make({ baseline: 0.5 });
    for (const value of [10, 6]) method.tell(resultOf(word('0'), 1, [value]));
    const [sum, weight] = (method.state() as State).baseline;
    method.tell(resultOf(word('0'), 2, null, { violation: 3 }));
    // The only violation is the mean one: half a penalty.
    const reward = -10 - 1.5 * 2;
    expect((method.state() as State).baseline).toEqual([0.5 * sum + 0.5 * reward, 0.5 * weight + 0.5]);
  });

  it('forgets what it thought of infeasible ones before there was a scale', () => {
    const method = make();
    for (let i = 0; i < 5; i++) method.tell(resultOf(word('0'), i, null, { violation: 1 }));
    method.tell(resultOf(word('1'), 6, [1e6]));
    const [sum, weight] = (method.state() as State).baseline;
    expect(sum / weight).toBeCloseTo(-1e6, 3);
  });

  it('becomes uniform where only entropy counts', () => {
    const method = make({ entropy: 5 });
    for (let i = 0; i < 20; i++) method.tell(resultOf(word('1'), i, [i === 0 ? 10 : 1]));
    const uneven = Math.abs(logits(method)[0]! - logits(method)[1]!);
    const without = make();
    for (let i = 0; i < 20; i++) without.tell(resultOf(word('1'), i, [i === 0 ? 10 : 1]));
    expect(Math.abs(logits(without)[0]! - logits(without)[1]!)).toBeGreaterThan(4 * uneven);
  });
});

describe('PPO', () => {
  const drawn = (genotype: '0' | '1', probability: number) => ({
    ...word(genotype),
    note: { choices: [Number(genotype)], logProbabilities: [Math.log(probability)] },
  });
  const make = (epochs: number) =>
    ppo(LETTER, { ...PPO_DEFAULTS, learningRate: 0.1, entropy: 0, batch: 2, epochs }, FIRST_OBJECTIVE, 1);
  /** The logits after a batch whose second result is better than the first. */
  const logitsAfter = (method: Method<string>, probability: number): readonly number[] => {
    method.tell(resultOf(word('0'), 1, [10]));
    method.tell(resultOf(drawn('1', probability), 2, [6]));
    return logits(method);
  };

  it('leaves a choice alone whose probability has grown by more than the clip', () => {
    // It is one half now.
    expect(logitsAfter(make(1), 0.4)).toEqual([0, 0]);
    expect(logitsAfter(make(1), 0.43)[1]).toBeCloseTo(0.1, 5);
    expect(logitsAfter(make(1), 0.9)[1]).toBeCloseTo(0.1, 5);
  });

  it('follows a batch until it reaches the clip, and hardly on', () => {
    const [no = 0, yes = 0] = logitsAfter(make(50), 0.5);
    const probability = 1 / (1 + Math.exp(no - yes));
    expect(probability).toBeGreaterThan(0.5 * 1.2);
    // The clip is at logits ln(0.6 / 0.4) apart. After it the gradient is zero, and Adam's momentum carries each
    // of them on by 0.1 (1 + 0.9 + 0.9² + …) = 1 at most. 50 steps without a clip end beyond that.
    const farthest = Math.log(0.6 / 0.4) + 2;
    expect(yes - no).toBeLessThan(farthest);
    const plain = ppo(
      LETTER,
      { ...PPO_DEFAULTS, learningRate: 0.1, entropy: 0, batch: 2, epochs: 50, clip: 1e9 },
      FIRST_OBJECTIVE,
      1,
    );
    const [low = 0, high = 0] = logitsAfter(plain, 0.5);
    expect(high - low).toBeGreaterThan(2 * farthest);
  });

  it('takes what it did not draw as drawn when the batch begins', () => {
    const noted = logitsAfter(make(8), 0.5);
    const method = make(8);
    method.tell(resultOf(word('0'), 1, [10]));
    method.tell(resultOf(word('1'), 2, [6]));
    expect(logits(method)).toEqual(noted);
  });

  it('tells what it drew, and how probable that was', () => {
    const method = make(8);
    logitsAfter(method, 0.5);
    const [no = 0, yes = 0] = logits(method);
    const counts = [0, 0];
    for (let i = 0; i < 20; i++) {
      const { genotype, note } = method.ask() as Suggestion<string>;
      const { choices, logProbabilities } = note as { choices: number[]; logProbabilities: number[] };
      expect(choices).toEqual([Number(genotype)]);
      const sign = genotype === '1' ? 1 : -1;
      expect(logProbabilities[0]).toBeCloseTo(-Math.log(1 + Math.exp(sign * (no - yes))), 9);
      counts[Number(genotype)]!++;
    }
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});
