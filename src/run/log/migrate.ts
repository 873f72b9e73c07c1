import { LOG_VERSION } from '../events.ts';
import { migrateSettings, migrateStrategy } from './migrate-settings.ts';
import { isJson, type Json, refuse, show, words } from './plain.ts';

/** Stands for an event of an older log that no event of today can tell. */
export const LEFT_OUT = Symbol('left out');
type LeftOut = typeof LEFT_OUT;

/** Brings the events of one log, in their order, to the newest version. */
export type Migration = (event: unknown) => unknown;

/** What is known of a log while its events are migrated. */
interface Past {
  /** Of the space's document. */
  readonly schema: unknown;
  /** Candidates that had to be left out. */
  readonly leftOut: Set<unknown>;
  /** How many events were left out. */
  shift: number;
  /** As the log itself calls it. */
  readonly strategy: unknown;
}

/** An event of the next version, or `LEFT_OUT`. Trusts nothing: what it cannot read it hands on, and the check tells. */
type Step = (event: Json, past: Past) => Json | LeftOut;

/** From each version to the next. */
const STEPS: readonly Step[] = [fromVersion1, fromVersion2, fromVersion3];

/**
 * A migration for one log, which is told all of its events, parsed but not checked. Its first event says the version; what is
 * of the newest comes back as it is. It gives `LEFT_OUT` where an event has no counterpart, and closes the gap in the
 * sequence. Throws an `Error` in words where the log was made by a newer version, or does not say by which.
 */
export function createMigration(): Migration {
  let version: number | undefined;
  let past: Past | undefined;
  return (event) => {
    if (!isJson(event)) return event;
    if (version === undefined) version = versionOf(event);
    if (version === LOG_VERSION) return event;
    if (!past) {
      past = {
        schema: isJson(event.space) ? event.space.schema : undefined,
        leftOut: new Set(),
        shift: 0,
        strategy: isJson(event.settings) ? event.settings.strategy : undefined,
      };
    }
    const { shift } = past;
    let migrated: Json | LeftOut =
      shift > 0 && typeof event.sequence === 'number'
        ? { ...event, sequence: event.sequence - shift }
        : event;
    for (const step of STEPS.slice(version - 1)) {
      migrated = step(migrated, past);
      if (migrated === LEFT_OUT) return LEFT_OUT;
    }
    return migrated.type === 'runStarted' ? { ...migrated, version: LOG_VERSION } : migrated;
  };
}

/** The version that a log's first event says. */
function versionOf({ type, version, versions }: Json): number {
  if (type !== 'runStarted')
    refuse(
      'type',
      type === 'comparisonStarted'
        ? 'is "comparisonStarted": this is the log of a comparison, not of a run'
        : `must be "runStarted" in a log's first event, not ${show(type)}`,
    );
  if (!Number.isInteger(version) || (version as number) < 1)
    refuse('runStarted.version', `must be a whole number from 1 to ${LOG_VERSION}, not ${show(version)}`);
  if ((version as number) > LOG_VERSION) {
    const maker = isJson(versions) && typeof versions.cellscape === 'string' ? show(versions.cellscape) : '';
    refuse(
      'runStarted.version',
      `is ${words(version as number)}: the log was made by a newer Cellscape${maker && ` (${maker})`}, ` +
        `and this one reads up to ${LOG_VERSION}`,
    );
  }
  return version as number;
}

/**
 * Version 1. Training had no options but rate, batch and epochs. Spaces of schema 1 are brought up by the space's own
 * migration, and their genotypes here. At first an architecture over the cap was logged without its genotype: such a candidate
 * cannot be shown or be anybody's parent, so that it is left out, and its number stays free.
 */
function fromVersion1(event: Json, past: Past): Json | LeftOut {
  const { type } = event;
  if (type === 'runStarted')
    return { ...event, settings: migrateSettings(1, event.settings), versions: withKernels(event, 'tfjs') };
  if (type !== 'proposed' && type !== 'infeasible') return event;
  if (type === 'infeasible' && !Object.hasOwn(event, 'genotype')) {
    past.leftOut.add(event.candidate);
    past.shift++;
    return LEFT_OUT;
  }
  const { parents, genotype } = event;
  return {
    ...event,
    parents: Array.isArray(parents) ? parents.filter((parent) => !past.leftOut.has(parent)) : parents,
    genotype: past.schema === 1 ? fromSchema1(genotype) : genotype,
  };
}

/**
 * A genotype of schema 1, where a cell was one kind of pipeline of one kind of block, and nothing was shared. Exact: the
 * space's migration makes one specification of each.
 */
function fromSchema1(genotype: unknown): unknown {
  if (!isJson(genotype) || !isJson(genotype.layers)) return genotype;
  const cell = (value: unknown): unknown =>
    isJson(value) && Array.isArray(value.pipelines)
      ? { ...value, pipelines: { p1: value.pipelines.map((blocks: unknown) => ({ b1: blocks })) } }
      : value;
  const layers = Object.entries(genotype.layers).map(([name, layer]): [string, unknown] => [
    name,
    isJson(layer) && Array.isArray(layer.cells) ? { ...layer, cells: layer.cells.map(cell) } : layer,
  ]);
  return { ...genotype, motifs: {}, layers: Object.fromEntries(layers) };
}

/** Version 2. There were two strategies, whose options stood among the settings; at first logs did not name their kernels. */
function fromVersion2(event: Json): Json {
  if (event.type !== 'runStarted') return event;
  return { ...event, settings: migrateSettings(2, event.settings), versions: withKernels(event, 'unknown') };
}

/** Version 3. Runs had no time budgets; some strategies and parameters had other names at first. */
function fromVersion3(event: Json, { strategy }: Past): Json {
  if (event.type === 'runStarted') return { ...event, settings: migrateSettings(3, event.settings) };
  if (event.type !== 'settingChanged' || !isJson(event.changes)) return event;
  const { changes } = event;
  if (!isJson(changes.parameters)) return event;
  const { parameters } = migrateStrategy({ strategy, parameters: changes.parameters });
  return { ...event, changes: { ...changes, parameters } };
}

function withKernels({ versions }: Json, kernels: string): unknown {
  if (!isJson(versions) || Object.hasOwn(versions, 'kernels')) return versions;
  return { ...versions, kernels };
}
