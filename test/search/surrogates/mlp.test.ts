import { describe, expect, it } from 'vitest';
import { Mlp } from '../../../src/search/surrogates/mlp.ts';
import { MlpEnsemble } from '../../../src/search/surrogates/mlp-ensemble.ts';
import { Vocabulary } from '../../../src/search/surrogates/vocabulary.ts';
import { createRng, deriveSeed } from '../../../src/space/random.ts';

const rng = () => createRng(deriveSeed('mlp'));

describe('Mlp', () => {
  it.each([1, 2, 4])('with %i hidden layers has the gradient that finite differences have', (layers) => {
    const network = new Mlp(6, 2, { layers, units: 5 }, rng());
    const input = Int32Array.of(1, 4);
    const gradient = new Float64Array(network.parameters.length);
    const loss = network.backward(input, 0.7, gradient);
    expect(loss).toBeCloseTo(0.5 * (network.predict(input) - 0.7) ** 2, 12);
    const step = 1e-6;
    for (const i of network.parameters.keys()) {
      const before = network.parameters[i]!;
      const at = (value: number) => {
        network.parameters[i] = value;
        return 0.5 * (network.predict(input) - 0.7) ** 2;
      };
      const slope = (at(before + step) - at(before - step)) / (2 * step);
      network.parameters[i] = before;
      expect(gradient[i]).toBeCloseTo(slope, 6);
    }
  });

  it('learns what one layer cannot', () => {
    const inputs = [[], [0], [1], [0, 1]].map((ones) => Int32Array.from(ones));
    const values = [0, 1, 1, 0];
    const network = new Mlp(2, 1, { layers: 2, units: 16 }, rng());
    network.train(inputs, values, { epochs: 400, batch: 4, learningRate: 0.01 }, rng());
    for (const [i, input] of inputs.entries()) expect(network.predict(input)).toBeCloseTo(values[i]!, 1);
  });
});

it('an ensemble agrees on what it has seen, and less on the rest', () => {
  const source = rng();
  const sets = Array.from({ length: 40 }, () =>
    Int32Array.from([0, 1, 2, 3, 4, 5].filter(() => source.chance(0.5))),
  );
  const values = sets.map((set) => set.length / 6);
  const options = { networks: 5, layers: 2, units: 16, epochs: 150, batch: 8, learningRate: 0.01 };
  const ensemble = new MlpEnsemble(sets, values, 12, options, rng());
  const seen = ensemble.belief(sets[0]!);
  expect(seen.mean).toBeCloseTo(values[0]!, 1);
  expect(ensemble.belief(Int32Array.of(6, 7, 8, 9, 10, 11)).deviation).toBeGreaterThan(3 * seen.deviation);
});

describe('Vocabulary', () => {
  it('has the most frequent paths, and no others', () => {
    const vocabulary = new Vocabulary([['a', 'b'], ['b', 'c'], ['c', 'b'], ['d']], 3);
    expect(vocabulary.size).toBe(3);
    expect([...vocabulary.encode(['b'])]).toEqual([0]);
    expect([...vocabulary.encode(['x', 'a', 'c', 'b', 'b'])]).toEqual([0, 1, 2]);
    expect([...vocabulary.encode(['d'])]).toEqual([]);
  });
});
