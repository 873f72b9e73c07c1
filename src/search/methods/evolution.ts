import { createRng, type Rng, rngFromState, shuffle } from '../../space/random.ts';
import type { Method, Origin, Problem, Result, Suggestion } from '../method.ts';
import { nonDominatedSort } from '../pareto.ts';
import type { Scalarisation } from '../scalarise.ts';
import { BY_CROWDING } from '../selection/by-crowding.ts';
import { BY_HYPERVOLUME } from '../selection/by-hypervolume.ts';
import { byNiche } from '../selection/by-niche.ts';
import { byValue } from '../selection/by-value.ts';
import { drawInverse, kernelDensity } from '../selection/density.ts';
import {
  badness,
  type Evaluated,
  type Individual,
  isEvaluated,
  type Ordering,
} from '../selection/individual.ts';

export interface EvolutionOptions {
  /** Members of the population. At least 1. */
  readonly population: number;
  /**
   * Children between two selections. 1: steady state, a child competes as soon as it is told; more: a generation, whose
   * parents wait for all of them.
   */
  readonly offspring: number;
  /** What is better: one number; NSGA-II's fronts and crowding; NSGA-III's niches; SMS-EMOA's hypervolume. */
  readonly ordering: 'value' | 'crowding' | 'niches' | 'hypervolume';
  /**
   * How parents are drawn: the best of `tournament` members; or a member of the Pareto front, with probability inverse to
   * the density of its cheap objectives (LEMONADE).
   */
  readonly parents: 'tournament' | 'density';
  readonly tournament: number;
  /**
   * Who goes when there are too many: the worst; the worst of `tournament` drawn at random; the oldest; nobody; or
   * whoever is dominated, however many are left.
   */
  readonly survivors: 'worst' | 'loser' | 'oldest' | 'none' | 'front';
  /** The probability that a child has two parents; it is mutated all the same. */
  readonly crossoverRate: number;
  /** So many children are bred for one suggestion; the one drawn inverse to the density of cheap objectives is it. */
  readonly brood: number;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly generation: number;
  readonly population: readonly Individual<G>[];
  readonly children: readonly Individual<G>[];
  readonly mating: readonly number[];
  readonly siblings: readonly Child<G>[];
  readonly open: number;
  readonly begun: number;
  readonly told: number;
}

type Child<G> = Omit<Suggestion<G>, 'generation'>;

/** A generation is over after so many children for each that it should have, whether they are feasible or not. */
const MAX_GENERATION = 4;

/**
 * Evolution of a population, from which the evolutionary methods follow by their options: regularised evolution (Real et
 * al. 2019: tournaments, the oldest goes), tournament evolution (Real et al. 2017), (1+λ) (population 1), a genetic
 * algorithm (by value, generations), NSGA-II (Deb et al. 2002), NSGA-III (Deb & Jain 2014), SMS-EMOA (Beume et al. 2007) and
 * LEMONADE's sampling (Elsken et al. 2019: inverse density for parents and children, survivors the Pareto front).
 *
 * Constraints go first, whatever the order (Deb's rule): a feasible individual beats an infeasible one, of two infeasible
 * ones the smaller violation wins; a failed one is worse than both. So selection leads towards a constraint that few
 * keep. In a generation tournaments are drawn from permutations, so that everybody competes equally often; whatever order
 * a generation's results are told in, the next is the same.
 */
export function evolution<G>(
  problem: Problem<G>,
  options: EvolutionOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  return new Evolution(problem, options, scalarisation, origin);
}

class Evolution<G> implements Method<G> {
  readonly #problem: Problem<G>;
  readonly #options: EvolutionOptions;
  readonly #ordering: Ordering;
  readonly #rng: Rng;
  #generation: number;
  #population: readonly Individual<G>[];
  /** Told in this generation, and not yet selected. */
  #children: Individual<G>[];
  /** What is left of the permutation that tournaments are drawn from. */
  #mating: number[];
  /** Suggestions without a result. */
  #open: number;
  /** Samples suggested to begin with. */
  #begun: number;
  #told: number;
  /** The other children of the last crossover. */
  #siblings: Child<G>[];
  /** Who wins a tournament, and the front's density, as long as the population is the same. */
  #duel: ((a: number, b: number) => number) | undefined;
  #front:
    | {
        readonly members: readonly Individual<G>[];
        readonly density: (cheap: readonly number[]) => number;
        readonly densities: readonly number[];
      }
    | undefined;

