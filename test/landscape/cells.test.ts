import { describe, expect, it } from 'vitest';
import { CELLS, cellArchitecture, cellClasses, operationsOf, wordOf } from '../../src/landscape/cells.ts';
import { natsUniqueString } from '../../src/space/nats.ts';

describe('the cells of our own table', () => {
  const { classes, first } = cellClasses();

  it('are 15,625, with as many words', () => {
    const words = new Set(Array.from({ length: CELLS }, (_, cell) => wordOf(cell)));
    expect(words.size).toBe(15_625);
    expect(wordOf(3 + 5 * 1)).toBe('310000');
    expect(operationsOf(3 + 5 * 1).slice(0, 3)).toEqual(['conv3', 'identity', 'none']);
  });

  it('fall into 5,260 exact classes, each begun by its first cell', () => {
    expect(first.length).toBe(5260);
    expect([...first].every((cell, number) => classes[cell] === number)).toBe(true);
    for (let cell = 0; cell < CELLS; cell++) expect(first[classes[cell]!]).toBeLessThanOrEqual(cell);
  });

  it('of one class cost the same, but for those without a path, which keep their dead layers', () => {
    for (let cell = 7; cell < CELLS; cell += 97) {
      if (classes[cell] === classes[0]) continue;
      const own = cellArchitecture(cell).costs;
      expect(cellArchitecture(first[classes[cell]!]!).costs).toEqual(own);
    }
  });

  it('have 6,466 texts by which the benchmark tells them apart', () => {
    const texts = Array.from({ length: CELLS }, (_, cell) => natsUniqueString(operationsOf(cell)));
    expect(new Set(texts).size).toBe(6466);
  });

  it('without a path from input to output are one class of 341', () => {
    expect(classes.filter((each) => each === classes[0]).length).toBe(341);
  });
});
