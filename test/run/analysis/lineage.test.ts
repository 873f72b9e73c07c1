import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestorsOf, childrenOf, descendantsOf } from '../../../src/run/analysis/kin.ts';
import { crossings, lineage } from '../../../src/run/analysis/lineage.ts';
import {
  addCandidate,
  type CandidateTable,
  emptyTable,
  parentsOf,
} from '../../../src/run/candidate-table.ts';
import { createRng, type Rng } from '../../../src/space/random.ts';

/** A run of so many candidates in generations of `size`, each with up to three parents before it. */
function family(count: number, size: number, rng: Rng): CandidateTable {
  const table = emptyTable();
  for (let n = 1; n <= count; n++) {
    const parents =
      n <= size ? [] : Array.from({ length: 1 + rng.int(3) }, () => Math.max(1, n - 1 - rng.int(2 * size)));
    addCandidate(
      table,
      {
        candidate: n,
        generation: 1 + Math.floor((n - 1) / size),
        operator: 'crossover',
        parents,
        costs: { parameters: 1, statistics: 0, macs: 0 },
      },
      'evaluated',
      0,
    );
  }
  return table;
}

const families = fc
  .tuple(fc.integer(), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 8 }))
  .map(([seed, count, size]) => family(count, size, createRng(seed)));

/** Who can be reached, by repeating one step until nothing is new. */
function closure(start: number, next: (n: number) => readonly number[]): Set<number> {
  const found = new Set([start]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const n of [...found]) for (const other of next(n)) found.add(other);
  }
  return found;
}

describe('kin', () => {
  it('is everybody who can be reached, the nearest first', () => {
    fc.assert(
      fc.property(families, fc.nat(), (table, pick) => {
        const n = 1 + (pick % table.count);
        const up = ancestorsOf(table, [n]);
        expect(new Set(up.candidates)).toEqual(closure(n, (each) => parentsOf(table, each)));
        expect(new Set(descendantsOf(table, [n]).candidates)).toEqual(
          closure(n, (each) => childrenOf(table, each)),
        );
        expect([...up.steps]).toEqual(up.steps.toSorted((a, b) => a - b));
        for (const [i, each] of up.candidates.entries()) {
          if (each === n) continue;
          // One step farther than the nearest of its children among them.
          const children = childrenOf(table, each).map((child) => up.candidates.indexOf(child));
          expect(up.steps[i]).toBe(1 + Math.min(...children.filter((k) => k >= 0).map((k) => up.steps[k]!)));
        }
      }),
    );
  });

  it('knows children by any parent, and nobody who is not there', () => {
    const table = family(3, 3, createRng(1));
    const child = {
      operator: 'crossover',
      generation: 2,
      costs: { parameters: 1, statistics: 0, macs: 0 },
    } as const;
    addCandidate(table, { ...child, candidate: 5, parents: [1, 2, 3, 77] }, 'proposed', 0);
    for (const parent of [1, 2, 3]) expect(childrenOf(table, parent)).toEqual([5]);
    expect(ancestorsOf(table, [5]).candidates).toEqual([5, 1, 2, 3]);
    expect(ancestorsOf(table, [4, 9, 0, -1])).toEqual({ candidates: [], steps: [] });
    expect(descendantsOf(table, [2, 3])).toEqual({ candidates: [2, 3, 5], steps: [0, 0, 1] });
  });
});

