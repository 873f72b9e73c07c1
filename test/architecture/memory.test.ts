import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peakActivationBytes } from '../../src/architecture/costs.ts';
import { decode } from '../../src/architecture/decode.ts';
import { type Architecture, depthOf, inferShapes, type LayerOp } from '../../src/architecture/graph.ts';
import { phenotype } from '../../src/architecture/phenotype.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { anyDocument } from '../space/documents.ts';
import { add, allSpaces, c3, graph, relu } from './graphs.ts';

const image: LayerOp = { type: 'input', shape: [4, 4, 2] };
const pool: LayerOp = { type: 'maxPool', kernel: 2, stride: 2 };
const concat: LayerOp = { type: 'concat' };

/** The same by another way: after every node, the values that some later node still reads, added up one by one. */
function simulatedPeak(architecture: Architecture): number {
  const { nodes } = architecture;
  const bytes = inferShapes(architecture).map((shape) => shape.reduce((product, side) => product * side, 4));
  let peak = 0;
  for (let now = 0; now < nodes.length; now++) {
    // While node `now` is computed its inputs are there, and everything older that it or a later node reads.
    let held = 0;
    for (let value = 0; value <= now; value++) {
      const needed = nodes.some(({ inputs }, reader) => reader >= now && inputs.includes(value));
      if (value === now || needed) held += bytes[value]!;
    }
    peak = Math.max(peak, held);
  }
  return peak;
}

/** The longest way by trying all of them from the output back, each node's answer kept. */
function longestWay({ nodes }: Architecture): number {
  const known = new Map<number, number>();
  const from = (node: number): number => {
    const ways = nodes[node]!.inputs.map((input) => 1 + (known.get(input) ?? from(input)));
    const longest = ways.length === 0 ? 0 : Math.max(...ways);
    known.set(node, longest);
    return longest;
  };
  return from(nodes.length - 1);
}

const documents = anyDocument.filter((document) => parseDocument(document).ok);

describe('peakActivationBytes', () => {
  // Counted by hand: 4 bytes a number; an image of 4×4×2 has 32.
  it.each([
    ['the input alone', graph([image]), 32],
    ['a chain: the largest two neighbours', graph([image], [c3(4), 0], [relu, 1], [pool, 2]), 64 + 64],
    [
      'a skip: the input stays until it is added',
      graph([image], [c3(2), 0], [c3(2), 1], [add, 0, 2]),
      3 * 32,
    ],
    ['branches side by side', graph([image], [c3(4), 0], [c3(8), 0], [concat, 1, 2]), 64 + 128 + 192],
    ['a value read twice by one node counts once', graph([image], [c3(4), 0], [add, 1, 1]), 128],
    // Freed after its last reader: the input is gone when the sum is made.
    ['a chain down', graph([image], [pool, 0], [pool, 1], [{ type: 'globalAverage' }, 2]), 32 + 8],
    ['a branch that nobody reads', graph([image], [c3(8), 0], [c3(1), 0], [relu, 2]), 32 + 128],
  ] as const)('%s', (_, architecture, numbers) => {
    expect(peakActivationBytes(architecture)).toBe(4 * numbers);
    expect(simulatedPeak(architecture)).toBe(4 * numbers);
  });

  it.each(allSpaces)('is what a simulation of every step holds at most, in members of %s', (_, space) => {
    for (let seed = 0; seed < 4; seed++) {
      const { architecture } = phenotype(space, sample(space.tree, createRng(seed)));
      expect(peakActivationBytes(architecture)).toBe(simulatedPeak(architecture));
    }
  });

  it('is so in any space, dead branches included', () => {
    fc.assert(
      fc.property(documents, fc.integer(), (document, seed) => {
        const space = compileSpace(document);
        const architecture = decode(space, sample(space.tree, createRng(seed)));
        expect(peakActivationBytes(architecture)).toBe(simulatedPeak(architecture));
      }),
      { numRuns: 150 },
    );
  });
});

describe('depthOf', () => {
  it.each([
    ['the input alone', graph([image]), 0],
    ['a chain', graph([image], [c3(4), 0], [relu, 1], [pool, 2]), 3],
    ['a skip is no shortcut', graph([image], [c3(2), 0], [c3(2), 1], [add, 0, 2]), 3],
    ['a dead end does not count', graph([image], [c3(2), 0], [relu, 1], [relu, 2], [relu, 0]), 1],
  ] as const)('%s', (_, architecture, depth) => {
    expect(depthOf(architecture)).toBe(depth);
  });

  it('is the longest of all ways', () => {
    fc.assert(
      fc.property(documents, fc.integer(), (document, seed) => {
        const space = compileSpace(document);
        const architecture = decode(space, sample(space.tree, createRng(seed)));
        expect(depthOf(architecture)).toBe(longestWay(architecture));
      }),
      { numRuns: 150 },
    );
  });
});
