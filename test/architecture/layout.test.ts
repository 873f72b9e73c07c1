import { describe, expect, it } from 'vitest';
import { viewGraph } from '../../src/architecture/layout.ts';
import { phenotype } from '../../src/architecture/phenotype.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { allSpaces } from './graphs.ts';

describe('viewGraph', () => {
  it.each(allSpaces)('draws every layer of %s once and loses no cost', (_, space) => {
    for (let seed = 0; seed < (space.document.name === HIERARCHICAL_SMALL.name ? 50 : 2); seed++) {
      const candidate = phenotype(space, sample(space.tree, createRng(seed)));
      const view = viewGraph(candidate);
      expect(view.boxes.reduce((sum, box) => sum + box.parameters, 0)).toBe(candidate.costs.parameters);
      expect(view.boxes.reduce((sum, box) => sum + box.macs, 0)).toBe(candidate.costs.macs);
      for (const { x, y, width, height } of view.boxes) {
        expect(x - width / 2).toBeGreaterThanOrEqual(0);
        expect(y + height / 2).toBeLessThanOrEqual(view.height);
        expect(x + width / 2).toBeLessThanOrEqual(view.width + 1);
        expect(y - height / 2).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
