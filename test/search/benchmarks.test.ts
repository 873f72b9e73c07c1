import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defaultsOf, strategyOf } from '../../src/search/catalogue.ts';
import type { SearchSpace } from '../../src/search/method.ts';
import { evolution } from '../../src/search/methods/evolution.ts';
import { hypervolume, nonDominatedSort, type Point } from '../../src/search/pareto.ts';
import { realCoded } from '../../src/search/real-coded.ts';
import { FIRST_OBJECTIVE, tchebycheff } from '../../src/search/scalarise.ts';
import { search } from '../../src/search/search.ts';
import { mean } from '../../src/search/statistics.ts';
import { runOneByOne, wordSpace } from './spaces.ts';
import { dtlz2, zdt1, zdt2, zdt3 } from './test-problems.ts';

/** Outside reference values, beside the project where there are any. */
function outside<T>(name: string): T | undefined {
  const path = fileURLToPath(new URL(`../../../shared/vectors/${name}`, import.meta.url));
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as T;
  console.warn(`Skipping comparisons: ${path} is not there.`);
  return undefined;
}

interface Distribution {
  readonly mean: number;
  readonly sd: number;
}

/** By problem, then by generation. */
const distributions = outside<Record<string, Record<string, Distribution>>>('pymoo-hv-31seeds.json');
const evaluations = outside<{
  readonly problem_evaluations: readonly {
    readonly problem: string;
    readonly n_var: number;
    readonly n_obj: number;
    readonly X: readonly (readonly number[])[];
    readonly F: readonly Point[];
  }[];
}>('pymoo.json')?.problem_evaluations;

const SEEDS = Array.from({ length: 31 }, (_, i) => i + 1);

/** The final population of NSGA-II in the setting of Deb et al. (2002): 250 generations of 100. */
function nsga2(problemOf: (x: readonly number[]) => Point, variables: number, seed: number): Point[] {
  const problem = realCoded(variables);
  const strategy = search<readonly number[]>(
    problem,
    (origin) =>
      evolution(
        problem,
        {
          population: 100,
          offspring: 100,
          ordering: 'crowding',
          parents: 'tournament',
          tournament: 2,
          survivors: 'worst',
          crossoverRate: 0.9,
          brood: 1,
        },
        FIRST_OBJECTIVE,
        origin,
      ),
    seed,
  );
  const done = runOneByOne(strategy, problemOf, 25_000);
  expect(done).toHaveLength(25_000);
  // With the next question the last generation is selected.
  strategy.ask();
  const { method } = strategy.state() as {
    readonly method: { readonly population: readonly { readonly objectives: Point }[] };
  };
  return method.population.map(({ objectives }) => objectives);
}

describe('real-coded NSGA-II after 25,000 evaluations, the mean hypervolume of 31 runs', () => {
  it.each([
    ['zdt1', 'zdt1 n=30', zdt1, 30, 2, 0.8693],
    ['zdt2', 'zdt2 n=30', zdt2, 30, 2, 0.53601],
    ['zdt3', 'zdt3 n=30', zdt3, 30, 2, 1.32743],
    ['dtlz2', 'dtlz2 M=2 n=11', dtlz2(2), 11, 2, 0.41926],
    ['dtlz2', 'dtlz2 M=3 n=12', dtlz2(3), 12, 3, 0.69734],
  ] as const)('%s (%s)', (problem, key, problemOf, variables, objectives, least) => {
    for (const { X, F } of evaluations?.filter(
      (each) => each.problem === problem && each.n_obj === objectives && each.n_var === variables,
    ) ?? [])
      for (const [i, x] of X.entries()) {
        const ours = problemOf(x);
        expect(ours).toHaveLength(objectives);
        for (const [m, value] of ours.entries()) expect(value).toBeCloseTo(F[i]![m]!, 10);
      }
    const reference = new Array<number>(objectives).fill(1.1);
    const volumes = SEEDS.map((seed) => {
      const population = nsga2(problemOf, variables, seed);
      expect(population).toHaveLength(100);
      return hypervolume(population, reference);
    });
    expect(mean(volumes)).toBeGreaterThanOrEqual(least);
    const theirs = distributions?.[key]?.['250'];
    if (distributions) expect(theirs, key).toBeDefined();
    // Three standard errors of the difference of two means.
    if (theirs)
      expect(mean(volumes)).toBeGreaterThanOrEqual(theirs.mean - 3 * theirs.sd * Math.sqrt(2 / SEEDS.length));
  });
});

