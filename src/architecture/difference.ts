import type { Architecture, LayerNode } from './graph.ts';

/** How one architecture came from another, node by node. */
export interface Difference {
  /** By node of the later one. */
  readonly marks: readonly ('same' | 'added' | 'changed')[];
  /** Nodes of the earlier one that have no counterpart. */
  readonly removed: readonly number[];
}

/**
 * The least difference between two architectures read as sequences of layers in topological order (longest common
 * subsequence over operation and place in the document): what stayed, what came, what went, and what changed in its
 * place. For showing what an operator did; whether two networks are equal is for the canonical hash.
 */
export function difference(before: Architecture, after: Architecture): Difference {
  const a = before.nodes.map(token);
  const b = after.nodes.map(token);
  const width = b.length + 1;
  // lengths[i·width + j]: the longest common subsequence of a from i on and b from j on.
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const marks: ('same' | 'added' | 'changed')[] = [];
  const removed: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      marks.push('same');
      i++;
      j++;
    } else if (
      i < a.length &&
      (j === b.length || lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)
    ) {
      removed.push(i++);
    } else {
      marks.push('added');
      j++;
    }
  }
  return pairChanges(before.nodes, after.nodes, marks, removed);
}

const token = ({ op, source }: LayerNode): string => `${source ?? ''} ${JSON.stringify(op)}`;

/** What went and what came at one place of the document, of one type, is a change. */
function pairChanges(
  before: readonly LayerNode[],
  after: readonly LayerNode[],
  marks: ('same' | 'added' | 'changed')[],
  removed: readonly number[],
): Difference {
  const left = new Set(removed);
  for (const [j, mark] of marks.entries()) {
    if (mark !== 'added') continue;
    const node = after[j]!;
    const partner = [...left].find(
      (i) => before[i]!.source === node.source && before[i]!.op.type === node.op.type,
    );
    if (partner === undefined) continue;
    left.delete(partner);
    marks[j] = 'changed';
  }
  return { marks, removed: [...left] };
}

/** What became of an architecture in another, counted. */
export interface Change {
  /** Layers of the later one that are new, and that changed in their place. */
  readonly added: number;
  readonly changed: number;
  /** Layers that went, in words. */
  readonly removed: readonly string[];
}

/** A difference, counted; `before` is the earlier of the two architectures. */
export function changeIn({ marks, removed }: Difference, before: Architecture): Change {
  const marked = (mark: 'added' | 'changed') => marks.filter((each) => each === mark).length;
  return {
    added: marked('added'),
    changed: marked('changed'),
    removed: removed.map((i) => `${before.nodes[i]!.op.type} of ${before.nodes[i]!.place}`),
  };
}
