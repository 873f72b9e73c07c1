import type { RunSettings } from '../settings.ts';
import type { RunPortrait } from './portrait.ts';

/** Runs that differ in nothing but their seed. */
export interface RunGroup {
  readonly runs: readonly RunPortrait[];
  /**
   * One run for each seed, the one that came furthest: what figures over seeds are taken of. Two runs of one seed are no two
   * samples.
   */
  readonly seeds: readonly RunPortrait[];
}

/** Everything of a run that is not its seed, as text: runs of the same text can be taken as samples of one thing. */
function kindOf({ started, settings }: RunPortrait): string {
  const { name: _, ...space } = started.space;
  const { dataset, backend, workers, versions, box, first } = started;
  // Where proposals do not wait for their turn the number of workers decides what is known when.
  const busy = settings.ahead > 0 ? null : workers;
  return canonical([
    ...[withoutSeed(started.settings), withoutSeed(settings)],
    ...[space, dataset, backend, versions, box, first ?? null, busy],
  ]);
}

/**
 * Puts runs that differ in nothing but their seed together, in the order of their first ones. What a space is called does
 * not matter; settings that were changed on the way, the genotype that a search began with, backend and versions do.
 */
export function groupsOf(runs: readonly RunPortrait[]): RunGroup[] {
  const byKind = new Map<string, RunPortrait[]>();
  for (const run of runs) {
    const kind = kindOf(run);
    const group = byKind.get(kind);
    if (group) group.push(run);
    else byKind.set(kind, [run]);
  }
  return [...byKind.values()].map((runs) => ({ runs, seeds: oneASeed(runs) }));
}

function oneASeed(runs: readonly RunPortrait[]): RunPortrait[] {
  const bySeed = new Map<number, RunPortrait>();
  for (const run of runs) {
    const known = bySeed.get(run.settings.seed);
    if (!known || run.summary.evaluated > known.summary.evaluated) bySeed.set(run.settings.seed, run);
  }
  return [...bySeed.values()];
}

/** Whether a run ended as its settings say, or because nothing new was left: not by hand, by a fault, or not yet. */
export const isComplete = ({ summary }: RunPortrait): boolean =>
  summary.phase === 'finished' && summary.ending !== 'stopped' && summary.ending !== 'error';

const withoutSeed = ({ seed: _, ...settings }: RunSettings) => settings;

/** JSON with the fields of every object in the order of their names: equal values have equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}
