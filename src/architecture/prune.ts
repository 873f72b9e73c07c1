import type { Architecture, LayerNode, LayerOp } from './graph.ts';

/**
 * The part of a network that works: zeros are propagated (what reads nothing but zeros is zero, convolutions and
 * normalisation included: such a branch says nothing about the image), zeros are dropped from sums, sums of one term are
 * that term, and nodes that do not reach the output are gone. Zeros beside others in a concatenation stay, as one zero
 * node each: their channels are counted on. `undefined` where no path leads from the input to the output.
 */
export function prune(architecture: Architecture): Architecture | undefined {
  const { nodes } = architecture;
  /** By node of the original: what stands for it; `undefined` for zero. */
  const standIn: (number | undefined)[] = [];
  const kept: LayerNode[] = [];
  const keep = (op: LayerOp, inputs: readonly number[], from: LayerNode): number =>
    kept.push({ ...from, op, inputs }) - 1;
  for (const node of nodes) {
    const { op, inputs } = node;
    if (op.type === 'input') {
      standIn.push(keep(op, [], node));
      continue;
    }
    const read = inputs.map((input) => standIn[input]);
    const live = read.filter((input) => input !== undefined);
    if (op.type === 'zero' || live.length === 0) standIn.push(undefined);
    else if (op.type === 'add') standIn.push(live.length === 1 ? live[0]! : keep(op, live, node));
    else if (op.type === 'concat') {
      const filled = read.map((input) => input ?? keep({ type: 'zero', stride: 1 }, [live[0]!], node));
      standIn.push(keep(op, filled, node));
    } else if (live.length < read.length) standIn.push(undefined);
    else standIn.push(keep(op, live, node));
  }
  const output = standIn.at(-1);
  if (output === undefined) return undefined;
  const live = reaching(kept, output);
  // Nothing to prune: the same object, whose shapes may be known already.
  const whole = live.length === nodes.length && nodes.every(({ op }) => op.type !== 'zero');
  return whole ? architecture : { nodes: live };
}

/** The nodes that `output` depends on, renumbered in the same order. */
function reaching(nodes: readonly LayerNode[], output: number): LayerNode[] {
  const live = new Uint8Array(nodes.length);
  live[0] = 1;
  live[output] = 1;
  for (let i = output; i >= 0; i--) if (live[i]) for (const input of nodes[i]!.inputs) live[input] = 1;
  if (output === nodes.length - 1 && live.every(Boolean)) return [...nodes];
  const places = new Int32Array(nodes.length);
  const result: LayerNode[] = [];
  for (const [i, node] of nodes.entries()) {
    if (!live[i]) continue;
    places[i] = result.length;
    result.push({ ...node, inputs: node.inputs.map((input) => places[input]!) });
  }
  return result;
}
