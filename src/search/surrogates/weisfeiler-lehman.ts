import type { LabelledGraph } from '../method.ts';

/** How often each label occurs in a graph, after each round of refinement. */
export interface WlFeatures {
  /** The labels' numbers, round after round, ascending in each. */
  readonly labels: Int32Array;
  /** How many nodes have them. */
  readonly counts: Int32Array;
  /** For each round where its labels end. */
  readonly ends: Int32Array;
  /** For each `h`, `⟨φₕ, φₕ⟩`: the squared length of the histogram of rounds `0 … h`. */
  readonly squares: Float64Array;
}

/**
 * Weisfeiler–Lehman subtree features (Shervashidze et al. 2011), as NASBOWL uses them on directed graphs (Ru et
 * al. 2021): in each round a node's new label stands for its label and the multiset of those of the nodes it
 * reads, so that after `h` rounds it says what the node computes from operations up to `h` steps back. Labels
 * are numbered as they appear; features are comparable within one object only.
 */
export class WeisfeilerLehman {
  readonly #depth: number;
  readonly #named = new Map<string, number>();
  readonly #paired = new Map<number, number>();
  #next: number;

  /** `depth`: rounds of refinement. */
  constructor(depth: number) {
    this.#depth = depth;
    // The numbers below are the rounds'.
    this.#next = depth + 1;
  }

  features({ labels, inputs }: LabelledGraph): WlFeatures {
    const different: number[] = [];
    const counts: number[] = [];
    const ends = new Int32Array(this.#depth + 1);
    const squares = new Float64Array(this.#depth + 1);
    let now: Int32Array = Int32Array.from(labels, (label) => this.#name(label));
    let square = 0;
    for (let round = 0; round <= this.#depth; round++) {
      if (round > 0) now = this.#refined(now, inputs, round);
      const sorted = now.toSorted();
      for (let i = 0; i < sorted.length; ) {
        const start = i;
        while (i < sorted.length && sorted[i] === sorted[start]) i++;
        different.push(sorted[start]!);
        counts.push(i - start);
        square += (i - start) ** 2;
      }
      ends[round] = different.length;
      squares[round] = square;
    }
    return { labels: Int32Array.from(different), counts: Int32Array.from(counts), ends, squares };
  }

  /**
   * A label stands for the node's own and those it reads, in order, pair by pair; of a node that reads nothing,
   * for the round and its own. No number belongs to two rounds: the last of a pair was made in the round
   * before. So a label that is the beginning of another is no label of the round before, and different chains
   * have different numbers.
   */
  #refined(labels: Int32Array, inputs: LabelledGraph['inputs'], round: number): Int32Array {
    const refined = new Int32Array(labels.length);
    for (let node = 0; node < labels.length; node++) {
      const reads = inputs[node]!;
      const own = labels[node]!;
      if (reads.length === 0) refined[node] = this.#pair(round, own);
      else if (reads.length === 1) refined[node] = this.#pair(own, labels[reads[0]!]!);
      else {
        const read = reads.map((input) => labels[input]!).sort((a, b) => a - b);
        refined[node] = read.reduce((chain, each) => this.#pair(chain, each), own);
      }
    }
    return refined;
  }

  #name(label: string): number {
    let number = this.#named.get(label);
    if (number === undefined) {
      number = this.#next++;
      this.#named.set(label, number);
    }
    return number;
  }

  #pair(first: number, second: number): number {
    const key = first * 2 ** 26 + second;
    let number = this.#paired.get(key);
    if (number === undefined) {
      number = this.#next++;
      this.#paired.set(key, number);
    }
    return number;
  }
}

/**
 * Writes, for every `h`, `1 − ⟨φₕ(a), φₕ(b)⟩ / (‖φₕ(a)‖ ‖φₕ(b)‖)` into `into`, from `at` on: half the squared
 * distance of the histograms brought to length 1. 0 for graphs with the same labels; at most 1.
 */
export function wlDistances(a: WlFeatures, b: WlFeatures, into: Float64Array, at: number): void {
  let dot = 0;
  let i = 0;
  let j = 0;
  for (let h = 0; h < a.ends.length; h++) {
    const lastOfA = a.ends[h]!;
    const lastOfB = b.ends[h]!;
    while (i < lastOfA && j < lastOfB) {
      const difference = a.labels[i]! - b.labels[j]!;
      if (difference === 0) dot += a.counts[i]! * b.counts[j]!;
      if (difference <= 0) i++;
      if (difference >= 0) j++;
    }
    i = lastOfA;
    j = lastOfB;
    const lengths = Math.sqrt(a.squares[h]! * b.squares[h]!);
    // A graph without nodes is like none but another such.
    into[at + h] = lengths > 0 ? 1 - dot / lengths : a.squares[h] === b.squares[h] ? 0 : 1;
  }
}
