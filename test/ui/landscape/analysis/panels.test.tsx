// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LandscapeReport } from '../../../../src/landscape/report.ts';
import { AutocorrelationPanel } from '../../../../src/ui/landscape/analysis/AutocorrelationPanel.tsx';
import { DensityPanel } from '../../../../src/ui/landscape/analysis/DensityPanel.tsx';
import { Figures } from '../../../../src/ui/landscape/analysis/Figures.tsx';
import { FitnessDistancePanel } from '../../../../src/ui/landscape/analysis/FitnessDistancePanel.tsx';
import { NetworkPanel } from '../../../../src/ui/landscape/analysis/NetworkPanel.tsx';
import { NeutralPanel } from '../../../../src/ui/landscape/analysis/NeutralPanel.tsx';
import { OptimaPanel } from '../../../../src/ui/landscape/analysis/OptimaPanel.tsx';
import type { LabContext } from '../../../../src/ui/landscape/lab-context.ts';
import { flat, looked, rugged, slope } from './reports.ts';

/** Every element has this room: without a layout there is none. */
const ROOM = { width: 500, height: 300 };

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly #heard: (entries: { contentRect: typeof ROOM }[]) => void;
      constructor(heard: (entries: { contentRect: typeof ROOM }[]) => void) {
        this.#heard = heard;
      }
      observe() {
        this.#heard([{ contentRect: ROOM }]);
      }
      disconnect() {}
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Panel = (props: { report: LandscapeReport; context: LabContext }) => React.ReactNode;
const PANELS: Readonly<Record<string, Panel>> = {
  density: DensityPanel,
  distance: FitnessDistancePanel,
  autocorrelation: ({ report }) => <AutocorrelationPanel report={report} />,
  optima: OptimaPanel,
  neutral: NeutralPanel,
  network: NetworkPanel,
  figures: Figures,
};

describe.each(Object.entries(PANELS))('the panel %s', (name, Shown) => {
  it.each([
    ['rugged', rugged()],
    ['of losses', rugged({ minimise: true, walks: 20 })],
    ['with one optimum', slope()],
    ['where all are equal', flat()],
    ['of distances up to 12', looked(Array(12).fill(2), (_, node) => ((node * 7919 + 13) % 4099) / 100)],
  ])('draws numbers alone on a landscape %s', (_, { report, context }) => {
    const { container } = render(<Shown report={report} context={context} />);
    expect(container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    const drawn = container.querySelector('[role="slider"]') !== null;
    const words = container.querySelector('.empty p, .lab-figures')?.textContent ?? '';
    expect(drawn || words.length > 20).toBe(true);
    const toTable = screen.queryByRole('button', { name: 'Table' });
    if (!toTable) return;
    fireEvent.click(toTable);
    expect(screen.getAllByRole('row').length).toBeGreaterThan(1);
    expect(container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    expect(name).not.toBe('figures');
  });
});

describe('what is selected', () => {
  it.each([
    ['optima', OptimaPanel],
    ['network', NetworkPanel],
  ])('goes through the %s by keys, the fittest first', (_, Shown) => {
    const { report, context } = rugged();
    const select = vi.fn();
    const first = report.optima[0]!.node;
    render(<Shown report={report} context={{ ...context, select, selected: first }} />);
    const slider = screen.getByRole('slider', { name: /Local optima/ });
    expect(slider.getAttribute('aria-valuenow')).toBe('1');
    expect(slider.getAttribute('aria-valuetext')).toContain(context.name(first));
    fireEvent.keyDown(slider, { key: 'ArrowRight' });
    fireEvent.keyDown(slider, { key: 'End' });
    fireEvent.keyDown(slider, { key: 'a' });
    expect(select.mock.calls).toEqual([[report.optima[1]!.node], [report.optima.at(-1)!.node]]);
  });

  it('is a row of the table of optima, and a row selects', () => {
    const { report, context } = rugged();
    const select = vi.fn();
    const chosen = report.optima[2]!.node;
    render(<OptimaPanel report={report} context={{ ...context, select, selected: chosen }} />);
    fireEvent.click(screen.getByRole('button', { name: 'Table' }));
    const row = screen.getByRole('row', { selected: true });
    expect(within(row).getByRole('button').textContent).toBe(context.name(chosen));
    fireEvent.click(screen.getByRole('button', { name: context.name(report.optima[1]!.node) }));
    expect(select).toHaveBeenCalledExactlyOnceWith(report.optima[1]!.node);
  });

  it('is the neutral network that the selected architecture is in', () => {
    const { report, context } = flat();
    render(<NeutralPanel report={report} context={{ ...context, selected: 17 }} />);
    expect(screen.getByText(/selected architecture is in number 1/)).toBeTruthy();
  });
});

describe('tables', () => {
  it('have the column’s own values, from less to more, where it is to be minimised', () => {
    const { report, context, values } = rugged({ minimise: true });
    render(<FitnessDistancePanel report={report} context={context} />);
    fireEvent.click(screen.getByRole('button', { name: 'Table' }));
    const cells = within(screen.getAllByRole('row')[1]!).getAllByRole('cell');
    // The first row is the best alone.
    expect(cells.slice(0, 8).map(({ textContent }) => Number(textContent))).toEqual([
      0,
      1,
      ...Array(6).fill(Math.min(...values)),
    ]);
  });

  it('sort by any column', () => {
    const { report, context } = rugged();
    render(<OptimaPanel report={report} context={context} />);
    fireEvent.click(screen.getByRole('button', { name: 'Table' }));
    fireEvent.click(screen.getByRole('button', { name: 'Climb basin' }));
    const column = screen
      .getAllByRole('row')
      .slice(1)
      .map((row) => Number(within(row).getAllByRole('cell')[3]!.textContent));
    // Rows in sight alone are drawn.
    const sorted = report.optima.map(({ climbBasin }) => climbBasin).toSorted((x, y) => x - y);
    expect(column.length).toBeGreaterThan(4);
    expect(column).toEqual(sorted.slice(0, column.length));
  });
});

describe('walks', () => {
  it('are asked for, once at a time, and told beside the exact figures', () => {
    const ask = vi.fn();
    const exact = rugged().report;
    const { rerender } = render(<AutocorrelationPanel report={exact} onSample={ask} />);
    fireEvent.click(screen.getByRole('button', { name: 'Sample walks' }));
    expect(ask).toHaveBeenCalledOnce();
    rerender(<AutocorrelationPanel report={exact} onSample={ask} sampling />);
    expect(screen.getByRole('button', { name: 'Walking …' }).hasAttribute('disabled')).toBe(true);
    rerender(<AutocorrelationPanel report={rugged({ walks: 20 }).report} onSample={ask} />);
    expect(screen.getByRole('button', { name: 'Sample again' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Table' }));
    expect(screen.getByRole('columnheader', { name: 'Sampled' })).toBeTruthy();
  });
});
