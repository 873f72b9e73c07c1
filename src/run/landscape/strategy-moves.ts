import type { TabularBenchmark } from '../../landscape/table.ts';
import { compileSpace } from '../../space/hierarchy.ts';
import { mutate } from '../../space/mutate.ts';
import { NATS_OPERATIONS, type NatsOperation, natsGenotype, natsOperations } from '../../space/nats.ts';
import { CELLS_14 } from '../../space/preset-dags.ts';
import type { Rng } from '../../space/random.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { tableSpace } from '../table-space.ts';

/** A way in which our strategies make a genotype of another one. */
export interface StrategyMove {
  readonly name: string;
  /** Who does it. */
  readonly about: string;
  /** From a row of the table to another row; −1 where the combination is not in the table. */
  step(node: number, rng: Rng): number;
}

/**
 * The moves of our strategies on a table, as they make them in a run, to be measured as transformation operators. Cells
 * have the mutation of the search space's tree besides, at several rates; the first is the default of every run.
 */
export function strategyMoves(table: TabularBenchmark): StrategyMove[] {
  const space = tableSpace(table);
  const { codes, rowOf } = table;
  const codeOf = (node: number) => codes[node]!;
  const cross = (a: number, b: number, rng: Rng) => space.crossover(a, b, rng)[0]!;
  const moves: StrategyMove[] = [
    {
      name: 'One edit',
      about: 'the mutation of every evolutionary strategy on a table; local search, annealing',
      step: (node, rng) => rowOf(space.mutate(codeOf(node), rng)),
    },
    {
      name: 'Crossover',
      about: 'uniform, with any row: the genetic algorithm, NSGA-II without mutation',
      step: (node, rng) => rowOf(cross(codeOf(node), space.sample(rng), rng)),
    },
    {
      name: 'Crossover and one edit',
      about: 'a child of two parents as the evolutionary strategies make it',
      step: (node, rng) => rowOf(space.mutate(cross(codeOf(node), space.sample(rng), rng), rng)),
    },
    {
      name: 'Resampling',
      about: 'random search: whatever was before does not matter',
      step: (_, rng) => rowOf(space.sample(rng)),
    },
  ];
  const operations = optionsAsOperations(table);
  if (operations) moves.push(...treeMoves(table, operations));
  return moves;
}

const RATES = [DEFAULT_SETTINGS.mutationRate, 0.2, 0.4, 0.7] as const;

/** The mutation of the search space's tree: every edge changes with a rate, at least one does. */
function treeMoves(
  table: TabularBenchmark,
  operations: readonly (readonly NatsOperation[])[],
): StrategyMove[] {
  const space = compileSpace(CELLS_14);
  const chosen = (code: number): NatsOperation[] =>
    operations.map((all, i) => all[Math.floor(code / table.strides[i]!) % all.length]!);
  const codeOf = (cell: readonly NatsOperation[]): number =>
    cell.reduce((code, operation, i) => code + table.strides[i]! * operations[i]!.indexOf(operation), 0);
  return RATES.map((rate) => ({
    name: `Tree mutation, rate ${rate}`,
    about:
      rate === DEFAULT_SETTINGS.mutationRate
        ? 'what a run does by default: every choice with this rate, at least one'
        : 'the same with a higher rate',
    step(node, rng) {
      const genotype = natsGenotype(chosen(table.codes[node]!), space);
      return table.rowOf(codeOf(natsOperations(mutate(space.tree, genotype, rng, { default: rate }))));
    },
  }));
}

/** What the options of each position mean, where rows are NATS-Bench cells with all five operations on every edge. */
function optionsAsOperations(table: TabularBenchmark): NatsOperation[][] | undefined {
  if (!table.cells || table.options.some((all) => all.length !== NATS_OPERATIONS.length)) return undefined;
  return table.options.map((all) => all.map((option) => table.operation(option)!));
}
