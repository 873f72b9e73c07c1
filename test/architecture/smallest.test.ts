import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../src/architecture/costs.ts';
import { decode } from '../../src/architecture/decode.ts';
import { smallestMember } from '../../src/architecture/smallest.ts';
import { enumerate } from '../../src/space/count.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';

describe('smallestMember', () => {
  it('finds the minimum of spaces small enough to enumerate', () => {
    const document = (
      filters: number[],
      pool: 'average' | 'flatten',
      operation: ('conv1' | 'conv3' | 'sepconv3' | 'maxpool3')[],
    ): SpaceDocument => ({
      ...HIERARCHICAL_SMALL,
      motifs: {
        cell: {
          kind: 'pipelines',
          pipelines: [
            {
              repeat: { min: 1, max: 2 },
              blocks: [{ operation, batchNorm: [true, false], skip: [true, false] }],
            },
          ],
          merge: ['add', 'concat'],
        },
      },
      layers: [
        { cell: 'cell', repeat: { min: 1, max: 1 }, filters, resolution: ['same', 'down'] },
        { cell: 'cell', repeat: 1, filters, resolution: 'same' },
      ],
      head: { pool, dense: [], dropout: 0 },
    });
    for (const small of [
      compileSpace(document([4, 8], 'average', ['conv3', 'maxpool3'])),
      compileSpace(document([2, 16], 'flatten', ['conv1', 'sepconv3'])),
      compileSpace(document([3], 'average', ['conv3', 'sepconv3'])),
    ]) {
      let least = Number.POSITIVE_INFINITY;
      for (const genotype of enumerate(small.tree))
        least = Math.min(least, totalCosts(decode(small, genotype)).parameters);
      expect(smallestMember(small).parameters).toBe(least);
    }
  });
});
