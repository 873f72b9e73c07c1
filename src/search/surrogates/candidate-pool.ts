import { createRng } from '../../space/random.ts';
import type { SearchSpace } from '../method.ts';

/** A genotype that might be suggested, with what is worked out of it when it is first needed. */
export interface Candidate<G, F> {
  readonly genotype: G;
  /** The example it was mutated from; -1: a random sample. */
  readonly parent: number;
  features: F | undefined;
  hash: string | undefined;
  /** By how much it breaks the constraints; known with the hash. */
  violation: number;
}

/** Candidates that were made together, as they are saved: all follow from the seed and the parents. */
export interface Brood {
  readonly seed: number;
  /** Examples' numbers. */
  readonly parents: readonly number[];
  readonly size: number;
}

/**
 * The candidates among which an acquisition function looks for its best. With every proposal a brood is added,
 * the first `mutated` share of it mutations of the best examples, the others random samples, and the oldest
 * broods leave: so what was worked out of most candidates stays, and a saved state needs none of their
 * genotypes.
 */
export class CandidatePool<G, F> {
  readonly #space: Pick<SearchSpace<G>, 'sample' | 'mutate'>;
  readonly #genotypeOf: (example: number) => G;
  readonly #mutated: number;
  readonly #broods: { readonly brood: Brood; readonly members: readonly Candidate<G, F>[] }[];

  constructor(
    space: Pick<SearchSpace<G>, 'sample' | 'mutate'>,
    mutated: number,
    genotypeOf: (example: number) => G,
    saved: readonly Brood[] = [],
  ) {
    this.#space = space;
    this.#mutated = mutated;
    this.#genotypeOf = genotypeOf;
    this.#broods = saved.map((brood) => ({ brood, members: this.#hatch(brood) }));
  }

  /** Adds a brood and lets the oldest go, as long as `limit` candidates are left without them. */
  renew(brood: Brood, limit: number): void {
    this.#broods.push({ brood, members: this.#hatch(brood) });
    let size = this.#broods.reduce((sum, { members }) => sum + members.length, 0);
    while (size - this.#broods[0]!.members.length >= limit) size -= this.#broods.shift()!.members.length;
  }

  candidates(): Candidate<G, F>[] {
    return this.#broods.flatMap(({ members }) => members);
  }

  state(): Brood[] {
    return this.#broods.map(({ brood }) => brood);
  }

  #hatch({ seed, parents, size }: Brood): Candidate<G, F>[] {
    const rng = createRng(seed);
    const mutations = parents.length > 0 ? Math.round(this.#mutated * size) : 0;
    return Array.from({ length: size }, (_, i) => {
      const parent = i < mutations ? parents[i % parents.length]! : -1;
      const genotype =
        parent < 0 ? this.#space.sample(rng) : this.#space.mutate(this.#genotypeOf(parent), rng);
      return { genotype, parent, features: undefined, hash: undefined, violation: 0 };
    });
  }
}
