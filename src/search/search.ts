import { createRng, deriveSeed, rngFromState } from '../space/random.ts';
import type { Description, Method, Origin, Problem, Result, Suggestion } from './method.ts';
import type { Answer, Outcome, Strategy } from './strategy.ts';

export interface SearchOptions<G> {
  /** Whether an architecture may be evaluated more than once. Left out: no. */
  readonly repeats?: boolean;
  /** A genotype that the first suggestion's place is given to: the search begins with something known. */
  readonly first?: G;
}

/** What is known of an architecture, by its hash. */
interface Known {
  readonly candidate: number;
  /** `null` until it is evaluated, and where it failed or never will be. */
  objectives: readonly number[] | null;
}

/** A candidate in evaluation. */
interface Open<G> {
  readonly suggestion: Suggestion<G>;
  readonly description: Description;
}

interface State<G> {
  readonly rng: readonly number[];
  readonly next: number;
  readonly fruitless: number;
  readonly repeated: number;
  readonly archive: readonly (readonly [string, Known])[];
  readonly open: readonly (readonly [number, Open<G>])[];
  readonly method: unknown;
}

/** After so many suggestions in a row that are duplicates or infeasible, the space, or what can be found in it, is exhausted. */
export const MAX_FRUITLESS = 1000;
/** After so many duplicates in a row the method is stuck: its suggestions are mutated, ever more often, until they are new. */
const STUCK = 50;

/**
 * The ledger around a method, which makes a strategy of it. It numbers candidates, keeps those that are open, filters
 * those that break a constraint before evaluation, and knows every architecture of the run by its canonical hash:
 * a suggestion that is not new costs nothing, the method is told at once what is known of it. A method that suggests nothing
 * new any more (a policy that has converged) does not end a run: its suggestions are mutated until they are new.
 * `create` makes the method from the origin it is given. Throws an `Error` where a method waits although nothing is
 * open.
 */
export function search<G>(
  problem: Problem<G>,
  create: (origin: Origin) => Method<G>,
  origin: Origin,
  { repeats = false, first }: SearchOptions<G> = {},
): Strategy<G> {
  const saved = typeof origin === 'number' ? undefined : (origin.saved as State<G>);
  // Seeds that count up must not give alike streams.
  const method = create(saved ? { saved: saved.method } : deriveSeed(origin as number, 'method'));
  const rng = saved ? rngFromState(saved.rng) : createRng(deriveSeed(origin as number, 'ledger'));
  const archive = new Map<string, Known>(saved?.archive.map(([hash, known]) => [hash, { ...known }]));
  const open = new Map(saved?.open);
  let next = saved?.next ?? 1;
  let fruitless = saved?.fruitless ?? 0;
  /** Duplicates in a row; what breaks a constraint is no sign of being stuck: selection leads out of it. */
  let repeated = saved?.repeated ?? 0;

  /** A suggestion that is surely not what the method keeps saying. */
  function unstuck(suggestion: Suggestion<G>): Suggestion<G> {
    if (repeated < STUCK) return suggestion;
    let { genotype } = suggestion;
    for (let i = 0; i < Math.floor(repeated / STUCK); i++) genotype = problem.mutate(genotype, rng);
    return { ...suggestion, genotype, operator: 'mutation' };
  }

  const beginWith = (suggestion: Suggestion<G>): Suggestion<G> => ({
    ...suggestion,
    genotype: first!,
    operator: 'sample',
  });

  return {
    ask(): Answer<G> {
      if (fruitless >= MAX_FRUITLESS) return { kind: open.size > 0 ? 'wait' : 'exhausted' };
      const asked = method.ask();
      if (asked === 'wait' && open.size === 0)
        throw new Error('The search method waits for a result, but no candidate is being evaluated.');
      if (asked === 'wait') return { kind: 'wait' };
      if (asked === 'exhausted') return { kind: open.size > 0 ? 'wait' : 'exhausted' };
      const suggestion = next === 1 && first !== undefined ? beginWith(asked) : unstuck(asked);
      const { genotype, generation, operator, parents } = suggestion;
      const description = problem.describe(genotype);
      const { hash, violation } = description;
      const known = archive.get(hash);
      if (known && !repeats) {
        fruitless++;
        repeated++;
        method.tell(resultOf(suggestion, description, known.candidate, known.objectives, true));
        return { kind: 'duplicate', genotype, hash, of: known.candidate };
      }
      repeated = 0;
      const candidate = next++;
      if (!known) archive.set(hash, { candidate, objectives: null });
      if (violation > 0) {
        fruitless++;
        method.tell(resultOf(suggestion, description, candidate, null, false));
        return { kind: 'infeasible', violation, candidate, genotype, hash, generation, operator, parents };
      }
      fruitless = 0;
      open.set(candidate, { suggestion, description });
      return { kind: 'evaluate', candidate, genotype, hash, generation, operator, parents };
    },

    tell({ candidate, objectives }: Outcome): void {
      const entry = open.get(candidate);
      if (!entry) throw new Error(`Candidate ${candidate} is not being evaluated.`);
      open.delete(candidate);
      // What it says may lead the method on.
      fruitless = Math.min(fruitless, MAX_FRUITLESS - STUCK);
      const known = archive.get(entry.description.hash)!;
      if (known.candidate === candidate) known.objectives = objectives;
      method.tell(resultOf(entry.suggestion, entry.description, candidate, objectives, false));
    },

    state: (): State<G> => ({
      rng: rng.state(),
      next,
      fruitless,
      repeated,
      archive: [...archive].map(([hash, known]) => [hash, { ...known }]),
      open: [...open],
      method: method.state(),
    }),
  };
}

/** Field by field: spreading them took a quarter of the time of a search whose evaluations cost nothing. */
function resultOf<G>(
  { genotype, generation, operator, parents, note }: Suggestion<G>,
  { hash, violation, cheap }: Description,
  candidate: number,
  objectives: readonly number[] | null,
  repeat: boolean,
): Result<G> {
  const result = {
    genotype,
    generation,
    operator,
    parents,
    hash,
    violation,
    cheap,
    candidate,
    objectives,
    repeat,
  };
  return note === undefined ? result : { ...result, note };
}