describe('lineage', () => {
  it('shows everybody once, edges from parents to children, none standing in the way of another', () => {
    fc.assert(
      fc.property(
        families,
        fc.nat(),
        fc.constantFrom('ancestors', 'descendants', 'both'),
        fc.constantFrom('generation', 'number'),
        (table, pick, show, by) => {
          const n = 1 + (pick % table.count);
          const view = lineage(table, [n], { show, x: by });
          const kin = new Set([
            ...(show === 'descendants' ? [] : ancestorsOf(table, [n]).candidates),
            ...(show === 'ancestors' ? [] : descendantsOf(table, [n]).candidates),
          ]);
          expect([...view.candidates]).toEqual([...kin].sort((a, b) => a - b));
          expect(view.hidden).toBe(0);
          const places = new Set(view.candidates.map((_, i) => 1000 * view.x[i]! + view.lane[i]!));
          expect(places.size).toBe(kin.size);
          expect(new Set(view.lane)).toEqual(new Set(Array.from({ length: view.lanes }, (_, i) => i)));
          const edges = [...view.from].map((from, k) => [from, view.to[k]!] as const);
          const expected = [...view.candidates].flatMap((child) =>
            [...new Set(parentsOf(table, child))]
              .filter((parent) => kin.has(parent))
              .map((parent) => [parent, child]),
          );
          expect(edges.map(([from, to]) => [view.candidates[from]!, view.candidates[to]!])).toEqual(expected);
          for (const [k, [from, to]] of edges.entries()) {
            expect(view.x[from]! <= view.x[to]!).toBe(true);
            expect(view.other[k]).toBe(
              Number(parentsOf(table, view.candidates[to]!)[0] !== view.candidates[from]),
            );
          }
          expect(lineage(table, [n], { show, x: by })).toEqual(view);
        },
      ),
    );
  });

  it('keeps a line of descent straight, with nobody on it', () => {
    fc.assert(
      fc.property(families, (table) => {
        const view = lineage(table, [table.count], { show: 'ancestors', x: 'number' });
        for (const [k, from] of view.from.entries()) {
          const to = view.to[k]!;
          if (view.lane[from] !== view.lane[to]) continue;
          const between = [...view.x.keys()].filter(
            (i) => view.lane[i] === view.lane[from] && view.x[i]! > view.x[from]! && view.x[i]! < view.x[to]!,
          );
          // Where somebody stands on an edge, it is who comes from the parent and leads to the child.
          const leads = closure(view.candidates[to]!, (n) => parentsOf(table, n));
          for (const i of between) {
            expect(leads).toContain(view.candidates[i]);
            expect(closure(view.candidates[i]!, (n) => parentsOf(table, n))).toContain(view.candidates[from]);
          }
        }
      }),
    );
    const chain = emptyTable();
    for (let n = 1; n <= 50; n++)
      addCandidate(
        chain,
        {
          candidate: n,
          generation: n,
          operator: 'mutation',
          parents: n === 1 ? [] : [n - 1],
          costs: { parameters: 1, statistics: 0, macs: 0 },
        },
        'evaluated',
        0,
      );
    expect(lineage(chain, [50], { show: 'ancestors', x: 'generation' }).lanes).toBe(1);
  });

  it('shows the nearest, and says how many it does not', () => {
    const table = family(400, 10, createRng(3));
    const whole = ancestorsOf(table, [400]);
    const view = lineage(table, [400], { show: 'ancestors', x: 'generation', most: 30 });
    expect(view.candidates).toHaveLength(30);
    expect(view.hidden).toBe(whole.candidates.length - 30);
    expect(new Set(view.candidates)).toEqual(new Set(whole.candidates.slice(0, 30)));
    const shown = new Set(view.candidates);
    for (const [i, n] of view.candidates.entries()) {
      const hidden = [...new Set(parentsOf(table, n))].filter((parent) => !shown.has(parent));
      expect(view.hiddenParents[i]).toBe(hidden.length);
    }
    expect(view.steps[view.candidates.indexOf(400)]).toBe(0);
  });

  it('crosses less than lanes drawn at random', () => {
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed);
      const table = family(300, 12, rng);
      const view = lineage(table, [300], { show: 'ancestors', x: 'generation', most: 120 });
      const edges = [...view.from].map((from, k) => ({ from, to: view.to[k]! }));
      const drawn = Array.from({ length: 20 }, () =>
        crossings(
          view.x,
          view.lane.map(() => rng.int(view.lanes)),
          edges,
        ),
      );
      expect(crossings(view.x, view.lane, edges)).toBeLessThan(Math.min(...drawn));
    }
  });
});

describe('crossings', () => {
  it('counts pairs that meet between their ends, as solving for the point does', () => {
    const coordinate = fc.integer({ min: 0, max: 6 });
    const edge = fc
      .tuple(coordinate, coordinate, coordinate, coordinate)
      .map(([x, a, step, b]) => [x, a, x + step, b] as const);
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 8 }), (segments) => {
        const x = segments.flatMap(([x1, , x2]) => [x1, x2]);
        const lane = segments.flatMap(([, a, , b]) => [a, b]);
        const edges = segments.map((_, i) => ({ from: 2 * i, to: 2 * i + 1 }));
        let expected = 0;
        for (const [i, [x1, y1, x2, y2]] of segments.entries())
          for (const [x3, y3, x4, y4] of segments.slice(0, i)) {
            const det = (x2 - x1) * (y4 - y3) - (y2 - y1) * (x4 - x3);
            if (det === 0) continue;
            const s = ((x3 - x1) * (y4 - y3) - (y3 - y1) * (x4 - x3)) / det;
            const t = ((x3 - x1) * (y2 - y1) - (y3 - y1) * (x2 - x1)) / det;
            if (s > 1e-9 && s < 1 - 1e-9 && t > 1e-9 && t < 1 - 1e-9) expected++;
          }
        expect(crossings(x, lane, edges)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});
