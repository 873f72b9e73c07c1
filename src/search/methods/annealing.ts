import { createRng, rngFromState } from '../../space/random.ts';
import type { Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';

export interface AnnealingOptions {
  /** Random samples to begin with: the best is the start, their spread the unit of temperature. At least 2. */
  readonly initial: number;
  /** The first temperature, in standard deviations of the samples' values. */
  readonly temperature: number;
  /** The temperature is multiplied by this after every told result. */
  readonly cooling: number;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly current: { readonly candidate: number; readonly genotype: G; readonly value: number } | null;
  readonly begun: number;
  readonly samples: readonly number[];
  readonly temperature: number | null;
}

/**
 * Simulated annealing (Kirkpatrick, Gelatt & Vecchi 1983): a mutated copy of the current genotype takes its place if it is
 * better, and with probability exp(−Δ/T) if it is worse by Δ; T falls geometrically. With several suggestions open a
 * result is judged against whatever is current when it is told.
 */
export function annealing<G>(
  space: Pick<SearchSpace<G>, 'sample' | 'mutate'>,
  options: AnnealingOptions,
  { value }: Scalarisation,
  origin: Origin,
): Method<G> {
  const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
  const rng = saved ? rngFromState(saved.rng) : createRng(origin as number);
  let current = saved?.current ?? null;
  let begun = saved?.begun ?? 0;
  const samples = [...(saved?.samples ?? [])];
  let temperature = saved?.temperature ?? null;

  return {
    ask(): Suggestion<G> {
      if (!current || begun < options.initial) {
        begun++;
        return { genotype: space.sample(rng), generation: 1, operator: 'sample', parents: [] };
      }
      const genotype = space.mutate(current.genotype, rng);
      return { genotype, generation: 1, operator: 'mutation', parents: [current.candidate] };
    },

    tell({ candidate, genotype, objectives, repeat }: Result<G>): void {
      if (!objectives) return;
      const found = { candidate, genotype, value: value(objectives) };
      if (samples.length < options.initial) {
        if (!repeat) samples.push(found.value);
        if (!current || found.value < current.value) current = found;
        return;
      }
      temperature ??= options.temperature * spreadOf(samples);
      const worse = found.value - (current?.value ?? Number.POSITIVE_INFINITY);
      // A repeat is a move like any other: staying put because a place is known would end the walk.
      if (worse <= 0 || (temperature > 0 && rng.chance(Math.exp(-worse / temperature)))) current = found;
      if (!repeat) temperature *= options.cooling;
    },

    state: (): State<G> => ({ rng: rng.state(), current, begun, samples: [...samples], temperature }),
  };
}

/** The standard deviation; the least positive number where there is none, so that only improvements are taken. */
function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
