import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Landscape } from '../../../src/landscape/landscape.ts';
import { drawOf } from '../../../src/landscape/operators/draw.ts';
import { type Starts, startGroups } from '../../../src/landscape/operators/groups.ts';
import { latticeOf } from '../../../src/landscape/operators/lattice.ts';
import type { Operator } from '../../../src/landscape/operators/operator.ts';
import { blindStep } from '../../../src/landscape/operators/shells.ts';
import { changeAfter, spectrumOf } from '../../../src/landscape/operators/spectrum.ts';
import { stepFigures } from '../../../src/landscape/operators/step.ts';
import { isTabled, stepsOfMany } from '../../../src/landscape/operators/step-tables.ts';
import {
  acceptances,
  allRows,
  applied,
  drawMatrix,
  finish,
  landscapeFrom,
  landscapes,
  scenes,
  stepMatrix,
} from './small-spaces.ts';

const nodesOf = ({ count }: Landscape) => Array.from({ length: count }, (_, i) => i);

/** The figures of a step from the matrices of the definition. */
function byDefinition(landscape: Landscape, operator: Operator) {
  const { fitness, distance } = landscape;
  const draws = drawMatrix(landscape, operator);
  const steps = stepMatrix(landscape, operator);
  const sum = (matrix: number[][], of: (x: number, y: number) => number) =>
    matrix.map((row, x) => row.reduce((total, share, y) => total + share * of(x, y), 0));
  return {
    reach: sum(draws, distance),
    moved: sum(steps, distance),
    change: sum(steps, (x, y) => fitness[y]! - fitness[x]!),
    improves: sum(steps, (x, y) => (fitness[y]! > fitness[x]! ? 1 : 0)),
  };
}

const close = (found: ArrayLike<number>, expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 9);
};

describe('convolution', () => {
  it('gives a blind step of the operator, gaps drawn again', () => {
    fc.assert(
      fc.property(
        scenes({ acceptance: fc.constant({ kind: 'blind' }) }),
        ({ landscape, operators: [operator] }) => {
          const step = finish(blindStep(latticeOf(landscape), drawOf(operator!, landscape.product!.sizes)));
          const matrix = drawMatrix(landscape, operator!);
          close(finish(step.apply(landscape.fitness)), applied(matrix, landscape.fitness));
          close(step.reach, byDefinition(landscape, operator!).reach);
        },
      ),
    );
  });

  it('is refused for spaces that are no product, or too large, in words', () => {
    const small = landscapeFrom([2], [[0], [1]], [1, 2]);
    expect(() => latticeOf({ ...small, product: undefined })).toThrow(/positions.*no choices/s);
    const many = landscapeFrom(new Array(23).fill(2), [new Array(23).fill(0)], [1]);
    expect(() => latticeOf(many)).toThrow('The space has 8,388,608 combinations');
  });
});

