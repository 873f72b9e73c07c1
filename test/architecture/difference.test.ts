import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference } from '../../src/architecture/difference.ts';
import type { LayerOp } from '../../src/architecture/graph.ts';
import { phenotype } from '../../src/architecture/phenotype.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { mutate } from '../../src/space/mutate.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';

const conv = (filters: number): LayerOp => ({ type: 'conv', filters, kernel: 3, stride: 1, bias: true });
const chain = (...ops: LayerOp[]) => ({
  nodes: ops.map((op, i) => ({ op, inputs: i === 0 ? [] : [i - 1], place: '', source: 'x' })),
});

describe('difference', () => {
  it('says what came, what went, and what changed in its place', () => {
    const input: LayerOp = { type: 'input', shape: [8, 8, 1] };
    const pool: LayerOp = { type: 'maxPool', kernel: 3, stride: 1 };
    const flat: LayerOp = { type: 'globalAverage' };
    expect(difference(chain(input, conv(4), flat), chain(input, conv(4), pool, flat))).toEqual({
      marks: ['same', 'same', 'added', 'same'],
      removed: [],
    });
    expect(difference(chain(input, conv(4), pool, flat), chain(input, conv(4), flat))).toEqual({
      marks: ['same', 'same', 'same'],
      removed: [2],
    });
    expect(difference(chain(input, conv(4), flat), chain(input, conv(8), flat))).toEqual({
      marks: ['same', 'changed', 'same'],
      removed: [],
    });
  });

  it('is nothing between an architecture and itself, and accounts for every node of both', () => {
    const spaces = PRESETS.map(({ document }) => compileSpace(document));
    fc.assert(
      fc.property(fc.constantFrom(...spaces), fc.integer(), (space, seed) => {
        const rng = createRng(seed);
        const parent = sample(space.tree, rng);
        const before = phenotype(space, parent).architecture;
        const after = phenotype(space, mutate(space.tree, parent, rng, { default: 0.05 })).architecture;
        const itself = difference(before, before);
        expect(itself.marks.every((mark) => mark === 'same') && itself.removed.length === 0).toBe(true);
        const { marks, removed } = difference(before, after);
        expect(marks).toHaveLength(after.nodes.length);
        const stayed = marks.filter((mark) => mark !== 'added').length;
        expect(stayed + removed.length).toBe(before.nodes.length);
      }),
      { numRuns: 60 },
    );
  });
});
