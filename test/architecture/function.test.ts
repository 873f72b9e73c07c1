import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalNodes } from '../../src/architecture/canonical.ts';
import { hasWeights } from '../../src/architecture/graph.ts';
import { type Phenotype, phenotype } from '../../src/architecture/phenotype.ts';
import { buildModel } from '../../src/evaluation/model.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import {
  NATS_EDGES,
  NATS_OPERATIONS,
  type NatsOperation,
  natsGenotype,
  parseNats,
} from '../../src/space/nats.ts';
import { NATS_TOPOLOGY } from '../../src/space/preset-dags.ts';
import { createRng } from '../../src/space/random.ts';
import { randomizeWeights, randomNumbers } from '../evaluation/random-weights.ts';
import { useWasm } from '../evaluation/wasm.ts';

/** One cell of four filters on small images. */
const space = compileSpace({
  ...NATS_TOPOLOGY,
  input: [8, 8, 3],
  stem: { ...NATS_TOPOLOGY.stem!, filters: 4 },
  layers: [{ cell: 'cell', repeat: 1, filters: 4, resolution: 'same' }],
});

interface Member extends Phenotype {
  readonly operations: readonly NatsOperation[];
}

const member = (operations: readonly NatsOperation[]): Member => ({
  operations,
  ...phenotype(space, natsGenotype(operations, space)),
});

/** Every cell that has a way from its input to its output. */
const members = Array.from({ length: 5 ** 6 }, (_, index) =>
  member(Array.from({ length: 6 }, (_, edge) => NATS_OPERATIONS[Math.floor(index / 5 ** edge) % 5]!)),
).filter(({ alive }) => alive);

function groupsOf(key: (one: Member) => string): Member[][] {
  const groups = new Map<string, Member[]>();
  for (const one of members) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

const rng = createRng(7);
const pixels = randomNumbers(2 * 8 * 8 * 3, rng);

/** The logarithms of the probabilities for two images: their logits, up to a number that an image's have in common. */
const answers = (built: LayersModel): number[] =>
  tf.tidy(() => [...tf.log(built.predict(tf.tensor4d(pixels, [2, 8, 8, 3])) as tf.Tensor).dataSync()]);

const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

/** Gives node `to` of one model the weights of node `from` of another. */
function carry(
  source: LayersModel,
  from: number,
  a: Member,
  target: LayersModel,
  to: number,
  b: Member,
): void {
  const layer = (built: LayersModel, { architecture }: Member, node: number) =>
    built.getLayer(`n${node}_${architecture.nodes[node]!.op.type}`);
  layer(target, b, to).setWeights(layer(source, a, from).getWeights());
}

beforeAll(async () => {
  await useWasm();
  // Small networks: the way to wasm and back takes longer than the sums.
  await tf.setBackend('cpu');
});

/** The layers with weights, by the edge of the cell that they stand on (its number), or by their place outside. */
function weighted({ architecture }: Member): Map<number | string, number[]> {
  const nodes = new Map<number | string, number[]>();
  for (const [index, { op, place }] of architecture.nodes.entries()) {
    if (!hasWeights(op)) continue;
    const edge = NATS_EDGES.findIndex(([from, to]) => place.endsWith(`node ${to} · from ${from}`));
    const key = edge < 0 ? place : edge;
    nodes.set(key, [...(nodes.get(key) ?? []), index]);
  }
  return nodes;
}

/** The live convolutions of one kind: the numbers of their edges. */
const edgesWith = (one: Member, operation: NatsOperation): number[] =>
  [...weighted(one).keys()].filter((edge): edge is number => one.operations[edge as number] === operation);

const layersOf = (one: Member): string =>
  (['conv1', 'conv3'] as const).map((operation) => edgesWith(one, operation).length).join();

/** All ways to send the convolutions of one member to those of another, kind to kind: edges to edges. */
function waysBetween(a: Member, b: Member): Map<number, number>[] {
  const [ones, threes] = (['conv1', 'conv3'] as const).map((operation) => {
    const from = edgesWith(a, operation);
    return permutations(edgesWith(b, operation)).map((to) =>
      from.map((edge, i): [number, number] => [edge, to[i]!]),
    );
  });
  return ones!.flatMap((one) => threes!.map((three) => new Map([...one, ...three])));
}

const permutations = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) =>
        permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
      );

/**
 * What a cell computes, written out, each convolution by a name of its own. An average pool of a sum is written as the sum
 * of average pools: it is linear, the one equality that the hash takes no part in.
 */
