import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, enumerate } from '../../src/space/count.ts';
import {
  type ConvolutionOptions,
  type DagMotif,
  type PipelinesMotif,
  type Range,
  rangeOf,
  type SpaceDocument,
  type Values,
  valuesOf,
} from '../../src/space/document.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { isOperation, takesOptions } from '../../src/space/operations.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { HIERARCHICAL_SMALL, PRESETS } from '../../src/space/presets.ts';
import { genotypeKey } from '../../src/space/tree.ts';
import { validate } from '../../src/space/validate.ts';
import { anyDocument } from './documents.ts';

/** Ways to make some decisions, each written out as text. */
type Ways = readonly string[];

const product = (...parts: readonly Ways[]): Ways =>
  parts.reduce((all, ways) => all.flatMap((left) => ways.map((right) => `${left} ${right}`)), ['']);
const power = (ways: Ways, times: number): Ways => product(...Array.from({ length: times }, () => ways));
const written = (values: Values<string | number | boolean>): Ways => valuesOf(values).map(String);
const inRange = (range: Range | undefined, ways: Ways): Ways => {
  const { min, max } = rangeOf(range);
  return Array.from({ length: max - min + 1 }, (_, i) =>
    power(ways, min + i).map((way) => `${min + i}(${way})`),
  ).flat();
};

/** All ways through a document, written out from what the language says, without the tree that it compiles to. */
function waysOf(document: SpaceDocument): Ways {
  const used = new Set<string>();
  const inner = (name: string): Ways => {
    const motif = document.motifs[name]!;
    const ways = motif.kind === 'dag' ? dagWays(motif) : pipelinesWays(motif);
    used.add(name);
    return ways;
  };
  const place = (name: string): Ways => {
    const ways = inner(name);
    return document.motifs[name]!.shared ? [name] : ways.map((way) => `${name}{${way}}`);
  };
  const operationWays = (names: Values<string>, options: Ways): Ways =>
    valuesOf(names).flatMap((name) =>
      !isOperation(name)
        ? place(name)
        : takesOptions(name)
          ? options.map((way) => `${name}{${way}}`)
          : [name],
    );
  const dressing = ({ batchNorm = true, activation = 'relu' }: ConvolutionOptions): Ways =>
    product(written(batchNorm), written(activation));
  const pipelinesWays = ({ pipelines, merge }: PipelinesMotif): Ways =>
    product(
      ...pipelines.map(({ repeat, blocks }) =>
        inRange(
          repeat,
          product(
            ...blocks.map((block) => {
              const { skip = false, filters = 0, dropout = 0, squeezeExcite = 0 } = block;
              const options = product(
                dressing(block),
                ...[skip, filters, dropout, squeezeExcite].map(written),
              );
              return inRange(block.repeat, operationWays(block.operation, options));
            }),
          ),
        ),
      ),
      written(merge),
    );
  const dagWays = (motif: DagMotif): Ways => {
    const { inputs = 1, nodes, inputsPerNode, sameInputTwice = false, operation, edges = {}, merge } = motif;
    const options = dressing(motif);
    const any = operationWays(operation, options);
    const nodeWays = (to: number): Ways => {
      const sources = Array.from({ length: to }, (_, i) => i);
      if (inputsPerNode === 'all') {
        const each = sources.map((from) => {
          const own = edges[`${from}-${to}`];
          return own === undefined ? any : operationWays(own, options);
        });
        return product(...each, written(merge));
      }
      if (sameInputTwice)
        return product(power(product(written(sources), any), inputsPerNode), written(merge));
      // Every set of different inputs: a bit a source.
      const size = Math.min(inputsPerNode, to);
      const sets = Array.from({ length: 2 ** to }, (_, bits) => sources.filter((i) => (bits >> i) & 1));
      return sets
        .filter((set) => set.length === size)
        .flatMap((set) => product([set.join()], power(any, size), written(merge)));
    };
    return product(...Array.from({ length: nodes - inputs }, (_, i) => nodeWays(inputs + i)));
  };
  const layers = document.layers.map(({ cell, repeat, filters, resolution }) =>
    product(inRange(repeat, place(cell)), written(filters), written(resolution)),
  );
  const shared = [...used].filter((name) => document.motifs[name]!.shared).map(inner);
  return product(...shared, ...layers, written(document.head.dropout));
}

