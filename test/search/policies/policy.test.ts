import { describe, expect, it } from 'vitest';
import type { Decision, SearchSpace } from '../../../src/search/method.ts';
import { clippedStrength, policySlopes } from '../../../src/search/methods/policy-gradient.ts';
import { categoricalPolicy } from '../../../src/search/policies/categorical.ts';
import { lstmPolicy } from '../../../src/search/policies/lstm.ts';
import { draw, drawGenotype, follow, type Policy, softmax } from '../../../src/search/policies/policy.ts';
import { createRng } from '../../../src/space/random.ts';
import type { Genotype } from '../../../src/space/tree.ts';
import { deviation, wordSpace } from '../spaces.ts';
import { BLOCKS, treeSpace } from './tree-space.ts';

type Saved = readonly [string, number, number[], number[], number[]][];
type Make = (saved?: unknown) => Policy;

const policies: readonly (readonly [string, Make])[] = [
  ['a categorical policy', (saved) => categoricalPolicy(saved)],
  ['an LSTM of one layer', (saved) => lstmPolicy({ units: 4, layers: 1 }, 3, saved)],
  ['an LSTM of two layers', (saved) => lstmPolicy({ units: 3, layers: 2 }, 3, saved)],
];

const blocks = treeSpace(BLOCKS);
const words = wordSpace(3, 3);
const allWords = Array.from({ length: 27 }, (_, i) => i.toString(3).padStart(3, '0'));

/** A policy that has learned something, so that nothing is symmetric: away from `avoided`. */
function trained<G>(make: Make, space: SearchSpace<G>, genotypes: readonly G[]): Policy {
  const policy = make();
  for (const [n, genotype] of genotypes.entries()) {
    const decisions = space.decisions(genotype);
    const { walk, probabilities } = follow(policy, decisions);
    walk.backward(probabilities.map((p, i) => policySlopes(p, decisions[i]!.choice, n % 2 ? 1 : -0.7, 0)));
    policy.ascend(0.1);
  }
  return policy;
}

/** What a policy's gradient is, read off Adam's first moment: `m = 0.1 g` where it was zero. */
function gradientOf(make: Make, saved: Saved, backward: (policy: Policy) => void): Map<string, number[]> {
  const policy = make(
    saved.map(([name, steps, values]) => [name, steps, values, zeros(values), zeros(values)]),
  );
  backward(policy);
  policy.ascend(0);
  return new Map((policy.state() as Saved).map(([name, , , first]) => [name, first.map((m) => m / 0.1)]));
}
const zeros = (values: readonly number[]) => values.map(() => 0);

/** Compares it with central differences of `objective`, parameter by parameter. */
function checkGradient(
  make: Make,
  saved: Saved,
  backward: (policy: Policy) => void,
  objective: (policy: Policy) => number,
) {
  const gradient = gradientOf(make, saved, backward);
  let checked = 0;
  for (const [r, [name, , values]] of saved.entries()) {
    for (const i of values.keys()) {
      const at = (step: number): { readonly value: number; readonly objective: number } => {
        const changed = values.with(i, Math.fround(values[i]! + step));
        const policy = make(
          saved.with(r, [saved[r]![0], saved[r]![1], changed, zeros(values), zeros(values)]),
        );
        return { value: changed[i]!, objective: objective(policy) };
      };
      const [up, down] = [at(1e-3), at(-1e-3)];
      const expected = (up.objective - down.objective) / (up.value - down.value);
      expect(Math.abs(gradient.get(name)![i]! - expected), `${name} ${i}`).toBeLessThan(
        2e-6 + 1e-4 * Math.abs(expected),
      );
      if (Math.abs(expected) > 1e-4) checked++;
    }
  }
  return checked;
}

const entropyOf = (p: Float64Array) => -p.reduce((sum, q) => sum + q * Math.log(q), 0);

