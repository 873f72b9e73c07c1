import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalForm, canonicalHash } from '../../src/architecture/canonical.ts';
import { totalCosts } from '../../src/architecture/costs.ts';
import { decode } from '../../src/architecture/decode.ts';
import {
  type Architecture,
  inferShapes,
  type LayerNode,
  type LayerOp,
} from '../../src/architecture/graph.ts';
import { viewGraph } from '../../src/architecture/layout.ts';
import { phenotype } from '../../src/architecture/phenotype.ts';
import { smallestMember } from '../../src/architecture/smallest.ts';
import { enumerate } from '../../src/space/count.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng, shuffle } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import type { Genotype } from '../../src/space/tree.ts';

const space = compileSpace(HIERARCHICAL_SMALL);
const conv = { batchNorm: true, activation: 'relu', skip: false } as const;

/** A genotype of the default space whose first cell has these pipelines. */
const withFirstCell = (pipelines: Genotype, merge: string): Genotype => ({
  layers: {
    layer1: { filters: 8, resolution: 'same', cells: [{ pipelines, merge }] },
    layer2: { filters: 16, resolution: 'down', cells: [{ pipelines: [['maxpool3']], merge: 'add' }] },
    layer3: { filters: 16, resolution: 'same', cells: [{ pipelines: [['identity']], merge: 'add' }] },
  },
  dropout: 0,
});

const graph = (...nodes: [LayerOp, ...number[]][]): Architecture => ({
  nodes: nodes.map(([op, ...inputs]): LayerNode => ({ op, inputs, place: '' })),
});
const input: LayerOp = { type: 'input', shape: [28, 28, 1] };
const c3 = (filters: number, stride = 1, bias = true): LayerOp => ({
  type: 'conv',
  filters,
  kernel: 3,
  stride,
  bias,
});
const relu: LayerOp = { type: 'activation', fn: 'relu' };
const add: LayerOp = { type: 'add' };

describe('costs', () => {
  // Worked out by hand from H·W·k²·Cin·Cout (convolution), H·W·Cin·(k² + Cout) (separable), in·out (dense).
  it.each([
    ['one convolution', graph([input], [c3(8)]), 80, 28 * 28 * 72],
    [
      'strided, odd sizes round up',
      graph([{ type: 'input', shape: [7, 7, 4] }], [c3(6, 2, false)]),
      216,
      4 * 4 * 216,
    ],
    [
      'separable 5×5 with bias and batch norm',
      graph(
        [{ type: 'input', shape: [14, 14, 8] }],
        [{ type: 'separable', filters: 12, kernel: 5, stride: 1, bias: true }, 0],
        [{ type: 'batchNorm' }, 1],
      ),
      8 * 25 + 8 * 12 + 12 + 24,
      14 * 14 * (8 * 25 + 8 * 12),
    ],
    [
      'a skip with a projection',
      graph(
        [input],
        [c3(4), 0],
        [c3(8, 2), 1],
        [{ type: 'conv', filters: 8, kernel: 1, stride: 2, bias: false }, 1],
        [add, 2, 3],
      ),
      40 + (9 * 4 * 8 + 8) + 32,
      784 * 36 + 196 * 288 + 196 * 32,
    ],
    [
      'concatenation, flatten and two dense layers',
      graph(
        [{ type: 'input', shape: [4, 4, 2] }],
        [{ type: 'maxPool', kernel: 3, stride: 1 }, 0],
        [{ type: 'concat' }, 0, 1],
        [{ type: 'flatten' }, 2],
        [{ type: 'dense', units: 5 }, 3],
        [{ type: 'dense', units: 10 }, 4],
      ),
      65 * 5 + 60,
      64 * 5 + 50,
    ],
  ])('%s', (_, architecture, parameters, macs) => {
    const wired = {
      nodes: architecture.nodes.map((node, i) =>
        i === 1 && node.inputs.length === 0 ? { ...node, inputs: [0] } : node,
      ),
    };
    expect(totalCosts(wired)).toMatchObject({ parameters, macs });
  });

  it('says which node does not fit', () => {
    const broken = graph([input], [c3(4), 0], [c3(8), 0], [add, 1, 2]);
    expect(() => inferShapes(broken)).toThrow(
      'Node 3 (add) needs equal shapes, its inputs are 28×28×4 and 28×28×8',
    );
  });
});

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

  it('joins unequal pipelines by visible projections', () => {
    const pool = withFirstCell([['maxpool3'], [{ choose: 'conv3', with: conv }]], 'add');
    // The stem has 8 channels and the layer 8 filters: nothing to project. With 12 filters there is.
    const wider = {
      ...(pool as { layers: object }),
      layers: {
        ...(pool as { layers: object }).layers,
        layer1: { ...(pool as { layers: { layer1: object } }).layers.layer1, filters: 12 },
      },
    } as Genotype;
    const projections = (genotype: Genotype) =>
      decode(space, genotype).nodes.filter(
        ({ place }) => place.includes('merge') && place.includes('projection'),
      );
    expect(projections(pool)).toHaveLength(0);
    expect(projections(wider)).toMatchObject([
      { op: { type: 'conv', kernel: 1, filters: 12, stride: 1, bias: false } },
    ]);
  });
});

