import type { Architecture } from './graph.ts';
import { hash128 } from './hash.ts';
import { type Edge, Partition } from './partition.ts';
import { simplify, type Value } from './simplify.ts';

/**
 * A hash that is equal for two pruned architectures exactly when they are the same network up to the naming of their weights
 * (128 bits, so "exactly" but for a chance of about 10⁻³⁰ a pair). They are compared after `simplify`; a convolution used
 * twice differs from two convolutions, which a comparison of unfolded trees could not tell.
 */
export function canonicalHash(architecture: Architecture): string {
  return hash128(canonicalForm(architecture));
}

/** The canonical text that `canonicalHash` hashes: the simplified graph, its values in their canonical order. */
export function canonicalForm(architecture: Architecture): string {
  const values = simplify(architecture);
  const order = canonicalOrder(values);
  const places = new Map([...order].map((value, place) => [value, place]));
  return [...order]
    .map((value) => {
      const { label, inputs, ordered } = values[value]!;
      const read = inputs.map((input) => places.get(input)!);
      return `${label}(${(ordered ? read : read.sort(ascending)).join()})`;
    })
    .join('');
}

/**
 * The nodes of a pruned architecture that are values of their own, in canonical order. Two architectures of one hash
 * are mapped onto each other by their places in this list: weights included.
 */
export function canonicalNodes(architecture: Architecture): number[] {
  const values = simplify(architecture);
  return [...canonicalOrder(values)].map((value) => values[value]!.node);
}

const ascending = (a: number, b: number): number => a - b;

/** The order of values that depends on the graph's structure alone: refinement, then individualisation where it leaves a choice. */
function canonicalOrder(values: readonly Value[]): Int32Array {
  const labels = values.map(({ label }) => label);
  const edges = edgesOf(values);
  return search(values, edges, Partition.of(labels, edges));
}

/** For every value its edges to what it reads and to what reads it, weighted by direction and, where it matters, by place. */
function edgesOf(values: readonly Value[]): Edge[][] {
  const edges = values.map((): Edge[] => []);
  for (const [reader, { inputs, ordered }] of values.entries()) {
    for (const [i, input] of inputs.entries()) {
      const slot = ordered ? i + 1 : 0;
      edges[input]!.push({ to: reader, weight: weightOf(2 * slot) });
      edges[reader]!.push({ to: input, weight: weightOf(2 * slot + 1) });
    }
  }
  return edges;
}

/** A number below 2³¹ for each kind of edge, spread so that different multisets have different sums. */
function weightOf(kind: number): number {
  let mixed = Math.imul(kind + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77);
  return (mixed ^ (mixed >>> 13)) >>> 1;
}

/** The order with the least written form over all ways to tell the values apart, one way for each orbit of a choice. */
function search(values: readonly Value[], edges: readonly Edge[][], partition: Partition): Int32Array {
  const members = partition.ambiguous();
  if (!members) return partition.order();
  if (areCopies(edges, partition, members)) {
    // Any order of them will do: exchanging two copies is a symmetry of the graph.
    const branch = partition.copy();
    for (const member of members.slice(1)) branch.individualise(member);
    return search(values, edges, branch);
  }
  // Members whose first-choice leaves are equal are exchanged by a symmetry of the graph: one of them is enough.
  const tried = new Set<string>();
  let best: { order: Int32Array; form: string } | undefined;
  for (const member of members) {
    const leaf = wiring(values, firstLeaf(partition, member).order());
    if (tried.has(leaf)) continue;
    tried.add(leaf);
    const branch = partition.copy();
    branch.individualise(member);
    const order = search(values, edges, branch);
    const form = wiring(values, order);
    if (!best || form < best.form) best = { order, form };
  }
  return best!.order;
}

/**
 * Whether the members belong to separate copies of one thing: the parts of the graph that hang together with each of
 * them, through nodes that are not told apart yet, have no two nodes of one cell. Refinement has made such parts alike, so
 * that exchanging two of them changes nothing: parallel pipelines of equal blocks, for one. A node that is joined to
 * all of a cell alike hangs together with none of it in particular.
 */
function areCopies(edges: readonly Edge[][], partition: Partition, members: readonly number[]): boolean {
  const seen = new Set<number>();
  for (const member of members) {
    if (seen.has(member)) return false;
    const cells = new Set<number>();
    const open = [member];
    seen.add(member);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const { first } = partition.cellOf(node);
      if (cells.has(first)) return false;
      cells.add(first);
      for (const to of joinedInParticular(edges[node]!, partition)) {
        if (seen.has(to)) continue;
        seen.add(to);
        open.push(to);
      }
    }
  }
  return true;
}

/** The neighbours in cells of several that are joined otherwise than the rest of their cell. */
function joinedInParticular(edges: readonly Edge[], partition: Partition): number[] {
  const byCell = new Map<number, Map<number, number>>();
  for (const { to, weight } of edges) {
    const { first, size } = partition.cellOf(to);
    if (size === 1) continue;
    const sums = byCell.get(first) ?? new Map<number, number>();
    byCell.set(first, sums.set(to, (sums.get(to) ?? 0) + weight));
  }
  return [...byCell.values()].flatMap((sums) => {
    const [to, weight] = [...sums][0]!;
    const alike =
      sums.size === partition.cellOf(to).size && [...sums.values()].every((other) => other === weight);
    return alike ? [] : [...sums.keys()];
  });
}

/** The end of the path that takes `member` here and the first of the choice everywhere after. */
function firstLeaf(partition: Partition, member: number): Partition {
  const leaf = partition.copy();
  for (let next: number | undefined = member; next !== undefined; next = leaf.ambiguous()?.[0])
    leaf.individualise(next);
  return leaf;
}

/** Who reads whom, by place. Labels need not be written: the same places have the same labels in every order compared. */
function wiring(values: readonly Value[], order: Int32Array): string {
  const places = new Int32Array(order.length);
  for (const [place, value] of order.entries()) places[value] = place;
  const lines = Array.from(order, (value) => {
    const { inputs, ordered } = values[value]!;
    const read = inputs.map((input) => places[input]!);
    return (ordered ? read : read.sort(ascending)).join();
  });
  return lines.join(';');
}