  constructor(problem: Problem<G>, options: EvolutionOptions, scalarisation: Scalarisation, origin: Origin) {
    this.#problem = problem;
    this.#options = options;
    this.#ordering = orderingOf(options, scalarisation);
    const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
    this.#rng = saved ? rngFromState(saved.rng) : createRng(origin as number);
    this.#generation = saved?.generation ?? 1;
    this.#population = saved?.population ?? [];
    this.#children = [...(saved?.children ?? [])];
    this.#mating = [...(saved?.mating ?? [])];
    this.#siblings = [...(saved?.siblings ?? [])];
    this.#open = saved?.open ?? 0;
    this.#begun = saved?.begun ?? 0;
    this.#told = saved?.told ?? 0;
  }

  ask(): Suggestion<G> | 'wait' {
    const { population, offspring } = this.#options;
    if (offspring > 1) {
      const size = this.#generation === 1 ? Math.max(population, offspring) : offspring;
      const feasible = this.#children.filter(({ violation }) => violation <= 0).length + this.#open;
      if (feasible >= size || this.#children.length + this.#open >= MAX_GENERATION * size) {
        if (this.#open > 0) return 'wait';
        this.#nextGeneration();
      }
    }
    this.#open++;
    return this.#suggest();
  }

  tell(result: Result<G>): void {
    this.#open = Math.max(0, this.#open - 1);
    if (result.repeat) {
      // Another one is drawn in its place.
      if (result.operator === 'sample') this.#begun = Math.max(0, this.#begun - 1);
      return;
    }
    const { candidate, genotype, objectives, violation, cheap } = result;
    this.#children.push({ candidate, genotype, objectives, violation, cheap });
    this.#told++;
    if (this.#options.offspring > 1) return;
    this.#generation = Math.max(this.#generation, 1 + Math.floor(this.#told / this.#options.population));
    this.#select();
  }

  state(): State<G> {
    return {
      rng: this.#rng.state(),
      generation: this.#generation,
      population: this.#population,
      children: [...this.#children],
      mating: [...this.#mating],
      siblings: [...this.#siblings],
      open: this.#open,
      begun: this.#begun,
      told: this.#told,
    };
  }

  #suggest(): Suggestion<G> {
    const { population, brood } = this.#options;
    const generation = this.#generation;
    const beginning = this.#options.offspring > 1 ? generation === 1 : this.#begun < population;
    if (beginning || this.#population.length === 0) {
      this.#begun++;
      return { genotype: this.#problem.sample(this.#rng), generation, operator: 'sample', parents: [] };
    }
    if (brood <= 1) return { ...this.#child(), generation };
    const children = Array.from({ length: brood }, () => this.#child());
    const { density } = this.#frontNow();
    const densities = children.map(({ genotype }) => density(this.#problem.describe(genotype).cheap));
    return { ...children[drawInverse(densities, this.#rng)]!, generation };
  }

  #child(): Child<G> {
    const sibling = this.#siblings.pop();
    if (sibling) return sibling;
    const rng = this.#rng;
    const mother = this.#parent();
    if (this.#population.length < 2 || !rng.chance(this.#options.crossoverRate)) {
      const genotype = this.#problem.mutate(mother.genotype, rng);
      return { genotype, operator: 'mutation', parents: [mother.candidate] };
    }
    const father = this.#parent();
    const parents = [mother.candidate, father.candidate];
    const [first, ...others] = this.#problem
      .crossover(mother.genotype, father.genotype, rng)
      .map((child): Child<G> => {
        return { genotype: this.#problem.mutate(child, rng), operator: 'crossover + mutation', parents };
      });
    this.#siblings = others;
    return first!;
  }

  #parent(): Individual<G> {
    const { parents, tournament } = this.#options;
    if (parents === 'density') {
      const { members, densities } = this.#frontNow();
      return members[drawInverse(densities, this.#rng)]!;
    }
    this.#duel ??= duelOf(this.#population, this.#ordering);
    let best = this.#competitor();
    for (let i = 1; i < tournament; i++) {
      const other = this.#competitor();
      const outcome = this.#duel(other, best);
      if (outcome < 0 || (outcome === 0 && this.#rng.chance(0.5))) best = other;
    }
    return this.#population[best]!;
  }

  #competitor(): number {
    if (this.#mating.length === 0)
      this.#mating = shuffle(
        Array.from({ length: this.#population.length }, (_, i) => i),
        this.#rng,
      );
    return this.#mating.pop()!;
  }

  /** The Pareto front of the population, or, where nobody is feasible, the least infeasible one. */
  #frontNow() {
    if (!this.#front) {
      const evaluated = this.#population.filter(isEvaluated);
      const [first = []] = nonDominatedSort(evaluated.map(({ objectives }) => objectives));
      const members = first.length > 0 ? first.map((i) => evaluated[i]!) : [bestOf(this.#population)];
      const density = kernelDensity(members.map(({ cheap }) => cheap));
      this.#front = { members, density, densities: members.map(({ cheap }) => density(cheap)) };
    }
    return this.#front;
  }

  #nextGeneration(): void {
    this.#children.sort((a, b) => a.candidate - b.candidate);
    this.#select();
    this.#generation++;
  }

  /** Parents and children become the next population. */
  #select(): void {
    this.#population = this.#surviving([...this.#population, ...this.#children]);
    this.#children = [];
    this.#mating = [];
    this.#siblings = [];
    this.#duel = undefined;
    this.#front = undefined;
  }

  #surviving(all: readonly Individual<G>[]): readonly Individual<G>[] {
    const { population, survivors, tournament } = this.#options;
    if (survivors === 'none') return all;
    const evaluated = all.filter(isEvaluated);
    if (survivors === 'front') {
      const [first = []] = nonDominatedSort(evaluated.map(({ objectives }) => objectives));
      return first.length > 0 ? first.map((i) => evaluated[i]!) : byBadness(all).slice(0, population);
    }
    if (all.length <= population) return all;
    if (evaluated.length <= population) {
      const others = byBadness(all.filter((individual) => !isEvaluated(individual)));
      return [...evaluated, ...others.slice(0, population - evaluated.length)];
    }
    if (survivors === 'oldest')
      return evaluated.toSorted((a, b) => a.candidate - b.candidate).slice(evaluated.length - population);
    if (survivors === 'worst')
      return this.#ordering.survivors(evaluated, population).map((i) => evaluated[i]!);
    let left: readonly Evaluated<G>[] = evaluated;
    while (left.length > population) {
      const sample = shuffle([...left], this.#rng).slice(0, Math.max(2, tournament));
      const winners = new Set(this.#ordering.survivors(sample, sample.length - 1).map((i) => sample[i]!));
      const loser = sample.find((member) => !winners.has(member))!;
      left = left.filter((member) => member !== loser);
    }
    return left;
  }
}

function orderingOf({ ordering, population }: EvolutionOptions, scalarisation: Scalarisation): Ordering {
  switch (ordering) {
    case 'value':
      return byValue(scalarisation);
    case 'crowding':
      return BY_CROWDING;
    case 'niches':
      return byNiche(population);
    case 'hypervolume':
      return BY_HYPERVOLUME;
  }
}

const byBadness = <G>(individuals: readonly Individual<G>[]): readonly Individual<G>[] =>
  individuals.toSorted((a, b) => badness(a) - badness(b) || a.candidate - b.candidate);

const bestOf = <G>(individuals: readonly Individual<G>[]): Individual<G> => byBadness(individuals)[0]!;

/** Tournaments of a whole population: between those with objectives by the ordering; the others lose to them. */
function duelOf<G>(
  individuals: readonly Individual<G>[],
  ordering: Ordering,
): (a: number, b: number) => number {
  const evaluated = individuals.filter(isEvaluated);
  const duel = ordering.duel(evaluated);
  if (evaluated.length === individuals.length) return duel;
  const places = new Map(evaluated.map((individual, place) => [individual as Individual<G>, place]));
  return (a, b) => {
    const [placeA, placeB] = [places.get(individuals[a]!), places.get(individuals[b]!)];
    if (placeA !== undefined && placeB !== undefined) return duel(placeA, placeB);
    if (placeA !== undefined || placeB !== undefined) return placeA === undefined ? 1 : -1;
    return badness(individuals[a]!) - badness(individuals[b]!);
  };
}
