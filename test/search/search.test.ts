import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Method, Origin, Problem, Result, Suggestion } from '../../src/search/method.ts';
import { randomSearch } from '../../src/search/methods/random-search.ts';
import { MAX_FRUITLESS, search } from '../../src/search/search.ts';
import type { Answer, Strategy } from '../../src/search/strategy.ts';
import { deriveSeed } from '../../src/space/random.ts';
import { wordSpace } from './spaces.ts';

type Said = Suggestion<string> | 'wait' | 'exhausted';

const suggestion = (genotype: string, more: Partial<Suggestion<string>> = {}): Suggestion<string> => ({
  genotype,
  generation: 1,
  operator: 'sample',
  parents: [],
  ...more,
});

/** A method that says what stands in the script, its last line again and again, and keeps what it is told. */
function scripted(script: readonly Said[]): Method<string> & { readonly told: Result<string>[] } {
  let line = 0;
  const told: Result<string>[] = [];
  return {
    told,
    ask: () => script[Math.min(line++, script.length - 1)]!,
    tell: (result) => told.push(result),
    state: () => line,
  };
}

/** Words: the same for their first letter, infeasible by the number of exclamation marks; a mutation adds an `m`. */
const words: Problem<string> = {
  sample: () => 'a',
  mutate: (word) => `${word}m`,
  crossover: (a) => [a],
  describe: (word) => ({
    hash: word[0]!,
    violation: word.split('!').length - 1,
    cheap: [word.length],
  }),
};

const start = (script: readonly Said[], options = {}) => {
  const method = scripted(script);
  return { method, strategy: search(words, () => method, 1, options) };
};
const saying = (...said: readonly string[]) => start(said.map((word) => suggestion(word)));

