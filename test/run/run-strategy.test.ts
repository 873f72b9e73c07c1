import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runScalarisation, runStrategy } from '../../src/run/run-strategy.ts';
import { defaultsOf, strategyOf } from '../../src/search/catalogue.ts';
import type { Origin } from '../../src/search/method.ts';
import { search } from '../../src/search/search.ts';
import type { Answer, Strategy } from '../../src/search/strategy.ts';
import { createRng } from '../../src/space/random.ts';
import { wordSpace } from '../search/spaces.ts';

const box = { error: 0.9, minParameters: 100, maxParameters: 10_000 };
const space = wordSpace(6, 3);

type Settings = Parameters<typeof runStrategy>[1];
const settings = (strategy: string, changes: Partial<Settings> = {}): Settings => ({
  strategy,
  parameters: defaultsOf(strategyOf(strategy)),
  objective: 'weighted',
  errorWeight: 0.7,
  ahead: 0,
  repetitions: 1,
  ...changes,
});
const start = (chosen: Settings, origin: Origin) => runStrategy(space, chosen, box, origin);

/** Error and parameters of a word; the error differs a little from training to training. */
const train = (word: string, repetition = 0): number[] => [
  0.1 + ((Number.parseInt(word, 3) * 31) % 64) / 128 + repetition / 64,
  100 + 10 * Number.parseInt([...word].reverse().join(''), 3),
];

interface Training {
  readonly candidate: number;
  readonly genotype: string;
  readonly repetition: number;
}

/** Asks, or lets one of those in training be done, so many times and by chance; everything but `wait`. */
function play(strategy: Strategy<string>, seed: number, steps: number, open: Training[]): Answer<string>[] {
  const rng = createRng(seed);
  const answers: Answer<string>[] = [];
  for (let step = 0; step < steps; step++) {
    if (open.length > 0 && rng.chance(0.5)) {
      const [{ candidate, genotype, repetition }] = open.splice(rng.int(open.length), 1) as [Training];
      const failed = (candidate + repetition) % 9 === 0;
      strategy.tell({ candidate, objectives: failed ? null : train(genotype, repetition) });
      continue;
    }
    const answer = strategy.ask();
    if (answer.kind !== 'wait') answers.push(answer);
    if (answer.kind !== 'evaluate') continue;
    open.push({ candidate: answer.candidate, genotype: answer.genotype, repetition: answer.repetition ?? 0 });
  }
  return answers;
}

describe('runScalarisation', () => {
  /** Half of the error of chance; half of the way, by factors, from the smallest to the cap. */
  const point = [0.45, 1000];

  it('weights error and logarithmic size in the box', () => {
    const { value } = runScalarisation({ objective: 'weighted', errorWeight: 0.7 }, box);
    expect(value(point)).toBeCloseTo(0.35 + 0.05 * 0.5, 14);
    // An error of chance at the smallest size; none at the cap.
    expect(value([0.9, 100])).toBeCloseTo(0.7 * 1.05, 14);
    expect(value([0, 10_000])).toBeCloseTo(0.3 * 1.05, 14);
    expect(value([0, 100])).toBeCloseTo(0, 14);
  });

  it('takes the error alone', () => {
    const error = runScalarisation({ objective: 'error', errorWeight: 0.2 }, box);
    expect(error.value(point)).toBeCloseTo(0.5 * 1.05, 14);
    expect(error.value([0.45, 9000])).toBe(error.value(point));
    expect(error.weights(createRng(1))).toEqual([1, 0]);
  });

  it('draws weights for each proposal, and without them takes both alike', () => {
    const random = runScalarisation({ objective: 'random', errorWeight: 0.2 }, box);
    expect(random.value(point)).toBeCloseTo(0.25 + 0.05 * 0.5, 14);
    expect(random.value(point, [0.2, 0.8])).toBeCloseTo(0.4 + 0.05 * 0.5, 14);
    const rng = createRng(2);
    const [first, second] = [random.weights(rng), random.weights(rng)];
    expect(first).not.toEqual(second);
    expect(first[0]! + first[1]!).toBeCloseTo(1, 14);
  });

  it('does not divide by nothing where smallest and cap are one', () => {
    const narrow = { ...box, maxParameters: 100 };
    const { value } = runScalarisation({ objective: 'weighted', errorWeight: 0.5 }, narrow);
    expect(value([0.9, 100])).toBeCloseTo(0.5 * 1.05, 14);
  });
});

