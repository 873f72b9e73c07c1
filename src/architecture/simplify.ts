import { type Architecture, hasWeights, type LayerOp } from './graph.ts';

/** A value that a network computes, once its writing is taken away: what the canonical form compares. */
export interface Value {
  /** The operation as text; equal labels compute alike, given their weights. */
  readonly label: string;
  /** Indices of the values it reads, all smaller than its own. */
  readonly inputs: readonly number[];
  /** Whether the order of the inputs matters. */
  readonly ordered: boolean;
  /** The node that computes it; the first of several. */
  readonly node: number;
}

const labels = new Map<string, string>();

/** An operation as text, its fields in the order of their names: equal for operations that are equal. */
function labelOf(op: LayerOp): string {
  const text = JSON.stringify(op);
  let label = labels.get(text);
  if (label === undefined) {
    label = JSON.stringify(Object.fromEntries(Object.entries(op).sort(([a], [b]) => (a < b ? -1 : 1))));
    labels.set(text, label);
  }
  return label;
}

const ADD = labelOf({ type: 'add' });

/**
 * The values of a pruned architecture in topological order, the output last: nested sums are flattened (a sum is a multiset),
 * weightless operations on equal inputs become one value, and what does not reach the output is dropped. Every node with
 * weights stays a value of its own, and so does dropout, which draws a mask at every place.
 */
export function simplify({ nodes }: Architecture): Value[] {
  const values: Value[] = [];
  const known = new Map<string, number>();
  const valueAt: number[] = [];
  for (const [index, { op, inputs }] of nodes.entries()) {
    let read = inputs.map((input) => valueAt[input]!);
    const commutes = op.type === 'add';
    if (commutes) {
      read = read.flatMap((input) => (values[input]!.label === ADD ? values[input]!.inputs : [input]));
      read.sort((a, b) => a - b);
    }
    // Zeros (beside others in a concatenation) are one value, whatever they were made from.
    if (op.type === 'zero') read = [];
    const label = labelOf(op);
    const key = hasWeights(op) || op.type === 'dropout' ? `${index}` : `${label}(${read.join()})`;
    let value = known.get(key);
    if (value === undefined) {
      value = values.push({ label, inputs: read, ordered: !commutes, node: index }) - 1;
      known.set(key, value);
    }
    valueAt.push(value);
  }
  return reaching(values, valueAt.at(-1)!);
}

/** The values that `output` depends on, renumbered in the same order. */
function reaching(values: readonly Value[], output: number): Value[] {
  const live = new Set([output]);
  for (let i = output; i >= 0; i--) {
    if (live.has(i)) for (const input of values[i]!.inputs) live.add(input);
  }
  const kept = [...live].sort((a, b) => a - b);
  const renumbered = new Map(kept.map((old, index) => [old, index]));
  return kept.map((old) => ({
    ...values[old]!,
    inputs: values[old]!.inputs.map((input) => renumbered.get(input)!),
  }));
}
