import { smallestMember } from '../architecture/smallest.ts';
import { MNIST_FORM } from '../datasets/mnist.ts';
import type { ScheduleName } from '../evaluation/schedule.ts';
import type { Budget, Recipe } from '../evaluation/train.ts';
import type { Parameters } from '../search/catalogue/types.ts';
import { checkParameter, defaultsOf, STRATEGIES, strategyOf } from '../search/catalogue.ts';
import type { SpaceDocument } from '../space/document.ts';
import type { Space } from '../space/hierarchy.ts';
import type { Problem } from '../space/validate.ts';

export const OPTIMIZERS = ['sgd', 'adam', 'adamw'] as const;
export const SCHEDULES = ['constant', 'cosine', 'onecycle'] as const satisfies readonly ScheduleName[];
/** How strategies for one objective read error and size; see `runScalarisation`. */
export const OBJECTIVES = ['random', 'weighted', 'error'] as const;
export const SHRINKS = [1, 2, 4] as const;
export const BACKENDS = ['webgpu', 'webgl', 'wasm'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Everything a run is decided by, apart from its space. */
export interface RunSettings {
  /** One of the catalogue's, by its id. */
  readonly strategy: string;
  /** All of its parameters. */
  readonly parameters: Parameters;
  /** The probability that a mutation changes one decision of a genotype; at least one always changes. */
  readonly mutationRate: number;
  /**
   * Strategies that need one number: random weights for each proposal (where a strategy cannot have them, equal ones); error
   * weighted by `errorWeight`, size by the rest; the error alone.
   */
  readonly objective: (typeof OBJECTIVES)[number];
  readonly errorWeight: number;
  /**
   * A candidate is proposed when exactly the outcomes of those so many places before it are known: the run does not depend
   * on timing and workers, of which at most so many are busy. 0: as outcomes come.
   */
  readonly ahead: number;
  /** Trainings of each candidate, with seeds of their own; its error is their mean. */
  readonly repetitions: number;
  /** The budget of the run: candidates to train. */
  readonly evaluations: number;
  /** The run ends after so many minutes, pauses left out; 0: never. */
  readonly maxMinutes: number;
  /** The run ends when its candidates were trained for so many minutes in all, over all workers; 0: never. */
  readonly maxComputeMinutes: number;
  /** The run ends when so many evaluations in a row left the front as it was; 0: never. */
  readonly stagnation: number;
  readonly seed: number;
  /** The budget of a candidate. */
  readonly epochs: number;
  /** The share of the training images a candidate sees an epoch, 0 … 1; the same images for all. */
  readonly dataShare: number;
  readonly batchSize: number;
  /** Height and width of the images are divided by this: 1, 2 or 4. */
  readonly shrink: number;
  /** A candidate that would take longer is given up, seconds; 0: never. */
  readonly maxSeconds: number;
  /** Training ends after so many epochs without a lower validation error; 0: never early. */
  readonly patience: number;

  readonly optimizer: (typeof OPTIMIZERS)[number];
  /** The peak of the learning rate. */
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  /** The share of the steps on which the rate rises to its peak. */
  readonly warmup: number;
  /** Of SGD. */
  readonly momentum: number;
  readonly weightDecay: number;
  /** The gradient's norm is cut down to this; 0: never. */
  readonly clipNorm: number;
  readonly labelSmoothing: number;
  /** The share of the training over which weights are averaged; 0: not. */
  readonly ema: number;
  /** Augmentation: see `Augmentation` in the room of evaluation. */
  readonly shift: number;
  readonly rotate: number;
  readonly scale: number;
  readonly flip: boolean;
  readonly cutout: number;
  readonly mixup: number;

  /** `auto`: the fastest of those that work here. */
  readonly backend: BackendName | 'auto';
  /** `auto`: one for each core on the CPU; on a GPU two where that was measured faster than one. */
  readonly workers: number | 'auto';
}

/**
 * Defaults by measurement, on twelve members of the default space and three seeds at this budget: cut gradients, a rate
 * that rises and falls, and smoothed labels bring the mean validation error from 10.4 to 5.4 % (Adam at 0.015, cosine,
 * nothing else; the median member from 5.9 to 4.1 %), in 36 of 36 pairs. Averaged weights and shifted images brought nothing.
 */
export const DEFAULT_SETTINGS: RunSettings = {
  strategy: 'nsga2',
  parameters: defaultsOf(strategyOf('nsga2')),
  mutationRate: 0.05,
  objective: 'random',
  errorWeight: 0.7,
  ahead: 8,
  repetitions: 1,
  evaluations: 96,
  maxMinutes: 0,
  maxComputeMinutes: 0,
  stagnation: 0,
  seed: 42,
  epochs: 3,
  dataShare: 0.1,
  batchSize: 32,
  shrink: 1,
  maxSeconds: 600,
  patience: 0,
  optimizer: 'adamw',
  learningRate: 0.03,
  schedule: 'onecycle',
  warmup: 0,
  momentum: 0.9,
  weightDecay: 0.05,
  clipNorm: 1,
  labelSmoothing: 0.05,
  ema: 0,
  shift: 0,
  rotate: 0,
  scale: 0,
  flip: false,
  cutout: 0,
  mixup: 0,
  backend: 'auto',
  workers: 'auto',
};

/** What a candidate may cost. */
export const budgetOf = ({ epochs, batchSize, shrink, maxSeconds }: RunSettings): Budget => ({
  epochs,
  batchSize,
  shrink,
  maxSeconds,
});

/** How a candidate is trained. */
export function recipeOf(settings: RunSettings): Recipe {
  const { optimizer, momentum, weightDecay, clipNorm, learningRate, schedule, warmup } = settings;
  const { labelSmoothing, ema, patience, shift, rotate, scale, flip, cutout, mixup } = settings;
  return {
    ...{ optimizer, momentum, weightDecay, clipNorm, learningRate, schedule, warmup },
    ...{ labelSmoothing, ema, patience },
    augmentation: { shift, rotate, scale, flip, cutout, mixup },
  };
}

/** Settings for another strategy, with its usual parameters. Throws an `Error` where there is none of that id. */
export const withStrategy = (settings: RunSettings, strategy: string): RunSettings => ({
  ...settings,
  strategy,
  parameters: defaultsOf(strategyOf(strategy)),
});

/** What a run under way can go on with: the others decide what its candidates' errors mean, or how it began. */
const CHANGEABLE: readonly (keyof RunSettings)[] = [
  'parameters',
  'mutationRate',
  'objective',
  'errorWeight',
  'evaluations',
  'maxMinutes',
  'maxComputeMinutes',
  'stagnation',
];

/** What differs from one to the other, with its value there. */
export const changesBetween = (from: RunSettings, to: RunSettings): Partial<RunSettings> =>
  Object.fromEntries(
    Object.entries(to).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(from[name as keyof RunSettings]),
    ),
  );

