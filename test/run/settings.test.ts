import { describe, expect, it } from 'vitest';
import {
  BACKENDS,
  budgetOf,
  changesBetween,
  checkNumber,
  checkSettings,
  DEFAULT_SETTINGS,
  type NumericSetting,
  OBJECTIVES,
  OPTIMIZERS,
  type RunSettings,
  recipeOf,
  SCHEDULES,
  SETTING_CHOICES,
  SETTING_RANGES,
  SHRINKS,
  unchangeable,
  withStrategy,
} from '../../src/run/settings.ts';
import { STRATEGIES } from '../../src/search/catalogue.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';

const space = compileSpace(HIERARCHICAL_SMALL);

/** A value of its own for everything that decides how a candidate is trained. */
const TRAINING = {
  epochs: 7,
  batchSize: 48,
  shrink: 2,
  maxSeconds: 123,
  optimizer: 'sgd',
  momentum: 0.8,
  weightDecay: 0.01,
  clipNorm: 2.5,
  learningRate: 0.004,
  schedule: 'constant',
  warmup: 0.15,
  labelSmoothing: 0.11,
  ema: 0.21,
  patience: 4,
} as const;
const AUGMENTATION = { shift: 0.06, rotate: 12, scale: 0.13, flip: true, cutout: 0.3, mixup: 0.4 } as const;
/** What decides the search and the data, and no single training. */
const OTHERS = [
  ...(['strategy', 'parameters', 'mutationRate', 'objective', 'errorWeight', 'evaluations'] as const),
  ...(['maxMinutes', 'maxComputeMinutes', 'stagnation'] as const),
  ...(['ahead', 'repetitions'] as const),
  ...(['seed', 'dataShare', 'backend', 'workers'] as const),
];

/** Default settings but for one, which may be anything. */
const changed = (name: string, value: unknown): RunSettings => ({ ...DEFAULT_SETTINGS, [name]: value });

/** Everything wrong with settings that differ from the defaults in one. */
const problemsOf = (name: string, value: unknown) => checkSettings(changed(name, value), space);

describe('budgetOf and recipeOf', () => {
  it('carry over every setting of a training, each to its place', () => {
    const settings: RunSettings = { ...DEFAULT_SETTINGS, ...TRAINING, ...AUGMENTATION };
    const { epochs, batchSize, shrink, maxSeconds, ...rest } = TRAINING;
    expect(budgetOf(settings)).toEqual({ epochs, batchSize, shrink, maxSeconds });
    expect(recipeOf(settings)).toEqual({ ...rest, augmentation: AUGMENTATION });
    // Nothing was forgotten here: each setting is a training's or is not.
    expect([...Object.keys(TRAINING), ...Object.keys(AUGMENTATION), ...OTHERS].sort()).toEqual(
      Object.keys(DEFAULT_SETTINGS).sort(),
    );
    // The values differ from the defaults, and (true aside) from each other: none can stand for another.
    const values = [...Object.values(TRAINING), ...Object.values(AUGMENTATION)];
    expect(new Set(values).size).toBe(values.length);
    for (const [name, value] of Object.entries({ ...TRAINING, ...AUGMENTATION }))
      expect(DEFAULT_SETTINGS[name as keyof RunSettings], name).not.toBe(value);
  });

  it('ask for nothing of the rest', () => {
    for (const name of OTHERS) {
      const other = changed(name, 'something else');
      expect([budgetOf(other), recipeOf(other)]).toEqual([
        budgetOf(DEFAULT_SETTINGS),
        recipeOf(DEFAULT_SETTINGS),
      ]);
    }
  });
});

