import {
  checkNumber,
  isWorkerCount,
  type RunSettings,
  SETTING_CHOICES,
  SETTING_RANGES,
  withStrategy,
} from '../run/settings.ts';
import type { ParameterValue } from '../search/catalogue/types.ts';
import { checkParameter, strategyOf } from '../search/catalogue.ts';
import type { SpaceDocument } from '../space/document.ts';
import { parseDocument } from '../space/parse-document.ts';
import { isWhole } from './whole.ts';

export type Theme = 'light' | 'dark';

/** What outlives the page. */
export interface Saved {
  readonly space: SpaceDocument;
  readonly settings: RunSettings;
  readonly theme: Theme;
  /** The space as it stood with problems, beside the last sound one. */
  readonly draft?: SpaceDocument;
}

const KEY = 'cellscape';

const systemTheme = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

/** What was saved, part by part; a part that does not fit (any more) is replaced by its default. In safe mode, all are. */
export function loadSaved(space: SpaceDocument, settings: RunSettings, safeMode = false): Saved {
  const defaults: Saved = { space, settings, theme: systemTheme() };
  try {
    const text = localStorage.getItem(KEY);
    if (text === null || safeMode) return defaults;
    const stored = JSON.parse(text) as Partial<Record<keyof Saved, unknown>>;
    const document = parseDocument(stored.space);
    return {
      space: document.ok ? document.document : space,
      settings: readSettings(stored.settings, settings),
      theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : defaults.theme,
      ...(isWhole(stored.draft) && { draft: stored.draft }),
    };
  } catch {
    return defaults;
  }
}

function readSettings(stored: unknown, defaults: RunSettings): RunSettings {
  if (typeof stored !== 'object' || stored === null) return defaults;
  const fits = ([name, value]: [string, unknown]): boolean => {
    if (Object.hasOwn(SETTING_RANGES, name))
      return checkNumber(name as keyof typeof SETTING_RANGES, value) === undefined;
    if (Object.hasOwn(SETTING_CHOICES, name)) {
      const choices: readonly unknown[] = SETTING_CHOICES[name as keyof typeof SETTING_CHOICES];
      return choices.includes(value);
    }
    return name === 'workers' && (value === 'auto' || isWorkerCount(value));
  };
  const read: RunSettings = { ...defaults, ...Object.fromEntries(Object.entries(stored).filter(fits)) };
  const { parameters } = withStrategy(read, read.strategy);
  // Before strategies had parameters of their own, NSGA-II's stood among the settings.
  const { population, crossoverRate, parameters: kept } = stored as Record<string, unknown>;
  const given = { population, crossoverRate, ...(kept as object | undefined) };
  return { ...read, parameters: { ...parameters, ...readParameters(read.strategy, given) } };
}

/** Those of a strategy's parameters that still fit. */
function readParameters(
  strategy: string,
  stored: Readonly<Record<string, unknown>>,
): Record<string, ParameterValue> {
  const kept = strategyOf(strategy).parameters.flatMap((info) => {
    const value = stored[info.name] as ParameterValue;
    return checkParameter(info, value) === undefined ? [[info.name, value] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** Saves; false where the browser does not let us. */
export function save(saved: Saved): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(saved));
    return true;
  } catch {
    return false;
  }
}
