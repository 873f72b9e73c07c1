import type { Belief } from './belief.ts';
import { Cholesky } from './cholesky.ts';
import {
  covariance,
  DISTANCES,
  distances,
  KERNEL_GRID,
  type Kernel,
  type KernelChoice,
  type KernelFeatures,
  kernelOf,
} from './graph-kernel.ts';

/** The variance of noise, in units of the kernel's. */
const NOISES = [0.003, 0.01, 0.03, 0.1, 0.3, 1];

/** Hyperparameters, as places in their lists: rounds, code weight, length, noise. */
export type Hyperparameters = readonly [number, number, number, number];
const GRID: readonly number[] = [...KERNEL_GRID, NOISES.length];
const FIRST: Hyperparameters = [1, 1, 4, 3];

/** A genotype's distances to the examples and its column of `L⁻¹k`, as far as they are worked out. */
interface Column {
  /** `DISTANCES` for each example. */
  all: Float64Array;
  /** Examples whose distances are known. */
  known: number;
  solved: Float64Array;
  /** Elements of `solved` that belong to examples, and the sum of their squares. */
  done: number;
  squares: number;
  /** The factor that they are solved with. */
  factor: Cholesky | undefined;
}

/** What is saved: with it and the same examples a process is the same to the last bit. */
export interface GpState {
  readonly hyperparameters: Hyperparameters;
  /** After how many examples they were chosen. */
  readonly chosenAt: number;
}

/**
 * A Gaussian process with zero mean over genotypes (Rasmussen & Williams 2006, algorithm 2.1), with the kernel
 * of `kernelOf` and, of a grid, the hyperparameters of largest marginal likelihood. The process variance is the
 * one of largest likelihood, `yᵀK⁻¹y / n`. An example more is a row more of the Cholesky factor, and an element
 * more of the column of every candidate that was seen before: `O(n²)`, and `O(n)` for each candidate.
 */
export class GaussianProcess {
  readonly #refit: number;
  #columns = new WeakMap<KernelFeatures, Column>();
  #examples: readonly KernelFeatures[] = [];
  #factor = new Cholesky();
  #kernel: Kernel | undefined;
  #state: GpState | null;
  /** `L⁻¹y`; zero for what is open. */
  #weights = new Float64Array(0);
  #variance = 1;
  #open: readonly KernelFeatures[] = [];

  /** `refit`: examples between two choices of hyperparameters. */
  constructor(refit: number, saved: GpState | null = null) {
    this.#refit = refit;
    this.#state = saved;
  }

  state(): GpState | null {
    return this.#state;
  }

