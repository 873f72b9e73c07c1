// @vitest-environment happy-dom
import { act, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { oneEdit } from '../../../../src/landscape/operators/generators.ts';
import type { Group, Hypothesis, Operator } from '../../../../src/landscape/operators/operator.ts';
import { isSymmetric } from '../../../../src/ui/landscape/operators/distances.ts';
import { FamilyForm } from '../../../../src/ui/landscape/operators/FamilyForm.tsx';
import { DEFAULT_FAMILY, type Family } from '../../../../src/ui/landscape/operators/family.ts';
import type { Figure } from '../../../../src/ui/landscape/operators/figures.ts';
import { HypothesesPanel } from '../../../../src/ui/landscape/operators/HypothesesPanel.tsx';
import { VERDICTS } from '../../../../src/ui/landscape/operators/hypotheses-text.ts';
import { OperatorDesigner } from '../../../../src/ui/landscape/operators/OperatorDesigner.tsx';
import { OperatorTable } from '../../../../src/ui/landscape/operators/OperatorTable.tsx';
import { columnsFor, ReachPanel } from '../../../../src/ui/landscape/operators/ReachPanel.tsx';
import { stepOf } from '../../../../src/ui/landscape/operators/ReachPlot.tsx';
import { reportOf, SIZES } from './reports.ts';

const context = { unit: '%', column: 'test accuracy' };
const positions = SIZES.map((_, i) => ({
  name: `edge ${i}`,
  options: ['none', 'skip', 'conv 1', 'conv 3', 'pool'],
}));

let room = { width: 340, height: 200 };
let root: Root;
let page: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // happy-dom lays nothing out: every element is as large as the test says.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly look: ResizeObserverCallback;
      constructor(look: ResizeObserverCallback) {
        this.look = look;
      }
      observe() {
        this.look([{ contentRect: room } as ResizeObserverEntry], this as unknown as ResizeObserver);
      }
      disconnect() {}
    },
  );
  for (const token of ['--accent', '--panel']) document.documentElement.style.setProperty(token, '#0b7a65');
  page = document.createElement('div');
  document.body.append(page);
  root = createRoot(page);
});

afterEach(() => {
  act(() => root.unmount());
  page.remove();
  vi.unstubAllGlobals();
  room = { width: 340, height: 200 };
});

const show = (element: React.ReactNode) => act(() => root.render(element));
const all = (selector: string) => [...page.querySelectorAll<HTMLElement>(selector)];
const named = (name: string) => page.querySelector<HTMLElement>(`[aria-label="${name}"]`)!;
const button = (words: string) => all('button').find(({ textContent }) => textContent === words)!;
const press = (element: Element, key: string) =>
  act(() => element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));
const click = (element: Element) => act(() => (element as HTMLElement).click());

/** Types as a person does: React hears the native setter alone. */
function type(input: Element, text: string, last?: 'Enter') {
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  if (last) press(input, last);
}

