import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/architecture/decode.ts';
import { inferShapes } from '../../src/architecture/graph.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import type { Genotype } from '../../src/space/tree.ts';
import { allSpaces, conv, space, withFirstCell } from './graphs.ts';

describe('decode', () => {
  it('makes every genotype a graph whose shapes fit and that ends in the classes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const architecture = decode(space, sample(space.tree, createRng(seed)));
        expect(inferShapes(architecture).at(-1)).toEqual([10]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(allSpaces)('decodes every member drawn of %s to the classes', (_, each) => {
    for (let seed = 0; seed < 40; seed++) {
      const architecture = decode(each, sample(each.tree, createRng(seed)));
      expect(inferShapes(architecture).at(-1)).toEqual([each.document.classes]);
      expect(architecture.nodes.at(-1)!.op).toEqual({ type: 'activation', fn: 'softmax' });
    }
  });

  it('joins unequal pipelines by visible projections', () => {
    const branches = [['maxpool3'], [{ choose: 'conv3', with: conv }]];
    const projections = (genotype: Genotype) =>
      decode(space, genotype).nodes.filter(
        ({ place }) => place.includes('merge') && place.includes('projection'),
      );
    // The stem has 8 channels and the layer 8 filters: nothing to project. With 12 filters there is.
    expect(projections(withFirstCell(branches, 'add', 8))).toHaveLength(0);
    expect(projections(withFirstCell(branches, 'add', 12))).toMatchObject([
      { op: { type: 'conv', kernel: 1, filters: 12, stride: 1, bias: false } },
    ]);
  });
});
