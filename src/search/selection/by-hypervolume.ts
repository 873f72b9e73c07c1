import { hypervolumeContributions, nonDominatedSort } from '../pareto.ts';
import type { Ordering } from './individual.ts';

/**
 * How far beyond the front's ends the reference point lies, in ranges of the front: so far that the ends, which bound the
 * front, always contribute most and stay.
 */
const BEYOND = 10;

/**
 * SMS-EMOA's order (Beume, Naujoks & Emmerich 2007): by front; of the worst front that does not fit, the member that adds
 * least to its hypervolume goes, again and again. Objectives are brought to the front's own range before. Tournaments
 * compare fronts alone: the original draws parents uniformly.
 */
export const BY_HYPERVOLUME: Ordering = {
  duel(individuals) {
    const rank = new Float64Array(individuals.length);
    const fronts = nonDominatedSort(individuals.map(({ objectives }) => objectives));
    for (const [front, members] of fronts.entries()) for (const i of members) rank[i] = front;
    return (a, b) => rank[a]! - rank[b]!;
  },
  survivors(individuals, count) {
    const kept: number[] = [];
    for (const members of nonDominatedSort(individuals.map(({ objectives }) => objectives))) {
      const rest = [...members];
      while (kept.length + rest.length > count && rest.length > 0) {
        const contributions = contributionsOf(rest.map((i) => individuals[i]!.objectives));
        const ends = endsOf(rest.map((i) => individuals[i]!.objectives));
        const rank = (place: number) =>
          ends.has(place) && rest.length > ends.size ? Infinity : contributions[place]!;
        let least = 0;
        for (const place of contributions.keys()) if (rank(place) < rank(least)) least = place;
        rest.splice(least, 1);
      }
      kept.push(...rest);
      if (kept.length === count) break;
    }
    return kept;
  },
};

/** Every member's part in the hypervolume of a front in its own range. */
function contributionsOf(front: readonly (readonly number[])[]): number[] {
  const objectives = front[0]!.map((_, m) => m);
  const low = objectives.map((m) => front.reduce((least, point) => Math.min(least, point[m]!), Infinity));
  const range = objectives.map(
    (m) => front.reduce((most, point) => Math.max(most, point[m]! - low[m]!), 0) || 1,
  );
  return hypervolumeContributions(
    front.map((point) => point.map((value, m) => (value - low[m]!) / range[m]!)),
    objectives.map(() => 1 + BEYOND),
  );
}

/** For each objective the place of one that has its least value. */
const endsOf = (front: readonly (readonly number[])[]): ReadonlySet<number> =>
  new Set(
    front[0]!.map((_, m) => front.reduce((best, point, i) => (point[m]! < front[best]![m]! ? i : best), 0)),
  );
