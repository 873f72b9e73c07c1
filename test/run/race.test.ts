import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/landscape/table.ts';
import {
  prepareRace,
  type RaceOptions,
  type RunResult,
  raceRun,
  readParameters,
} from '../../src/run/race.ts';
import { comparisons, standings } from '../../src/run/standings.ts';
import { tableSpace } from '../../src/run/table-space.ts';
import type { StrategyInfo } from '../../src/search/catalogue/types.ts';
import type { Method } from '../../src/search/method.ts';
import { createRng, deriveSeed, rngFromState } from '../../src/space/random.ts';
import { published, readPublished } from '../landscape/files.ts';

/** Draws from the space; what a race needs of a strategy. */
const drawing: Pick<StrategyInfo, 'create'> = {
  create(space, _parameters, _scalarisation, origin) {
    const rng = typeof origin === 'number' ? createRng(origin) : rngFromState(origin.saved as number[]);
    return {
      ask: () => ({ genotype: space.sample(rng), generation: 1, operator: 'sample', parents: [] }),
      tell: () => undefined,
      state: () => rng.state(),
    };
  },
};

/** Suggests what `words` say, one after the other, and notes what it is told. */
function scripted(codes: readonly number[], told: unknown[] = []): Pick<StrategyInfo, 'create'> {
  return {
    create<G>(): Method<G> {
      let at = 0;
      return {
        ask: () =>
          at < codes.length
            ? { genotype: codes[at++] as G, generation: 1, operator: 'sample', parents: [] }
            : 'exhausted',
        tell: ({ genotype, objectives, violation, repeat }) => {
          told.push({ genotype, objectives, violation, repeat });
        },
        state: () => null,
      };
    },
  };
}

/**
 * Two letters of three; `zz` is not there, and `xy` and `yx` are one architecture. Code: first letter + 3 ×
 * second.
 */
const TABLE = `word,score,seconds,test,iso
xx,10,5,1,a
xy,20,3,2,b
xz,30,4,3,c
yx,40,3,4,b
yy,50,2,5,d
yz,50,9,6,e
zx,25,1,7,f
zy,15,1,8,g`;
const raced = (options: RaceOptions, codes: readonly number[], told?: unknown[]): RunResult =>
  raceRun(prepareRace(TABLE, options), scripted(codes, told), {}, 1, 0);
const [xx, yx, zx, xy, yy, zy, xz, yz, zz] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