describe('runStrategy', () => {
  it('is the method that the settings name, in its ledger, by its seed', () => {
    for (const id of ['nsga2', 'aging-evolution', 'moead', 'local-search']) {
      const chosen = settings(id);
      const plain = search(
        space,
        (origin) => strategyOf(id).create(space, chosen.parameters, runScalarisation(chosen, box), origin),
        5,
      );
      expect(play(start(chosen, 5), 1, 200, [])).toEqual(play(plain, 1, 200, []));
    }
    expect(() => start({ ...settings('random'), strategy: 'magic' }, 1)).toThrow(
      'There is no strategy "magic"',
    );
  });

  it('gives the method one number as the settings say', () => {
    /** Who is climbed from, of a small and a good network. */
    const startOfClimb = (changes: Partial<Settings>) => {
      const parameters = { ...defaultsOf(strategyOf('local-search')), initial: 2 };
      const strategy = start(settings('local-search', { parameters, ...changes }), 3);
      strategy.ask();
      strategy.ask();
      strategy.tell({ candidate: 1, objectives: [0.8, 150] });
      strategy.tell({ candidate: 2, objectives: [0.1, 9000] });
      const answer = strategy.ask();
      return answer.kind === 'evaluate' ? answer.parents : answer.kind;
    };
    expect(startOfClimb({ objective: 'error' })).toEqual([2]);
    expect(startOfClimb({ errorWeight: 0 })).toEqual([1]);
    expect(startOfClimb({ errorWeight: 1 })).toEqual([2]);
  });

  it('names repetitions where there are several, and only there', () => {
    const repetitions = (times: number) => {
      const strategy = start(settings('random', { repetitions: times }), 1);
      return Array.from({ length: 6 }, () => strategy.ask()).map((answer) =>
        answer.kind === 'evaluate' ? [answer.candidate, answer.repetition] : [],
      );
    };
    expect(repetitions(1)).toEqual([1, 2, 3, 4, 5, 6].map((candidate) => [candidate, undefined]));
    expect(repetitions(3)).toEqual([1, 2].flatMap((candidate) => [0, 1, 2].map((k) => [candidate, k])));
  });

  it('has so many candidates open that are ahead, each with all of its trainings', () => {
    for (const [ahead, repetitions] of [
      [3, 1],
      [3, 2],
      [1, 4],
    ] as const) {
      const strategy = start(settings('random', { ahead, repetitions }), 1);
      for (let i = 0; i < ahead * repetitions; i++) expect(strategy.ask().kind).toBe('evaluate');
      expect(strategy.ask()).toEqual({ kind: 'wait' });
    }
  });

  const wrapped = fc.record({
    id: fc.constantFrom(
      'nsga2',
      'genetic',
      'moead',
      'lemonade',
      'one-plus-lambda',
      'local-search',
      'annealing',
    ),
    ahead: fc.nat(5),
    // The mean of two does not depend on which is done first.
    repetitions: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(1000),
    timing: fc.integer(),
  });

  it('proposes the same whatever the timing, where candidates are ahead', () => {
    fc.assert(
      fc.property(wrapped, ({ id, ahead, repetitions, seed, timing }) => {
        const chosen = settings(id, { ahead: ahead + 1, repetitions });
        const one = play(start(chosen, seed), 1, 300, []);
        const other = play(start(chosen, seed), timing, 300, []);
        const both = Math.min(one.length, other.length);
        expect(both).toBeGreaterThan(30);
        // Trainings of a candidate are asked for as lanes are free; candidates come in one order.
        expect(other.slice(0, both)).toEqual(one.slice(0, both));
      }),
      { numRuns: 60 },
    );
  });

  it('goes on from its state as JSON, trainings open, others waiting to be heard', () => {
    fc.assert(
      fc.property(wrapped, fc.nat(120), ({ id, ahead, repetitions, seed, timing }, steps) => {
        const chosen = settings(id, { ahead, repetitions });
        const original = start(chosen, seed);
        const open: Training[] = [];
        play(original, timing, steps, open);
        const saved = JSON.parse(JSON.stringify(original.state())) as unknown;
        const restored = start(chosen, { saved });
        expect(play(restored, 9, 150, [...open])).toEqual(play(original, 9, 150, [...open]));
        expect(JSON.stringify(restored.state())).toBe(JSON.stringify(original.state()));
      }),
      { numRuns: 80 },
    );
  });
});
