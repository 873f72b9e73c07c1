import { isComplete, type RunGroup } from '../../../run/portraits/groups.ts';
import type { RunPortrait } from '../../../run/portraits/portrait.ts';
import { budgetOf, recipeOf } from '../../../run/settings.ts';
import { strategyOf } from '../../../search/catalogue.ts';
import { type Look, lookOf } from './looks.ts';
import { settingRows } from './setting-rows.ts';

/** A group as it is shown: the same everywhere. */
export interface NamedGroup extends RunGroup {
  /** "NSGA-II", with what tells it from others of that strategy; of a single run its name. */
  readonly name: string;
  /** The same where there is little room: what tells it from the others, if that is enough. */
  readonly short: string;
  readonly look: Look;
}

/** Differences that a name says at most. */
const MOST_SAID = 2;

/** Names groups, as shortly as they can be told apart. */
export function namedGroups(groups: readonly RunGroup[]): NamedGroup[] {
  const titles = groups.map(({ runs: [first] }) => strategyOf(first!.settings.strategy).title);
  const said = titles.map((title, g): string[] => {
    const like = groups.filter((_, other) => titles[other] === title);
    const place = like.indexOf(groups[g]!);
    const said: string[] = [];
    let same = like.map((_, other) => other);
    for (const row of settingRows(like)) {
      if (said.length === MOST_SAID || same.length === 1) break;
      const value = row.values[place];
      const left = same.filter((other) => row.values[other] === value);
      if (left.length === same.length) continue;
      same = left;
      said.push(`${row.title.toLowerCase()} ${value}`);
    }
    return said;
  });
  const names = groups.map(({ runs }, g) =>
    runs.length === 1 ? runs[0]!.name : [titles[g]!, ...said[g]!].join(', '),
  );
  const shorts = groups.map(({ runs }, g) =>
    runs.length === 1 || said[g]!.length === 0 ? names[g]! : said[g]!.join(', '),
  );
  return groups.map((group, g) => ({
    ...group,
    name: names[g]!,
    short: shorts.filter((short) => short === shorts[g]).length === 1 ? shorts[g]! : names[g]!,
    look: lookOf(g),
  }));
}

/** "5 seeds", "seed 7". */
export const seedsText = ({ seeds }: RunGroup): string =>
  seeds.length === 1 ? `seed ${seeds[0]!.settings.seed}` : `${seeds.length} seeds`;

/** What must be known before groups are compared, a sentence each. */
export function cautions(groups: readonly NamedGroup[]): string[] {
  const differ = (of: (run: RunPortrait) => unknown) =>
    new Set(groups.map(({ runs: [first] }) => JSON.stringify(of(first!)))).size > 1;
  const twice = groups.filter(({ runs, seeds }) => runs.length > seeds.length);
  const early = groups.flatMap(({ seeds }) => seeds.filter((run) => !isComplete(run)));
  return [
    differ(({ started }) => [started.backend, started.versions]) &&
      'Groups were computed with other backends or versions: their errors may differ for that alone.',
    differ(({ settings }) => [
      budgetOf(settings),
      recipeOf(settings),
      settings.dataShare,
      settings.repetitions,
    ]) && 'Candidates were not trained in the same way in all groups: their errors do not mean the same.',
    twice.length > 0 &&
      `A seed counts once: of ${list(twice.map(({ name }) => name))} some runs are left out of figures over seeds.`,
    early.length > 0 &&
      `${list(early.map(({ name }) => name))} ${early.length === 1 ? 'has' : 'have'} not come to ${
        early.length === 1 ? 'its' : 'their'
      } end: bands stop there.`,
  ].filter((sentence) => sentence !== false);
}

/** "A, B and C". */
export function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
