import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { readMnist } from '../../../src/datasets/mnist.ts';
import { cellArchitecture, cellClasses, wordOf } from '../../../src/landscape/cells.ts';
import { readTable } from '../../../src/landscape/table.ts';
import { readShipped } from '../../../src/run/cell-table/results.ts';
import { createCellTrainer } from '../../../src/run/cell-table/trainer.ts';
import { BUILD, useWasm } from '../../evaluation/wasm.ts';

const file = (path: string) => readFileSync(new URL(`../../../public/${path}`, import.meta.url));
const packed = file('tables/cells-mnist14.csv.gz');
const text = gunzipSync(packed).toString('utf8');
const classes = cellClasses();

describe('our own table, as it is shipped', () => {
  const table = readTable(text);

  it('is well under a megabyte, and has every cell once', () => {
    expect(packed.length).toBeLessThan(500_000);
    expect(table.rows).toBe(15_625);
    expect(new Set(table.codes).size).toBe(15_625);
  });

  it('tells architectures apart as our canonical hash does', () => {
    expect(new Set(table.classes).size).toBe(5260);
    for (let row = 0; row < table.rows; row++) {
      const cell = Number.parseInt([...table.word(row)].reverse().join(''), 5);
      const first = table.rowOf(firstCode(classes.classes[cell]!));
      expect(table.classes[row]).toBe(table.classes[first]);
    }
  });

  it('has the costs that we count, and numbers that a network can have', () => {
    const parameters = table.complete('parameters');
    for (let row = 0; row < table.rows; row += 311) {
      const cell = Number.parseInt([...table.word(row)].reverse().join(''), 5);
      const { costs } = cellArchitecture(classes.first[classes.classes[cell]!]!);
      expect(parameters[row]).toBe(costs.parameters);
    }
    for (const column of ['validationAccuracy', 'testAccuracy']) {
      const values = table.complete(column);
      expect(values.every((value) => value >= 0 && value <= 100)).toBe(true);
      // The dead cells know one class of ten; all others learn.
      expect(Math.max(...values)).toBeGreaterThan(95);
    }
  });

  /** The code that the table gives a class's first cell. */
  function firstCode(number: number): number {
    const word = wordOf(classes.first[number]!);
    return [...word].reduce(
      (code, digit, i) => code + table.strides[i]! * table.options[i]!.indexOf(digit),
      0,
    );
  }
});

// Only plain SIMD gives the same bits everywhere; the other build is checked by the kernels' own tests.
describe.runIf(BUILD === 'kernels.wasm')('a row of our own table', () => {
  beforeAll(useWasm);

  it('made again, is the same', async () => {
    const mnist = await readMnist((name) => Promise.resolve(new Uint8Array(file(`data/mnist/${name}`))));
    const train = createCellTrainer(mnist);
    const shipped = readShipped(text);
    for (const number of [1, 2600, 5259])
      expect(shipped.differenceFrom(await train(classes.first[number]!, 0))).toBeUndefined();
  });
});