function written(operations: readonly NatsOperation[], name: (edge: number) => number): string {
  const nodes: string[][] = [['x'], [], [], []];
  for (const [edge, [from, to]] of NATS_EDGES.entries()) {
    const source = nodes[from]!.sort();
    const operation = operations[edge]!;
    if (operation === 'none' || source.length === 0) continue;
    if (operation === 'identity') nodes[to]!.push(...source);
    else if (operation === 'avgpool3') nodes[to]!.push(...source.map((term) => `pool(${term})`));
    else nodes[to]!.push(`${operation} ${name(edge)}(${source.join('+')})`);
  }
  return nodes[3]!.sort().join('+');
}

describe('decided by function', () => {
  it('250 pairs of different cells with one hash answer alike, weights carried over by their canonical places', () => {
    const groups = groupsOf(({ hash }) => hash);
    let moved = 0;
    for (let pair = 0; pair < 250; pair++) {
      const group = rng.pick(groups);
      const a = rng.pick(group);
      const b = rng.pick(group.filter((other) => other !== a));
      const [first, second] = [buildModel(a.architecture), buildModel(b.architecture)];
      const expected = spoken(first);
      randomizeWeights(second, rng);
      const [from, to] = [canonicalNodes(a.architecture), canonicalNodes(b.architecture)];
      expect(from.length).toBe(to.length);
      for (const [place, node] of from.entries()) {
        const { op } = a.architecture.nodes[node]!;
        expect(b.architecture.nodes[to[place]!]!.op).toEqual(op);
        if (hasWeights(op)) carry(first, node, a, second, to[place]!, b);
        if (node !== to[place]) moved++;
      }
      expect(furthest(expected, answers(second))).toBeLessThan(1e-5);
      first.dispose();
      second.dispose();
    }
    // Nodes do change their places: carrying weights over by number would not do.
    expect(moved).toBeGreaterThan(100);
    expect(tf.memory().numTensors).toBe(0);
  });

  it('250 pairs of different hashes with the same layers answer differently, however weights are carried over', () => {
    const groups = groupsOf(layersOf).filter(([a]) => waysBetween(a!, a!).length <= 24);
    for (let pair = 0; pair < 250; pair++) {
      const group = rng.pick(groups);
      const a = rng.pick(group);
      const b = rng.pick(group.filter(({ hash }) => hash !== a.hash));
      for (const { distance, linear } of compared(a, b)) {
        if (linear) expect(distance).toBeLessThan(1e-5);
        else expect(distance).toBeGreaterThan(1e-4);
      }
    }
    expect(tf.memory().numTensors).toBe(0);
  });

  it('but for averages: that of a sum is the sum of averages, and the hash tells these apart', () => {
    const [early, late] = [
      '|skip_connect~0|+|nor_conv_3x3~0|none~1|+|avg_pool_3x3~0|none~1|avg_pool_3x3~2|',
      '|nor_conv_3x3~0|+|skip_connect~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|',
    ].map((text) => member(parseNats(text)));
    expect(early!.hash).not.toBe(late!.hash);
    expect(compared(early!, late!)).toEqual([{ distance: expect.toSatisfy((d) => d < 1e-5), linear: true }]);
  });
});

/**
 * Carries the weights of `a` over to `b` in all ways: how far apart their answers are then, and whether they must be equal
 * because average pooling is linear.
 */
function compared(a: Member, b: Member): { readonly distance: number; readonly linear: boolean }[] {
  const [first, second] = [buildModel(a.architecture), buildModel(b.architecture)];
  const expected = spoken(first);
  const [from, to] = [weighted(a), weighted(b)];
  const carryAll = (key: number | string, target: number | string) => {
    for (const [i, node] of from.get(key)!.entries()) carry(first, node, a, second, to.get(target)![i]!, b);
  };
  for (const place of from.keys()) if (typeof place === 'string') carryAll(place, place);
  const own = written(a.operations, (edge) => edge);
  const results = waysBetween(b, a).map((way) => {
    for (const [target, edge] of way) carryAll(edge, target);
    const linear = written(b.operations, (edge) => way.get(edge)!) === own;
    return { distance: furthest(expected, answers(second)), linear };
  });
  first.dispose();
  second.dispose();
  return results;
}

/** Answers after random weights that do tell the two images apart: not all of the few channels are cut off by a ReLU. */
function spoken(built: LayersModel): number[] {
  for (;;) {
    randomizeWeights(built, rng);
    const logits = answers(built);
    if (furthest(logits.slice(0, 10), logits.slice(10)) > 0.01) return logits;
  }
}
