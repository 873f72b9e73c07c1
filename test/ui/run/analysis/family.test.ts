import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestorsOf, descendantsOf } from '../../../../src/run/analysis/kin.ts';
import { addCandidate, emptyTable, parentsOf } from '../../../../src/run/candidate-table.ts';
import { foldRun, type RunView } from '../../../../src/run/fold.ts';
import {
  createFrontAt,
  familyTree,
  MOST_SHOWN,
  nextInFamily,
  rootsOf,
} from '../../../../src/ui/run/analysis/family.ts';
import { madeUp } from './runs.ts';

const { log, run, table } = madeUp();
const anyone = fc.integer({ min: 1, max: table.count });
const anySteps = fc.option(fc.integer({ min: 0, max: 12 }));

describe('the family tree', () => {
  it('holds ancestors up to so many steps away, and counts all others', () => {
    fc.assert(
      fc.property(anyone, anySteps, (n, steps) => {
        const tree = familyTree(table, [n], 'ancestors', steps);
        const kin = ancestorsOf(table, [n]);
        expect(tree.candidates.length + tree.tooFar + tree.noRoom).toBe(kin.candidates.length);
        expect(tree.candidates.length).toBeLessThanOrEqual(MOST_SHOWN);
        const near = new Set(kin.candidates.filter((_, i) => steps === null || kin.steps[i]! <= steps));
        for (const each of tree.candidates) expect(near.has(each)).toBe(true);
        if (tree.noRoom === 0) expect(tree.candidates.length).toBe(near.size);
        expect(tree.candidates).toContain(n);
      }),
    );
  });

  it('holds descendants, too, where all kin are asked for', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyone, { minLength: 1, maxLength: 3 }), anySteps, (of, steps) => {
        const tree = familyTree(table, of, 'both', steps);
        const away = new Map<number, number>();
        for (const kin of [ancestorsOf(table, of), descendantsOf(table, of)])
          for (const [i, n] of kin.candidates.entries())
            away.set(n, Math.min(away.get(n) ?? Number.POSITIVE_INFINITY, kin.steps[i]!));
        const near = [...away.values()].filter((each) => steps === null || each <= steps).length;
        expect(tree.tooFar).toBe(away.size - near);
        expect(tree.candidates.length + tree.noRoom).toBe(near);
        for (const [i, n] of tree.candidates.entries()) {
          expect(tree.steps[i]).toBe(away.get(n));
          if (tree.noRoom === 0 && steps !== null) expect(away.get(n)).toBeLessThanOrEqual(steps);
        }
      }),
    );
  });

  it('stands in columns that rise from parent to child, without empty ones', () => {
    fc.assert(
      fc.property(anyone, anySteps, (n, steps) => {
        const { column, columns, from, to, by, candidates, lane } = familyTree(
          table,
          [n],
          'ancestors',
          steps,
        );
        for (const [edge, parent] of from.entries()) expect(column[parent]!).toBeLessThan(column[to[edge]!]!);
        expect(new Set(column)).toEqual(new Set(columns.keys()));
        for (const [node, candidate] of candidates.entries())
          expect(columns[column[node]!]).toBe(by === 'generation' ? table.generation[candidate] : candidate);
        // Every mark has a place of its own.
        expect(new Set(Array.from(column, (each, node) => `${each} ${lane[node]}`)).size).toBe(
          candidates.length,
        );
      }),
    );
  });

  it('goes by candidates where a parent and its child are of one generation', () => {
    const steady = emptyTable();
    const costs = { parameters: 10, statistics: 0, macs: 1 };
    const add = (candidate: number, generation: number, parents: number[]) =>
      addCandidate(steady, { candidate, generation, operator: 'mutation', parents, costs }, 'evaluated', 0);
    add(1, 1, []);
    add(2, 2, [1]);
    add(3, 2, [2]);
    expect(familyTree(steady, [3], 'ancestors', null)).toMatchObject({ by: 'number', columns: [1, 2, 3] });
    expect(familyTree(steady, [2], 'ancestors', null)).toMatchObject({ by: 'generation', columns: [1, 2] });
    // With one generation in between left out, two columns remain.
    add(5, 7, [1]);
    expect(familyTree(steady, [5], 'ancestors', null)).toMatchObject({ by: 'generation', columns: [1, 7] });
  });
});

