import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellGraph, cellPaths } from '../../src/landscape/cell-graph.ts';
import { didYouMean, readTable } from '../../src/landscape/table.ts';
import {
  NATS_EDGES,
  NATS_OPERATIONS,
  type NatsOperation,
  natsText,
  parseNats,
} from '../../src/space/nats.ts';
import { published, readPublished } from './files.ts';

/** A complete table of words over two, three and two letters. */
const complete = (): string => {
  const rows: string[] = [];
  for (const a of 'xy')
    for (const b of '012') for (const c of 'pq') rows.push(`${a}${b}${c},${rows.length}.5`);
  return `word,score\n${rows.join('\n')}\n`;
};

const cells = Array.from({ length: 5 ** 6 }, (_, index) =>
  NATS_EDGES.map((_, edge): NatsOperation => NATS_OPERATIONS[Math.floor(index / 5 ** edge) % 5]!),
);

describe('the genotypes of a table', () => {
  it('are words, a choice at each letter', () => {
    const table = readTable(complete());
    expect(table).toMatchObject({
      genotype: 'word',
      rows: 12,
      combinations: 12,
      cells: false,
      identity: 'row',
    });
    expect(table.options).toEqual([
      ['x', 'y'],
      ['0', '1', '2'],
      ['p', 'q'],
    ]);
    // Every code below the number of combinations is a row's, and says its letters.
    const rows = Array.from({ length: 12 }, (_, code) => table.rowOf(code));
    expect([...rows].sort((a, b) => a - b)).toEqual([...rows.keys()]);
    for (const [code, row] of rows.entries()) {
      expect(table.codes[row]).toBe(code);
      const letters = table.options.map((all, i) => all[Math.floor(code / table.strides[i]!) % all.length]);
      expect(letters.join('')).toBe(table.word(row));
    }
  });

  it('may lack combinations, in small tables and in ones too large for an array', () => {
    const small = readTable('word,score\nab,1\nba,2\nbb,3');
    expect(small.combinations).toBe(4);
    expect([0, 1, 2, 3].map(small.rowOf)).toEqual([-1, 1, 0, 2]);
    const words = Array.from({ length: 30 }, (_, i) => (2 ** 29 + 77_777 * i * i).toString(2));
    const large = readTable(`word,score\n${words.map((word, i) => `${word},${i}`).join('\n')}`, {
      genotype: 'word',
    });
    expect(large.combinations).toBeGreaterThan(2 ** 22);
    for (const [row, code] of large.codes.entries()) expect(large.rowOf(code)).toBe(row);
    expect(large.rowOf(large.codes[3]! ^ 1)).toBe(large.codes.indexOf(large.codes[3]! ^ 1));
  });

  it('are found among other columns: the one that leaves out the fewest combinations', () => {
    const rows = ['aa', 'ab', 'ba', 'bb'].map((word, i) => `${10 + 37 * i},n${i}${3 - i},${word},${i / 7}`);
    expect(readTable(`id,name,word,score\n${rows.join('\n')}`).genotype).toBe('word');
    expect(readTable(`id,name,word,score\n${rows.join('\n')}`, { genotype: 'name' }).combinations).toBe(16);
  });

  it('are published cells where there are no words', () => {
    const some = cells.filter((_, i) => i % 700 === 0);
    const table = readTable(`cell,score\n${some.map((cell, i) => `${natsText(cell)},${i}`).join('\n')}`);
    expect(table).toMatchObject({ genotype: 'cell', cells: true, rows: some.length });
    for (const [row, cell] of some.entries()) {
      expect(table.graph(table.codes[row]!)).toEqual(cellGraph(cell));
      expect(table.word(row)).toBe(natsText(cell));
    }
  });

  it('are cells in digits, too, as the published column or the usual digits say', () => {
    const every = cells.filter((_, i) => i % 97 === 0);
    const usual: readonly NatsOperation[] = ['none', 'identity', 'conv1', 'conv3', 'avgpool3'];
    const word = (cell: readonly NatsOperation[], letters: string) =>
      cell.map((operation) => letters[usual.indexOf(operation)]).join('');
    const graphs = (text: string) => {
      const table = readTable(text, { genotype: 'w' });
      return { cells: table.cells, graphs: Array.from(table.codes, table.graph) };
    };
    const expected = { cells: true, graphs: every.map(cellGraph) };
    expect(graphs(`w,s\n${every.map((cell) => `${word(cell, '01234')},1`).join('\n')}`)).toEqual(expected);
    expect(
      graphs(`w,a\n${every.map((cell) => `${word(cell, 'zsqxp')},${natsText(cell)}`).join('\n')}`),
    ).toEqual(expected);
    // A column that spells out other cells than the words makes them mere words; so do other letters alone.
    const wrong = every.map(
      (cell, i) => `${word(cell, '01234')},${natsText(every[(i + 1) % every.length]!)}`,
    );
    expect(graphs(`w,a\n${wrong.join('\n')}`).cells).toBe(false);
    expect(graphs(`w,s\n${every.map((cell) => `${word(cell, 'zsqxp')},1`).join('\n')}`).cells).toBe(false);
  });

  it.each([
    ['name,score\nfirst,1\nsecond,2', undefined, 'No column says which architecture a row is'],
    ['name,score\nfirst,1\nsecond,2', 'nam', 'no column nam. Did you mean name? It has name, score.'],
    ['name,score\nfirst,1\nsecond,2', 'name', 'holds no genotypes: line 3 has "second"'],
    ['word,score\nab,1\nba,2\nab,3', 'word', 'lines 2 and 4 both have "ab"'],
    ['cell\n|none~0|+|none~0|none~1|+|none~0|none~1|none~3|', undefined, 'cell: line 2: '],
    [
      'hash\n9f86d081884c7d65\n9f86d081884c7d66\n60303ae22b998861',
      undefined,
      'hash has words, but only 3 of',
    ],
    [
      `word\n${'abc'.repeat(30)}\n${'bca'.repeat(30)}\n${'cab'.repeat(30)}`,
      'word',
      'more than can be numbered',
    ],
  ])('are missed with a reason (%#)', (text, genotype, message) => {
    expect(() => readTable(text, { genotype })).toThrow(message);
  });
});

