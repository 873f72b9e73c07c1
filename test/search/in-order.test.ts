import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultsOf, strategyOf } from '../../src/search/catalogue.ts';
import { innerState, inOrder } from '../../src/search/in-order.ts';
import type { Origin, SearchSpace } from '../../src/search/method.ts';
import { tchebycheff } from '../../src/search/scalarise.ts';
import { search } from '../../src/search/search.ts';
import type { Answer, Strategy } from '../../src/search/strategy.ts';
import { createRng, type Rng } from '../../src/space/random.ts';
import { wordSpace } from './spaces.ts';

type Evaluate = Extract<Answer<string>, { kind: 'evaluate' }>;

/** A strategy that proposes without end, and writes down in which order it is asked and told. */
function recording(waits: (asked: number, told: number) => boolean = () => false) {
  const log: string[] = [];
  let candidate = 0;
  let told = 0;
  const strategy: Strategy<string> = {
    ask() {
      if (waits(candidate, told)) {
        log.push('wait');
        return { kind: 'wait' };
      }
      candidate++;
      log.push(`ask ${candidate}`);
      const hash = `${candidate}`;
      return {
        kind: 'evaluate',
        candidate,
        genotype: '',
        hash,
        generation: 1,
        operator: 'sample',
        parents: [],
      };
    },
    tell(outcome) {
      told++;
      log.push(`tell ${outcome.candidate}`);
    },
    state: () => ({ candidate, told }),
  };
  return { strategy, log };
}

/** Words of six letters over three; some are infeasible, and errors and sizes pull in two ways. */
const base = wordSpace(6, 3);
const ones = (word: string) => [...word].filter((letter) => letter === '1').length;
const space: SearchSpace<string> = {
  ...base,
  describe: (word) => ({ hash: word, violation: Math.max(0, ones(word) - 4), cheap: [ones(word)] }),
};
const evaluate = (word: string): number[] => [
  [...word].reduce((sum, letter, i) => (sum * 5 + Number(letter) * (i + 1)) % 23, 3) / 23,
  ones(word) / 6,
];
const both = tchebycheff(2, (objectives) => objectives);
const ledger = (id: string, origin: Origin, parameters = {}) => {
  const info = strategyOf(id);
  const all = { ...defaultsOf(info), ...parameters };
  return search<string>(space, (from) => info.create(space, all, both, from), origin);
};

/**
 * So many workers, of which the one that is done next is drawn; those that are free ask before, or after. All answers but
 * `wait`, until so many candidates have been proposed.
 */
function work(strategy: Strategy<string>, workers: number, rng: Rng, budget: number, open: Evaluate[] = []) {
  const answers: Answer<string>[] = [];
  let proposed = 0;
  for (let turn = 0; proposed < budget && turn < 20_000; turn++) {
    if (open.length < workers && (open.length === 0 || rng.chance(0.7))) {
      const answer = strategy.ask();
      if (answer.kind !== 'wait') answers.push(answer);
      if (answer.kind === 'exhausted') break;
      if (answer.kind === 'evaluate') {
        proposed++;
        open.push(answer);
      }
      if (answer.kind !== 'wait' || open.length === 0) continue;
    }
    const [done] = open.splice(rng.int(open.length), 1) as [Evaluate];
    strategy.tell({
      candidate: done.candidate,
      objectives: done.candidate % 7 === 0 ? null : evaluate(done.genotype),
    });
  }
  return answers;
}

