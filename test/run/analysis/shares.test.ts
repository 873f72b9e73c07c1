import { describe, expect, it } from 'vitest';
import type { AnalysedCandidate } from '../../../src/run/analysis/decision-table.ts';
import { type ShareOptions, sharesOf } from '../../../src/run/analysis/shares.ts';
import { crowdingDistance, nonDominatedSort } from '../../../src/search/pareto.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL, MULTI_BRANCH } from '../../../src/space/preset-pipelines.ts';
import { firstMember } from '../../../src/space/sample.ts';
import type { Genotype } from '../../../src/space/tree.ts';
import { drain } from '../../search/analysis/grids.ts';
import { candidates, tableOf } from './candidates.ts';

const space = compileSpace(HIERARCHICAL_SMALL);

/** The operations of all blocks of a genotype of the default space, read off its JSON. */
const operations = (genotype: Genotype): string[] =>
  [...JSON.stringify(genotype).matchAll(/"choose":"(\w+)"|"(maxpool3|identity)"/g)].map(
    ([, chosen, alone]) => chosen ?? alone!,
  );

const LABELS = { conv1: 'conv 1×1', conv3: 'conv 3×3', conv5: 'conv 5×5', sepconv3: 'separable 3×3' };
const ops = ['conv1', 'conv3', 'conv5', 'sepconv3', 'maxpool3', 'identity'];

const all = candidates(space, 120, (genotype, noise) => noise - operations(genotype).length / 20);
const table = tableOf(space, all);
const sharesWith = (options?: ShareOptions) => drain(sharesOf(table, options));
const question = (found: ReturnType<typeof sharesWith>, label: string) =>
  found.questions.find((each) => each.label === label)!;

/** The share of each operation among the blocks of some candidates. */
const expectedShares = (of: readonly AnalysedCandidate[]) => {
  const blocks = of.flatMap(({ genotype }) => operations(genotype));
  return ops.map((name) => blocks.filter((each) => each === name).length / blocks.length);
};

