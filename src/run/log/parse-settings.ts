import type { Parameters, ParameterValue } from '../../search/catalogue/types.ts';
import { checkParameter, STRATEGIES } from '../../search/catalogue.ts';
import {
  checkNumber,
  DEFAULT_SETTINGS,
  isWorkerCount,
  type NumericSetting,
  type RunSettings,
  SETTING_CHOICES,
  SETTING_RANGES,
} from '../settings.ts';
import type { Fields } from './fields.ts';
import { refuse, show } from './plain.ts';

/** In the order in which logs are written, so that a log that is read is written as it was. */
const NAMES: readonly string[] = Object.keys(DEFAULT_SETTINGS);

const MOST_PARAMETERS = 64;
const LONGEST = 200;

/**
 * A run's settings, all of them, each in its range. Whether they fit a data set or a space is not asked: a run can be shown
 * that could not be started here. Throws an `Error` in words.
 */
export function parseSettings(fields: Fields): RunSettings {
  const settings = Object.fromEntries(NAMES.map((name) => [name, parseSetting(fields, name)]));
  const { strategy, parameters } = settings as unknown as RunSettings;
  mustFitStrategy(strategy, parameters, fields.place('parameters'));
  return settings as unknown as RunSettings;
}

/** Some settings; whether a strategy has such parameters is not asked (see `mustFitStrategy`). Throws an `Error` in words. */
export const parseChanges = (fields: Fields): Partial<RunSettings> =>
  Object.fromEntries(
    fields
      .names()
      .filter((name) => NAMES.includes(name))
      .map((name) => [name, parseSetting(fields, name)]),
  );

function parseSetting(fields: Fields, name: string): unknown {
  const value = fields.raw(name);
  if (name === 'parameters') return parseParameters(fields.object(name));
  if (name === 'workers') {
    if (value === 'auto' || isWorkerCount(value)) return value;
    refuse(fields.place(name), `must be "auto" or a whole number from 1 to 64, not ${show(value)}`);
  }
  if (name in SETTING_RANGES) {
    const message = checkNumber(name as NumericSetting, value);
    return message ? refuse(fields.place(name), `${message}, not ${show(value)}`) : value;
  }
  const known: readonly unknown[] = SETTING_CHOICES[name as keyof typeof SETTING_CHOICES];
  if (known.includes(value)) return value;
  const unknown =
    name === 'strategy' && typeof value === 'string' ? ' (this version knows no such strategy)' : '';
  return refuse(
    fields.place(name),
    `must be one of ${known.map((each) => JSON.stringify(each)).join(', ')}, not ${show(value)}${unknown}`,
  );
}

/** A strategy's parameters: numbers and words by name. */
function parseParameters(fields: Fields): Parameters {
  const names = fields.names();
  if (names.length > MOST_PARAMETERS)
    refuse(fields.path, `must have at most ${MOST_PARAMETERS} parameters, not ${names.length}`);
  return Object.fromEntries(
    names.map((name): [string, ParameterValue] => [
      name,
      typeof fields.raw(name) === 'string'
        ? fields.text(name, LONGEST)
        : fields.number(name, -Number.MAX_VALUE, Number.MAX_VALUE),
    ]),
  );
}

/** Throws an `Error` in words unless these are exactly a strategy's parameters, each in its range. */
export function mustFitStrategy(strategy: string, parameters: Parameters, path: string): void {
  const info = STRATEGIES.find(({ id }) => id === strategy);
  if (!info) refuse(path, `belong to the strategy "${strategy}", which this version does not know`);
  for (const parameter of info.parameters) {
    const message = checkParameter(parameter, parameters[parameter.name]);
    if (message) refuse(`${path}.${parameter.name}`, `${message}, not ${show(parameters[parameter.name])}`);
  }
  const known = info.parameters.map(({ name }) => name);
  for (const name of Object.keys(parameters)) {
    if (known.includes(name)) continue;
    refuse(`${path}.${name}`, `is no parameter of ${info.title}: it has ${known.join(', ') || 'none'}`);
  }
}