describe('checkSettings', () => {
  it('accepts the defaults', () => {
    expect(checkSettings(DEFAULT_SETTINGS, space)).toEqual([]);
  });

  it('looks at every setting there is', () => {
    const looked = [...Object.keys(SETTING_RANGES), ...Object.keys(SETTING_CHOICES)];
    expect([...looked, 'workers', 'parameters'].sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
  });

  it.each(Object.keys(SETTING_RANGES) as NumericSetting[])(
    '%s: from the least to the most, no further',
    (name) => {
      const { min, max, whole } = SETTING_RANGES[name];
      for (const value of [min, max, whole ? min + 1 : (min + max) / 2])
        expect(problemsOf(name, value)).toEqual([]);
      const step = whole ? 1 : 1e-7;
      const wrong: unknown[] = [min - step, max * (1 + 1e-9) + step, -1, Number.NaN, Infinity, -Infinity];
      wrong.push(null, undefined, '', String(min), `${max}`, true, [min], {});
      if (whole) wrong.push(min + 0.5);
      for (const value of wrong) {
        const problems = problemsOf(name, value);
        expect(
          problems.map(({ path }) => path),
          `${name}: ${String(value)}`,
        ).toEqual([name]);
        expect(problems[0]!.message).toBe(
          `must be a ${whole ? 'whole number' : 'number'} from ${min} to ${max.toLocaleString('en')}`,
        );
        expect(checkNumber(name, value)).toBe(problems[0]!.message);
      }
    },
  );

  it.each<[name: keyof typeof SETTING_CHOICES, choices: readonly unknown[], wrong: readonly unknown[]]>([
    ['objective', OBJECTIVES, ['size', 'Random']],
    ['optimizer', OPTIMIZERS, ['rmsprop', 'Adam']],
    ['schedule', SCHEDULES, ['linear', 'one-cycle']],
    ['shrink', SHRINKS, [0, 3, 8, '2', 1.5]],
    ['flip', [true, false], [0, 1, 'true', 'false']],
    ['backend', ['auto', ...BACKENDS], ['cpu', 'WebGPU']],
  ])('%s: one of its choices', (name, choices, wrong) => {
    for (const value of choices) expect(problemsOf(name, value)).toEqual([]);
    for (const value of [...wrong, null, undefined, '', Number.NaN, {}, [choices[0]]]) {
      expect(problemsOf(name, value), `${name}: ${String(value)}`).toEqual([
        { path: name, message: `must be one of ${choices.join(', ')}` },
      ]);
    }
  });

  it('strategy: one of the catalogue’s, each with its usual parameters', () => {
    const ids = STRATEGIES.map(({ id }) => id);
    for (const id of ids) expect(checkSettings(withStrategy(DEFAULT_SETTINGS, id), space)).toEqual([]);
    for (const wrong of ['NSGA2', 'evolution', '', null, 3])
      expect(problemsOf('strategy', wrong)).toEqual([
        { path: 'strategy', message: `must be one of ${ids.join(', ')}` },
      ]);
    expect(() => withStrategy(DEFAULT_SETTINGS, 'magic')).toThrow(
      'There is no strategy "magic". There are nsga2,',
    );
  });

  it('parameters: those of the strategy, in range, and no others', () => {
    const { population: _, ...missing } = DEFAULT_SETTINGS.parameters;
    const problems = problemsOf('parameters', { ...missing, crossoverRate: 1.5, survivors: 'all', size: 3 });
    expect(problems.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'parameters.population must be a whole number from 2 to 1,000',
      'parameters.crossoverRate must be a number from 0 to 1',
      'parameters.survivors must be one of worst, loser, oldest, none, front',
      'parameters.size is no parameter of NSGA-II: it has population, crossoverRate, update, parents, survivors',
    ]);
    expect(
      checkSettings({ ...withStrategy(DEFAULT_SETTINGS, 'random'), parameters: { a: 1 } }, space),
    ).toEqual([{ path: 'parameters.a', message: 'is no parameter of Random search: it has none' }]);
  });

  it('workers: "auto" or a whole number from 1 to 64', () => {
    for (const value of ['auto', 1, 2, 64]) expect(problemsOf('workers', value)).toEqual([]);
    for (const value of [0, 65, -1, 1.5, Number.NaN, Infinity, '2', '', null, undefined, [2]]) {
      expect(problemsOf('workers', value), String(value)).toEqual([
        { path: 'workers', message: 'must be "auto" or a whole number from 1 to 64' },
      ]);
    }
  });

  it('names all that is wrong at once', () => {
    const settings = { ...changed('epochs', 0), mixup: -1, schedule: 'linear', workers: 0 } as unknown;
    const problems = checkSettings(settings as RunSettings, space);
    expect(problems.map(({ path }) => path)).toEqual(['epochs', 'mixup', 'schedule', 'workers']);
  });

  it('refuses a space for other images or classes, and says what would do', () => {
    const other = compileSpace({ ...HIERARCHICAL_SMALL, input: [32, 32, 3], classes: 100 });
    const problems = checkSettings(DEFAULT_SETTINGS, other);
    expect(problems.map(({ path, fix }) => [path, fix?.value])).toEqual([
      ['input', [28, 28, 1]],
      ['classes', 10],
    ]);
  });

  it('refuses a cap below the smallest architecture, and says what would do', () => {
    const capped = compileSpace({ ...HIERARCHICAL_SMALL, constraints: { maxParameters: 100 } });
    const [problem] = checkSettings(DEFAULT_SETTINGS, capped);
    expect(problem).toMatchObject({ path: 'constraints.maxParameters' });
    expect(problem!.message).toContain('has 174 parameters: raise the cap to at least that');
  });
});

describe('changes of a run under way', () => {
  it('are what differs', () => {
    const to = {
      ...DEFAULT_SETTINGS,
      seed: 5,
      parameters: { ...DEFAULT_SETTINGS.parameters, population: 99 },
      mutationRate: 0.5,
    };
    expect(changesBetween(DEFAULT_SETTINGS, to)).toEqual({
      seed: 5,
      parameters: to.parameters,
      mutationRate: 0.5,
    });
    expect(changesBetween(to, structuredClone(to))).toEqual({});
    expect(unchangeable(DEFAULT_SETTINGS, changesBetween(DEFAULT_SETTINGS, to))).toEqual(['seed']);
  });

  it('are refused for parameters that a strategy begins with', () => {
    const settings = withStrategy(DEFAULT_SETTINGS, 'annealing');
    const { parameters } = settings;
    expect(unchangeable(settings, { parameters: { ...parameters, cooling: 0.5 } })).toEqual([]);
    expect(unchangeable(settings, { parameters: { ...parameters, temperature: 9 } })).toEqual([
      'parameters.temperature',
    ]);
  });
});
