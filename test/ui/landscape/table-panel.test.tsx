// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LandscapeReport } from '../../../src/landscape/report.ts';
import { type Faults, type LabState, useLab } from '../../../src/ui/landscape/lab-store.ts';
import { TablePanel } from '../../../src/ui/landscape/TablePanel.tsx';
import { Waiting } from '../../../src/ui/landscape/Waiting.tsx';

const HOSTILE = '<img src=x onerror=alert(1)>';
const initial = useLab.getInitialState();
const TABLES = [
  { id: 'own', name: 'Ours', builtIn: true, unsaved: false },
  { id: 'a', name: HOSTILE, builtIn: false, unsaved: false },
  { id: 'b', name: 'b'.repeat(300), builtIn: false, unsaved: true },
];
const positions = Array.from({ length: 60 }, (_, i) => ({
  name: String(i),
  options: ['a', 'b', 'c', 'd', 'e'],
}));

/** A table with 200 columns of 60 positions, and what the panel may ask for. */
function show(changes: Partial<LabState> = {}) {
  const asked = {
    ...{
      open: vi.fn(),
      choose: vi.fn(),
      rename: vi.fn(),
      remove: vi.fn(),
      keepSound: vi.fn(),
      importFile: vi.fn(),
    },
    analyse: vi.fn(),
  };
  useLab.setState({
    ...{ tables: TABLES, ...asked },
    table: {
      ...{ id: 'a', name: HOSTILE, rows: 2, combinations: 5 ** 60, card: undefined },
      columns: Array.from({ length: 200 }, (_, i) => ({
        ...{ name: `${HOSTILE} ${i}`, minimum: 0, maximum: 1, gaps: i, less: i % 2 === 1 },
      })),
    },
    column: {
      ...{
        column: `${HOSTILE} 0`,
        minimise: false,
        count: 2,
        leftOut: 1,
        diameter: 60,
        maximum: 1,
        positions,
      },
      ...{ digits: new Uint8Array(120), starts: new Int32Array(3), neighbours: new Int32Array(0) },
      ...{ fitness: new Float64Array(2), labels: [] },
    },
    ...changes,
  });
  return { ...render(<TablePanel />), asked };
}

beforeEach(() => useLab.setState(initial, true));
afterEach(cleanup);

describe('the table panel', () => {
  it('shows any names as text, and what is asked of tables and columns', () => {
    const { container, asked } = show();
    expect(container.querySelector('img')).toBeNull();
    const fitness = screen.getByRole('combobox', { name: 'Fitness' });
    expect(within(fitness).getAllByRole('option')).toHaveLength(200);
    fireEvent.change(fitness, { target: { value: `${HOSTILE} 3` } });
    expect(asked.choose).toHaveBeenCalledWith(`${HOSTILE} 3`, true);
    fireEvent.change(screen.getByRole('combobox', { name: 'Better is' }), { target: { value: 'less' } });
    expect(asked.choose).toHaveBeenLastCalledWith(`${HOSTILE} 0`, true);
    fireEvent.change(screen.getByRole('combobox', { name: 'Table' }), { target: { value: 'own' } });
    expect(asked.open).toHaveBeenCalledWith('own');
    expect(screen.getByText('8.67 × 10⁴¹')).toBeTruthy();
    expect(screen.getByText('60 (5 each)')).toBeTruthy();
    expect(screen.getByRole('option', { name: /^b+ \(not kept\)$/ })).toBeTruthy();
  });

  it('renames by keyboard and by button; the name field belongs to its table', () => {
    const { asked } = show();
    fireEvent.click(screen.getByRole('button', { name: 'Rename' }));
    const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Name of the table' });
    expect(document.activeElement === field() || field().selectionEnd === HOSTILE.length).toBe(true);
    fireEvent.change(field(), { target: { value: ' Cells ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(asked.rename).toHaveBeenCalledExactlyOnceWith('a', 'Cells');
    expect(screen.queryByRole('textbox')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Rename' }));
    fireEvent.keyDown(field(), { key: 'Escape' });
    expect(screen.queryByRole('textbox')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Rename' }));
    const { table } = useLab.getState();
    fireEvent.change(field(), { target: { value: 'Not for another table' } });
    // Another table is opened meanwhile: its own name is offered.
    act(() => useLab.setState({ table: { ...table!, id: 'b' } }));
    expect(field().value).toBe('b'.repeat(300));
    expect(asked.rename).toHaveBeenCalledTimes(1);
  });

  it('does not rename or remove our own table', () => {
    show({
      table: {
        ...useLab.getState().table!,
        id: 'own',
        name: 'Ours',
        rows: 2,
        combinations: 2,
        columns: [],
        card: undefined,
      },
    });
    expect(screen.queryByRole('button', { name: 'Rename' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
  });

  it('says what was removed until it is put back or dismissed', () => {
    show({ removed: TABLES[1]! });
    expect(screen.getByRole('status').textContent).toContain('was removed');
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(/was removed/)).toBeNull();
  });
});

describe('the list of what is wrong with a file', () => {
  const faults: Faults = {
    ...{ kind: 'faults', name: HOSTILE, total: 900, rows: 29, sound: 27, usable: true },
    columns: ['word', 'f'],
    faults: [{ kind: 'duplicate', line: 3, what: `has ${HOSTILE} again`, mend: 'Remove it' }],
    ...{ genotypes: ['word', 'other'], file: new File([''], HOSTILE) },
  };

  it('lists it as text, keeps the sound rows once, and says what goes wrong where it is heard', () => {
    const { container, asked } = show({ faults });
    expect(container.querySelector('img')).toBeNull();
    const dialog = screen.getByRole('dialog');
    expect(dialog.textContent).toContain(
      '27 of 29 rows are sound. 900 faults, of which the first 1 are listed',
    );
    expect(within(dialog).getByRole('region', { name: 'Faults' }).tabIndex).toBe(0);
    fireEvent.change(within(dialog).getByRole('combobox'), { target: { value: 'other' } });
    expect(asked.importFile).toHaveBeenCalledWith(faults.file, 'other');
    const keep = () =>
      within(dialog).getByRole<HTMLButtonElement>('button', { name: /Keep the 27 sound rows/ });
    fireEvent.click(keep());
    expect(asked.keepSound).toHaveBeenCalledTimes(1);
    cleanup();
    show({ faults, busy: 'Keeping …', fault: 'No room.' });
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /Keep the 27/ }).disabled).toBe(true);
    expect(within(screen.getByRole('dialog')).getByRole('alert').textContent).toBe('No room.');
  });

  it('closes by its button, and offers nothing where nothing is sound', () => {
    show({ faults: { ...faults, usable: false, sound: 0 }, notice: 'Kept.' });
    expect(screen.queryByRole('button', { name: /Keep/ })).toBeNull();
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Close' }));
    expect(useLab.getState()).toMatchObject({ faults: null, notice: 'Kept.' });
  });
});

describe('what stands for a panel', () => {
  it('offers another analysis after one that failed, and says how far one is', () => {
    const { asked } = show({ report: null as LandscapeReport | null });
    cleanup();
    render(<Waiting title="Landscape" />);
    fireEvent.click(screen.getByRole('button', { name: 'Analyse' }));
    expect(asked.analyse).toHaveBeenCalledWith(false);
    cleanup();
    useLab.setState({ analysing: { stage: 'Plateaus', share: 0.1 } });
    render(<Waiting title="Landscape" />);
    expect(screen.getByText('Plateaus …')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