/** A made-up table in the form of NATS-Bench: six edges with one of five operations each. */
interface Synthetic {
  readonly Q: readonly number[];
  readonly C: readonly number[];
  readonly ref: readonly [number, number];
  readonly n_points: number;
  readonly front_size: number;
  readonly hv_max_normalised: number;
  readonly front: readonly Point[];
  readonly checks: readonly { readonly x: readonly number[]; readonly f: Point }[];
}
const synthetic = outside<Synthetic>('syn201.json');

describe.skipIf(!synthetic)('a table of 15,625 cells (SYN201)', () => {
  const { Q, C, ref, n_points, front_size, hv_max_normalised, front, checks } =
    synthetic ?? ({} as Synthetic);
  const computed = (word: string): [number, number] => {
    const edges = Array.from(word, Number);
    const [a, b, c, d, e, g] = edges.map((operation) => Q[operation]!) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const second = b + a * c;
    const third = d + a * e + second * g;
    const index = edges.reduce((sum, operation, i) => sum + operation * 5 ** i, 0);
    const noise = Number((BigInt(index) * 1103515245n + 12345n) % 2147483648n) / 2147483648;
    return [1 / (1 + third) + 0.02 * noise, edges.reduce((sum, operation) => sum + C[operation]!, 0)];
  };
  const words = Array.from({ length: n_points ?? 0 }, (_, i) => i.toString(5).padStart(6, '0'));
  const table = new Map(words.map((word) => [word, computed(word)]));
  const evaluate = (word: string) => table.get(word)!;
  const scaled = ([error, cost]: readonly number[]): [number, number] => [error! / ref[0], cost! / ref[1]];
  const volumeOf = (points: readonly Point[]) => hypervolume(points.map(scaled), [1, 1]);
  const space: SearchSpace<string> = {
    ...wordSpace(6, 5),
    describe: (word) => ({ hash: word, violation: 0, cheap: [evaluate(word)[1]] }),
  };

  it('is the formula’s, and its front is what enumeration gives', () => {
    for (const { x, f } of checks)
      for (const [m, value] of evaluate(x.join('')).entries()) expect(value).toBeCloseTo(f[m]!, 12);
    const all = words.map(evaluate);
    const best = nonDominatedSort(all)[0]!.map((i) => all[i]!);
    expect(best).toHaveLength(front_size);
    const inOrder = (points: readonly Point[]) =>
      points.toSorted((a, b) => a[0]! - b[0]!).flatMap((point) => point.map((value) => value.toFixed(9)));
    expect(inOrder(best)).toEqual(inOrder(front));
    expect(volumeOf(best)).toBeCloseTo(hv_max_normalised, 12);
  });

  /** The share of the greatest hypervolume that 1,000 evaluations reach, in twenty runs. */
  const sharesOf = (id: string) => {
    const info = strategyOf(id);
    return Array.from({ length: 20 }, (_, i) => {
      const strategy = search(
        space,
        (origin) => info.create(space, defaultsOf(info), tchebycheff(2, scaled), origin),
        i + 1,
      );
      const done = runOneByOne(strategy, evaluate, 1000);
      expect(new Set(done.map(({ hash }) => hash)).size).toBe(1000);
      return volumeOf(done.map(({ objectives }) => objectives!)) / hv_max_normalised;
    });
  };

  it.each([
    ['sms-emoa', 0.995, 0.99],
    ['moead', 0.995, 0.985],
    ['lemonade', 0.995, 0.99],
    ['nsga2', 0.994, 0.98],
  ])('%s covers at least %d of the front, without repeats', (id, least, worst) => {
    const shares = sharesOf(id);
    expect(mean(shares)).toBeGreaterThanOrEqual(least);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(worst);
  });

  it('random search stays behind, where sampling without repeats does', () => {
    const average = mean(sharesOf('random'));
    expect(average).toBeGreaterThan(0.974);
    expect(average).toBeLessThan(0.982);
  });
});
