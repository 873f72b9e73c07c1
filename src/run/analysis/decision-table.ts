import type { Space } from '../../space/hierarchy.ts';
import type { Genotype } from '../../space/tree.ts';
import { reserve } from '../columns.ts';
import { SiteBook } from './sites.ts';

/** An evaluated candidate, as analyses need it. */
export interface AnalysedCandidate {
  readonly candidate: number;
  readonly genotype: Genotype;
  /** Of the architecture; where it is left out, it counts as one that no other has. */
  readonly hash?: string;
  /** From 1. */
  readonly generation: number;
  /** Validation error. */
  readonly error: number;
  readonly parameters: number;
  /** How many suggestions since the candidate before were architectures that the run knew already. */
  readonly repeats?: number;
}

const PER_CANDIDATE = ['candidate', 'generation', 'error', 'parameters', 'hash', 'repeats'] as const;

/**
 * The evaluated candidates of a run with all their decisions, as columns: rows in the order in which they were added,
 * which is to be the order of evaluation. A candidate takes a few hundred bytes and about ten microseconds.
 */
export class DecisionTable {
  readonly book: SiteBook;
  count = 0;
  candidate = new Int32Array(0);
  generation = new Int32Array(0);
  error = new Float64Array(0);
  parameters = new Float64Array(0);
  /** The number of its architecture: equal exactly for equal hashes. */
  hash = new Int32Array(0);
  repeats = new Int32Array(0);
  /** Where a row's decisions begin; they end where the next row's begin. */
  starts = new Int32Array(1);
  decisions = new Int32Array(0);
  readonly #known = new Set<number>();
  readonly #hashes = new Map<string, number>();
  /** Genotypes in a row without a hash. */
  #nameless = 0;

  constructor(space: Space) {
    this.book = new SiteBook(space);
  }

  /** Adds a row; a candidate that is there already is passed over, and so is one without an error. */
  add({ candidate, genotype, hash, generation, error, parameters, repeats = 0 }: AnalysedCandidate): void {
    if (this.#known.has(candidate) || !Number.isFinite(error)) return;
    this.#known.add(candidate);
    const decided = this.book.decisions(genotype);
    const row = this.count++;
    const start = this.starts[row]!;
    reserve<DecisionTable>(this, PER_CANDIDATE, row + 1);
    reserve<DecisionTable>(this, ['starts'], row + 2);
    reserve<DecisionTable>(this, ['decisions'], start + decided.length);
    this.candidate[row] = candidate;
    this.generation[row] = generation;
    this.error[row] = error;
    this.parameters[row] = parameters;
    this.repeats[row] = repeats;
    this.hash[row] = this.#number(hash);
    this.decisions.set(decided, start);
    this.starts[row + 1] = start + decided.length;
  }

  /** The decisions of one row, ascending. A view that the next `add` may leave behind. */
  decisionsOf(row: number): Int32Array {
    return this.decisions.subarray(this.starts[row]!, this.starts[row + 1]!);
  }

  #number(hash: string | undefined): number {
    if (hash === undefined) return -++this.#nameless;
    const known = this.#hashes.get(hash) ?? this.#hashes.size;
    this.#hashes.set(hash, known);
    return known;
  }
}
