import type { SearchSpace } from '../method.ts';
import { WeisfeilerLehman, type WlFeatures, wlDistances } from './weisfeiler-lehman.ts';

/** What the kernel sees of a genotype. */
export interface KernelFeatures {
  readonly graph: WlFeatures;
  /** The places of the ones in the genotype's code, ascending. */
  readonly ones: Int32Array;
}

/**
 * Rounds of refinement that are looked at. In a whole network an operation is several layers, and a step is one
 * layer.
 */
const DEPTH = 5;
/** Distances between two genotypes: one for each number of rounds, 0 … 5, and that of the codes. */
export const DISTANCES = DEPTH + 2;

/** The kernel's hyperparameters, as places in the lists of values below. */
export interface KernelChoice {
  readonly rounds: number;
  readonly codeWeight: number;
  readonly length: number;
}

/** What share of a distance is that of the codes; the rest is that of the graphs. */
const CODE_WEIGHTS = [0, 0.25, 0.5, 0.75, 1];
/** In units of the mean distance. The longest is nearly the linear kernel of NASBOWL. */
const LENGTHS = [0.25, 0.5, 1, 2, 4, 8];
/** How many values each hyperparameter has: rounds, code weight, length. */
export const KERNEL_GRID: readonly number[] = [DEPTH + 1, CODE_WEIGHTS.length, LENGTHS.length];

/**
 * The features of genotypes, and their distances: half the squared distances of Weisfeiler–Lehman histograms
 * and of codes, each brought to length 1.
 */
export class KernelSpace<G> {
  readonly #space: Pick<SearchSpace<G>, 'graph' | 'code'>;
  readonly #wl = new WeisfeilerLehman(DEPTH);

  constructor(space: Pick<SearchSpace<G>, 'graph' | 'code'>) {
    this.#space = space;
  }

  features(genotype: G): KernelFeatures {
    return { graph: this.#wl.features(this.#space.graph(genotype)), ones: ones(this.#space.code(genotype)) };
  }
}

/** The places that are not zero. */
export function ones(code: ArrayLike<number>): Int32Array {
  const places: number[] = [];
  for (let i = 0; i < code.length; i++) if (code[i] !== 0) places.push(i);
  return Int32Array.from(places);
}

/** Writes the `DISTANCES` distances of two genotypes into `into`, from `at` on. */
export function distances(a: KernelFeatures, b: KernelFeatures, into: Float64Array, at: number): void {
  wlDistances(a.graph, b.graph, into, at);
  let shared = 0;
  for (let i = 0, j = 0; i < a.ones.length && j < b.ones.length; ) {
    const difference = a.ones[i]! - b.ones[j]!;
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  const lengths = Math.sqrt(a.ones.length * b.ones.length);
  into[at + DEPTH + 1] = lengths > 0 ? 1 - shared / lengths : a.ones.length === b.ones.length ? 0 : 1;
}

/** A kernel with its hyperparameters chosen: `exp(−graphRate · d(rounds) − codeRate · d(code))`. */
export interface Kernel {
  readonly rounds: number;
  readonly graphRate: number;
  readonly codeRate: number;
}

/**
 * The Gaussian kernel `exp(−((1 − w) d_h / d̄_h + w d_c / d̄_c) / ℓ)` of the graphs' distance after `h` rounds
 * and the codes' distance, each in units of its mean over the examples: whole networks share most of their
 * nodes, cells few. A product of two kernels, so positive semidefinite. Ours: NASBOWL takes the histograms'
 * product itself, which this comes near to for long `ℓ`; and it has no codes, without which the graph of a
 * plain chain hardly says where in it an operation stands.
 */
export function kernelOf(choice: KernelChoice, means: ArrayLike<number>): Kernel {
  const weight = CODE_WEIGHTS[choice.codeWeight]!;
  const length = LENGTHS[choice.length]!;
  const rate = (share: number, mean: number) => (mean > 1e-12 ? share / (mean * length) : 0);
  return {
    rounds: choice.rounds,
    graphRate: rate(1 - weight, means[choice.rounds]!),
    codeRate: rate(weight, means[DEPTH + 1]!),
  };
}

/** The kernel's value for the distances that stand in `all` from `at` on. */
export function covariance({ rounds, graphRate, codeRate }: Kernel, all: Float64Array, at: number): number {
  return Math.exp(-(graphRate * all[at + rounds]! + codeRate * all[at + DEPTH + 1]!));
}
