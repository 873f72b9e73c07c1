import type { AnalysedCandidate } from '../../../run/analysis/decision-table.ts';
import { type CandidateTable, NONE } from '../../../run/candidate-table.ts';
import type { Genotype } from '../../../space/tree.ts';

/** Candidates that are asked for in one go although nobody wants them, rather than asking twice. */
const GAP = 32;

/** The candidates that were evaluated after the first `over` were over, in the order of evaluation, at most so many. */
export interface Due {
  readonly candidates: readonly number[];
  /** How many candidates are over with them, those between that failed included. */
  readonly over: number;
}

export function dueAfter(table: CandidateTable, over: number, most: number): Due {
  const byOrder: number[] = [];
  for (let n = 1; n <= table.count; n++) {
    const order = table.order[n]!;
    if (order !== NONE && order > over) byOrder[order - over - 1] = n;
  }
  const candidates: number[] = [];
  let until = over;
  for (const n of byOrder) {
    // Orders have no gaps; a table that had would be waited for.
    if (n === undefined || candidates.length === most) break;
    until++;
    if (!Number.isNaN(table.error[n]!)) candidates.push(n);
  }
  return { candidates, over: until };
}

/** Stretches of numbers that hold all of these, with `GAP` others between two at most. */
export function stretchesOf(
  candidates: readonly number[],
): { readonly from: number; readonly count: number }[] {
  const stretches: { from: number; count: number }[] = [];
  for (const n of candidates.toSorted((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last && n - (last.from + last.count - 1) <= GAP) last.count = n - last.from + 1;
    else stretches.push({ from: n, count: 1 });
  }
  return stretches;
}

/** What the analyst gets: figures from the table, genotypes from the coordinator. Candidates without one are left out. */
export function analysed(
  table: CandidateTable,
  candidates: readonly number[],
  genotypes: ReadonlyMap<number, Genotype>,
): AnalysedCandidate[] {
  return candidates.flatMap((candidate) => {
    const genotype = genotypes.get(candidate);
    if (genotype === undefined) return [];
    return {
      candidate,
      genotype,
      generation: table.generation[candidate]!,
      error: table.error[candidate]!,
      parameters: table.parameters[candidate]!,
    };
  });
}
