import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluationTimes, leastSquares, NATS_PROTOCOLS } from '../../src/landscape/nats-protocol.ts';
import { readTable } from '../../src/landscape/table.ts';
import { published, readPublished } from './files.ts';

describe('least squares', () => {
  it('finds the line through the textbook’s points', () => {
    // x̄ = 2.5, ȳ = 3.5; Σ(x − x̄)(y − ȳ) = 7, Σ(x − x̄)² = 5.
    const fit = leastSquares(
      [1, 2, 3, 4].map((x) => [1, x]),
      [1.5, 2.5, 4, 6],
    )!;
    const slope = (-1.5 * -2 + -0.5 * -1 + 0.5 * 0.5 + 1.5 * 2.5) / 5;
    expect(fit[1]).toBeCloseTo(slope, 12);
    expect(fit[0]).toBeCloseTo(3.5 - 2.5 * slope, 12);
  });

  it('leaves residuals that no feature explains', () => {
    const number = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number), { minLength: 5, maxLength: 20 }), (points) => {
        const x = points.map(([a, b]) => [1, a, b]);
        const fit = leastSquares(
          x,
          points.map(([, , y]) => y),
        );
        if (!fit) return;
        for (let i = 0; i < 3; i++) {
          const left = points.reduce(
            (sum, [a, b, y], k) => sum + x[k]![i]! * (y - fit[0]! - fit[1]! * a - fit[2]! * b),
            0,
          );
          expect(left).toBeCloseTo(0, 6);
        }
      }),
    );
  });

  it('says where the coefficients are not determined', () => {
    expect(leastSquares([], [])).toBeUndefined();
    expect(leastSquares([[1, 2]], [3])).toBeUndefined();
    expect(
      leastSquares(
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        [1, 2, 3],
      ),
    ).toBeUndefined();
  });
});

/** Words of two letters, the time of some of which is 3 + 2 for each b + 7 for each c. */
const timed = (known: (i: number) => boolean, noise = 0): string => {
  const words = [...'abc'].flatMap((x) => [...'abc'].map((y) => x + y));
  const time = (word: string) => 3 + 2 * (word.split('b').length - 1) + 7 * (word.split('c').length - 1);
  const rows = words.map((word, i) => `${word},10,${known(i) ? time(word) + noise : ''}`);
  return `word,t12_c10_est,t_eval_c10test_meas\n${rows.join('\n')}`;
};

describe('the costs of NATS-Bench', () => {
  it('take the time of rows that were not measured from those that were', () => {
    const all = evaluationTimes(readTable(timed(() => true)));
    const some = evaluationTimes(readTable(timed((i) => i !== 2 && i !== 4)));
    for (const [row, seconds] of all.entries()) expect(some[row]).toBeCloseTo(seconds, 10);
    expect([...evaluationTimes(readTable(timed(() => true, 0.5)))]).toEqual(
      [...all].map((seconds) => seconds + 0.5),
    );
  });

  it('cannot be had from too few', () => {
    expect(() => evaluationTimes(readTable(timed((i) => i === 0)))).toThrow('has 1 numbers, too few');
  });

  it('count images', () => {
    const table = readTable(timed(() => true));
    const [seconds] = evaluationTimes(table);
    const costs = NATS_PROTOCOLS.map((protocol) => protocol.cost(table)[0]);
    // Half of CIFAR-10 is trained on and half validated; all of CIFAR-100 and half of its test images; and so on.
    expect(costs).toEqual([10 / 2 + 2.5 * seconds!, 10 + seconds! / 2, 10 * 3.034 + 0.3 * seconds!]);
  });
});

describe.skipIf(!published('nb201.csv'))('the costs of the published table', () => {
  it('are those that NumPy works out', () => {
    const table = readTable(readPublished('nb201.csv'));
    // The same model with numpy.linalg.lstsq: mean, first (measured), last (estimated).
    const expected = [
      [112.81980603624598, 90.205, 129.1082199834386],
      [219.92939007124917, 175.82, 252.6576439966877],
      [665.7214716593895, 532.19654, 765.0599463980126],
    ];
    for (const [i, protocol] of NATS_PROTOCOLS.entries()) {
      const costs = protocol.cost(table);
      const [average, first, last] = expected[i]!;
      expect(costs.reduce((sum, cost) => sum + cost, 0) / costs.length).toBeCloseTo(average!, 8);
      expect(costs[0]).toBeCloseTo(first!, 8);
      expect(costs.at(-1)).toBeCloseTo(last!, 8);
    }
  });
});
