import { differencesOf } from '../../../run/portraits/differences.ts';
import { canonical, type RunGroup } from '../../../run/portraits/groups.ts';
import type { RunPortrait } from '../../../run/portraits/portrait.ts';
import { changesBetween, type RunSettings } from '../../../run/settings.ts';
import { strategyOf } from '../../../search/catalogue.ts';
import { changeText, parameterWords, settingTitle } from '../../run/change-words.ts';
import { whole } from '../../shared/format.ts';

/** One thing in which groups differ, with what it is for each of them. */
export interface SettingRow {
  readonly title: string;
  /** In the order of the groups; "–" where a group has no such thing. */
  readonly values: readonly string[];
}

const NOTHING = '–';

/** Places at which a space differs that are named, and letters of what stands there. */
const MOST_PATHS = 3;
const MOST_LETTERS = 40;

/** Settings that have a place of their own, or none. */
const APART: readonly (keyof RunSettings)[] = ['seed', 'strategy', 'parameters'];

/** All in which groups differ, seeds aside: the strategy first, then the space, what it was computed with, and the rest. */
export function settingRows(groups: readonly RunGroup[]): SettingRow[] {
  const runs = groups.map(({ runs: [first] }) => first!);
  const row = (title: string, of: (run: RunPortrait) => string): SettingRow => ({
    title,
    values: runs.map(of),
  });
  const names = new Set(runs.flatMap(({ settings }) => Object.keys(settings) as (keyof RunSettings)[]));
  for (const name of APART) names.delete(name);
  return [
    row('Strategy', ({ settings }) => strategyOf(settings.strategy).title),
    ...parameterRows(runs),
    row('Space', ({ started }) => started.space.name),
    ...spaceRows(runs),
    row('Parameter cap', ({ started }) => whole(started.space.constraints.maxParameters)),
    row('Images', ({ started: { dataset } }) => `${dataset.name} ${dataset.fingerprint.slice(0, 8)}`),
    ...[...names].map((name) => row(settingTitle(name), ({ settings }) => valueText(settings[name]))),
    row('First candidate', ({ started }) =>
      started.first === undefined ? 'by chance' : `given: ${brief(started.first)}`,
    ),
    row('Changed on the way', ({ started, settings }) => {
      const lines = changeText(started.settings, changesBetween(started.settings, settings));
      return lines.length > 0 ? lines.join('; ') : 'nothing';
    }),
    row('Computed on', ({ started }) => started.backend),
    // Where proposals wait for their turn the number of workers decides nothing.
    row('Workers used', ({ started, settings }) => (settings.ahead > 0 ? NOTHING : String(started.workers))),
    row('Kernels', ({ started }) => started.versions.kernels),
    row('Cellscape', ({ started }) => started.versions.cellscape),
    row('TensorFlow.js', ({ started }) => started.versions.tfjs),
  ].filter(differs);
}

const differs = ({ values }: SettingRow): boolean =>
  new Set(values.filter((value) => value !== NOTHING)).size > 1;

/** Parameters of the strategies by what they are called: strategies have some in common. */
function parameterRows(runs: readonly RunPortrait[]): SettingRow[] {
  const infos = runs.map(({ settings }) => strategyOf(settings.strategy).parameters);
  const labels = new Set(infos.flat().map(({ label }) => label));
  return [...labels].map((label) => ({
    title: label,
    values: runs.map(({ settings }, i) => {
      const info = infos[i]!.find((each) => each.label === label);
      return info ? parameterWords(info, settings.parameters[info.name]) : NOTHING;
    }),
  }));
}

/** Where spaces differ from the first one, names and caps aside. */
function spaceRows(runs: readonly RunPortrait[]): SettingRow[] {
  const spaces = runs.map(({ started }) => {
    const { name: _, constraints: __, ...space } = started.space;
    return space;
  });
  const first = canonical(spaces[0]);
  return [
    {
      title: 'Space against the first',
      values: spaces.map((space, i) => {
        if (i === 0) return 'the first';
        if (canonical(space) === first) return 'the same';
        const found = differencesOf(spaces[0], space, MOST_PATHS + 1);
        const places = found
          .slice(0, MOST_PATHS)
          .map(({ path, before, after }) => `${path}: ${brief(before)} → ${brief(after)}`);
        return [...places, ...(found.length > MOST_PATHS ? ['and more'] : [])].join('; ');
      }),
    },
  ].filter(() => spaces.some((space) => canonical(space) !== first));
}

const valueText = (value: unknown): string => {
  if (value === undefined) return NOTHING;
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 6 }) : String(value);
};

function brief(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}
