import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf, type Steps, stepsOf, valueAt } from '../../../src/run/portraits/bands.ts';
import { quantiles } from '../../../src/search/statistics.ts';
import { BOX, portrait } from './portraits.ts';

const steps = (end: fc.Arbitrary<number>): fc.Arbitrary<Steps> =>
  fc
    .record({
      places: fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 12 }),
      raw: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
      end,
    })
    .map(({ places, raw, end }) => ({
      places: places.sort((a, b) => a - b),
      values: raw.slice(0, places.length).sort(),
      end,
    }));

describe('bandOf', () => {
  it('is median and quartiles of the values at every place, also between its own places', () => {
    const runs = fc.array(steps(fc.constant(Number.POSITIVE_INFINITY)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(runs, fc.integer({ min: 0, max: 60 }), (all, place) => {
        const band = bandOf(all, 60);
        const row = band.at.findLastIndex((at) => at <= place);
        const wanted = quantiles(
          all.map((run) => {
            const last = Array.from(run.places).findLastIndex((at) => at <= place);
            return last < 0 ? 0 : run.values[last]!;
          }),
          [0.25, 0.5, 0.75],
        );
        expect([band.lower[row], band.median[row], band.upper[row]]).toEqual(wanted);
        expect([band.at[0], band.at.at(-1)]).toEqual([0, 60]);
      }),
    );
  });

  it('ends where the first run is not known any more', () => {
    fc.assert(
      fc.property(fc.array(steps(fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 4 }), (all) => {
        const band = bandOf(all, 60);
        expect(band.end).toBe(Math.min(...all.map(({ end }) => end)));
        expect(band.at.at(-1)).toBe(band.end);
      }),
    );
  });

  it('takes a thousand places at most', () => {
    const run = (shift: number): Steps => ({
      places: Float64Array.from({ length: 3000 }, (_, i) => i + shift),
      values: Float64Array.from({ length: 3000 }, (_, i) => i),
      end: Number.POSITIVE_INFINITY,
    });
    const { at, median } = bandOf([run(0), run(0.5)], 3000);
    expect(at).toHaveLength(1000);
    expect([at[0], at.at(-1)]).toEqual([0, 3000]);
    for (const [i, place] of at.entries()) expect(median[i]).toBeCloseTo(Math.min(2999, place), -0.5);
  });
});

describe('stepsOf', () => {
  const made = [
    { parameters: 5000, error: 0.5, seconds: 2 },
    { parameters: 500, error: 0.4, seconds: 3 },
    { parameters: 9000, error: 0.8, seconds: 4 },
  ];

  it('keeps the value of a run that ended by its own rule, and ends with any other', () => {
    const stopped = { summary: { ending: 'stopped' as const } };
    expect(stepsOf(portrait(made), 'evaluated', BOX).end).toBe(Number.POSITIVE_INFINITY);
    expect(stepsOf(portrait(made, stopped), 'evaluated', BOX).end).toBe(3);
    expect(stepsOf(portrait(made, stopped), 'compute', BOX).end).toBe(9);
  });

  it('is 0 before the first, and then the hypervolume', () => {
    const run = stepsOf(portrait(made), 'compute', BOX);
    expect([...Array.from(run.places)]).toEqual([2, 5]);
    expect(valueAt(run, 1.9)).toBe(0);
    // A point's share of the box, by its definition.
    const volume = (parameters: number, error: number) =>
      (1 - Math.log(parameters / 100) / Math.log(100)) * (1 - error / 0.9);
    expect(valueAt(run, 2)).toBeCloseTo(volume(5000, 0.5), 8);
    expect(valueAt(run, 100)).toBeCloseTo(volume(500, 0.4), 8);
  });
});
