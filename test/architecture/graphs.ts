import type { Architecture, LayerNode, LayerOp } from '../../src/architecture/graph.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { KNOWN } from '../../src/space/known.ts';
import { HIERARCHICAL_SMALL, PRESETS } from '../../src/space/presets.ts';
import { createRng, shuffle } from '../../src/space/random.ts';
import type { Genotype } from '../../src/space/tree.ts';

/** The default space. */
export const space = compileSpace(HIERARCHICAL_SMALL);

/** The default space and all others that come with the program, by name. */
export const allSpaces = [...PRESETS, ...KNOWN].map(
  ({ id, document }) => [id, compileSpace(document)] as const,
);

/** The options of a convolution in the default space. */
export const conv = { batchNorm: true, activation: 'relu', skip: false } as const;

const cellOf = (pipelines: readonly Genotype[], merge: string): Genotype => ({
  pipelines: { p1: pipelines.map((operations) => ({ b1: operations })) },
  merge,
});

/** A genotype of the default space whose first cell has these pipelines, each a list of operations. */
export const withFirstCell = (pipelines: readonly Genotype[], merge: string, filters = 8): Genotype => ({
  motifs: {},
  layers: {
    layer1: { filters, resolution: 'same', cells: [cellOf(pipelines, merge)] },
    layer2: { filters: 16, resolution: 'down', cells: [cellOf([['maxpool3']], 'add')] },
    layer3: { filters: 16, resolution: 'same', cells: [cellOf([['identity']], 'add')] },
  },
  dropout: 0,
});

/** A graph from its operations, each with the indices of what it reads. */
export const graph = (...nodes: readonly (readonly [LayerOp, ...number[]])[]): Architecture => ({
  nodes: nodes.map(([op, ...inputs]): LayerNode => ({ op, inputs, place: '' })),
});
export const input: LayerOp = { type: 'input', shape: [28, 28, 1] };
export const c3 = (filters: number, stride = 1, bias = true): LayerOp => ({
  type: 'conv',
  filters,
  kernel: 3,
  stride,
  bias,
});
export const relu: LayerOp = { type: 'activation', fn: 'relu' };
export const add: LayerOp = { type: 'add' };

/** The same graph with its nodes in another topological order and the terms of its sums in another order. */
export function renumbered({ nodes }: Architecture, seed: number): Architecture {
  const rng = createRng(seed);
  const left = new Set(nodes.keys());
  const place = new Map<number, number>();
  const order: number[] = [];
  while (left.size > 0) {
    const ready = [...left].filter((i) => nodes[i]!.inputs.every((read) => place.has(read)));
    // The output stays last: that is what makes it the output.
    const open = ready.filter((i) => i !== nodes.length - 1);
    const next = open.length > 0 ? rng.pick(open) : ready[0]!;
    place.set(next, order.push(next) - 1);
    left.delete(next);
  }
  return {
    nodes: order.map((i) => {
      const inputs = nodes[i]!.inputs.map((read) => place.get(read)!);
      return { ...nodes[i]!, inputs: nodes[i]!.op.type === 'add' ? shuffle(inputs, rng) : inputs };
    }),
  };
}