describe.each(policies)('%s', (_, make) => {
  it('begins close to uniform, and draws what it says', () => {
    const rng = createRng(5);
    const policy = trained(make, words, ['012', '000', '210', '112']);
    const before = follow(make(), words.decisions('021')).probabilities;
    for (const p of before) for (const q of p) expect(q).toBeCloseTo(1 / 3, 1);
    const counts = new Array<number>(27).fill(0);
    for (let i = 0; i < 5000; i++) {
      const { genotype, choices, logProbabilities } = drawGenotype(words, policy, rng);
      counts[Number.parseInt(genotype, 3)]!++;
      expect(choices).toEqual([...genotype].map(Number));
      const said = follow(policy, words.decisions(genotype)).probabilities;
      expect(logProbabilities).toEqual(said.map((p, k) => Math.log(p[choices[k]!]!)));
    }
    const expected = allWords.map((word) => probability(policy, words.decisions(word)));
    expect(expected.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(Math.max(...expected)).toBeGreaterThan(1.5 / 27);
    expect(deviation(counts, expected)).toBeLessThan(4.5);
  });

  it('has probabilities that add up to one over a space whose decisions depend on earlier ones', () => {
    const policy = trained(make, blocks, sampled(12));
    expect(total(policy, [])).toBeCloseTo(1, 12);
  });

  it('has the gradient of log probability and entropy', () => {
    const genotypes = sampled(5);
    const saved = trained(make, blocks, genotypes).state() as Saved;
    const ways = genotypes.map((genotype) => blocks.decisions(genotype));
    const strengths = [1.5, -0.5, 0.25, -2, 1];
    const checked = checkGradient(
      make,
      saved,
      (policy) => {
        for (const [n, decisions] of ways.entries()) {
          const { walk, probabilities } = follow(policy, decisions);
          walk.backward(
            probabilities.map((p, i) => policySlopes(p, decisions[i]!.choice, strengths[n]!, 0.3)),
          );
        }
      },
      (policy) =>
        ways.reduce((sum, decisions, n) => {
          const { probabilities } = follow(policy, decisions);
          const gains = probabilities.map(
            (p, i) => strengths[n]! * Math.log(p[decisions[i]!.choice]!) + 0.3 * entropyOf(p),
          );
          return sum + gains.reduce((a, b) => a + b, 0);
        }, 0),
    );
    expect(checked).toBeGreaterThan(15);
  });

  it('has in expectation the gradient of the expected reward (the policy gradient theorem)', () => {
    const saved = trained(make, words, ['012', '000', '210', '112']).state() as Saved;
    const reward = (word: string) => Math.sin(7 * Number.parseInt(word, 3));
    const checked = checkGradient(
      make,
      saved,
      (policy) => {
        for (const word of allWords) {
          const decisions = words.decisions(word);
          const strength = probability(policy, decisions) * reward(word);
          const { walk, probabilities } = follow(policy, decisions);
          walk.backward(probabilities.map((p, i) => policySlopes(p, decisions[i]!.choice, strength, 0)));
        }
      },
      (policy) =>
        allWords.reduce((sum, word) => sum + probability(policy, words.decisions(word)) * reward(word), 0),
    );
    expect(checked).toBeGreaterThan(5);
  });

  it('goes on from text as it would have', () => {
    const policy = trained(make, blocks, sampled(6));
    const other = make(JSON.parse(JSON.stringify(policy.state())));
    for (const genotype of sampled(20)) {
      const decisions = blocks.decisions(genotype);
      expect(follow(other, decisions).probabilities).toEqual(follow(policy, decisions).probabilities);
    }
  });
});

function probability(policy: Policy, decisions: readonly Decision[]): number {
  return follow(policy, decisions).probabilities.reduce((p, here, i) => p * here[decisions[i]!.choice]!, 1);
}

/** The probability of all genotypes that begin with these choices. */
function total(policy: Policy, prefix: readonly number[]): number {
  let next = 0;
  const { length } = prefix;
  let options = 0;
  const genotype = blocks.build((_, count) => {
    if (next === length) options = count;
    return prefix[next++] ?? 0;
  });
  if (options === 0) return probability(policy, blocks.decisions(genotype));
  return Array.from({ length: options }, (_, i) => total(policy, [...prefix, i])).reduce((a, b) => a + b, 0);
}

function sampled(count: number): Genotype[] {
  const rng = createRng(11);
  return Array.from({ length: count }, () => blocks.sample(rng));
}

describe('an LSTM', () => {
  it('lets a decision depend on those before, where a categorical policy cannot', () => {
    // The second letter should repeat the first.
    const pairs = wordSpace(2, 2);
    const learned = (policy: Policy, rate: number) => {
      for (let i = 0; i < 200; i++) {
        for (const word of ['00', '01', '10', '11']) {
          const decisions = pairs.decisions(word);
          const { walk, probabilities } = follow(policy, decisions);
          const strength = (word[0] === word[1] ? 1 : -1) * probability(policy, decisions);
          walk.backward(probabilities.map((p, k) => policySlopes(p, decisions[k]!.choice, strength, 0.01)));
        }
        policy.ascend(rate);
      }
      return probability(policy, pairs.decisions('00')) + probability(policy, pairs.decisions('11'));
    };
    expect(learned(lstmPolicy({ units: 8, layers: 1 }, 1), 0.01)).toBeGreaterThan(0.95);
    expect(learned(categoricalPolicy(), 0.01)).toBeCloseTo(0.5, 6);
  });
});

describe('softmax', () => {
  it('does not overflow, and does not depend on a common summand', () => {
    expect([...softmax(Float64Array.of(1000, 1000))]).toEqual([0.5, 0.5]);
    const [a, b] = softmax(Float64Array.of(-5, -5 + Math.log(3)));
    expect(a).toBeCloseTo(0.25, 12);
    expect(b).toBeCloseTo(0.75, 12);
  });
});

describe('draw', () => {
  it('draws nothing of probability zero, and always something', () => {
    const rng = createRng(1);
    for (let i = 0; i < 2000; i++) expect([1, 3]).toContain(draw([0, 0.5, 0, 0.49999, 0], rng));
    expect(draw([0, 0, 1, 0], { ...rng, float: () => 1 - 2 ** -53 })).toBe(2);
    expect(draw([0.3, 0.3, 0], { ...rng, float: () => 0.99 })).toBe(1);
  });
});

describe('PPO’s surrogate', () => {
  const surrogate = (probability: number, old: number, advantage: number, clip: number) => {
    const ratio = probability / Math.exp(old);
    return Math.min(ratio * advantage, Math.min(1 + clip, Math.max(1 - clip, ratio)) * advantage);
  };

  it('has the derivative of min(ρA, clip(ρ)A), which is zero beyond the clip', () => {
    const old = Math.log(0.4);
    for (const advantage of [2, -2])
      for (const ratio of [0.5, 0.79, 0.81, 1, 1.19, 1.21, 2]) {
        const p = 0.4 * ratio;
        const h = 1e-6;
        const numeric =
          (surrogate(p * Math.exp(h), old, advantage, 0.2) -
            surrogate(p * Math.exp(-h), old, advantage, 0.2)) /
          (2 * h);
        expect(clippedStrength(p, old, advantage, 0.2)).toBeCloseTo(numeric, 6);
      }
    expect(clippedStrength(0.4 * 1.21, old, 2, 0.2)).toBe(0);
    expect(clippedStrength(0.4 * 0.79, old, -2, 0.2)).toBe(0);
    expect(clippedStrength(0.4 * 0.5, old, 2, 0.2)).toBeCloseTo(1, 12);
    expect(clippedStrength(0.4 * 2, old, -2, 0.2)).toBeCloseTo(-4, 12);
  });

  it('is the plain policy gradient where nothing has moved', () => {
    expect(clippedStrength(0.3, Math.log(0.3), 1.7, 0.2)).toBeCloseTo(1.7, 12);
  });

  it('pushes logits by the advantage alone: their slopes add up to zero', () => {
    const p = softmax(Float64Array.of(0.3, -1, 2, 0));
    const slopes = policySlopes(p, 2, 1.3, 0.4);
    expect(slopes.reduce((sum, slope) => sum + slope, 0)).toBeCloseTo(0, 12);
    expect([...policySlopes(p, 2, 1, 0)]).toEqual([...p].map((q, k) => (k === 2 ? 1 - q : -q)));
    // At the uniform distribution entropy is largest.
    for (const slope of policySlopes(new Float64Array(4).fill(0.25), 0, 0, 1))
      expect(slope).toBeCloseTo(0, 12);
  });
});
