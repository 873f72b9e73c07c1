// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import {
  checkSettings,
  DEFAULT_SETTINGS,
  type NumericSetting,
  type RunSettings,
  SETTING_CHOICES,
  SETTING_RANGES,
  withStrategy,
} from '../../src/run/settings.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { loadSaved, save } from '../../src/ui/saved.ts';

/** Settings as they were saved before there were recipes. */
const OLD = {
  strategy: 'random',
  mutationRate: 0.1,
  evaluations: 50,
  seed: 7,
  epochs: 5,
  dataShare: 0.2,
  batchSize: 64,
  learningRate: 0.002,
  optimizer: 'sgd',
  backend: 'webgl',
  workers: 3,
} as const satisfies Partial<RunSettings>;

/** What is read where these settings are stored, whatever they are. */
function readBack(settings: unknown): RunSettings {
  localStorage.setItem('cellscape', JSON.stringify({ space: HIERARCHICAL_SMALL, settings, theme: 'dark' }));
  return loadSaved(HIERARCHICAL_SMALL, DEFAULT_SETTINGS).settings;
}

describe('saved settings', () => {
  beforeEach(() => localStorage.clear());

  it('that are older than a setting have its default, and keep the rest', () => {
    expect(readBack(OLD)).toEqual({ ...DEFAULT_SETTINGS, ...OLD, parameters: {} });
  });

  it('of NSGA-II from when it had no parameters of its own become its parameters', () => {
    const { parameters } = readBack({ strategy: 'nsga2', population: 20, crossoverRate: 0.8 });
    expect(parameters).toEqual({ ...DEFAULT_SETTINGS.parameters, population: 20, crossoverRate: 0.8 });
  });

  it('have parameters, each dropped where it is wrong, alone', () => {
    const parameters = { population: 33, crossoverRate: 2, survivors: 'oldest', parents: 'magic', other: 1 };
    for (const given of [parameters, null, 3, 'text', []]) {
      const fits = given === parameters ? { population: 33, survivors: 'oldest' } : {};
      expect(readBack({ strategy: 'nsga2', parameters: given }).parameters).toEqual({
        ...DEFAULT_SETTINGS.parameters,
        ...fits,
      });
    }
  });

  it('come back whatever they are, where each is in range', () => {
    const space = compileSpace(HIERARCHICAL_SMALL);
    for (const end of ['min', 'max'] as const) {
      const numbers = Object.entries(SETTING_RANGES).map(([name, range]) => [name, range[end]]);
      const choices = Object.entries(SETTING_CHOICES).map(([name, known]) => [
        name,
        known.at(end === 'min' ? 0 : -1),
      ]);
      const workers = end === 'min' ? 1 : 64;
      const plain = { ...Object.fromEntries([...numbers, ...choices]), workers } as RunSettings;
      const settings = withStrategy(plain, plain.strategy);
      expect(checkSettings(settings, space)).toEqual([]);
      expect(save({ space: HIERARCHICAL_SMALL, settings, theme: 'dark' })).toBe(true);
      expect(loadSaved(HIERARCHICAL_SMALL, DEFAULT_SETTINGS).settings).toEqual(settings);
    }
  });

  it.each(Object.keys(SETTING_RANGES) as NumericSetting[])('%s: dropped where it is wrong, alone', (name) => {
    const { min, max, whole } = SETTING_RANGES[name];
    const others = { ...OLD, [name]: DEFAULT_SETTINGS[name] };
    for (const wrong of [min - 1, max + 1, null, String(min), true, [min], ...(whole ? [min + 0.5] : [])])
      expect(readBack({ ...OLD, [name]: wrong }), JSON.stringify(wrong)).toEqual({
        ...withStrategy(DEFAULT_SETTINGS, 'random'),
        ...others,
      });
  });

  it.each(Object.keys(SETTING_CHOICES) as (keyof typeof SETTING_CHOICES)[])(
    '%s: dropped where it is unknown, alone',
    (name) => {
      const others = { ...OLD, [name]: DEFAULT_SETTINGS[name] };
      for (const wrong of ['magic', 3, null, {}, [SETTING_CHOICES[name][0]], 'constructor'])
        expect(readBack({ ...OLD, [name]: wrong }), JSON.stringify(wrong)).toEqual({
          ...withStrategy(DEFAULT_SETTINGS, others.strategy),
          ...others,
        });
    },
  );

  it('workers: dropped where it is neither "auto" nor a number of workers', () => {
    expect(readBack({ workers: 'auto' }).workers).toBe('auto');
    for (const workers of [0, -1, 2.5, '2', null, [], true])
      expect(readBack({ workers }).workers).toBe('auto');
  });

  it('workers: more than a run may have are dropped', () => {
    expect(readBack({ workers: 65 }).workers).toBe('auto');
  });

  it('hold nothing that is no setting', () => {
    const hostile = JSON.parse('{"seed": 3, "hacked": 1, "__proto__": {"epochs": 9}}') as unknown;
    const settings = readBack(hostile);
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, seed: 3 });
    expect(Object.keys(settings).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
    for (const other of [null, 3, 'text', true, [], [1, 2]])
      expect(readBack(other)).toEqual(DEFAULT_SETTINGS);
  });
});
