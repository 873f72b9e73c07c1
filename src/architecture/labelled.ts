import { type Architecture, dilationOf, type LayerOp } from './graph.ts';

/** An architecture as predictors see it: a label for every node, and what each reads. */
export interface LabelledArchitecture {
  readonly labels: readonly string[];
  readonly inputs: readonly (readonly number[])[];
}

/** Nodes that compute the same get the same label: operation, filters, window, stride. */
export function labelled({ nodes }: Architecture): LabelledArchitecture {
  return { labels: nodes.map(({ op }) => labelOf(op)), inputs: nodes.map(({ inputs }) => inputs) };
}

function labelOf(op: LayerOp): string {
  switch (op.type) {
    case 'conv':
    case 'separable':
      return `${op.type} ${op.filters} ${op.kernel}/${op.stride} ${dilationOf(op)}`;
    case 'transposed':
      return `transposed ${op.filters} ${op.kernel}/${op.stride}`;
    case 'depthwise':
    case 'maxPool':
    case 'averagePool':
      return `${op.type} ${op.kernel}/${op.stride}`;
    case 'activation':
      return op.fn;
    case 'dense':
      return `dense ${op.units}`;
    case 'dropout':
      return `dropout ${op.rate}`;
    default:
      return op.type;
  }
}

/**
 * All different texts that labels make along ways of up to `length` nodes (at least 1), sorted. A whole network has more ways from its input
 * to its output than can be counted out; cut short, they are as the truncated path encoding of White et al. (2021).
 */
export function shortPaths({ labels, inputs }: LabelledArchitecture, length: number): string[] {
  const texts = new Set<string>();
  /** The texts of exactly so many nodes that end at each node. */
  let ending = labels.map((label) => new Set([label]));
  for (let nodes = 1; ; nodes++) {
    for (const at of ending) for (const text of at) texts.add(text);
    if (nodes >= length) return [...texts].sort();
    ending = labels.map((label, i) => {
      const longer = new Set<string>();
      for (const input of inputs[i]!) for (const text of ending[input]!) longer.add(`${text} > ${label}`);
      return longer;
    });
  }
}
