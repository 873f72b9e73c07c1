import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyse, PUBLISHED_WALKS } from '../../src/landscape/analysis.ts';
import { landscapeOf } from '../../src/landscape/landscape.ts';
import type { LandscapeReport } from '../../src/landscape/report.ts';
import { summaryOf } from '../../src/landscape/summary.ts';
import { readTable } from '../../src/landscape/table.ts';
import { published, readPublished } from './files.ts';
import { finish, smallLandscapes } from './small-landscapes.ts';

type Summary = ReturnType<typeof summaryOf>;
type Expected = { readonly [Name in keyof Summary]?: Summary[Name] };

/** `summary.json` and `local_maxima.csv` of Tao & Bang (2024), and exact correlation lengths computed elsewhere. */
const PUBLISHED: Record<
  string,
  { readonly summary: Expected; readonly optima: string; readonly rho1?: number }
> = {
  CIFAR10TestAccuracy200Epochs: {
    rho1: 0.52,
    optima: '1105,2888,5356,6111,6584,6960,8733,10154,10683,11217,11238,11372,11703,12530,13325,13714,15000',
    summary: {
      FDC: [-0.21989363493215405, 2.117877297587987e-170],
      spearmanr: [-0.4144124921393648, 0],
      kendalltau: [-0.3200485800074213, 0],
      numLocalMaxima: 17,
      modality: 0.001088,
      localMaximaPearsonr: [-0.8741246640106419, 4.49818024746111e-6],
      localMaximaSpearmanr: [-0.8649738057334064, 7.406049540495347e-6],
      localMaximaKendallTau: [-0.7223321039731898, 0.00018962443357838644],
      numWeakBasins: 17,
      avgWeakBasinSize: 13122.058823529413,
      weakBasinExtent: 0.998912,
      globalMaxWeakBasinExtent: 0.994816,
      numStrongBasins: 4,
      avgStrongBasinSize: 10,
      strongBasinExtent: 0.00256,
      globalMaxStrongBasinExtent: 0.00032,
      numNeutralNets: 249,
      avgNeutralNetSize: 3.4096385542168677,
      maxNeutralNetSize: 341,
      largestNeutralNetFitness: 10,
      largestNeutralNetPercolationIndex: 1707,
    },
  },
  CIFAR100TestAccuracy200Epochs: {
    rho1: 0.558,
    optima:
      '69,2725,3888,4141,5266,5453,6124,6204,6716,6830,6994,9580,9930,10168,10315,10439,11685,11727,11807,12295,' +
      '12779,14217,14740,14813',
    summary: {
      FDC: [-0.3089504696796828, 0],
      spearmanr: [-0.4666351601470174, 0],
      kendalltau: [-0.36301801704439235, 0],
      numLocalMaxima: 24,
      modality: 0.001536,
      localMaximaPearsonr: [-0.822466463644101, 8.160626902327391e-7],
      localMaximaSpearmanr: [-0.7916054698174362, 4.078239521659679e-6],
      localMaximaKendallTau: [-0.6844750773765323, 1.809516626491781e-5],
      numWeakBasins: 24,
      avgWeakBasinSize: 13245.083333333334,
      weakBasinExtent: 0.998464,
      fitnessWeakBasinSizePearsonr: [0.9146098118214967, 4.068710255371725e-10],
      globalMaxWeakBasinExtent: 0.997248,
      numStrongBasins: 8,
      avgStrongBasinSize: 7.875,
      strongBasinExtent: 0.004032,
      globalMaxStrongBasinExtent: 0.003264,
      numNeutralNets: 35,
      avgNeutralNetSize: 7.457142857142857,
      maxNeutralNetSize: 63,
      largestNeutralNetFitness: 0.9999999994913736,
      largestNeutralNetPercolationIndex: 690,
      largestNeutralNetUniqueNeighborGenotypes: 917,
    },
  },
  ImageNetTestAccuracy200Epochs: {
    optima:
      '435,507,760,857,1038,1069,1078,1084,1556,3275,3558,3888,4062,4557,5066,5111,5641,6118,6640,7463,7926,8733,' +
      '8736,9274,9586,9903,10699,10747,10750,11915,12606,12887,12922,13532,14985,15159',
    summary: {
      FDC: [-0.31625282199258775, 0],
      spearmanr: [-0.3269990563112982, 0],
      kendalltau: [-0.2502206271407891, 0],
      numLocalMaxima: 36,
      modality: 0.002304,
      localMaximaPearsonr: [-0.6171823058182369, 6.088378011229817e-5],
      localMaximaSpearmanr: [-0.631056593024802, 3.6857498124023084e-5],
      localMaximaKendallTau: [-0.5050056147875249, 6.574850023168299e-5],
      numWeakBasins: 36,
      avgWeakBasinSize: 14337.805555555555,
      weakBasinExtent: 0.997696,
      globalMaxWeakBasinExtent: 0.994432,
      numStrongBasins: 14,
      avgStrongBasinSize: 2.2857142857142856,
      strongBasinExtent: 0.002048,
      globalMaxStrongBasinExtent: 6.4e-5,
      numNeutralNets: 46,
      avgNeutralNetSize: 5.413043478260869,
      maxNeutralNetSize: 67,
    },
  },
};

