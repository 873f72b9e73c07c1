import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DensityOfStates } from '../../../../src/landscape/report.ts';
import { figureRows } from '../../../../src/ui/landscape/analysis/figure-rows.ts';
import { countAxis, fitnessAxis } from '../../../../src/ui/landscape/analysis/fitness-axis.ts';
import { kernelLine } from '../../../../src/ui/landscape/analysis/kernel-line.ts';
import { brief, fixed, pieces, pValue, tickText } from '../../../../src/ui/landscape/analysis/numbers.ts';
import {
  fdcClass,
  fdcWords,
  forgetsWords,
  neutralWords,
  optimaWords,
  shapeWords,
  tailWords,
} from '../../../../src/ui/landscape/analysis/words.ts';
import { flat, rugged, slope } from './reports.ts';

describe('numbers', () => {
  it('have a true minus, and none before zero', () => {
    expect([fixed(-4.812), fixed(-0.001), fixed(0.5, 1), fixed(Number.NaN)]).toEqual([
      '−4.81',
      '0.00',
      '0.5',
      '–',
    ]);
    expect([brief(12345.6), brief(-0.012345), brief(0), brief(-1234)]).toEqual([
      '12,346',
      '−0.0123',
      '0',
      '−1,234',
    ]);
    expect([pValue(0.0004), pValue(0.04), pValue(Number.NaN)]).toEqual(['p < 0.001', 'p = 0.040', '–']);
  });
});

describe('tiny numbers', () => {
  it('have no long rows of zeros', () => {
    expect([tickText(0.000001), tickText(-2.5e-7), tickText(0.0005), tickText(0), brief(1.2345e-9)]).toEqual([
      '1e-6',
      '−2.5e-7',
      '0.0005',
      '0',
      '1.23e-9',
    ]);
  });
});

describe('a long name', () => {
  it('comes in pieces that are the whole, each short enough', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 2, max: 60 }), (name, letters) => {
        const parts = pieces(name, letters);
        expect(parts.join('')).toBe(name);
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(letters);
      }),
    );
    expect(pieces('|a~0|+|b~0|c~1|+|d~0|', 12)).toEqual(['|a~0|+', '|b~0|c~1|+', '|d~0|']);
  });
});

describe('words of a landscape', () => {
  it('say which way a distribution leans', () => {
    expect(tailWords(-4.8)).toBe('long tail of bad architectures');
    expect(tailWords(0.7)).toBe('tail of good architectures');
    expect(tailWords(0.49)).toBe('about symmetric');
    expect(shapeWords({ skewness: -4.81, kurtosis: 25 } as DensityOfStates)).toBe(
      'Long tail of bad architectures: skewness −4.81, excess kurtosis 25.00.',
    );
  });

  it('take the classes of Jones & Forrest, bounds and all', () => {
    expect([-0.9, -0.15, -0.1499, 0.1499, 0.15, 1].map(fdcClass)).toEqual([
      'straightforward',
      'straightforward',
      'difficult',
      'difficult',
      'misleading',
      'misleading',
    ]);
    expect(fdcClass(Number.NaN)).toBeUndefined();
  });

  it('call a slope straightforward, and one that turns round misleading', () => {
    const up = slope().report.fitnessDistance;
    expect(fdcWords(up)).toContain('straightforward');
    const { pearson } = up.all;
    expect(fdcWords({ ...up, all: { ...up.all, pearson: { ...pearson, value: -pearson.value } } })).toContain(
      'misleading',
    );
  });

  it('have a sentence for one optimum, many, and none', () => {
    expect(optimaWords(slope().report)).toBe(
      'One optimum: steepest ascent ends there from 100.00 % of the architectures.',
    );
    const { report } = rugged();
    expect(optimaWords(report)).toContain(`${report.optima.length} optima`);
    expect(optimaWords(flat().report)).toContain('no strict optimum');
  });

  it('have a sentence for neutral networks and for none', () => {
    const { report } = flat();
    expect(neutralWords(report.neutral, report.count)).toContain('30 members, 100.00 % of all');
    const none = { ...report.neutral, count: 0, largest: [] };
    expect(neutralWords(none, report.count)).toBe('No two neighbours are equally fit.');
  });

  it('say how soon a walk forgets', () => {
    expect(forgetsWords({ exact: [1, 0.56], exactLength: 1.725, sampled: undefined })).toContain(
      '1.7 edits: rugged',
    );
    expect(forgetsWords({ exact: [1, -0.2], exactLength: undefined, sampled: undefined })).toContain(
      'no correlation length',
    );
    expect(forgetsWords(flat().report.autocorrelation)).toMatch(/does not change|not alike/);
  });
});

