import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../../src/run/portraits/groups.ts';
import { sampleOf } from '../../../src/run/portraits/trials.ts';
import { DEFAULT_SETTINGS, withStrategy } from '../../../src/run/settings.ts';
import { HIERARCHICAL_SMALL } from '../../../src/space/presets.ts';
import { linearScale } from '../../../src/ui/charts/scales.ts';
import { lookOf } from '../../../src/ui/runs/compare/looks.ts';
import { cautions, namedGroups, seedsText } from '../../../src/ui/runs/compare/named-groups.ts';
import { settingRows } from '../../../src/ui/runs/compare/setting-rows.ts';
import { betweenPath, stairsPath } from '../../../src/ui/runs/compare/stairs.ts';
import { surfacesOf } from '../../../src/ui/runs/compare/surfaces.ts';
import { pText, sizeWord, testWarnings } from '../../../src/ui/runs/compare/test-words.ts';
import { VIEWS, withView } from '../../../src/ui/runs/compare/views.ts';
import { BOX, type Made, portrait } from '../../run/portraits/portraits.ts';

const one = [{ parameters: 500, error: 0.1 }];
const population = (value: number) => ({ ...DEFAULT_SETTINGS.parameters, population: value });
const seeds = (count: number, more: Parameters<typeof portrait>[1] = {}, made: readonly Made[] = one) =>
  Array.from({ length: count }, (_, seed) =>
    portrait(made, { ...more, settings: { ...more.settings, seed } }),
  );
const groups = (...runs: ReturnType<typeof portrait>[][]) => groupsOf(runs.flat());

describe('settingRows', () => {
  it('says what differs, in the words of the settings, and nothing else', () => {
    const rows = settingRows(
      groups(
        seeds(2),
        seeds(2, { settings: { parameters: population(8), mutationRate: 0.2, flip: true } }),
        seeds(1, { settings: withStrategy(DEFAULT_SETTINGS, 'random') }),
      ),
    );
    expect(rows).toEqual([
      { title: 'Strategy', values: ['NSGA-II', 'NSGA-II', 'Random search'] },
      { title: 'Population', values: ['16', '8', '–'] },
      { title: 'Mutation rate', values: ['0.05', '0.2', '0.05'] },
      { title: 'Flip', values: ['no', 'yes', 'no'] },
    ]);
    expect(settingRows(groups(seeds(3)))).toEqual([]);
  });

  it('names the first places at which spaces differ', () => {
    const [layer, ...layers] = HIERARCHICAL_SMALL.layers;
    const space = { ...HIERARCHICAL_SMALL, name: 'Mine', layers: [{ ...layer!, filters: 5 }, ...layers] };
    const rows = settingRows(groups(seeds(1), seeds(1, { started: { space } })));
    expect(rows).toEqual([
      { title: 'Space', values: [HIERARCHICAL_SMALL.name, 'Mine'] },
      {
        title: 'Space against the first',
        values: ['the first', `layers[0].filters: ${JSON.stringify(layer!.filters)} → 5`],
      },
    ]);
  });

  it('says what was changed on the way, and what runs were computed with', () => {
    const rows = settingRows(
      groups(
        seeds(1),
        seeds(1, {
          begun: { mutationRate: 0.5 },
          started: { backend: 'webgl', versions: { cellscape: 'test', tfjs: 'x', kernels: 'GPU' } },
        }),
      ),
    );
    expect(rows).toEqual([
      { title: 'Changed on the way', values: ['nothing', 'Mutation rate 0.5 → 0.05'] },
      { title: 'Computed on', values: ['wasm', 'webgl'] },
      { title: 'Kernels', values: ['SIMD', 'GPU'] },
      { title: 'TensorFlow.js', values: ['test', 'x'] },
    ]);
  });
});

describe('namedGroups', () => {
  it('names groups by their strategy, and by what tells them apart', () => {
    const named = namedGroups(
      groups(
        seeds(2),
        seeds(3, { settings: { parameters: population(8) } }),
        seeds(2, { settings: withStrategy(DEFAULT_SETTINGS, 'random') }),
        seeds(1, { settings: { epochs: 9 } }),
      ),
    );
    expect(named.map(({ name }) => name)).toEqual([
      'NSGA-II, population 16',
      'NSGA-II, population 8',
      'Random search',
      named[3]!.runs[0]!.name,
    ]);
    expect(named.map(({ short }) => short).slice(0, 3)).toEqual([
      'population 16',
      'population 8',
      'Random search',
    ]);
    expect(named.map(seedsText)).toEqual(['2 seeds', '3 seeds', '2 seeds', 'seed 0']);
  });

  it('gives all groups different names', () => {
    const space = (name: string, filters: number) => ({
      ...HIERARCHICAL_SMALL,
      name,
      stem: { operation: 'conv3' as const, filters, stride: 1 as const },
    });
    const named = namedGroups(
      groups(
        ...[1, 2, 3].map((filters) => seeds(2, { started: { space: space('One name', filters) } })),
        seeds(2, { started: { space: space('A name that is as long as a whole sentence can be', 4) } }),
      ),
    );
    expect(new Set(named.map(({ name }) => name)).size).toBe(4);
  });

  it('draws a group like its first run where runs have looks of their own', () => {
    const named = namedGroups(groups(seeds(3), seeds(2, { settings: { epochs: 9 } })));
    expect(named.map(({ look }) => look)).toEqual([lookOf(0), lookOf(3)]);
    const many = namedGroups(groups(seeds(6), seeds(2, { settings: { epochs: 9 } })));
    expect(many.map(({ look }) => look)).toEqual([lookOf(0), lookOf(1)]);
  });
});

