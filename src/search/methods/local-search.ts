import { createRng, type Rng, rngFromState } from '../../space/random.ts';
import type { Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';

export interface LocalSearchOptions {
  /** `first`: moves to the first neighbour that is better; `best`: evaluates them all and moves to the best. */
  readonly improvement: 'first' | 'best';
  /** Random samples to begin with, and at every restart; the best of them is the start. At least 1. */
  readonly initial: number;
  /** Of a larger neighbourhood so many are drawn by mutation instead. */
  readonly neighbours: number;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly round: number;
  readonly incumbent: Incumbent<G> | null;
  readonly best: Incumbent<G> | null;
  /** Of the round: samples that are still to be suggested, neighbours that are, and suggestions without a result. */
  readonly samples: number;
  readonly left: readonly G[];
  readonly open: number;
}

interface Incumbent<G> {
  readonly candidate: number;
  readonly genotype: G;
  readonly value: number;
}

/**
 * Local search, or hill climbing (White, Nolen & Savani 2020; den Ottelander et al. 2021): from the best of a few samples to
 * a better neighbour, until none is; then from new samples. A *round* is the neighbourhood of one incumbent, or the samples
 * of one start. Equal values are no improvement. While the last results of a round are awaited, samples are suggested, so
 * that nobody waits; one that is better than everything found is moved to.
 */
export function localSearch<G>(
  space: SearchSpace<G>,
  options: LocalSearchOptions,
  { value }: Scalarisation,
  origin: Origin,
): Method<G> {
  const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
  const rng: Rng = saved ? rngFromState(saved.rng) : createRng(origin as number);
  let round = saved?.round ?? 1;
  let incumbent = saved?.incumbent ?? null;
  /** The best of the round, where that is not known to be the incumbent. */
  let best = saved?.best ?? null;
  let samples = saved?.samples ?? options.initial;
  let left: G[] = [...(saved?.left ?? [])];
  let open = saved?.open ?? 0;

  /** The neighbours of a genotype in random order; at most `options.neighbours`. */
  function neighbourhood(genotype: G): G[] {
    const all: G[] = [];
    for (const neighbour of space.neighbours(genotype)) {
      if (all.push(neighbour) > options.neighbours)
        return Array.from({ length: options.neighbours }, () => space.mutate(genotype, rng));
    }
    for (let i = all.length - 1; i > 0; i--) {
      const j = rng.int(i + 1);
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    return all;
  }

  function moveTo(next: Incumbent<G>): void {
    incumbent = next;
    best = null;
    round++;
    left = neighbourhood(next.genotype);
    samples = 0;
    open = 0;
  }

  /** What follows when everything of a round is told: a better incumbent, or a restart. */
  function endRound(): void {
    if (best && (!incumbent || best.value < incumbent.value)) {
      moveTo(best);
      return;
    }
    incumbent = null;
    best = null;
    round++;
    samples = options.initial;
    left = [];
  }

  const sample = (note?: number): Suggestion<G> => ({
    genotype: space.sample(rng),
    generation: round,
    operator: 'sample',
    parents: [],
    ...(note !== undefined && { note }),
  });

  return {
    ask(): Suggestion<G> {
      if (samples === 0 && left.length === 0 && open === 0) endRound();
      if (samples > 0) {
        samples--;
        open++;
        return sample(round);
      }
      const genotype = left.pop();
      if (genotype === undefined) return sample();
      open++;
      return {
        genotype,
        generation: round,
        operator: 'neighbour',
        parents: [incumbent!.candidate],
        note: round,
      };
    },

    tell(result: Result<G>): void {
      const current = result.note === round;
      if (current) open--;
      if (!result.objectives) return;
      const found = {
        candidate: result.candidate,
        genotype: result.genotype,
        value: value(result.objectives),
      };
      // A late result of an earlier round, or a sample beside it, counts where it is better than the incumbent.
      if (!current && !(incumbent && found.value < Math.min(incumbent.value, best?.value ?? Infinity)))
        return;
      if (!best || found.value < best.value) best = found;
      const improves = incumbent !== null && found.value < incumbent.value;
      if (improves && (options.improvement === 'first' || !current)) moveTo(found);
    },

    state: (): State<G> => ({ rng: rng.state(), round, incumbent, best, samples, left: [...left], open }),
  };
}
