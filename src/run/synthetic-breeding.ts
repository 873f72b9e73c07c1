import { peakActivationBytes } from '../architecture/costs.ts';
import type { Operator } from '../search/method.ts';
import type { Space } from '../space/hierarchy.ts';
import type { Rng } from '../space/random.ts';
import { firstMember } from '../space/sample.ts';
import type { Genotype } from '../space/tree.ts';
import type { CandidateCosts, HypervolumeBox } from './events.ts';
import { searchProblem } from './problem.ts';

/** What a made-up candidate is, before it is trained. */
export interface Bred {
  readonly genotype: Genotype;
  readonly hash: string;
  readonly costs: CandidateCosts;
  /** How much better or worse it is than its size lets expect: standard deviations, the lower the better. */
  readonly merit: number;
  /** Candidate numbers. */
  readonly parents: readonly number[];
  readonly operator: Operator;
}

/** A candidate that may have children. */
export interface Parent extends Bred {
  readonly candidate: number;
}

/** Makes candidates: from nothing, or from one or two parents. */
export type Breed = (parents: readonly Parent[], crossed: boolean, rng: Rng) => Bred;

/** A standard normal number (Box and Muller 1958). */
export const normal = (rng: Rng): number =>
  Math.sqrt(-2 * Math.log(1 - rng.float())) * Math.cos(2 * Math.PI * rng.float());

/** Children take after their parents, with noise; a pull to the mean keeps a long run from growing without end. */
const inherited = (parents: readonly Parent[], rng: Rng): number => {
  const mean = parents.reduce((sum, { merit }) => sum + merit, 0) / Math.max(1, parents.length);
  return parents.length === 0 ? 1.2 + normal(rng) : 0.92 * mean + 0.45 * normal(rng);
};

const operatorOf = (parents: readonly Parent[], crossed: boolean): Operator => {
  if (parents.length === 0) return 'sample';
  return crossed ? (parents.length > 1 ? 'crossover + mutation' : 'crossover') : 'mutation';
};

/** Real members of a space, bred by its own mutation and crossover, with their true costs and hashes. */
export function breedMembers(space: Space, mutationRate: number): Breed {
  const problem = searchProblem(space, mutationRate);
  return (parents, crossed, rng) => {
    const [first, second] = parents;
    let genotype = first ? first.genotype : problem.sample(rng);
    if (first && second && crossed)
      [genotype] = problem.crossover(genotype, second.genotype, rng) as [Genotype];
    if (first) genotype = problem.mutate(genotype, rng);
    const { costs, hash, architecture } = problem.phenotypeOf(genotype);
    return {
      genotype,
      hash,
      costs: { ...costs, activationBytes: peakActivationBytes(architecture) },
      merit: inherited(parents, rng),
      parents: parents.map(({ candidate }) => candidate),
      operator: operatorOf(parents, crossed),
    };
  };
}

/** Shares of candidates that are an architecture known before, where nothing is really bred. */
const TWINS = 0.015;
/** No hash of a real architecture is so short of digits: it cannot be taken for one. */
const hashOf = (number: number): string => number.toString(16).padStart(32, '0');

/** Figures alone: one genotype for all, costs drawn around those of the parents, hashes counted. */
export function breedFigures(space: Space, box: HypervolumeBox): Breed {
  const genotype = firstMember(space.tree);
  const lower = Math.log(box.minParameters);
  const span = Math.log(box.maxParameters * 1.6) - lower;
  let made = 0;
  return (parents, crossed, rng) => {
    const merit = inherited(parents, rng);
    const common = {
      ...{ genotype, merit },
      parents: parents.map(({ candidate }) => candidate),
      operator: operatorOf(parents, crossed),
    };
    const [first] = parents;
    if (first && rng.chance(TWINS)) return { ...common, hash: first.hash, costs: first.costs };
    made++;
    const around = parents.reduce((sum, { costs }) => sum + Math.log(costs.parameters), 0) / parents.length;
    const drawn = first ? around + 0.05 + 0.45 * normal(rng) : lower + span * rng.float() ** 0.7;
    const parameters = Math.max(box.minParameters, Math.round(Math.exp(drawn)));
    return {
      ...common,
      hash: hashOf(made),
      costs: {
        parameters,
        statistics: 2 * Math.round(parameters ** 0.5),
        macs: Math.round(parameters * Math.exp(4.2 + 0.6 * normal(rng))),
        activationBytes: 4 * Math.round(1800 * parameters ** 0.12 * Math.exp(0.4 * normal(rng))),
      },
    };
  };
}
