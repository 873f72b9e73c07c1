import { describe, expect, it } from 'vitest';
import { compareVerdicts, Rewards } from '../../../src/search/policies/rewards.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import { resultOf } from '../spaces.ts';

const suggestion = { genotype: 0, generation: 1, operator: 'policy', parents: [] } as const;
const told = (objectives: readonly number[] | null, violation = 0, repeat = false) =>
  resultOf(suggestion, 1, objectives, { violation, repeat });

describe('rewards', () => {
  it('go from 0, the worst, to 1, the best, on whatever scale', () => {
    const rewards = new Rewards(FIRST_OBJECTIVE);
    const first = rewards.read(told([-300]))!;
    expect(rewards.unit(first)).toBe(0.5);
    const [worst, best] = [rewards.read(told([100]))!, rewards.read(told([-700]))!];
    expect([worst, first, best].map((verdict) => rewards.unit(verdict))).toEqual([0, 0.5, 1]);
  });

  it('know mean and standard deviation of what they have seen', () => {
    const rewards = new Rewards(FIRST_OBJECTIVE);
    expect(rewards.deviation).toBe(1);
    for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) rewards.read(told([value]));
    expect(rewards.mean).toBeCloseTo(5, 12);
    expect(rewards.deviation).toBeCloseTo(2, 12);
    expect(rewards.count).toBe(8);
  });

  it('count a failure as the worst so far, before there is one not at all', () => {
    const rewards = new Rewards(FIRST_OBJECTIVE);
    expect(rewards.read(told(null))).toBeUndefined();
    rewards.read(told([1]));
    rewards.read(told([3]));
    expect(rewards.read(told(null))).toEqual({ value: 3, penalty: 0 });
    expect(rewards.read(told([Number.NaN]))).toEqual({ value: 3, penalty: 0 });
    expect(rewards.read(told([Number.POSITIVE_INFINITY]))).toEqual({ value: 3, penalty: 0 });
    expect(rewards.count).toBe(2);
  });

  it('say nothing of a repeat that is not known yet, and do not count a known one twice', () => {
    const rewards = new Rewards(FIRST_OBJECTIVE);
    rewards.read(told([1]));
    expect(rewards.read(told(null, 0, true))).toBeUndefined();
    expect(rewards.read(told([1], 0, true))).toEqual({ value: 1, penalty: 0 });
    expect(rewards.count).toBe(1);
  });

  it('put what breaks a constraint below everything, the more the worse', () => {
    const rewards = new Rewards(FIRST_OBJECTIVE);
    rewards.read(told([5]));
    rewards.read(told([8]));
    const failed = rewards.read(told(null))!;
    expect(rewards.read(told(null, 10))!.penalty).toBeCloseTo(10 / 20, 12);
    // The mean violation is 20 now.
    const verdict = rewards.read(told(null, 30))!;
    expect(verdict).toEqual({ value: 8, penalty: 30 / 50 });
    const little = rewards.read(told(null, 1e-9))!;
    const [good, bad] = [rewards.read(told([5]))!, rewards.read(told([8]))!];
    const order = [verdict, bad, little, failed, good].toSorted(compareVerdicts);
    expect(order[0]).toBe(good);
    expect(order.slice(3)).toEqual([little, verdict]);
    expect(rewards.unit(verdict)).toBeLessThan(rewards.unit(little));
    expect(rewards.unit(little)).toBeLessThan(rewards.unit(bad));
    // A repeat's violation is known, and not counted again.
    const before = rewards.state();
    expect(rewards.read(told(null, 30, true))!.penalty).toBeCloseTo(30 / (30 + before.violation), 12);
    expect(rewards.state()).toEqual(before);
  });

  it('go on from text as they would have', () => {
    const rewards = new Rewards(FIRST_OBJECTIVE);
    for (const value of [1, 0.1, 1 / 3]) rewards.read(told([value]));
    rewards.read(told(null, 0.7));
    const other = new Rewards(FIRST_OBJECTIVE, JSON.parse(JSON.stringify(rewards.state())));
    rewards.read(told([0.6]));
    other.read(told([0.6]));
    expect(other.state()).toEqual(rewards.state());
    expect(other.deviation).toBe(rewards.deviation);
  });
});
