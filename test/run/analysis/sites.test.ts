import { describe, expect, it } from 'vitest';
import { SiteBook } from '../../../src/run/analysis/sites.ts';
import { visitDecisions } from '../../../src/space/decisions.ts';
import type { SpaceDocument } from '../../../src/space/document.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { NATS_TOPOLOGY } from '../../../src/space/preset-dags.ts';
import { CHAIN, HIERARCHICAL_SMALL, MULTI_BRANCH } from '../../../src/space/preset-pipelines.ts';
import { PRESETS } from '../../../src/space/presets.ts';
import { createRng } from '../../../src/space/random.ts';
import { firstMember, sample } from '../../../src/space/sample.ts';
import type { Genotype, Tree } from '../../../src/space/tree.ts';

const visited = (tree: Tree, genotype: Genotype): [string, number][] => {
  const found: [string, number][] = [];
  visitDecisions(tree, genotype, (site, _, choice) => found.push([site, choice]));
  return found;
};

/** A merge that has nothing to merge, by what `visitDecisions` says of the cell. */
const isIdle = (site: string, genotype: Genotype): boolean => {
  if (!site.endsWith('.merge')) return false;
  const at = site.replace(/\.merge$/, '').replaceAll(/\[(\d+)\]/g, '.$1');
  let here = genotype as Record<string, Genotype>;
  for (const step of at.split('.').slice(1)) here = here[step] as Record<string, Genotype>;
  return (
    here.pipelines !== undefined &&
    Object.values(here.pipelines as Record<string, Genotype[]>).flat().length === 1
  );
};

