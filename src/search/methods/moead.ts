import { createRng, rngFromState } from '../../space/random.ts';
import type { Method, Origin, Problem, Result, Suggestion } from '../method.ts';
import { spreadDirections } from '../selection/directions.ts';
import { badness, type Individual } from '../selection/individual.ts';

export interface MoeadOptions {
  /** Subproblems, and members of the population: as many spread weights as there are up to this number. */
  readonly population: number;
  /** How many subproblems are neighbours, itself included (T). */
  readonly neighbours: number;
  /** The probability that parents and those replaced are neighbours; else they may be anybody (δ). */
  readonly locality: number;
  /** A child takes the place of at most so many. */
  readonly replaces: number;
  /** The probability that a child has two parents; it is mutated all the same. */
  readonly crossoverRate: number;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly members: readonly (Individual<G> | null)[];
  readonly objectives: number;
  readonly next: number;
  readonly told: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Which subproblem a suggestion was made for, and whether among neighbours. */
type Note = readonly [subproblem: number, local: boolean];

/** The weight of an objective that a subproblem leaves out: not zero, or its worst would not matter at all. */
const LEAST_WEIGHT = 1e-4;

/**
 * MOEA/D (Zhang & Li 2007; with the neighbourhoods and replacements of Li & Zhang 2009): one scalar subproblem for each of
 * many spread weights, `max wᵢ (fᵢ − lowestᵢ)/(highestᵢ − lowestᵢ)` (Tchebycheff, objectives in the range of the population);
 * parents are members of neighbouring subproblems, and a child takes the place of those it is better than. Steady state,
 * subproblem by subproblem. Constraints go first: an infeasible member is replaced by whoever breaks less.
 */
export function moead<G>(problem: Problem<G>, options: MoeadOptions, origin: Origin): Method<G> {
  const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
  const rng = saved ? rngFromState(saved.rng) : createRng(origin as number);
  const members: (Individual<G> | null)[] = [...(saved?.members ?? [])];
  /** How many objectives there are: known with the first result. */
  let objectives = saved?.objectives ?? 0;
  let next = saved?.next ?? 0;
  let told = saved?.told ?? 0;
  let low = [...(saved?.low ?? [])];
  let high = [...(saved?.high ?? [])];
  let weights: readonly (readonly number[])[] = [];
  let near: readonly (readonly number[])[] = [];
  const layOut = () => {
    // With one objective there is one direction: the population searches it together.
    const directions =
      objectives === 1
        ? Array.from({ length: options.population }, () => [1])
        : spreadDirections(objectives, Math.max(options.population, objectives));
    weights = directions.map((weight) => weight.map((part) => Math.max(part, LEAST_WEIGHT)));
    near = weights.map((a) =>
      [...weights.keys()]
        .sort((i, j) => squared(a, weights[i]!) - squared(a, weights[j]!) || i - j)
        .slice(0, Math.max(2, options.neighbours)),
    );
    // Fewer or more than before where the run's settings were changed.
    members.length = Math.min(members.length, weights.length);
    while (members.length < weights.length) members.push(null);
  };
  if (objectives > 0) layOut();

  /** What a subproblem thinks of an individual: violation first, then the scalar. */
  const better = (subproblem: number, a: Individual<G>, b: Individual<G>): boolean => {
    if (!a.objectives || !b.objectives)
      return a.objectives ? true : b.objectives ? false : badness(a) < badness(b);
    const scalar = (point: readonly number[]) =>
      weights[subproblem]!.reduce(
        (most, weight, m) => Math.max(most, (weight * (point[m]! - low[m]!)) / (high[m]! - low[m]! || 1)),
        0,
      );
    return scalar(a.objectives) < scalar(b.objectives);
  };

  const poolOf = (subproblem: number, local: boolean): readonly number[] =>
    local && weights.length > 0 ? near[subproblem]! : [...members.keys()];

  return {
    ask(): Suggestion<G> {
      const generation = 1 + Math.floor(told / options.population);
      const size = weights.length || options.population;
      const subproblem = next++ % size;
      const settled = members.filter(Boolean).length;
      if (next <= size || settled < 2) {
        const note: Note = [subproblem, false];
        return { genotype: problem.sample(rng), generation, operator: 'sample', parents: [], note };
      }
      const local = rng.chance(options.locality);
      let pool = poolOf(subproblem, local).filter((i) => members[i]);
      if (pool.length === 0) pool = [...members.keys()].filter((i) => members[i]);
      const mother = members[rng.pick(pool)]!;
      const father = members[rng.pick(pool)]!;
      const note: Note = [subproblem, local];
      if (father.candidate === mother.candidate || !rng.chance(options.crossoverRate)) {
        const genotype = problem.mutate(mother.genotype, rng);
        return { genotype, generation, operator: 'mutation', parents: [mother.candidate], note };
      }
      return {
        genotype: problem.mutate(problem.crossover(mother.genotype, father.genotype, rng)[0]!, rng),
        generation,
        operator: 'crossover + mutation',
        parents: [mother.candidate, father.candidate],
        note,
      };
    },

    tell(result: Result<G>): void {
      if (result.repeat) return;
      told++;
      const { candidate, genotype, violation, cheap, note } = result;
      const child: Individual<G> = { candidate, genotype, objectives: result.objectives, violation, cheap };
      if (child.objectives) {
        if (objectives === 0) {
          objectives = child.objectives.length;
          low = [...child.objectives];
          high = [...child.objectives];
          layOut();
        }
        for (const [m, value] of child.objectives.entries()) {
          low[m] = Math.min(low[m]!, value);
          high[m] = Math.max(high[m]!, value);
        }
      }
      // Before anything is evaluated the least infeasible are kept, as many as there will be subproblems.
      while (members.length < (weights.length || options.population)) members.push(null);
      const [subproblem, local] = Array.isArray(note)
        ? (note as unknown as Note)
        : [rng.int(members.length), false];
      const place = subproblem % members.length;
      if (!members[place]) {
        members[place] = child;
        return;
      }
      let replaced = 0;
      const pool = [...poolOf(place, local)];
      while (pool.length > 0 && replaced < options.replaces) {
        const [i] = pool.splice(rng.int(pool.length), 1) as [number];
        const member = members[i];
        if (member && !better(i, child, member)) continue;
        members[i] = child;
        replaced++;
      }
    },

    state: (): State<G> => ({
      rng: rng.state(),
      members: [...members],
      objectives,
      next,
      told,
      low: [...low],
      high: [...high],
    }),
  };
}

const squared = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
