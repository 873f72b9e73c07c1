import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cliffsDelta,
  erfc,
  mannWhitney,
  uDistribution,
  varghaDelaney,
} from '../../src/search/statistics/mann-whitney.ts';
import {
  averageRanks,
  holm,
  interquartileRange,
  mean,
  median,
  quantiles,
  ranks,
  standardDeviation,
  summarise,
} from '../../src/search/statistics.ts';

const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 });
/** Values without ties, cut in two. */
const untied = fc
  .uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 8 })
  .chain((all) =>
    fc.integer({ min: 1, max: all.length - 1 }).map((n) => [all.slice(0, n), all.slice(n)] as const),
  );

describe('figures of a sample', () => {
  it('are those of the textbook', () => {
    // Σ = 40, squares of the deviations 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32.
    const sample = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(sample)).toBe(5);
    expect(standardDeviation(sample)).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(median(sample)).toBe(4.5);
    // NumPy: quantile([3, 1, 4, 1, 5, 9, 2, 6], [.1, .25, .5, .75, .9]).
    const digits = [3, 1, 4, 1, 5, 9, 2, 6];
    const expected = [1, 1.75, 3.5, 5.25, 6.9];
    for (const [i, value] of quantiles(digits, [0.1, 0.25, 0.5, 0.75, 0.9]).entries())
      expect(value).toBeCloseTo(expected[i]!, 12);
    expect(interquartileRange(digits)).toBe(3.5);
    expect(summarise(digits)).toMatchObject({ n: 8, min: 1, max: 9, median: 3.5, iqr: 3.5 });
    expect(digits).toEqual([3, 1, 4, 1, 5, 9, 2, 6]);
  });

  it('keep their digits far from zero', () => {
    expect(standardDeviation([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBeCloseTo(Math.sqrt(30), 12);
  });

  it('are missing where there is too little', () => {
    expect([mean([]), standardDeviation([1]), median([])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(median([3])).toBe(3);
    expect(median([Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY])).toBe(1);
  });

  it('follow shifts and scales', () => {
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -99, max: 99 }),
        (sample, a, b) => {
          const moved = summarise(sample.map((value) => a * value + b));
          const own = summarise(sample);
          expect(moved.mean).toBeCloseTo(a * own.mean + b, 9);
          expect(moved.median).toBeCloseTo(a * own.median + b, 9);
          expect(moved.iqr).toBeCloseTo(a * own.iqr, 9);
          if (sample.length > 1) expect(moved.sd).toBeCloseTo(a * own.sd, 9);
        },
      ),
    );
  });

  it('refuse a probability that is none', () => {
    expect(() => quantiles([1], [1.1])).toThrow('from 0 to 1, not 1.1');
    expect(() => quantiles([1], [Number.NaN])).toThrow(RangeError);
  });
});

describe('ranks', () => {
  it('are shared by equal values', () => {
    expect([...ranks([10, 20, 10, 5, 20, 20])]).toEqual([2.5, 5, 2.5, 1, 5, 5]);
  });

  it('count the smaller values and half the equal ones', () => {
    fc.assert(
      fc.property(values, (sample) => {
        const counted = sample.map(
          (value) =>
            sample.filter((other) => other < value).length +
            (sample.filter((other) => other === value).length + 1) / 2,
        );
        expect([...ranks(sample)]).toEqual(counted);
      }),
    );
  });

  it('are averaged over blocks', () => {
    const blocks = [
      [9, 8, 7],
      [9, 9, 1],
      [1, 3, 2],
    ];
    // Ranks 1 2 3, then 1.5 1.5 3, then 3 1 2.
    expect(averageRanks(blocks)).toEqual([5.5 / 3, 4.5 / 3, 8 / 3]);
    // The other direction turns every rank r into 4 − r.
    expect(averageRanks(blocks, 'smaller')).toEqual([6.5 / 3, 7.5 / 3, 4 / 3]);
    expect(() => averageRanks([[1, 2], [1]])).toThrow('must hold 2 values');
  });
});

