import { type Architecture, hasWeights, type LayerOp } from './graph.ts';

/** A value that a network computes, once its writing is taken away: what the canonical form compares. */
export interface Value {
  /** The operation as text; equal labels compute alike, given their weights. */
  readonly label: string;
  /** Indices of the values it reads, all smaller than its own. */
  readonly inputs: readonly number[];
  /** Whether the order of the inputs matters. */
  readonly ordered: boolean;
}

const ADD = JSON.stringify({ type: 'add' } satisfies LayerOp);

/**
 * The values of an architecture in topological order, the output last: nested sums are flattened (a sum is a multiset),
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
    const label = JSON.stringify(op);
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
