import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalForm, canonicalHash } from '../../src/architecture/canonical.ts';
import { decode } from '../../src/architecture/decode.ts';
import type { LayerOp } from '../../src/architecture/graph.ts';
import { phenotype } from '../../src/architecture/phenotype.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { firstMember, sample } from '../../src/space/sample.ts';
import type { Genotype } from '../../src/space/tree.ts';
import { add, allSpaces, c3, conv, graph, input, relu, renumbered, space, withFirstCell } from './graphs.ts';

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

  it.each(allSpaces)('does not depend on the numbering of nodes in members of %s', (_, each) => {
    for (let seed = 0; seed < 12; seed++) {
      const { architecture, alive, hash } = phenotype(each, sample(each.tree, createRng(seed)));
      if (alive) expect(canonicalHash(renumbered(architecture, seed))).toBe(hash);
    }
  });

  it('is equal for mirrored cells, identities anywhere, and sums however nested', () => {
    const hash = (pipelines: readonly Genotype[], merge: string) =>
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
        cell: {
          kind: 'pipelines',
          pipelines: [{ repeat: 16, blocks: [{ operation: 'conv3', repeat: 4, skip: true }] }],
          merge: 'add',
        },
      },
    });
    const cell = {
      pipelines: { p1: Array(16).fill({ b1: [block, block, block, block] }) },
      merge: 'add',
    };
    const layer = (filters: number) => ({ filters, resolution: 'down', cells: [cell] });
    const genotype = {
      motifs: {},
      layers: { layer1: { ...layer(4), cells: [cell, cell] }, layer2: layer(8), layer3: layer(16) },
      dropout: 0,
    };
    const architecture = decode(symmetric, genotype as unknown as Genotype);
    expect(canonicalForm(renumbered(architecture, 3))).toBe(canonicalForm(architecture));
  });

  it('puts copies in any order also where sums run together across cells', () => {
    // Cells that keep size and width: with skips, every sum holds the terms of all sums before it.
    const document: SpaceDocument = {
      ...HIERARCHICAL_SMALL,
      motifs: {
        cell: {
          kind: 'pipelines',
          pipelines: [{ repeat: 12, blocks: [{ operation: 'conv3', repeat: 3, skip: true }] }],
          merge: 'add',
        },
      },
      layers: [{ cell: 'cell', repeat: 4, filters: 8, resolution: 'same' }],
    };
    const cells = compileSpace(document);
    const architecture = decode(cells, firstMember(cells.tree));
    expect(canonicalForm(renumbered(architecture, 5))).toBe(canonicalForm(architecture));
  });
});
