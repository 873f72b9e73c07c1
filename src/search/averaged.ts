import type { Answer, Outcome, Proposal, Strategy } from './strategy.ts';

interface Pending<G> {
  readonly proposal: Proposal<G>;
  /** Evaluations that are still to be asked for. */
  left: number;
  /** Those asked for and not told. */
  open: number;
  readonly outcomes: (readonly number[])[];
}

interface State<G> {
  readonly pending: readonly Pending<G>[];
  readonly strategy: unknown;
}

/**
 * Has every candidate evaluated `times` times, and tells the strategy the mean: training is noisy, and a lucky seed would
 * lead a search astray. The answers for one candidate follow each other and differ in `repetition` alone. Evaluations that
 * fail are left out of the mean; a candidate has failed when all have. `saved`: see `inOrder`. Throws a `RangeError` unless
 * `times` is a whole number of at least 1.
 */
export function averaged<G>(strategy: Strategy<G>, times: number, saved?: unknown): Strategy<G> {
  if (!Number.isInteger(times) || times < 1)
    throw new RangeError(`Evaluations of a candidate must be a whole number of at least 1, not ${times}.`);
  const pending = new Map(
    (saved as State<G> | undefined)?.pending.map((entry) => [
      entry.proposal.candidate,
      { ...entry, outcomes: [...entry.outcomes] },
    ]),
  );

  return {
    ask(): Answer<G> {
      for (const entry of pending.values()) {
        if (entry.left === 0) continue;
        entry.open++;
        return { kind: 'evaluate', ...entry.proposal, repetition: times - entry.left-- };
      }
      const answer = strategy.ask();
      if (answer.kind !== 'evaluate') return answer;
      const { kind: _, ...proposal } = answer;
      pending.set(proposal.candidate, { proposal, left: times - 1, open: 1, outcomes: [] });
      return { ...answer, repetition: 0 };
    },
    tell({ candidate, objectives }: Outcome): void {
      const entry = pending.get(candidate);
      if (!entry || entry.open === 0) throw new Error(`Candidate ${candidate} is not being evaluated.`);
      entry.open--;
      if (objectives) entry.outcomes.push(objectives);
      if (entry.left > 0 || entry.open > 0) return;
      pending.delete(candidate);
      strategy.tell({ candidate, objectives: meanOf(entry.outcomes) });
    },
    state: (): State<G> => ({
      pending: [...pending.values()].map((entry) => ({ ...entry, outcomes: [...entry.outcomes] })),
      strategy: strategy.state(),
    }),
  };
}

const meanOf = (outcomes: readonly (readonly number[])[]): readonly number[] | null =>
  outcomes[0]?.map((_, m) => steadyMean(outcomes.map((outcome) => outcome[m]!))) ?? null;

/** The mean, the same to the last bit in whatever order the values come. */
export const steadyMean = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b).reduce((sum, value) => sum + value, 0) / values.length;
