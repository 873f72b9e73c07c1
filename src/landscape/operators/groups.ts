import { createRng, deriveSeed } from '../../space/random.ts';
import type { Estimate, Group } from './operator.ts';

/** Nodes that walks begin from, and how likely each is. */
export interface Starts {
  readonly group: Group;
  readonly nodes: Int32Array;
  /** Sum to 1. */
  readonly weights: Float64Array;
  /** Whether the nodes were drawn from the group, each with the same weight, rather than all of it. */
  readonly sampled: boolean;
}

/** A tenth of the nodes is the best, a tenth the worst. */
const TENTH = 0.1;

/**
 * The groups that experiments begin from: the fittest and the least fit tenth (at least one node; of equals at the edge
 * the first rows), all, and all with a weight of exp(skew · r), where r goes from 0 for the least fit to 1 for the
 * fittest and equals share their mean.
 */
export function startGroups(fitness: Float64Array, skew: number): Starts[] {
  const count = fitness.length;
  const rows = Int32Array.from({ length: count }, (_, i) => i);
  // Sorting is stable: equals stay in the order of rows.
  const rising = rows.toSorted((a, b) => fitness[a]! - fitness[b]!);
  const falling = rows.toSorted((a, b) => fitness[b]! - fitness[a]!);
  const tenth = Math.max(1, Math.round(TENTH * count));
  const even = (group: Group, nodes: Int32Array): Starts => ({
    group,
    nodes,
    weights: new Float64Array(nodes.length).fill(1 / nodes.length),
    sampled: false,
  });
  const skewed = new Float64Array(count);
  const scale = count > 1 ? skew / (count - 1) : 0;
  for (let from = 0, to = 0; from < count; from = to) {
    while (to < count && fitness[rising[to]!] === fitness[rising[from]!]) to++;
    // Less the largest exponent, which is 0 or the skew: nothing overflows.
    const weight = Math.exp((scale * (from + to - 1)) / 2 - Math.max(0, skew));
    for (let place = from; place < to; place++) skewed[rising[place]!] = weight;
  }
  const total = skewed.reduce((sum, weight) => sum + weight, 0);
  return [
    even('best', falling.slice(0, tenth)),
    even('worst', rising.slice(0, tenth)),
    even('all', rows),
    { group: 'skewed', nodes: rows, weights: skewed.map((weight) => weight / total), sampled: false },
  ];
}

/**
 * Draws starts from a group, seeded: systematic sampling (one uniform number, then equal steps through the weights),
 * which spreads them over the group. They come in random order.
 */
export function drawStarts({ nodes, weights }: Starts, draws: number, seed: number): Int32Array {
  const rng = createRng(deriveSeed(seed, 'starts'));
  const drawn = new Int32Array(draws);
  let next = rng.float();
  let below = 0;
  let filled = 0;
  for (let i = 0; i < nodes.length && filled < draws; i++) {
    below += weights[i]! * draws;
    for (; filled < draws && (next < below || i === nodes.length - 1); next++) drawn[filled++] = nodes[i]!;
  }
  for (let i = draws - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    [drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!];
  }
  return drawn;
}

/** The group itself, or so many nodes drawn from it where it has more. */
export function atMost(starts: Starts, nodes: number, seed: number): Starts {
  if (starts.nodes.length <= nodes) return starts;
  return {
    group: starts.group,
    nodes: drawStarts(starts, nodes, seed),
    weights: new Float64Array(nodes).fill(1 / nodes),
    sampled: true,
  };
}

/** The exact mean of a function of nodes over a group. */
export function meanOver({ nodes, weights }: Starts, of: (node: number) => number): Estimate {
  let mean = 0;
  for (const [i, node] of nodes.entries()) mean += weights[i]! * of(node);
  return { mean, half: 0 };
}