describe('count', () => {
  it('equals the ways that the language describes, written out one by one', () => {
    const small = anyDocument.filter(
      (document) => parseDocument(document).ok && count(compileSpace(document).tree) <= 3000n,
    );
    const met = new Set<string>();
    fc.assert(
      fc.property(small, (document) => {
        const { tree } = compileSpace(document);
        const ways = waysOf(document);
        expect(new Set(ways).size).toBe(ways.length);
        expect(count(tree)).toBe(BigInt(ways.length));
        const members = [...enumerate(tree)];
        expect(new Set(members.map(genotypeKey)).size).toBe(ways.length);
        for (const member of members.slice(0, 20)) expect(validate(tree, member)).toEqual([]);
        if (ways.length > 20) for (const { cell } of document.layers) met.add(formOf(document, cell));
      }),
      { numRuns: 400 },
    );
    // Nothing of the language was left out by chance.
    expect([...met].sort()).toEqual(
      ['all', 'distinct', 'twice', 'pipelines'].flatMap((form) => [form, `${form} shared`]).sort(),
    );
  });

  it.each([
    ['nested and shared', { shared: true, repeat: { min: 0, max: 1 } }, 3n, 2n],
    ['nested and not shared', { shared: false, repeat: { min: 0, max: 1 } }, 3n, 4n],
  ] as const)('counts a motif %s as its formula', (_, { shared, repeat }, inside, own) => {
    const document: SpaceDocument = {
      ...HIERARCHICAL_SMALL,
      motifs: {
        cell: { kind: 'pipelines', pipelines: [{ blocks: [{ operation: 'inner', repeat }] }], merge: 'add' },
        inner: {
          kind: 'dag',
          shared,
          nodes: 2,
          inputsPerNode: 'all',
          operation: ['conv3', 'conv1', 'identity'],
          merge: 'add',
          output: 'last',
        },
      },
      layers: [{ cell: 'cell', repeat: 2, filters: 8, resolution: 'same' }],
      head: { pool: 'average', dense: [], dropout: 0 },
    };
    // Two cells, each with the motif or without: by itself three ways each time, or three ways once for both.
    const expected = shared ? inside * own ** 2n : own ** 2n;
    expect(own).toBe(shared ? 2n : 1n + inside);
    expect(count(compileSpace(document).tree)).toBe(expected);
    expect(waysOf(document)).toHaveLength(Number(expected));
  });

  const choose2 = (n: bigint): bigint => (n * (n - 1n)) / 2n;
  const productOf = (items: readonly bigint[]): bigint => items.reduce((product, item) => product * item, 1n);
  it.each([
    // Six edges of five operations.
    ['nats-topology', 5n ** 6n],
    // Five widths of eight.
    ['nats-size', 8n ** 5n],
    // Eight layers of three operations.
    ['macro', 3n ** 8n],
    // Two cells of nodes 2 … 6: two inputs among those before, one of nine operations on each, two ways to join.
    ['nasnet', productOf([2n, 3n, 4n, 5n, 6n].map((before) => (before * 9n) ** 2n * 2n)) ** 2n],
    // Two cells of nodes 2 … 5: two different inputs, one of eight operations on each.
    ['darts', productOf([2n, 3n, 4n, 5n].map((before) => choose2(before) * 64n)) ** 2n],
    // Six motifs of six edges and seven operations, a cell of ten edges and six motifs or none.
    ['motifs', 7n ** 36n * 7n ** 10n],
  ])('is the formula of %s', (id, expected) => {
    const { document } = PRESETS.find((preset) => preset.id === id)!;
    expect(count(compileSpace(document).tree)).toBe(expected);
  });
});

function formOf({ motifs }: SpaceDocument, name: string): string {
  const motif = motifs[name]!;
  const form =
    motif.kind === 'pipelines'
      ? 'pipelines'
      : motif.inputsPerNode === 'all'
        ? 'all'
        : motif.sameInputTwice
          ? 'twice'
          : 'distinct';
  return `${form}${motif.shared ? ' shared' : ''}`;
}