function choose(select: Element, value: string) {
  act(() => {
    (select as HTMLSelectElement).value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

describe('the designer', () => {
  let operator: Operator;

  function Designer() {
    const [own, setOwn] = useState<Operator>({ ...oneEdit(SIZES), name: 'mine' });
    operator = own;
    return (
      <OperatorDesigner
        operator={own}
        positions={positions}
        context={context}
        onChange={setOwn}
        onRun={() => {}}
      />
    );
  }

  it('moves bars by keys, and says the reach', () => {
    show(<Designer />);
    const two = named('Chance of 2 edits');
    expect(two.getAttribute('role')).toBe('slider');
    expect(two.getAttribute('aria-valuenow')).toBe('0');
    press(two, 'PageUp');
    press(two, 'ArrowUp');
    press(two, 'ArrowDown');
    expect(operator.distances[2]).toBeCloseTo(0.1, 9);
    expect(operator.distances[1]).toBeCloseTo(0.9, 9);
    expect(named('Chance of 2 edits').getAttribute('aria-valuetext')).toBe('10 %');
    expect(page.textContent).toContain('Expected reach: 1.1 edits of 6 positions.');
    expect(page.querySelector('.operator-sentence')!.textContent).toContain(
      '1 to 2 positions, 1.1 on average',
    );
    press(named('Chance of 3 edits'), 'End');
    expect(operator.distances).toEqual([0, 0, 0, 1, 0, 0, 0]);
    press(named('Chance of 3 edits'), 'x');
    expect(operator.distances[3]).toBe(1);
  });

  it('takes a share on Enter, and none that is no per cent', () => {
    show(<Designer />);
    const field = named('Chance of 4 edits, per cent');
    type(field, '25');
    expect(operator.distances[4]).toBe(0);
    press(field, 'Enter');
    expect(operator.distances[4]).toBe(0.25);
    type(field, '250');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    press(field, 'Enter');
    expect(operator.distances[4]).toBe(0.25);
    expect((named('Chance of 4 edits, per cent') as HTMLInputElement).value).toBe('25');
  });

  it('has presets, whose parameter stays while it is typed', () => {
    show(<Designer />);
    const distances = () => all('select')[0] as HTMLSelectElement;
    expect(distances().value).toBe('one');
    choose(distances(), 'geometric');
    const chance = () => all('label').find(({ textContent }) => textContent === 'Chance of one more edit')!;
    const field = () => page.querySelector(`#${CSS.escape(chance().getAttribute('for')!)}`)!;
    // 0 is the same as one edit, and more than 1 is no chance.
    for (const typed of ['0', '0.', '0.2', '5', '0.25']) type(field(), typed);
    expect(distances().value).toBe('geometric');
    expect(operator.distances[2]! / operator.distances[1]!).toBeCloseTo(0.25, 9);
    press(named('Chance of 0 edits'), 'PageUp');
    expect(distances().value).toBe('own');
  });

  it('says what is not symmetric, and makes it so', () => {
    show(<Designer />);
    expect(button('Make symmetric')).toBeUndefined();
    type(named('edge 2: weight of conv 3'), '9');
    expect(isSymmetric(operator)).toBe(false);
    expect(page.textContent).toContain('It favours conv 3 at edge 2 most.');
    type(named('edge 2: weight of conv 3'), '-1');
    expect(operator.options[2]![3]).toBe(9);
    click(button('Make symmetric'));
    expect(isSymmetric(operator)).toBe(true);
    type(named('edge 5: how readily it is changed'), '3');
    expect(operator.positions[5]).toBe(3);
    expect(isSymmetric(operator)).toBe(true);
  });

  it('lets no step go farther than positions can change, and measures nothing that is not right', () => {
    const onChange = vi.fn();
    const some = [...positions.slice(0, 2), { name: 'fixed', options: ['none'] }];
    const walk = { ...oneEdit([5, 5, 1]), name: 'walk' };
    const designer = (operator: Operator) => (
      <OperatorDesigner {...{ operator, context, onChange }} positions={some} onRun={() => {}} />
    );
    show(designer(walk));
    expect(all('[role="slider"]')).toHaveLength(3);
    press(named('Chance of 1 edit'), 'PageDown');
    const [{ distances }] = onChange.mock.calls[0]! as [Operator];
    expect(distances).toEqual([expect.closeTo(0.05), expect.closeTo(0.9), expect.closeTo(0.05), 0]);
    expect((button('Measure') as HTMLButtonElement).disabled).toBe(false);
    show(designer({ ...walk, memory: 2.5 }));
    expect((button('Measure') as HTMLButtonElement).disabled).toBe(true);
    expect(named('What is not right yet').textContent).toMatch(/^memory must be a whole number/);
  });

  it('shows what the operator does where that is known', () => {
    const report = reportOf(3);
    const outcome = Object.fromEntries(report.groups.map(({ group, outcomes }) => [group, outcomes[0]!]));
    show(
      <OperatorDesigner
        operator={report.operators[0]!}
        {...{ positions, context, outcome }}
        onChange={() => {}}
        onRun={() => {}}
      />,
    );
    const row = (title: string) =>
      all('.outcomes tbody tr')
        .find((each) => each.querySelector('th')!.textContent === title)!
        .querySelectorAll('td');
    const cells = (title: string) => [...row(title)].map(({ textContent }) => textContent);
    expect(cells('Change in one step (points)')[2]).toBe('0');
    expect(cells('Steps to the threshold').map((text) => / ± 2$/.test(text!))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(cells('Steps to the threshold')[0]).toBe('–');
  });
});

describe('the form of the family', () => {
  const form = (over: Partial<Parameters<typeof FamilyForm>[0]>) => (
    <FamilyForm
      family={DEFAULT_FAMILY}
      onChange={() => {}}
      onRun={() => {}}
      onCancel={() => {}}
      running={null}
      count={15_625}
      {...over}
    />
  );

  it('runs what is right, and says what is wrong', () => {
    const onRun = vi.fn();
    show(form({ onRun }));
    click(button('Run'));
    expect(onRun).toHaveBeenCalledTimes(1);
    const family: Family = { ...DEFAULT_FAMILY, count: 2.5 };
    show(form({ family, onRun }));
    expect((button('Run') as HTMLButtonElement).disabled).toBe(true);
    expect(page.textContent).toContain('Operators must be a whole number from 3 to 10,000.');
  });

  it('says how far it is, and can be cancelled', () => {
    const onCancel = vi.fn();
    show(form({ running: { stage: 'Walks to the threshold', share: 0.436 }, onCancel }));
    expect(named('Progress of the experiments').getAttribute('value')).toBe('0.436');
    expect(page.textContent).toContain('Walks to the threshold');
    expect(page.textContent).toContain('43 %');
    expect(all('input').every((input) => (input as HTMLInputElement).disabled)).toBe(true);
    click(button('Cancel'));
    expect(onCancel).toHaveBeenCalledTimes(1);
  });
});

describe('reach and improvability', () => {
  const report = reportOf(60);
  let selected: number | null;

  function Reach({ first = 'change' }: { first?: Figure }) {
    const [group, setGroup] = useState<Group>('best');
    const [figure, setFigure] = useState<Figure>(first);
    const [own, setOwn] = useState<number | null>(null);
    selected = own;
    return (
      <ReachPanel
        {...{ report, context, group, figure }}
        onGroup={setGroup}
        onFigure={setFigure}
        selectedOperator={own}
        onSelectOperator={setOwn}
      />
    );
  }

  it('shows one group with its τ where there is little room', () => {
    show(<Reach />);
    expect(all('.plot')).toHaveLength(1);
    expect(page.textContent).toContain('Best tenth');
    expect(page.textContent).toContain('τ = −0.91 [−0.92, −0.90]');
    choose(named('Starts'), 'worst');
    expect(page.textContent).toContain('τ = 0.91 [0.90, 0.92]');
  });

  it('shows all groups where there is much, and says that zero has no order', () => {
    room = { width: 900, height: 500 };
    show(<Reach />);
    expect(all('.plot')).toHaveLength(4);
    expect(page.textContent).toContain('the same for every operator: no order');
    choose(named('Starts'), 'worst');
    expect(all('.plot')).toHaveLength(1);
  });

  it('shows the groups alone that were asked for a figure', () => {
    room = { width: 900, height: 500 };
    show(<Reach first="toThreshold" />);
    expect(all('.plot')).toHaveLength(1);
    expect(page.textContent).toContain('τ = 0.824');
  });

  it('goes along the operators by keys, by reach', () => {
    show(<Reach />);
    const dots = () => named('Operator, by reach');
    const reach = report.groups[0]!.outcomes.map((outcome) => outcome.reach.mean);
    const order = [...reach.keys()].sort((a, b) => reach[a]! - reach[b]!);
    press(dots(), 'ArrowRight');
    expect(selected).toBe(order[0]);
    press(dots(), 'ArrowRight');
    expect(selected).toBe(order[1]);
    press(dots(), 'End');
    expect(selected).toBe(order.at(-1));
    expect(dots().getAttribute('aria-valuenow')).toBe('60');
    expect(dots().getAttribute('aria-valuetext')).toContain(report.operators[order.at(-1)!]!.name);
  });

  it('has the same figures as a table, whose rows select', () => {
    show(<Reach />);
    click(named('Table'));
    const rows = all('tbody tr[aria-rowindex]');
    expect(rows.length).toBeGreaterThan(5);
    click(rows[3]!.querySelector('button')!);
    expect(selected).toBe(3);
    expect(rows[3]!.textContent).toContain('exact');
  });

  it('says what will be there', () => {
    show(
      <ReachPanel
        report={null}
        context={context}
        group="best"
        onGroup={() => {}}
        figure="change"
        onFigure={() => {}}
        selectedOperator={null}
        onSelectOperator={() => {}}
      />,
    );
    expect(page.textContent).toContain('run the experiments');
  });

  it('divides its room into equal parts, or not at all', () => {
    expect(columnsFor(4, { width: 1000, height: 200 })).toBe(4);
    expect(columnsFor(4, { width: 1400, height: 650 })).toBe(2);
    expect(columnsFor(4, { width: 500, height: 300 })).toBe(2);
    expect(columnsFor(4, { width: 340, height: 240 })).toBe(0);
    expect(columnsFor(1, { width: 1000, height: 800 })).toBe(0);
  });

  it('keeps keys within the operators', () => {
    for (const key of ['ArrowRight', 'ArrowLeft', 'PageUp', 'PageDown', 'Home', 'End'])
      for (let place = -1; place < 7; place++) {
        const to = stepOf(key, place, 7)!;
        expect(to >= 0 && to < 7, `${key} from ${place}`).toBe(true);
      }
    expect(stepOf('a', 3, 7)).toBeUndefined();
  });
});

describe('verdicts', () => {
  const verdicts = Object.keys(VERDICTS) as Hypothesis['verdict'][];
  const hypotheses = verdicts.map(
    (verdict, i): Hypothesis => ({
      id: (['H1', 'H2', 'H3'] as const)[i % 3]!,
      claim: `claim ${i}`,
      verdict,
      evidence: [`evidence ${i}`],
      caveats: [`caveat ${i}`],
    }),
  );

  it('are words and shapes, not colours alone', () => {
    const seen = [hypotheses.slice(0, 3), hypotheses.slice(3)].flatMap((some) => {
      show(<HypothesesPanel report={reportOf(5, some)} context={context} />);
      for (const { caveats } of some) expect(page.textContent).toContain(caveats[0]);
      return all('.verdict').map((verdict) => ({
        word: verdict.textContent,
        shape: verdict.querySelector('svg')!.innerHTML,
      }));
    });
    expect(seen.map(({ word }) => word)).toEqual(['Supported', 'Contradicted', 'Undecided', 'Cannot show']);
    expect(new Set(seen.map(({ shape }) => shape)).size).toBe(4);
  });

  it('can be copied as text', async () => {
    const writeText = vi.fn((_: string) => Promise.resolve());
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    show(<HypothesesPanel report={reportOf(5, hypotheses.slice(0, 3))} context={context} />);
    await act(async () => button('Copy as text').click());
    expect(writeText.mock.calls[0]![0]).toContain('H1: claim 0\nVerdict: supported.\n- evidence 0');
    expect(page.textContent).toContain('Copied');
  });
});

describe('the table of operators', () => {
  it('selects, sorts and shows another group', () => {
    const report = reportOf(30);
    const [onSelect, onGroup] = [vi.fn(), vi.fn()];
    const table = (group: Group, selected: number | null) => (
      <OperatorTable
        {...{ report, context, group, onGroup }}
        selectedOperator={selected}
        onSelectOperator={onSelect}
      />
    );
    show(table('best', 2));
    const names = () => all('tbody tr[aria-rowindex] td:first-child').map(({ textContent }) => textContent);
    expect(names().slice(0, 3)).toEqual(['random 1', 'random 2', 'random 3']);
    expect(all('tr[aria-selected="true"]').map((row) => row.querySelector('td')!.textContent)).toEqual([
      'random 3',
    ]);
    click(button('Reach'));
    const reach = report.groups[0]!.outcomes.map((outcome) => outcome.reach.mean);
    const least = reach.indexOf(Math.min(...reach));
    expect(names()[0]).toBe(report.operators[least]!.name);
    click(all('tbody tr[aria-rowindex] td:first-child button')[0]!);
    expect(onSelect).toHaveBeenCalledWith(least);
    choose(named('Starts'), 'all');
    expect(onGroup).toHaveBeenCalledWith('all');
    expect(button('Steps to the threshold')).toBeUndefined();
    show(table('all', null));
    expect(button('Steps to the threshold')).toBeDefined();
    // Zero but for rounding is written as zero.
    const changes = all('tbody tr[aria-rowindex] td:nth-child(3)').map(({ textContent }) => textContent);
    expect([...new Set(changes)]).toEqual(['0 points']);
  });
});