  /**
   * Learns the examples' values. What is `open` is taken to turn out as expected (Kriging believer, Ginsbourger
   * et al. 2010): it makes the process surer around it and changes no mean. Fast where `examples` begin with
   * the same objects as before.
   */
  condition(
    examples: readonly KernelFeatures[],
    values: ArrayLike<number>,
    open: readonly KernelFeatures[],
  ): void {
    const continued =
      this.#examples.length <= examples.length && this.#examples.every((each, i) => each === examples[i]);
    if (!continued) {
      this.#columns = new WeakMap();
      this.#kernel = undefined;
    }
    // What was open then is no example, and may be none now.
    this.#factor.truncate(this.#examples.length);
    this.#examples = examples;
    for (const example of examples) this.#measure(example);
    const since = examples.length - (this.#state?.chosenAt ?? 0);
    if (!this.#state || since >= this.#refit || since < 0) {
      const first = this.#state?.hyperparameters ?? FIRST;
      this.#state = { hyperparameters: this.#choose(first, values), chosenAt: examples.length };
      this.#kernel = undefined;
    }
    const { hyperparameters, chosenAt } = this.#state;
    if (!this.#kernel) {
      this.#kernel = kernelFor(hyperparameters, this.#means(chosenAt));
      this.#factor = new Cholesky();
    }
    const diagonal = 1 + NOISES[hyperparameters[3]]!;
    for (let i = this.#factor.size; i < examples.length; i++)
      this.#factor.append(this.#row(this.#kernel, this.#column(examples[i]!), i), diagonal);
    const weights = new Float64Array(examples.length + open.length);
    weights.set(Array.from(values));
    this.#factor.solve(weights, 0, examples.length);
    this.#variance = Math.max(sumOfSquares(weights) / examples.length, 1e-12);
    this.#weights = weights;
    this.#open = open;
    const between = new Float64Array(DISTANCES);
    for (const [i, each] of open.entries()) {
      this.#measure(each);
      const row = new Float64Array(examples.length + i);
      row.set(this.#row(this.#kernel, this.#column(each), examples.length));
      for (let j = 0; j < i; j++) {
        distances(each, open[j]!, between, 0);
        row[examples.length + j] = covariance(this.#kernel, between, 0);
      }
      this.#factor.append(row, diagonal);
    }
  }

  /**
   * What is believed of a new value there. Its noise is part of it: what one evaluation gives is what counts.
   * Throws an `Error` before `condition`.
   */
  belief(features: KernelFeatures): Belief {
    const kernel = this.#kernel;
    if (!kernel || !this.#state) throw new Error('The Gaussian process has no examples.');
    const column = this.#column(features);
    this.#measure(features);
    const n = this.#examples.length;
    const size = n + this.#open.length;
    if (column.factor !== this.#factor) {
      column.factor = this.#factor;
      column.done = 0;
      column.squares = 0;
    }
    column.solved = grown(column.solved, size);
    const { solved } = column;
    for (let i = column.done; i < n; i++) solved[i] = covariance(kernel, column.all, i * DISTANCES);
    this.#factor.solve(solved, column.done, n);
    for (; column.done < n; column.done++) column.squares += solved[column.done]! ** 2;
    let squares = column.squares;
    if (this.#open.length > 0) {
      const between = new Float64Array(DISTANCES);
      for (const [i, each] of this.#open.entries()) {
        distances(features, each, between, 0);
        solved[n + i] = covariance(kernel, between, 0);
      }
      this.#factor.solve(solved, n, size);
      for (let i = n; i < size; i++) squares += solved[i]! ** 2;
    }
    let mean = 0;
    for (let i = 0; i < n; i++) mean += solved[i]! * this.#weights[i]!;
    const noise = NOISES[this.#state.hyperparameters[3]]!;
    return { mean, deviation: Math.sqrt(this.#variance * (Math.max(0, 1 - squares) + noise)) };
  }

  #column(features: KernelFeatures): Column {
    let column = this.#columns.get(features);
    if (!column) {
      const empty = new Float64Array(0);
      column = { all: empty, known: 0, solved: empty, done: 0, squares: 0, factor: undefined };
      this.#columns.set(features, column);
    }
    return column;
  }

  /** Works out the distances to all examples. */
  #measure(features: KernelFeatures): void {
    const column = this.#column(features);
    const examples = this.#examples;
    column.all = grown(column.all, examples.length * DISTANCES);
    for (; column.known < examples.length; column.known++)
      distances(features, examples[column.known]!, column.all, column.known * DISTANCES);
  }

  /** The covariances with the first `count` examples. */
  #row(kernel: Kernel, { all }: Column, count: number): Float64Array {
    const row = new Float64Array(count);
    for (let i = 0; i < count; i++) row[i] = covariance(kernel, all, i * DISTANCES);
    return row;
  }

  /** The mean distances among the first `count` examples, of each kind. */
  #means(count: number): Float64Array {
    const means = new Float64Array(DISTANCES);
    for (let i = 1; i < count; i++) {
      const { all } = this.#column(this.#examples[i]!);
      for (let j = 0; j < i; j++) for (let k = 0; k < DISTANCES; k++) means[k]! += all[j * DISTANCES + k]!;
    }
    const pairs = Math.max(1, (count * (count - 1)) / 2);
    return means.map((sum) => sum / pairs);
  }

  /** Climbs from the hyperparameters of before to those of which no neighbour in the grid is likelier. */
  #choose(from: Hyperparameters, values: ArrayLike<number>): Hyperparameters {
    const examples = this.#examples;
    const means = this.#means(examples.length);
    const columns = examples.map((example) => this.#column(example));
    return climb(from, GRID, (hyperparameters) => {
      const kernel = kernelFor(hyperparameters, means);
      const factor = new Cholesky();
      for (let i = 0; i < examples.length; i++)
        factor.append(this.#row(kernel, columns[i]!, i), 1 + NOISES[hyperparameters[3]]!);
      return profiledLogLikelihood(factor, values);
    });
  }
}

const kernelFor = ([rounds, codeWeight, length]: Hyperparameters, means: Float64Array): Kernel =>
  kernelOf({ rounds, codeWeight, length } satisfies KernelChoice, means);

/**
 * The logarithm of the marginal likelihood `N(y; 0, s²K)` with the variance `s²` of largest likelihood, up to a
 * constant: `−½ n log(yᵀK⁻¹y / n) − ½ log det K`.
 */
export function profiledLogLikelihood(factor: Cholesky, values: ArrayLike<number>): number {
  const n = factor.size;
  const weights = Float64Array.from(values);
  factor.solve(weights, 0, n);
  return -0.5 * (n * Math.log(Math.max(sumOfSquares(weights) / n, 1e-300)) + factor.logDeterminant());
}

/** Coordinate ascent in a grid of `sizes`, one step at a time, until no step helps. */
function climb(
  from: Hyperparameters,
  sizes: readonly number[],
  height: (at: Hyperparameters) => number,
): Hyperparameters {
  const seen = new Map<string, number>();
  const heightOf = (at: Hyperparameters): number => {
    const key = at.join();
    const known = seen.get(key) ?? height(at);
    seen.set(key, known);
    return known;
  };
  let at = from;
  for (let moved = true; moved; ) {
    moved = false;
    for (const [k, size] of sizes.entries()) {
      for (const step of [-1, 1]) {
        const next = at.with(k, at[k]! + step) as unknown as Hyperparameters;
        if (next[k]! < 0 || next[k]! >= size || heightOf(next) <= heightOf(at)) continue;
        at = next;
        moved = true;
      }
    }
  }
  return at;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** The array, or one with room for more and the same beginning. */
function grown(array: Float64Array, length: number): Float64Array {
  if (array.length >= length) return array;
  const larger = new Float64Array(Math.max(64, length, 2 * array.length));
  larger.set(array);
  return larger;
}