/** The same graph with its nodes in another topological order and the terms of its sums in another order. */
function renumbered({ nodes }: Architecture, seed: number): Architecture {
  const rng = createRng(seed);
  const left = new Set(nodes.keys());
  const place = new Map<number, number>();
  const order: number[] = [];
  while (left.size > 0) {
    const ready = [...left].filter((i) => nodes[i]!.inputs.every((read) => place.has(read)));
    // The output stays last: that is what makes it the output.
    const open = ready.filter((i) => i !== nodes.length - 1);
    const next = open.length > 0 ? rng.pick(open) : ready[0]!;
    place.set(next, order.push(next) - 1);
    left.delete(next);
  }
  return {
    nodes: order.map((i) => {
      const inputs = nodes[i]!.inputs.map((read) => place.get(read)!);
      return { ...nodes[i]!, inputs: nodes[i]!.op.type === 'add' ? shuffle(inputs, rng) : inputs };
    }),
  };
}

describe('canonicalHash', () => {
  it('does not depend on the numbering of nodes', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (seed, order) => {
        const architecture = decode(space, sample(space.tree, createRng(seed)));
        expect(canonicalForm(renumbered(architecture, order))).toBe(canonicalForm(architecture));
      }),
      { numRuns: 300 },
    );
  });

  it('is equal for mirrored cells, identities anywhere, and sums however nested', () => {
    const hash = (pipelines: Genotype, merge: string) =>
      phenotype(space, withFirstCell(pipelines, merge)).hash;
    const three = [{ choose: 'conv3', with: conv }];
    const five = [{ choose: 'conv5', with: conv }];
    for (const merge of ['add', 'concat']) {
      expect(hash([three, five], merge)).toBe(hash([five, three], merge));
      expect(hash([[...three, 'identity']], merge)).toBe(hash([['identity', ...three]], merge));
    }
    expect(hash([three], 'add')).toBe(hash([three], 'concat'));
    expect(hash([three, five], 'add')).not.toBe(hash([three, five], 'concat'));
    // conv(x) + x as a skip, and as a sum of two pipelines.
    expect(hash([[{ choose: 'conv3', with: { ...conv, skip: true } }]], 'add')).toBe(
      hash([three, ['identity']], 'add'),
    );
    // Two convolutions of the same kind are two: with weights of their own.
    expect(hash([three, three], 'add')).not.toBe(hash([three], 'add'));
    // The same pooling twice is one value, added twice.
    expect(hash([['maxpool3'], ['maxpool3']], 'add')).not.toBe(hash([['maxpool3']], 'add'));
  });

  it('tells one convolution used twice from two convolutions', () => {
    const sepOf = (filters: number): LayerOp => ({
      type: 'separable',
      filters,
      kernel: 3,
      stride: 1,
      bias: true,
    });
    // y = conv(x); y + sep(y), against conv(x) + sep(conv'(x)): equal as trees, not as graphs.
    const shared = graph([input], [c3(8), 0], [sepOf(8), 1], [add, 1, 2]);
    const separate = graph([input], [c3(8), 0], [c3(8), 0], [sepOf(8), 2], [add, 1, 3]);
    expect(canonicalHash(shared)).not.toBe(canonicalHash(separate));
  });

  it('tells crossed wires from parallel ones, where refinement alone sees no difference', () => {
    // Two pairs of convolutions; their sums pair up either within the pairs or across them.
    const parts: [LayerOp, ...number[]][] = [[input], [c3(4), 0], [c3(4), 0], [c3(4), 0], [c3(4), 0]];
    const cycle = graph(
      ...parts,
      [add, 1, 2],
      [add, 2, 3],
      [add, 3, 4],
      [add, 4, 1],
      [relu, 5],
      [relu, 6],
      [relu, 7],
      [relu, 8],
      [add, 9, 10, 11, 12],
    );
    const pairs = graph(
      ...parts,
      [add, 1, 2],
      [add, 2, 1],
      [add, 3, 4],
      [add, 4, 3],
      [relu, 5],
      [relu, 6],
      [relu, 7],
      [relu, 8],
      [add, 9, 10, 11, 12],
    );
    expect(canonicalHash(cycle)).not.toBe(canonicalHash(pairs));
    for (let seed = 0; seed < 20; seed++)
      expect(canonicalForm(renumbered(cycle, seed))).toBe(canonicalForm(cycle));
  });

  it('does not try the orders of equal pipelines one by one', () => {
    // Four cells of sixteen equal pipelines of four blocks with skips: 16!⁴ orders. Trying more than one of each symmetry
    // would take years, so that ending at all is what is tested.
    const block = { choose: 'conv3', with: { ...conv, skip: true } };
    const symmetric = compileSpace({
      ...HIERARCHICAL_SMALL,
      motifs: {
        block: { kind: 'block', operation: 'conv3', batchNorm: true, activation: 'relu', skip: true },
        cell: { kind: 'pipelines', pipelines: 16, blocks: 4, block: 'block', merge: 'add' },
      },
    });
    const cell = { pipelines: Array(16).fill([block, block, block, block]), merge: 'add' };
    const layer = (filters: number) => ({ filters, resolution: 'down', cells: [cell] });
    const genotype = {
      layers: { layer1: { ...layer(4), cells: [cell, cell] }, layer2: layer(8), layer3: layer(16) },
      dropout: 0,
    };
    const architecture = decode(symmetric, genotype as unknown as Genotype);
    expect(canonicalForm(renumbered(architecture, 3))).toBe(canonicalForm(architecture));
  });
});

describe('smallestMember', () => {
  it('finds the minimum of spaces small enough to enumerate', () => {
    const document = (
      filters: number[],
      pool: 'average' | 'flatten',
      operation: ('conv1' | 'conv3' | 'sepconv3' | 'maxpool3')[],
    ): SpaceDocument => ({
      ...HIERARCHICAL_SMALL,
      motifs: {
        block: {
          kind: 'block',
          operation,
          batchNorm: [true, false],
          activation: 'relu',
          skip: [true, false],
        },
        cell: {
          kind: 'pipelines',
          pipelines: { min: 1, max: 2 },
          blocks: 1,
          block: 'block',
          merge: ['add', 'concat'],
        },
      },
      layers: [
        { cell: 'cell', repeat: { min: 0 + 1, max: 1 }, filters, resolution: ['same', 'down'] },
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

describe('viewGraph', () => {
  it('draws every layer once and loses no cost', () => {
    for (let seed = 0; seed < 50; seed++) {
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
