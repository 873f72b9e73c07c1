import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correlations,
  denseRanks,
  kendall,
  kendallTau,
  kendallTauOfRanks,
  pearson,
  spearman,
} from '../../src/landscape/correlation.ts';
import type { Correlation, Correlations } from '../../src/landscape/report.ts';
// From SciPy 1.10.1 (Debian 12, python3-scipy): `pearsonr`, `spearmanr` and `kendalltau` with their defaults, as
// [statistic, p-value]; small samples without ties, with swaps, with ties in one or both, reals, and large ones whose
// pairs are a formula: x = ai mod b, y = (ci + (i² mod d)) mod e.
import reference from './scipy.json';

type Reference = Record<keyof Correlations, number[]>;

/** Equal to ten digits. The p-value of a line that is straight but for rounding is as good as 0. */
function expectClose(found: Correlation, [value, p]: readonly number[]): void {
  expect(found.value).toBeCloseTo(value!, 11);
  if (Math.abs(value!) > 1 - 1e-12 && p! < 1e-7) expect(found.p).toBeLessThan(1e-7);
  else expect(Math.abs(found.p - p!)).toBeLessThanOrEqual(1e-10 * p!);
}

function expectSame(x: readonly number[], y: readonly number[], expected: Reference): void {
  const found = correlations(x, y);
  expectClose(found.pearson, expected.pearson);
  expectClose(found.spearman, expected.spearman);
  expectClose(found.kendall, expected.kendall);
  expect([pearson(x, y), spearman(x, y), kendall(x, y)]).toEqual([
    found.pearson,
    found.spearman,
    found.kendall,
  ]);
}

describe('correlations', () => {
  it.each(reference.pairs.map((pairs) => [pairs.x.length, pairs] as const))(
    'of %i pairs are SciPy’s',
    (_, { x, y, ...expected }) => expectSame(x, y, expected),
  );

  it.each(reference.formulas.map((formula) => [formula.n, formula] as const))(
    'of %i pairs by a formula are SciPy’s',
    (_, { n, factors: [a, b, c, d, e], ...expected }) => {
      const i = [...Array(n).keys()];
      const x = i.map((k) => (k * a!) % b!);
      const y = i.map((k) => (k * c! + ((k * k) % d!)) % e!);
      expectSame(x, y, expected);
    },
  );

  it('are undefined where one of the two is constant, or there is one pair', () => {
    const none = { value: Number.NaN, p: Number.NaN };
    const all = { pearson: none, spearman: none, kendall: none };
    expect(correlations([1, 2, 3], [0.1, 0.1, 0.1])).toEqual(all);
    expect(correlations([0.1, 0.1, 0.1], [1, 2, 3])).toEqual(all);
    expect(correlations([1], [2])).toEqual(all);
    expect(correlations([], [])).toEqual(all);
    expect(() => correlations([1, 2], [1])).toThrow(RangeError);
  });

  it('of two pairs prove nothing', () => {
    expect(correlations([1, 2], [5, 3])).toEqual({
      pearson: { value: -1, p: 1 },
      spearman: { value: -1, p: 1 },
      kendall: { value: -1, p: 1 },
    });
  });
});

describe('Kendall’s τ', () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -9, max: 9 })), {
    minLength: 2,
    maxLength: 40,
  });

  it('counts pairs', () => {
    fc.assert(
      fc.property(values, (pairs) => {
        let sum = 0;
        let x = 0;
        let y = 0;
        for (const [i, a] of pairs.entries()) {
          for (const b of pairs.slice(i + 1)) {
            sum += Math.sign(a[0] - b[0]) * Math.sign(a[1] - b[1]);
            if (a[0] !== b[0]) x++;
            if (a[1] !== b[1]) y++;
          }
        }
        const tau = kendallTau(
          Float64Array.from(pairs, ([a]) => a),
          Float64Array.from(pairs, ([, b]) => b),
        );
        if (x * y === 0) expect(tau).toBeNaN();
        else expect(tau).toBeCloseTo(sum / Math.sqrt(x * y), 12);
      }),
    );
  });

  it('of resampled ranks is that of the resampled values', () => {
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.nat()), (pairs, stream) => {
        const drawn = pairs.map(() => stream.next().value! % pairs.length);
        const [x, y] = [0, 1].map((side) => Float64Array.from(pairs, (pair) => pair[side]!));
        const [xRanks, yRanks] = [denseRanks(x!), denseRanks(y!)];
        const expected = kendallTau(
          Float64Array.from(drawn, (i) => x![i]!),
          Float64Array.from(drawn, (i) => y![i]!),
        );
        const found = kendallTauOfRanks(
          Int32Array.from(drawn, (i) => xRanks[i]!),
          Int32Array.from(drawn, (i) => yRanks[i]!),
        );
        expect(found).toEqual(expected);
      }),
    );
  });

  it('ranks −0 with 0', () => {
    expect([...denseRanks([0, -1, -0, 2])]).toEqual([1, 0, 1, 2]);
  });
});
