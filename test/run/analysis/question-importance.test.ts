import { describe, expect, it } from 'vitest';
import { FEWEST, questionImportance } from '../../../src/run/analysis/question-importance.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL, NAS_BENCH_MACRO } from '../../../src/space/preset-pipelines.ts';
import type { Genotype } from '../../../src/space/tree.ts';
import { drain } from '../../search/analysis/grids.ts';
import { candidates, tableOf } from './candidates.ts';

const space = compileSpace(HIERARCHICAL_SMALL);

/** What one layer's cell has: its pipelines, as the first operation of each. */
const pipelines = (genotype: Genotype, layer: string): string[] => {
  const { layers } = genotype as {
    layers: Record<string, { cells: { pipelines: { p1: { b1: unknown[] }[] } }[] }>;
  };
  return layers[layer]!.cells[0]!.pipelines.p1.map(({ b1: [first] }) =>
    typeof first === 'string' ? first : (first as { choose: string }).choose,
  );
};

describe('questionImportance', () => {
  it('finds what makes the error in the default space', () => {
    // One for each pipeline of layer 2 beyond the first; half more for a 5×5 convolution at its head.
    const all = candidates(space, 1500, (genotype, noise) => {
      const own = pipelines(genotype, 'layer2');
      return own.length - 1 + (own[0] === 'conv5' ? 1.5 : 0) + 0.4 * (noise - 0.5);
    });
    const found = drain(questionImportance(tableOf(space, all), { figure: 'error' }))!;
    const byCount = 2 / 3;
    const byOperation = 1.5 ** 2 * (5 / 36);
    const total = byCount + byOperation;
    const [first, second, third] = found.questions;
    expect(first!.label).toBe('Pipelines in cell');
    expect(Math.abs(first!.share - byCount / total)).toBeLessThan(0.1);
    expect(second!.label).toBe('Operation of a block of cell');
    expect(Math.abs(second!.share - byOperation / total)).toBeLessThan(0.1);
    expect(third!.share).toBeLessThan(0.02);
    expect(found.sites.slice(0, 2).map(({ label, place }) => `${label}, ${place}`)).toEqual([
      'Pipelines in cell, layer 2 · cell 1',
      'Operation of a block of cell, layer 2 · cell 1 · pipeline 1 · block 1',
    ]);
    expect(found).toMatchObject({ figure: 'error', candidates: 1500, places: 123, leftOut: 0 });
    expect(found.rSquared).toBeGreaterThan(0.8);
    expect(found.noise).toBeLessThan(0.002);
    expect(found.alone).toBeGreaterThan(0.85);
    expect(found.alone + found.inPairs).toBeLessThanOrEqual(1 + 1e-9);
    // Four cells ask for their pipelines, and one of them means anything: an answer's effect is the mean of the four.
    const effects = first!.options.map(({ effect }) => effect);
    for (const [i, effect] of [-0.25, 0, 0.25].entries())
      expect(Math.abs(effects[i]! - effect)).toBeLessThan(0.06);
    const effectOf = (label: string) => second!.options.find((each) => each.label === label)!.effect;
    expect(effectOf('conv 5×5')).toBeGreaterThan(4 * Math.abs(effectOf('identity')));
  });

  it('finds what makes the size of NAS-Bench-Macro: where it is wide, and nothing together', () => {
    const macro = compileSpace(NAS_BENCH_MACRO);
    const all = candidates(macro, 600, () => 0);
    const found = drain(questionImportance(tableOf(macro, all), { figure: 'parameters' }))!;
    expect(found.questions.map(({ label }) => label)).toEqual(['Operation of a block of layer']);
    expect(found.places).toBe(8);
    expect(found.rSquared).toBeGreaterThan(0.8);
    const effects = found.questions[0]!.options.map(({ effect }) => effect);
    expect(effects).toEqual(effects.toSorted((a, b) => a - b));
    expect(found.questions[0]!.options.map(({ label }) => label)).toEqual([
      'shortcut',
      'MBConv 3×3 ×3',
      'MBConv 5×5 ×6',
    ]);
  });

  it('asks about the better half where it is told to', () => {
    // A tenth fails by its operation, which makes nearly all of the variance; else the first layer's filters decide.
    const filters = (genotype: Genotype) =>
      (genotype as { layers: { layer2: { filters: number } } }).layers.layer2.filters;
    const all = candidates(space, 600, (genotype, noise) =>
      pipelines(genotype, 'layer3')[0] === 'identity' ? 0.9 : 0.1 - filters(genotype) / 1000 + noise / 1000,
    );
    const table = tableOf(space, all);
    const [whole] = drain(questionImportance(table, { figure: 'error' }))!.questions;
    expect(whole!.label).toBe('Operation of a block of cell');
    const [better] = drain(questionImportance(table, { figure: 'error', cut: 0.7 }))!.questions;
    expect(better!.label).toBe('Filters of layer 2');
    expect(() => drain(questionImportance(table, { figure: 'error', cut: 2 }))).toThrow('quantile');
  });

  it('takes the places that most candidates have, where there are too many', () => {
    const [layer] = HIERARCHICAL_SMALL.layers;
    const large = compileSpace({
      ...HIERARCHICAL_SMALL,
      layers: [{ ...layer!, repeat: { min: 4, max: 8 } }, ...HIERARCHICAL_SMALL.layers.slice(1)],
    });
    const all = candidates(large, 60, (_, noise) => noise);
    const settings = { trees: 2, examples: 60, features: 0.2, minLeaf: 3 };
    const found = drain(questionImportance(tableOf(large, all), { figure: 'error' }, settings))!;
    expect(found.places).toBe(200);
    expect(found.leftOut).toBeGreaterThan(50);
    expect(found.questions.reduce((sum, { places }) => sum + places, 0)).toBe(200);
    // Every cell of every candidate has a first pipeline with a first block.
    const cells = found.questions.find(({ label }) => label === 'Cells in layer 1')!;
    expect(cells.places).toBe(1);
  });

  it('learns nothing from a few, nor from clones', () => {
    const few = candidates(space, FEWEST - 1, (_, noise) => noise);
    expect(drain(questionImportance(tableOf(space, few), { figure: 'error' }))).toBeNull();
    const clones = candidates(space, 30, (_, noise) => noise).map((each) => ({
      ...each,
      genotype: few[0]!.genotype,
    }));
    const found = drain(questionImportance(tableOf(space, clones), { figure: 'error' }))!;
    expect(found).toMatchObject({ places: 0, leftOut: 0, alone: 0, inPairs: 0, sites: [], pairs: [] });
    expect(found.rSquared).toBeLessThanOrEqual(0.1);
  });
});