describe.each(['nsga2', 'genetic', 'moead', 'local-search', 'annealing', 'random'])('%s in order', (id) => {
  it('does the same whatever the timing, with any number of workers that are allowed', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((ahead) => fc.tuple(fc.constant(ahead), fc.integer({ min: 1, max: ahead }))),
        fc.nat(1000),
        fc.integer(),
        ([ahead, workers], seed, timing) => {
          const alone = work(inOrder(ledger(id, seed), ahead), 1, createRng(1), 50);
          const many = work(inOrder(ledger(id, seed), ahead), workers, createRng(timing), 50);
          expect(many).toEqual(alone);
          expect(many.filter(({ kind }) => kind === 'evaluate')).toHaveLength(50);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('goes on from its state as JSON, whatever is open and whatever was told too early', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.nat(1000),
        fc.integer(),
        fc.nat(40),
        (ahead, seed, timing, budget) => {
          const whole = work(inOrder(ledger(id, seed), ahead), 1, createRng(1), 60);
          const open: Evaluate[] = [];
          const original = inOrder(ledger(id, seed), ahead);
          const first = work(original, ahead, createRng(timing), budget, open);
          const saved = JSON.parse(JSON.stringify(original.state())) as unknown;
          const restored = inOrder(ledger(id, { saved: innerState(saved) }), ahead, saved);
          const then = work(restored, ahead, createRng(timing + 1), 60 - budget, [...open]);
          expect([...first, ...then]).toEqual(whole);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('inOrder', () => {
  it('proposes the k-th when exactly the outcomes of the first k − ahead are told, in their order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer(), (ahead, timing) => {
        const { strategy, log } = recording();
        work(inOrder(strategy, ahead), ahead, createRng(timing), 30);
        const expected = Array.from({ length: 30 }, (_, i) =>
          i < ahead ? [`ask ${i + 1}`] : [`tell ${i + 1 - ahead}`, `ask ${i + 1}`],
        ).flat();
        expect(log).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('tells outcomes one by one where the strategy waits, as few as it needs, and does not ask it in vain', () => {
    // Generations of four: the fifth is proposed when four are told.
    const { strategy, log } = recording((asked, told) => asked - (asked % 4) > told);
    const ordered = inOrder(strategy, 6);
    for (let i = 0; i < 4; i++) ordered.ask();
    for (let i = 0; i < 3; i++) expect(ordered.ask()).toEqual({ kind: 'wait' });
    expect(log.splice(0)).toEqual(['ask 1', 'ask 2', 'ask 3', 'ask 4', 'wait']);
    for (const candidate of [4, 2, 3]) ordered.tell({ candidate, objectives: [0] });
    expect(ordered.ask()).toEqual({ kind: 'wait' });
    expect(log.splice(0)).toEqual([]);
    ordered.tell({ candidate: 1, objectives: [0] });
    expect(ordered.ask()).toMatchObject({ kind: 'evaluate', candidate: 5 });
    expect(log).toEqual(['tell 1', 'wait', 'tell 2', 'wait', 'tell 3', 'wait', 'tell 4', 'ask 5']);
  });

  it('has no more candidates open than it may', () => {
    const ordered = inOrder(recording().strategy, 3);
    for (let i = 0; i < 3; i++) expect(ordered.ask().kind).toBe('evaluate');
    expect(ordered.ask()).toEqual({ kind: 'wait' });
    // The second is done: the first is still what everybody waits for.
    ordered.tell({ candidate: 2, objectives: [0] });
    expect(ordered.ask()).toEqual({ kind: 'wait' });
    ordered.tell({ candidate: 1, objectives: [0] });
    expect(ordered.ask()).toMatchObject({ candidate: 4 });
    expect(ordered.ask()).toMatchObject({ candidate: 5 });
    expect(ordered.ask()).toEqual({ kind: 'wait' });
  });

  it('tells what it was told', () => {
    const heard: unknown[] = [];
    const { strategy } = recording();
    const ordered = inOrder({ ...strategy, tell: (outcome) => heard.push(outcome) }, 1);
    ordered.ask();
    ordered.tell({ candidate: 1, objectives: [0.5, 3] });
    ordered.ask();
    ordered.tell({ candidate: 2, objectives: null });
    ordered.ask();
    expect(heard).toEqual([
      { candidate: 1, objectives: [0.5, 3] },
      { candidate: 2, objectives: null },
    ]);
    // And keeps nothing of it.
    expect(ordered.state()).toMatchObject({ unheard: [3], known: [] });
  });

  it('refuses outcomes of what is not open, or that are known', () => {
    const ordered = inOrder(recording().strategy, 2);
    const tell = (candidate: number) => () => ordered.tell({ candidate, objectives: [0] });
    expect(tell(1)).toThrow('Candidate 1 is not being evaluated.');
    ordered.ask();
    ordered.ask();
    ordered.tell({ candidate: 2, objectives: [0] });
    expect(tell(2)).toThrow('Candidate 2 is not being evaluated.');
    ordered.tell({ candidate: 1, objectives: [0] });
    ordered.ask();
    expect(tell(1)).toThrow('Candidate 1 is not being evaluated.');
    expect(tell(3)).not.toThrow();
  });

  it('refuses anything but a whole number of at least 1 ahead', () => {
    for (const ahead of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => inOrder(recording().strategy, ahead)).toThrow(
        new RangeError(`Candidates ahead must be a whole number of at least 1, not ${ahead}.`),
      );
  });
});
