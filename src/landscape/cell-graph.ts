import { NATS_EDGES, type NatsOperation } from '../space/nats.ts';

/** A directed acyclic graph with labels, in topological order: for each node the earlier ones that it reads. */
export interface TableGraph {
  readonly labels: readonly string[];
  readonly inputs: readonly (readonly number[])[];
}

/**
 * A NATS-Bench cell with its operations on nodes: the input, one node for each edge that lies on a path from
 * input to output, the output. The node of an edge reads those of the edges that end where it begins. `none` is
 * no edge; an identity stays. In a cell without a path the output reads nothing.
 */
export function cellGraph(operations: readonly NatsOperation[]): TableGraph {
  const live = liveEdges(operations);
  const labels = ['input'];
  const inputs: number[][] = [[]];
  // For each node of the cell, what can be read there.
  const ending: number[][] = [[0], [], [], []];
  for (const [edge, [from, to]] of NATS_EDGES.entries()) {
    if (!live[edge]) continue;
    ending[to]!.push(labels.length);
    labels.push(operations[edge]!);
    inputs.push([...ending[from]!]);
  }
  return { labels: [...labels, 'output'], inputs: [...inputs, ending[3]!] };
}

/** The operations along each path of a cell from input to output (`conv3>identity`), sorted, each text once. */
export function cellPaths(operations: readonly NatsOperation[]): string[] {
  const ending: string[][] = [[''], [], [], []];
  for (const [edge, [from, to]] of NATS_EDGES.entries()) {
    const operation = operations[edge]!;
    if (operation === 'none') continue;
    for (const path of ending[from]!) ending[to]!.push(path === '' ? operation : `${path}>${operation}`);
  }
  return [...new Set(ending[3])].sort();
}

/** Words that are no cells: a chain of their letters from an input to an output. */
export function chainGraph(letters: readonly string[]): TableGraph {
  const labels = ['input', ...letters, 'output'];
  return { labels, inputs: labels.map((_, i) => (i === 0 ? [] : [i - 1])) };
}

/** For each edge whether it carries something from the input to the output. */
function liveEdges(operations: readonly NatsOperation[]): boolean[] {
  const fed = [true, false, false, false];
  const used = [false, false, false, true];
  const open = NATS_EDGES.map(([from, to], edge) => ({ from, to, is: operations[edge] !== 'none' }));
  // Edges come in the order of their ends, so that one pass each way is enough.
  for (const { from, to, is } of open) if (is && fed[from]) fed[to] = true;
  for (const { from, to, is } of open.toReversed()) if (is && used[to]) used[from] = true;
  return open.map(({ from, to, is }) => is && fed[from]! && used[to]!);
}
