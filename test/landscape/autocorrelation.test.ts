import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correlationLength,
  exactAutocorrelation,
  sampledAutocorrelation,
} from '../../src/landscape/autocorrelation.ts';
import { hammingGraph, type Landscape } from '../../src/landscape/landscape.ts';
import { finish, neighboursOf, smallLandscapes } from './small-landscapes.ts';

/** All words of so many letters out of a few, with the fitness that is told. */
function words(length: number, letters: number, fitness: (digits: readonly number[]) => number): Landscape {
  const all = Array.from({ length: letters ** length }, (_, code) =>
    Array.from({ length }, (_, i) => Math.floor(code / letters ** i) % letters),
  );
  const graph = hammingGraph({
    sizes: Array(length).fill(letters),
    digits: Uint8Array.from(all.flat()),
    nodeOf: (d) => Array.from(d).reduce((code, digit, i) => code + digit * letters ** i, 0),
  });
  return { ...graph, fitness: Float64Array.from(all, fitness) };
}

describe('exact autocorrelation', () => {
  it('is that of powers of the dense transition matrix', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const { count, fitness, neighbours } = landscape;
        const found = finish(exactAutocorrelation(landscape, 5));
        const near = neighboursOf(landscape);
        const share = near.map(({ length }) => length / neighbours.length);
        const values = new Set(near.flatMap((list, node) => (list.length > 0 ? [fitness[node]! + 0] : [])));
        if (values.size < 2) {
          expect(found).toEqual([]);
          return;
        }
        const expectation = (of: (node: number) => number): number =>
          near.reduce((sum, list, node) => (list.length > 0 ? sum + share[node]! * of(node) : sum), 0);
        const mean = expectation((i) => fitness[i]!);
        const variance = expectation((i) => (fitness[i]! - mean) ** 2);
        // Differences too small for a double's digits say nothing.
        fc.pre(variance > 1e-12);
        let power: number[][] = near.map((_, i) => near.map((_, j) => (i === j ? 1 : 0)));
        for (let lag = 0; lag <= 5; lag++) {
          const covariance = expectation((i) =>
            power[i]!.reduce((sum, p, j) => sum + p * (fitness[i]! - mean) * (fitness[j]! - mean), 0),
          );
          expect(found[lag]).toBeCloseTo(covariance / variance, 8);
          power = power.map((row) =>
            Array.from({ length: count }, (_, j) =>
              near[j]!.reduce((sum, i) => sum + row[i]! / near[i]!.length, 0),
            ),
          );
        }
      }),
    );
  });

  it('of an additive fitness falls by the same factor at each step', () => {
    // Elementary landscapes (Stadler 1996): ρ(k) = (1 − λ)ᵏ, λ = a/(n(a − 1)) for n letters out of a.
    const landscape = words(5, 3, (digits) => digits.reduce((sum, digit, i) => sum + digit * (i + 1), 0));
    const found = finish(exactAutocorrelation(landscape, 8));
    for (const [lag, value] of found.entries()) expect(value).toBeCloseTo(0.7 ** lag, 12);
    expect(correlationLength(found)).toBeCloseTo(-1 / Math.log(0.7), 10);
  });

  it('has a length only where it is positive and less than 1', () => {
    // The parity of bits changes with every step.
    const parity = words(4, 2, (digits) => digits.reduce((sum, digit) => sum + digit, 0) % 2);
    const found = finish(exactAutocorrelation(parity, 3));
    expect(found).toEqual([1, -1, 1, -1]);
    expect(correlationLength(found)).toBeUndefined();
    expect(correlationLength([])).toBeUndefined();
    expect(
      finish(
        exactAutocorrelation(
          words(3, 2, () => 0.1),
          3,
        ),
      ),
    ).toEqual([]);
  });
});

describe('sampled autocorrelation', () => {
  const landscape = words(6, 4, (digits) => digits.reduce((sum, digit, i) => sum + digit * (i + 1), 0));
  const sample = (walks: number, steps: number, seed: number) =>
    finish(sampledAutocorrelation(landscape, 6, { walks, steps, seed }))!;

  it('comes near the exact one with long walks', () => {
    const exact = finish(exactAutocorrelation(landscape, 6));
    const found = sample(30, 5000, 1);
    for (const [lag, value] of found.values.entries())
      expect(Math.abs(value - exact[lag]!)).toBeLessThan(2.5 * found.half[lag]! + 0.003);
    expect(found.length).toBeCloseTo(correlationLength(exact)!, 0);
  });

  it('says how far off the mean over walks may be', () => {
    // Means of 40 walks each: so many lie within half a width of the mean of all.
    const means = Array.from({ length: 60 }, (_, seed) => sample(40, 60, seed));
    const middle = means.reduce((sum, { values }) => sum + values[1]!, 0) / means.length;
    const within = means.filter(({ values, half }) => Math.abs(values[1]! - middle) < half[1]!).length;
    expect(within).toBeGreaterThanOrEqual(50);
    expect(within).toBeLessThan(60);
  });

  it('depends on the seed alone', () => {
    expect(sample(5, 50, 3)).toEqual(sample(5, 50, 3));
    expect(sample(5, 50, 4)).not.toEqual(sample(5, 50, 3));
  });

  it('leaves out what is not defined', () => {
    const flat = words(3, 2, () => 1);
    const found = finish(sampledAutocorrelation(flat, 2, { walks: 3, steps: 10, seed: 1 }))!;
    expect(found.values).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(found.length).toBeUndefined();
    const alone = words(1, 1, () => 1);
    expect(finish(sampledAutocorrelation(alone, 2, { walks: 3, steps: 10, seed: 1 }))).toBeUndefined();
  });
});
