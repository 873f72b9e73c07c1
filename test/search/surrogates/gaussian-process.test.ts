import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cholesky } from '../../../src/search/surrogates/cholesky.ts';
import { GaussianProcess, profiledLogLikelihood } from '../../../src/search/surrogates/gaussian-process.ts';
import {
  covariance,
  DISTANCES,
  distances,
  type KernelFeatures,
  KernelSpace,
  kernelOf,
} from '../../../src/search/surrogates/graph-kernel.ts';
import { createRng } from '../../../src/space/random.ts';
import { wordSpace } from '../spaces.ts';

/** A random symmetric positive definite matrix. */
function definite(size: number, seed: number): number[][] {
  const rng = createRng(seed * 7919 + 13);
  const a = Array.from({ length: size }, () => Array.from({ length: size }, () => rng.float() - 0.5));
  return a.map((row, i) =>
    a.map((other, j) => row.reduce((sum, value, k) => sum + value * other[k]!, 0) + (i === j ? 0.5 : 0)),
  );
}

function factorOf(matrix: readonly number[][]): Cholesky {
  const factor = new Cholesky();
  for (const [i, row] of matrix.entries()) factor.append(row.slice(0, i), row[i]!);
  return factor;
}

/** The determinant by expansion. */
const determinant = (m: readonly number[][]): number =>
  m.length === 0
    ? 1
    : m[0]!.reduce(
        (sum, value, j) =>
          sum + (-1) ** j * value * determinant(m.slice(1).map((row) => row.toSpliced(j, 1))),
        0,
      );

/** The inverse by Cramer's rule. */
const inverse = (m: readonly number[][]): number[][] => {
  const whole = determinant(m);
  return m.map((_, i) =>
    m.map((__, j) => {
      const minor = m.toSpliced(j, 1).map((row) => row.toSpliced(i, 1));
      return ((-1) ** (i + j) * determinant(minor)) / whole;
    }),
  );
};

describe('Cholesky', () => {
  it('solves and has the determinant of its matrix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(1000), (size, seed) => {
        const matrix = definite(size, seed);
        const factor = factorOf(matrix);
        expect(factor.size).toBe(size);
        expect(factor.logDeterminant()).toBeCloseTo(Math.log(determinant(matrix)), 8);
        // ‖L⁻¹b‖² = bᵀK⁻¹b.
        const b = Float64Array.from({ length: size }, (_, i) => i + 1);
        const x = b.slice();
        factor.solve(x, 0, size);
        const form = inverse(matrix).reduce(
          (sum, row, i) => sum + row.reduce((inner, value, j) => inner + b[i]! * value * b[j]!, 0),
          0,
        );
        expect(x.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(form, 6);
        // Continued from the middle, and after rows were taken away and put back, it is the same.
        const again = b.slice();
        factor.solve(again, 0, size >> 1);
        factor.solve(again, size >> 1, size);
        expect(again).toEqual(x);
        factor.truncate(size - 1);
        factor.append(matrix[size - 1]!.slice(0, size - 1), matrix[size - 1]![size - 1]!);
        const third = b.slice();
        factor.solve(third, 0, size);
        expect(third).toEqual(x);
      }),
    );
  });

  it('has the likelihood of the closed formula', () => {
    const matrix = definite(4, 3);
    const y = [1, -0.5, 0.25, 2];
    const form = inverse(matrix).reduce(
      (sum, row, i) => sum + row.reduce((inner, value, j) => inner + y[i]! * value * y[j]!, 0),
      0,
    );
    const expected = -0.5 * (4 * Math.log(form / 4) + Math.log(determinant(matrix)));
    expect(profiledLogLikelihood(factorOf(matrix), y)).toBeCloseTo(expected, 8);
  });
});

const space = new KernelSpace(wordSpace(5, 3));
const words = ['00000', '01200', '22222', '11111', '01201', '20000', '00012', '12012'];
const features = words.map((word) => space.features(word));
const values = [0, 1, -1, 0.5, 0.9, 0.1, -0.2, 1.5];

