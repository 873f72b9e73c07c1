import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelledGraph } from '../../../src/search/method.ts';
import { WeisfeilerLehman, wlDistances } from '../../../src/search/surrogates/weisfeiler-lehman.ts';

const DEPTH = 3;

/** The inner products of the rounds' histograms, by texts: a label is its own and the sorted ones of what it reads. */
function products(a: LabelledGraph, b: LabelledGraph): number[] {
  const rounds = (graph: LabelledGraph) => {
    let labels = [...graph.labels];
    const all = [labels];
    for (let round = 1; round <= DEPTH; round++) {
      labels = labels.map(
        (label, i) =>
          `${round}:${label}(${graph.inputs[i]!.map((input) => labels[input]!)
            .sort()
            .join()})`,
      );
      all.push(labels);
    }
    return all;
  };
  const [inA, inB] = [rounds(a), rounds(b)];
  let dot = 0;
  return inA.map((labels, h) => {
    for (const label of labels) dot += inB[h]!.filter((other) => other === label).length;
    return dot;
  });
}

const graphs: fc.Arbitrary<LabelledGraph> = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.record({
    labels: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: size, maxLength: size }),
    inputs: fc.tuple(
      ...Array.from({ length: size }, (_, i) =>
        fc.subarray([...Array(i).keys()], { maxLength: Math.min(i, 3) }),
      ),
    ),
  }),
);

const distancesOf = (a: LabelledGraph, b: LabelledGraph): Float64Array => {
  const wl = new WeisfeilerLehman(DEPTH);
  const into = new Float64Array(DEPTH + 1);
  wlDistances(wl.features(a), wl.features(b), into, 0);
  return into;
};

describe('WeisfeilerLehman', () => {
  it('has the products of histograms that texts give', () => {
    fc.assert(
      fc.property(graphs, graphs, (a, b) => {
        const found = distancesOf(a, b);
        const [ab, aa, bb] = [products(a, b), products(a, a), products(b, b)];
        for (let h = 0; h <= DEPTH; h++)
          expect(found[h]).toBeCloseTo(1 - ab[h]! / Math.sqrt(aa[h]! * bb[h]!), 12);
      }),
    );
  });

  it('does not depend on the order of nodes or of what they read', () => {
    fc.assert(
      fc.property(graphs, fc.infiniteStream(fc.nat(100)), (graph, stream) => {
        // Another topological order: again and again one of the nodes whose inputs are placed.
        const places = new Map<number, number>();
        const order: number[] = [];
        while (order.length < graph.labels.length) {
          const ready = [...graph.labels.keys()].filter(
            (i) => !places.has(i) && graph.inputs[i]!.every((input) => places.has(input)),
          );
          const next = ready[(stream.next().value as number) % ready.length]!;
          places.set(next, order.length);
          order.push(next);
        }
        const other = {
          labels: order.map((i) => graph.labels[i]!),
          inputs: order.map((i) => graph.inputs[i]!.map((input) => places.get(input)!).reverse()),
        };
        for (const distance of distancesOf(graph, other)) expect(distance).toBeCloseTo(0, 12);
      }),
    );
  });

  it('tells a chain from its reverse only by what lies before a node', () => {
    const chain = (text: string) => ({
      labels: [...text],
      inputs: [...text].map((_, i) => (i === 0 ? [] : [i - 1])),
    });
    const [none, one] = distancesOf(chain('abc'), chain('cba'));
    expect(none).toBe(0);
    expect(one).toBeGreaterThan(0.3);
  });
});
