import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAMILIES, type Parameters, type StrategyInfo } from '../../src/search/catalogue/types.ts';
import { checkParameter, defaultsOf, STRATEGIES, strategyOf } from '../../src/search/catalogue.ts';
import type { Origin, SearchSpace } from '../../src/search/method.ts';
import { tchebycheff } from '../../src/search/scalarise.ts';
import { search } from '../../src/search/search.ts';
import type { Answer, Strategy } from '../../src/search/strategy.ts';
import { createRng } from '../../src/space/random.ts';
import { wordSpace } from './spaces.ts';

/** Words of eight letters over four: ones and twos cost, and at most so many of them are allowed. */
const LENGTH = 8;
const countOf = (word: string, letter: string) => [...word].filter((each) => each === letter).length;
const spaceWithin = (cap: number): SearchSpace<string> => ({
  ...wordSpace(LENGTH, 4),
  describe: (word) => {
    const size = countOf(word, '1') + 2 * countOf(word, '2');
    return { hash: word, violation: Math.max(0, size - cap), cheap: [size] };
  },
});
/** Error falls with ones and twos, a little more where they stand next to each other; the size is what they cost. */
const evaluate = (word: string): number[] => {
  const size = countOf(word, '1') + 2 * countOf(word, '2');
  const pairs = [...word].filter((letter, i) => letter !== '0' && letter === word[i + 1]).length;
  return [1 / (1 + size + 0.5 * pairs + 0.1 * countOf(word, '3')), size / 16];
};
const both = tchebycheff(2, (objectives) => objectives);

const start = (info: StrategyInfo, origin: Origin, cap = 16, parameters: Parameters = defaultsOf(info)) => {
  const space = spaceWithin(cap);
  return search(space, (from) => info.create(space, parameters, both, from), origin);
};

/** Keeps `open` candidates in evaluation until so many are told; the one told next is drawn with the seed. */
function run(
  strategy: Strategy<string>,
  evaluations: number,
  {
    open: most = 1,
    seed = 1,
    failing,
  }: { open?: number; seed?: number; failing?: (candidate: number) => boolean } = {},
): Answer<string>[] {
  const rng = createRng(seed);
  const answers: Answer<string>[] = [];
  const open: { candidate: number; genotype: string }[] = [];
  let told = 0;
  const tell = () => {
    const [{ candidate, genotype }] = open.splice(rng.int(open.length), 1) as [(typeof open)[number]];
    strategy.tell({ candidate, objectives: failing?.(candidate) ? null : evaluate(genotype) });
    told++;
  };
  while (told < evaluations) {
    const answer = strategy.ask();
    answers.push(answer);
    if (answer.kind === 'exhausted') break;
    if (answer.kind === 'evaluate') open.push(answer);
    if (answer.kind === 'wait' || open.length >= most) tell();
  }
  while (open.length > 0) tell();
  return answers;
}

const evaluatedIn = (answers: readonly Answer<string>[]) =>
  answers.filter((answer) => answer.kind === 'evaluate');

it('names every strategy once, with a family that there is, a reference and the reasons of its parameters', () => {
  expect(new Set(STRATEGIES.map(({ id }) => id)).size).toBe(STRATEGIES.length);
  for (const { id, family, explanation, reference, parameters } of STRATEGIES) {
    expect(FAMILIES, id).toContain(family);
    expect(explanation.length, id).toBeGreaterThan(60);
    expect(reference, id).toMatch(/\d{4}/);
    expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
    for (const parameter of parameters) {
      expect(parameter.why.length, `${id}.${parameter.name}`).toBeGreaterThan(20);
      expect(checkParameter(parameter, parameter.usual), `${id}.${parameter.name}`).toBeUndefined();
      for (const wrong of [undefined, 'magic', Number.NaN, -1])
        expect(checkParameter(parameter, wrong), `${id}.${parameter.name}`).toMatch(/^must be/);
    }
  }
  for (const family of FAMILIES) expect(STRATEGIES.map((each) => each.family)).toContain(family);
  expect(() => strategyOf('magic')).toThrow('There is no strategy "magic". There are nsga2,');
});