describe('SiteBook', () => {
  it('numbers the decisions of every preset as visitDecisions names them, idle merges left out', () => {
    for (const { id, document } of PRESETS) {
      const { tree } = compileSpace(document);
      const book = new SiteBook({ document, tree });
      const rng = createRng(1);
      /** Sites by the name they have there; the numbers of a genotype and its names come in different orders. */
      const byName = new Map<string, Set<number>>();
      for (let i = 0; i < 300; i++) {
        const genotype = sample(tree, rng);
        const expected = visited(tree, genotype).filter(([site]) => !isIdle(site, genotype));
        const found = book.decisions(genotype);
        expect(found, id).toHaveLength(expected.length);
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
        for (const [site, choice] of expected) {
          const name = `${site}=${choice}`;
          const possible = byName.get(name);
          byName.set(name, new Set(found.filter((decision) => !possible || possible.has(decision))));
        }
      }
      // After so many genotypes a name's numbers are those that are always with it: its own is among them.
      for (const [name, numbers] of byName) expect(numbers.size, `${id} ${name}`).toBeGreaterThan(0);
      for (const [number, { start, options }] of book.sites.entries())
        for (let answer = 0; answer < options; answer++) expect(book.siteOf[start + answer]).toBe(number);
    }
  });

  it('tells genotypes apart as their decisions do', () => {
    const { tree } = compileSpace(CHAIN);
    const book = new SiteBook({ document: CHAIN, tree });
    const rng = createRng(2);
    for (let i = 0; i < 300; i++) {
      const [a, b] = [sample(tree, rng), sample(tree, rng)];
      const [x, y] = [new Map(visited(tree, a)), new Map(visited(tree, b))];
      const shared = book.decisions(a).filter((decision) => book.decisions(b).includes(decision));
      expect(shared).toHaveLength([...x].filter(([site, choice]) => y.get(site) === choice).length);
    }
  });

  it('asks the questions of the default space in words', () => {
    const space = compileSpace(HIERARCHICAL_SMALL);
    const book = new SiteBook(space);
    const rng = createRng(1);
    for (let i = 0; i < 200; i++) book.decisions(sample(space.tree, rng));
    expect(
      book.questions.map(({ label, path, options }) => [
        label,
        path,
        options.map((each) => each.label).join(),
      ]),
    ).toEqual([
      ['Filters of layer 1', 'layers[0]', '4,8,12'],
      ['Resolution of layer 1', 'layers[0]', 'same,down'],
      ['Cells in layer 1', 'layers[0]', '1,2'],
      ['Filters of layer 2', 'layers[1]', '8,16,24'],
      ['Filters of layer 3', 'layers[2]', '16,24,32'],
      ['Resolution of layer 3', 'layers[2]', 'same,down'],
      ['Dropout of the head', 'head', '0,0.2'],
      ['Pipelines in cell', 'motifs.cell.pipelines[0]', '1,2,3'],
      ['Merge of cell', 'motifs.cell', 'add,concat'],
      ['Blocks in a pipeline of cell', 'motifs.cell.pipelines[0].blocks[0]', '1,2'],
      [
        'Operation of a block of cell',
        'motifs.cell.pipelines[0].blocks[0]',
        'conv 1×1,conv 3×3,conv 5×5,separable 3×3,max pool 3×3,identity',
      ],
      ['Batch normalisation of a block of cell', 'motifs.cell.pipelines[0].blocks[0]', 'on,off'],
      ['Activation of a block of cell', 'motifs.cell.pipelines[0].blocks[0]', 'relu,swish'],
      ['Skip of a block of cell', 'motifs.cell.pipelines[0].blocks[0]', 'off,on'],
    ]);
    // 4 cells of 1 + 1 + 3 · (1 + 2 · 4) places, and 7 of layers and head.
    expect(book.sites).toHaveLength(4 * 29 + 7);
    expect(new Set(book.sites.map(({ question, place }) => `${question} ${place}`)).size).toBe(123);
    expect(book.sites.map(({ place }) => place)).toContain('layer 1 · cell 2 · pipeline 3 · block 2');
  });

  it('knows parts by number where a cell has several, edges, nodes, and cells within cells', () => {
    const labels = (document: SpaceDocument) => {
      const space = compileSpace(document);
      const book = new SiteBook(space);
      const rng = createRng(1);
      for (let i = 0; i < 100; i++) book.decisions(sample(space.tree, rng));
      return { book, labels: book.questions.map(({ label }) => label) };
    };
    expect(labels(MULTI_BRANCH).labels).toEqual(
      expect.arrayContaining([
        'Copies of pipeline 3 of branches',
        'Copies of block 2 of pipeline 1 of branches',
        'Operation of block 2 of pipeline 1 of branches',
        'Skip of a block of pipeline 2 of branches',
      ]),
    );
    const nats = labels(NATS_TOPOLOGY);
    expect(nats.labels).toEqual(['Operation of an edge of cell']);
    expect(nats.book.sites.map(({ place }) => place)).toEqual([
      'cell · node 1 · from 0',
      'cell · node 2 · from 0',
      'cell · node 2 · from 1',
      'cell · node 3 · from 0',
      'cell · node 3 · from 1',
      'cell · node 3 · from 2',
    ]);
    const nested = labels({
      ...HIERARCHICAL_SMALL,
      motifs: {
        cell: {
          kind: 'dag',
          nodes: 3,
          inputsPerNode: 1,
          operation: ['inner', 'conv3'],
          activation: ['relu', 'elu'],
          merge: ['add', 'concat'],
          output: 'last',
        },
        inner: {
          kind: 'pipelines',
          pipelines: [{ blocks: [{ operation: 'conv3', filters: [4, 8], squeezeExcite: [0, 4] }] }],
          merge: 'add',
        },
      },
      layers: [{ cell: 'cell', repeat: 1, filters: 8, resolution: 'same' }],
    });
    expect(new Set(nested.labels)).toEqual(
      new Set([
        'Dropout of the head',
        'Merge of a node of cell',
        'Inputs of node 2 of cell',
        'Operation of an edge of cell',
        'Activation of an edge of cell',
        'Filters of a block of inner',
        'Squeeze-excite of a block of inner',
      ]),
    );
    expect(nested.book.sites.map(({ place }) => place)).toContain(
      'layer 1 · cell 1 · node 1 · input a · pipeline 1 · block 1',
    );
    const inputs = nested.book.questions.find(({ kind }) => kind === 'inputs')!;
    expect(inputs.options).toEqual([
      { key: '0', label: 'node 0' },
      { key: '1', label: 'node 1' },
    ]);
  });

  it('takes a merge for a decision only where there is something to merge', () => {
    const { tree } = compileSpace(HIERARCHICAL_SMALL);
    const book = new SiteBook({ document: HIERARCHICAL_SMALL, tree });
    // The first member has one pipeline in each cell.
    const first = book.decisions(firstMember(tree));
    const isMerge = (decision: number) => book.questions[book.questionOf[decision]!]!.kind === 'merge';
    expect(first.some(isMerge)).toBe(false);
    const rng = createRng(1);
    const merges = Array.from({ length: 50 }, () => book.decisions(sample(tree, rng)).filter(isMerge).length);
    expect(Math.max(...merges)).toBeGreaterThan(2);
  });
});
