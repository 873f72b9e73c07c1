import { describe, expect, it } from 'vitest';
import { pearson } from '../../../../src/landscape/correlation.ts';
import { hammingGraph, type Product } from '../../../../src/landscape/landscape.ts';
import type { SampledSpace } from '../../../../src/run/landscape/sampled/space.ts';
import { standardNormal } from '../../../../src/search/surrogates/acquisition.ts';
import { createRng } from '../../../../src/space/random.ts';
import { published } from '../../../landscape/files.ts';
import { createCoverage, natsLandscape, productSpace, sampleTable } from './tabulated.ts';

/** Of all pairs of a node and itself: the correlation of fitness with the distance to `best`, `best` left out. */
function correlationTo(space: SampledSpace<number>, fitness: ArrayLike<number>, best: number): number {
  const others = Array.from({ length: fitness.length }, (_, node) => node).filter((node) => node !== best);
  return pearson(
    others.map((node) => space.distance(node, best)),
    others.map((node) => fitness[node]!),
  ).value;
}

/** A product of choices with all its combinations; the first position counts ones. */
function wholeProduct(sizes: readonly number[]): Product {
  const count = sizes.reduce((all, size) => all * size, 1);
  const digits = new Uint8Array(count * sizes.length);
  for (let node = 0; node < count; node++)
    for (let i = 0, rest = node; i < sizes.length; rest = Math.floor(rest / sizes[i]!), i++)
      digits[node * sizes.length + i] = rest % sizes[i]!;
  return {
    sizes,
    digits,
    nodeOf: (chosen) => sizes.reduceRight((code, size, i) => code * size + chosen[i]!, 0),
  };
}

describe('estimates of an additive landscape', () => {
  it('hold what is true of it about 95 times in a hundred', () => {
    const L = 6;
    const q = 4;
    const product = wholeProduct(new Array(L).fill(q));
    const { count } = hammingGraph(product);
    const rng = createRng(7);
    const worth = Array.from({ length: L }, (_, i) =>
      Array.from({ length: q }, () => (1 + i) * standardNormal(rng)),
    );
    const fitness = Float64Array.from({ length: count }, (_, node) =>
      worth.reduce((sum, options, i) => sum + options[product.digits[node * L + i]!]!, 0),
    );
    const mean = fitness.reduce((a, b) => a + b, 0) / count;
    const variance = fitness.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    // One step keeps a position's part with 1 − q/((q − 1)L) of its correlation: all parts alike.
    const rho = (lag: number) => (1 - q / ((q - 1) * L)) ** lag;
    const ranked = [...fitness.keys()].sort((a, b) => fitness[b]! - fitness[a]!);
    const tenth = Math.round(count / 10);
    const meanOf = (nodes: readonly number[]) =>
      nodes.reduce((sum, node) => sum + fitness[node]!, 0) / nodes.length;
    // d edited positions of L: each forgets its part and takes one of the q − 1 others.
    const change = (nodes: readonly number[], d: number) => ((d / L) * (mean - meanOf(nodes)) * q) / (q - 1);
    const best = ranked.slice(0, tenth);
    const worst = ranked.slice(-tenth);
    const space = productSpace(product);
    const references = new Map<number, number>();
    const coverage = createCoverage();
    for (let seed = 0; seed < 150; seed++) {
      const plan = { members: 150, walks: 20, steps: 15, strengths: [1, 2, 3], offspring: 3, seed };
      const found = sampleTable(space, fitness, plan, 150);
      const { density, fitnessDistance, autocorrelation, groups } = found;
      coverage.note('mean', density!.mean, mean);
      coverage.note('deviation', density!.deviation, Math.sqrt(variance));
      coverage.note('median', density!.quantiles[2], fitness[ranked[count / 2]!]!);
      const reference = fitnessDistance!.best.point.genotype;
      if (!references.has(reference)) references.set(reference, correlationTo(space, fitness, reference));
      coverage.note('fitness and distance', fitnessDistance!.pearson, references.get(reference)!);
      for (const lag of [1, 2, 4]) coverage.note(`lag ${lag}`, autocorrelation.lags[lag - 1], rho(lag));
      coverage.note('length', autocorrelation.length, -1 / Math.log(rho(1)));
      for (const { group, byDistance } of groups)
        for (const { distance, change: estimate } of byDistance)
          if (distance >= 1 && distance <= 3)
            coverage.note(
              `${group}, change at ${distance}`,
              estimate,
              change(group === 'best' ? best : worst, distance),
            );
    }
    const shares = coverage.shares();
    expect(shares.size).toBe(14);
    // The standard error of a share of 150 near 0.95 is 1.8 %.
    for (const [name, share] of shares) expect(share, name).toBeGreaterThan(0.88);
    expect([...shares.values()].reduce((a, b) => a + b, 0) / shares.size).toBeGreaterThan(0.92);
  }, 120_000);
});

