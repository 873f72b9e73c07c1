import { NATS_PROTOCOLS, type Protocol } from '../landscape/nats-protocol.ts';
import { didYouMean, readTable, type TableOptions, type TabularBenchmark } from '../landscape/table.ts';
import type { Parameters, ParameterValue, StrategyInfo } from '../search/catalogue/types.ts';
import { checkParameter, defaultsOf, STRATEGIES } from '../search/catalogue.ts';
import type { Origin, SearchSpace } from '../search/method.ts';
import { FIRST_OBJECTIVE } from '../search/scalarise.ts';
import { search } from '../search/search.ts';
import { deriveSeed } from '../space/random.ts';
import { tableSpace } from './table-space.ts';

/** What a race is about. Left out: what the protocol says, or else what stands here. */
export interface RaceOptions extends TableOptions {
  /** One of `NATS_PROTOCOLS`, by its id. */
  readonly protocol?: string | undefined;
  /** The column that strategies see. Left out: the column of `optimum`. */
  readonly fitness?: string | undefined;
  /** Whether small values of fitness, report and optimum are the good ones. Left out: large ones are. */
  readonly minimise?: boolean | undefined;
  /** The column of what an evaluation costs. Left out: 1. */
  readonly cost?: string | undefined;
  /** By what the row with the best fitness is judged. Left out: its fitness. */
  readonly report?: string | undefined;
  /** A column that is reported beside. */
  readonly validation?: string | undefined;
  /** What a run may spend. Left out: 150 evaluations; with `optimum`, no limit. */
  readonly budget?: number | undefined;
  /** Whether an architecture is evaluated, and paid, again each time it is suggested. Left out: never again. */
  readonly repeats?: boolean | undefined;
  /** A run ends, too, as soon as it evaluates an architecture with the best value of this column. */
  readonly optimum?: string | undefined;
  /**
   * Evaluations of a run at most. Left out: the number of architectures where there is an optimum to find; else
   * no limit.
   */
  readonly maxEvaluations?: number | undefined;
}

/** A table and what is asked of it. */
export interface Race {
  readonly table: TabularBenchmark;
  readonly space: SearchSpace<number>;
  readonly settings: RaceSettings;
  /** By row: what a strategy is told, smaller is better. */
  readonly objectives: Float64Array;
  readonly fitness: Float64Array;
  readonly costs: Float64Array | undefined;
  readonly report: Float64Array;
  readonly validation: Float64Array | undefined;
  /** By row: whether it is, or is the same architecture as, one with the best value of the optimum's column. */
  readonly optimal: readonly boolean[] | undefined;
}

/** All that decides a race's outcome but strategies, runs and seed; plain JSON. */
export interface RaceSettings {
  readonly protocol: string | null;
  readonly genotype: string;
  readonly identity: string;
  readonly fitness: string;
  readonly direction: 'maximise' | 'minimise';
  /** A column, or the protocol's time model; `null`: evaluations are counted. */
  readonly cost: string | null;
  readonly report: string;
  readonly validation: string | null;
  readonly budget: number | null;
  readonly repeats: boolean;
  readonly optimum: string | null;
  readonly maxEvaluations: number | null;
}

/** What came of one run. */
export interface RunResult {
  /** From 0. Runs of one number share their seed over all strategies. */
  readonly run: number;
  readonly seed: number;
  readonly evaluations: number;
  /** What they cost together. */
  readonly cost: number;
  /** The row with the best fitness of those evaluated, the first of equal ones. */
  readonly row: number;
  readonly fitness: number;
  readonly report: number;
  readonly validation: number | null;
  /** The evaluation, from 1, that met the optimum. */
  readonly found: number | null;
  /** Whether the strategy had nothing new to suggest before the budget was spent. */
  readonly exhausted: boolean;
  /** The best fitness as it improved: evaluations done, what they cost, and the fitness. */
  readonly trajectory: readonly (readonly [evaluations: number, cost: number, fitness: number])[];
}

const DEFAULT_BUDGET = 150;

/**
 * Reads a table and settles what a race on it is about. Throws an `Error` that says what is wrong and what to do.
 */
