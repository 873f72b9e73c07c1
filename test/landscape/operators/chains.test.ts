import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cappedSteps, elitistChain, meanAfter } from '../../../src/landscape/operators/chain.ts';
import { drawOf } from '../../../src/landscape/operators/draw.ts';
import { expectedSteps } from '../../../src/landscape/operators/expected-steps.ts';
import { targetOf } from '../../../src/landscape/operators/experiments.ts';
import { latticeOf } from '../../../src/landscape/operators/lattice.ts';
import { blindStep } from '../../../src/landscape/operators/shells.ts';
import { applied, drawMatrix, finish, landscapeFrom, scenes, stepMatrix } from './small-spaces.ts';

const elitist = (gaps = true) => scenes({ gaps, most: 2, acceptance: fc.constant({ kind: 'elitist' }) });

describe('the chain of an elitist operator', () => {
  it('is the matrix of its definition', () => {
    fc.assert(
      fc.property(elitist(), ({ landscape, operators: [operator] }) => {
        const lattice = latticeOf(landscape);
        const chain = finish(elitistChain(landscape, lattice, drawOf(operator!, lattice.sizes)));
        const values = Float64Array.from({ length: landscape.count }, (_, i) => Math.sin(i));
        const found = finish(meanAfter(chain.step, values, 3));
        const matrix = stepMatrix(landscape, operator!);
        const expected = applied(matrix, applied(matrix, applied(matrix, values)));
        for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 9);
      }),
    );
  });

  it('takes as many steps to the best as the system of equations says, or for ever', () => {
    let finite = 0;
    fc.assert(
      fc.property(
        elitist(),
        fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        ({ landscape, operators: [operator] }, share) => {
          const lattice = latticeOf(landscape);
          const chain = finish(elitistChain(landscape, lattice, drawOf(operator!, lattice.sizes)));
          const target = targetOf(landscape.fitness, share);
          const found = expectedSteps(chain, landscape.fitness, target);
          const matrix = stepMatrix(landscape, operator!);
          const never = stuck(matrix, target);
          for (const [x, steps] of found.entries()) {
            if (target[x] === 1) expect(steps).toBe(0);
            else if (never[x]) expect(steps).toBe(Number.POSITIVE_INFINITY);
            else {
              // t = 1 + P t, wherever it is finite; together with a finite solution, that is the solution.
              const next = matrix[x]!.reduce((sum, p, y) => (p > 0 ? sum + p * found[y]! : sum), 1);
              expect(next / steps).toBeCloseTo(1, 8);
              finite++;
            }
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(finite).toBeGreaterThan(100);
  });

  it('solves large plateaus by iteration, to the same', () => {
    // A plateau of 30 · 30 nodes but one: its only way out is the target.
    const rows = Array.from({ length: 900 }, (_, i) => [i % 30, Math.floor(i / 30)]);
    const landscape = landscapeFrom(
      [30, 30],
      rows,
      rows.map((_, i) => (i === 0 ? 1 : 0)),
    );
    const lattice = latticeOf(landscape);
    const operator = {
      name: 'one',
      distances: [0, 1, 0],
      positions: [1, 1],
      options: [new Array(30).fill(1), new Array(30).fill(1)],
      acceptance: { kind: 'elitist' as const },
      memory: 0,
    };
    const chain = finish(elitistChain(landscape, lattice, drawOf(operator, [30, 30])));
    const found = expectedSteps(chain, landscape.fitness, targetOf(landscape.fitness, 1e-9));
    // By symmetry there are two kinds of nodes: in line with the target (a), and not (b).
    // a = 1 + 28/58 a + 29/58 b, and b = 1 + 2/58 a + 56/58 b, that is b = 29 + a; so a / 58 = 1 + 29²/58.
    const a = 58 + 29 ** 2;
    expect(found[0]).toBe(0);
    expect(found[5]! / a).toBeCloseTo(1, 8);
    expect(found[31 + 5]! / (29 + a)).toBeCloseTo(1, 8);
  });

  it('is refused where it is not sparse', () => {
    const landscape = landscapeFrom([2], [[0], [1]], [1, 2]);
    const operator = {
      name: 'b',
      distances: [0.5, 0.5],
      positions: [1],
      options: [[1, 1]],
      acceptance: { kind: 'blind' as const },
      memory: 0,
    };
    expect(() => finish(elitistChain(landscape, latticeOf(landscape), drawOf(operator, [2])))).toThrow(
      'The chain of b is not sparse',
    );
  });
});

it('capped steps are the sum of the probabilities of not being there', () => {
  const blind = scenes({ acceptance: fc.constant({ kind: 'blind' }) });
  fc.assert(
    fc.property(blind, fc.integer({ min: 1, max: 12 }), ({ landscape, operators: [operator] }, cap) => {
      const lattice = latticeOf(landscape);
      const target = targetOf(landscape.fitness, 0.2);
      const { apply } = blindStep(lattice, drawOf(operator!, lattice.sizes));
      const found = finish(cappedSteps(apply, target, cap));
      // Walk the distribution forwards from each start, the target absorbing.
      const matrix = drawMatrix(landscape, operator!);
      for (let x = 0; x < landscape.count; x++) {
        let at: number[] = matrix.map((_, y) => (y === x && target[x] === 0 ? 1 : 0));
        let mean = 0;
        for (let k = 0; k < cap; k++) {
          mean += at.reduce<number>((sum, p) => sum + p, 0);
          at = at.map((_, y) =>
            target[y] === 1 ? 0 : at.reduce<number>((sum, p, z) => sum + p * matrix[z]![y]!, 0),
          );
        }
        expect(found.mean[x]).toBeCloseTo(mean, 9);
        expect(found.givenUp[x]).toBeCloseTo(
          at.reduce<number>((sum, p) => sum + p, 0),
          9,
        );
      }
    }),
  );
});

/** Nodes from which there is a way to a node with no way to the target. */
function stuck(matrix: number[][], target: Uint8Array): boolean[] {
  const reach = (from: number): Set<number> => {
    const seen = new Set([from]);
    for (const x of seen)
      if (target[x] === 0) for (const [y, p] of matrix[x]!.entries()) if (p > 0) seen.add(y);
    return seen;
  };
  const reached = matrix.map((_, x) => reach(x));
  const hopeless = reached.map((nodes) => [...nodes].every((y) => target[y] === 0));
  return reached.map((nodes) => [...nodes].some((y) => hopeless[y]));
}
