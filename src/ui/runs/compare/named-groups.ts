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

/** Up to so many runs have looks of their own; of more their groups have. */
export const MOST_RUNS = 6;
/** Differences that a name says at most, and letters of each. */
const MOST_SAID = 2;
const MOST_LETTERS = 28;

/** Names groups, as shortly as they can be told apart, and says how they are drawn. */
export function namedGroups(groups: readonly RunGroup[]): NamedGroup[] {
  const titles = groups.map(({ runs: [first] }) => strategyOf(first!.settings.strategy).title);
  const said = groups.map((group, g): string[] => {
    if (group.runs.length === 1) return [];
    // A single run has a name of its own.
    const like = groups.filter(({ runs }, other) => runs.length > 1 && titles[other] === titles[g]);
    return distinctions(like, like.indexOf(group));
  });
  const names = groups.map(({ runs }, g) =>
    runs.length === 1 ? runs[0]!.name : [titles[g]!, ...said[g]!].join(', '),
  );
  const shorts = groups.map(({ runs }, g) =>
    runs.length === 1 || said[g]!.length === 0 ? names[g]! : said[g]!.join(', '),
  );
  const all = groups.flatMap(({ runs }) => runs);
  return groups.map((group, g) => ({
    ...group,
    name: names[g]!,
    short: shorts.filter((short) => short === shorts[g]).length === 1 ? shorts[g]! : names[g]!,
    // Where runs have looks, a group has that of its first.
    look: lookOf(all.length <= MOST_RUNS ? all.indexOf(group.runs[0]!) : g),
  }));
}

/** What tells one of several groups from the others, in words. */
function distinctions(groups: readonly RunGroup[], place: number): string[] {
  const said: string[] = [];
  let same = groups.map((_, other) => other);
  for (const { title, values } of settingRows(groups)) {
    if (said.length === MOST_SAID || same.length === 1) break;
    const value = values[place]!;
    const left = same.filter((other) => values[other] === value);
    if (left.length === same.length || value.length > MOST_LETTERS) continue;
    same = left;
    said.push(title === 'Space' ? value : `${title.toLowerCase()} ${value}`);
  }
  // What cannot be said shortly is told by a run.
  return same.length > 1 ? [...said, `with ${groups[place]!.runs[0]!.name}`] : said;
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
