import { describe, expect, it } from 'vitest';
import type { Method, SearchSpace, Suggestion } from '../../../src/search/method.ts';
import { optionScore, type TreeSearchOptions, treeSearch } from '../../../src/search/methods/tree-search.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import { createRng } from '../../../src/space/random.ts';
import { BLOCKS, treeSpace } from '../policies/tree-space.ts';
import { resultOf, wordSpace } from '../spaces.ts';

const make = <G>(space: SearchSpace<G>, options: Partial<TreeSearchOptions> = {}, seed = 1) =>
  treeSearch(space, { exploration: 1, rave: 0, ...options }, FIRST_OBJECTIVE, seed);
const word = (genotype: string): Suggestion<string> => ({
  genotype,
  generation: 1,
  operator: 'sample',
  parents: [],
});
const ask = <G>(method: Method<G>): Suggestion<G> => {
  const asked = method.ask();
  if (typeof asked === 'string') throw new Error(asked);
  return asked;
};

const PAIRS = wordSpace(2, 3);
const VALUES = { '00': 0, '01': 0.5, '10': 1, '20': 0.75 };
const tellValues = (method: Method<string>, values: Readonly<Record<string, number>> = VALUES) => {
  for (const [i, [genotype, value]] of Object.entries(values).entries())
    method.tell(resultOf(word(genotype), i, [value]));
};

