import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawOf } from '../../../src/landscape/operators/draw.ts';
import { oneEdit } from '../../../src/landscape/operators/generators.ts';
import { drawStarts, startGroups } from '../../../src/landscape/operators/groups.ts';
import { latticeOf } from '../../../src/landscape/operators/lattice.ts';
import type { Operator } from '../../../src/landscape/operators/operator.ts';
import { sampleSteps, sampleWalks, streamsOf } from '../../../src/landscape/operators/walk.ts';
import { createWalker } from '../../../src/landscape/operators/walker.ts';
import { allRows, applied, drawMatrix, finish, landscapeFrom, scenes, stepMatrix } from './small-spaces.ts';

const WALKS = 4000;

/** How often a walker's single steps lead from a node to each node. */
function frequencies(
  landscape: Parameters<typeof createWalker>[0],
  operator: Operator,
  from: number,
): number[] {
  const lattice = latticeOf(landscape);
  const walker = createWalker(landscape, lattice, drawOf(operator, lattice.sizes));
  const streams = streamsOf(WALKS, 7);
  const found = new Array<number>(landscape.count).fill(0);
  for (let walk = 0; walk < WALKS; walk++) {
    walker.begin(streams, walk);
    found[walker.step(from)]! += 1 / WALKS;
  }
  return found;
}

/** Five standard errors of a share. */
const margin = (share: number) => 5 * Math.sqrt((share * (1 - share) + 1e-3) / WALKS);