describe('axes', () => {
  it('say the column’s own values, the better to the right', () => {
    const { context } = rugged({ minimise: true });
    const axis = fitnessAxis(context, [-0.9, -0.1], 'x');
    expect(axis.domain[0]).toBeLessThan(-0.9);
    expect(axis.domain[1]).toBeGreaterThan(-0.1);
    expect([axis.format(-0.5), axis.format(0)]).toEqual(['0.5', '0']);
    expect(axis.label).toBe('loss (less is better)');
  });

  it('are never without width', () => {
    const { context } = flat();
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        const { domain } = fitnessAxis(context, [value, value], 'y');
        expect(domain[0]).toBeLessThan(domain[1]);
      }),
    );
  });

  it('count in whole numbers, with a tick within at least', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), (least, more) => {
        const { domain, ticks } = countAxis('members', least, least + more);
        const inside = ticks!.filter((tick) => tick >= domain[0] && tick <= domain[1]);
        expect(ticks!.every(Number.isInteger)).toBe(true);
        if (least > 1 || more > 0) expect(inside.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the line over a histogram', () => {
  it('holds as many architectures as the bars, but for what lies beyond the ends', () => {
    const { density } = rugged().report;
    const { x, y } = kernelLine(density);
    const bin = density.edges[1]! - density.edges[0]!;
    const area = y.reduce(
      (sum, height, i) => (i === 0 ? 0 : sum + ((height + y[i - 1]!) / 2) * (x[i]! - x[i - 1]!)),
      0,
    );
    const all = density.counts.reduce((sum, count) => sum + count, 0);
    expect(area / bin).toBeGreaterThan(0.75 * all);
    expect(area / bin).toBeLessThanOrEqual(all * 1.001);
  });

  it('is the normal density around one full bin', () => {
    const counts = [0, 0, 0, 0, 100, 0, 0, 0, 0];
    const edges = Array.from({ length: 10 }, (_, i) => i);
    const density = { edges, counts, deviation: 1, quantiles: [0, 4, 5, 9] } as unknown as DensityOfStates;
    const { x, y } = kernelLine(density);
    const width = Math.max(0.5, (0.9 * Math.min(1, 1 / 1.34)) / 100 ** 0.2);
    const at = (place: number) => y[x.indexOf(place)]!;
    expect(at(4.5)).toBeCloseTo(100 / (width * Math.sqrt(2 * Math.PI)), 9);
    expect(at(5.5) / at(4.5)).toBeCloseTo(Math.exp(-0.5 / width ** 2), 9);
  });

  it('is not there where all are equal and the bins have no width', () => {
    const density = { edges: [10, 10], counts: [30], deviation: 0, quantiles: [10, 10, 10, 10] };
    expect(kernelLine(density as unknown as DensityOfStates).x).toEqual([]);
  });
});

describe('the figures', () => {
  it('are in the column’s own sign, whichever way it is better', () => {
    const { report, context, values } = rugged({ minimise: true });
    const rows = figureRows(report, context);
    const value = (name: string) => rows.find((row) => row.name === name)!.value;
    expect(value('Best')).toBe(Math.min(...values));
    expect(value('Mean')).toBeCloseTo(values.reduce((sum, each) => sum + each, 0) / values.length, 12);
    expect(value('Local optima')).toBe(report.optima.length);
    expect(value('FDC, Kendall')).toBe(report.fitnessDistance.all.kendall.value);
  });

  it('say that they do not exist rather than NaN', () => {
    for (const { report, context } of [flat(), slope(), rugged()])
      for (const { text, value, about } of figureRows(report, context)) {
        expect(text).not.toMatch(/NaN|undefined|Infinity/);
        expect(value === null || Number.isFinite(value)).toBe(true);
        expect(about).toMatch(/\.$/);
      }
  });
});