describe.skipIf(!published('nats_bench.csv')).each(Object.entries(PUBLISHED))(
  'of the published table, %s',
  (column, { summary: expected, optima, rho1 }) => {
    let report: LandscapeReport;
    let summary: Summary;
    beforeAll(() => {
      const landscape = landscapeOf(readTable(readPublished('nats_bench.csv')), column);
      report = finish(analyse(landscape, { walks: PUBLISHED_WALKS }));
      summary = summaryOf(report);
    });

    it.each(Object.entries(expected))('%s', (name, value) => {
      const found = [summary[name as keyof Summary]].flat() as number[];
      for (const [i, figure] of ([value].flat() as number[]).entries())
        expect(Math.abs(found[i]! - figure)).toBeLessThanOrEqual(1e-9 * Math.abs(figure));
    });

    it('has the published optima', () => {
      expect(summary.localMaxima.join()).toBe(optima);
      expect(report.optima[0]!.node).toBe(summary.globalMax);
    });

    it('forgets as published', () => {
      if (rho1 === undefined) return;
      const { values, half } = report.autocorrelation.sampled!;
      // The difference of two means of 200 walks each: √2 times one's interval, and a little.
      expect(Math.abs(values[1]! - rho1)).toBeLessThan(1.6 * half[1]!);
    });
  },
);

describe.skipIf(!published('nats_bench.csv'))('of the published table', () => {
  const table = () => readTable(readPublished('nats_bench.csv'));

  it.each([
    ['CIFAR10TestAccuracy200Epochs', 1.725, [0.56, 0.35, 0.233, 0.163, 0.117], -4.81],
    ['CIFAR100TestAccuracy200Epochs', 2.03, [0.611, 0.407, 0.284, 0.205, 0.152], -3.2],
  ])('%s has the exact correlation length and skewness known', (column, length, rho, skewness) => {
    const summary = summaryOf(finish(analyse(landscapeOf(table(), column))));
    expect(summary.exactCorrelationLength).toBeCloseTo(length, 3);
    for (const [i, value] of rho.entries())
      expect(summary.exactAutocorrelations[i + 1]).toBeCloseTo(value, 3);
    expect(summary.skewness).toBeCloseTo(skewness, 2);
    expect(summary.correlationLength).toBeNull();
  });

  it('has fewer neutral networks read exactly: means over seeds are a rounding apart', () => {
    const landscape = landscapeOf(table(), 'CIFAR10TestAccuracy200Epochs', { reading: 'exact' });
    expect(finish(analyse(landscape)).neutral.count).toBe(219);
    const rounded = landscape.fitness.map((value) => Number(value.toPrecision(12)));
    expect(finish(analyse({ ...landscape, fitness: rounded })).neutral.count).toBe(277);
  });
});

describe('the analysis', () => {
  it('of any landscape holds together, in plain numbers', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const report = finish(analyse(landscape, { walks: { walks: 3, steps: 10, seed: 1 } }));
        const { count, basins, optima } = report;
        const climbed = optima.reduce((sum, { climbBasin }) => sum + climbBasin, 0);
        expect(climbed).toBe(basins.climb.filter((end) => end >= 0).length);
        expect(basins.weakExtent + optima.length / count).toBeLessThanOrEqual(1 + 1e-12);
        expect(basins.strongExtent).toBeLessThanOrEqual(basins.weakExtent);
        for (const { strongBasin, weakBasin, climbBasin } of optima) {
          expect(strongBasin).toBeLessThanOrEqual(weakBasin);
          // All that climbs to it leads to it; itself does not count.
          expect(climbBasin - 1).toBeLessThanOrEqual(weakBasin);
        }
        const summary = summaryOf(report);
        for (const figure of Object.values(summary).flat(2))
          expect(figure === null || Number.isFinite(figure)).toBe(true);
      }),
    );
  });

  it('tells how far it is, never going back', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const told = [...analyse(landscape)];
        for (const [i, { stage, share }] of told.entries()) {
          expect(stage).not.toBe('');
          expect(share).toBeGreaterThanOrEqual(told[i - 1]?.share ?? 0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 20 },
    );
  });
});
