import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cappedSteps, elitistChain, meanAfter } from '../../../src/landscape/operators/chain.ts';
import { drawOf } from '../../../src/landscape/operators/draw.ts';
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
      const { apply } = finish(blindStep(lattice, drawOf(operator!, lattice.sizes)));
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
