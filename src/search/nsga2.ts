import { createRng, type Rng, rngFromState, shuffle } from '../space/random.ts';
import { crowdingDistance, nonDominatedSort } from './pareto.ts';
import { type Answer, MAX_FRUITLESS, type Problem, type Proposal, type Strategy } from './strategy.ts';

export interface Nsga2Options {
  /** Members of the population, and candidates evaluated a generation. At least 2. */
  readonly population: number;
  /** The probability that a child has two parents. */
  readonly crossoverRate: number;
}

/** A member of the population or of the coming generation. */
interface Individual<G> extends Proposal<G> {
  /** `null` before they are told, where the evaluation failed, and for what is never evaluated. */
  objectives: readonly number[] | null;
  /** 0 where feasible. */
  readonly violation: number;
  /** Being evaluated. */
  open: boolean;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly next: number;
  readonly generation: number;
  readonly population: readonly Individual<G>[];
  readonly offspring: readonly Individual<G>[];
  readonly archive: readonly (readonly [string, number])[];
  readonly mating: readonly number[];
  readonly fruitless: number;
}

/**
 * NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002), generational: binary tournaments over random permutations, crossover
 * and mutation, survival of the best half of parents and children by rank and crowding. Beyond the original: no
 * architecture is proposed twice in a run, and constraints go first (Deb's rule): a feasible individual beats an
 * infeasible one, of two infeasible ones the smaller violation wins. Infeasible ones are known before training, take
 * part in selection and are never evaluated; where few are feasible, a generation also ends after that many proposals
 * in all, so that selection leads towards the constraint. Whatever order a generation's outcomes are told in, the next is the same.
 */
export function createNsga2<G>(problem: Problem<G>, options: Nsga2Options, seed: number): Strategy<G> {
  return new Nsga2(problem, options, {
    rng: createRng(seed).state(),
    next: 1,
    generation: 1,
    population: [],
    offspring: [],
    archive: [],
    mating: [],
    fruitless: 0,
  });
}

/** Goes on from what `state()` returned. */
export function resumeNsga2<G>(problem: Problem<G>, options: Nsga2Options, saved: unknown): Strategy<G> {
  return new Nsga2(problem, options, saved as State<G>);
}

/** A survivor with what tournaments compare. */
interface Ranked<G> {
  readonly individual: Individual<G>;
  readonly rank: number;
  readonly crowding: number;
}

/** A generation is over after so many proposals for each member of the population, feasible or not. */
const MAX_GENERATION = 4;

class Nsga2<G> implements Strategy<G> {
  readonly #problem: Problem<G>;
  readonly #options: Nsga2Options;
  readonly #rng: Rng;
  readonly #archive: Map<string, number>;
  #next: number;
  #generation: number;
  #population: Ranked<G>[];
  #offspring: Individual<G>[];
  /** What is left of the permutation that tournaments are drawn from. */
  #mating: number[];
  /** Proposals in a row that gave nothing to evaluate. */
  #fruitless: number;
  /** Of the offspring: those within the constraint, and those being evaluated. */
  #feasible: number;
  #open: number;

  constructor(problem: Problem<G>, options: Nsga2Options, state: State<G>) {
    this.#problem = problem;
    this.#options = options;
    this.#rng = rngFromState(state.rng);
    this.#archive = new Map(state.archive);
    this.#next = state.next;
    this.#generation = state.generation;
    this.#population = rank(state.population);
    this.#offspring = state.offspring.map((individual) => ({ ...individual }));
    this.#mating = [...state.mating];
    this.#fruitless = state.fruitless;
    this.#feasible = state.offspring.filter(({ violation }) => violation <= 0).length;
    this.#open = state.offspring.filter(({ open }) => open).length;
  }

