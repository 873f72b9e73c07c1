import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNsga2, resumeNsga2 } from '../../src/search/nsga2.ts';
import { hypervolume } from '../../src/search/pareto.ts';
import { createRandomSearch, resumeRandomSearch } from '../../src/search/random-search.ts';
import type { Answer, Problem, Strategy } from '../../src/search/strategy.ts';

/** Bit strings of 24: ones in the left half against zeros in the right half, with a cap on the ones. A front of 13 points. */
const LENGTH = 24;
const ones = (bits: string, from: number, to: number) =>
  [...bits.slice(from, to)].filter((bit) => bit === '1').length;
const problem = (cap = LENGTH): Problem<string> => ({
  sample: (rng) => Array.from({ length: LENGTH }, () => rng.int(2)).join(''),
  mutate: (bits, rng) => {
    const place = rng.int(LENGTH);
    return [...bits]
      .map((bit, i) => (i === place || rng.chance(1 / LENGTH) ? (bit === '1' ? '0' : '1') : bit))
      .join('');
  },
  crossover: (a, b, rng) => [...a].map((bit, i) => (rng.chance(0.5) ? bit : b[i])).join(''),
  describe: (bits) => ({ hash: bits, violation: Math.max(0, ones(bits, 0, LENGTH) - cap) }),
});
const evaluate = (bits: string): [number, number] => {
  const left = ones(bits, 0, 12) / 12;
  const waste = ones(bits, 12, LENGTH) / 12;
  return [left + waste, 1 - left + waste];
};

const options = { population: 12, crossoverRate: 0.9 };

/** Runs until `evaluations` are told; the answers on the way. */
function run(
  strategy: Strategy<string>,
  evaluations: number,
  failing: (candidate: number) => boolean = () => false,
): Answer<string>[] {
  const answers: Answer<string>[] = [];
  for (let told = 0; told < evaluations; ) {
    const answer = strategy.ask();
    answers.push(answer);
    if (answer.kind === 'evaluate') {
      strategy.tell({
        candidate: answer.candidate,
        objectives: failing(answer.candidate) ? null : evaluate(answer.genotype),
      });
      told++;
    } else if (answer.kind === 'wait' || answer.kind === 'exhausted') break;
  }
  return answers;
}

const evaluatedIn = (answers: readonly Answer<string>[]) =>
  answers.filter((answer) => answer.kind === 'evaluate');

describe.each([
  [
    'NSGA-II',
    (seed: number, cap?: number) => createNsga2(problem(cap), options, seed),
    (state: unknown) => resumeNsga2(problem(), options, state),
  ],
  [
    'random search',
    (seed: number, cap?: number) => createRandomSearch(problem(cap), seed),
    (state: unknown) => resumeRandomSearch(problem(), state),
  ],
] as const)('%s', (_, create, resume) => {
  it('repeats with its seed', () => {
    expect(run(create(7), 60)).toEqual(run(create(7), 60));
    expect(run(create(7), 60)).not.toEqual(run(create(8), 60));
  });

  it('never proposes an architecture twice', () => {
    const proposed = run(create(3), 200).flatMap((answer) => (answer.kind === 'evaluate' ? answer.hash : []));
    expect(new Set(proposed).size).toBe(200);
  });

  it('goes on from its saved state with the same proposals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer(), (steps, seed) => {
        const original = create(seed);
        run(original, steps, (candidate) => candidate % 11 === 0);
        const restored = resume(JSON.parse(JSON.stringify(original.state())));
        expect(run(restored, 40)).toEqual(run(original, 40));
      }),
      { numRuns: 40 },
    );
  });

  it('evaluates nothing that breaks the constraint', () => {
    const answers = run(create(5, 9), 150);
    expect(evaluatedIn(answers)).toHaveLength(150);
    for (const answer of evaluatedIn(answers))
      expect(ones(answer.genotype, 0, LENGTH)).toBeLessThanOrEqual(9);
    expect(answers.some(({ kind }) => kind === 'infeasible')).toBe(true);
  });

  it('refuses what was never asked', () => {
    const strategy = create(1);
    expect(() => strategy.tell({ candidate: 1, objectives: [0, 0] })).toThrow(
      'Candidate 1 is not being evaluated',
    );
  });
});

