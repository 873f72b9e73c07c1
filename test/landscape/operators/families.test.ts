import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kendall } from '../../../src/landscape/correlation.ts';
import { checkOperator } from '../../../src/landscape/operators/check-operator.ts';
import { drawOf, isSymmetric, reachOf, setShares } from '../../../src/landscape/operators/draw.ts';
import {
  crossover,
  dirichlet,
  drawFamily,
  exactly,
  geometric,
  oneEdit,
  perPosition,
  uniformResampling,
} from '../../../src/landscape/operators/generators.ts';
import { latticeOf } from '../../../src/landscape/operators/lattice.ts';
import { measureOperator } from '../../../src/landscape/operators/measured.ts';
import type { Operator } from '../../../src/landscape/operators/operator.ts';
import { rankCorrelations, resampledTau } from '../../../src/landscape/operators/rank-correlation.ts';
import { streamsOf } from '../../../src/landscape/operators/walk.ts';
import { createWalker } from '../../../src/landscape/operators/walker.ts';
import { createRng, type Rng } from '../../../src/space/random.ts';
import { allRows, drawMatrix, finish, landscapeFrom, landscapes, operators } from './small-spaces.ts';

const sizes = [2, 3, 1, 4];
const rows = allRows(sizes);
const landscape = landscapeFrom(
  sizes,
  rows,
  rows.map((_, i) => i),
);

describe('standard operators', () => {
  it('have the closed form of what they do', () => {
    // One edit: every neighbour as likely.
    const edit = drawMatrix(landscape, oneEdit(sizes));
    for (const [x, row] of edit.entries())
      for (const [y, share] of row.entries())
        expect(share).toBeCloseTo(landscape.distance(x, y) === 1 ? 1 / 6 : 0, 12);
    // Uniform resampling: every node as likely.
    for (const row of drawMatrix(landscape, uniformResampling(sizes)))
      for (const share of row) expect(share).toBeCloseTo(1 / 24, 12);
    // By positions, each on its own: a product over them.
    const rate = 0.3;
    const independent = drawMatrix(landscape, perPosition(rate, sizes));
    const crossed = drawMatrix(landscape, crossover(0.4, sizes));
    for (const [x, row] of rows.entries())
      for (const [y, other] of rows.entries()) {
        const product = (changed: (size: number) => number) =>
          sizes.reduce((all, size, i) => {
            if (size === 1) return all;
            return all * (row[i] === other[i] ? 1 - changed(size) : changed(size) / (size - 1));
          }, 1);
        expect(independent[x]![y]).toBeCloseTo(
          product(() => rate),
          12,
        );
        expect(crossed[x]![y]).toBeCloseTo(
          product((size) => (0.4 * (size - 1)) / size),
          12,
        );
      }
    expect(reachOf(exactly(2, sizes))).toBe(2);
    expect(geometric(0.5, sizes).distances).toEqual([0, 4 / 7, 2 / 7, 1 / 7, 0]);
    expect(() => exactly(4, sizes)).toThrow('Only 3 positions of the space have more than one option');
  });

  it('change nothing where no position has a choice', () => {
    for (const make of [geometric, perPosition, crossover])
      expect(make(0.5, [1, 1]).distances).toEqual([1, 0, 0]);
    expect(uniformResampling([1, 1]).distances).toEqual([1, 0, 0]);
    expect(drawOf(geometric(0.5, [1, 1]), [1, 1]).furthest).toBe(0);
  });

  it('fit the spaces that they are made for, and are symmetric', () => {
    fc.assert(
      fc.property(landscapes(), fc.double({ min: 0.01, max: 0.99, noNaN: true }), ({ product }, share) => {
        const own = product!.sizes;
        for (const operator of [
          oneEdit(own),
          uniformResampling(own),
          perPosition(share, own),
          crossover(share, own),
        ]) {
          expect(drawOf(operator, own).symmetric).toBe(true);
          expect(isSymmetric(operator)).toBe(true);
        }
      }),
    );
  });
});

describe('a family', () => {
  const asked = {
    count: 400,
    withZero: true,
    concentration: 1,
    positionSpread: 0,
    optionSpread: 0,
    acceptance: { kind: 'blind' },
    memory: 0,
  } as const;

  it('has the moments of the Dirichlet distribution', () => {
    for (const concentration of [0.05, 1, 8]) {
      const family = drawFamily(sizes, { ...asked, count: 4000, concentration }, 5);
      for (const d of [0, 1, 2, 3]) {
        const shares = family.map(({ distances }) => distances[d]!);
        const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
        const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
        // Four parts of concentration a: mean 1/4, variance (1/4)(3/4) / (4a + 1).
        expect(mean).toBeCloseTo(0.25, 1);
        expect((variance * (4 * concentration + 1)) / (3 / 16)).toBeCloseTo(1, 0);
        expect(Math.abs((variance * (4 * concentration + 1)) / (3 / 16) - 1)).toBeLessThan(0.12);
      }
      for (const { distances } of family) expect(distances[4]).toBe(0);
    }
    const parts = dirichlet(3, 1e-4, createRng(1));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
  });

  it('is the same for a seed, and has the same distances whatever the weights', () => {
    const plain = drawFamily(sizes, asked, 3);
    expect(drawFamily(sizes, asked, 3)).toEqual(plain);
    expect(drawFamily(sizes, asked, 4)).not.toEqual(plain);
    const weighted = drawFamily(
      sizes,
      { ...asked, positionSpread: 1, optionSpread: 0.5, withZero: false },
      3,
    );
    expect(weighted.every((operator) => operator.distances[0] === 0 && !isSymmetric(operator))).toBe(true);
    expect(drawFamily(sizes, { ...asked, optionSpread: 1 }, 3).map(({ distances }) => distances)).toEqual(
      plain.map(({ distances }) => distances),
    );
    for (const operator of weighted) drawOf(operator, sizes);
  });
});