describe('the Mann–Whitney test', () => {
  /** Every way of giving `n` of the values to the first sample: the two-sided p by definition. */
  const enumerated = (first: readonly number[], second: readonly number[]) => {
    const all = [...first, ...second];
    const won = (chosen: readonly number[]) => {
      const others = all.filter((_, i) => !chosen.includes(i));
      let u = 0;
      for (const i of chosen)
        for (const other of others) u += all[i]! > other ? 1 : all[i] === other ? 0.5 : 0;
      return u;
    };
    const own = won([...first.keys()]);
    const extreme = Math.min(own, first.length * second.length - own);
    let [ways, tail] = [0, 0];
    const choose = (from: number, chosen: number[]): void => {
      if (chosen.length === first.length) {
        ways++;
        if (won(chosen) <= extreme) tail++;
        return;
      }
      for (let i = from; i < all.length; i++) choose(i + 1, [...chosen, i]);
    };
    choose(0, []);
    return { u: own, p: Math.min(1, (2 * tail) / ways) };
  };

  it('is that of all permutations, for small samples without ties', () => {
    fc.assert(
      fc.property(untied, ([first, second]) => {
        const { u, p, exact } = mannWhitney(first, second);
        const truth = enumerated(first, second);
        expect(exact).toBe(true);
        expect(u).toBe(truth.u);
        expect(p).toBeCloseTo(truth.p, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('has the distribution of Mann and Whitney’s table', () => {
    // P(U ≤ u) for samples of 3 and 3, and 4 and 4 (1947, table I).
    const cumulated = (n: number, m: number) => {
      const distribution = uDistribution(n, m);
      return [...distribution.keys()].map((u) => {
        const sum = distribution.slice(0, u + 1).reduce((total, p) => total + p, 0);
        return Math.round(sum * 1000) / 1000;
      });
    };
    expect(cumulated(3, 3).slice(0, 5)).toEqual([0.05, 0.1, 0.2, 0.35, 0.5]);
    expect(cumulated(4, 4).slice(0, 9)).toEqual([
      0.014, 0.029, 0.057, 0.1, 0.171, 0.243, 0.343, 0.443, 0.557,
    ]);
  });

  it.each([
    [4, 4, 0],
    [5, 5, 2],
    [5, 8, 6],
    [8, 8, 13],
    [10, 10, 23],
    [10, 15, 39],
    [20, 20, 127],
  ])('has the tabulated critical value at 0.05 for %i and %i values: %i', (n, m, critical) => {
    const distribution = uDistribution(n, m);
    const twoSided = (u: number) => 2 * distribution.slice(0, u + 1).reduce((sum, p) => sum + p, 0);
    expect(twoSided(critical)).toBeLessThanOrEqual(0.05);
    expect(twoSided(critical + 1)).toBeGreaterThan(0.05);
  });

  it('has a distribution that is symmetric, sums to one, and has the known moments', () => {
    for (const [n, m] of [
      [1, 7],
      [6, 11],
      [49, 49],
    ] as const) {
      const distribution = uDistribution(n, m);
      expect(distribution).toHaveLength(n * m + 1);
      let [sum, first, second] = [0, 0, 0];
      for (const [u, p] of distribution.entries()) {
        sum += p;
        first += u * p;
        second += u * u * p;
        expect(p).toBeCloseTo(distribution[n * m - u]!, 14);
      }
      expect(sum).toBeCloseTo(1, 12);
      expect(first).toBeCloseTo((n * m) / 2, 8);
      expect((second - first ** 2) / ((n * m * (n + m + 1)) / 12)).toBeCloseTo(1, 9);
    }
  });

  it('agrees with SciPy', () => {
    // scipy.stats.mannwhitneyu; the first is the example of its documentation.
    expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])).toMatchObject({ u: 17, exact: true });
    expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12]).p).toBeCloseTo(1 / 9, 14);
    const tied = mannWhitney([1, 2, 2, 3, 5, 5, 7], [2, 4, 5, 6, 8, 8, 9, 9]);
    expect(tied).toMatchObject({ u: 11, exact: false });
    expect(tied.p).toBeCloseTo(0.05400644371208492, 11);
    const first = Array.from({ length: 20 }, (_, i) => i / 10);
    const later = Array.from({ length: 25 }, (_, i) => i / 10 + 0.53 + 0.003 * i);
    expect(mannWhitney(first, later)).toMatchObject({ u: 105, exact: true });
    expect(mannWhitney(first, later).p).toBeCloseTo(0.0006615098199180087, 14);
    const large = mannWhitney(
      Array.from({ length: 60 }, (_, i) => i),
      Array.from({ length: 70 }, (_, i) => i + 9.5),
    );
    expect(large).toMatchObject({ u: 1275, exact: false });
    expect(large.p).toBeCloseTo(0.00011786044912746196, 13);
  });

  it('is near its own approximation where both can be had', () => {
    const first = Array.from({ length: 30 }, (_, i) => i * 7);
    const second = Array.from({ length: 30 }, (_, i) => i * 7 + 40.5);
    // One tie between the samples turns the exact distribution off and changes U by a half.
    const approximated = mannWhitney([...first.slice(1), 40.5], second);
    const exact = mannWhitney([...first.slice(1), 40], second);
    expect([approximated.exact, exact.exact]).toEqual([false, true]);
    expect(Math.abs(Math.log(approximated.p / exact.p))).toBeLessThan(0.1);
  });

  it('does not care which sample comes first, and turns with the direction', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const there = mannWhitney(a, b);
        const back = mannWhitney(b, a);
        expect(back.p).toBeCloseTo(there.p, 12);
        expect(there.u + back.u).toBe(a.length * b.length);
        expect(there.p).toBeGreaterThan(0);
        expect(there.p).toBeLessThanOrEqual(1);
        expect(cliffsDelta(a, b)).toBeCloseTo(-cliffsDelta(b, a), 12);
      }),
    );
  });

  it('sees nothing in equal samples and refuses empty ones', () => {
    expect(mannWhitney([5, 5, 5], [5, 5])).toEqual({ u: 3, p: 1, exact: false });
    expect(mannWhitney([1, 2], [1, 2]).p).toBe(1);
    expect(() => mannWhitney([], [1])).toThrow(RangeError);
    expect(() => mannWhitney([1], [Number.NaN])).toThrow('no number');
  });

  it('has the sizes of effects by counting pairs', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const more = a.flatMap((x) => b.filter((y) => x > y)).length;
        const less = a.flatMap((x) => b.filter((y) => x < y)).length;
        const pairs = a.length * b.length;
        expect(varghaDelaney(a, b)).toBeCloseTo((more + (pairs - more - less) / 2) / pairs, 12);
        expect(cliffsDelta(a, b)).toBeCloseTo((more - less) / pairs, 12);
      }),
    );
    expect(varghaDelaney([3, 4], [1, 2])).toBe(1);
  });

  it('has a normal tail to eleven digits', () => {
    // SciPy's erfc on both sides of where series and fraction meet.
    for (const [x, value] of [
      [0, 1],
      [0.1, 0.8875370839817152],
      [1, 0.15729920705028516],
      [2, 0.004677734981047266],
      [2.9, 4.109787809945884e-5],
      [3, 2.2090496998585445e-5],
      [3.1, 1.1648657367199584e-5],
      [5, 1.5374597944280347e-12],
      [10, 2.0884875837625446e-45],
    ] as const)
      expect(erfc(x) / value).toBeCloseTo(1, 10);
  });
});

describe('Holm’s correction', () => {
  it('is that of the worked example', () => {
    // Four p-values: 0.005·4, 0.01·3, 0.03·2, 0.04 raised to the one before.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [i, value] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[i]).toBeCloseTo(value, 14);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
    expect(holm([Number.NaN, 0.02, 0.5])).toEqual([Number.NaN, 0.04, 0.5]);
  });

  it('rejects what the step-down procedure rejects', () => {
    const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(probabilities, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (p, alpha) => {
        const order = [...p.keys()].sort((a, b) => p[a]! - p[b]!);
        const rejected = new Set<number>();
        for (const [place, i] of order.entries()) {
          if ((p.length - place) * p[i]! > alpha) break;
          rejected.add(i);
        }
        const adjusted = holm(p);
        for (const i of p.keys()) expect(adjusted[i]! <= alpha).toBe(rejected.has(i));
      }),
    );
  });

  it('is never smaller than the p-value nor larger than Bonferroni’s', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (p) => {
        for (const [i, adjusted] of holm(p).entries()) {
          expect(adjusted).toBeGreaterThanOrEqual(p[i]!);
          expect(adjusted).toBeLessThanOrEqual(Math.min(1, p.length * p[i]!));
        }
      }),
    );
  });
});
