import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polynomialMutation, realCoded, simulatedBinaryCrossover } from '../../src/search/real-coded.ts';
import { createRng } from '../../src/space/random.ts';
import { deviation, kolmogorov } from './spaces.ts';

/** Beyond this a Kolmogorov–Smirnov statistic lies once in a thousand. */
const RARE = 1.95;
/** Beyond so many standard deviations lies a count once in 15,000. */
const FAR = 4;

const unit = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1, 1e-15, 0.5, 0.5 + 1e-15),
);
const parents = fc.integer({ min: 1, max: 12 }).chain((n) => {
  const genotype = fc.array(unit, { minLength: n, maxLength: n });
  return fc.tuple(genotype, genotype);
});

describe('realCoded', () => {
  const problem = realCoded(5);

  it('samples every variable uniformly', () => {
    const rng = createRng(1);
    const drawn = Array.from({ length: 1000 }, () => problem.sample(rng));
    for (let i = 0; i < 5; i++) {
      const one = drawn.map((genotype) => genotype[i]!);
      expect(kolmogorov(one, (x) => x)).toBeLessThan(RARE);
    }
    const all = drawn.flatMap((genotype) => [...genotype]);
    expect(kolmogorov(all, (x) => x)).toBeLessThan(RARE);
    expect(drawn[0]).toHaveLength(5);
  });

  it('calls equal vectors the same, and no others', () => {
    fc.assert(
      fc.property(parents, ([a, b]) => {
        const { hash, violation, cheap } = problem.describe(a);
        expect({ violation, cheap }).toEqual({ violation: 0, cheap: [] });
        expect(problem.describe(a.slice()).hash).toBe(hash);
        const same = a.every((value, i) => Object.is(value, b[i]!));
        expect(problem.describe(b).hash === hash).toBe(same);
      }),
    );
    // With 32 bits ten pairs would be taken for the same.
    const rng = createRng(2);
    const single = realCoded(1);
    const hashes = Array.from({ length: 300_000 }, () => single.describe(single.sample(rng)).hash);
    expect(new Set(hashes).size).toBe(300_000);
  });
});