describe('one step', () => {
  it('of any operator is that of its definition', () => {
    fc.assert(
      fc.property(scenes(), ({ landscape, operators: [operator] }) => {
        const draw = drawOf(operator!, landscape.product!.sizes);
        const starts = Int32Array.from(nodesOf(landscape));
        const found = finish(stepFigures(landscape, latticeOf(landscape), draw, starts));
        const expected = byDefinition(landscape, operator!);
        for (const figure of ['reach', 'moved', 'change', 'improves'] as const)
          close(found[figure], expected[figure]);
      }),
      { numRuns: 300 },
    );
  });

  it('of many symmetric operators at once, too, from each group', () => {
    const symmetric = scenes({
      symmetric: true,
      count: 3,
      acceptance: acceptances.filter(({ kind }) => kind !== 'tournament'),
    });
    fc.assert(
      fc.property(
        symmetric,
        fc.double({ min: -3, max: 3, noNaN: true }),
        ({ landscape, operators }, skew) => {
          const lattice = latticeOf(landscape);
          const draws = operators.map((operator) => drawOf(operator, landscape.product!.sizes));
          expect(isTabled(lattice, draws)).toBe(true);
          const groups = startGroups(landscape.fitness, skew);
          const found = finish(stepsOfMany(landscape, lattice, draws, groups));
          for (const [g, group] of groups.entries())
            for (const [k, operator] of operators.entries()) {
              const expected = byDefinition(landscape, operator);
              for (const figure of ['reach', 'moved', 'change', 'improves'] as const) {
                expect(found[g]![k]![figure].half).toBe(0);
                expect(found[g]![k]![figure].mean).toBeCloseTo(meanOf(group, expected[figure]), 9);
              }
            }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('needs two looks at keys that are long, and takes distances where there are too many sets', () => {
    // Thirteen bits as sizes of 3 and 2: 3⁷ · 2⁶ has 20 bits of key and 13 positions.
    const sizes = [3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3];
    const rows = Array.from({ length: 300 }, (_, i) =>
      sizes.map((size, k) => (i * (k * k + 3) + (i >> k)) % size),
    );
    const unique = [...new Map(rows.map((row) => [row.join(), row])).values()];
    const landscape = landscapeFrom(
      sizes,
      unique,
      unique.map((_, i) => (i * 37) % 101),
    );
    const distances = [0, 0.2, 0.3, 0, 0.1, 0, 0.2, 0.1, 0, 0, 0, 0, 0.05, 0.05];
    const operator: Operator = {
      name: 'far',
      distances,
      positions: sizes.map((size) => size - 1),
      options: sizes.map((size) => new Array<number>(size).fill(1)),
      acceptance: { kind: 'annealed', temperature: 20 },
      memory: 0,
    };
    const lattice = latticeOf(landscape);
    const draw = drawOf(operator, sizes);
    const starts = Int32Array.from(unique.keys()).slice(0, 40);
    const group: Starts = {
      group: 'all',
      nodes: starts,
      weights: new Float64Array(40).fill(1 / 40),
      sampled: false,
    };
    expect(isTabled(lattice, [draw])).toBe(true);
    expect(isTabled(lattice, [drawOf({ ...operator, positions: sizes.map(() => 1) }, sizes)])).toBe(false);
    const found = finish(stepsOfMany(landscape, lattice, [draw], [group]))[0]![0]!;
    const expected = finish(stepFigures(landscape, lattice, draw, starts));
    for (const figure of ['reach', 'moved', 'change', 'improves'] as const)
      expect(found[figure].mean).toBeCloseTo(
        meanOf({ ...group, nodes: Int32Array.from(starts.keys()) }, expected[figure]),
        9,
      );
    // Sampled starts say how far off they may be: by the variance of the starts.
    const sampled = finish(stepsOfMany(landscape, lattice, [draw], [{ ...group, sampled: true }]))[0]![0]!;
    const mean = sampled.change.mean;
    const variance = expected.change.reduce((sum, change) => sum + (change - mean) ** 2, 0) / 39;
    expect(sampled.change.half).toBeCloseTo(1.96 * Math.sqrt(variance / 40), 9);
  });

  it('survives temperatures that are tiny or huge beside the range of fitness', () => {
    const sizes = [4, 4];
    const all = allRows(sizes);
    const landscape = landscapeFrom(
      sizes,
      all,
      all.map((_, i) => ((i * 7) % 16) * 1e4 + 1e-3 * i),
    );
    for (const temperature of [1e-9, 1e-3, 1, 10, 1e3, 1e12]) {
      const operator: Operator = {
        name: 'annealed',
        distances: [0.1, 0.5, 0.4],
        positions: [1, 2],
        options: [new Array(4).fill(1), new Array(4).fill(1)],
        acceptance: { kind: 'annealed', temperature },
        memory: 0,
      };
      const group = startGroups(landscape.fitness, 0)[2]!;
      const found = finish(
        stepsOfMany(landscape, latticeOf(landscape), [drawOf(operator, sizes)], [group]),
      )[0]![0]!;
      const expected = byDefinition(landscape, operator);
      expect(found.moved.mean).toBeCloseTo(meanOf(group, expected.moved), 9);
      expect(found.change.mean / 1e4).toBeCloseTo(meanOf(group, expected.change) / 1e4, 9);
    }
  });
});

describe('the spectrum', () => {
  it('gives the change after any number of blind steps', () => {
    const blind = scenes({ gaps: false, symmetric: true, acceptance: fc.constant({ kind: 'blind' }) });
    fc.assert(
      fc.property(blind, fc.integer({ min: 1, max: 7 }), ({ landscape, operators: [operator] }, steps) => {
        const lattice = latticeOf(landscape);
        const groups = startGroups(landscape.fitness, 1.5);
        const found = changeAfter(
          finish(spectrumOf(lattice, landscape.fitness, groups)),
          drawOf(operator!, landscape.product!.sizes),
          steps,
        );
        const matrix = drawMatrix(landscape, operator!);
        let values: number[] = [...landscape.fitness];
        for (let i = 0; i < steps; i++) values = applied(matrix, values);
        for (const [g, group] of groups.entries())
          expect(found[g]).toBeCloseTo(meanOf(group, values) - meanOf(group, landscape.fitness), 9);
        // Every node as likely stays every node as likely.
        expect(Math.abs(found[2]!)).toBeLessThan(1e-12 * (1 + Math.max(...landscape.fitness.map(Math.abs))));
      }),
    );
  });

  it('has parts that add up to what fitness is from each group', () => {
    fc.assert(
      fc.property(landscapes({ gaps: false }), (landscape) => {
        const groups = startGroups(landscape.fitness, 2);
        const { parts } = finish(spectrumOf(latticeOf(landscape), landscape.fitness, groups));
        const average = landscape.fitness.reduce((sum, value) => sum + value, 0) / landscape.count;
        for (const [g, group] of groups.entries())
          expect(parts[g]!.reduce((sum, part) => sum + part, average)).toBeCloseTo(
            meanOf(group, landscape.fitness),
            9,
          );
      }),
    );
  });
});

const meanOf = ({ nodes, weights }: Starts, values: ArrayLike<number>): number =>
  nodes.reduce((sum, node, i) => sum + weights[i]! * values[node]!, 0);