describe('search', () => {
  it('numbers what is to be evaluated, and says where it comes from', () => {
    const { strategy } = start([
      suggestion('a'),
      suggestion('b', { generation: 3, operator: 'crossover', parents: [1, 7], note: 'mine' }),
    ]);
    expect([strategy.ask(), strategy.ask()]).toEqual([
      {
        kind: 'evaluate',
        candidate: 1,
        genotype: 'a',
        hash: 'a',
        generation: 1,
        operator: 'sample',
        parents: [],
      },
      {
        kind: 'evaluate',
        candidate: 2,
        genotype: 'b',
        hash: 'b',
        generation: 3,
        operator: 'crossover',
        parents: [1, 7],
      },
    ]);
  });

  it('tells the method what came of its suggestion, its note with it, in whatever order', () => {
    const { strategy, method } = start([suggestion('a'), suggestion('bee', { note: { mine: [1] } })]);
    strategy.ask();
    strategy.ask();
    expect(method.told).toEqual([]);
    strategy.tell({ candidate: 2, objectives: [5, 6] });
    strategy.tell({ candidate: 1, objectives: null });
    const known = { generation: 1, operator: 'sample', parents: [], violation: 0, repeat: false };
    expect(method.told).toEqual([
      {
        ...known,
        genotype: 'bee',
        hash: 'b',
        cheap: [3],
        candidate: 2,
        objectives: [5, 6],
        note: { mine: [1] },
      },
      { ...known, genotype: 'a', hash: 'a', cheap: [1], candidate: 1, objectives: null },
    ]);
  });

  it('never has an architecture evaluated again, and tells the method at once what is known of it', () => {
    const { strategy, method } = saying('a', 'b', 'ab', 'ba', 'c!', 'cc!!', 'd');
    expect(strategy.ask()).toMatchObject({ kind: 'evaluate', candidate: 1 });
    expect(strategy.ask()).toMatchObject({ kind: 'evaluate', candidate: 2 });
    strategy.tell({ candidate: 1, objectives: [4] });
    expect(strategy.ask()).toEqual({ kind: 'duplicate', genotype: 'ab', hash: 'a', of: 1 });
    expect(method.told.at(-1)).toMatchObject({ genotype: 'ab', candidate: 1, objectives: [4], repeat: true });
    // Of one that is in evaluation nothing is known yet.
    expect(strategy.ask()).toEqual({ kind: 'duplicate', genotype: 'ba', hash: 'b', of: 2 });
    expect(method.told.at(-1)).toMatchObject({
      genotype: 'ba',
      candidate: 2,
      objectives: null,
      repeat: true,
    });
    expect(strategy.ask()).toMatchObject({ kind: 'infeasible', candidate: 3 });
    expect(strategy.ask()).toMatchObject({ kind: 'duplicate', of: 3 });
    expect(method.told.at(-1)).toMatchObject({ candidate: 3, objectives: null, violation: 2, repeat: true });
    expect(strategy.ask()).toMatchObject({ kind: 'evaluate', candidate: 4 });
  });

  it('gives what breaks a constraint a number and tells the method by how much, but has it not evaluated', () => {
    const { strategy, method } = saying('a!!', 'b');
    expect(strategy.ask()).toEqual({
      kind: 'infeasible',
      violation: 2,
      candidate: 1,
      genotype: 'a!!',
      hash: 'a',
      generation: 1,
      operator: 'sample',
      parents: [],
    });
    expect(method.told).toMatchObject([{ candidate: 1, violation: 2, objectives: null, repeat: false }]);
    expect(() => strategy.tell({ candidate: 1, objectives: [0] })).toThrow(
      'Candidate 1 is not being evaluated.',
    );
    expect(strategy.ask()).toMatchObject({ kind: 'evaluate', candidate: 2 });
  });

  it('evaluates an architecture as often as it is suggested where repeats are asked for', () => {
    const { strategy, method } = start([suggestion('a')], { repeats: true });
    for (const candidate of [1, 2, 3]) {
      expect(strategy.ask()).toMatchObject({ kind: 'evaluate', candidate, hash: 'a' });
      strategy.tell({ candidate, objectives: [candidate] });
      expect(method.told.at(-1)).toMatchObject({ candidate, objectives: [candidate], repeat: false });
    }
  });

  it('refuses outcomes of what is not being evaluated', () => {
    const { strategy } = saying('a', 'a', 'b');
    expect(() => strategy.tell({ candidate: 1, objectives: [0] })).toThrow(
      'Candidate 1 is not being evaluated.',
    );
    strategy.ask();
    strategy.tell({ candidate: 1, objectives: [0] });
    expect(() => strategy.tell({ candidate: 1, objectives: [0] })).toThrow(
      'Candidate 1 is not being evaluated.',
    );
    strategy.ask();
    expect(() => strategy.tell({ candidate: 2, objectives: [0] })).toThrow(
      'Candidate 2 is not being evaluated.',
    );
  });

  it('waits where the method waits, and calls a method out that waits for nothing', () => {
    const { strategy } = start([suggestion('a'), 'wait']);
    strategy.ask();
    expect(strategy.ask()).toEqual({ kind: 'wait' });
    strategy.tell({ candidate: 1, objectives: [0] });
    expect(() => strategy.ask()).toThrow('waits for a result, but no candidate is being evaluated');
  });

  it('is exhausted where the method is, once nothing is open', () => {
    const { strategy } = start([suggestion('a'), 'exhausted']);
    strategy.ask();
    expect(strategy.ask()).toEqual({ kind: 'wait' });
    strategy.tell({ candidate: 1, objectives: [0] });
    expect(strategy.ask()).toEqual({ kind: 'exhausted' });
  });

  it('mutates what a stuck method keeps suggesting, after each 50 in vain once more, until it gives up', () => {
    const { strategy, method } = start([suggestion('a', { generation: 9, parents: [4], note: 1 })]);
    strategy.ask();
    strategy.tell({ candidate: 1, objectives: [0] });
    for (let vain = 0; vain < MAX_FRUITLESS; vain++) {
      const mutations = Math.floor(vain / 50);
      expect(strategy.ask()).toEqual({
        kind: 'duplicate',
        genotype: `a${'m'.repeat(mutations)}`,
        hash: 'a',
        of: 1,
      });
      expect(method.told.at(-1)).toMatchObject({
        operator: mutations > 0 ? 'mutation' : 'sample',
        generation: 9,
        parents: [4],
      });
    }
    expect(strategy.ask()).toEqual({ kind: 'exhausted' });
  });

  it('gives up on constraints nothing keeps', () => {
    const script = Array.from({ length: MAX_FRUITLESS }, (_, i) =>
      suggestion(`${String.fromCodePoint(1000 + i)}!`),
    );
    const { strategy } = start([...script, suggestion('z')]);
    for (let i = 0; i < MAX_FRUITLESS; i++) expect(strategy.ask().kind).toBe('infeasible');
    expect(strategy.ask()).toEqual({ kind: 'exhausted' });
  });

  it('does not give up while something is open, nor at once when that is told: the method may go on from it', () => {
    const { strategy } = saying('a', 'b');
    strategy.ask();
    strategy.ask();
    for (let i = 0; i < MAX_FRUITLESS; i++) expect(strategy.ask().kind).toBe('duplicate');
    for (const candidate of [1, 2]) {
      expect(strategy.ask()).toEqual({ kind: 'wait' });
      strategy.tell({ candidate, objectives: [0] });
      for (let i = 0; i < 50; i++) expect(strategy.ask().kind).toBe('duplicate');
    }
    expect(strategy.ask()).toEqual({ kind: 'exhausted' });
  });

  it('begins to count anew with everything new', () => {
    const script = Array.from({ length: 40 }, () => suggestion('a'));
    const { strategy } = start([suggestion('a'), ...script, suggestion('b'), ...script, suggestion('c')]);
    const answers = Array.from({ length: 83 }, () => strategy.ask());
    expect(answers.filter(({ kind }) => kind === 'evaluate')).toHaveLength(3);
    // Nothing was mutated: there were never 50 in a row.
    expect(answers.every((answer) => 'genotype' in answer && !answer.genotype.includes('m'))).toBe(true);
  });

  it('finds every member of a small space, even for a method that has converged', () => {
    const space = wordSpace(3, 3);
    const strategy = search(space, () => scripted([suggestion('000')]), 5);
    const found = new Set<string>();
    for (let answer = strategy.ask(); answer.kind !== 'exhausted'; answer = strategy.ask()) {
      if (answer.kind !== 'evaluate') continue;
      found.add(answer.genotype);
      strategy.tell({ candidate: answer.candidate, objectives: [0] });
    }
    expect(found.size).toBe(27);
    // In an order by the seed.
    const ordered = (seed: number) => {
      const other = search(space, () => scripted([suggestion('000')]), seed);
      return Array.from({ length: 300 }, () => other.ask()).filter(({ kind }) => kind === 'evaluate');
    };
    expect(ordered(6)).toEqual(ordered(6));
    expect(ordered(6)).not.toEqual(ordered(7));
  });

  it('hands a seed of its own to the method, and the method’s own state back to it', () => {
    const origins: Origin[] = [];
    const create = (origin: Origin) => {
      origins.push(origin);
      return { ...scripted([suggestion('a')]), state: () => ({ of: 'the method' }) };
    };
    const strategy = search(words, create, 77);
    search(words, create, { saved: strategy.state() });
    expect(origins).toEqual([deriveSeed(77, 'method'), { saved: { of: 'the method' } }]);
  });
});