  ask(): Answer<G> {
    const complete = this.#feasible >= this.#options.population;
    if (complete || this.#offspring.length >= MAX_GENERATION * this.#options.population) {
      if (this.#open > 0) return { kind: 'wait' };
      this.#select();
    }
    if (this.#fruitless >= MAX_FRUITLESS) return { kind: this.#open > 0 ? 'wait' : 'exhausted' };
    return this.#propose();
  }

  tell({ candidate, objectives }: { candidate: number; objectives: readonly number[] | null }): void {
    const individual = this.#offspring.find((member) => member.candidate === candidate && member.open);
    if (!individual) throw new Error(`Candidate ${candidate} is not being evaluated.`);
    individual.open = false;
    this.#open--;
    individual.objectives = objectives;
  }

  state(): State<G> {
    return {
      rng: this.#rng.state(),
      next: this.#next,
      generation: this.#generation,
      population: this.#population.map(({ individual }) => individual),
      offspring: this.#offspring.map((individual) => ({ ...individual })),
      archive: [...this.#archive],
      mating: this.#mating,
      fruitless: this.#fruitless,
    };
  }

  #propose(): Answer<G> {
    const { genotype, parents, operator } = this.#create();
    const { hash, violation } = this.#problem.describe(genotype);
    const known = this.#archive.get(hash);
    if (known !== undefined) {
      this.#fruitless++;
      return { kind: 'duplicate', genotype, hash, of: known };
    }
    const candidate = this.#next++;
    this.#archive.set(hash, candidate);
    const proposal = { candidate, genotype, hash, generation: this.#generation, operator, parents };
    const feasible = violation <= 0;
    this.#fruitless = feasible ? 0 : this.#fruitless + 1;
    if (feasible) {
      this.#feasible++;
      this.#open++;
    }
    this.#offspring.push({ ...proposal, objectives: null, violation, open: feasible });
    return feasible ? { kind: 'evaluate', ...proposal } : { kind: 'infeasible', violation, ...proposal };
  }

  #create(): Pick<Proposal<G>, 'genotype' | 'parents' | 'operator'> {
    if (this.#population.length < 2)
      return { genotype: this.#problem.sample(this.#rng), parents: [], operator: 'sample' };
    const mother = this.#tournament();
    if (!this.#rng.chance(this.#options.crossoverRate)) {
      return {
        genotype: this.#problem.mutate(mother.genotype, this.#rng),
        parents: [mother.candidate],
        operator: 'mutation',
      };
    }
    const father = this.#tournament();
    const child = this.#problem.crossover(mother.genotype, father.genotype, this.#rng);
    return {
      genotype: this.#problem.mutate(child, this.#rng),
      parents: [mother.candidate, father.candidate],
      operator: 'crossover + mutation',
    };
  }

  /** Two members in a row of a random permutation of the population; everybody competes equally often. */
  #tournament(): Individual<G> {
    if (this.#mating.length < 2) this.#mating = shuffle([...this.#population.keys()], this.#rng);
    const a = this.#population[this.#mating.pop()!]!;
    const b = this.#population[this.#mating.pop()!]!;
    if (a.rank !== b.rank) return (a.rank < b.rank ? a : b).individual;
    if (a.crowding !== b.crowding) return (a.crowding > b.crowding ? a : b).individual;
    return (this.#rng.chance(0.5) ? a : b).individual;
  }

  /** The next population: the best of parents and children. */
  #select(): void {
    const all = [...this.#population.map(({ individual }) => individual), ...this.#offspring];
    this.#population = rank(
      rank(all)
        .slice(0, this.#options.population)
        .map(({ individual }) => individual),
    );
    this.#offspring = [];
    this.#feasible = 0;
    this.#mating = [];
    this.#generation++;
  }
}

/** How bad breaking the constraints is; a failed evaluation is worse than any violation. */
const badness = <G>({ violation }: Individual<G>): number => (violation > 0 ? violation : Number.MAX_VALUE);

/**
 * Best first: feasible ones by front and crowding, then the others by violation, one rank each. Depends on the set of
 * individuals alone, so that a saved state ranks as it did.
 */
function rank<G>(individuals: readonly Individual<G>[]): Ranked<G>[] {
  const ordered = individuals.toSorted((a, b) => a.candidate - b.candidate);
  const feasible = ordered.filter(({ violation, objectives }) => violation <= 0 && objectives);
  const fronts = nonDominatedSort(feasible.map(({ objectives }) => objectives!));
  const ranked = fronts.flatMap((front, rankOfFront) => {
    const crowding = crowdingDistance(front.map((i) => feasible[i]!.objectives!));
    return front
      .map((i, place) => ({ individual: feasible[i]!, rank: rankOfFront, crowding: crowding[place]! }))
      .sort((a, b) => (a.crowding === b.crowding ? 0 : b.crowding - a.crowding));
  });
  const others = ordered
    .filter((individual) => !feasible.includes(individual))
    .sort((a, b) => badness(a) - badness(b))
    .map((individual, i) => ({ individual, rank: fronts.length + i, crowding: 0 }));
  return [...ranked, ...others];
}