it('shares of sets add up to the shares of distances', () => {
  fc.assert(
    fc.property(
      landscapes().chain(({ product }) => fc.tuple(fc.constant(product!.sizes), operators(product!.sizes))),
      ([own, operator]) => {
        const shares = setShares(drawOf(operator, own));
        const found = operator.distances.map(() => 0);
        for (const [set, share] of shares.entries())
          found[set.toString(2).replaceAll('0', '').length]! += share;
        for (const [d, share] of operator.distances.entries()) expect(found[d]).toBeCloseTo(share, 12);
      },
    ),
  );
});

describe('an operator from outside', () => {
  const good = {
    name: ' mine ',
    distances: [1, 2, 1, 0, 0],
    positions: [1, 2, 3, 4],
    options: [[1, 1], [1, 2, 1], [5], [1, 1, 1, 5]],
    acceptance: { kind: 'tournament', size: 3 },
    memory: 2,
  };

  it('is read, with sums brought to 1', () => {
    const checked = checkOperator(JSON.parse(JSON.stringify(good)), sizes);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(checked.operator).toMatchObject({ name: 'mine', acceptance: good.acceptance, memory: 2 });
    expect(checked.operator.distances).toEqual([0.25, 0.5, 0.25, 0, 0]);
    expect(checked.operator.options[3]).toEqual([0.5, 0.5, 0.5, 2.5]);
    drawOf(checked.operator, sizes);
    const short = checkOperator({ name: 'short', distances: [0, 1, 0, 0, 0] }, sizes);
    expect(short).toMatchObject({ ok: true, operator: { acceptance: { kind: 'blind' }, memory: 0 } });
  });

  it('has every fault told, with its place', () => {
    const faults = (change: object) => {
      const checked = checkOperator({ ...good, ...change }, sizes);
      return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`);
    };
    expect(faults({ name: '', colour: 1 })).toEqual([
      'colour: is not a field here; known: name, distances, positions, options, acceptance, memory',
      'name: must be a text of 1 to 200 characters',
    ]);
    expect(faults({ distances: [0, 1] })).toEqual([
      'distances: must have 5 numbers, one for a distance from 0 on, not 2',
    ]);
    expect(faults({ distances: [0, -1, 'x', 0, 2] })).toEqual([
      'distances[1]: must be a number of at least 0',
      'distances[2]: must be a number of at least 0',
    ]);
    expect(faults({ distances: [0, 1, 1, 0, 2] })).toEqual([
      'distances[4]: must be 0: only 3 positions have more than one option',
    ]);
    expect(faults({ distances: [0, 0, 0, 0, 0] })).toEqual(['distances: must not be 0 at every distance']);
    expect(faults({ positions: [1, 0, 1, 1e-20] })).toEqual([
      'positions[1]: must be above 0; a small weight makes it rare',
      'positions[3]: must be at least 1e-12, a part in 10¹² of the largest beside it',
    ]);
    expect(faults({ options: [[1, 1], [1, 2], [5], null] })).toEqual([
      'options[1]: must have 3 numbers, one for an option, not 2',
      'options[3]: must be a list of 4 numbers, one for an option',
    ]);
    expect(faults({ acceptance: { kind: 'toString' } })).toEqual([
      'acceptance.kind: must be one of blind, elitist, tournament, annealed',
    ]);
    expect(faults({ acceptance: { kind: 'annealed', temperature: 0, size: 1 } })).toEqual([
      'acceptance.size: is not a field of annealed; known: kind, temperature',
      'acceptance.temperature: must be a number above 0, in units of fitness',
    ]);
    expect(faults({ memory: 1.5 })).toEqual(['memory: must be a whole number from 0 to 1000']);
    for (const value of [null, 3, 'x', [], undefined]) expect(checkOperator(value, sizes).ok).toBe(false);
  });

  it('never throws, and what it lets through fits the space', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom(...Object.keys(good), 'x') }), (value) => {
        const checked = checkOperator({ ...good, ...value }, sizes);
        if (checked.ok) drawOf(checked.operator, sizes);
        else expect(checked.problems.length).toBeGreaterThan(0);
      }),
    );
  });

  it('does not fit another space', () => {
    const operator = oneEdit(sizes);
    const refused = (change: Partial<Operator>) => () => drawOf({ ...operator, ...change }, sizes);
    expect(() => drawOf(operator, [2, 3])).toThrow('it has 4 positions, the space has 2');
    expect(refused({ distances: [1] })).toThrow('it has 1 distances, and 0 … 4 are 5');
    expect(refused({ distances: [0.5, 0, 0, 0, 0] })).toThrow('add up to 1, not 0.5');
    expect(refused({ distances: [0, 0, 0, 0, 1] })).toThrow('it changes 4 positions at once, and 3 have');
    expect(refused({ positions: [1, 1, 1, 0] })).toThrow('a number above 0');
    expect(refused({ options: [[1, 1], [1, 1, 1], [1], [1, 1, 1]] })).toThrow('position 4 has 4 options');
  });
});

describe('a measured operator', () => {
  const stepOf = (operator: Operator) => {
    const walker = createWalker(landscape, latticeOf(landscape), drawOf(operator, sizes));
    return (node: number, rng: Rng) => {
      walker.begin(streamsOf(1, rng.int(2 ** 31)), 0);
      return walker.step(node);
    };
  };
  const measure = (operator: Operator) =>
    measureOperator(landscape, 'it', stepOf(operator), { samples: 6000, seed: 1 });

  it('is what it was made of', () => {
    const distances = [0.1, 0.5, 0.3, 0.1, 0];
    const even: Operator = { ...exactly(1, sizes), distances };
    const found = measure(even);
    for (const [d, share] of distances.entries()) {
      expect(Math.abs(found.distances[d]!.mean - share)).toBeLessThan(2 * found.distances[d]!.half);
      expect(found.operator.distances[d]).toBeCloseTo(found.distances[d]!.mean, 12);
    }
    expect(Math.abs(found.reach.mean - reachOf(even))).toBeLessThan(2 * found.reach.half);
    expect(found).toMatchObject({ symmetric: true, outside: { mean: 0 } });
    expect(found.operator.positions).toEqual([1, 1, 1, 1]);

    const weighted: Operator = { ...even, positions: [1, 3, 1, 9] };
    const { positions } = measure(weighted).operator;
    expect(positions[1]! / positions[0]!).toBeCloseTo(3, 0);
    expect(Math.abs(positions[3]! / positions[0]! - 9)).toBeLessThan(1.5);
    const askew = measure({ ...even, options: [[1, 1], [1, 1, 4], [1], [1, 1, 1, 1]] });
    expect(askew.symmetric).toBe(false);
    expect(askew.symmetricP).toBeLessThan(1e-6);
  });

  it('tells what led outside, and refuses what always does', () => {
    const step = (node: number, rng: Rng) => (rng.chance(0.25) ? -1 : node);
    const found = measureOperator(landscape, 'half', step, { samples: 4000, seed: 1 });
    expect(Math.abs(found.outside.mean - 0.25)).toBeLessThan(2 * found.outside.half);
    expect(found.distances[0]!.mean).toBe(1);
    expect(found.operator.distances).toEqual([1, 0, 0, 0, 0]);
    expect(() => measureOperator(landscape, 'none', () => -1, { samples: 9, seed: 1 })).toThrow(
      'Every one of 9 steps of none led outside the table',
    );
  });

  it('calls a symmetric one so in about 99 % of cases', () => {
    const operator: Operator = { ...exactly(1, sizes), distances: [0, 0.6, 0.4, 0, 0] };
    let called = 0;
    for (let seed = 0; seed < 100; seed++) {
      const found = measureOperator(landscape, 'it', stepOf(operator), { samples: 500, seed });
      if (found.symmetric) called++;
    }
    expect(called).toBeGreaterThan(93);
  });
});

describe('rank correlations', () => {
  const column = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 30 });

  it('of a resample are those of its pairs written out', () => {
    fc.assert(
      fc.property(column, fc.infiniteStream(fc.nat()), (x, stream) => {
        const draw = () => stream.next().value as number;
        const y = x.map((value) => (draw() % 2 ? value : draw() % 5));
        const times = Int32Array.from(x, () => draw() % 4);
        const repeat = (values: number[]) =>
          values.flatMap((value, i) => new Array<number>(times[i]!).fill(value));
        const found = resampledTau(x, y)(times);
        const expected = kendall(repeat(x), repeat(y)).value;
        if (Number.isNaN(expected)) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('have intervals that hold the truth, and none where nothing is to be ranked', () => {
    const x = Array.from({ length: 60 }, (_, i) => i);
    let held = 0;
    for (let seed = 0; seed < 60; seed++) {
      const rng = createRng(seed * 7919 + 1);
      const y = x.map(() => rng.float());
      const [found] = finish(rankCorrelations(x, [y], { resamples: 300, seed }));
      expect(found!.tau).toBe(kendall(x, y).value);
      if (found!.interval[0] <= 0 && found!.interval[1] >= 0) held++;
    }
    expect(held).toBeGreaterThan(50);
    const [same, none] = finish(rankCorrelations(x, [x, x.map(() => 1)], { resamples: 50, seed: 1 }));
    expect(same).toMatchObject({ tau: 1, interval: [1, 1] });
    expect(none).toEqual({ tau: Number.NaN, p: Number.NaN, interval: [Number.NaN, Number.NaN] });
  });
});
