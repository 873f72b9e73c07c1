import { describe, expect, it } from 'vitest';
import { disagreement, populationOf } from '../../../src/run/analysis/population.ts';
import { quantiles } from '../../../src/search/statistics.ts';
import { buildGenotype, visitDecisions } from '../../../src/space/decisions.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { NATS_TOPOLOGY } from '../../../src/space/preset-dags.ts';
import { CHAIN } from '../../../src/space/preset-pipelines.ts';
import type { Genotype } from '../../../src/space/tree.ts';
import { drain } from '../../search/analysis/grids.ts';
import { candidates, tableOf } from './candidates.ts';

// No merge is a choice in either: decisions are those that visitDecisions tells.
const chain = compileSpace(CHAIN);
const nats = compileSpace(NATS_TOPOLOGY);

const decisions = (genotype: Genotype) => {
  const found = new Map<string, number>();
  visitDecisions(chain.tree, genotype, (site, _, choice) => found.set(site, choice));
  return found;
};
const apart = (first: Genotype, second: Genotype) => {
  const [a, b] = [decisions(first), decisions(second)];
  const union = new Set([...a.keys(), ...b.keys()]);
  return [...union].filter((site) => a.get(site) !== b.get(site)).length / union.size;
};

describe('disagreement', () => {
  it('is the share of decisions that differ, missing ones among them', () => {
    const all = candidates(chain, 30, () => 0);
    const table = tableOf(chain, all);
    for (let i = 0; i < 30; i++)
      for (let j = 0; j < 30; j++)
        expect(disagreement(table, i, j)).toBeCloseTo(apart(all[i]!.genotype, all[j]!.genotype), 12);
    expect(disagreement(table, 4, 4)).toBe(0);
  });
});

describe('populationOf', () => {
  const all = candidates(chain, 100, (_, noise) => noise);
  const course = drain(populationOf(tableOf(chain, all)));

  it('has the quartiles of each generation, and the best until then', () => {
    let best = 1;
    for (let bin = 0; bin < 10; bin++) {
      const errors = all.slice(10 * bin, 10 * bin + 10).map(({ error }) => error);
      expect([
        course.best[bin],
        course.lowerQuartile[bin],
        course.median[bin],
        course.upperQuartile[bin],
        course.worst[bin],
      ]).toEqual(quantiles(errors, [0, 0.25, 0.5, 0.75, 1]));
      best = Math.min(best, ...errors);
      expect(course.bestSoFar[bin]).toBe(best);
    }
    expect([...course.candidates]).toEqual(new Array(10).fill(10));
    expect(course.bins.map(({ from }) => from)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
  });

  it('has the mean disagreement of all pairs where they are few', () => {
    for (let bin = 0; bin < 10; bin++) {
      const members = all.slice(10 * bin, 10 * bin + 10);
      let sum = 0;
      for (let i = 0; i < 10; i++)
        for (let j = 0; j < i; j++) sum += apart(members[i]!.genotype, members[j]!.genotype);
      expect(course.diversity[bin]).toBeCloseTo(sum / 45, 12);
    }
  });

  it('estimates it from pairs where they are many, always the same', () => {
    const many = tableOf(
      chain,
      candidates(chain, 400, (_, noise) => noise),
    );
    const options = { byEvaluation: true, most: 1 };
    const { diversity } = drain(populationOf(many, options));
    expect(drain(populationOf(many, options)).diversity).toEqual(diversity);
    let sum = 0;
    for (let i = 0; i < 400; i++) for (let j = 0; j < i; j++) sum += disagreement(many, i, j);
    expect(diversity[0]).not.toBe(sum / 79_800);
    expect(Math.abs(diversity[0]! - sum / 79_800)).toBeLessThan(0.05);
  });

  it('is 0 of clones, 1 of opposites, and unknown of one', () => {
    const entry = (answer: (i: number) => number, candidate: number, generation: number) => {
      let i = 0;
      const genotype = buildGenotype(nats.tree, () => answer(i++));
      return { candidate, genotype, generation, error: 0.5, parameters: 10 };
    };
    const table = tableOf(nats, [
      ...[1, 2, 3, 4, 5].map((n) => entry(() => 2, n, 1)),
      entry(() => 0, 6, 2),
      entry((edge) => 1 + (edge % 4), 7, 2),
      entry(() => 3, 8, 3),
      // One edge of six.
      entry(() => 1, 9, 4),
      entry((edge) => (edge === 3 ? 4 : 1), 10, 4),
    ]);
    const { diversity } = drain(populationOf(table));
    expect([...diversity]).toEqual([0, 1, Number.NaN, 1 / 6]);
  });

  it('counts suggestions that were new', () => {
    const some = all.slice(0, 40).map((each, i) => ({
      ...each,
      // In the second generation everything is of the first; in the third each had a repeat before it.
      hash: `${i >= 10 && i < 20 ? i - 10 : i}`,
      repeats: i >= 20 && i < 30 ? 1 : 0,
    }));
    expect([...drain(populationOf(tableOf(chain, some))).fresh]).toEqual([1, 0, 0.5, 1]);
    const { hash: _, ...nameless } = all[0]!;
    const unknown = tableOf(chain, [nameless, { ...nameless, candidate: 2 }]);
    expect([...drain(populationOf(unknown)).fresh]).toEqual([1]);
  });

  it('passes over who is there already, and who has no error', () => {
    const table = tableOf(chain, [...all, ...all, { ...all[0]!, candidate: 500, error: Number.NaN }]);
    expect(table.count).toBe(100);
    expect(drain(populationOf(table))).toEqual(course);
  });
});