export function prepareRace(text: string, options: RaceOptions): Race {
  const protocol = protocolOf(options.protocol);
  // Published code takes isomorphic cells for different ones and pays for each again.
  const identity = options.identity ?? (protocol ? 'row' : undefined);
  const table = readTable(text, { genotype: options.genotype, identity });
  const missing = protocol?.columns.filter((column) => !table.columns.includes(column)) ?? [];
  if (missing.length > 0)
    throw new Error(
      `The protocol ${protocol?.id} is for a table of NATS-Bench's topology space, and this one lacks ` +
        `${missing.join(', ')}. Name the columns (--fitness, --cost, --report) instead of a protocol.`,
    );
  const fitness = options.fitness ?? protocol?.signal ?? options.optimum;
  if (fitness === undefined)
    throw new Error(
      'Which column should strategies see? Name it (--fitness), or a protocol. The table has ' +
        `${table.columns.join(', ')}.`,
    );
  const { optimum } = options;
  const direction = options.minimise ? 'minimise' : 'maximise';
  const ownCost = options.cost === undefined ? undefined : table.complete(options.cost);
  const costs = ownCost ?? protocol?.cost(table);
  const free = costs?.findIndex((cost) => !(cost > 0)) ?? -1;
  if (free >= 0)
    throw new Error(
      `An evaluation must cost more than 0, or a budget never ends: ${table.word(free)} costs ${costs![free]}.`,
    );
  if (options.cost !== undefined && options.budget === undefined && !protocol && optimum === undefined)
    throw new Error(`What may a run spend, in the unit of ${options.cost}? Say so (--budget).`);
  const budget = options.budget ?? protocol?.budget ?? (optimum === undefined ? DEFAULT_BUDGET : null);
  const limit = options.maxEvaluations ?? (optimum === undefined ? null : new Set(table.classes).size);
  for (const [name, value] of [
    ['budget', budget],
    ['limit of evaluations', limit],
  ] as const)
    if (value !== null && !(value > 0)) throw new Error(`The ${name} must be more than 0, not ${value}.`);
  const settings: RaceSettings = {
    protocol: protocol?.id ?? null,
    genotype: table.genotype,
    identity: table.identity,
    fitness,
    direction,
    cost: options.cost ?? (protocol ? `time model of ${protocol.id}` : null),
    report: options.report ?? protocol?.report ?? fitness,
    validation: options.validation ?? protocol?.validation ?? null,
    budget,
    repeats: options.repeats ?? protocol !== undefined,
    optimum: optimum ?? null,
    maxEvaluations: limit,
  };
  return {
    table,
    space: tableSpace(table),
    settings,
    fitness: table.complete(fitness),
    objectives: objectivesOf(table.complete(fitness), direction),
    costs,
    report: table.complete(settings.report),
    validation: settings.validation === null ? undefined : table.complete(settings.validation),
    optimal: optimum === undefined ? undefined : optimalRows(table, optimum, direction),
  };
}

/**
 * One run of a strategy: evaluations one at a time until what they cost reaches the budget. The last one may pass
 * it: as in the published code of NATS-Bench, an evaluation that begins within the budget counts. Runs of one
 * number have the same seed, whatever the strategy. Throws what the strategy throws, and an `Error` where it
 * never suggests anything.
 */
