import { describe, expect, it } from 'vitest';
import type { ComparisonView, Course } from '../../../src/run/comparison-fold.ts';
import { bandOf, standingsOf } from '../../../src/ui/compare/standings.ts';

const course = (hypervolume: number[], error: number[], finished = true): Course => ({
  hypervolume,
  error,
  finished,
});
const viewOf = (courses: Course[][]): ComparisonView =>
  ({
    started: { contestants: courses.map((_, c) => ({ strategy: `s${c}`, parameters: {} })) },
    courses,
  }) as unknown as ComparisonView;

describe('standingsOf', () => {
  // Five runs each; the second is better in every pair.
  const low = [0.1, 0.2, 0.3, 0.4, 0.5];
  const view = viewOf([
    low.map((value) => course([0, value], [1, 1 - value])),
    low.map((value) => course([0, value + 0.5], [1, 0.5 - value / 2])),
  ]);

  it('has the figures, ranks over seeds, and the exact test', () => {
    const [first, second] = standingsOf(view, 'hypervolume', 0);
    expect(first!.figures).toMatchObject({ n: 5, median: 0.3, iqr: expect.closeTo(0.2, 12) });
    expect(first!.figures!.mean).toBeCloseTo(0.3, 12);
    expect(first!.figures!.sd).toBeCloseTo(Math.sqrt(0.025), 12);
    expect([first!.rank, second!.rank]).toEqual([2, 1]);
    expect(first!.against).toBeNull();
    // Of the 252 ways to divide ten values, two are as extreme.
    expect(second!.against!.a12).toBe(1);
    expect(second!.against!.p).toBeCloseTo(2 / 252, 12);
  });

  it('knows that smaller errors are better', () => {
    const [first, second] = standingsOf(view, 'error', 1);
    expect(first!.against!.a12).toBe(0);
    expect(second!.against).toBeNull();
    expect([first!.rank, second!.rank]).toEqual([2, 1]);
  });

  it('counts finished runs alone, and says nothing where there is nothing to say', () => {
    const part = viewOf([[course([0.5], [0.5]), course([0.9], [0.1], false)], [course([0.4], [0.6])], []]);
    const [first, second, third] = standingsOf(part, 'hypervolume', 0);
    expect([first!.runs, second!.runs, third!.runs]).toEqual([1, 1, 0]);
    expect(first!.rank).toBeNull();
    expect(second!.against).toBeNull();
    expect(third!.figures).toBeNull();
  });

  it('corrects for many comparisons', () => {
    const three = viewOf([
      low.map((value) => course([value], [1])),
      low.map((value) => course([value + 0.5], [1])),
      low.map((value) => course([value + 0.05], [1])),
    ]);
    const [, second] = standingsOf(three, 'hypervolume', 0);
    expect(second!.against!.p).toBeCloseTo((2 * 2) / 252, 12);
  });
});

describe('bandOf', () => {
  it('is median and quartiles of the runs that have come so far', () => {
    const band = bandOf(
      [course([1, 5], []), course([2], []), course([3, 7], []), course([4], [])],
      'hypervolume',
    );
    expect(band).toEqual([
      { evaluations: 1, low: 1.75, middle: 2.5, high: 3.25 },
      { evaluations: 2, low: 5.5, middle: 6, high: 6.5 },
    ]);
    expect(bandOf([], 'error')).toEqual([]);
  });
});