describe('a table as a search space', () => {
  const table = readTable(TABLE);
  const space = tableSpace(table);
  const codes = fc.constantFrom(xx, yx, zx, xy, yy, zy, xz, yz, zz);
  const letters = (code: number) => [code % 3, Math.floor(code / 3)];
  const differing = (a: number, b: number) =>
    letters(a).filter((letter, i) => letter !== letters(b)[i]).length;

  it('has the words’ codes', () => {
    expect([xx, xy, xz, yx, yy, yz, zx, zy].map((code) => table.word(table.rowOf(code)))).toEqual(
      TABLE.split('\n')
        .slice(1)
        .map((line) => line.slice(0, 2)),
    );
  });

  it('mutates one position, and its neighbours are all such mutants', () => {
    fc.assert(
      fc.property(codes, fc.integer(), (code, seed) => {
        const neighbours = [...space.neighbours(code)];
        expect(new Set(neighbours).size).toBe(4);
        for (const other of neighbours) expect(differing(code, other)).toBe(1);
        expect(neighbours).toContain(space.mutate(code, createRng(seed)));
      }),
    );
    const rng = createRng(1);
    expect(new Set(Array.from({ length: 200 }, () => space.mutate(yy, rng))).size).toBe(4);
  });

  it('crosses position by position', () => {
    const rng = createRng(1);
    const children = new Set(Array.from({ length: 200 }, () => space.crossover(xx, yz, rng)[0]));
    expect([...children].sort()).toEqual([xx, yx, xz, yz].sort());
  });

  it('builds what its decisions say, and codes it in ones and zeros', () => {
    const seen = new Set<string>();
    for (let code = 0; code < 9; code++) {
      const decisions = space.decisions(code);
      expect(decisions.map(({ choice }) => choice)).toEqual(letters(code));
      let next = 0;
      const built = space.build((site, options) => {
        const decision = decisions[next++]!;
        expect({ site, options }).toEqual({ site: decision.site, options: decision.options });
        return decision.choice;
      });
      expect(built).toBe(code);
      const bits = Array.from(space.code(code));
      expect(bits).toHaveLength(6);
      expect(bits.reduce((sum, bit) => sum + bit, 0)).toBe(2);
      seen.add(bits.join(''));
    }
    expect(seen.size).toBe(9);
  });

  it('draws every row equally often, and knows what is one architecture and what is missing', () => {
    const counts = new Map<number, number>();
    const rng = createRng(5);
    for (let i = 0; i < 8000; i++) {
      const code = space.sample(rng);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([xx, yx, zx, xy, yy, zy, xz, yz]);
    // Chi-squared with 7 degrees of freedom stays below 24.3 with probability 0.999.
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(24.3);
    expect(space.describe(xy).hash).toBe(space.describe(yx).hash);
    expect(new Set(Array.from({ length: 9 }, (_, code) => space.describe(code).hash)).size).toBe(8);
    expect(space.describe(zz).violation).toBeGreaterThan(0);
    expect(space.describe(xx).violation).toBe(0);
    expect(space.graph(zz).labels).toEqual(['input', 'z', 'z', 'output']);
  });

  it('leaves positions with one letter alone', () => {
    const flat = tableSpace(readTable('word,score\nab,1\ncb,2'));
    expect([...flat.neighbours(0)]).toEqual([1]);
    expect(flat.decisions(1)).toEqual([{ site: '0', options: 2, choice: 1 }]);
    const single = tableSpace(readTable('word,score\nab,1'));
    expect(single.mutate(0, createRng(1))).toBe(0);
  });
});

describe('a run', () => {
  it('goes on until the budget is spent, and counts the evaluation that passes it', () => {
    // Seconds 5 + 4 = 9 < 10, so a third begins: 5 + 4 + 9 = 18.
    const result = raced({ fitness: 'score', cost: 'seconds', budget: 10, report: 'test' }, [xx, xz, yz, yy]);
    expect(result).toMatchObject({ evaluations: 3, cost: 18, fitness: 50, report: 6, exhausted: false });
    expect(result.trajectory).toEqual([
      [1, 5, 10],
      [2, 9, 30],
      [3, 18, 50],
    ]);
    // Spent to the last second: nothing begins.
    expect(raced({ fitness: 'score', cost: 'seconds', budget: 9 }, [xx, xz, yz])).toMatchObject({
      evaluations: 2,
    });
    expect(raced({ fitness: 'score', budget: 2 }, [xx, xz, yz])).toMatchObject({ evaluations: 2, cost: 2 });
  });

  it('answers with the first of the best rows', () => {
    const options = { fitness: 'score', report: 'test', validation: 'seconds', budget: 9 };
    expect(raced(options, [xx, yz, yy])).toMatchObject({ report: 6, validation: 9, row: 5, exhausted: true });
    expect(raced(options, [yy, yz])).toMatchObject({ report: 5, validation: 2, row: 4 });
    expect(raced({ ...options, minimise: true }, [yy, xy, xx, zy])).toMatchObject({ fitness: 10, report: 1 });
  });

  it('tells errors that are to be small, whatever the column’s range', () => {
    const told: unknown[] = [];
    raced({ fitness: 'score' }, [xx, yy], told);
    raced({ fitness: 'score', minimise: true }, [xx], told);
    expect(told).toMatchObject([{ objectives: [0.9] }, { objectives: [0.5] }, { objectives: [0.1] }]);
    const scaled = (values: readonly number[], minimise = false) =>
      Array.from(
        prepareRace(`word,v\n${values.map((v, i) => `${i}x,${v}`).join('\n')}`, { fitness: 'v', minimise })
          .objectives,
      );
    expect(scaled([0.25, 1])).toEqual([0.75, 0]);
    expect(scaled([400, 100])).toEqual([0, 0.75]);
    expect(scaled([-4, 1], true)).toEqual([0, 1]);
  });

  it('pays for no architecture twice, unless it should, and for nothing that is not there', () => {
    const told: unknown[] = [];
    const suggestions = [xy, yx, zz, xy, yy];
    expect(raced({ fitness: 'score', cost: 'seconds', budget: 99 }, suggestions, told)).toMatchObject({
      evaluations: 2,
      cost: 5,
    });
    expect(told).toMatchObject([
      { genotype: xy, objectives: [0.8], repeat: false },
      { genotype: yx, objectives: [0.8], repeat: true },
      { genotype: zz, objectives: null, violation: 1 },
      { genotype: xy, objectives: [0.8], repeat: true },
      { genotype: yy, objectives: [0.5], repeat: false },
    ]);
    expect(raced({ fitness: 'score', identity: 'row' }, suggestions).evaluations).toBe(3);
    expect(raced({ fitness: 'score', repeats: true }, suggestions).evaluations).toBe(4);
  });

  it('ends at the optimum, or at one that is the same architecture', () => {
    expect(raced({ optimum: 'score' }, [xx, xy, yz, yy])).toMatchObject({
      found: 3,
      evaluations: 3,
      fitness: 50,
    });
    expect(raced({ optimum: 'test', minimise: true }, [yy, xy, xx, yz])).toMatchObject({ found: 3 });
    // The best of both is yx; xy is the same architecture.
    const text = TABLE.replace('yx,40', 'yx,60');
    const met = (identity?: string) =>
      raceRun(prepareRace(text, { optimum: 'score', identity }), scripted([xx, xy, yx]), {}, 1, 0).found;
    expect([met(), met('row')]).toEqual([2, 3]);
    // Seven architectures: there cannot be more to evaluate.
    expect(prepareRace(TABLE, { optimum: 'score' }).settings).toMatchObject({
      maxEvaluations: 7,
      budget: null,
    });
    expect(raced({ optimum: 'score', maxEvaluations: 2 }, [xx, xy, yy])).toMatchObject({
      found: null,
      evaluations: 2,
    });
  });

  it('has the seed of its number, which depends on nothing else', () => {
    const race = prepareRace(TABLE, { fitness: 'score', budget: 3 });
    const results = [0, 1, 2].map((run) => raceRun(race, drawing, {}, 7, run));
    expect(results.map(({ seed }) => seed)).toEqual([0, 1, 2].map((run) => deriveSeed(7, 'race', run)));
    expect(raceRun(race, drawing, {}, 7, 1)).toEqual(results[1]);
    expect(
      new Set(Array.from({ length: 20 }, (_, run) => raceRun(race, drawing, {}, 7, run).row)).size,
    ).toBeGreaterThan(1);
  });

  it('says that a strategy suggests nothing', () => {
    expect(() => raced({ fitness: 'score' }, [])).toThrow('nothing to suggest');
    expect(() => raced({ fitness: 'score' }, [zz])).toThrow('nothing to suggest');
  });
});

describe('what a race is about', () => {
  it.each([
    [{}, 'Which column should strategies see?'],
    [{ fitness: 'skore' }, 'no column skore. Did you mean score?'],
    [{ fitness: 'score', report: 'tset' }, 'Did you mean test?'],
    [{ fitness: 'word' }, 'not one of numbers: line 2 has "xx"'],
    [{ fitness: 'score', cost: 'seconds' }, 'in the unit of seconds? Say so (--budget)'],
    [{ fitness: 'score', budget: 0 }, 'The budget must be more than 0, not 0'],
    [{ fitness: 'score', budget: Number.NaN }, 'The budget must be more than 0, not NaN'],
    [{ fitness: 'score', maxEvaluations: -1 }, 'The limit of evaluations must be more than 0'],
    [{ protocol: 'nats-cifar1' }, 'There is no protocol nats-cifar1. Did you mean nats-cifar10?'],
    [{ protocol: 'nats-cifar10' }, 'this one lacks c10v12, c10t200, c10v200, t12_c10_est'],
  ])('is asked for where it is not said: %j', (options, message) => {
    expect(() => prepareRace(TABLE, options)).toThrow(message);
  });

  it('has no free evaluations', () => {
    expect(() =>
      prepareRace(TABLE.replace('zx,25,1', 'zx,25,0'), { fitness: 'score', cost: 'seconds', budget: 1 }),
    ).toThrow('must cost more than 0, or a budget never ends: zx costs 0');
  });

  it('are parameters, too, checked one by one', () => {
    const set = (id: string, name: string, value: string) => readParameters(id, [{ name, value }]);
    const usual = readParameters('local-search', []);
    expect(set('local-search', 'initial', '3')).toEqual({ ...usual, initial: 3 });
    expect(() => set('local-serch', 'initial', '3')).toThrow('Did you mean local-search?');
    expect(() => set('local-search', 'inital', '3')).toThrow('no parameter inital. Did you mean initial?');
    expect(() => set('local-search', 'initial', 'few')).toThrow(/^local-search.initial must be .*, not few/);
    expect(() => set('local-search', 'initial', '')).toThrow('not empty');
    expect(() => set('random', 'initial', '3')).toThrow('It has none');
  });
});

describe('standings', () => {
  const { settings } = prepareRace(TABLE, { fitness: 'score', report: 'test' });
  const result = (run: number, report: number): RunResult => ({
    ...{
      run,
      report,
      seed: run,
      evaluations: 10 + run,
      cost: 20,
      row: 0,
      fitness: report / 2,
      validation: null,
    },
    ...{ found: null, exhausted: false, trajectory: [] },
  });
  const entry = (strategy: string, reports: readonly number[]) => ({
    strategy,
    results: reports.map((report, run) => result(run, report)),
  });
  const entries = [entry('a', [1, 2, 3, 4]), entry('b', [5, 6, 7, 8]), entry('c', [1, 6, 3, 9])];

  it('are figures of the report, and ranks run by run', () => {
    const [a, b, c] = standings(entries, settings);
    expect(a).toMatchObject({ strategy: 'a', runs: 4, evaluations: 11.5, mean: 2.5, median: 2.5, iqr: 1.5 });
    expect(a!.sd).toBeCloseTo(Math.sqrt(5 / 3), 12);
    // Ranks of c: 2.5, 1.5, 2.5, 1.
    expect([a!.rank, b!.rank, c!.rank]).toEqual([(2.5 + 3 + 2.5 + 3) / 4, (1 + 1.5 + 1 + 2) / 4, 7.5 / 4]);
    const turned = standings(entries, { ...settings, direction: 'minimise' });
    expect(turned.map(({ rank }) => rank)).toEqual([a, b, c].map((standing) => 4 - standing!.rank!));
  });

  it('compare with one, or all with all, whichever way is better', () => {
    const [ba, ca] = comparisons(entries, settings, 'a');
    // All 16 pairs won; 2 of 70 ways to part 8 values are as extreme.
    expect(ba).toMatchObject({ first: 'b', second: 'a', a12: 1, delta: 1 });
    expect(ba!.p).toBeCloseTo(2 / 70, 12);
    expect(ba!.holm).toBeCloseTo(4 / 70, 12);
    // c against a: 1 ties with one and loses to three; 6 and 9 win all; 3 wins two and ties with one.
    expect(ca!.a12).toBeCloseTo((0.5 + 4 + 2.5 + 4) / 16, 12);
    expect(comparisons(entries, { ...settings, direction: 'minimise' }, 'a')[0]).toMatchObject({
      a12: 0,
      delta: -1,
    });
    expect(comparisons(entries, settings).map(({ first, second }) => first + second)).toEqual([
      'ab',
      'ac',
      'bc',
    ]);
  });

  it('are of the runs that all have done, where a race was interrupted', () => {
    const some = standings([entry('a', [1, 2]), entry('b', [2])], settings);
    expect(some.map(({ rank, runs }) => [rank, runs])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(some[1]).toMatchObject({ mean: 2, sd: null });
    const none = standings([entry('a', [1, 2]), entry('b', [])], settings);
    expect(none[1]).toMatchObject({ runs: 0, mean: null, rank: null, evaluations: null });
    expect(comparisons([entry('a', [1, 2]), entry('b', [])], settings)).toEqual([]);
    expect(JSON.parse(JSON.stringify(none))).toEqual(none);
  });

  it('count the evaluations until an optimum, all there are where it was not met', () => {
    const searching = prepareRace(TABLE, { optimum: 'score' }).settings;
    const met = (strategy: string, founds: readonly (number | null)[]) => ({
      strategy,
      results: founds.map((found, run) => ({ ...result(run, 50), found, evaluations: found ?? 5 })),
    });
    const [a, b] = standings([met('a', [2, 4]), met('b', [null, 3])], searching);
    expect(a!.queries).toMatchObject({ found: 2, mean: 3 });
    expect(b!.queries).toMatchObject({ found: 1, mean: (7 + 3) / 2 });
    expect([a!.rank, b!.rank]).toEqual([1.5, 1.5]);
  });
});

describe.skipIf(!published('nb201.csv'))('the published comparison on NATS-Bench', () => {
  // Random search, 500 runs, as other code has it from the same table: evaluations, validation and test accuracy.
  it.each([
    ['nats-cifar10', 178, 91.08, 93.86],
    ['nats-cifar100', 182, 71.46, 71.57],
    ['nats-imagenet16', 181, 45.04, 45.29],
  ])('has random search where others have it: %s', (protocol, evaluations, validation, test) => {
    const race = prepareRace(readPublished('nb201.csv'), { protocol });
    const results = Array.from({ length: 500 }, (_, run) => raceRun(race, drawing, {}, 2, run));
    const [standing] = standings([{ strategy: 'drawing', results }], race.settings);
    // Four standard errors of a difference of two such means, and the last digit.
    const near = (value: number, sd: number) => (4 * sd * Math.SQRT2) / Math.sqrt(500) + 0.5 * value;
    expect(Math.abs(standing!.evaluations! - evaluations)).toBeLessThan(near(1, 4.7));
    expect(Math.abs(standing!.mean! - test)).toBeLessThan(near(0.01, standing!.sd!));
    expect(Math.abs(standing!.validation!.mean! - validation)).toBeLessThan(
      near(0.01, standing!.validation!.sd!),
    );
  });
});
