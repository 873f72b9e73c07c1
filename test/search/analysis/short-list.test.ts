import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalised } from '../../../src/search/analysis/knee.ts';
import { shortList } from '../../../src/search/analysis/short-list.ts';
import { hypervolume } from '../../../src/search/pareto.ts';
import { createRng } from '../../../src/space/random.ts';

/** All subsets of so many of the first n numbers. */
function subsets(n: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: Math.max(0, n - from) }, (_, i) => from + i).flatMap((first) =>
    subsets(n, size - 1, first + 1).map((rest) => [first, ...rest]),
  );
}

const volumeOf = (front: readonly (readonly number[])[], count: number) => {
  const points = normalised(front);
  const reference = points[0]!.map(() => 1 + 1 / Math.max(1, count - 1));
  return (members: readonly number[]) =>
    hypervolume(
      members.map((i) => points[i]!),
      reference,
    );
};

describe('shortList', () => {
  it('has the largest hypervolume of all subsets, for any points in two objectives', () => {
    const coordinate = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (points, count) => {
          const volume = volumeOf(points, count);
          const chosen = shortList(points, count);
          expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
          expect(chosen).toHaveLength(Math.min(count, points.length));
          const best = Math.max(...subsets(points.length, chosen.length).map(volume));
          expect(volume(chosen)).toBeCloseTo(best, 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is evenly spaced on a line, with both ends', () => {
    const line = Array.from({ length: 101 }, (_, i) => [i, 1000 - 10 * i]);
    expect(shortList(line, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(shortList(line, 11)).toEqual(Array.from({ length: 11 }, (_, i) => 10 * i));
  });

  it('does well on long fronts against subsets drawn at random', () => {
    const rng = createRng(3);
    const front = Array.from({ length: 400 }, (_, i) => [i + rng.float(), 1e4 / (i + 1)]);
    const volume = volumeOf(front, 8);
    const chosen = volume(shortList(front, 8));
    for (let i = 0; i < 300; i++)
      expect(volume(Array.from({ length: 8 }, () => rng.int(400)))).toBeLessThan(chosen + 1e-12);
  });

  it('has at least 1 − 1/e of the best in three objectives', () => {
    const rng = createRng(8);
    for (let run = 0; run < 10; run++) {
      const front = Array.from({ length: 10 }, () => [rng.float(), rng.float(), rng.float()]);
      const volume = volumeOf(front, 4);
      const best = Math.max(...subsets(10, 4).map(volume));
      const chosen = shortList(front, 4);
      expect(chosen).toHaveLength(4);
      expect(volume(chosen)).toBeGreaterThanOrEqual((1 - Math.exp(-1)) * best);
    }
  });

  it('is all of a short front, and refuses a list of none', () => {
    expect(shortList([[1, 2]], 3)).toEqual([0]);
    expect(shortList([], 3)).toEqual([]);
    expect(() => shortList([[1, 2]], 0)).toThrow('at least 1, not 0');
  });
});