describe('GaussianProcess', () => {
  it('believes what the formula of Rasmussen & Williams says, for the hyperparameters that it chose', () => {
    const process = new GaussianProcess(100);
    process.condition(features, values, []);
    const [rounds, codeWeight, length, noise] = process.state()!.hyperparameters;
    const means = new Float64Array(DISTANCES);
    const between = new Float64Array(DISTANCES);
    for (let i = 1; i < words.length; i++)
      for (let j = 0; j < i; j++) {
        distances(features[i]!, features[j]!, between, 0);
        for (let k = 0; k < DISTANCES; k++) means[k]! += between[k]! / 28;
      }
    const kernel = kernelOf({ rounds, codeWeight, length }, means);
    const k = (a: KernelFeatures, b: KernelFeatures) => {
      distances(a, b, between, 0);
      return covariance(kernel, between, 0);
    };
    const variance = [0.003, 0.01, 0.03, 0.1, 0.3, 1][noise]!;
    const matrix = features.map((a, i) => features.map((b, j) => k(a, b) + (i === j ? variance : 0)));
    const inverted = inverse(matrix);
    const times = (left: readonly number[], right: readonly number[]) =>
      inverted.reduce(
        (sum, row, i) => sum + row.reduce((inner, value, j) => inner + left[i]! * value * right[j]!, 0),
        0,
      );
    const scale = times(values, values) / 8;
    for (const word of ['01202', '22221', '10000']) {
      const seen = space.features(word);
      const row = features.map((each) => k(seen, each));
      const { mean, deviation } = process.belief(seen);
      expect(mean).toBeCloseTo(times(row, values), 6);
      expect(deviation).toBeCloseTo(Math.sqrt(scale * (1 - times(row, row) + variance)), 6);
    }
  });

  it('grown example by example is the one made afresh', () => {
    const grown = new GaussianProcess(3);
    const fresh = () => new GaussianProcess(3, grown.state());
    for (let n = 3; n <= words.length; n++) {
      grown.condition(features.slice(0, n), values.slice(0, n), []);
      const other = fresh();
      other.condition(features.slice(0, n), values.slice(0, n), []);
      for (const word of ['01202', '22221'])
        expect(other.belief(space.features(word))).toEqual(grown.belief(space.features(word)));
    }
  });

  it('is surer around what is being evaluated, and believes the same mean', () => {
    const process = new GaussianProcess(100);
    const open = space.features('02120');
    process.condition(features, values, []);
    const before = process.belief(space.features('02121'));
    process.condition(features, values, [open]);
    const after = process.belief(space.features('02121'));
    expect(after.mean).toBeCloseTo(before.mean, 10);
    expect(after.deviation).toBeLessThan(before.deviation);
  });

  it('has forgotten what was open when more is told', () => {
    const process = new GaussianProcess(100);
    process.condition(features.slice(0, 5), values.slice(0, 5), [space.features('02120'), features[6]!]);
    const saved = process.state();
    process.condition(features, values, [features[2]!]);
    const fresh = new GaussianProcess(100, saved);
    fresh.condition(features, values, [features[2]!]);
    for (const word of ['01202', '22221'])
      expect(process.belief(space.features(word))).toEqual(fresh.belief(space.features(word)));
  });

  it('learns graphs where the value is in the graph, and codes where it is in the place', () => {
    const far = new KernelSpace(wordSpace(6, 3));
    const rng = createRng(5);
    const drawn = Array.from({ length: 40 }, () => Array.from({ length: 6 }, () => rng.int(3)).join(''));
    const seen = drawn.map((word) => far.features(word));
    const weightFor = (value: (word: string) => number) => {
      const process = new GaussianProcess(100);
      process.condition(seen, drawn.map(value), []);
      return process.state()!.hyperparameters[1];
    };
    // How many twos there are, wherever; which letter comes third.
    expect(weightFor((word) => [...word].filter((letter) => letter === '2').length - 2)).toBeLessThan(2);
    expect(weightFor((word) => Number(word[2]) - 1)).toBeGreaterThan(2);
  });

  it('refuses to believe before it has learned', () => {
    expect(() => new GaussianProcess(1).belief(features[0]!)).toThrow('has no examples');
  });
});

it('the kernel is positive semidefinite on words', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 }), {
        minLength: 2,
        maxLength: 7,
        selector: (letters) => letters.join(''),
      }),
      fc.tuple(fc.nat(5), fc.nat(4), fc.nat(5)),
      (drawn, [rounds, codeWeight, length]) => {
        const seen = drawn.map((letters) => space.features(letters.join('')));
        const between = new Float64Array(DISTANCES);
        const kernel = kernelOf({ rounds, codeWeight, length }, new Float64Array(DISTANCES).fill(0.5));
        const matrix = seen.map((a, i) =>
          seen.map((b, j) => {
            distances(a, b, between, 0);
            return covariance(kernel, between, 0) + (i === j ? 1e-6 : 0);
          }),
        );
        // No pivot of elimination is below what was added to the diagonal.
        for (let n = 0; n < matrix.length; n++) {
          expect(matrix[n]![n]).toBeGreaterThan(0.99e-6);
          for (let i = n + 1; i < matrix.length; i++) {
            const factor = matrix[i]![n]! / matrix[n]![n]!;
            for (let j = n; j < matrix.length; j++) matrix[i]![j]! -= factor * matrix[n]![j]!;
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
