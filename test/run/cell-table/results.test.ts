import { describe, expect, it } from 'vitest';
import { cellClasses, wordOf } from '../../../src/landscape/cells.ts';
import { readTable } from '../../../src/landscape/table.ts';
import {
  assemble,
  cardOf,
  jobsOf,
  parseResults,
  REPEATED_CLASSES,
  readShipped,
  setupLine,
} from '../../../src/run/cell-table/results.ts';
import type { CellResult } from '../../../src/run/cell-table/trainer.ts';

const classes = cellClasses();

/** A result that is made of its job, with noise of a known size. */
const made = ({ cell, repetition }: { cell: number; repetition: number }): CellResult => ({
  cell,
  repetition,
  validationWrong: 400 + (cell % 100) + [0, 30, -30][repetition]!,
  testWrong: 300 + (cell % 50),
  validationLoss: 0.2 + cell / 1e6,
  testLoss: 0.1234567891 + cell / 1e6,
  trainingLoss: 0.5,
});

describe('results of our own table', () => {
  const all = jobsOf(classes, []);

  it('are asked for once a class, and thrice for 200 of them', () => {
    expect(all.length).toBe(5260 + 2 * REPEATED_CLASSES);
    expect(new Set(all.map(({ cell, repetition }) => `${cell} ${repetition}`)).size).toBe(all.length);
    expect(all.every(({ cell }) => classes.first[classes.classes[cell]!] === cell)).toBe(true);
  });

  it('are not asked for again', () => {
    const done = all.slice(0, 100).map(made);
    expect(jobsOf(classes, done)).toEqual(all.slice(100));
  });

  it('are read back from lines, a last one that was cut off left out', () => {
    const lines = all.slice(0, 3).map((job) => JSON.stringify(made(job)));
    const text = `${[setupLine(), ...lines].join('\n')}\n`;
    expect(parseResults(text)).toEqual({ kept: all.slice(0, 3).map(made), length: undefined });
    const { kept, length } = parseResults(text.slice(0, -5));
    expect(kept).toEqual(all.slice(0, 2).map(made));
    expect(text.slice(0, length).endsWith('}\n')).toBe(true);
  });

  it('of other settings, or broken ones, are refused in words', () => {
    expect(() => parseResults('{"format":0}\n')).toThrow(/other settings/);
    expect(() => parseResults(`${setupLine()}\n{"cell":\n{}\n`)).toThrow(/line 2 is no result/);
  });

  it('make a table of 15,625 rows in which a class has one result', () => {
    const results = all.map(made);
    const text = assemble(classes, results);
    const table = readTable(text);
    expect(table.rows).toBe(15_625);
    expect(table.combinations).toBe(15_625);
    expect(table.genotype).toBe('cell');
    expect(table.identity).toBe('iso');
    expect(table.cells).toBe(true);
    const accuracy = table.complete('validationAccuracy');
    for (let row = 0; row < table.rows; row += 13) {
      const cell = Number.parseInt([...table.word(row)].reverse().join(''), 5);
      const first = classes.first[classes.classes[cell]!]!;
      expect(accuracy[row]).toBeCloseTo((10_000 - 400 - (first % 100)) / 100, 10);
    }
    const shipped = readShipped(text);
    const one = made(all[7]!);
    expect(shipped.differenceFrom(one)).toBeUndefined();
    expect(shipped.differenceFrom({ ...one, testLoss: one.testLoss + 1e-5 })).toContain(wordOf(one.cell));
  });

  it('that lack a class make none', () => {
    expect(() => assemble(classes, all.slice(1, 5000).map(made))).toThrow(/has not been trained yet/);
  });

  it('say in the card how far they can be trusted', () => {
    const card = cardOf(classes, all.map(made));
    // Within each class −30, 0, 30 images of 10,000: 0.3 points.
    expect(card.noise.validationAccuracy.withinClass).toBe(0.3);
    expect(card.noise.testAccuracy.withinClass).toBeCloseTo(0, 10);
    expect(card.noise.testAccuracy.betweenClasses).toBeGreaterThan(0.1);
  });
});