/** Which of some changes a run under way cannot go on with, by the path of a setting; empty where it can. */
export function unchangeable(settings: RunSettings, changes: Partial<RunSettings>): string[] {
  return (Object.keys(changes) as (keyof RunSettings)[]).flatMap((name) => {
    if (name !== 'parameters') return CHANGEABLE.includes(name) ? [] : [name];
    return strategyOf(settings.strategy).parameters.flatMap((info) =>
      info.fixed && changes.parameters?.[info.name] !== settings.parameters[info.name]
        ? [`parameters.${info.name}`]
        : [],
    );
  });
}

/** The range of each numeric setting, for forms and checks alike. */
export const SETTING_RANGES = {
  mutationRate: { min: 0, max: 1, whole: false },
  errorWeight: { min: 0, max: 1, whole: false },
  ahead: { min: 0, max: 1000, whole: true },
  repetitions: { min: 1, max: 100, whole: true },
  evaluations: { min: 1, max: 1_000_000, whole: true },
  maxMinutes: { min: 0, max: 100_000, whole: false },
  maxComputeMinutes: { min: 0, max: 1_000_000, whole: false },
  stagnation: { min: 0, max: 1_000_000, whole: true },
  seed: { min: 0, max: 2 ** 31 - 1, whole: true },
  epochs: { min: 1, max: 1000, whole: true },
  dataShare: { min: 0.001, max: 1, whole: false },
  batchSize: { min: 1, max: 4096, whole: true },
  maxSeconds: { min: 0, max: 86_400, whole: false },
  patience: { min: 0, max: 1000, whole: true },
  learningRate: { min: 1e-6, max: 10, whole: false },
  warmup: { min: 0, max: 1, whole: false },
  momentum: { min: 0, max: 0.9999, whole: false },
  weightDecay: { min: 0, max: 1, whole: false },
  clipNorm: { min: 0, max: 1000, whole: false },
  labelSmoothing: { min: 0, max: 0.9, whole: false },
  ema: { min: 0, max: 1, whole: false },
  shift: { min: 0, max: 0.5, whole: false },
  rotate: { min: 0, max: 180, whole: false },
  scale: { min: 0, max: 0.9, whole: false },
  cutout: { min: 0, max: 0.9, whole: false },
  mixup: { min: 0, max: 10, whole: false },
} as const;