describe('the columns of a table', () => {
  const text = 'word,score,time,note,iso\nab,1.5,1e2,fine,3\nba, -2 ,,bad,7\nbb,0,5,x,3';

  it('are numbers, with gaps where a cell is empty', () => {
    const table = readTable(text);
    expect([...table.numbers('score')]).toEqual([1.5, -2, 0]);
    expect([...table.numbers('time')]).toEqual([100, Number.NaN, 5]);
    expect([...table.complete('score')]).toEqual([1.5, -2, 0]);
  });

  it('are refused where they hold text, gaps or nothing', () => {
    const table = readTable(text);
    expect(() => table.numbers('note')).toThrow('The column note is not one of numbers: line 2 has "fine"');
    expect(() => table.complete('time')).toThrow('The column time has no number on line 3');
    expect(() => table.numbers('scores')).toThrow('Did you mean score?');
  });

  it('say which rows are one architecture', () => {
    expect([...readTable(text).classes]).toEqual([0, 1, 0]);
    expect(readTable(text).identity).toBe('iso');
    expect([...readTable(text, { identity: 'row' }).classes]).toEqual([0, 1, 2]);
    expect([...readTable(text, { identity: 'score' }).classes]).toEqual([0, 1, 2]);
    expect(readTable('word,UniqueString\nab,u\nba,u').identity).toBe('UniqueString');
    expect(() => readTable(text, { identity: 'time' })).toThrow('The column time says which rows are one');
    expect(() => readTable(text, { identity: 'is' })).toThrow('no column is. Did you mean iso?');
  });

  it('are guessed from a misspelt name, and only from a near one', () => {
    expect(didYouMean('tabel', ['cost', 'table'])).toBe(' Did you mean table?');
    expect(didYouMean('C10V12', ['c10t200', 'c10v12'])).toBe(' Did you mean c10v12?');
    expect(didYouMean('nonsense', ['cost', 'table'])).toBe('');
  });
});

