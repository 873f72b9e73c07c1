import { isJson, type Json } from './plain.ts';

/** A run's settings of an older version in the form of the next one; what is none is handed on. */
export function migrateSettings(version: 1 | 2 | 3, settings: unknown): unknown {
  return isJson(settings) ? MIGRATIONS[version](settings) : settings;
}

/**
 * Each says what runs of that version did, which is not what they would do by today's defaults. What a log says of a later
 * setting counts: there were programs between two versions.
 */
const MIGRATIONS: Readonly<Record<1 | 2 | 3, (settings: Json) => Json>> = {
  /** Trained by Adam along a cosine down to zero, on whole images as they are, however long that took. */
  1: (settings) => ({
    shrink: 1,
    maxSeconds: 0,
    patience: 0,
    optimizer: 'adam',
    schedule: 'cosine',
    warmup: 0,
    momentum: 0.9,
    weightDecay: 0,
    clipNorm: 0,
    labelSmoothing: 0,
    ema: 0,
    shift: 0,
    rotate: 0,
    scale: 0,
    flip: false,
    cutout: 0,
    mixup: 0,
    ...settings,
  }),
  /**
   * NSGA-II went by generations, and its options stood among the settings. Candidates were proposed as outcomes came, and
   * trained once. The objective of strategies for one number does not matter: there were none.
   */
  2: ({ population, crossoverRate, ...settings }) => ({
    parameters:
      settings.strategy === 'nsga2'
        ? { population, crossoverRate, update: 'generations', parents: 'tournament', survivors: 'worst' }
        : {},
    objective: 'random',
    errorWeight: 0.7,
    ahead: 0,
    repetitions: 1,
    ...settings,
  }),
  /** Runs ended by their evaluations alone. */
  3: (settings) => ({
    maxMinutes: 0,
    maxComputeMinutes: 0,
    stagnation: 0,
    ...settings,
    ...migrateStrategy(settings),
  }),
};

/** Parameters that had other names in the first days of version 3, by strategy. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tpe: { good: 'gamma', draws: 'candidates' },
  bananas: { ensemble: 'networks' },
};

/**
 * A strategy and its parameters by their names of today. At first "ppo" was the one with the recurrent controller, which is
 * told by that controller's parameters.
 */
export function migrateStrategy({ strategy, parameters }: Json): Json {
  if (!isJson(parameters)) return { strategy, parameters };
  const recurrent = strategy === 'ppo' && Object.hasOwn(parameters, 'units');
  const names = typeof strategy === 'string' && Object.hasOwn(RENAMED, strategy) ? RENAMED[strategy]! : {};
  return {
    strategy: recurrent ? 'ppo-lstm' : strategy,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        Object.hasOwn(names, name) ? names[name] : name,
        value,
      ]),
    ),
  };
}
