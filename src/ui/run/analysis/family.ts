import { ancestorsOf } from '../../../run/analysis/kin.ts';
import { type Lineage, lineage } from '../../../run/analysis/lineage.ts';
import { FrontHistory } from '../../../run/analysis/replay-at.ts';
import type { CandidateTable } from '../../../run/candidate-table.ts';
import type { RunView } from '../../../run/fold.ts';
import { kneeByDistance } from '../../../search/analysis/knee.ts';

/** Whose family is shown. */
export const FAMILIES = ['best', 'knee', 'front', 'selected', 'family'] as const;
export type Family = (typeof FAMILIES)[number];

/** What the choice of a family says. */
export const FAMILY_WORDS: Readonly<Record<Family, string>> = {
  best: 'ancestors of the best',
  knee: 'ancestors of the knee',
  front: 'ancestors of the front',
  selected: 'ancestors of the selected',
  family: 'all kin of the selected',
};

/** Marks that a drawing has at most: each can take the focus. */
export const MOST_SHOWN = 160;

/** A family tree, placed in columns from left to right. */
export interface FamilyTree extends Lineage {
  /** Those whose family it is. */
  readonly of: readonly number[];
  /** By node: its column, from 0. */
  readonly column: Int32Array;
  /** By column: the generation, or the candidate number, that stands there. */
  readonly columns: readonly number[];
  readonly by: 'generation' | 'number';
  /** Kin that the limit of steps leaves out, and that are left out for want of room. */
  readonly tooFar: number;
  readonly noRoom: number;
}

/** Whose family is asked for; empty where there is nobody yet. */
export function rootsOf(
  run: RunView,
  family: Family,
  selected: number | null,
  front: readonly number[],
): number[] {
  const { candidates: table } = run;
  if (family === 'selected' || family === 'family')
    return selected !== null && selected >= 1 && selected <= table.count && table.state[selected] !== 0
      ? [selected]
      : [];
  if (front.length === 0) return [];
  if (family === 'front') return [...front];
  if (family === 'best')
    return [front.reduce((best, n) => (table.error[n]! < table.error[best]! ? n : best))];
  const knee = kneeByDistance(
    front.map((n) => [table.error[n]!, Math.log10(Math.max(1, table.parameters[n]!))]),
  );
  return [front[knee < 0 ? 0 : knee]!];
}

/**
 * The family tree of some candidates: their ancestors, or all kin, up to so many steps away (`null`: all), the nearest
 * first. Columns are generations; where a parent and its child are of one generation (a steady state), they are
 * candidates. Columns without anybody are left out.
 */
export function familyTree(
  table: CandidateTable,
  of: readonly number[],
  show: 'ancestors' | 'both',
  steps: number | null,
): FamilyTree {
  const { all, near } = kinOf(table, of, show, steps ?? Number.POSITIVE_INFINITY);
  const most = Math.min(near, MOST_SHOWN);
  let by: FamilyTree['by'] = 'generation';
  let tree = lineage(table, of, { show, x: by, most });
  if (tree.from.some((from, edge) => tree.x[from]! >= tree.x[tree.to[edge]!]!)) {
    by = 'number';
    tree = lineage(table, of, { show, x: by, most });
  }
  const columns = [...new Set(tree.x)].sort((a, b) => a - b);
  const place = new Map(columns.map((x, column) => [x, column]));
  return {
    ...tree,
    of,
    column: tree.x.map((x) => place.get(x)!),
    columns,
    by,
    tooFar: all - near,
    noRoom: near - most,
  };
}

/** How many kin there are, those asked about among them, and how many of them are so many steps away at most. */
function kinOf(
  table: CandidateTable,
  of: readonly number[],
  show: 'ancestors' | 'both',
  steps: number,
): { readonly all: number; readonly near: number } {
  const ancestors = ancestorsOf(table, of);
  if (show === 'ancestors')
    return {
      all: ancestors.candidates.length,
      near: ancestors.steps.filter((away) => away <= steps).length,
    };
  const up = new Int32Array(table.count + 1).fill(-1);
  for (const [i, n] of ancestors.candidates.entries()) up[n] = ancestors.steps[i]!;
  // Children have higher numbers than their parents: one pass finds all descendants and the steps to them.
  const down = new Int32Array(table.count + 1).fill(-1);
  for (const n of of) down[n] = 0;
  let all = 0;
  let near = 0;
  for (let n = 1; n <= table.count; n++) {
    for (const parent of [table.parent[n]!, table.otherParent[n]!, ...(table.moreParents.get(n) ?? [])])
      if (parent > 0 && down[parent]! >= 0 && (down[n]! < 0 || down[parent]! + 1 < down[n]!))
        down[n] = down[parent]! + 1;
    if (up[n]! < 0 && down[n]! < 0) continue;
    all++;
    if ((up[n]! >= 0 && up[n]! <= steps) || (down[n]! >= 0 && down[n]! <= steps)) near++;
  }
  return { all, near };
}

/** The run's front when so many candidates were over; of a run that is not replayed, its front now. */
export function createFrontAt(): (run: RunView, over: number | null) => readonly number[] {
  let history: { readonly started: RunView['started']; readonly of: FrontHistory } | undefined;
  return (run, over) => {
    if (over === null) return run.front;
    if (history?.started !== run.started) history = { started: run.started, of: new FrontHistory(run) };
    return history.of.extend(run).at(over).front;
  };
}

/** Keys that lead from one mark of a family tree to another. */
const WALKS = [
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
] as const;
export type Walk = (typeof WALKS)[number];

export const isWalk = (key: string): key is Walk => (WALKS as readonly string[]).includes(key);

/**
 * Where a key leads from a node: up to its first parent, with Shift to its other, down to its best child, sideways to its
 * siblings; page keys go through all candidates by number. `null` where there is nobody.
 */
export function nextInFamily(
  tree: FamilyTree,
  table: CandidateTable,
  node: number,
  key: Walk,
  shift = false,
): number | null {
  const count = tree.candidates.length;
  const jump = { PageUp: node - 1, PageDown: node + 1, Home: 0, End: count - 1 }[key as string];
  if (jump !== undefined) return jump >= 0 && jump < count ? jump : null;
  const parentsOf = (child: number) => neighbours(tree.to, tree.from, child);
  const childrenOf = (parent: number) => neighbours(tree.from, tree.to, parent);
  if (key === 'ArrowUp') {
    const edge = tree.to.findIndex((to, i) => to === node && (tree.other[i] === 1) === shift);
    return edge >= 0 ? tree.from[edge]! : (parentsOf(node)[0] ?? null);
  }
  if (key === 'ArrowDown') {
    // What has no error is worse than all that has.
    const errorOf = (child: number) => {
      const error = table.error[tree.candidates[child]!]!;
      return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    };
    return childrenOf(node).reduce<number | null>(
      (best, child) => (best === null || errorOf(child) < errorOf(best) ? child : best),
      null,
    );
  }
  const siblings = new Set(parentsOf(node).flatMap(childrenOf));
  // Who has no siblings here has those of the same column.
  const family =
    siblings.size > 1
      ? [...siblings].sort((a, b) => a - b)
      : [...tree.candidates.keys()]
          .filter((other) => tree.column[other] === tree.column[node])
          .sort((a, b) => tree.lane[a]! - tree.lane[b]!);
  return family[family.indexOf(node) + (key === 'ArrowRight' ? 1 : -1)] ?? null;
}

function neighbours(ends: Int32Array, others: Int32Array, node: number): number[] {
  const found: number[] = [];
  for (const [edge, end] of ends.entries()) if (end === node) found.push(others[edge]!);
  return found;
}