describe('a cell as a graph', () => {
  /** Every path from input to output as a list of edges, by search. */
  const walks = (cell: readonly NatsOperation[], node = 0): number[][] =>
    node === 3
      ? [[]]
      : NATS_EDGES.flatMap(([from, to], edge) =>
          from === node && cell[edge] !== 'none' ? walks(cell, to).map((rest) => [edge, ...rest]) : [],
        );
  const someCells = fc.integer({ min: 0, max: 5 ** 6 - 1 }).map((index) => cells[index]!);

  it('has the cell’s paths, and no node off them', () => {
    fc.assert(
      fc.property(someCells, (cell) => {
        const { labels, inputs } = cellGraph(cell);
        const output = labels.length - 1;
        expect(labels).toHaveLength(new Set(walks(cell).flat()).size + 2);
        expect([labels[0], labels[output]]).toEqual(['input', 'output']);
        for (const [node, read] of inputs.entries()) for (const each of read) expect(each).toBeLessThan(node);
        // Back from the output: the labels on the way to the input.
        const back = (node: number): string[][] =>
          node === 0
            ? [[]]
            : inputs[node]!.flatMap((each) => back(each).map((path) => [...path, labels[node]!]));
        const own = back(output).map((path) => path.slice(0, -1).join('>'));
        const expected = walks(cell).map((path) => path.map((edge) => cell[edge]).join('>'));
        expect(own.sort()).toEqual(expected.sort());
        expect(cellPaths(cell)).toEqual([...new Set(expected)].sort());
      }),
    );
  });

  it('is the one drawn by hand', () => {
    // 1 reads 0 by conv3; 2 reads 0 by nothing and 1 by identity; 3 reads 0 by pooling, 1 by nothing, 2 by conv1.
    const cell = parseNats('|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|');
    expect(cellGraph(cell)).toEqual({
      labels: ['input', 'conv3', 'identity', 'avgpool3', 'conv1', 'output'],
      inputs: [[], [0], [1], [0], [2], [3, 4]],
    });
    expect(cellPaths(cell)).toEqual(['avgpool3', 'conv3>identity>conv1']);
  });

  it('is empty where nothing reaches the output', () => {
    const dead = parseNats('|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|none~2|');
    expect(cellGraph(dead)).toEqual({ labels: ['input', 'output'], inputs: [[], []] });
    expect(cellPaths(dead)).toEqual([]);
  });

  it('is a chain for words that are no cells', () => {
    const table = readTable(complete());
    const code = table.codes[0]!;
    expect(table.graph(code)).toEqual({
      labels: ['input', 'x', '0', 'p', 'output'],
      inputs: [[], [0], [1], [2], [3]],
    });
    expect(table.paths(code)).toEqual(['0:x', '1:0', '2:p']);
  });
});

describe.skipIf(!published('nb201.csv'))('the published table of NATS-Bench', () => {
  it('is cells in digits whose live edges are the nodes of their graphs', () => {
    const text = readPublished('nb201.csv');
    const table = readTable(text);
    expect(table).toMatchObject({
      genotype: 'ops',
      identity: 'iso',
      cells: true,
      rows: 15_625,
      combinations: 15_625,
    });
    expect(new Set(table.classes).size).toBe(6466);
    const lines = text.trim().split('\n').slice(1);
    const wrong = lines.filter((line, row) => {
      const [, arch, ops, , live] = line.split(',');
      const operations = parseNats(arch!);
      const expected = [...live!].flatMap((bit, edge) => (bit === '1' ? [operations[edge]!] : []));
      const { labels } = table.graph(table.codes[row]!);
      return labels.join() !== ['input', ...expected, 'output'].join() || table.word(row) !== ops;
    });
    expect(wrong).toEqual([]);
  });

  it.skipIf(!published('nats_bench.csv'))('is the same with cells spelled out alone', () => {
    const digits = readTable(readPublished('nb201.csv'));
    const text = readTable(readPublished('nats_bench.csv'));
    expect(text).toMatchObject({ genotype: 'ArchitectureString', identity: 'UniqueString', cells: true });
    expect(new Set(text.classes).size).toBe(6466);
    for (let row = 0; row < text.rows; row += 100)
      expect(text.graph(text.codes[row]!)).toEqual(digits.graph(digits.codes[row]!));
  });
});

describe.skipIf(!published('nbmacro.csv'))('the published table of NAS-Bench-Macro', () => {
  it('is words of eight digits', () => {
    const table = readTable(readPublished('nbmacro.csv'));
    expect(table).toMatchObject({ genotype: 'arch', identity: 'row', cells: false, combinations: 6561 });
    const accuracy = table.complete('acc_mean');
    const highest = Math.max(...accuracy);
    // Two rows that are one network.
    const best = [...accuracy.keys()].filter((row) => accuracy[row] === highest);
    expect(best.map(table.word).sort()).toEqual(['22212202', '22212220']);
  });
});
