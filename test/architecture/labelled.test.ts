import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerOp } from '../../src/architecture/graph.ts';
import { type LabelledArchitecture, labelled, shortPaths } from '../../src/architecture/labelled.ts';
import { searchProblem } from '../../src/run/problem.ts';
import { createRng } from '../../src/space/random.ts';
import { add, allSpaces, c3, graph, input, relu } from './graphs.ts';

/** Graphs of up to eight nodes with few labels, each reading any of those before it. */
const anyGraph: fc.Arbitrary<LabelledArchitecture> = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(255)), { minLength: 1, maxLength: 8 })
  .map((nodes) => ({
    labels: nodes.map(([label]) => label),
    inputs: nodes.map(([, reads], i) =>
      Array.from({ length: i }, (_, j) => j).filter((j) => reads & (1 << j)),
    ),
  }));

/** All ways of at most so many nodes, one by one. */
function byBruteForce({ labels, inputs }: LabelledArchitecture, length: number): string[] {
  const texts = new Set<string>();
  const follow = (way: readonly number[]) => {
    texts.add(way.map((i) => labels[i]).join(' > '));
    if (way.length === length) return;
    for (const [i, reads] of inputs.entries()) if (reads.includes(way.at(-1)!)) follow([...way, i]);
  };
  for (const i of labels.keys()) follow([i]);
  return [...texts].sort();
}

describe('shortPaths', () => {
  it('are the texts of all ways of so many nodes at most, each once, sorted', () => {
    fc.assert(
      fc.property(anyGraph, fc.integer({ min: 1, max: 6 }), (architecture, length) => {
        expect(shortPaths(architecture, length)).toEqual(byBruteForce(architecture, length));
      }),
    );
  });

  it('of a short chain are all of its parts', () => {
    const chain = { labels: ['in', 'conv', 'out'], inputs: [[], [0], [1]] };
    expect(shortPaths(chain, 2)).toEqual(['conv', 'conv > out', 'in', 'in > conv', 'out']);
    expect(shortPaths(chain, 9)).toEqual(['conv', 'conv > out', 'in', 'in > conv', 'in > conv > out', 'out']);
  });

  it('do not grow with the number of ways: two after two, forty times', () => {
    const labels = ['in'];
    const inputs: number[][] = [[]];
    for (let i = 0; i < 40; i++) {
      const last = labels.length - 1;
      labels.push('x', 'y', 'add');
      inputs.push([last], [last], [last + 1, last + 2]);
    }
    expect(shortPaths({ labels, inputs }, 4)).toContain('x > add > y > add');
  });
});

describe('labelled', () => {
  const conv: Extract<LayerOp, { type: 'conv' }> = {
    type: 'conv',
    filters: 8,
    kernel: 3,
    stride: 1,
    bias: true,
  };
  const different: readonly LayerOp[] = [
    input,
    conv,
    { ...conv, filters: 16 },
    { ...conv, kernel: 5 },
    { ...conv, stride: 2 },
    { ...conv, dilation: 2 },
    { ...conv, type: 'separable' },
    { type: 'transposed', filters: 8, kernel: 3, stride: 1, bias: true },
    { type: 'transposed', filters: 8, kernel: 3, stride: 2, bias: true },
    { type: 'depthwise', kernel: 3, stride: 1, bias: true },
    { type: 'depthwise', kernel: 5, stride: 1, bias: true },
    { type: 'maxPool', kernel: 3, stride: 1 },
    { type: 'maxPool', kernel: 3, stride: 2 },
    { type: 'averagePool', kernel: 3, stride: 2 },
    relu,
    { type: 'activation', fn: 'swish' },
    { type: 'dense', units: 10 },
    { type: 'dense', units: 11 },
    { type: 'dropout', rate: 0.5 },
    { type: 'dropout', rate: 0.25 },
    { type: 'batchNorm' },
    add,
    { type: 'concat' },
    { type: 'globalAverage' },
    { type: 'flatten' },
    { type: 'upsample' },
  ];
  const labelsOf = (ops: readonly LayerOp[]) => labelled(graph(...ops.map((op) => [op] as const))).labels;

  it('tells operations apart by what they compute', () => {
    expect(new Set(labelsOf(different)).size).toBe(different.length);
  });

  it('gives the same label to the same operation, wherever it comes from', () => {
    const [first, second] = labelsOf([conv, { ...conv, dilation: 1 }]);
    expect(second).toBe(first);
    const nodes = [
      { op: conv, inputs: [], place: 'here' },
      { op: { ...conv }, inputs: [0], place: 'there', source: 'motifs.cell' },
    ];
    expect(new Set(labelled({ nodes }).labels).size).toBe(1);
  });

  it('keeps who reads what', () => {
    const { labels, inputs } = labelled(graph([input], [c3(8), 0], [relu, 1], [add, 1, 2]));
    expect(inputs).toEqual([[], [0], [1], [1, 2]]);
    expect(labels).toHaveLength(4);
    expect(labels[2]).toBe('relu');
  });
});

describe('the paths of a search problem', () => {
  it.each(allSpaces.slice(0, 6))('are ways of the graph that it shows: %s', (_, space) => {
    const problem = searchProblem(space, 0.05);
    const rng = createRng(4);
    for (let i = 0; i < 3; i++) {
      const genotype = problem.sample(rng);
      const shown = problem.graph(genotype);
      expect(shown.inputs).toHaveLength(shown.labels.length);
      for (const [node, reads] of shown.inputs.entries())
        for (const read of reads) expect(read).toBeLessThan(node);
      const paths = problem.paths(genotype);
      expect(paths).toEqual(byBruteForce(shown, 4));
      expect(paths.length).toBeGreaterThan(shown.labels.length > 4 ? 4 : 0);
    }
  });
});