describe.each(STRATEGIES.map((info) => [info.id, info] as const))('%s', (_, info) => {
  it('repeats with its seed, and only with its seed', () => {
    expect(run(start(info, 7), 60)).toEqual(run(start(info, 7), 60));
    expect(run(start(info, 7), 60)).not.toEqual(run(start(info, 8), 60));
  });

  it('never has an architecture evaluated twice, one or many open at a time', () => {
    for (const open of [1, 6]) {
      const hashes = evaluatedIn(run(start(info, 3), 150, { open })).map(({ hash }) => hash);
      expect(hashes.length).toBeGreaterThanOrEqual(150);
      expect(new Set(hashes).size).toBe(hashes.length);
    }
  });

  it('goes on from its saved state with the same proposals, some of them open', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        (steps, open, seed) => {
          const original = start(info, seed);
          const pending: { candidate: number; genotype: string }[] = [];
          for (let step = 0; step < steps; step++) {
            const answer = original.ask();
            if (answer.kind === 'evaluate') pending.push(answer);
            if (pending.length >= open || answer.kind === 'wait') {
              const { candidate, genotype } = pending.shift()!;
              original.tell({ candidate, objectives: candidate % 11 === 0 ? null : evaluate(genotype) });
            }
          }
          const restored = start(info, { saved: JSON.parse(JSON.stringify(original.state())) as unknown });
          for (const strategy of [original, restored])
            for (const { candidate, genotype } of pending)
              strategy.tell({ candidate, objectives: evaluate(genotype) });
          expect(run(restored, 40)).toEqual(run(original, 40));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('never waits with nothing open, and is never idle while one is slow', () => {
    // The first candidate is told last; all others at once.
    const strategy = start(info, 5);
    const first = strategy.ask() as Extract<Answer<string>, { kind: 'evaluate' }>;
    let waits = 0;
    let told = 0;
    for (let asked = 0; asked < 200 && told < 40; asked++) {
      const answer = strategy.ask();
      if (answer.kind === 'wait') waits++;
      if (answer.kind !== 'evaluate') continue;
      strategy.tell({ candidate: answer.candidate, objectives: evaluate(answer.genotype) });
      told++;
    }
    const generational = ['nsga3', 'one-plus-lambda', 'genetic'].includes(info.id);
    expect(waits > 0).toBe(generational);
    strategy.tell({ candidate: first.candidate, objectives: evaluate(first.genotype) });
    expect(evaluatedIn(run(strategy, 20)).length).toBeGreaterThanOrEqual(20);
  });

  it('evaluates nothing that breaks the constraint, and finds what keeps it', () => {
    const answers = run(start(info, 5, 5), 120);
    expect(evaluatedIn(answers).length).toBeGreaterThanOrEqual(120);
    for (const { genotype } of evaluatedIn(answers))
      expect(evaluate(genotype)[1]! * 16).toBeLessThanOrEqual(5);
  });

  it('survives candidates that fail, even all of them', () => {
    const some = run(start(info, 9), 80, { failing: (candidate) => candidate % 3 === 0, open: 3 });
    expect(evaluatedIn(some).length).toBeGreaterThanOrEqual(80);
    const all = run(start(info, 9), 80, { failing: () => true });
    expect(evaluatedIn(all).length).toBeGreaterThanOrEqual(80);
  });

  it('goes on with other parameters, where a run may change them', () => {
    const strategy = start(info, 4);
    run(strategy, 30, { open: 2 });
    const changed = Object.fromEntries(
      info.parameters.map((parameter) => {
        if (parameter.fixed) return [parameter.name, parameter.usual];
        if (parameter.kind === 'choice') return [parameter.name, parameter.choices.at(-1)![0]];
        const other = Math.min(parameter.max, parameter.usual * 2 + (parameter.whole ? 1 : 0));
        return [parameter.name, other];
      }),
    );
    const saved = JSON.parse(JSON.stringify(strategy.state())) as unknown;
    const answers = run(start(info, { saved }, 16, changed), 40, { open: 3 });
    expect(evaluatedIn(answers).length).toBeGreaterThanOrEqual(40);
  });

  it('says so when a space has nothing new', () => {
    const space = wordSpace(2, 3);
    const tiny = search(space, (from) => info.create(space, defaultsOf(info), both, from), 2);
    const answers = run(tiny, 20);
    expect(new Set(evaluatedIn(answers).map(({ hash }) => hash)).size).toBe(9);
    expect(answers.at(-1)).toEqual({ kind: 'exhausted' });
  });
});