describe('a walker', () => {
  it('steps as likely to each node as the definition says', () => {
    fc.assert(
      fc.property(scenes(), fc.nat(), ({ landscape, operators: [operator] }, pick) => {
        const from = pick % landscape.count;
        const expected = stepMatrix(landscape, operator!)[from]!;
        for (const [y, share] of frequencies(landscape, operator!, from).entries()) {
          expect(Math.abs(share - expected[y]!)).toBeLessThan(margin(expected[y]!));
          if (expected[y] === 0) expect(share).toBe(0);
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('draws sets of many positions in proportion to their weights', () => {
    // Thirteen varying positions: sets are drawn position by position.
    const sizes = new Array<number>(13).fill(2);
    const rows = allRows(sizes);
    const landscape = landscapeFrom(
      sizes,
      rows,
      rows.map((_, i) => i),
    );
    const operator: Operator = {
      name: 'many',
      distances: [0.2, 0.3, 0.5, ...new Array<number>(11).fill(0)],
      positions: sizes.map((_, i) => 1 + (i % 4)),
      options: sizes.map(() => [1, 1]),
      acceptance: { kind: 'blind' },
      memory: 0,
    };
    const expected = drawMatrix({ ...landscape, count: 1 }, operator);
    expect(expected).toHaveLength(1);
    const weightOf = (i: number) => operator.positions[i]!;
    const one = sizes.reduce((sum, _, i) => sum + weightOf(i), 0);
    const two = sizes.reduce((sum, _, i) => {
      for (let j = 0; j < i; j++) sum += weightOf(i) * weightOf(j);
      return sum;
    }, 0);
    for (const [y, share] of frequencies(landscape, operator, 0).entries()) {
      const changed = [...rows[y]!.keys()].filter((i) => rows[y]![i] === 1);
      const product = changed.reduce((all, i) => all * weightOf(i), 1);
      const exact = [0.2, (0.3 * product) / one, (0.5 * product) / two][changed.length] ?? 0;
      expect(Math.abs(share - exact)).toBeLessThan(margin(exact));
    }
  });

  it('finds the one row of the table that a draw can land on, however rare', () => {
    // Of 4⁶ combinations two rows, all six positions apart.
    const sizes = new Array<number>(6).fill(4);
    const landscape = landscapeFrom(sizes, [sizes.map(() => 0), sizes.map(() => 3)], [0, 1]);
    const operator: Operator = {
      name: 'rare',
      distances: [0, 0.9, 0, 0, 0, 0, 0.1],
      positions: sizes.map(() => 1),
      options: sizes.map(() => [1, 1, 1, 1]),
      acceptance: { kind: 'blind' },
      memory: 0,
    };
    const lattice = latticeOf(landscape);
    const walker = createWalker(landscape, lattice, drawOf(operator, sizes));
    walker.begin(streamsOf(1, 1), 0);
    expect([walker.step(0), walker.drawn()]).toEqual([1, 6]);
    expect(walker.step(1)).toBe(0);
  });

  it('does not go back to what it remembers, and stays where nothing else is left', () => {
    const sizes = [3, 3];
    const rows = allRows(sizes);
    const landscape = landscapeFrom(
      sizes,
      rows,
      rows.map((_, i) => i),
    );
    for (const memory of [1, 3, 5]) {
      const operator: Operator = {
        name: 'with memory',
        distances: [0, 0.5, 0.5],
        positions: [1, 1],
        options: [
          [1, 2, 3],
          [1, 1, 1],
        ],
        acceptance: { kind: 'blind' },
        memory,
      };
      const walker = createWalker(landscape, latticeOf(landscape), drawOf(operator, sizes));
      walker.begin(streamsOf(1, 3), 0);
      const path = [4];
      for (let i = 0; i < 500; i++) path.push(walker.step(path.at(-1)!));
      for (let i = 1; i < path.length; i++)
        expect(path.slice(Math.max(0, i - 1 - memory), i)).not.toContain(path[i]);
    }
    const line = landscapeFrom([2], [[0], [1]], [0, 0]);
    const there: Operator = {
      name: 'there and back',
      distances: [0, 1],
      positions: [1],
      options: [[1, 1]],
      acceptance: { kind: 'blind' },
      memory: 1,
    };
    const walker = createWalker(line, latticeOf(line), drawOf(there, [2]));
    walker.begin(streamsOf(1, 3), 0);
    expect([walker.step(0), walker.step(1)]).toEqual([1, 1]);
    // A new walk has forgotten.
    walker.begin(streamsOf(1, 3), 0);
    expect(walker.step(1)).toBe(0);
  });
});

describe('sampled walks', () => {
  it('cover what the matrix gives, in about 95 % of cases', () => {
    let covered = 0;
    let asked = 0;
    fc.assert(
      fc.property(
        scenes().filter(({ landscape }) => landscape.count >= 8),
        fc.nat(),
        ({ landscape, operators: [operator] }, seed) => {
          const lattice = latticeOf(landscape);
          const draw = drawOf(operator!, lattice.sizes);
          const group = startGroups(landscape.fitness, 1)[2]!;
          const starts = drawStarts(group, 800, seed);
          const target = Uint8Array.from(landscape.fitness, (_, i) => (i === 0 ? 1 : 0));
          const found = finish(
            sampleWalks(landscape, lattice, draw, {
              starts,
              streams: streamsOf(800, seed),
              steps: 4,
              target,
              cap: 9,
            }),
          );
          const matrix = stepMatrix(landscape, operator!);
          let values: number[] = [...landscape.fitness];
          for (let i = 0; i < 4; i++) values = applied(matrix, values);
          let away = Array.from(target, (there) => 1 - there);
          let steps = away;
          for (let k = 1; k < 9; k++) {
            away = applied(matrix, away).map((p, i) => (target[i] === 1 ? 0 : p));
            steps = steps.map((sum, i) => sum + away[i]!);
          }
          const mean = (all: number[]) => all.reduce((sum, value) => sum + value, 0) / all.length;
          const change = (mean(values) - mean([...landscape.fitness])) / 4;
          for (const [estimate, exact] of [
            [found.pathChange!, change],
            [found.toThreshold!, mean(steps)],
          ] as const) {
            expect(Math.abs(estimate.mean - exact)).toBeLessThan(3 * estimate.half + 1e-9);
            asked++;
            if (Math.abs(estimate.mean - exact) <= estimate.half + 1e-9) covered++;
          }
        },
      ),
      { numRuns: 150, seed: 2 },
    );
    // Starts are spread evenly, so that intervals are rather too wide.
    expect(covered / asked).toBeGreaterThan(0.92);
  });

  it('tell that they are alive within a walk, however long it is', () => {
    // Three steps down on every side: an elitist walk stays where it is, for as long as it may.
    const landscape = landscapeFrom([2, 2], allRows([2, 2]), [1, 0, 0, 2]);
    const operator: Operator = { ...oneEdit([2, 2]), acceptance: { kind: 'elitist' } };
    const lattice = latticeOf(landscape);
    const target = Uint8Array.from([0, 0, 0, 1]);
    const question = { starts: Int32Array.of(0), streams: streamsOf(1, 1), steps: 0, target, cap: 500_000 };
    let signs = 0;
    const work = sampleWalks(landscape, lattice, drawOf(operator, [2, 2]), question);
    for (let next = work.next(); !next.done; next = work.next()) signs++;
    expect(signs).toBeGreaterThan(5);
  });

  it('are the same for the same seed, and count what gave up', () => {
    const sizes = [3, 3];
    const rows = allRows(sizes);
    const landscape = landscapeFrom(
      sizes,
      rows,
      rows.map((_, i) => i),
    );
    const operator: Operator = {
      name: 'one',
      distances: [0, 1, 0],
      positions: [1, 1],
      options: [
        [1, 1, 1],
        [1, 1, 1],
      ],
      acceptance: { kind: 'blind' },
      memory: 0,
    };
    const draw = drawOf(operator, sizes);
    const run = (seed: number, target: Uint8Array | undefined) =>
      finish(
        sampleWalks(landscape, latticeOf(landscape), draw, {
          starts: drawStarts(startGroups(landscape.fitness, 0)[2]!, 50, seed),
          streams: streamsOf(50, seed),
          steps: 5,
          target,
          cap: 3,
        }),
      );
    const nowhere = new Uint8Array(9);
    expect(run(1, nowhere)).toEqual(run(1, nowhere));
    expect(run(1, nowhere)).not.toEqual(run(2, nowhere));
    expect(run(1, nowhere).toThreshold).toEqual({ mean: 3, half: 0, givenUp: 1 });
    expect(
      run(
        1,
        nowhere.map(() => 1),
      ).toThreshold,
    ).toEqual({ mean: 0, half: 0, givenUp: 0 });
    expect(run(1, undefined).toThreshold).toBeUndefined();
    // The path goes on after the threshold.
    expect(
      run(
        1,
        nowhere.map(() => 1),
      ).pathChange,
    ).toEqual(run(1, undefined).pathChange);
    const starts = new Int32Array(30).fill(4);
    expect(
      finish(sampleSteps(landscape, latticeOf(landscape), draw, starts, streamsOf(30, 1))).reach,
    ).toEqual({
      mean: 1,
      half: 0,
    });
  });
});

describe('starts', () => {
  it('are a tenth at each end, all, and all with weights that rise with the rank', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (values, skew) => {
          const fitness = Float64Array.from(values);
          const [best, worst, all, skewed] = startGroups(fitness, skew);
          const tenth = Math.max(1, Math.round(values.length / 10));
          expect([best!.nodes.length, worst!.nodes.length]).toEqual([tenth, tenth]);
          const least = Math.min(...best!.nodes.map((node) => fitness[node]!));
          for (const [node, value] of values.entries())
            if (value > least) expect(best!.nodes).toContain(node);
          const most = Math.max(...worst!.nodes.map((node) => fitness[node]!));
          for (const [node, value] of values.entries())
            if (value < most) expect(worst!.nodes).toContain(node);
          expect([...all!.nodes]).toEqual([...values.keys()]);
          for (const { weights } of [best!, worst!, all!, skewed!])
            expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
          const rank = (value: number) =>
            (values.filter((other) => other < value).length +
              values.filter((other) => other <= value).length -
              1) /
            2 /
            Math.max(1, values.length - 1);
          const { weights } = skewed!;
          for (const [i, value] of values.entries())
            expect(weights[i]! / weights[0]!).toBeCloseTo(
              Math.exp(skew * (rank(value) - rank(values[0]!))),
              9,
            );
        },
      ),
    );
  });

  it('are drawn as often as their weights say', () => {
    const group = startGroups(
      Float64Array.from({ length: 40 }, (_, i) => i),
      3,
    )[3]!;
    const drawn = drawStarts(group, 5000, 3);
    for (const [node, weight] of group.weights.entries())
      expect(Math.abs(drawn.filter((one) => one === node).length - 5000 * weight)).toBeLessThanOrEqual(1);
  });
});
