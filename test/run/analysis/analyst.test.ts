import { describe, expect, it } from 'vitest';
import { createAnalyst } from '../../../src/run/analysis/analyst.ts';
import { sharesOf } from '../../../src/run/analysis/shares.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { mutate } from '../../../src/space/mutate.ts';
import { CHAIN, HIERARCHICAL_SMALL } from '../../../src/space/preset-pipelines.ts';
import { createRng } from '../../../src/space/random.ts';
import { drain } from '../../search/analysis/grids.ts';
import { candidates, tableOf } from './candidates.ts';

const space = compileSpace(HIERARCHICAL_SMALL);
const all = candidates(space, 60, (_, noise) => noise);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const analyst = (breath = turn) => {
  const made = createAnalyst(breath);
  made.reset(HIERARCHICAL_SMALL);
  made.add(all);
  return made;
};

describe('createAnalyst', () => {
  it('answers as the functions do, in plain data', async () => {
    const asked = analyst();
    const shares = await asked.shares({ best: 'error' });
    expect(shares).toEqual(drain(sharesOf(tableOf(space, all), { best: 'error' })));
    expect(structuredClone(shares)).toEqual(shares);
    const population = await asked.population();
    expect(population!.candidates.reduce((sum, n) => sum + n, 0)).toBe(60);
    expect(structuredClone(population)).toEqual(population);
    const importance = await asked.importance({ figure: 'parameters' });
    expect(importance!.candidates).toBe(60);
    expect(structuredClone(importance)).toEqual(importance);
  });

  it('gives an older question of a kind up for a newer one, and no other', async () => {
    const asked = analyst();
    const answers = await Promise.all([
      asked.shares(),
      asked.importance({ figure: 'error' }),
      asked.population(),
      asked.importance({ figure: 'parameters' }),
      asked.shares({ byKind: true }),
      asked.importance({ figure: 'error', cut: 0.5 }),
    ]);
    expect(answers.map((answer) => answer !== null)).toEqual([false, false, true, true, true, true]);
  });

  it('gives everything up for another run', async () => {
    const asked = analyst();
    const old = Promise.all([asked.shares(), asked.population(), asked.importance({ figure: 'error' })]);
    asked.reset(CHAIN);
    expect(await old).toEqual([null, null, null]);
    expect(asked.add(candidates(compileSpace(CHAIN), 5, () => 0.5))).toBe(5);
    expect((await asked.shares())!.candidates).toBe(5);
  });

  it('takes batches in, each candidate once', async () => {
    const asked = analyst();
    expect(asked.add(all.slice(0, 10))).toBe(60);
    expect(asked.add([{ ...all[0]!, candidate: 61 }])).toBe(61);
  });

  it('shows what became of a genotype', () => {
    const rng = createRng(4);
    for (const { genotype } of all.slice(0, 20)) {
      const child = mutate(space.tree, genotype, rng, { default: 0 });
      const view = analyst().difference(genotype, child);
      // A merge of nothing is no decision.
      expect(view.decisions.length > 0 || view.same).toBe(true);
      for (const { question, before, after } of view.decisions) {
        expect(question).not.toBe('');
        expect(before).not.toBe(after);
      }
      const marked = view.graph.boxes.filter(({ mark }) => mark !== undefined).length;
      if (view.added + view.changed > 0) expect(marked).toBeGreaterThan(0);
      expect(view.added + view.changed + view.removed.length > 0 || view.same).toBe(true);
    }
    const { genotype } = all[0]!;
    const none = analyst().difference(genotype, genotype);
    expect(none).toMatchObject({ added: 0, changed: 0, removed: [], decisions: [], same: true });
  });

  it('says in words what is wrong', async () => {
    const fresh = createAnalyst(turn);
    await expect(fresh.shares()).rejects.toThrow('There is no run to analyse.');
    expect(() => fresh.add([])).toThrow('There is no run');
    expect(() => fresh.difference('a', 'b')).toThrow('There is no run');
    expect(() => fresh.reset({ ...HIERARCHICAL_SMALL, layers: [] })).toThrow(
      'The search space is not valid.',
    );
  });
});
