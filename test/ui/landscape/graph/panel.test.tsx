// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GraphPanel } from '../../../../src/ui/landscape/graph/GraphPanel.tsx';
import { neighboursOf, type Walk } from '../../../../src/ui/landscape/graph/graph-data.ts';
import { steepestAscent } from '../../../../src/ui/landscape/graph/walks.ts';
import { differing, wholeGraph } from './spaces.ts';

/** 81 nodes; the fittest is 80, and node 40 is a second optimum far from it. */
const data = wholeGraph([3, 3, 3, 3], (code) => {
  const digits = [0, 1, 2, 3].map((i) => Math.floor(code / 3 ** i) % 3);
  const to = (goal: number) => digits.filter((digit) => digit !== goal).length;
  return Math.max(10 - to(2) * 2, 9 - to(1) * 2.5) + code / 1000;
});
const name = (node: number) => `node-${node}`;
const fitnessText = (node: number) => `${data.fitness[node]!.toFixed(3)} %`;

function Whole({ start, walk = null }: { start: number | null; walk?: Walk | null }) {
  const [selected, setSelected] = useState(start);
  return (
    <GraphPanel
      data={data}
      name={name}
      fitnessText={fitnessText}
      selected={selected}
      onSelect={setSelected}
      walk={walk}
      onWalk={asked}
    />
  );
}

const asked = vi.fn();
const graph = () => screen.getByRole('application');
const press = (...keys: string[]) => {
  for (const key of keys) fireEvent.keyDown(graph(), { key });
};
/** The node that is spoken of. */
const spoken = () => Number(/^node-(\d+)/.exec(document.querySelector('[aria-live]')!.textContent!)![1]);

