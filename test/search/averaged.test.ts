import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averaged } from '../../src/search/averaged.ts';
import { innerState } from '../../src/search/in-order.ts';
import { randomSearch } from '../../src/search/methods/random-search.ts';
import { search } from '../../src/search/search.ts';
import type { Answer, Outcome, Strategy } from '../../src/search/strategy.ts';
import { createRng } from '../../src/space/random.ts';
import { wordSpace } from './spaces.ts';

/** A strategy that gives these answers in turn, then waits; and what it is told. */
function scripted(...answers: readonly Answer<string>[]) {
  const told: Outcome[] = [];
  let asked = 0;
  const strategy: Strategy<string> = {
    ask: () => answers[asked++] ?? { kind: 'wait' },
    tell: (outcome) => told.push(outcome),
    state: () => ({ asked }),
  };
  return { strategy, told };
}

const proposal = (candidate: number): Extract<Answer<string>, { kind: 'evaluate' }> => ({
  kind: 'evaluate',
  candidate,
  genotype: `g${candidate}`,
  hash: `h${candidate}`,
  generation: 2,
  operator: 'mutation',
  parents: [1],
});

describe('averaged', () => {
  it('asks for all evaluations of a candidate one after the other, told apart by their repetition alone', () => {
    const { strategy } = scripted(proposal(1), proposal(2));
    const three = averaged(strategy, 3);
    const answers = Array.from({ length: 6 }, () => three.ask());
    expect(answers).toEqual(
      [1, 2].flatMap((candidate) => [0, 1, 2].map((repetition) => ({ ...proposal(candidate), repetition }))),
    );
    expect(three.ask()).toEqual({ kind: 'wait' });
  });

  it('passes every other answer on, but not before the evaluations that are left', () => {
    const others: Answer<string>[] = [
      { kind: 'duplicate', genotype: 'g', hash: 'h', of: 1 },
      { ...proposal(2), kind: 'infeasible', violation: 3 },
      { kind: 'exhausted' },
    ];
    const { strategy } = scripted(proposal(1), ...others);
    const two = averaged(strategy, 2);
    expect([two.ask().kind, two.ask().kind]).toEqual(['evaluate', 'evaluate']);
    expect(others.map(() => two.ask())).toEqual(others);
  });

  it('tells the mean of each objective, once all evaluations are over', () => {
    const { strategy, told } = scripted(proposal(1));
    const three = averaged(strategy, 3);
    for (let i = 0; i < 3; i++) three.ask();
    three.tell({ candidate: 1, objectives: [1, 100] });
    three.tell({ candidate: 1, objectives: [2, 100] });
    expect(told).toEqual([]);
    three.tell({ candidate: 1, objectives: [6, 100] });
    expect(told).toEqual([{ candidate: 1, objectives: [3, 100] }]);
  });

  it('does not take two of three for all where the third is still to be asked for', () => {
    const { strategy, told } = scripted(proposal(1));
    const three = averaged(strategy, 3);
    for (const value of [3, 6, 9]) {
      expect(told).toEqual([]);
      expect(three.ask()).toMatchObject({ candidate: 1, repetition: value / 3 - 1 });
      three.tell({ candidate: 1, objectives: [value] });
    }
    expect(told).toEqual([{ candidate: 1, objectives: [6] }]);
  });

  it('leaves failures out, unless there is nothing else', () => {
    const { strategy, told } = scripted(proposal(1), proposal(2));
    const three = averaged(strategy, 3);
    for (let i = 0; i < 6; i++) three.ask();
    for (const objectives of [[4], null, [5]]) three.tell({ candidate: 1, objectives });
    for (let i = 0; i < 3; i++) three.tell({ candidate: 2, objectives: null });
    expect(told).toEqual([
      { candidate: 1, objectives: [4.5] },
      { candidate: 2, objectives: null },
    ]);
    expect(three.state()).toMatchObject({ pending: [] });
  });

  it('refuses outcomes of what is not being evaluated', () => {
    const two = averaged(scripted(proposal(1)).strategy, 2);
    const tell = (candidate: number) => () => two.tell({ candidate, objectives: [0] });
    expect(tell(1)).toThrow('Candidate 1 is not being evaluated.');
    two.ask();
    expect(tell(2)).toThrow('Candidate 2 is not being evaluated.');
    two.tell({ candidate: 1, objectives: [0] });
    // The second evaluation has not been asked for.
    expect(tell(1)).toThrow('Candidate 1 is not being evaluated.');
    two.ask();
    two.tell({ candidate: 1, objectives: [0] });
    expect(tell(1)).toThrow('Candidate 1 is not being evaluated.');
  });

  it('refuses anything but a whole number of at least 1', () => {
    for (const times of [0, -2, 2.5, Number.NaN])
      expect(() => averaged(scripted().strategy, times)).toThrow(
        new RangeError(`Evaluations of a candidate must be a whole number of at least 1, not ${times}.`),
      );
  });

  it('goes on from its state as JSON, evaluations of several candidates open', () => {
    const space = wordSpace(5, 3);
    const ledger = (origin: Parameters<typeof randomSearch>[1]) =>
      search(space, (from) => randomSearch(space, from), origin);
    const measured = (candidate: number, repetition: number) =>
      (candidate + repetition) % 5 === 0 ? null : [candidate + repetition / 4];
    type Open = { candidate: number; repetition: number };
    /** Asks or tells, by chance; everything that is answered. */
    const play = (strategy: Strategy<string>, seed: number, steps: number, open: Open[]) => {
      const rng = createRng(seed);
      const answers: Answer<string>[] = [];
      for (let step = 0; step < steps; step++) {
        if (open.length > 0 && rng.chance(0.5)) {
          const [{ candidate, repetition }] = open.splice(rng.int(open.length), 1) as [Open];
          strategy.tell({ candidate, objectives: measured(candidate, repetition) });
          continue;
        }
        const answer = strategy.ask();
        answers.push(answer);
        if (answer.kind === 'evaluate')
          open.push({ candidate: answer.candidate, repetition: answer.repetition! });
      }
      return answers;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer(), fc.nat(60), (times, seed, steps) => {
        const original = averaged(ledger(seed), times);
        const open: Open[] = [];
        play(original, seed, steps, open);
        const saved = JSON.parse(JSON.stringify(original.state())) as unknown;
        const restored = averaged(ledger({ saved: innerState(saved) }), times, saved);
        expect(play(restored, 5, 40, [...open])).toEqual(play(original, 5, 40, [...open]));
        expect(restored.state()).toEqual(original.state());
      }),
      { numRuns: 40 },
    );
  });
});