/** What each setting that is not a number may be. */
export const SETTING_CHOICES = {
  strategy: STRATEGIES.map(({ id }) => id),
  objective: OBJECTIVES,
  optimizer: OPTIMIZERS,
  schedule: SCHEDULES,
  shrink: SHRINKS,
  flip: [true, false],
  backend: ['auto', ...BACKENDS],
} as const;

export type NumericSetting = keyof typeof SETTING_RANGES;

/** What is wrong with one number, in words; nothing where it is right. */
export function checkNumber(name: NumericSetting, value: unknown): string | undefined {
  const { min, max, whole } = SETTING_RANGES[name];
  const right =
    typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
  return right
    ? undefined
    : `must be a ${whole ? 'whole number' : 'number'} from ${min} to ${max.toLocaleString('en')}`;
}

/** Whether so many workers may be asked for. */
export const isWorkerCount = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 64;

/** Everything wrong with settings for a space, each with its place and what would do; empty where a run can start. */
export function checkSettings(settings: RunSettings, space: Space): Problem[] {
  const problems: Problem[] = [];
  for (const name of Object.keys(SETTING_RANGES) as NumericSetting[]) {
    const message = checkNumber(name, settings[name]);
    if (message) problems.push({ path: name, message });
  }
  for (const [path, known] of Object.entries(SETTING_CHOICES)) {
    const chosen: unknown = settings[path as keyof typeof SETTING_CHOICES];
    if (!(known as readonly unknown[]).includes(chosen))
      problems.push({ path, message: `must be one of ${known.join(', ')}` });
  }
  if (settings.workers !== 'auto' && !isWorkerCount(settings.workers)) {
    problems.push({ path: 'workers', message: 'must be "auto" or a whole number from 1 to 64' });
  }
  return [...problems, ...checkParameters(settings), ...checkData(space.document), ...checkCap(space)];
}

/** What is wrong with the parameters of the strategy; nothing of a strategy that there is not. */
function checkParameters({ strategy, parameters }: RunSettings): Problem[] {
  const info = STRATEGIES.find(({ id }) => id === strategy);
  if (!info) return [];
  const problems = info.parameters.flatMap((parameter) => {
    const message = checkParameter(parameter, parameters[parameter.name]);
    return message ? [{ path: `parameters.${parameter.name}`, message }] : [];
  });
  const known = new Set(info.parameters.map(({ name }) => name));
  for (const name of Object.keys(parameters)) {
    if (known.has(name)) continue;
    const has = known.size > 0 ? `it has ${[...known].join(', ')}` : 'it has none';
    problems.push({ path: `parameters.${name}`, message: `is no parameter of ${info.title}: ${has}` });
  }
  return problems;
}

/** Whether a space fits the data set that this version trains on. */
export function checkData({ input, classes }: SpaceDocument): Problem[] {
  const problems: Problem[] = [];
  const { shape, classes: digits } = MNIST_FORM;
  if (input.join() !== shape.join()) {
    problems.push({
      path: 'input',
      message: `is ${input.join('×')}, but MNIST's images are ${shape.join('×')}`,
      fix: { label: `Use ${shape.join('×')}`, path: 'input', value: [...shape] },
    });
  }
  if (classes !== digits) {
    problems.push({
      path: 'classes',
      message: `is ${classes}, but MNIST has ${digits} classes`,
      fix: { label: `Use ${digits}`, path: 'classes', value: digits },
    });
  }
  return problems;
}

/** Whether any architecture of a space is under its cap. */
export function checkCap(space: Space): Problem[] {
  const { maxParameters } = space.document.constraints;
  const { parameters } = smallestMember(space);
  if (maxParameters >= parameters) return [];
  return [
    {
      path: 'constraints.maxParameters',
      message: `is ${maxParameters}, but the smallest architecture of this space has ${parameters} parameters: raise the cap to at least that, or allow smaller cells`,
      fix: { label: `Raise it to ${parameters}`, path: 'constraints.maxParameters', value: parameters },
    },
  ];
}
