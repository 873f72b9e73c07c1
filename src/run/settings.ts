import { smallestMember } from '../architecture/smallest.ts';
import { MNIST_FORM } from '../datasets/mnist.ts';
import type { ScheduleName } from '../evaluation/schedule.ts';
import type { Budget, Recipe } from '../evaluation/train.ts';
import type { SpaceDocument } from '../space/document.ts';
import type { Space } from '../space/hierarchy.ts';
import type { Problem } from '../space/validate.ts';

export const STRATEGIES = ['nsga2', 'random'] as const;
export const OPTIMIZERS = ['sgd', 'adam', 'adamw'] as const;
export const SCHEDULES = ['constant', 'cosine', 'onecycle'] as const satisfies readonly ScheduleName[];
export const SHRINKS = [1, 2, 4] as const;
export const BACKENDS = ['webgpu', 'webgl', 'wasm'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Everything a run is decided by, apart from its space. */
export interface RunSettings {
  readonly strategy: (typeof STRATEGIES)[number];
  /** NSGA-II: members of the population, candidates a generation. */
  readonly population: number;
  /** NSGA-II: the probability that a child has two parents. */
  readonly crossoverRate: number;
  /** NSGA-II: the probability that one decision of a genotype changes. */
  readonly mutationRate: number;
  /** The budget of the run: candidates to train. */
  readonly evaluations: number;
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
  population: 16,
  crossoverRate: 0.9,
  mutationRate: 0.05,
  evaluations: 96,
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

/** The range of each numeric setting, for forms and checks alike. */
export const SETTING_RANGES = {
  population: { min: 4, max: 1000, whole: true },
  crossoverRate: { min: 0, max: 1, whole: false },
  mutationRate: { min: 0, max: 1, whole: false },
  evaluations: { min: 1, max: 1_000_000, whole: true },
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
  strategy: STRATEGIES,
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
  return [...problems, ...checkData(space.document), ...checkCap(space)];
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
