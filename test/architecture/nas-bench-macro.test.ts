import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../src/architecture/costs.ts';
import { decode } from '../../src/architecture/decode.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { NAS_BENCH_MACRO } from '../../src/space/preset-pipelines.ts';
import { validate } from '../../src/space/validate.ts';

const file = new URL('../../../shared/data/nbmacro.csv', import.meta.url);
const have = existsSync(file);
const space = compileSpace(NAS_BENCH_MACRO);

const OPERATIONS = ['shortcut', 'mbconv3e3', 'mbconv5e6'] as const;

/** The genotype of eight published digits: two cells in the first layer, three in the others. */
function genotypeOf(digits: string) {
  const cells = [...digits].map((digit) => ({
    pipelines: { p1: [{ b1: [OPERATIONS[Number(digit)]!] }] },
    merge: 'add',
  }));
  const layer = (filters: number, from: number, to: number) => ({
    filters,
    resolution: 'down',
    cells: cells.slice(from, to),
  });
  return {
    motifs: {},
    layers: { layer1: layer(64, 0, 2), layer2: layer(128, 2, 5), layer3: layer(256, 5, 8) },
    dropout: 0,
  };
}

describe.skipIf(!have)(
  `the 6,561 published networks of NAS-Bench-Macro${have ? '' : ' (skipped: ../shared/data/nbmacro.csv is not here)'}`,
  () => {
    // Their FLOPs are our MACs: convolutions and the dense layer, without biases and normalisation.
    it('are members of the space with the published parameters and FLOPs', () => {
      const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
      const all = new Set<string>();
      for (const line of lines) {
        const [digits, , , , , , parameters, flops] = line.split(',');
        const genotype = genotypeOf(digits!);
        all.add(digits!);
        expect(validate(space.tree, genotype)).toEqual([]);
        const costs = totalCosts(decode(space, genotype));
        expect({ digits, parameters: costs.parameters, flops: costs.macs }).toEqual({
          digits,
          parameters: Number(parameters),
          flops: Number(flops),
        });
      }
      expect(all.size).toBe(3 ** 8);
    });
  },
);
