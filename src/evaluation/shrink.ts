import { type Architecture, inferShapes } from '../architecture/graph.ts';
import { TrainingFailure } from './failure.ts';
import { shrunk } from './labelled-images.ts';

/**
 * The same layers on images whose height and width are divided by `factor`. Throws a `TrainingFailure` where they do
 * not fit images that small: an unpadded window may be larger than what is left.
 */
export function shrinkArchitecture(architecture: Architecture, factor: number): Architecture {
  if (factor === 1) return architecture;
  const nodes = architecture.nodes.map((node) =>
    node.op.type === 'input' ? { ...node, op: { ...node.op, shape: shrunk(node.op.shape, factor) } } : node,
  );
  try {
    inferShapes({ nodes });
  } catch (error) {
    throw new TrainingFailure(
      `It does not fit images of a ${factor === 2 ? 'half' : 'quarter'} of the size: ${(error as Error).message}`,
    );
  }
  return { nodes };
}