beforeEach(() => {
  asked.mockClear();
  document.documentElement.style.cssText = [
    ['--panel', '#ffffff'],
    ['--line', '#dddddd'],
    ['--third', '#777777'],
    ['--ink', '#111111'],
    ['--series-2', '#2222ff'],
    ['--series-3', '#aa5500'],
    ...Array.from({ length: 10 }, (_, i) => [`--basin-${i + 1}`, `#1122${10 + i}`]),
  ]
    .map(([token, value]) => `${token}:${value}`)
    .join(';');
  // There is no layout here: every box is of one size.
  const sized = [{ contentRect: { width: 400, height: 300 } }];
  vi.stubGlobal('ResizeObserver', function stub(this: object, onSize: (entries: object[]) => void) {
    Object.assign(this, { observe: () => onSize(sized), disconnect: () => undefined });
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('GraphPanel', () => {
  it('leads by keys along a ring and among neighbours, says where, selects, and changes the centre', () => {
    render(<Whole start={80} />);
    expect(graph().getAttribute('aria-label')).toContain('81 architectures in rings by edits from node-80');
    press('ArrowUp');
    expect(spoken()).toBe(neighboursOf(data, 80)[0]);
    press('ArrowDown');
    const second = neighboursOf(data, 80)[1]!;
    expect(spoken()).toBe(second);
    expect(document.querySelector('[aria-live]')!.textContent).toContain(`Fitness ${fitnessText(second)}`);
    press('Enter', 'PageDown');
    expect(differing(data, 80, spoken())).toHaveLength(2);
    const there = spoken();
    press('ArrowRight');
    expect(spoken()).not.toBe(there);
    expect(differing(data, 80, spoken())).toHaveLength(2);
    press('ArrowLeft', 'c');
    expect(graph().getAttribute('aria-label')).toContain(`from node-${there}`);
    press('Home');
    expect(spoken()).toBe(there);
    press('End');
    expect(spoken()).toBe(80);
  });

  it('keeps keys that it uses to itself, and leaves the others', () => {
    const outside = vi.fn();
    document.addEventListener('keydown', outside);
    render(<Whole start={null} />);
    press('ArrowRight', 'ArrowDown', ' ', '+', '-', '0', 'c');
    expect(outside).not.toHaveBeenCalled();
    press('x', '.', 'Tab');
    expect(outside).toHaveBeenCalledTimes(3);
    document.removeEventListener('keydown', outside);
  });

  it('shows the same as a table, ring after ring, and selects from it', () => {
    render(<Whole start={null} />);
    fireEvent.click(screen.getByRole('button', { name: 'Table' }));
    const [head, first, next] = within(screen.getByRole('table')).getAllByRole('row') as HTMLElement[];
    expect(
      within(head!)
        .getAllByRole('columnheader')
        .map((cell) => cell.textContent),
    ).toContain('Optimum');
    expect([...first!.querySelectorAll('td')].map((cell) => cell.textContent)).toEqual([
      '0',
      '80',
      'node-80',
      '10.08',
      '1',
      '80',
      'node-80',
    ]);
    const node = Number(next!.querySelectorAll('td')[1]!.textContent);
    expect(differing(data, 80, node)).toHaveLength(1);
    fireEvent.click(within(next!).getByRole('button'));
    expect(spokenAfterChart()).toBe(node);
  });

  it('counts the basins, and lights one alone', () => {
    render(<Whole start={null} />);
    fireEvent.change(screen.getByLabelText('Colour of nodes'), { target: { value: 'basin' } });
    const sizes = [...data.optima.keys()].map((i) => data.climb.filter((end) => end === i).length);
    for (const size of sizes.sort((a, b) => b - a))
      expect(
        screen.getAllByRole('button', { name: new RegExp(`Basin \\d+: ${size} architectures`) }),
      ).not.toHaveLength(0);
    const basin = screen.getByRole('button', { name: /^Basin 1/ });
    fireEvent.click(basin);
    expect(basin.getAttribute('aria-pressed')).toBe('true');
    fireEvent.change(screen.getByLabelText('Colour of nodes'), { target: { value: 'difference' } });
    expect(document.body.textContent).toContain('▲ 0 better · ▼ 80 worse · ● 0 equal');
  });

  it('takes another landscape with whatever was selected, pointed at and walked in the one before', () => {
    const small = wholeGraph([2, 2], (code) => code);
    const rest = { name, fitnessText: name, onSelect: vi.fn(), onWalk: asked };
    const walk = { nodes: steepestAscent(data, 0), label: 'Steepest ascent' };
    const { rerender } = render(<GraphPanel data={data} {...rest} selected={70} walk={walk} />);
    press('ArrowDown', 'PageDown', 'c');
    rerender(<GraphPanel data={small} {...rest} selected={70} walk={walk} />);
    expect(graph().getAttribute('aria-label')).toContain('4 architectures in rings by edits from node-3');
    expect(spoken()).toBe(3);
    press('ArrowRight', 'Enter');
    expect(rest.onSelect).toHaveBeenLastCalledWith(3);
  });

  it('begins as it was looked at last, and tells how it is looked at', () => {
    const onLook = vi.fn();
    const rest = {
      data,
      name,
      fitnessText: name,
      selected: null,
      onSelect: vi.fn(),
      walk: null,
      onWalk: asked,
    };
    render(<GraphPanel {...rest} last={{ colouring: 'basin', centre: 7 }} onLook={onLook} />);
    expect((screen.getByLabelText('Colour of nodes') as HTMLSelectElement).value).toBe('basin');
    expect(spoken()).toBe(7);
    fireEvent.change(screen.getByLabelText('Colour of nodes'), { target: { value: 'value' } });
    expect(onLook).toHaveBeenLastCalledWith({ colouring: 'value', centre: 7 });
    fireEvent.change(screen.getByLabelText('Walk from the selected architecture'), {
      target: { value: 'random' },
    });
    // Nothing is selected: the walk begins at the centre.
    expect(asked).toHaveBeenLastCalledWith('random', 7);
  });

  it('asks for walks, and replays one by step, slider and time', () => {
    vi.useFakeTimers();
    const { rerender } = render(<Whole start={0} />);
    fireEvent.change(screen.getByLabelText('Walk from the selected architecture'), {
      target: { value: 'adaptive' },
    });
    expect(asked).toHaveBeenCalledExactlyOnceWith('adaptive', 0);
    const nodes = steepestAscent(data, 0);
    const last = nodes.length - 1;
    rerender(<Whole start={0} walk={{ nodes, label: 'Steepest ascent' }} />);
    const slider = () =>
      screen.getByRole('slider', { name: 'Step of the steepest ascent' }) as HTMLInputElement;
    expect(slider().value).toBe('0');
    act(() => vi.advanceTimersByTime(200));
    expect(slider().value).toBe('1');
    fireEvent.click(screen.getByRole('button', { name: 'Pause the walk' }));
    act(() => vi.advanceTimersByTime(2000));
    expect(slider().value).toBe('1');
    fireEvent.click(screen.getByRole('button', { name: 'One step back' }));
    fireEvent.click(screen.getByRole('button', { name: 'One step on' }));
    expect(slider().getAttribute('aria-valuetext')).toBe(`Step 1 of ${last}: ${fitnessText(nodes[1]!)}`);
    press(',');
    expect(slider().value).toBe('0');
    fireEvent.change(slider(), { target: { value: String(last) } });
    fireEvent.click(screen.getByTitle('Select the architecture of this step'));
    expect(spoken()).toBe(nodes[last]);
    press('p');
    expect(slider().value).toBe('0');
  });
});

/** The node that is spoken of once the chart is back. */
function spokenAfterChart(): number {
  fireEvent.click(screen.getByRole('button', { name: 'Chart' }));
  return spoken();
}
