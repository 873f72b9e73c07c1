import { createRng, type Rng, rngFromState } from '../../space/random.ts';
import type { Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';
import { type Brood, type Candidate, CandidatePool } from '../surrogates/candidate-pool.ts';
import { newSample } from '../surrogates/new-sample.ts';

/** What all searches with a predictor have in common. */
export interface SurrogateSearchOptions {
  /** Random samples that must be evaluated before the predictor is asked. At least 2. */
  readonly initial: number;
  /** Candidates among which the predictor looks for the best. */
  readonly pool: number;
  /**
   * How many of them are new at every proposal; the oldest leave. Working out their features is most of its
   * time.
   */
  readonly fresh: number;
  /** The best examples, whose mutations are candidates. */
  readonly parents: number;
  /** The share of candidates that are mutations; the others are random samples. */
  readonly mutated: number;
  /** Suggestions that are taken from one ranking of the candidates. */
  readonly batch: number;
  /** The probability that a suggestion is a random sample all the same. */
  readonly randomFraction: number;
  /** Examples that the predictor learns from at most; beyond, it keeps the best and the latest. */
  readonly limit: number;
}

/** What a predictor is asked. */
export interface Task<F> {
  readonly examples: readonly F[];
  /** The examples' values; smaller is better. */
  readonly values: readonly number[];
  /** What is being evaluated. */
  readonly open: readonly F[];
  readonly rng: Rng;
}

/** Learns from examples which candidates are worth evaluating. `F`: what it sees of a genotype. */
export interface Predictor<G, F> {
  features(genotype: G): F;
  /** Learns, and returns how much a candidate is worth: larger is better. */
  learn(task: Task<F>): (candidate: F) => number;
  /** Rounds of local search on the candidates' worth, by `neighbours` mutations of the best each. */
  readonly climb?: { readonly rounds: number; readonly starts: number; readonly neighbours: number };
  /** Plain JSON; what it cannot work out again from the examples. */
  state(): unknown;
}

interface Example<G> {
  readonly candidate: number;
  readonly genotype: G;
  /** `null`: failed. */
  readonly objectives: readonly number[] | null;
}

/** What will be suggested. */
interface Chosen<G> extends Pick<Suggestion<G>, 'genotype' | 'operator' | 'parents'> {
  readonly hash: string;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly examples: readonly Example<G>[];
  readonly learned: readonly number[];
  readonly known: readonly string[];
  readonly open: readonly Chosen<G>[];
  readonly queue: readonly Chosen<G>[];
  readonly barren: boolean;
  readonly pool: readonly Brood[];
  readonly predictor: unknown;
}

/** Suggestions of which nothing was heard, beyond so many, are no longer taken to be open. */
const MAX_OPEN = 64;

/**
 * The loop of a search with a predictor (Bayesian optimisation and its kin): random samples to begin with;
 * then, again and again, the predictor learns the values seen and the candidate of a pool that it finds most
 * worth evaluating is next. Several objectives are read as one number, with weights of their own for every
 * ranking (ParEGO, Knowles 2006). What failed is as bad as the worst value seen. Constraints cost nothing to
 * know, so they are not learned: candidates that break one, and those known or open, are passed over.
 */
export function surrogateSearch<G, F>(
  space: SearchSpace<G>,
  options: SurrogateSearchOptions,
  scalarisation: Scalarisation,
  origin: Origin,
  makePredictor: (saved?: unknown) => Predictor<G, F>,
): Method<G> {
  return new SurrogateSearch(space, options, scalarisation, origin, makePredictor);
}

class SurrogateSearch<G, F> implements Method<G> {
  readonly #space: SearchSpace<G>;
  readonly #options: SurrogateSearchOptions;
  readonly #scalarisation: Scalarisation;
  readonly #predictor: Predictor<G, F>;
  readonly #rng: Rng;
  readonly #examples: Example<G>[];
  /** Numbers of the examples that the predictor learns from. */
  #learned: number[];
  /** Hashes of all that was suggested or told. */
  readonly #known: Set<string>;
  #open: readonly Chosen<G>[];
  /** What is left of the last ranking. */
  readonly #queue: Chosen<G>[];
  /**
   * Whether the last ranking had nothing new; a small space may be used up, and ranking again would be in vain.
   */
  #barren: boolean;
  readonly #pool: CandidatePool<G, F>;
  readonly #features = new WeakMap<object, F>();

  constructor(
    space: SearchSpace<G>,
    options: SurrogateSearchOptions,
    scalarisation: Scalarisation,
    origin: Origin,
    makePredictor: (saved?: unknown) => Predictor<G, F>,
  ) {
    const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
    this.#space = space;
    this.#options = options;
    this.#scalarisation = scalarisation;
    this.#predictor = makePredictor(saved?.predictor);
    this.#rng = saved ? rngFromState(saved.rng) : createRng(origin as number);
    this.#examples = [...(saved?.examples ?? [])];
    this.#learned = [...(saved?.learned ?? [])];
    this.#known = new Set(saved?.known);
    this.#open = [...(saved?.open ?? [])];
    this.#queue = [...(saved?.queue ?? [])];
    this.#barren = saved?.barren ?? false;
    const genotypeOf = (example: number) => this.#examples[example]!.genotype;
    this.#pool = new CandidatePool(space, options.mutated, genotypeOf, saved?.pool);
  }

  ask(): Suggestion<G> {
    const { initial, randomFraction } = this.#options;
    const evaluated = this.#examples.filter(({ objectives }) => objectives).length;
    const random =
      evaluated < initial || this.#barren || (randomFraction > 0 && this.#rng.chance(randomFraction));
    const chosen = (random ? undefined : this.#next()) ?? this.#sample();
    this.#known.add(chosen.hash);
    this.#open = [...this.#open.slice(1 - MAX_OPEN), chosen];
    const { genotype, operator, parents } = chosen;
    return { genotype, generation: 1, operator, parents };
  }

  tell({ genotype, candidate, hash, violation, objectives, repeat }: Result<G>): void {
    this.#known.add(hash);
    const open = this.#open.find((each) => each.hash === hash);
    this.#open = this.#open.filter((each) => each !== open);
    if (repeat || violation > 0) return;
    this.#barren = false;
    // Infinity is no JSON, and no number to learn.
    const failed = !objectives?.every(Number.isFinite);
    const example: Example<G> = { candidate, genotype, objectives: failed ? null : objectives };
    const features = open?.genotype === genotype && this.#features.get(open);
    if (features) this.#features.set(example, features);
    this.#learned.push(this.#examples.length);
    this.#examples.push(example);
    if (this.#learned.length > this.#options.limit) this.#forget();
  }

  state(): State<G> {
    return {
      rng: this.#rng.state(),
      examples: [...this.#examples],
      learned: [...this.#learned],
      known: [...this.#known],
      open: [...this.#open],
      queue: [...this.#queue],
      barren: this.#barren,
      pool: this.#pool.state(),
      predictor: this.#predictor.state(),
    };
  }

  /** The next of the ranked candidates, which are ranked anew when none is left; nothing where all are known. */
  #next(): Chosen<G> | undefined {
    const queued = this.#dequeue();
    if (queued) return queued;
    const values = this.#values(this.#scalarisation.weights(this.#rng));
    const brood = {
      seed: this.#rng.int(2 ** 31),
      parents: bestOf(values, [...values.keys()], this.#options.parents),
      size: this.#options.fresh,
    };
    this.#pool.renew(brood, this.#options.pool);
    for (const candidate of this.#rank(values)) {
      if (this.#queue.length === this.#options.batch) break;
      const hash = this.#hashOf(candidate);
      if (candidate.violation > 0 || this.#known.has(hash)) continue;
      if (this.#queue.some((each) => each.hash === hash)) continue;
      const parents = candidate.parent < 0 ? [] : [this.#examples[candidate.parent]!.candidate];
      const chosen: Chosen<G> = { hash, genotype: candidate.genotype, operator: 'acquisition', parents };
      if (candidate.features) this.#features.set(chosen, candidate.features);
      this.#queue.push(chosen);
    }
    this.#barren = this.#queue.length === 0;
    return this.#dequeue();
  }

  #sample(): Chosen<G> {
    const { genotype, hash } = newSample(this.#space, this.#known, this.#rng);
    return { hash, genotype, operator: 'sample', parents: [] };
  }

  #dequeue(): Chosen<G> | undefined {
    for (;;) {
      const chosen = this.#queue.shift();
      if (!chosen || !this.#known.has(chosen.hash)) return chosen;
    }
  }

  /** The examples' values; `Infinity` for those that failed. */
  #values(weights?: readonly number[]): number[] {
    return this.#examples.map(({ objectives }) =>
      objectives ? this.#scalarisation.value(objectives, weights) : Number.POSITIVE_INFINITY,
    );
  }

  /** The candidates, those most worth evaluating first. */
  #rank(values: readonly number[]): Candidate<G, F>[] {
    const worst = values.reduce(
      (most, value) => (Number.isFinite(value) ? Math.max(most, value) : most),
      -Infinity,
    );
    const worth = this.#predictor.learn({
      examples: this.#learned.map((example) => this.#featuresOf(this.#examples[example]!)),
      values: this.#learned.map((example) => Math.min(values[example]!, worst)),
      open: this.#open.map((open) => this.#featuresOf(open)),
      rng: this.#rng,
    });
    const scored = (candidate: Candidate<G, F>) => {
      candidate.features ??= this.#predictor.features(candidate.genotype);
      return { candidate, worth: worth(candidate.features) };
    };
    let ranked = this.#pool
      .candidates()
      .map(scored)
      .sort((a, b) => b.worth - a.worth);
    const { rounds, starts, neighbours } = this.#predictor.climb ?? NO_CLIMB;
    for (let round = 0; round < rounds; round++) {
      const found = ranked.slice(0, starts).flatMap(({ candidate: { genotype, parent } }) =>
        Array.from({ length: neighbours }, () => {
          const neighbour = this.#space.mutate(genotype, this.#rng);
          return scored({ genotype: neighbour, parent, features: undefined, hash: undefined, violation: 0 });
        }),
      );
      ranked = [...ranked, ...found].sort((a, b) => b.worth - a.worth);
    }
    return ranked.map(({ candidate }) => candidate);
  }

  #featuresOf(from: { readonly genotype: G }): F {
    let features = this.#features.get(from);
    if (features === undefined) {
      features = this.#predictor.features(from.genotype);
      this.#features.set(from, features);
    }
    return features;
  }

  #hashOf(candidate: Candidate<G, F>): string {
    if (candidate.hash === undefined) {
      const { hash, violation } = this.#space.describe(candidate.genotype);
      candidate.hash = hash;
      candidate.violation = violation;
    }
    return candidate.hash;
  }

  /** Leaves the better half and the later quarter of as many examples as can be learned from. */
  #forget(): void {
    const { limit } = this.#options;
    const values = this.#values();
    const kept = new Set(bestOf(values, this.#learned, limit >> 1));
    for (const example of this.#learned.slice(-(limit >> 2))) kept.add(example);
    this.#learned = this.#learned.filter((example) => kept.has(example));
  }
}

const NO_CLIMB = { rounds: 0, starts: 0, neighbours: 0 };

/** The `count` of `places` with the least finite values, least first; of equal ones the earlier. */
function bestOf(values: readonly number[], places: readonly number[], count: number): number[] {
  return places
    .filter((place) => Number.isFinite(values[place]!))
    .sort((a, b) => values[a]! - values[b]!)
    .slice(0, count);
}
