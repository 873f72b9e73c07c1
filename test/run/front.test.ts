import { describe, expect, it } from 'vitest';
import { emptyFront, type Front, placeInBox } from '../../src/run/front.ts';
import { createWeightBank } from '../../src/run/weight-bank.ts';
import { insert } from '../../src/search/archive.ts';
import { hypervolume, nonDominatedSort } from '../../src/search/pareto.ts';
import { createRng } from '../../src/space/random.ts';
import { noWeights } from './runs.ts';

const box = { error: 0.9, minParameters: 100, maxParameters: 10_000 };
const frontOf = (members: readonly { readonly error: number; readonly parameters: number }[]): Front =>
  members.reduce((front, member, i) => insert(front, placeInBox(member, box), i).archive, emptyFront());

describe('front', () => {
  it('grows as sorting all points would have it, by parameters, ties to the earlier', () => {
    const rng = createRng(1);
    const all = Array.from({ length: 300 }, () => ({
      error: rng.int(30) / 100,
      parameters: 100 + rng.int(40),
    }));
    const [first] = nonDominatedSort(all.map(({ error, parameters }) => [error, parameters]));
    const key = (i: number) => `${all[i]!.error} ${all[i]!.parameters}`;
    const earliest = first!.filter(
      (i) => first!.findIndex((other) => key(other) === key(i)) === first!.indexOf(i),
    );
    const members = frontOf(all).members.map(({ item }) => item);
    expect(members).toEqual(earliest.sort((a, b) => all[a]!.parameters - all[b]!.parameters));
  });

  it('has the hypervolume of its box', () => {
    expect(frontOf([{ error: 0, parameters: 100 }]).hypervolume).toBeCloseTo(1, 6);
    expect(frontOf([{ error: 0.45, parameters: 1000 }]).hypervolume).toBeCloseTo(0.25, 6);
    expect(frontOf([{ error: 0.95, parameters: 100 }]).hypervolume).toBe(0);
    const two = [
      { error: 0.45, parameters: 100 },
      { error: 0.09, parameters: 1000 },
    ];
    const expected = hypervolume(
      [
        [0.5, 0],
        [0.1, 0.5],
      ],
      [1, 1],
    );
    expect(frontOf(two).hypervolume).toBeCloseTo(expected, 6);
  });

  it('of a space of one size dominates by the error alone', () => {
    const flat = { ...box, maxParameters: 100 };
    expect(placeInBox({ error: 0.45, parameters: 100 }, flat)).toEqual([0, 0.5]);
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
