import { type Architecture, hasWeights, type LayerOp } from './graph.ts';
import { hash128, mixColours } from './hash.ts';

/**
 * A hash that is equal for two architectures exactly when they are the same network up to the naming of their weights
 * (128 bits, so "exactly" but for a chance of about 10⁻³⁰ a pair). Before the comparison, nodes that do not reach the
 * output are dropped, nested sums are flattened (a sum is a multiset) and weightless operations on equal inputs
 * become one value; every node with weights stays distinct, so that a convolution used twice differs from two
 * convolutions. What remains is labelled canonically by colour refinement and individualisation.
 */
export function canonicalHash(architecture: Architecture): string {
  return hash128(canonicalForm(architecture));
}

/** A node of the simplified graph. */
interface Value {
  readonly label: string;
  readonly inputs: readonly number[];
  /** Whether the order of the inputs matters. */
  readonly ordered: boolean;
}

/** The canonical text that `canonicalHash` hashes. */
export function canonicalForm(architecture: Architecture): string {
  const graph = withConsumers(simplify(architecture));
  const labels = graph.values.map(({ label }) =>
    mixColours(
      1,
      [...label].map((character) => character.charCodeAt(0)),
    ),
  );
  return search(graph, labels);
}

function simplify({ nodes }: Architecture): Value[] {
  const values: Value[] = [];
  const known = new Map<string, number>();
  const valueAt: number[] = [];
  for (const [index, { op, inputs }] of nodes.entries()) {
    let read = inputs.map((input) => valueAt[input]!);
    const commutes = op.type === 'add';
    if (commutes) {
      read = read
        .flatMap((input) => (values[input]!.label === ADD ? values[input]!.inputs : [input]))
        .sort((a, b) => a - b);
    }
    const label = JSON.stringify(op);
    // Dropout draws a mask of its own at every place: like weights, two of them are two values.
    const key = hasWeights(op) || op.type === 'dropout' ? `${index}` : `${label}(${read.join()})`;
    let value = known.get(key);
    if (value === undefined) {
      value = values.push({ label, inputs: read, ordered: !commutes }) - 1;
      known.set(key, value);
    }
    valueAt.push(value);
  }
  return reaching(values, valueAt.at(-1)!);
}

const ADD = JSON.stringify({ type: 'add' } satisfies LayerOp);

/** The values that `output` depends on, renumbered in the same order. */
function reaching(values: readonly Value[], output: number): Value[] {
  const live = new Set([output]);
  for (let i = output; i >= 0; i--) if (live.has(i)) for (const input of values[i]!.inputs) live.add(input);
  const kept = [...live].sort((a, b) => a - b);
  const renumbered = new Map(kept.map((old, index) => [old, index]));
  return kept.map((old) => ({
    ...values[old]!,
    inputs: values[old]!.inputs.map((input) => renumbered.get(input)!),
  }));
}

interface Graph {
  readonly values: readonly Value[];
  /** For every value its readers, as often as they read it, with the place where order matters (else 0). */
  readonly consumers: readonly (readonly { readonly reader: number; readonly slot: number }[])[];
}

function withConsumers(values: readonly Value[]): Graph {
  const consumers = values.map((): { reader: number; slot: number }[] => []);
  for (const [reader, { inputs, ordered }] of values.entries()) {
    for (const [slot, input] of inputs.entries())
      consumers[input]!.push({ reader, slot: ordered ? slot + 1 : 0 });
  }
  return { values, consumers };
}

const ascending = (a: number, b: number): number => a - b;

/** Sharpens colours down and up the graph until no class splits. Depends on the structure only, not on the numbering. */
function refine({ values, consumers }: Graph, start: readonly number[]): number[] {
  const colours = [...start];
  let classes = new Set(colours).size;
  for (;;) {
    for (const [i, { inputs, ordered }] of values.entries()) {
      const read = inputs.map((input) => colours[input]!);
      colours[i] = mixColours(colours[i]!, ordered ? read : read.sort(ascending));
    }
    for (let i = values.length - 1; i >= 0; i--) {
      const read = consumers[i]!.map(({ reader, slot }) => mixColours(slot, [colours[reader]!]));
      colours[i] = mixColours(colours[i]!, read.sort(ascending));
    }
    const now = new Set(colours).size;
    if (now === classes || now === values.length) return colours;
    classes = now;
  }
}

/** The members of the smallest class of several (lowest colour among equals); nothing where all are told apart. */
function ambiguous(colours: readonly number[]): readonly number[] | undefined {
  const classes = new Map<number, number[]>();
  for (const [i, colour] of colours.entries()) {
    const members = classes.get(colour);
    if (members) members.push(i);
    else classes.set(colour, [i]);
  }
  let best: [number, number[]] | undefined;
  for (const entry of classes) {
    const [colour, { length }] = entry;
    if (length > 1 && (!best || length < best[1].length || (length === best[1].length && colour < best[0])))
      best = entry;
  }
  return best?.[1];
}

const single = (colours: readonly number[], node: number): number[] =>
  colours.map((colour, i) => (i === node ? mixColours(colour, [7]) : colour));

/** The least text over all ways to tell the nodes apart, one way for each orbit. */
function search(graph: Graph, start: readonly number[]): string {
  const colours = refine(graph, start);
  const members = ambiguous(colours);
  if (!members) return write(graph, colours);
  // Two members whose first-choice leaves are equal, colours included, are exchanged by a symmetry: one is enough.
  const tried = new Set<string>();
  let best: string | undefined;
  for (const node of members) {
    const branch = single(colours, node);
    const leaf = firstLeaf(graph, branch);
    if (tried.has(leaf)) continue;
    tried.add(leaf);
    const form = search(graph, branch);
    if (best === undefined || form < best) best = form;
  }
  return best!;
}

function firstLeaf(graph: Graph, start: readonly number[]): string {
  const colours = refine(graph, start);
  const members = ambiguous(colours);
  if (members) return firstLeaf(graph, single(colours, members[0]!));
  return `${[...colours].sort(ascending).join()};${write(graph, colours)}`;
}

/** The graph as text, its nodes in the order of their (distinct) colours. */
function write({ values }: Graph, colours: readonly number[]): string {
  const order = colours.map((_, i) => i).sort((a, b) => colours[a]! - colours[b]!);
  const rank = new Map(order.map((node, place) => [node, place]));
  return order
    .map((node) => {
      const { label, inputs, ordered } = values[node]!;
      const read = inputs.map((input) => rank.get(input)!);
      return `${label}(${(ordered ? read : read.sort(ascending)).join()})`;
    })
    .join('');
}
