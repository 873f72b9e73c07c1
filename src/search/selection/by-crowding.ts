import { crowdingDistance, dominates, nonDominatedSort } from '../pareto.ts';
import type { Evaluated, Ordering } from './individual.ts';

/**
 * NSGA-II's order (Deb, Pratap, Agarwal & Meyarivan 2002): survivors by front, within the last front by crowding distance.
 * Tournaments compare dominance between the two, then crowding, as pymoo does: where fronts were compared instead, ends of
 * the front were lost more often (on ZDT3 in 5 of 155 runs against none).
 */
export const BY_CROWDING: Ordering = {
  duel(individuals) {
    const points = individuals.map(({ objectives }) => objectives);
    const crowding = new Float64Array(points.length);
    for (const members of nonDominatedSort(points)) {
      const distances = crowdingDistance(members.map((i) => points[i]!));
      for (const [place, i] of members.entries()) crowding[i] = distances[place]!;
    }
    return (a, b) => {
      if (dominates(points[a]!, points[b]!)) return -1;
      if (dominates(points[b]!, points[a]!)) return 1;
      return crowding[a] === crowding[b] ? 0 : crowding[b]! - crowding[a]!;
    };
  },
  survivors(individuals, count) {
    const kept: number[] = [];
    for (const members of frontsOf(individuals)) {
      if (kept.length + members.length <= count) {
        kept.push(...members);
        if (kept.length === count) break;
        continue;
      }
      const distances = crowdingDistance(members.map((i) => individuals[i]!.objectives));
      const order = [...members.keys()].sort((a, b) =>
        distances[a] === distances[b] ? 0 : distances[b]! - distances[a]!,
      );
      for (const place of order.slice(0, count - kept.length)) kept.push(members[place]!);
      break;
    }
    return kept;
  },
};

const frontsOf = (individuals: readonly Evaluated<unknown>[]): number[][] =>
  nonDominatedSort(individuals.map(({ objectives }) => objectives));
