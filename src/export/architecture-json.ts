import type { Costs } from '../architecture/costs.ts';
import { type Architecture, inferShapes } from '../architecture/graph.ts';
import type { SpaceDocument } from '../space/document.ts';
import type { Genotype } from '../space/tree.ts';

/** What is known of a candidate that leaves the app. */
export interface ExportedCandidate {
  readonly candidate: number;
  readonly genotype: Genotype;
  readonly architecture: Architecture;
  readonly hash: string;
  /** Counted on the graph; `activationBytes`: see `peakActivationBytes`. */
  readonly costs: Costs & { readonly activationBytes?: number };
  /** Validation error, 0 … 1. */
  readonly validationError: number;
  readonly curve: readonly { readonly epoch: number; readonly loss: number; readonly error: number }[];
  /** Where the figures come from. */
  readonly provenance: {
    readonly settings: object;
    readonly dataset: object;
    readonly backend: string;
    readonly versions: object;
  };
  readonly space: SpaceDocument;
}

/**
 * A candidate as a JSON document: its genotype and space (from which it decodes again), its graph with the shape of every
 * node, exact costs, what was measured and how. Pretty-printed, to be read.
 */
export function architectureJson(candidate: ExportedCandidate): string {
  const { architecture, ...rest } = candidate;
  const shapes = inferShapes(architecture);
  return `${JSON.stringify(
    {
      format: 'cellscape-architecture',
      schema: 1,
      ...rest,
      input: { shape: candidate.space.input, values: 'pixel bytes divided by 255' },
      nodes: architecture.nodes.map((node, index) => ({ index, ...node, output: shapes[index] })),
    },
    null,
    2,
  )}\n`;
}
