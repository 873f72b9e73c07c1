import { describe, expect, it } from 'vitest';
import { addToFront, frontHypervolume } from '../../src/run/front.ts';
import { createWeightBank } from '../../src/run/weight-bank.ts';
import { hypervolume, nonDominatedSort } from '../../src/search/pareto.ts';
import { createRng } from '../../src/space/random.ts';
import { noWeights } from './runs.ts';

describe('front', () => {
  it('grows as sorting all points would have it, ties to the earlier', () => {
    const rng = createRng(1);
    const all = Array.from({ length: 300 }, (_, i) => ({
      candidate: i,
      error: rng.int(30) / 100,
      parameters: 100 + rng.int(40),
    }));
    const front = all.reduce<readonly (typeof all)[number][]>(
      (members, member) => addToFront(members, member) as typeof all,
      [],
    );
    const [first] = nonDominatedSort(all.map(({ error, parameters }) => [error, parameters]));
    const unique = new Set(first!.map((i) => `${all[i]!.error} ${all[i]!.parameters}`));
    expect(new Set(front.map(({ error, parameters }) => `${error} ${parameters}`))).toEqual(unique);
    expect(front).toHaveLength(unique.size);
  });

  it('has the hypervolume of its box', () => {
    const box = { error: 0.9, minParameters: 100, maxParameters: 10_000 };
    expect(frontHypervolume([{ candidate: 1, error: 0, parameters: 100 }], box)).toBeCloseTo(1, 6);
    expect(frontHypervolume([{ candidate: 1, error: 0.45, parameters: 1000 }], box)).toBeCloseTo(0.25, 6);
    expect(frontHypervolume([{ candidate: 1, error: 0.95, parameters: 100 }], box)).toBe(0);
    const two = [
      { candidate: 1, error: 0.45, parameters: 100 },
      { candidate: 2, error: 0.09, parameters: 1000 },
    ];
    expect(frontHypervolume(two, box)).toBeCloseTo(
      hypervolume(
        [
          [0.5, 0],
          [0.1, 0.5],
        ],
        [1, 1],
      ),
      6,
    );
  });
});

describe('weight bank', () => {
  it('forgets the oldest that is not protected, and only for want of room', () => {
    const model = (bytes: number) => ({ ...noWeights, weights: new Float32Array(bytes / 4) });
    const bank = createWeightBank(100);
    bank.put(1, model(40));
    bank.put(2, model(40));
    bank.protect([1]);
    bank.put(3, model(40));
    expect([1, 2, 3].map((candidate) => bank.get(candidate) !== undefined)).toEqual([true, false, true]);
  });
});
