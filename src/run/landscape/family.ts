import type { ImportedTable } from '../../landscape/import/imported-table.ts';
import type { Landscape } from '../../landscape/landscape.ts';
import { drawFamily, type FamilyOptions } from '../../landscape/operators/generators.ts';
import { measureOperator } from '../../landscape/operators/measured.ts';
import type { Operator } from '../../landscape/operators/operator.ts';
import type { Progress } from '../../landscape/progress.ts';
import { deriveSeed } from '../../space/random.ts';
import { strategyMoves } from './strategy-moves.ts';

/** Which operators are compared: drawn by chance, and the moves of our strategies, measured. */
export interface FamilyRequest extends FamilyOptions {
  readonly strategies: boolean;
}

/** Steps that a move is measured by. */
const SAMPLES = 4000;

/**
 * The operators of a family on a landscape. Throws an `Error` in words where the space is no product of choices, which
 * operators are made for.
 */
export function* operatorsOf(
  family: FamilyRequest,
  { architectures }: ImportedTable,
  landscape: Landscape,
  seed: number,
): Generator<Progress, Operator[]> {
  const sizes = sizesOf(landscape);
  const operators = family.count > 0 ? drawFamily(sizes, family, seed) : [];
  if (!family.strategies || architectures.kind === 'genotypes') return operators;
  const moves = strategyMoves(architectures.benchmark);
  for (const [i, { name, step }] of moves.entries()) {
    yield { stage: `Measuring ${name}`, share: i / moves.length };
    const measured = measureOperator(landscape, name, step, {
      samples: SAMPLES,
      seed: deriveSeed(seed, 'measure', name),
    });
    operators.push({ ...measured.operator, acceptance: family.acceptance, memory: family.memory });
  }
  return operators;
}

/** How many options each position has. Throws an `Error` in words where there are no positions. */
export function sizesOf({ product }: Landscape): readonly number[] {
  if (product) return product.sizes;
  throw new Error(
    'Operators are made for spaces in which every architecture is one choice at each of the same positions. Here ' +
      'architectures come to different decisions. What is under "Any space" works for these.',
  );
}
