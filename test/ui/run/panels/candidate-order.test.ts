import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATE } from '../../../../src/run/candidate-table.ts';
import type { Mark } from '../../../../src/ui/run/marks-store.ts';
import {
  COLUMN_IDS,
  COLUMNS,
  endedEarly,
  type Listed,
  stateText,
} from '../../../../src/ui/run/panels/candidate-columns.ts';
import { NEWEST_FIRST, ONLY, orderOf, type Wanted } from '../../../../src/ui/run/panels/candidate-order.ts';
import { MEASURES } from '../../../../src/ui/run/view-store.ts';
import { madeUp } from './runs.ts';

const run = madeUp({ candidates: 200 });
const { candidates: table } = run;
const marks = new Map<number, Mark>([
  [3, { star: true, note: '' }],
  [17, { star: false, note: 'Look at the odd kernel' }],
  [40, { star: true, note: 'odd, too' }],
]);
const listed: Listed = { table, marks, epochs: 3 };
// A few that are not over, and one that was stopped early.
table.state[5] = STATE.training;
table.state[6] = STATE.proposed;
table.state[7] = STATE.stopped;
const early = run.front[0]!;
table.epochs[early] = 2;

const all = Array.from({ length: table.count }, (_, i) => i + 1);
const order = (wanted: Partial<Wanted>) => [...orderOf(listed, run.front, { ...NEWEST_FIRST, ...wanted })];

describe('the order of candidates', () => {
  it('is newest first, and has each once', () => {
    expect(order({})).toEqual(all.toReversed());
  });

  it('is by the column, the unknown last, and equal ones newest first', () => {
    fc.assert(
      fc.property(fc.constantFrom(...COLUMN_IDS), fc.boolean(), (column, down) => {
        const numbers = order({ column, down });
        expect(numbers.toSorted((a, b) => a - b)).toEqual(all);
        const { key } = COLUMNS[column];
        for (let i = 1; i < numbers.length; i++) {
          const [before, after] = [key(listed, numbers[i - 1]!), key(listed, numbers[i]!)];
          if (Number.isNaN(before)) expect(after).toBeNaN();
          else if (!Number.isNaN(after)) {
            const rise = down ? before - after : after - before;
            expect(rise).toBeGreaterThanOrEqual(0);
            if (rise === 0) expect(numbers[i - 1]).toBeGreaterThan(numbers[i]!);
          }
        }
      }),
    );
  });

  it('of words is the alphabet’s', () => {
    const words = order({ column: 'state', down: false }).map((n) => stateText(listed, n).split(/[:,]/)[0]!);
    expect(words).toEqual(words.toSorted());
    const operators = order({ column: 'operator', down: true }).map((n) => COLUMNS.operator.text(listed, n));
    expect(operators).toEqual(operators.toSorted().reverse());
  });
});

describe('candidates that are wanted', () => {
  const texts = (n: number) => COLUMN_IDS.map((id) => COLUMNS[id].text(listed, n).toLowerCase()).join('\n');

  it('have all words in one of their columns', () => {
    const words = fc.constantFrom(
      ...[
        'failed',
        'FINITE',
        'crossover',
        'odd',
        'early',
        'over the',
        'waits',
        'trains',
        'sample',
        'zebra',
        '×',
      ],
      ...['17', '3', '0.', '12', '2 1'],
    );
    fc.assert(
      fc.property(words, words, (one, two) => {
        const parts = `${one} ${two}`.toLowerCase().split(' ');
        const expected = all.filter((n) => {
          // Figures are compared without separators, and MACs by all digits.
          const text = texts(n).replaceAll(',', '');
          return parts.every((part) => text.includes(part));
        });
        const found = order({ text: `${one} ${two}` }).toReversed();
        // Memory is shown in units: its digits are not looked at.
        const missed = expected.filter((n) => !found.includes(n));
        expect(found.every((n) => expected.includes(n))).toBe(true);
        for (const n of missed) {
          const memory = COLUMNS.memory.text(listed, n);
          const state = COLUMNS.state.text(listed, n);
          expect(parts.some((part) => memory.includes(part) || /epoch \d/.test(state))).toBe(true);
        }
      }),
    );
  });

  it('finds parameters written with separators', () => {
    const n = all.find((each) => table.parameters[each]! >= 1000)!;
    expect(order({ text: COLUMNS.parameters.text(listed, n) })).toContain(n);
  });

  it('are of the state asked for', () => {
    const states: Record<(typeof ONLY)[number], (n: number) => boolean> = {
      all: () => true,
      front: (n) => run.front.includes(n),
      starred: (n) => n === 3 || n === 40,
      evaluated: (n) => table.state[n] === STATE.evaluated,
      early: (n) => n === early,
      failed: (n) => table.reasons.has(n),
      infeasible: (n) => table.state[n] === STATE.infeasible,
      stopped: (n) => n === 7,
      open: (n) => n === 5 || n === 6,
    };
    for (const only of ONLY) expect(order({ only }).toReversed()).toEqual(all.filter(states[only]));
    expect(endedEarly(listed, early)).toBe(true);
  });

  it('lie in the brushed region, whichever corner it was drawn from', () => {
    const measure = fc.constantFrom(...MEASURES);
    fc.assert(
      fc.property(measure, measure, fc.nat(), fc.nat(), fc.boolean(), (x, y, i, j, turned) => {
        const evaluated = all.filter(
          (n) => table.state[n] === STATE.evaluated && table[x][n]! > 0 && table[y][n]! > 0,
        );
        const [a, b] = [evaluated[i % evaluated.length]!, evaluated[j % evaluated.length]!];
        const corners = [
          [table[x][a]!, table[y][a]!],
          [table[x][b]!, table[y][b]!],
        ] as const;
        const [from, to] = turned ? [corners[1], corners[0]] : corners;
        const found = order({ brush: { x, y, from, to } });
        expect(found).toContain(a);
        expect(found).toContain(b);
        const within = (value: number, one: number, two: number) =>
          value >= Math.min(one, two) && value <= Math.max(one, two);
        expect(found.toReversed()).toEqual(
          evaluated.filter(
            (n) => within(table[x][n]!, from[0], to[0]) && within(table[y][n]!, from[1], to[1]),
          ),
        );
      }),
    );
  });
});

it('says what became of a candidate', () => {
  const failed = [...table.reasons.keys()][0]!;
  expect(stateText(listed, failed)).toBe(`failed: ${table.reasons.get(failed)}`);
  expect(stateText(listed, early)).toBe('evaluated, stopped early');
  table.epochs[5] = 1;
  expect(stateText(listed, 5)).toBe('trains, epoch 2 of 3');
});
