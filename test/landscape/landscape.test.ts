import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isComplete, landscapeOf } from '../../src/landscape/landscape.ts';
import { readTable } from '../../src/landscape/table.ts';
import { published, readPublished } from './files.ts';

/** Words over a few letters, some left out, with values. */
const tables = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
    keep: fc.array(fc.boolean(), { minLength: 256, maxLength: 256 }),
    values: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 256, maxLength: 256 }),
  })
  .map(({ sizes, keep, values }) => {
    const words = sizes.reduce<string[]>(
      (all, size) => all.flatMap((word) => [...'abcd'.slice(0, size)].map((letter) => word + letter)),
      [''],
    );
    const kept = words.filter((_, i) => i === 0 || keep[i]);
    return { words: kept, text: `word,value\n${kept.map((word, i) => `${word},${values[i]}`).join('\n')}\n` };
  });

const hamming = (a: string, b: string) => [...a].filter((letter, i) => letter !== b[i]).length;

describe('the landscape of a table', () => {
  it('joins rows that differ in one choice, and counts differences', () => {
    fc.assert(
      fc.property(tables, ({ words, text }) => {
        const landscape = landscapeOf(readTable(text, { genotype: 'word' }), 'value');
        const { count, starts, neighbours, distance } = landscape;
        expect(count).toBe(words.length);
        for (let a = 0; a < count; a++) {
          const near = [...neighbours.subarray(starts[a], starts[a + 1])].sort((x, y) => x - y);
          expect(near).toEqual([...words.keys()].filter((b) => hamming(words[a]!, words[b]!) === 1));
          for (let b = 0; b < count; b++) expect(distance(a, b)).toBe(hamming(words[a]!, words[b]!));
        }
      }),
    );
  });

  it('climbs: what is to be small is negated', () => {
    const table = readTable('word,loss\naa,3\nab,1\n');
    expect([...landscapeOf(table, 'loss', { minimise: true }).fitness]).toEqual([-3, -1]);
    expect([...landscapeOf(table, 'loss').fitness]).toEqual([3, 1]);
  });

  it('has no −0 in it, whichever way is good', () => {
    const table = readTable('word,loss\naa,0\nab,-0\nba,-0.0\n');
    for (const minimise of [false, true])
      for (const reading of ['pandas', 'exact'] as const)
        for (const value of landscapeOf(table, 'loss', { minimise, reading }).fitness)
          expect(Object.is(value, 0)).toBe(true);
  });

  it('wants a number in every row', () => {
    const table = readTable('word,loss\naa,3\nab,\n');
    expect(() => landscapeOf(table, 'loss')).toThrow(/line 3/);
  });

  it('wants numbers that have a variance', () => {
    const table = readTable('word,loss\naa,3\nab,-1e101\n');
    expect(() => landscapeOf(table, 'loss')).toThrow('holds -1e+101, too large');
  });

  it('reads numbers as pandas does, or exactly', () => {
    const table = readTable('word,score\naa,93.66000000000001\nab,93.66\n');
    expect([...landscapeOf(table, 'score').fitness]).toEqual([93.66, 93.66]);
    expect([...landscapeOf(table, 'score', { reading: 'exact' }).fitness]).toEqual([
      93.66000000000001, 93.66,
    ]);
  });

  it.skipIf(!published('nats_bench.csv'))('of the benchmark is whole, every cell with 24 neighbours', () => {
    const landscape = landscapeOf(readTable(readPublished('nats_bench.csv')), 'CIFAR10TestAccuracy200Epochs');
    expect(isComplete(landscape)).toBe(true);
    expect(landscape.diameter).toBe(6);
    expect(landscape.neighbours.length).toBe(15_625 * 24);
    expect([...landscape.starts].every((start, node) => start === node * 24)).toBe(true);
  });
});