describe('whatever is asked and told', () => {
  /** Two letters of four: 16 architectures, of which those with a 3 in front are infeasible. */
  const base = wordSpace(2, 4);
  const space = {
    ...base,
    describe: (word: string) => ({ hash: word, violation: Number(word[0] === '3'), cheap: [] }),
  };
  const fresh = (origin: Origin) => {
    const told: Result<string>[] = [];
    const asked: Suggestion<string>[] = [];
    const strategy = search<string>(
      space,
      (from) => {
        const method = randomSearch(space, from);
        return {
          ask() {
            const said = method.ask() as Suggestion<string>;
            asked.push(said);
            return said;
          },
          tell: (result) => told.push(result),
          state: () => method.state(),
        };
      },
      origin,
    );
    return { strategy, told, asked };
  };

  /** Asks, or tells one of those open: so many steps, by the numbers. */
  function play(strategy: Strategy<string>, steps: readonly number[], open: number[] = []): Answer<string>[] {
    const answers: Answer<string>[] = [];
    for (const step of steps) {
      if (step % 2 === 0 && open.length > 0) {
        const [candidate] = open.splice(step % open.length, 1) as [number];
        strategy.tell({ candidate, objectives: step % 3 === 0 ? null : [step] });
        continue;
      }
      const answer = strategy.ask();
      answers.push(answer);
      if (answer.kind === 'evaluate') open.push(answer.candidate);
    }
    return answers;
  }
  const steps = fc.array(fc.nat(1000), { maxLength: 80 });

  it('numbers go up by one, hashes are new, duplicates name the first, and each suggestion is told once', () => {
    fc.assert(
      fc.property(fc.integer(), steps, (seed, played) => {
        const { strategy, told, asked } = fresh(seed);
        const open: number[] = [];
        const answers = play(strategy, played, open);
        const first = new Map<string, number>();
        for (const answer of answers) {
          if (answer.kind === 'duplicate') expect(answer.of).toBe(first.get(answer.hash));
          if (answer.kind !== 'evaluate' && answer.kind !== 'infeasible') continue;
          expect(answer.candidate).toBe(first.size + 1);
          expect(first.has(answer.hash)).toBe(false);
          expect(answer.kind === 'infeasible').toBe(answer.genotype[0] === '3');
          first.set(answer.hash, answer.candidate);
        }
        for (const candidate of open) strategy.tell({ candidate, objectives: [0] });
        expect(told).toHaveLength(asked.length);
        for (const { candidate, hash, repeat, objectives, violation } of told) {
          expect(candidate).toBe(first.get(hash));
          if (violation > 0) expect(objectives).toBeNull();
          // A repeat knows what the first one has come to, or that it has come to nothing yet.
          const original = told.find((result) => result.candidate === candidate && !result.repeat)!;
          if (repeat && objectives) expect(objectives).toEqual(original.objectives);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('goes on from its state as JSON, some candidates open, as if nothing had been', () => {
    fc.assert(
      fc.property(fc.integer(), steps, steps, (seed, before, after) => {
        const { strategy } = fresh(seed);
        const open: number[] = [];
        play(strategy, before, open);
        const restored = fresh({ saved: JSON.parse(JSON.stringify(strategy.state())) as unknown }).strategy;
        expect(play(restored, after, [...open])).toEqual(play(strategy, after, [...open]));
        expect(restored.state()).toEqual(strategy.state());
      }),
      { numRuns: 60 },
    );
  });
});
