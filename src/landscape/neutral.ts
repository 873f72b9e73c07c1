import { createRng, deriveSeed } from '../space/random.ts';
import { distanceCost, type Landscape } from './landscape.ts';
import type { Plateaus } from './plateaus.ts';
import type { Progress } from './progress.ts';
import type { NeutralNetwork, NeutralNetworks } from './report.ts';

const LISTED_AT_MOST = 100;
/**
 * Of larger networks so many members are drawn for the distances between them; where each has to be searched for,
 * fewer.
 */
const MEMBERS_AT_MOST = 2000;
const SEARCHED_AT_MOST = 64;
/** Distances, or neighbours, looked at between two reports. */
const PACE = 1_000_000;

/**
 * Connected sets of more than one node of exactly equal fitness, the largest first, of equal ones the fittest. The
 * percolation index is the number of different fitness values around a network.
 */
export function* neutralNetworks(
  landscape: Landscape,
  { count, of, members, starts }: Plateaus,
): Generator<Progress, NeutralNetworks> {
  const sizeOf = (plateau: number): number => starts[plateau + 1]! - starts[plateau]!;
  const networks = [...Array(count).keys()].filter((plateau) => sizeOf(plateau) > 1);
  networks.sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
  const numbers = new Int32Array(count).fill(-1);
  for (const [number, plateau] of networks.entries()) numbers[plateau] = number;
  const inside = networks.reduce((sum, plateau) => sum + sizeOf(plateau), 0);

  const listed = networks.slice(0, LISTED_AT_MOST);
  const largest: NeutralNetwork[] = [];
  const seen = new Int32Array(landscape.count).fill(-1);
  let work = 0;
  for (const plateau of listed) {
    const nodes = members.subarray(starts[plateau], starts[plateau + 1]);
    const distances = yield* distancesWithin(landscape, nodes, largest.length / listed.length);
    largest.push({
      size: nodes.length,
      fitness: landscape.fitness[nodes[0]!]!,
      node: nodes[0]!,
      ...around(landscape, of, nodes, plateau, seen),
      ...distances,
    });
    work += nodes.length;
    if (work > PACE) {
      work = 0;
      yield { stage, share: largest.length / listed.length };
    }
  }
  return {
    count: networks.length,
    meanSize: networks.length === 0 ? 0 : inside / networks.length,
    largest,
    networkOf: of.map((plateau) => numbers[plateau]!),
  };
}

const stage = 'Neutral networks';

/** `seen` holds, by node, the last plateau that it was found around. */
function around(
  { fitness, starts, neighbours }: Landscape,
  of: Int32Array,
  nodes: Int32Array,
  plateau: number,
  seen: Int32Array,
): { readonly around: number; readonly percolation: number } {
  const values = new Set<number>();
  let found = 0;
  for (const node of nodes) {
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const other = neighbours[at]!;
      if (of[other] === plateau || seen[other] === plateau) continue;
      seen[other] = plateau;
      found++;
      values.add(fitness[other]!);
    }
  }
  return { around: found, percolation: values.size };
}

function* distancesWithin(
  landscape: Landscape,
  nodes: Int32Array,
  share: number,
): Generator<Progress, { readonly maximumDistance: number; readonly meanDistance: number }> {
  const { distance, product } = landscape;
  const most = product ? MEMBERS_AT_MOST : SEARCHED_AT_MOST;
  const some = nodes.length > most ? sample(nodes, most) : nodes;
  const cost = distanceCost(landscape);
  let maximumDistance = 0;
  let sum = 0;
  let work = 0;
  for (let i = 1; i < some.length; i++) {
    for (let j = 0; j < i; j++) {
      const apart = distance(some[i]!, some[j]!);
      sum += apart;
      if (apart > maximumDistance) maximumDistance = apart;
    }
    work += i * cost;
    if (work > PACE) {
      work = 0;
      yield { stage, share };
    }
  }
  return { maximumDistance, meanDistance: sum / ((some.length * (some.length - 1)) / 2) };
}

/** Members drawn without replacement: the beginning of a Fisher–Yates shuffle, the same whenever it is asked for. */
function sample(nodes: Int32Array, most: number): Int32Array {
  const rng = createRng(deriveSeed('members of a neutral network', nodes.length, nodes[0]!));
  const drawn = nodes.slice();
  for (let i = 0; i < most; i++) {
    const j = i + rng.int(drawn.length - i);
    const held = drawn[i]!;
    drawn[i] = drawn[j]!;
    drawn[j] = held;
  }
  return drawn.subarray(0, most);
}