describe.skipIf(!published('nats_bench.csv'))('estimates of NATS-Bench, CIFAR-10', () => {
  // Exact values: nas-methods.md, section 2c.
  const ALL = { mean: 87.06, deviation: 12.93, skewness: -4.81, low: 79.58, median: 90.75, high: 92.93 };
  const RHO = [0.56, 0.35, 0.233, 0.163, 0.117];
  const CHANGE = { best: [-0.77, -1.85, -3.2, -4.79], worst: [11.8, 19.42, 24.3, 27.33] };
  const IMPROVES = { best: [0.258, 0.167, 0.108, 0.068], worst: [0.67, 0.81, 0.89, 0.94] };

  it('hold the exact values nearly as often as they say, though its tail is long', () => {
    const { fitness, product } = natsLandscape('CIFAR10TestAccuracy200Epochs');
    const space = productSpace(product!);
    const coverage = createCoverage();
    const references = new Map<number, number>();
    for (let seed = 0; seed < 100; seed++) {
      const plan = { members: 300, walks: 30, steps: 30, strengths: [1, 2, 4], offspring: 3, seed };
      const { density, fitnessDistance, autocorrelation, groups } = sampleTable(space, fitness, plan, 150);
      coverage.note('mean', density!.mean, ALL.mean);
      coverage.note('deviation', density!.deviation, ALL.deviation);
      coverage.note('skewness', density!.skewness, ALL.skewness);
      for (const [i, truth] of [ALL.low, undefined, ALL.median, undefined, ALL.high].entries())
        if (truth !== undefined) coverage.note(`quantile ${i}`, density!.quantiles[i], truth);
      const reference = fitnessDistance!.best.point.genotype;
      if (!references.has(reference)) references.set(reference, correlationTo(space, fitness, reference));
      coverage.note('fitness and distance', fitnessDistance!.pearson, references.get(reference)!);
      for (const [i, truth] of RHO.entries()) coverage.note(`lag ${i + 1}`, autocorrelation.lags[i], truth);
      coverage.note('length', autocorrelation.length, 1.725);
      for (const { group, byDistance } of groups)
        for (const { distance, change, improves } of byDistance) {
          const expected = CHANGE[group][distance - 1];
          if (expected !== undefined) coverage.note(`${group}, change at ${distance}`, change, expected);
          const chance = IMPROVES[group][distance - 1];
          if (chance !== undefined) coverage.note(`${group}, improves at ${distance}`, improves, chance);
        }
    }
    const shares = coverage.shares();
    // From the best, the mean change of several edits rests on a disaster in a hundred, which a sample may lack: the panel
    // says so, and shows medians, too.
    for (const [name, share] of shares)
      expect(share, name).toBeGreaterThan(/^best, change at [234]/.test(name) ? 0.6 : 0.8);
    expect([...shares.values()].reduce((a, b) => a + b, 0) / shares.size).toBeGreaterThan(0.9);
    // What the panel says of these intervals stands on these shares.
    if (process.env.SHOW_COVERAGE)
      console.log([...shares].map(([name, share]) => `${name}: ${share}`).join('\n'));
  }, 120_000);
});
