import { describe, expect, it } from 'vitest';
import { phenotype } from '../../../../src/architecture/phenotype.ts';
import {
  bear,
  checkPlan,
  DEFAULT_PLAN,
  layOut,
  mostEvaluations,
  type PlanOptions,
  tenth,
} from '../../../../src/run/landscape/sampled/plan.ts';
import { sampledSpace } from '../../../../src/run/landscape/sampled/space.ts';
import { distance } from '../../../../src/space/distance.ts';
import { compileSpace } from '../../../../src/space/hierarchy.ts';
import { PRESETS } from '../../../../src/space/presets.ts';
import { createRng } from '../../../../src/space/random.ts';
import { validate } from '../../../../src/space/validate.ts';
import { finish } from './tabulated.ts';

const PLAN: PlanOptions = { members: 20, walks: 3, steps: 6, strengths: [1, 3], offspring: 2, seed: 5 };

describe.each(PRESETS.map(({ document }) => [document.name, compileSpace(document)] as const))(
  'a plan for %s',
  (_, space) => {
    const sampled = sampledSpace(space);
    const beginning = finish(layOut(sampled, PLAN));
    const fitness = (hash: string) => Number.parseInt(hash.slice(0, 8), 16);
    const families = finish(bear(sampled, PLAN, beginning, fitness));
    const points = [
      ...beginning.members,
      ...beginning.walks.flat(),
      ...families.flatMap(({ children }) => children.map(({ point }) => point)),
    ];

    it('holds members of the space alone, within its cap and alive', () => {
      for (const { genotype, hash } of points) {
        expect(validate(space.tree, genotype)).toEqual([]);
        const found = phenotype(space, genotype);
        expect(found.hash).toBe(hash);
        expect(found.alive && found.costs.parameters <= space.document.constraints.maxParameters).toBe(true);
      }
    });

    it('walks by single edits', () => {
      expect(beginning.walks).toHaveLength(3);
      for (const walk of beginning.walks)
        for (let i = 1; i < walk.length; i++)
          expect(distance(space.tree, walk[i - 1]!.genotype, walk[i]!.genotype)).toBe(1);
    });

    it('bears from the best and the worst tenth, and knows how far', () => {
      const ranked = beginning.members.map(({ hash }) => fitness(hash)).sort((a, b) => b - a);
      expect(families.map(({ group }) => group)).toEqual(['best', 'best', 'worst', 'worst']);
      const starts = families.map(({ start }) => fitness(beginning.members[start]!.hash));
      expect(starts.slice(0, 2)).toEqual(ranked.slice(0, 2));
      expect(starts.slice(2)).toEqual(ranked.slice(-2));
      for (const { start, children } of families)
        for (const { edits, distance: far, point } of children) {
          expect(far).toBe(distance(space.tree, beginning.members[start]!.genotype, point.genotype));
          expect(far).toBeLessThanOrEqual(edits);
        }
    });

    it('is the same again, and a larger one begins with it', () => {
      expect(finish(layOut(sampled, PLAN))).toEqual(beginning);
      const larger = finish(layOut(sampled, { ...PLAN, members: 25, walks: 4 }));
      expect(larger.members.slice(0, 20)).toEqual(beginning.members);
      expect(larger.walks.slice(0, 3)).toEqual(beginning.walks);
    });

    it('asks for no more evaluations than it says', () => {
      expect(new Set(points.map(({ hash }) => hash)).size).toBeLessThanOrEqual(mostEvaluations(PLAN, false));
      expect(points.length).toBeLessThanOrEqual(mostEvaluations(PLAN, false));
    });
  },
);

describe('a plan', () => {
  it('starts nothing from members without fitness', () => {
    const space = sampledSpace(compileSpace(PRESETS[0]!.document));
    const beginning = finish(layOut(space, PLAN));
    const known = beginning.members.slice(0, 10).map(({ hash }) => hash);
    const families = finish(
      bear(space, PLAN, beginning, (hash) => (known.includes(hash) ? known.indexOf(hash) : undefined)),
    );
    expect(families.map(({ start }) => start).every((start) => start < 10)).toBe(true);
    expect(families).toHaveLength(2 * tenth(10));
    expect(finish(bear(space, PLAN, beginning, () => undefined))).toEqual([]);
  });

  it('says in words where a space has no member to be drawn', () => {
    const nothing = {
      ...sampledSpace(compileSpace(PRESETS[0]!.document)),
      draw: () => null,
      identify: () => undefined,
    };
    expect(() => finish(layOut(nothing, PLAN))).toThrow(/none was within the cap.*Raise the cap/);
  });

  it('is checked number by number', () => {
    expect(checkPlan(DEFAULT_PLAN)).toEqual([]);
    expect(checkPlan({ ...DEFAULT_PLAN, members: 3 })[0]).toEqual({
      name: 'members',
      message: 'must be a whole number from 20 to 100,000',
    });
    expect(checkPlan({ ...DEFAULT_PLAN, strengths: [1, 0.5] })[0]?.name).toBe('strengths');
    expect(checkPlan({ ...DEFAULT_PLAN, strengths: [2, 2] })[0]?.message).toContain('twice');
    expect(
      checkPlan({ ...DEFAULT_PLAN, members: 100_000, walks: 10_000, steps: 1000 })[0]?.message,
    ).toContain('more than 200,000 evaluations');
  });
});

describe('a space as it is sampled', () => {
  it('has the edits of its own distance, uniformly on a product of choices', () => {
    const nats = compileSpace(PRESETS.find(({ document }) => document.name.includes('NATS'))!.document);
    const space = sampledSpace(nats);
    const rng = createRng(3);
    const from = space.draw(rng);
    const seen = new Map<string, number>();
    for (let i = 0; i < 4800; i++) {
      const key = JSON.stringify(space.edit(from, rng));
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    // 200 each; chi-squared with 23 degrees of freedom stays below 49.7 in 999 of 1,000.
    const chi = [...seen.values()].reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    expect(chi).toBeLessThan(49.7);
  });
});
