import { describe, expect, it } from 'vitest';
import type { Decision, Method, Suggestion } from '../../../src/search/method.ts';
import { TPE_DEFAULTS, type TpeOptions, tpe } from '../../../src/search/methods/tpe.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import { deriveSeed } from '../../../src/space/random.ts';
import { resultOf, wordSpace } from '../spaces.ts';

/** Two letters of three: nine words. */
const space = wordSpace(2, 3);
const ALL = ['00', '01', '02', '10', '11', '12', '20', '21', '22'];
/** Enough draws that every word that can be drawn is. */
const options: TpeOptions = { ...TPE_DEFAULTS, initial: 4, candidates: 400, gamma: 0.3 };

const told = (words: readonly (readonly [string, number | null, number?])[], seed = 1): Method<string> => {
  const method = tpe(space, options, FIRST_OBJECTIVE, seed);
  for (const [i, [word, value, violation = 0]] of words.entries()) {
    const suggestion = { genotype: word, generation: 1, operator: 'sample', parents: [] } as const;
    const objectives = value === null ? null : [value];
    method.tell(resultOf(suggestion, i + 1, objectives, { hash: word, violation }));
  }
  return method;
};
const ask = (method: Method<string>) => method.ask() as Suggestion<string>;

/** `Σ log l − log g` by hand, with one for every letter that was not seen. */
function score(word: string, good: readonly string[], others: readonly string[]): number {
  const density = (words: readonly string[]) =>
    [...word].reduce((product, letter, place) => {
      const count = words.filter((each) => each[place] === letter).length;
      return product * ((count + 1) / (words.length + 3));
    }, 1);
  return Math.log(density(good)) - Math.log(density(others));
}
const bestOf = (words: readonly string[], good: readonly string[], others: readonly string[]) =>
  Math.max(...words.map((word) => score(word, good, others)));

describe('TPE', () => {
  it('suggests what is likelier among the good than among the others, of what is new', () => {
    // ⌈0.3 · 5⌉ = 2 are good.
    const method = told([
      ['00', 1],
      ['01', 2],
      ['11', 3],
      ['22', 4],
      ['20', 5],
    ]);
    const good = ['00', '01'];
    const others = ['11', '22', '20'];
    const left = ALL.filter((word) => ![...good, ...others].includes(word));
    const { genotype, operator } = ask(method);
    expect(operator).toBe('acquisition');
    expect(score(genotype, good, others)).toBeCloseTo(bestOf(left, good, others), 12);
    // It is not the best of all, which is known.
    expect(bestOf(ALL, good, others)).toBeGreaterThan(score(genotype, good, others));
  });

  it('counts what is open, what failed and what broke a constraint among the others', () => {
    const method = told([
      ['00', 1],
      ['01', 2],
      ['11', 3],
      ['22', 4],
      ['20', null],
      ['21', null, 3],
    ]);
    // ⌈0.3 · 4⌉ = 2 of those evaluated.
    const good = ['00', '01'];
    const others = ['11', '22', '20', '21'];
    const known = [...good, ...others];
    for (let i = 0; i < 3; i++) {
      const left = ALL.filter((word) => !known.includes(word));
      const { genotype } = ask(method);
      expect(score(genotype, good, others)).toBeCloseTo(bestOf(left, good, others), 12);
      known.push(genotype);
      others.push(genotype);
    }
  });

  it('draws its candidates from the good', () => {
    // Of one candidate no best is chosen: it is the draw.
    const counts = [0, 0, 0];
    for (let seed = 0; seed < 1500; seed++) {
      const method = tpe(
        wordSpace(6, 3),
        { ...options, candidates: 1, gamma: 0.5 },
        FIRST_OBJECTIVE,
        deriveSeed(seed),
      );
      for (const [i, word] of ['000000', '111111', '222222', '222221'].entries()) {
        const suggestion = { genotype: word, generation: 1, operator: 'sample', parents: [] } as const;
        method.tell(resultOf(suggestion, i + 1, [i], { hash: word }));
      }
      for (const letter of ask(method).genotype) counts[Number(letter)]!++;
    }
    // Good are 000000 and 111111: (1 + 1) / (2 + 3) for 0 and 1 at every place.
    for (const [letter, share] of [0.4, 0.4, 0.2].entries())
      expect(counts[letter]! / 9000).toBeCloseTo(share, 1.5);
  });

  it('has at most so many good ones', () => {
    const long = wordSpace(5, 4);
    const method = tpe(
      long,
      { ...options, gamma: 1, maxGood: 1, candidates: 1, prior: 1e-9 },
      FIRST_OBJECTIVE,
      2,
    );
    for (let i = 0; i < 8; i++) {
      const suggestion = {
        genotype: `${i % 4}321${i >> 2}`,
        generation: 1,
        operator: 'sample',
        parents: [],
      } as const;
      method.tell(resultOf(suggestion, i + 1, [i], { hash: `other ${i}` }));
    }
    // Without a prior, the one good word is all that can be drawn.
    expect(ask(method).genotype).toBe('03210');
  });

  it('decides what is there to decide: sites below another branch do not count', () => {
    // The first letter says whether there is a second, whose site then is its own.
    const nested = {
      ...wordSpace(2, 3),
      build: (decide: (site: string, count: number) => number) => {
        const first = decide('first', 3);
        return first === 0 ? '0' : `${first}${decide(`after ${first}`, 3)}`;
      },
      decisions: (word: string): Decision[] =>
        word[0] === '0'
          ? [{ site: 'first', options: 3, choice: 0 }]
          : [
              { site: 'first', options: 3, choice: Number(word[0]) },
              { site: `after ${word[0]}`, options: 3, choice: Number(word[1]) },
            ],
    };
    const method = tpe(nested, options, FIRST_OBJECTIVE, 5);
    for (const [i, word] of ['12', '11', '20', '21', '22', '0'].entries()) {
      const suggestion = { genotype: word, generation: 1, operator: 'sample', parents: [] } as const;
      method.tell(resultOf(suggestion, i + 1, [i], { hash: word }));
    }
    // Good are 12 and 11; of what is left, 10, its branch is good, and all of 20 to 22 are known.
    expect(ask(method).genotype).toBe('10');
  });
});
