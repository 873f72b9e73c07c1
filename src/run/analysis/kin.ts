import { type CandidateTable, NONE, parentsOf, STATE } from '../candidate-table.ts';

/** Candidates that are kin to some, the nearest first, and how many steps away each is. */
export interface Kin {
  readonly candidates: readonly number[];
  readonly steps: readonly number[];
}

/** Whether the table holds a candidate of that number. */
const has = (table: CandidateTable, n: number): boolean =>
  n >= 1 && n <= table.count && table.state[n] !== STATE.unknown;

/** The ancestors of some candidates, with those themselves. Parents that the table does not hold are left out. */
export const ancestorsOf = (table: CandidateTable, of: readonly number[]): Kin =>
  nearest(table, of, (n) => parentsOf(table, n));

/** The descendants of some candidates, with those themselves. */
export function descendantsOf(table: CandidateTable, of: readonly number[]): Kin {
  const children = childrenByParent(table);
  return nearest(table, of, (n) => children.get(n) ?? []);
}

/** A candidate's children, by number. `O(n)`. */
export function childrenOf(table: CandidateTable, n: number): number[] {
  const found: number[] = [];
  for (let child = 1; child <= table.count; child++) {
    const isParent =
      table.parent[child] === n ||
      table.otherParent[child] === n ||
      table.moreParents.get(child)?.includes(n);
    if (isParent && has(table, child)) found.push(child);
  }
  return found;
}

function childrenByParent(table: CandidateTable): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (let child = 1; child <= table.count; child++) {
    if (!has(table, child) || table.parent[child] === NONE) continue;
    for (const parent of new Set(parentsOf(table, child))) {
      const known = children.get(parent);
      if (known) known.push(child);
      else children.set(parent, [child]);
    }
  }
  return children;
}

function nearest(table: CandidateTable, of: readonly number[], next: (n: number) => readonly number[]): Kin {
  const candidates: number[] = [];
  const steps: number[] = [];
  const seen = new Set<number>();
  const enter = (n: number, step: number) => {
    if (seen.has(n) || !has(table, n)) return;
    seen.add(n);
    candidates.push(n);
    steps.push(step);
  };
  for (const n of of) enter(n, 0);
  for (let at = 0; at < candidates.length; at++)
    for (const n of next(candidates[at]!)) enter(n, steps[at]! + 1);
  return { candidates, steps };
}