describe('sharesOf', () => {
  it('counts places bin by bin as reading every genotype does', () => {
    const found = sharesWith();
    expect(found.by).toBe('generation');
    expect(found.bins.map(({ from, candidates: n, best }) => [from, n, best])).toEqual(
      Array.from({ length: 12 }, (_, bin) => [bin + 1, 10, bin + 1]),
    );
    const { options, places } = question(found, 'Operation of a block of cell');
    expect(options.slice(0, 4).map(({ label }) => label)).toEqual(Object.values(LABELS));
    for (let bin = 0; bin < 12; bin++) {
      const members = all.slice(10 * bin, 10 * bin + 10);
      expect(places[bin]).toBe(members.flatMap(({ genotype }) => operations(genotype)).length);
      for (const [i, share] of expectedShares(members).entries())
        expect(options[i]!.all[bin]).toBeCloseTo(share, 12);
    }
    for (const [i, share] of expectedShares(all).entries())
      expect(options[i]!.allTold).toBeCloseTo(share, 12);
  });

  it('adds up to 1 wherever a question came up, and says where it did not', () => {
    for (const { options, places, bestPlaces } of sharesWith({ byEvaluation: true, most: 6 }).questions) {
      for (const [among, at] of [
        ['all', places],
        ['best', bestPlaces],
      ] as const)
        for (const [bin, count] of at.entries()) {
          const sum = options.reduce((total, option) => total + option[among][bin]!, 0);
          if (count === 0) expect(sum).toBeNaN();
          else expect(sum).toBeCloseTo(1, 12);
        }
    }
  });

  it('has the best tenth by error of all until the end of each bin', () => {
    const found = sharesWith({ best: 'error' });
    const { options } = question(found, 'Operation of a block of cell');
    for (let bin = 0; bin < 12; bin++) {
      const best = all
        .slice(0, 10 * bin + 10)
        .toSorted((a, b) => a.error - b.error)
        .slice(0, bin + 1);
      for (const [i, share] of expectedShares(best).entries())
        expect(options[i]!.best[bin]).toBeCloseTo(share, 12);
    }
    expect(options[0]!.bestTold).toBe(options[0]!.best[11]);
  });

  it('has the best tenth by rank, and in the last rank the least crowded', () => {
    const points = all.map(({ error, parameters }) => [error, Math.log10(parameters)]);
    const best: AnalysedCandidate[] = [];
    for (const front of nonDominatedSort(points)) {
      const crowding = crowdingDistance(front.map((i) => points[i]!));
      const order = [...front.keys()].sort((a, b) => crowding[b]! - crowding[a]! || a - b);
      best.push(...order.map((k) => all[front[k]!]!));
    }
    const { options } = question(sharesWith(), 'Operation of a block of cell');
    for (const [i, share] of expectedShares(best.slice(0, 12)).entries())
      expect(options[i]!.bestTold).toBeCloseTo(share, 12);
  });

  it('shows what survives', () => {
    // Whoever has batch normalisation everywhere is better than all others.
    const share = (genotype: Genotype, value: boolean) =>
      JSON.stringify(genotype).split(`"batchNorm":${value}`).length - 1;
    const judged = candidates(
      space,
      200,
      (genotype) => share(genotype, false) / (share(genotype, true) + share(genotype, false) + 1),
    );
    const found = drain(sharesOf(tableOf(space, judged), { best: 'error' }));
    const [on] = question(found, 'Batch normalisation of a block of cell').options;
    expect(on!.label).toBe('on');
    expect(Math.abs(on!.allTold - 0.5)).toBeLessThan(0.05);
    expect(on!.bestTold).toBeGreaterThan(0.75);
  });

  it('asks questions of a kind as one, over all places', () => {
    const other = compileSpace(MULTI_BRANCH);
    const several = tableOf(
      other,
      candidates(other, 40, (_, noise) => noise),
    );
    const apart = drain(sharesOf(several));
    const together = drain(sharesOf(several, { byKind: true }));
    const kinds = together.questions.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const { kind, label, places, options, path } of together.questions) {
      const parts = apart.questions.filter((each) => each.kind === kind);
      if (parts.length > 1) expect([label, path]).toEqual([expect.not.stringContaining(' of '), '']);
      for (const [bin, count] of places.entries())
        expect(count).toBe(parts.reduce((sum, part) => sum + part.places[bin]!, 0));
      for (const { label: option, allTold } of options) {
        const count = parts.reduce(
          (sum, part) =>
            sum +
            (part.options.find((each) => each.label === option)?.allTold ?? 0) *
              part.places.reduce((total, n) => total + n, 0),
          0,
        );
        expect(allTold * places.reduce((total, n) => total + n, 0)).toBeCloseTo(count, 6);
      }
    }
    const filters = together.questions.find(({ kind }) => kind === 'filters')!;
    expect(filters.options.map(({ label }) => label)).toEqual(['4', '8', '16', '24']);
  });

  it('leaves out who comes while it is asked', () => {
    const growing = tableOf(space, all.slice(0, 50));
    const before = drain(sharesOf(growing));
    const work = sharesOf(growing);
    work.next();
    for (const each of all.slice(50)) growing.add(each);
    expect(drain(work)).toEqual(before);
  });

  it('has nothing to say of nothing', () => {
    const found = drain(sharesOf(tableOf(space, [])));
    expect([found.bins, found.candidates, found.questions]).toEqual([[], 0, []]);
    // A cell of one pipeline has nothing to merge: nobody asked how.
    const genotype = firstMember(space.tree);
    const plain = tableOf(space, [{ candidate: 1, genotype, generation: 1, error: 0.5, parameters: 9 }]);
    const labels = drain(sharesOf(plain)).questions.map(({ label }) => label);
    expect(labels).toContain('Pipelines in cell');
    expect(labels).not.toContain('Merge of cell');
  });
});
