import { describe, expect, it } from 'vitest';
import { cellClasses, wordOf } from '../../../src/landscape/cells.ts';
import { landscapeOf } from '../../../src/landscape/landscape.ts';
import { readTable } from '../../../src/landscape/table.ts';
import { strategyMoves } from '../../../src/run/landscape/strategy-moves.ts';
import { createRng } from '../../../src/space/random.ts';

const { classes } = cellClasses();
const text = `cell,fitness\n${Array.from(classes, (each, cell) => `${wordOf(cell)},${each}`).join('\n')}\n`;

/** Mean edits of many steps, and the share of steps by edits. */
function measured(name: string) {
  const table = readTable(text);
  const { distance } = landscapeOf(table, 'fitness');
  const move = strategyMoves(table).find((one) => one.name.startsWith(name))!;
  const rng = createRng(3);
  const shares = new Array<number>(7).fill(0);
  const STEPS = 4000;
  for (let i = 0; i < STEPS; i++) {
    const node = rng.int(15_625);
    const next = move.step(node, rng);
    expect(next).toBeGreaterThanOrEqual(0);
    shares[distance(node, next)]! += 1 / STEPS;
  }
  return { shares, reach: shares.reduce((sum, share, d) => sum + share * d, 0) };
}

describe('the moves of our strategies', () => {
  it('edit one choice on a table', () => {
    expect(measured('One edit').shares[1]).toBeCloseTo(1, 9);
  });

  it('of crossover change a choice with chance ½ · ⅘', () => {
    expect(measured('Crossover').reach).toBeCloseTo(6 * 0.4, 0);
  });

  it('of resampling change a choice with chance ⅘', () => {
    expect(measured('Resampling').reach).toBeCloseTo(4.8, 0);
  });

  it('of the tree change one choice at least, and others with their rate', () => {
    // Given that not all of six stay (a chance of 0.95^6), binomial; where all would stay, one changes.
    const stays = 0.95 ** 6;
    const one = stays + 6 * 0.05 * 0.95 ** 5;
    const { shares } = measured('Tree mutation, rate 0.05');
    expect(shares[0]).toBe(0);
    expect(Math.abs(shares[1]! - one)).toBeLessThan(0.02);
  });

  it('know nothing of trees where rows are no cells', () => {
    const moves = strategyMoves(readTable('word,f\naa,1\nab,2\nba,3\nbb,4\n'));
    expect(moves.map(({ name }) => name)).toEqual([
      'One edit',
      'Crossover',
      'Crossover and one edit',
      'Resampling',
    ]);
  });
});