describe('UCT', () => {
  it('chooses as worked out by hand on two levels', () => {
    for (let seed = 0; seed < 10; seed++) {
      const method = make(PAIRS, {}, seed);
      tellValues(method);
      // Rewards: 00 1, 01 0.5, 10 0, 20 0.25; ln 4 = 1.386. 0: 0.75 + √(1.386 / 2) = 1.583; 1: 0 + √1.386 =
      // 1.177; 2: 0.25 + 1.177 = 1.427. In 0, only 2 was never taken.
      expect(ask(method).genotype).toBe('02');
      // Open, it is a visit without reward; all of 0 is taken. ln 5 = 1.609: 1: 1.269; 2: 1.519. In 2, 1 and 2
      // were never taken.
      const third = ask(method).genotype;
      expect(['21', '22']).toContain(third);
      // ln 6 = 1.792; 1: 0 + √1.792 = 1.339; 2: 0.125 + √0.896 = 1.071.
      expect(['11', '12']).toContain(ask(method).genotype);
      // ln 7 = 1.946; 1: 0 + √0.973 = 0.986; 2: 0.125 + 0.986 = 1.111: the last letter there.
      expect(ask(method).genotype).toBe(third === '21' ? '22' : '21');
    }
  });

  it('takes the result of what was open in the place of the virtual loss', () => {
    const method = make(PAIRS);
    tellValues(method);
    const open = ask(method);
    expect(open.genotype).toBe('02');
    const another = ask(method);
    expect(another.genotype[0]).toBe('2');
    // The best result so far, told of 2: rewards are 1 of two visits each side, so 2 is 0.625 + √(ln 6 / 2)
    // against 1 of 1.339.
    method.tell(resultOf(another, 9, [0]));
    expect(ask(method).genotype[0]).toBe('2');
  });

  it('prefers what is best where it need not explore', () => {
    const method = make(wordSpace(2, 4), { exploration: 0 });
    for (const first of '0123') method.tell(resultOf(word(`${first}0`), 1, [first === '2' ? 1 : 2]));
    for (let i = 0; i < 2; i++) {
      const suggestion = ask(method);
      expect(suggestion.genotype[0]).toBe('2');
      method.tell(resultOf(suggestion, 5, [1]));
    }
  });

  it('spreads suggestions that are open: every first letter once, then every second', () => {
    const method = make(wordSpace(2, 5));
    const asked = Array.from({ length: 25 }, () => ask(method).genotype);
    for (let round = 0; round < 5; round++)
      expect(new Set(asked.slice(5 * round, 5 * round + 5).map((genotype) => genotype[0])).size).toBe(5);
  });

  it('scores as the formula says', () => {
    const options = { exploration: 0.7, rave: 0 };
    expect(optionScore({ visits: 4, reward: 3 }, undefined, 20, options)).toBeCloseTo(
      0.75 + 0.7 * Math.sqrt(Math.log(20) / 4),
      12,
    );
    expect(optionScore({ visits: 4, reward: 3 }, 0.1, 20, options)).toBe(
      optionScore({ visits: 4, reward: 3 }, undefined, 20, options),
    );
    expect(optionScore({ visits: 0, reward: 0 }, 0.9, 20, options)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('RAVE', () => {
  it('scores as the formula says', () => {
    const options = { exploration: 0.5, rave: 6 };
    const beta = Math.sqrt(6 / (3 * 4 + 6));
    expect(optionScore({ visits: 4, reward: 3 }, 0.2, 20, options)).toBeCloseTo(
      (1 - beta) * 0.75 + beta * 0.2 + 0.5 * Math.sqrt(Math.log(20) / 4),
      12,
    );
    // At n = k an option's worth is half its own.
    expect(optionScore({ visits: 6, reward: 6 }, 0, 1, options)).toBeCloseTo(0.5, 12);
    expect(optionScore({ visits: 0, reward: 0 }, 0.2, 20, options)).toBeCloseTo(
      0.2 + 0.5 * Math.sqrt(Math.log(20)),
      12,
    );
    expect(optionScore({ visits: 0, reward: 0 }, undefined, 20, options)).toBe(Number.POSITIVE_INFINITY);
  });

  it('knows an option from elsewhere in the tree, UCT does not', () => {
    // The second letter 1 is good after 0 and 1; nothing was ever tried after 2 but the letter 0.
    const values = { '00': 1, '01': 0, '02': 1, '03': 1, '10': 1, '11': 0, '12': 1, '13': 1, '20': 0.4 };
    const seconds = (rave: number) =>
      Array.from({ length: 20 }, (_, seed) => {
        const method = make(wordSpace(2, 4), { rave, exploration: 0.01 }, seed);
        tellValues(method, { ...values, '30': 1, '31': 1, '32': 1, '33': 1 });
        return ask(method).genotype;
      });
    expect(new Set(seconds(3))).toEqual(new Set(['21']));
    expect(new Set(seconds(0))).toEqual(new Set(['21', '22', '23']));
  });
});

describe('tree search', () => {
  it('suggests everything once, and then nothing', () => {
    const space = treeSpace(BLOCKS);
    const method = make(space, { rave: 1 });
    const rng = createRng(3);
    const seen = new Set<string>();
    const open: Suggestion<typeof BLOCKS extends never ? never : ReturnType<typeof space.sample>>[] = [];
    for (;;) {
      const asked = method.ask();
      if (asked === 'wait') throw new Error('waits');
      if (asked === 'exhausted') break;
      const text = JSON.stringify(asked.genotype);
      expect(seen.has(text)).toBe(false);
      seen.add(text);
      open.push(asked);
      while (open.length > 6) {
        const [told] = open.splice(rng.int(open.length), 1) as [(typeof open)[0]];
        method.tell(resultOf(told, seen.size, [rng.float()], { repeat: rng.chance(0.1) }));
      }
    }
    expect(seen.size).toBe(14 + 14 ** 2 + 14 ** 3);
    for (const told of open) method.tell(resultOf(told, 1, [rng.float()]));
    expect(method.ask()).toBe('exhausted');
  });

  it('does not suggest what it was told of', () => {
    const method = make(PAIRS, { exploration: 0 });
    tellValues(method);
    const asked = Array.from({ length: 5 }, () => ask(method).genotype);
    expect(asked.sort()).toEqual(['02', '11', '12', '21', '22']);
    expect(method.ask()).toBe('exhausted');
  });

  it('has one genotype in a space without decisions', () => {
    const method = make(wordSpace(0, 2));
    expect(ask(method).genotype).toBe('');
    expect(method.ask()).toBe('exhausted');
  });

  it('knows from a saved state what is all taken', () => {
    let method = make(PAIRS, { exploration: 0 });
    tellValues(method, { '00': 0, '01': 0, '02': 0, '10': 1 });
    const asked: string[] = [];
    for (let i = 0; i < 5; i++) {
      method = treeSearch(PAIRS, { exploration: 0, rave: 0 }, FIRST_OBJECTIVE, { saved: method.state() });
      asked.push(ask(method).genotype);
    }
    expect(asked.sort()).toEqual(['11', '12', '20', '21', '22']);
    expect(
      treeSearch(PAIRS, { exploration: 0, rave: 0 }, FIRST_OBJECTIVE, { saved: method.state() }).ask(),
    ).toBe('exhausted');
  });

  it('moves away from repeats of what is in training, which count as mean results', () => {
    const method = make(wordSpace(3, 5), { exploration: 0.3 });
    for (const first of '01234') method.tell(resultOf(word(`${first}00`), 1, [first === '0' ? 0 : 0.5]));
    const letters = Array.from({ length: 12 }, () => {
      const suggestion = ask(method);
      method.tell(resultOf(suggestion, 1, null, { repeat: true }));
      return suggestion.genotype[0];
    });
    // Rewards are 1 for 0 and 0 for the others; a repeat's is 0.2. After k of them, the others are tried when
    // (1 + 0.2k) / (k + 1) + 0.3 √(ln(k + 5) / (k + 1)) < 0.3 √ln(k + 5): at k = 7 for the first time.
    expect(letters.slice(0, 7)).toEqual(new Array(7).fill('0'));
    expect(letters[7]).not.toBe('0');
  });

  it('goes where constraints are broken least while nothing keeps them', () => {
    for (let seed = 0; seed < 5; seed++) {
      const method = make(PAIRS, { exploration: 0 }, seed);
      for (const [genotype, violation] of [
        ['00', 5],
        ['10', 1],
        ['20', 9],
      ] as const)
        method.tell(resultOf(word(genotype), 1, null, { violation }));
      expect(ask(method).genotype[0]).toBe('1');
    }
  });
});
