import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cssOf, operatorsIn, paletteOf, rgbOf, scaleEnd } from '../../../../src/ui/run/pareto/colours.ts';
import { COLOURINGS } from '../../../../src/ui/run/view-store.ts';
import { madeUp } from './tables.ts';

describe('rgbOf', () => {
  it('reads what style sheets and builds of them say', () => {
    expect(rgbOf('#0b7A65')).toEqual([11, 122, 101]);
    expect(rgbOf(' #fff ')).toEqual([255, 255, 255]);
    expect(cssOf([1, 2, 3])).toBe('rgb(1 2 3)');
    for (const wrong of ['', 'teal', '#12345', '#12345g']) expect(() => rgbOf(wrong)).toThrow(/is no colour/);
  });
});

describe('scaleEnd', () => {
  it('is never before the last value, nor far beyond it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (last) => {
        expect(scaleEnd(last, true)).toBe(last);
        expect(scaleEnd(last, false)).toBeGreaterThanOrEqual(last);
        expect(scaleEnd(last, false)).toBeLessThanOrEqual(1.5 * last + 1);
      }),
    );
    expect(new Set(Array.from({ length: 9000 }, (_, i) => scaleEnd(1000 + i, false))).size).toBeLessThan(9);
  });
});

describe('paletteOf', () => {
  const run = madeUp();
  const { candidates: table } = run;

  it('has a colour for every candidate, and one for each end of a scale', () => {
    for (const colouring of COLOURINGS) {
      for (const phase of ['running', 'finished'] as const) {
        const palette = paletteOf(colouring, { ...run, phase }, true, () => '#123456');
        for (let n = 1; n <= table.count; n++)
          expect(palette.colours[palette.colourOf(table, n)]).toBeDefined();
      }
    }
    const { colourOf, colours, last } = paletteOf('generation', run, false, () => '#123');
    expect(last).toBe(run.generation);
    expect(colourOf(table, 1)).toBe(0);
    expect(colourOf(table, table.count)).toBe(colours.length - 1);
  });

  it('says with its key whether anything is coloured otherwise', () => {
    const key = (...given: Parameters<typeof paletteOf>) => paletteOf(...given).key;
    const token = () => '#123456';
    const more = { ...run, generation: run.generation + 1 };
    expect(key('generation', run, true, token)).toBe(key('generation', run, true, token));
    expect(key('generation', more, true, token)).not.toBe(key('generation', run, true, token));
    expect(key('operator', more, true, token)).toBe(key('operator', run, true, token));
    expect(key('order', run, false, token)).not.toBe(key('order', run, true, token));
  });

  it('knows which operators there are', () => {
    const numbers = Int32Array.from({ length: table.count }, (_, i) => i + 1);
    expect(operatorsIn(table, numbers, 10)).toEqual([true, false, false, false, false, false, false]);
    expect(operatorsIn(table, numbers, table.count).filter(Boolean).length).toBeGreaterThan(2);
  });
});
