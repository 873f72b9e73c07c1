import type { TrainedWeights } from '../evaluation/train.ts';
import type { Space } from '../space/hierarchy.ts';
import type { Genotype } from '../space/tree.ts';
import { type CandidateView, candidateOf } from './candidate-table.ts';
import type { RunEvent } from './events.ts';
import { foldRun, type RunView } from './fold.ts';
import { createWeightBank } from './weight-bank.ts';

type Proposed = Extract<RunEvent, { type: 'proposed' | 'infeasible' }>;

/** A run that is looked at, whether it goes on or not: its log, the fold over it, and weights in memory. */
export interface OpenRun {
  readonly id: string;
  readonly space: Space;
  readonly log: readonly RunEvent[];
  readonly view: RunView;
  add(events: readonly RunEvent[]): void;
  /** What was proposed as a candidate. Throws an `Error` where there is no such candidate. */
  proposal(candidate: number): Proposed;
  /** Genotypes of up to `limit` candidates from a number on. */
  genotypes(from: number, limit: number): { readonly candidate: number; readonly genotype: Genotype }[];
  /** A candidate that was evaluated. Throws an `Error` where it was not. */
  evaluated(candidate: number): CandidateView & { readonly error: number; readonly genotype: Genotype };
  keep(candidate: number, trained: TrainedWeights): void;
  weights(candidate: number): TrainedWeights | undefined;
}

/** Opens a log, which must begin with its start unless it is empty: then its first event must come before all questions. */
export function openRun(id: string, space: Space, events: readonly RunEvent[]): OpenRun {
  const log: RunEvent[] = [];
  const places = new Map<number, number>();
  const bank = createWeightBank();
  let view: RunView | null = null;
  const add = (fresh: readonly RunEvent[]) => {
    for (const event of fresh) {
      if (event.type === 'proposed' || event.type === 'infeasible') places.set(event.candidate, log.length);
      if (event.type === 'frontChanged') bank.protect(event.members);
      log.push(event);
    }
    view = foldRun(view, fresh);
  };
  add(events);
  const folded = (): RunView => {
    if (!view) throw new Error('The run has not begun.');
    return view;
  };
  const proposal = (candidate: number): Proposed => {
    const event = log[places.get(candidate) ?? -1];
    if (event?.type !== 'proposed' && event?.type !== 'infeasible')
      throw new Error(`There is no candidate ${candidate} in this run.`);
    return event;
  };
  return {
    id,
    space,
    log,
    add,
    proposal,
    get view() {
      return folded();
    },
    genotypes(from, limit) {
      const found = [];
      for (let n = Math.max(1, from); n <= folded().candidates.count && found.length < limit; n++)
        if (places.has(n)) found.push({ candidate: n, genotype: proposal(n).genotype });
      return found;
    },
    evaluated(candidate) {
      const found = candidateOf(folded().candidates, candidate);
      if (!found || found.error === null) throw new Error(`Candidate ${candidate} has not been evaluated.`);
      return { ...found, error: found.error, genotype: proposal(candidate).genotype };
    },
    keep: bank.put,
    weights: bank.get,
  };
}
