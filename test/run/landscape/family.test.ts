import { describe, expect, it } from 'vitest';
import { importTable } from '../../../src/landscape/import/import-table.ts';
import { landscapeOfImported } from '../../../src/landscape/import/landscape-of-imported.ts';
import type { Progress } from '../../../src/landscape/progress.ts';
import { type FamilyRequest, operatorsOf, sizesOf } from '../../../src/run/landscape/family.ts';
import { strategyMoves } from '../../../src/run/landscape/strategy-moves.ts';
import { TABLE } from './shelves.ts';

const FAMILY: FamilyRequest = {
  ...{ count: 4, withZero: true, concentration: 1, positionSpread: 0, optionSpread: 0, strategies: false },
  ...{ acceptance: { kind: 'elitist' }, memory: 2 },
};

const { table } = importTable('table.csv', TABLE);
const landscape = landscapeOfImported(table!, 'quality', false);

function made(family: Partial<FamilyRequest>, seed = 1) {
  const work = operatorsOf({ ...FAMILY, ...family }, table!, landscape, seed);
  const stages: Progress[] = [];
  for (;;) {
    const { done, value } = work.next();
    if (done) return { operators: value, stages };
    stages.push(value);
  }
}

describe('the operators of a family', () => {
  it('are drawn for the positions of the landscape, and the same with the same seed', () => {
    const { operators, stages } = made({});
    expect(operators).toHaveLength(4);
    expect(stages).toEqual([]);
    for (const { distances, positions, options, acceptance, memory } of operators) {
      expect(distances).toHaveLength(4);
      expect(distances.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect([positions.length, options.map(({ length }) => length)]).toEqual([3, [3, 3, 3]]);
      expect({ acceptance, memory }).toEqual({ acceptance: { kind: 'elitist' }, memory: 2 });
    }
    expect(made({}).operators).toEqual(operators);
    expect(made({}, 2).operators).not.toEqual(operators);
  });

  it('are joined by the moves of our strategies, measured, with the same acceptance and memory', () => {
    const { architectures } = table!;
    if (architectures.kind === 'genotypes') throw new Error('These are words.');
    const moves = strategyMoves(architectures.benchmark).map(({ name }) => name);
    const { operators, stages } = made({ count: 0, strategies: true });
    expect(operators.map(({ name }) => name)).toEqual(moves);
    expect(stages.map(({ stage }) => stage)).toEqual(moves.map((name) => `Measuring ${name}`));
    expect(operators.every(({ acceptance, memory }) => acceptance.kind === 'elitist' && memory === 2)).toBe(
      true,
    );
    // One edit is one edit.
    expect(operators[0]!.distances[1]).toBeCloseTo(1, 12);
    expect(made({ strategies: true }).operators).toHaveLength(4 + moves.length);
  });

  it('are made for choices at fixed positions alone, which is said', () => {
    expect(sizesOf(landscape)).toEqual([3, 3, 3]);
    expect(() => sizesOf({ ...landscape, product: undefined })).toThrow(
      'one choice at each of the same positions',
    );
  });
});