describe('cautions', () => {
  const said = (...runs: ReturnType<typeof portrait>[][]) => cautions(namedGroups(groups(...runs))).join(' ');

  it('warns of what makes groups mean different things', () => {
    expect(said(seeds(2), seeds(2, { settings: { mutationRate: 0.2 } }))).toBe('');
    expect(said(seeds(2), seeds(2, { settings: { epochs: 9 } }))).toMatch(/not trained in the same way/);
    expect(said(seeds(2), seeds(2, { started: { backend: 'webgl' } }))).toMatch(/other backends/);
    expect(said([...seeds(2), ...seeds(1)])).toMatch(/A seed counts once/);
    expect(said(seeds(1, { summary: { ending: 'stopped' } }))).toMatch(/has not come to its end/);
  });
});

describe('testWarnings', () => {
  const said = (...runs: ReturnType<typeof portrait>[][]) => {
    const named = namedGroups(groups(...runs));
    return testWarnings(
      named,
      named.map((group) => sampleOf(group, 'error', 'end', BOX)),
    );
  };

  it('warns of fewer than five seeds, of single runs and of runs that do not count', () => {
    expect(said(seeds(5), seeds(5, { settings: { epochs: 9 } }))).toEqual([]);
    expect(said(seeds(5), seeds(4, { settings: { epochs: 9 } }))).toEqual([
      expect.stringMatching(/^Fewer than 5 seeds in NSGA-II, epochs 9/),
    ]);
    expect(said(seeds(5), seeds(1, { settings: { epochs: 9 } }))).toEqual([
      expect.stringMatching(/^No test with run-/),
    ]);
    const stopped = { settings: { epochs: 9 }, summary: { ending: 'stopped' as const } };
    expect(said(seeds(5), seeds(1, stopped))).toEqual([
      expect.stringMatching(/^No test/),
      expect.stringMatching(/^Not counted/),
    ]);
  });
});

describe('words of a test', () => {
  it('calls effects what Vargha and Delaney called them, either way', () => {
    expect([0.5, 0.56, 0.64, 0.71, 1].map(sizeWord)).toEqual(['none', 'small', 'medium', 'large', 'large']);
    expect([0.44, 0.36, 0.29, 0].map(sizeWord)).toEqual(['small', 'medium', 'large', 'large']);
  });

  it('does not say that a chance is none', () => {
    expect(pText(0)).toBe('p < 0.001');
    expect(pText(0.04)).toBe('p = 0.040');
  });
});

describe('surfacesOf', () => {
  it('has the best, the median and the worst at each place', () => {
    const runs = [0.1, 0.2, 0.3].flatMap((error, seed) =>
      portrait([{ parameters: 500, error }], { settings: { seed } }),
    );
    const [group] = namedGroups(groups(runs));
    const { best, median, worst } = surfacesOf(group!);
    expect([best, median, worst].map(({ level, corners }) => [level, corners])).toEqual([
      [1, [[500, 0.1]]],
      [2, [[500, 0.2]]],
      [3, [[500, 0.3]]],
    ]);
  });

  it('says of two runs that the best is the median, and of one that it is all three', () => {
    const words = (count: number) => {
      const { best, median, worst } = surfacesOf(namedGroups(groups(seeds(count)))[0]!);
      return [best.name, median.name, worst.name];
    };
    expect(words(2)).toEqual(['best and median', 'best and median', 'worst']);
    expect(words(1)[0]).toBe('best and median and worst');
  });
});

describe('stairs', () => {
  const area = {
    ...{ left: 0, top: 0, width: 100, height: 100, size: { width: 100, height: 100 } },
    x: linearScale([0, 100], [0, 100]),
    y: linearScale([0, 100], [100, 0]),
  };

  it('go from the top over all corners to the right', () => {
    const corners = [
      [10, 80],
      [30, 40],
    ];
    expect(stairsPath(corners, area)).toBe('M10.0 0.0V20.0H30.0V60.0H100.0');
    expect(stairsPath([], area)).toBe('');
  });

  it('enclose what one attains and the other does not, up to the top where the other has nothing', () => {
    const lower = [[10, 80]];
    const upper = [[30, 90]];
    expect(betweenPath(lower, upper, area)).toBe('M10.0 0.0V20.0H100.0V10.0H30.0V0.0Z');
    expect(betweenPath(lower, [], area)).toBe('M10.0 0.0V20.0H100.0V0.0Z');
  });
});

describe('lookOf', () => {
  it('has thirty-six looks, and no colour or dash twice among the first six', () => {
    const looks = Array.from({ length: 36 }, (_, i) => lookOf(i));
    expect(new Set(looks.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(36);
    expect(new Set(looks.slice(0, 6).map(({ colour }) => colour)).size).toBe(6);
    expect(new Set(looks.slice(0, 6).map(({ dash }) => dash)).size).toBe(6);
  });
});

describe('withView', () => {
  it('never shows one view twice', () => {
    const view = fc.constantFrom(...VIEWS);
    fc.assert(
      fc.property(
        fc.uniqueArray(view, { minLength: 2, maxLength: 2 }),
        fc.nat(1),
        view,
        (slots, slot, chosen) => {
          const changed = withView(slots, slot, chosen);
          expect(changed[slot]).toBe(chosen);
          expect(new Set(changed).size).toBe(2);
        },
      ),
    );
  });
});
