import {
  compileSpace,
  type DagGenotype,
  nodeField,
  type OperationGenotype,
  type Space,
} from './hierarchy.ts';
import { NATS_TOPOLOGY } from './preset-dags.ts';
import { firstMember } from './sample.ts';
import { type Genotype, isObject } from './tree.ts';

/**
 * The writing of the topology space's members that the benchmark publishes (Dong, Yang: NAS-Bench-201, ICLR 2020; Dong et al.:
 * NATS-Bench, TPAMI 2021), and theirs as genotypes of `NATS_TOPOLOGY`.
 */

/** The published names of the operations, by ours. */
const PUBLISHED = {
  none: 'none',
  identity: 'skip_connect',
  conv1: 'nor_conv_1x1',
  conv3: 'nor_conv_3x3',
  avgpool3: 'avg_pool_3x3',
} as const;

export type NatsOperation = keyof typeof PUBLISHED;

/** The five operations, in the order in which the space lists them. */
export const NATS_OPERATIONS = Object.keys(PUBLISHED) as readonly NatsOperation[];

/** The edges `[from, to]` of the cell, in the order of the text: 0→1, 0→2, 1→2, 0→3, 1→3, 2→3. */
export const NATS_EDGES: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, 2],
  [1, 2],
  [0, 3],
  [1, 3],
  [2, 3],
];

const isNatsOperation = (name: string): name is NatsOperation => Object.hasOwn(PUBLISHED, name);

/** Reads `|nor_conv_3x3~0|+|none~0|skip_connect~1|+|…|`: six operations in the order of `NATS_EDGES`. Throws an `Error` in words. */
export function parseNats(text: string): NatsOperation[] {
  const fault = (what: string) => new Error(`${JSON.stringify(text)} is no NATS-Bench cell: ${what}.`);
  const nodes = text.trim().split('+');
  if (nodes.length !== 3) throw fault(`it has ${nodes.length} nodes joined by "+", not 3`);
  return nodes.flatMap((node, i) => {
    if (node.length < 2 || !node.startsWith('|') || !node.endsWith('|'))
      throw fault(`node ${i + 1}, ${JSON.stringify(node)}, does not stand between "|" and "|"`);
    const edges = node.slice(1, -1).split('|');
    if (edges.length !== i + 1) throw fault(`node ${i + 1} has ${edges.length} edges, not ${i + 1}`);
    return edges.map((edge, from) => {
      const [name, source, ...rest] = edge.split('~');
      if (source !== String(from) || rest.length > 0)
        throw fault(`edge ${from + 1} of node ${i + 1}, ${JSON.stringify(edge)}, must end in "~${from}"`);
      const operation = NATS_OPERATIONS.find((candidate) => PUBLISHED[candidate] === name);
      if (!operation)
        throw fault(`${JSON.stringify(name)} is none of ${Object.values(PUBLISHED).join(', ')}`);
      return operation;
    });
  });
}

/** The published text of six operations: what `parseNats` reads. */
export function natsText(operations: readonly NatsOperation[]): string {
  return incoming(operations)
    .map((edges) => `|${edges.map((operation, from) => `${PUBLISHED[operation]}~${from}`).join('|')}|`)
    .join('+');
}

/** The operations on the edges to each of the nodes 1, 2 and 3, by the node they come from. */
function incoming(operations: readonly NatsOperation[]): NatsOperation[][] {
  if (operations.length !== NATS_EDGES.length)
    throw new RangeError(`A NATS-Bench cell has ${NATS_EDGES.length} operations, not ${operations.length}.`);
  return [1, 2, 3].map((node) => operations.filter((_, edge) => NATS_EDGES[edge]![1] === node));
}

/** The genotype of the shared motif `cell` of `NATS_TOPOLOGY`. */
export function natsCell(operations: readonly NatsOperation[]): DagGenotype {
  const nodes = incoming(operations).map((edges, i) => [
    nodeField(i + 1),
    {
      from: Object.fromEntries(edges.map((operation, from) => [from, edgeGenotype(operation)])),
      merge: 'add',
    },
  ]);
  return { nodes: Object.fromEntries(nodes) };
}

const edgeGenotype = (operation: NatsOperation): OperationGenotype =>
  operation === 'conv1' || operation === 'conv3'
    ? { choose: operation, with: { batchNorm: true, activation: 'relu' } }
    : operation;

let topology: Space | undefined;

/** The genotype of `NATS_TOPOLOGY`, or of a space with another skeleton around the same cell. */
export function natsGenotype(operations: readonly NatsOperation[], space?: Space): Genotype {
  topology ??= compileSpace(NATS_TOPOLOGY);
  const first = firstMember((space ?? topology).tree) as { readonly motifs: Genotype };
  return {
    ...first,
    motifs: { ...(first.motifs as object), cell: natsCell(operations) as unknown as Genotype },
  };
}

/** The six operations of such a genotype. Throws a `TypeError` where it holds no such cell. */
export function natsOperations(genotype: Genotype): NatsOperation[] {
  const at = (value: unknown, field: string): unknown => (isObject(value) ? value[field] : undefined);
  const nodes = at(at(at(genotype, 'motifs'), 'cell'), 'nodes');
  return NATS_EDGES.map(([from, to]) => {
    const edge = at(at(at(nodes, nodeField(to)), 'from'), String(from));
    const name = isObject(edge) ? edge.choose : edge;
    if (typeof name !== 'string' || !isNatsOperation(name))
      throw new TypeError(
        `The genotype has no operation of NATS-Bench on the edge ${from}→${to} of its cell.`,
      );
    return name;
  });
}

/**
 * The text by which the benchmark tells cells apart (`Structure.to_unique_str(consider_zero=True)` of its code): a node is
 * its terms, sorted; `none`, and whatever reads a node 1 that is nothing, is `#`; an identity passes its source's text on.
 * Other zeros are kept as they are written (`#+#`), so that equal networks may have different texts; and it names what a
 * node computes, not which node does, so that networks of different size may have one text. It has 6,466 values.
 */
export function natsUniqueString(operations: readonly NatsOperation[]): string {
  const nodes = ['0'];
  for (const edges of incoming(operations)) {
    const terms = edges.map((operation, from) => {
      const source = nodes[from]!;
      if (operation === 'none' || source === '#') return '#';
      return operation === 'identity' ? source : `(${source})@${PUBLISHED[operation]}`;
    });
    nodes.push(terms.sort().join('+'));
  }
  return nodes[3]!;
}