describe('whose family it is', () => {
  it('is that of the lowest error, of the knee, of the front, or of the selected', () => {
    const [best] = rootsOf(run, 'best', null, run.front);
    for (const n of run.front) expect(table.error[best!]!).toBeLessThanOrEqual(table.error[n]!);
    expect(rootsOf(run, 'front', null, run.front)).toEqual(run.front);
    expect(run.front).toContain(rootsOf(run, 'knee', null, run.front)[0]);
    expect(rootsOf(run, 'selected', 17, run.front)).toEqual([17]);
    expect(rootsOf(run, 'selected', table.count + 1, run.front)).toEqual([]);
    expect(rootsOf(run, 'selected', null, run.front)).toEqual([]);
    expect(rootsOf(run, 'best', null, [])).toEqual([]);
  });

  it('is of the front as it was, where the run is replayed', () => {
    const frontAt = createFrontAt();
    expect(frontAt(run, null)).toBe(run.front);
    let early: RunView | null = null;
    for (const event of log) {
      early = foldRun(early, [event]);
      if (early!.evaluated + early!.failed !== 60) continue;
      // The front's event follows the evaluation.
      if (event.type === 'frontChanged' || event.type === 'proposed' || event.type === 'started') break;
    }
    expect(frontAt(run, 60)).toEqual(early!.front);
    expect(frontAt(run, run.evaluated + run.failed)).toEqual(run.front);
  });
});

describe('walking the tree by keys', () => {
  const best = rootsOf(run, 'best', null, run.front);
  const tree = familyTree(table, best, 'ancestors', null);
  const anyNode = fc.nat({ max: tree.candidates.length - 1 });

  it('leads up to a parent, and down to the child with the lowest error', () => {
    fc.assert(
      fc.property(anyNode, (node) => {
        const n = tree.candidates[node]!;
        const up = nextInFamily(tree, table, node, 'ArrowUp');
        const shown = parentsOf(table, n).filter((parent) => tree.candidates.includes(parent));
        if (up === null) expect(shown).toEqual([]);
        else expect(tree.candidates[up]).toBe(shown[0]);
        const down = nextInFamily(tree, table, node, 'ArrowDown');
        const children = [...tree.candidates].filter((child) => parentsOf(table, child).includes(n));
        if (down === null) expect(children).toEqual([]);
        else {
          const errors = children.map((child) => table.error[child]!).filter((error) => !Number.isNaN(error));
          const found = table.error[tree.candidates[down]!]!;
          expect(errors.length > 0 ? found : children).toEqual(
            errors.length > 0 ? Math.min(...errors) : children,
          );
        }
      }),
    );
  });

  it('leads sideways, and back', () => {
    fc.assert(
      fc.property(anyNode, (node) => {
        const right = nextInFamily(tree, table, node, 'ArrowRight');
        if (right === null) return;
        expect(right).not.toBe(node);
        // Siblings of both parents may be more than those of one.
        const back = nextInFamily(tree, table, right, 'ArrowLeft');
        expect(back).not.toBeNull();
      }),
    );
  });

  it('leads to the other parent with Shift, and to everybody by page keys', () => {
    fc.assert(
      fc.property(anyNode, (node) => {
        const [first, second] = parentsOf(table, tree.candidates[node]!);
        const up = nextInFamily(tree, table, node, 'ArrowUp', true);
        if (second !== undefined && second !== first) expect(tree.candidates[up!]).toBe(second);
      }),
    );
    const walked = [nextInFamily(tree, table, 3, 'Home')!];
    for (;;) {
      const next = nextInFamily(tree, table, walked.at(-1)!, 'PageDown');
      if (next === null) break;
      expect(nextInFamily(tree, table, next, 'PageUp')).toBe(walked.at(-1));
      walked.push(next);
    }
    expect(walked).toEqual([...tree.candidates.keys()]);
    expect(nextInFamily(tree, table, 0, 'End')).toBe(walked.at(-1));
  });
});