describe('simulated binary crossover', () => {
  it('keeps the parents’ mean where the bounds are far, or equally near', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.4, max: 0.6, noNaN: true }),
        fc.double({ min: -0.1, max: 0.1, noNaN: true }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.integer(),
        (middle, half, far, seed) => {
          const mother = [middle - half, 0.5 - far];
          const father = [middle + half, 0.5 + far];
          const [first, second] = simulatedBinaryCrossover(mother, father, createRng(seed));
          expect((first[0]! + second[0]!) / 2).toBeCloseTo(middle, 9);
          expect((first[1]! + second[1]!) / 2).toBeCloseTo(0.5, 9);
        },
      ),
    );
  });

  it('stays between the bounds, leaves the parents as they are, and equal values alone', () => {
    fc.assert(
      fc.property(parents, fc.integer(), ([mother, father], seed) => {
        const before = [mother.slice(), father.slice()];
        const children = simulatedBinaryCrossover(mother, father, createRng(seed));
        expect([mother, father]).toEqual(before);
        for (const child of children) {
          expect(child).toHaveLength(mother.length);
          for (const [i, value] of child.entries()) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
            if (mother[i] === father[i]) expect(value).toBe(mother[i]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes half of the variables, and exchanges the children’s values in half of those', () => {
    const rng = createRng(3);
    const counts = [0, 0, 0];
    for (let i = 0; i < 1000; i++) {
      const [first, second] = simulatedBinaryCrossover(
        new Array<number>(10).fill(0.4),
        new Array<number>(10).fill(0.6),
        rng,
      );
      for (const [v, value] of first.entries()) {
        if (value === 0.4 && second[v] === 0.6) counts[0]!++;
        else counts[value < second[v]! ? 1 : 2]!++;
      }
    }
    expect(deviation(counts, [0.5, 0.25, 0.25])).toBeLessThan(FAR);
  });

  it.each([
    ['in the middle', 0.45, 0.55],
    ['near one bound', 0.05, 0.35],
    ['with little room', 0.1, 0.95],
    ['at a bound', 0, 0.5],
  ])('spreads children by the formula: parents %s', (_, a, b) => {
    const gap = b - a;
    /**
     * Of β, the children's distance in that of the parents: the density is 8 β¹⁵ up to 1 and 8 β⁻¹⁷ beyond, cut off at the
     * bound and brought to 1 (Deb & Agrawal 1995, η = 15).
     */
    const cumulative = (room: number) => (beta: number) => {
      const whole = 2 - (1 + (2 * room) / gap) ** -16;
      return (beta <= 1 ? beta ** 16 : 2 - beta ** -16) / whole;
    };
    const rng = createRng(4);
    const below: number[] = [];
    const above: number[] = [];
    while (below.length < 4000) {
      const [[x], [y]] = simulatedBinaryCrossover([a], [b], rng) as [number[], number[]];
      if (x === a && y === b) continue;
      below.push((a + b - 2 * Math.min(x!, y!)) / gap);
      above.push((2 * Math.max(x!, y!) - a - b) / gap);
    }
    expect(kolmogorov(below, cumulative(a))).toBeLessThan(RARE);
    expect(kolmogorov(above, cumulative(1 - b))).toBeLessThan(RARE);
  });
});

describe('polynomial mutation', () => {
  it('stays between the bounds and leaves the parent as it is', () => {
    fc.assert(
      fc.property(parents, fc.integer(), ([parent], seed) => {
        const before = parent.slice();
        const rng = createRng(seed);
        for (let i = 0; i < 5; i++) {
          const child = polynomialMutation(parent, rng);
          expect(parent).toEqual(before);
          expect(Math.min(...child)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...child)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('leaves one in ten alone; of the others each variable is changed with one over their number', () => {
    const n = 30;
    const rng = createRng(5);
    const parent = new Array<number>(n).fill(0.5);
    const changes = [0, 0, 0, 0];
    const places = new Array<number>(n).fill(0);
    for (let i = 0; i < 20_000; i++) {
      let changed = 0;
      for (const [place, value] of polynomialMutation(parent, rng).entries()) {
        if (value === 0.5) continue;
        changed++;
        places[place]!++;
      }
      changes[Math.min(changed, 3)]!++;
    }
    const none = (1 - 1 / n) ** n;
    const one = (1 - 1 / n) ** (n - 1);
    const two = (((n - 1) / n) * (1 - 1 / n) ** (n - 2)) / 2;
    const expected = [none, one, two, 1 - none - one - two].map((p, k) => 0.9 * p + (k === 0 ? 0.1 : 0));
    expect(deviation(changes, expected)).toBeLessThan(FAR);
    expect(
      deviation(
        places,
        places.map(() => 1 / n),
      ),
    ).toBeLessThan(FAR);
  });

  it('changes a single variable half the time at most', () => {
    const rng = createRng(6);
    const counts = [0, 0];
    for (let i = 0; i < 4000; i++) counts[Number(polynomialMutation([0.5], rng)[0] === 0.5)]!++;
    expect(deviation(counts, [0.45, 0.55])).toBeLessThan(FAR);
  });

  it.each([0.5, 0.3, 0.02, 0.95, 0, 1])('moves a variable at %d by the formula', (x) => {
    /** The density is (η + 1)/2 · (1 − |δ|)^η, each half of it cut off at its bound and brought to ½ (Deb & Goyal 1996, η = 20). */
    const cumulative = (delta: number) =>
      delta < 0
        ? ((1 + delta) ** 21 - (1 - x) ** 21) / (2 * (1 - (1 - x) ** 21))
        : 0.5 + (1 - (1 - delta) ** 21) / (2 * (1 - x ** 21));
    const rng = createRng(7);
    const moves: number[] = [];
    for (let i = 0; i < 8000; i++) {
      const [moved] = polynomialMutation([x], rng) as unknown as [number];
      if (moved !== x) moves.push(moved - x);
    }
    // At a bound half of the moves stay where they are.
    const inside = x > 0 && x < 1;
    const rate = inside ? 0.45 : 0.225;
    expect(deviation([moves.length, 8000 - moves.length], [rate, 1 - rate])).toBeLessThan(FAR);
    const of = inside
      ? cumulative
      : x === 0
        ? (d: number) => 2 * cumulative(d) - 1
        : (d: number) => 2 * cumulative(d);
    expect(kolmogorov(moves, of)).toBeLessThan(RARE);
  });
});
