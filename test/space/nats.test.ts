import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileSpace } from '../../src/space/hierarchy.ts';
import {
  NATS_OPERATIONS,
  type NatsOperation,
  natsGenotype,
  natsOperations,
  natsText,
  natsUniqueString,
  parseNats,
} from '../../src/space/nats.ts';
import { NATS_TOPOLOGY } from '../../src/space/preset-dags.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { validate } from '../../src/space/validate.ts';

const space = compileSpace(NATS_TOPOLOGY);

/** All 5⁶ cells. */
const cells = Array.from({ length: 5 ** 6 }, (_, index) =>
  Array.from({ length: 6 }, (_, edge): NatsOperation => NATS_OPERATIONS[Math.floor(index / 5 ** edge) % 5]!),
);

describe('the published writing of NATS-Bench cells', () => {
  it('reads six operations in the order of the edges', () => {
    const text = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_1x1~1|nor_conv_3x3~2|';
    expect(parseNats(text)).toEqual(['conv3', 'none', 'identity', 'avgpool3', 'conv1', 'conv3']);
  });

  it('is read and written again for every cell', () => {
    for (const cell of cells) expect(parseNats(natsText(cell))).toEqual(cell);
    expect(new Set(cells.map(natsText)).size).toBe(15_625);
  });

  it.each([
    ['', 'it has 1 nodes joined by "+", not 3'],
    ['|none~0|+|none~0|none~1|', 'it has 2 nodes'],
    ['none~0+|none~0|none~1|+|none~0|none~1|none~2|', 'node 1, "none~0", does not stand between "|" and "|"'],
    ['|none~0|+|none~0|+|none~0|none~1|none~2|', 'node 2 has 1 edges, not 2'],
    ['|none~0|+|none~0|none~0|+|none~0|none~1|none~2|', 'edge 2 of node 2, "none~0", must end in "~1"'],
    ['|none|+|none~0|none~1|+|none~0|none~1|none~2|', 'edge 1 of node 1, "none", must end in "~0"'],
    [
      '|conv9~0|+|none~0|none~1|+|none~0|none~1|none~2|',
      '"conv9" is none of none, skip_connect, nor_conv_1x1',
    ],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => parseNats(text)).toThrow(message);
  });

  it('refuses to write a cell of another number of operations', () => {
    expect(() => natsText(['none'])).toThrow('A NATS-Bench cell has 6 operations, not 1.');
  });
});

describe('NATS-Bench cells as genotypes', () => {
  it('are valid members of the topology space, and are read back', () => {
    for (const cell of cells) {
      const genotype = natsGenotype(cell);
      expect(validate(space.tree, genotype)).toEqual([]);
      expect(natsOperations(genotype)).toEqual(cell);
    }
  });

  it('are every member of the space: what is sampled is written and read alike', () => {
    for (let seed = 0; seed < 200; seed++) {
      const genotype = sample(space.tree, createRng(seed));
      expect(natsGenotype(natsOperations(genotype))).toEqual(genotype);
    }
  });

  it('are told from what is no such cell', () => {
    expect(() => natsOperations(null)).toThrow('on the edge 0→1');
    expect(() => natsOperations({ motifs: { cell: { nodes: { n1: { from: { '0': 'conv7' } } } } } })).toThrow(
      TypeError,
    );
  });
});

const folder = new URL('../../../shared/data/', import.meta.url);
const published = ['nb201.csv', 'nats_bench.csv'].map((name) => new URL(name, folder));
const have = published.every((file) => existsSync(file));
const rows = (file: URL) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

describe.skipIf(!have)(
  `the unique string of the benchmark${have ? '' : ' (skipped: ../shared/data/nb201.csv and nats_bench.csv are not here)'}`,
  () => {
    it('is the published one for all 15,625 cells', () => {
      const lines = rows(published[1]!);
      expect(lines).toHaveLength(15_625);
      for (const [, , , text, unique] of lines) expect(natsUniqueString(parseNats(text!))).toBe(unique);
    });

    it('parts the cells into the 6,466 published classes', () => {
      const pairs = rows(published[0]!).map(
        ([, text, , iso]) => [natsUniqueString(parseNats(text!)), iso!] as const,
      );
      expect(pairs).toHaveLength(15_625);
      expect(new Set(pairs.map(([own]) => own)).size).toBe(6466);
      expect(new Set(pairs.map(([, iso]) => iso)).size).toBe(6466);
      // As many pairs as classes on either side: one partition.
      expect(new Set(pairs.map((pair) => pair.join(' '))).size).toBe(6466);
    });
  },
);
