import type { Costs } from '../architecture/costs.ts';
import type { Architecture } from '../architecture/graph.ts';
import { phenotype } from '../architecture/phenotype.ts';
import { compileSpace } from '../space/hierarchy.ts';
import { NATS_EDGES, NATS_OPERATIONS, type NatsOperation, natsGenotype } from '../space/nats.ts';
import { CELLS_14 } from '../space/preset-dags.ts';

/** How many cells there are: an operation out of five on each of six edges. */
export const CELLS = NATS_OPERATIONS.length ** NATS_EDGES.length;

/** The operations of a cell by its number, 0 … 15,624: its digits in base five, the first edge counting ones. */
export const operationsOf = (cell: number): NatsOperation[] =>
  NATS_EDGES.map((_, edge) => NATS_OPERATIONS[Math.floor(cell / 5 ** edge) % 5]!);

/** The six digits of a cell by its number, first edge first: `333132`. */
export const wordOf = (cell: number): string =>
  NATS_EDGES.map((_, edge) => Math.floor(cell / 5 ** edge) % 5).join('');

const space = compileSpace(CELLS_14);

/** What a cell becomes in the skeleton of our own table; a cell without a path keeps its zeros. */
export function cellArchitecture(cell: number): {
  readonly architecture: Architecture;
  readonly costs: Costs;
} {
  return phenotype(space, natsGenotype(operationsOf(cell), space));
}

/** Cells that are one network. */
export interface CellClasses {
  /** For each cell the number of its class, by the first cell of each. */
  readonly classes: Int32Array;
  /** For each class its first cell. */
  readonly first: Int32Array;
}

/**
 * Which cells become the same network, by the canonical hash of their graphs: those without a path from input to output
 * are one class, the first. There are 5,260.
 */
export function cellClasses(): CellClasses {
  const known = new Map<string, number>();
  const first: number[] = [];
  const classes = Int32Array.from({ length: CELLS }, (_, cell) => {
    const { hash } = phenotype(space, natsGenotype(operationsOf(cell), space));
    const found = known.get(hash) ?? first.length;
    if (found === first.length) {
      known.set(hash, found);
      first.push(cell);
    }
    return found;
  });
  return { classes, first: Int32Array.from(first) };
}
