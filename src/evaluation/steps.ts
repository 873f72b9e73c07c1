import { type Architecture, inferShapes, type LayerNode } from '../architecture/graph.ts';
import type { Layer } from './layer.ts';
import { layerOf } from './layers.ts';
import type { WeightSlot } from './weights.ts';

/** A layer in its place. Values are numbered by step: a node that another one does along with its own work has none. */
export interface Step {
  readonly layer: Layer;
  readonly inputs: readonly number[];
  readonly weights: readonly number[];
  readonly statistics: readonly number[];
  /** The last step that reads this one's value. */
  lastUse: number;
}

/** An architecture as a list of steps. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly weights: readonly WeightSlot[];
  readonly statistics: readonly WeightSlot[];
  /** For each node the indices of its weights and of its statistics. */
  readonly owned: readonly Pick<Step, 'weights' | 'statistics'>[];
  /** The step whose value are the logits. */
  readonly result: number;
}

/**
 * Plans an architecture whose last node is a softmax, which is left to the loss. Throws an `Error` where there is
 * none.
 */
export function planSteps(architecture: Architecture): Plan {
  const { nodes } = architecture;
  const last = nodes.at(-1)!;
  if (last.op.type !== 'activation' || last.op.fn !== 'softmax') {
    throw new Error('An architecture must end in a softmax to be trained.');
  }
  const shapes = inferShapes(architecture);
  const readers = nodes.map(() => 0);
  for (const { inputs } of nodes) for (const input of inputs) readers[input]!++;
  const weights: WeightSlot[] = [];
  const statistics: WeightSlot[] = [];
  const steps: Step[] = [];
  /** The step whose value is a node's. */
  const stepOf: number[] = [];
  const owned: { weights: number[]; statistics: number[] }[] = [];
  for (const { op, inputs } of nodes.slice(0, -1)) {
    const [source] = inputs;
    const before = source === undefined ? undefined : nodes[source];
    if (before && readers[source!] === 1 && isOnePass(before, op)) {
      stepOf.push(stepOf[source!]!);
      owned.push({ weights: [], statistics: [] });
      steps[stepOf[source!]!] = {
        ...steps[stepOf[source!]!]!,
        layer: layerOf(before.op, [shapes[before.inputs[0]!]!], { relu: true }),
      };
      continue;
    }
    const layer = layerOf(
      op,
      inputs.map((input) => shapes[input]!),
      { relu: false },
    );
    const own = { weights: place(weights, layer.weights), statistics: place(statistics, layer.statistics) };
    owned.push(own);
    stepOf.push(steps.length);
    steps.push({ layer, inputs: inputs.map((input) => stepOf[input]!), ...own, lastUse: -1 });
  }
  owned.push({ weights: [], statistics: [] });
  for (const [index, { inputs }] of steps.entries())
    for (const input of inputs) steps[input]!.lastUse = index;
  const result = stepOf[last.inputs[0]!]!;
  steps[result]!.lastUse = steps.length;
  return { steps, weights, statistics, owned, result };
}

/** ReLU after normalisation that nothing else reads is done in one pass with it. */
const isOnePass = (before: LayerNode, op: LayerNode['op']): boolean =>
  op.type === 'activation' && op.fn === 'relu' && before.op.type === 'batchNorm';

/** Gives a layer's wishes their places in a flat vector; answers with their indices. */
function place(slots: WeightSlot[], wanted: Layer['weights']): number[] {
  return wanted.map(({ shape, initial, decays }) => {
    const previous = slots.at(-1);
    const size = shape.reduce((product, side) => product * side, 1);
    const offset = previous ? previous.offset + previous.size : 0;
    return slots.push({ shape, offset, size, initial, decays }) - 1;
  });
}