export function raceRun(
  { space, table, settings, objectives, fitness, costs, report, validation, optimal }: Race,
  strategy: Pick<StrategyInfo, 'create'>,
  parameters: Parameters,
  seed: number,
  run: number,
): RunResult {
  const ownSeed = deriveSeed(seed, 'race', run);
  const create = (origin: Origin) => strategy.create(space, parameters, FIRST_OBJECTIVE, origin);
  const { ask, tell } = search(space, create, ownSeed, { repeats: settings.repeats });
  const budget = settings.budget ?? Number.POSITIVE_INFINITY;
  const limit = settings.maxEvaluations ?? Number.POSITIVE_INFINITY;
  const trajectory: [number, number, number][] = [];
  let evaluations = 0;
  let cost = 0;
  let best = -1;
  let found: number | null = null;
  let exhausted = false;
  while (cost < budget && evaluations < limit && found === null && !exhausted) {
    const answer = ask();
    if (answer.kind === 'exhausted' || answer.kind === 'wait') exhausted = true;
    if (answer.kind !== 'evaluate') continue;
    const row = table.rowOf(answer.genotype);
    evaluations++;
    cost += costs ? costs[row]! : 1;
    tell({ candidate: answer.candidate, objectives: [objectives[row]!] });
    if (best < 0 || objectives[row]! < objectives[best]!) {
      best = row;
      trajectory.push([evaluations, cost, fitness[row]!]);
    }
    if (optimal?.[row]) found = evaluations;
  }
  if (best < 0) throw new Error('It had nothing to suggest.');
  return {
    run,
    seed: ownSeed,
    evaluations,
    cost,
    row: best,
    fitness: fitness[best]!,
    report: report[best]!,
    validation: validation ? validation[best]! : null,
    found,
    exhausted,
    trajectory,
  };
}

/**
 * The parameters of the strategy of that id: the usual ones, and over them what is set, read from texts. Throws
 * an `Error` for a strategy or parameter that is not there, and for a value that is out of its range.
 */
export function readParameters(
  id: string,
  settings: readonly { readonly name: string; readonly value: string }[],
  strategies: readonly StrategyInfo[] = STRATEGIES,
): Parameters {
  const strategy = strategies.find((each) => each.id === id);
  const ids = strategies.map((each) => each.id);
  if (!strategy)
    throw new Error(`There is no strategy ${id}.${didYouMean(id, ids)} There are ${ids.join(', ')}.`);
  const parameters: Record<string, ParameterValue> = { ...defaultsOf(strategy) };
  for (const { name, value } of settings) {
    const info = strategy.parameters.find((parameter) => parameter.name === name);
    if (!info) {
      const names = strategy.parameters.map((parameter) => parameter.name);
      const has = names.length > 0 ? `It has ${names.join(', ')}.` : 'It has none.';
      throw new Error(`The strategy ${id} has no parameter ${name}.${didYouMean(name, names)} ${has}`);
    }
    const read = info.kind === 'number' ? (value.trim() === '' ? Number.NaN : Number(value)) : value;
    const fault = checkParameter(info, read);
    if (fault) throw new Error(`${id}.${name} ${fault}, not ${value === '' ? 'empty' : value}.`);
    parameters[name] = read;
  }
  return parameters;
}

function protocolOf(id: string | undefined): Protocol | undefined {
  if (id === undefined) return undefined;
  const protocol = NATS_PROTOCOLS.find((each) => each.id === id);
  const ids = NATS_PROTOCOLS.map((each) => each.id);
  if (!protocol)
    throw new Error(`There is no protocol ${id}.${didYouMean(id, ids)} There are ${ids.join(', ')}.`);
  return protocol;
}

/**
 * What strategies minimise: one minus the fitness, or the fitness. Values from 0 to 100 are taken as per cent;
 * others that leave 0 to 1 are brought there by the table's range. So objectives are about as large as errors are
 * elsewhere.
 */
function objectivesOf(fitness: Float64Array, direction: RaceSettings['direction']): Float64Array {
  let [low, high] = [0, 1];
  for (const value of fitness) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low === 0 && high <= 100) high = high > 1 ? 100 : 1;
  const scaled = fitness.map((value) => (value - low) / (high - low));
  return direction === 'minimise' ? scaled : scaled.map((value) => 1 - value);
}

function optimalRows(
  table: TabularBenchmark,
  column: string,
  direction: RaceSettings['direction'],
): boolean[] {
  const values = table.complete(column);
  let best = values[0]!;
  for (const value of values) best = direction === 'minimise' ? Math.min(best, value) : Math.max(best, value);
  const classes = new Set(
    [...values.keys()].filter((row) => values[row] === best).map((row) => table.classes[row]),
  );
  return Array.from(table.classes, (each) => classes.has(each));
}