describe('random search', () => {
  it('says so when a space has nothing new', () => {
    const tiny: Problem<string> = { ...problem(), sample: (rng) => String(rng.int(3)) };
    const answers = run(createRandomSearch(tiny, 1), 10);
    expect(evaluatedIn(answers)).toHaveLength(3);
    expect(answers.at(-1)).toEqual({ kind: 'exhausted' });
  });
});

describe('NSGA-II', () => {
  /** Asks as far as it goes without telling. */
  const askAll = (strategy: Strategy<string>) => {
    const open = [];
    for (;;) {
      const answer = strategy.ask();
      if (answer.kind === 'wait') return open;
      if (answer.kind === 'evaluate') open.push(answer);
    }
  };

  it('hands out a generation at a time', () => {
    const strategy = createNsga2(problem(), options, 1);
    const first = askAll(strategy);
    expect(first).toHaveLength(12);
    for (const { candidate, genotype } of first.slice(1))
      strategy.tell({ candidate, objectives: evaluate(genotype) });
    expect(strategy.ask().kind).toBe('wait');
    strategy.tell({ candidate: first[0]!.candidate, objectives: evaluate(first[0]!.genotype) });
    const next = askAll(strategy);
    expect(next).toHaveLength(12);
    expect(next[0]).toMatchObject({ generation: 2 });
    const parents = new Set(first.map(({ candidate }) => candidate));
    for (const child of next) expect(child.parents.every((parent) => parents.has(parent))).toBe(true);
  });

  it('does the same whatever order a generation is told in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }), (order) => {
        const inOrder = createNsga2(problem(), options, 4);
        const mixed = createNsga2(problem(), options, 4);
        for (let generation = 0; generation < 3; generation++) {
          const open = askAll(inOrder);
          expect(askAll(mixed)).toEqual(open);
          for (const { candidate, genotype } of open)
            inOrder.tell({ candidate, objectives: evaluate(genotype) });
          for (const i of order)
            mixed.tell({ candidate: open[i]!.candidate, objectives: evaluate(open[i]!.genotype) });
        }
        expect(askAll(mixed)).toEqual(askAll(inOrder));
      }),
      { numRuns: 20 },
    );
  });

  it('finds its way into a tight cap, and ends where nothing fits', () => {
    // Two ones at most among 24 bits: about one sample in 56,000.
    const answers = run(createNsga2(problem(2), options, 3), 30);
    expect(evaluatedIn(answers).length).toBeGreaterThanOrEqual(30);
    expect(run(createNsga2(problem(-1), options, 3), 30).at(-1)).toEqual({ kind: 'exhausted' });
    expect(run(createRandomSearch(problem(-1), 3), 30).at(-1)).toEqual({ kind: 'exhausted' });
  });

  it('survives candidates that fail, and keeps no failure while there is better', () => {
    const answers = run(createNsga2(problem(), options, 9), 240, (candidate) => candidate % 3 === 0);
    const parents = evaluatedIn(answers)
      .slice(60)
      .flatMap((answer) => (answer.kind === 'evaluate' ? answer.parents : []));
    expect(parents.length).toBeGreaterThan(100);
    expect(parents.filter((parent) => parent % 3 === 0)).toEqual([]);
  });

  it('covers more of the front than random search in the same budget', () => {
    const volume = (strategy: Strategy<string>) =>
      hypervolume(
        evaluatedIn(run(strategy, 400)).map((answer) => evaluate(answer.genotype)),
        [2, 2],
      );
    const seeds = [1, 2, 3, 4, 5];
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const nsga2 = mean(seeds.map((seed) => volume(createNsga2(problem(), options, seed))));
    const random = mean(seeds.map((seed) => volume(createRandomSearch(problem(), seed))));
    expect(nsga2).toBeGreaterThan(random + 0.3);
  });
});
