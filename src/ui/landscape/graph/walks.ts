import { createRng, deriveSeed, type Rng } from '../../../space/random.ts';
import type { GraphData, Walk } from './graph-data.ts';

type Graph = Pick<GraphData, 'starts' | 'neighbours' | 'fitness'>;

/** Kinds of walk along the graph, and what each is called. */
export const WALKS = {
  random: 'Random walk',
  steepest: 'Steepest ascent',
  adaptive: 'Adaptive walk',
} as const;

export type WalkKind = keyof typeof WALKS;

/** Steps of a random walk, which has no end of its own: about as many as in Tao & Bang (2024). */
export const RANDOM_STEPS = 100;

/** A walk from a node; the same seed gives the same walk. */
export function walkFrom(graph: Graph, kind: WalkKind, from: number, seed: number): Walk {
  const rng = createRng(deriveSeed(seed, 'walk', kind, from));
  const nodes =
    kind === 'random'
      ? randomWalk(graph, from, RANDOM_STEPS, rng)
      : kind === 'steepest'
        ? steepestAscent(graph, from)
        : adaptiveWalk(graph, from, rng);
  return { nodes, label: WALKS[kind] };
}

/** Each step to any neighbour, all equally likely. Ends early only at a node without neighbours. */
export function randomWalk({ starts, neighbours }: Graph, from: number, steps: number, rng: Rng): number[] {
  const nodes = [from];
  for (let node = from; nodes.length <= steps; nodes.push(node)) {
    const degree = starts[node + 1]! - starts[node]!;
    if (degree === 0) break;
    node = neighbours[starts[node]! + rng.int(degree)]!;
  }
  return nodes;
}

/** Each step to the fittest neighbour, of several the first, as long as it is fitter. */
export function steepestAscent({ starts, neighbours, fitness }: Graph, from: number): number[] {
  const nodes = [from];
  for (let node = from; ; nodes.push(node)) {
    let best = node;
    for (let k = starts[node]!; k < starts[node + 1]!; k++)
      if (fitness[neighbours[k]!]! > fitness[best]!) best = neighbours[k]!;
    if (best === node) return nodes;
    node = best;
  }
}

/** Each step to the first neighbour that is fitter, looked at in an order of chance: to any fitter one alike. */
export function adaptiveWalk({ starts, neighbours, fitness }: Graph, from: number, rng: Rng): number[] {
  const nodes = [from];
  for (let node = from; ; nodes.push(node)) {
    const fitter: number[] = [];
    for (let k = starts[node]!; k < starts[node + 1]!; k++)
      if (fitness[neighbours[k]!]! > fitness[node]!) fitter.push(neighbours[k]!);
    if (fitter.length === 0) return nodes;
    node = rng.pick(fitter);
  }
}
