import type { Outcome, Strategy } from './strategy.ts';

interface State {
  /** Candidates in the order of asking whose outcome the strategy has not heard. */
  readonly unheard: readonly number[];
  readonly known: readonly Outcome[];
  readonly waits: boolean;
  readonly strategy: unknown;
}

/**
 * Makes a strategy independent of timing and of the number of workers: outcomes are told in the order in which their
 * candidates were proposed, and the k-th candidate is proposed when exactly the outcomes of the first `k − ahead` have been
 * told, however many more are there. At most `ahead` candidates are open at a time. Where the strategy waits, outcomes
 * are told one by one until it does not. `saved`: the state to go on from, whose strategy the given one must have been made
 * of. Throws a `RangeError` unless `ahead` is a whole number of at least 1.
 */
export function inOrder<G>(strategy: Strategy<G>, ahead: number, saved?: unknown): Strategy<G> {
  if (!Number.isInteger(ahead) || ahead < 1)
    throw new RangeError(`Candidates ahead must be a whole number of at least 1, not ${ahead}.`);
  const start = saved as State | undefined;
  const unheard = [...(start?.unheard ?? [])];
  /** The strategy has said that it waits, and has heard nothing since. Asked again it might draw from its chance. */
  let waits = start?.waits ?? false;
  const known = new Map(start?.known.map((outcome) => [outcome.candidate, outcome]));

  /** Tells the strategy the next outcome in order; false where that is not known yet. */
  const hear = (): boolean => {
    const outcome = known.get(unheard[0] ?? -1);
    if (!outcome) return false;
    unheard.shift();
    known.delete(outcome.candidate);
    strategy.tell(outcome);
    waits = false;
    return true;
  };

  return {
    ask() {
      while (unheard.length >= ahead) if (!hear()) return { kind: 'wait' };
      while (!waits || hear()) {
        const answer = strategy.ask();
        if (answer.kind === 'evaluate') unheard.push(answer.candidate);
        if (answer.kind !== 'wait') return answer;
        waits = true;
      }
      return { kind: 'wait' };
    },
    tell(outcome) {
      if (!unheard.includes(outcome.candidate) || known.has(outcome.candidate))
        throw new Error(`Candidate ${outcome.candidate} is not being evaluated.`);
      known.set(outcome.candidate, outcome);
    },
    state: (): State => ({
      unheard: [...unheard],
      known: [...known.values()],
      waits,
      strategy: strategy.state(),
    }),
  };
}

/** The wrapped strategy's part of a state. */
export const innerState = (saved: unknown): unknown => (saved as { readonly strategy: unknown }).strategy;
