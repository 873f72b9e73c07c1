import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../../src/space/random.ts';
import { factsOf, NAMED_BASINS } from '../../../../src/ui/landscape/graph/graph-data.ts';
import { isMove, moved } from '../../../../src/ui/landscape/graph/moves.ts';
import { rankingOf, ringsAround } from '../../../../src/ui/landscape/graph/rings.ts';
import {
  adaptiveWalk,
  RANDOM_STEPS,
  randomWalk,
  steepestAscent,
  WALKS,
  type WalkKind,
  walkFrom,
} from '../../../../src/ui/landscape/graph/walks.ts';
import { differing, graphOf, tables, wholeGraph } from './spaces.ts';

const kinds = fc.constantFrom(...(Object.keys(WALKS) as WalkKind[]));

describe('walks', () => {
  it('go from neighbour to neighbour, the same way with the same seed', () => {
    fc.assert(
      fc.property(tables, kinds, fc.integer(), ({ data, node }, kind, seed) => {
        const { nodes } = walkFrom(data, kind, node, seed);
        expect(nodes[0]).toBe(node);
        for (let k = 1; k < nodes.length; k++)
          expect(differing(data, nodes[k - 1]!, nodes[k]!)).toHaveLength(1);
        expect(walkFrom(data, kind, node, seed).nodes).toEqual(nodes);
      }),
    );
  });

  it('climb without losing, steepest ascent by the fittest neighbour, until none is fitter', () => {
    fc.assert(
      fc.property(tables, fc.integer(), ({ data, node }, seed) => {
        const fitter = (from: number) =>
          [...Array(data.count).keys()].filter(
            (to) => differing(data, from, to).length === 1 && data.fitness[to]! > data.fitness[from]!,
          );
        const steepest = steepestAscent(data, node);
        for (const nodes of [steepest, adaptiveWalk(data, node, createRng(seed))]) {
          for (let k = 1; k < nodes.length; k++) expect(fitter(nodes[k - 1]!)).toContain(nodes[k]);
          expect(fitter(nodes.at(-1)!)).toEqual([]);
        }
        for (let k = 1; k < steepest.length; k++) {
          const best = Math.max(...fitter(steepest[k - 1]!).map((to) => data.fitness[to]!));
          expect(data.fitness[steepest[k]!]).toBe(best);
        }
      }),
    );
  });

  it('take as many steps as asked, to every neighbour alike; or none where there is no neighbour', () => {
    const data = wholeGraph([3, 3], (code) => code);
    expect(walkFrom(data, 'random', 4, 1).nodes).toHaveLength(RANDOM_STEPS + 1);
    const visits = new Array<number>(9).fill(0);
    const steps = 36_000;
    for (const node of randomWalk(data, 0, steps, createRng(5))) visits[node]!++;
    // Uniform in the long run; 4,000 each, more than five standard deviations of independent visits around it.
    for (const visited of visits) expect(Math.abs(visited - steps / 9)).toBeLessThan(350);
    const alone = graphOf([3, 3], [0, 4], [1, 2]);
    expect(walkFrom(alone, 'random', 0, 1).nodes).toEqual([0]);
  });

  it('take any fitter neighbour alike in an adaptive walk', () => {
    const data = wholeGraph([4], (code) => code);
    const ends = Array.from({ length: 600 }, (_, seed) => walkFrom(data, 'adaptive', 0, seed).nodes[1]!);
    for (const node of [1, 2, 3])
      expect(Math.abs(ends.filter((end) => end === node).length - 200)).toBeLessThan(60);
  });
});

describe('factsOf', () => {
  it('ranks nodes and counts basins', () => {
    fc.assert(
      fc.property(tables, ({ data }) => {
        const facts = factsOf(data);
        for (let node = 0; node < data.count; node++)
          expect(facts.rank[node]).toBe(
            1 + data.fitness.filter((value) => value > data.fitness[node]!).length,
          );
        expect(facts.rank[facts.fittest]).toBe(1);
        const named = facts.basins.reduce((sum, { size }) => sum + size, 0);
        expect(named + facts.others + facts.plateau).toBe(data.count);
        expect(facts.basins.length).toBe(Math.min(NAMED_BASINS, data.optima.length));
        for (const [i, { optimum, size }] of facts.basins.entries()) {
          expect(size).toBe(data.climb.filter((end) => end === optimum).length);
          expect(facts.basinOf[optimum]).toBe(i);
          if (i > 0) expect(size).toBeLessThanOrEqual(facts.basins[i - 1]!.size);
        }
        expect([...facts.isOptimum.keys()].filter((node) => facts.isOptimum[node])).toEqual(
          [...data.optima].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('refuses a landscape without nodes', () => {
    expect(() => factsOf({ ...wholeGraph([2], () => 0), count: 0 })).toThrow(/without architectures/);
  });
});

describe('keys', () => {
  it('lead around a ring, and down the neighbours by fitness', () => {
    fc.assert(
      fc.property(tables, fc.nat(), ({ data, node: centre }, pick) => {
        const rings = ringsAround(data, centre, rankingOf(data));
        const { fittest } = factsOf(data);
        const go = (anchor: number, node: number, key: string) =>
          moved(data, rings, fittest, anchor, node, isMove(key) ? key : 'Home');
        const start = pick % data.count;
        const around = rings.order.filter((node) => rings.ring[node] === rings.ring[start]);
        const seen = [start];
        for (let k = 1; k < around.length; k++) seen.push(go(start, seen.at(-1)!, 'ArrowRight'));
        expect(new Set(seen)).toEqual(new Set(around));
        expect(go(start, seen.at(-1)!, 'ArrowRight')).toBe(start);
        expect(go(start, go(start, start, 'ArrowRight'), 'ArrowLeft')).toBe(start);

        const neighbours = [...Array(data.count).keys()].filter(
          (node) => differing(data, start, node).length === 1,
        );
        const down = [go(start, start, 'ArrowDown')];
        for (let k = 1; k < neighbours.length; k++) down.push(go(start, down.at(-1)!, 'ArrowDown'));
        expect(new Set(down)).toEqual(new Set(neighbours.length > 0 ? neighbours : [start]));
        for (let k = 1; k < down.length; k++) {
          expect(data.fitness[down[k]!]).toBeLessThanOrEqual(data.fitness[down[k - 1]!]!);
          expect(go(start, down[k]!, 'ArrowUp')).toBe(down[k - 1]);
        }
        const out = go(start, start, 'PageDown');
        expect(out === start || rings.ring[out]! > rings.ring[start]!).toBe(true);
        expect(go(start, start, 'Home')).toBe(centre);
        expect(go(start, start, 'End')).toBe(fittest);
      }),
    );
  });
});
